"""What the rows say of the headline's robustness, in sentences."""

from collections.abc import Callable, Mapping

from ipsanalysis.evidence.choose import OWN
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence, cell
from ipsanalysis.tables.evidence.measures import pooled_words
from ipsanalysis.tables.evidence.pools import by_method
from ipsanalysis.tables.evidence.robustness import (
    FAR,
    FLAG,
    cumulative_rows,
    far_residuals,
    largest_residual,
    limited_measures,
    lowest_tau2,
)
from ipsanalysis.tables.format import fixed
from ipsanalysis.tables.labels import listed
from ipsanalysis.tables.results import Result, Results


def flow_sentence(own: Evidence) -> Text:
    """Say how many rows of the file, and studies of this project, entered the headline pool."""
    plan, results = own.plan, own.results
    rows = {
        row.subgroup: row
        for row in results.where(analysis="review_flow", outcome=plan.headline.id, statistic="n")
    }
    whole, pooled = rows.get("rows"), rows.get("pooled")
    if whole is None or pooled is None:
        return ()
    lost = rows.get("no_counts")
    have = "has" if lost and lost.estimate == 1 else "have"
    without = say("; ", shown.estimate(lost), f" {have} no counts") if lost else ()
    absent = _trials_without_row(own)
    rows_of = " row" if whole.estimate == 1 else " rows"
    enters = "enters" if pooled.estimate == 1 else "enter"
    return say(
        "Of ", shown.estimate(whole), rows_of, _kinds_of_rows(own), " ", shown.estimate(pooled),
        f" {enters} the headline, one of each trial", without,
        f".{absent} Those left out are listed with their reason.",
    )  # fmt: skip


def _kinds_of_rows(own: Evidence) -> str:
    """Say how many rows are of the file and how many are studies of this project."""
    rows = own.files.comparisons
    studies = sum(cell(row, "count_basis") == OWN for row in rows)
    trials = len(_trials_of_file(own))
    of_file = f"{len(rows) - studies} of the file on {trials} trial{'' if trials == 1 else 's'},"
    if not studies:
        return f", {of_file}" if rows else ""
    name = "study" if studies == 1 else "studies"
    return f", {of_file} and {studies} {name} of this project,"


def _trials_of_file(own: Evidence) -> set[str]:
    """Return the trials that the file of comparisons has a row of."""
    rows = own.files.comparisons
    return {cell(row, "trial_id") for row in rows if cell(row, "count_basis") != OWN}


def _trials_without_row(own: Evidence) -> str:
    """Say how many trials of the file have no row in the headline."""
    entered = {cell(row, "trial_id") for row in own.files.entered(own.plan.headline.id)}
    absent = len(_trials_of_file(own) - entered)
    if not absent:
        return ""
    have = "trial of the file has" if absent == 1 else "trials of the file have"
    return f" {absent} {have} no row in it."


def methods_sentence(plan: EvidencePlan, results: Results) -> Text:
    """Say from where to where the headline runs over all methods."""
    found = by_method(results, plan.headline, plan.headline.measures[0])
    rows = [row for row in found if row.estimated]
    if len(rows) < 2 or shown.number_of_trials(rows[0]) == 1:
        return ()
    what = pooled_words(plan.headline.measures[0])
    return say(f"By method the {what} runs from ", _ends(rows, _by_method), ".")


def _by_method(row: Result) -> str:
    return f" by {shown.head(row).partition(' and ')[0]}"


def _ends(rows: list[Result], told: Callable[[Result], str]) -> Text:
    lowest = min(rows, key=lambda row: (row.estimate, row.key))
    highest = max(rows, key=lambda row: (row.estimate, row.key))
    return say(
        shown.with_kind(lowest), told(lowest), " to ", shown.with_kind(highest), told(highest),
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
    without = _ends(rows, lambda row: f" without {trial(named, row)}")
    what = pooled_words(pool.measures[0])
    first = say(f"With one trial left out the {what} runs from ", without, ".")
    if not found:
        return [first]
    told = say(
        _by_limits(limited_measures(plan, results), flagged),
        _residuals(plan, results, named),
        _tau2(plan, results, named),
    )
    return [first, told]


def _by_limits(measures: list[str], flagged: list[str]) -> str:
    """Say which trials the measures of influence with a limit call influential."""
    by = f"By the measures of influence that have limits ({', '.join(measures)}) "
    stands = "stands" if len(flagged) == 1 else "stand"
    return f"{by}{listed(flagged)} {stands} out." if flagged else f"{by}no trial stands out."


def _residuals(plan: EvidencePlan, results: Results, named: Mapping[str, str]) -> Text:
    """Name the trials whose studentised residual lies beyond what one in 20 passes by chance."""
    far, of = far_residuals(plan, results)
    largest = largest_residual(plan, results)
    if largest is None:
        return ()
    limits = f"{fixed(-FAR, 2)} or {fixed(FAR, 2)}, which 1 in 20 passes by chance"
    if not far:
        return say(
            f" No studentised residual lies beyond {limits}; the largest is that of ",
            *_valued(named, largest), ".",
        )  # fmt: skip
    lie = "lies" if len(far) == 1 else "lie"
    which = joined((say(*_valued(named, row)) for row in far), "; ")
    return say(f" Of {of} studentised residuals {len(far)} {lie} beyond {limits}: ", which, ".")


def _valued(named: Mapping[str, str], row: Result) -> tuple[str, Text]:
    return f"{trial(named, row)}, ", shown.estimate(row)


def _tau2(plan: EvidencePlan, results: Results, named: Mapping[str, str]) -> Text:
    """Name the trial without which the variance between trials is lowest."""
    lowest = lowest_tau2(plan, results)
    whole = names.spread_row(results, plan.headline, "tau2", "REML")
    if lowest is None or whole is None or not whole.estimated:
        return ()
    return say(
        " The variance between trials, tau², is ", shown.estimate(whole), " with all of them and "
        "lowest without ",
        *_valued(named, lowest), ".",
    )  # fmt: skip


def trial(named: Mapping[str, str], row: Result) -> str:
    """Return the label of the trial that a row is of."""
    return names.trial_label(named, row.subgroup)


def cumulative_sentence(plan: EvidencePlan, results: Results) -> Text:
    """Say what the pooled effect was with the earlier half of the trials."""
    rows = [row for row in cumulative_rows(plan, results) if row.estimated]
    if len(rows) < 4:
        return ()
    half, last = rows[len(rows) // 2 - 1], rows[-1]
    return say(
        "With the first ", shown.trials(half), f" trials, until {half.timepoint:.0f}, ",
        f"the {pooled_words(plan.headline.measures[0])} was ",
        shown.with_kind(half), "; with all ", shown.trials(last), ", ", shown.with_kind(last), ".",
    )  # fmt: skip
