"""What the rows say of small trials with other effects, and of results never printed."""

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.measures import POINTS, is_difference
from ipsanalysis.tables.evidence.pools import significant
from ipsanalysis.tables.evidence.robustness import at_step, egger_warning
from ipsanalysis.tables.results import Result, Results

TESTS = {"egger_test": "Egger's test", "peters_test": "Peters' test"}
TRIM, SELECTION = "trim and fill", "selection model"


def small_study_sentences(plan: EvidencePlan, results: Results) -> list[Text]:
    """Say what the tests of asymmetry and the models for it give."""
    rows = _rows(plan, results)
    found = (_asymmetry(plan, rows), _filled(plan, rows), _selected(plan, results, rows))
    return [text for text in found if text]


def corrected_sentence(plan: EvidencePlan, results: Results) -> Text:
    """Say what the pooled effect is by the models for results that were never printed."""
    rows, wanted = _rows(plan, results), names.POOLED[plan.headline.measures[0]]
    parts = [
        say(f"{name} ", shown.with_kind(row))
        for name in (TRIM, SELECTION)
        if (row := _of(rows, wanted, name)) and row.estimated
    ]
    if not parts:
        return ()
    return say(
        "By models in which some trials were never printed because of their results"
        f"{f' ({POINTS})' if is_difference(plan.headline.measures[0]) else ''}: ",
        joined(parts, ", "),
        ". ",
        rests_on(plan, results) if _of(rows, wanted, SELECTION) else "",
    )


def rests_on(plan: EvidencePlan, results: Results) -> str:
    """Say on how many trials above its step in p the selection model rests."""
    found = at_step(plan, results)
    if found is None:
        return ""
    step, above, all_of = found
    return (
        f"The selection model rests on the {above} of {all_of} trials whose one-sided p is above "
        f"{step:g}: the chance that such a trial is printed is told by "
        f"{'it' if above == 1 else 'them'} alone."
    )


def _rows(plan: EvidencePlan, results: Results) -> list[Result]:
    return results.where(analysis="small_study", outcome=plan.headline.id, subgroup="")


def _of(rows: list[Result], statistic: str, method: str = "") -> Result | None:
    fits = (row for row in rows if row.statistic == statistic)
    return next((row for row in fits if method.lower() in row.method.lower()), None)


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
        else "the effects of small and of large trials differ by these tests, for whatever reason"
        if True in held
        else "a difference between small and large trials is not shown, and not excluded"
    )
    parts = joined((say(f"{name} ", shown.p_words(row)) for name, row in tests), ", ")
    warning = egger_warning(plan) if _of(rows, "egger_test") else ""
    return say(parts, f": {told}. {warning}".rstrip())


def _filled(plan: EvidencePlan, rows: list[Result]) -> Text:
    added = _of(rows, "filled_trials")
    pooled = _of(rows, names.POOLED[plan.headline.measures[0]], TRIM)
    if added is None or not added.estimated or pooled is None:
        return ()
    trials = "trial" if added.estimate == 1 else "trials"
    return say(
        "Trim and fill adds ", shown.estimate(added), f" mirrored {trials} and gives ",
        shown.with_kind(pooled), ".",
    )  # fmt: skip


def _selected(plan: EvidencePlan, results: Results, rows: list[Result]) -> Text:
    pooled = _of(rows, names.POOLED[plan.headline.measures[0]], SELECTION)
    test = _of(rows, "selection_test")
    if pooled is None or not pooled.estimated:
        return ()
    tested = (
        say(" (test of selection, ", shown.p_words(test), ")")
        if test and test.p_value == test.p_value
        else ()
    )
    return say(
        f"If trials with a one-sided p above {_step(plan, results)} were printed less often, the "
        "selection model gives a mean of ",
        shown.with_kind(pooled),
        tested,
        ". ",
        rests_on(plan, results),
    )


def _step(plan: EvidencePlan, results: Results) -> str:
    found = at_step(plan, results)
    return f"{found[0]:g}" if found else "its step"
