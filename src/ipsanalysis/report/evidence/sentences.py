"""What the rows say of the headline's robustness, in sentences."""

from collections.abc import Callable

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.pools import by_method, significant
from ipsanalysis.tables.evidence.robustness import FLAG, cumulative_rows
from ipsanalysis.tables.labels import listed
from ipsanalysis.tables.results import Result, Results


def flow_sentence(plan: EvidencePlan, results: Results) -> Text:
    """Say how many rows of the file entered the headline pool."""
    rows = {
        row.subgroup: row
        for row in results.where(analysis="review_flow", outcome=plan.headline.id, statistic="n")
    }
    whole, pooled = rows.get("rows"), rows.get("pooled")
    if whole is None or pooled is None:
        return ()
    lost = rows.get("no_counts")
    without = say("; ", shown.estimate(lost), " have no counts") if lost else ()
    return say(
        "Of ", shown.estimate(whole), " rows ", shown.estimate(pooled),
        " enter the headline, one of each trial", without,
        ". Those left out are listed with their reason.",
    )  # fmt: skip


def methods_sentence(plan: EvidencePlan, results: Results) -> Text:
    """Say from where to where the headline runs over all methods."""
    found = by_method(results, plan.headline, plan.headline.measures[0])
    rows = [row for row in found if row.estimated]
    if len(rows) < 2:
        return ()
    return say("By method the pooled effect runs from ", _ends(rows, _by_method), ".")


def _by_method(row: Result) -> str:
    return f" ({row.method})"


def _ends(rows: list[Result], told: Callable[[Result], str]) -> Text:
    lowest = min(rows, key=lambda row: (row.estimate, row.key))
    highest = max(rows, key=lambda row: (row.estimate, row.key))
    return say(
        shown.with_interval(lowest), told(lowest), " to ", shown.with_interval(highest),
        told(highest),
    )  # fmt: skip


def left_out_sentences(own: Evidence) -> list[Text]:
    """Say what leaving out one trial does, and which trials are influential."""
    plan, results, files = own.plan, own.results, own.files
    pool, named = plan.headline, names.trial_names(files, results)
    wanted = names.POOLED[pool.measures[0]]
    rows = results.where(analysis="leave_one_out", outcome=pool.id, statistic=wanted)
    rows = [row for row in rows if row.estimated]
    if not rows:
        return []
    found = results.where(analysis="influence", outcome=pool.id, statistic="cook_distance")
    flagged = [named.get(row.subgroup, row.subgroup) for row in found if FLAG in row.note]
    told = (
        f"By at least one measure of influence {listed(flagged)} "
        f"{'stands' if len(flagged) == 1 else 'stand'} out."
        if flagged
        else "No trial stands out by the measures of influence."
    )
    without = _ends(rows, lambda row: f" (without {named.get(row.subgroup, row.subgroup)})")
    first = say("With one trial left out the pooled effect runs from ", without, ".")
    return [first, say(told)] if found else [first]


def cumulative_sentence(plan: EvidencePlan, results: Results) -> Text:
    """Say what the pooled effect was with the earlier half of the trials."""
    rows = [row for row in cumulative_rows(plan, results) if row.estimated]
    if len(rows) < 4:
        return ()
    half, last = rows[len(rows) // 2 - 1], rows[-1]
    return say(
        "With the first ", shown.trials(half), f" trials, until {half.timepoint:.0f}, ",
        "the pooled effect was ",
        shown.with_interval(half), "; with all ", shown.trials(last), ", ",
        shown.with_interval(last), ".",
    )  # fmt: skip


TESTS = {"egger_test": "Egger's test", "peters_test": "Peters' test"}


def small_study_sentences(plan: EvidencePlan, results: Results) -> list[Text]:
    """Say what the tests of asymmetry and the models for it give."""
    rows = _small_study(plan, results)
    found = (_asymmetry(plan, rows), _filled(plan, rows), _selected(plan, rows))
    return [text for text in found if text]


def _small_study(plan: EvidencePlan, results: Results) -> list[Result]:
    return results.where(analysis="small_study", outcome=plan.headline.id, subgroup="")


def _asymmetry(plan: EvidencePlan, rows: list[Result]) -> Text:
    """Say whether the tests of asymmetry reject, and when one does and another does not."""
    tests = [
        (name, row)
        for statistic, name in TESTS.items()
        if (row := _of(rows, statistic)) and row.p_value == row.p_value
    ]
    if not tests:
        return ()
    held = {significant(plan, row) for _, row in tests}
    told = (
        "they disagree, so whether small and large trials have other effects stays open"
        if len(held) > 1
        else "the effects of small and of large trials differ, for whatever reason"
        if True in held
        else "a difference between small and large trials is not shown, and not excluded"
    )
    parts = joined((say(f"{name} ", shown.p_words(row)) for name, row in tests), ", ")
    return say(parts, f": {told}.")


def corrected_sentence(plan: EvidencePlan, results: Results) -> Text:
    """Say what the pooled effect is by the models for results that were never printed."""
    rows, wanted = _small_study(plan, results), names.POOLED[plan.headline.measures[0]]
    parts = [
        say(f"{name} ", shown.with_interval(row))
        for name in ("trim and fill", "selection model")
        if (row := _of(rows, wanted, name)) and row.estimated
    ]
    if not parts:
        return ()
    return say(
        "By models in which some trials were never printed because of their results: ",
        joined(parts, ", "),
        ".",
    )


def _of(rows: list[Result], statistic: str, method: str = "") -> Result | None:
    fits = (row for row in rows if row.statistic == statistic)
    return next((row for row in fits if method.lower() in row.method.lower()), None)


def _filled(plan: EvidencePlan, rows: list[Result]) -> Text:
    added = _of(rows, "filled_trials")
    pooled = _of(rows, names.POOLED[plan.headline.measures[0]], "trim and fill")
    if added is None or not added.estimated or pooled is None:
        return ()
    return say(
        "Trim and fill adds ", shown.estimate(added), " mirrored trials and gives ",
        shown.with_interval(pooled), ".",
    )  # fmt: skip


def _selected(plan: EvidencePlan, rows: list[Result]) -> Text:
    pooled = _of(rows, names.POOLED[plan.headline.measures[0]], "selection model")
    test = _of(rows, "selection_test")
    if pooled is None or not pooled.estimated:
        return ()
    tested = say(" (test of selection, ", shown.p_words(test), ")") if test else ()
    return say(
        "If trials without a significant result were printed less often, the selection model gives "
        "a mean of ",
        shown.with_interval(pooled),
        tested,
        ".",
    )
