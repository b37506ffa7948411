"""What the rows say of the headline's robustness, in sentences."""

from collections.abc import Callable, Mapping

from ipsanalysis.evidence.choose import OWN
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Text, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence, cell
from ipsanalysis.tables.evidence.pools import by_method
from ipsanalysis.tables.evidence.robustness import (
    FLAG,
    cumulative_rows,
    largest_residual,
    lowest_tau2,
)
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
    rows_of = " row" if whole.estimate == 1 else " rows"
    enters = "enters" if pooled.estimate == 1 else "enter"
    return say(
        "Of ", shown.estimate(whole), rows_of, _kinds_of_rows(own), " ", shown.estimate(pooled),
        f" {enters} the headline, one of each trial", without,
        ". Those left out are listed with their reason.",
    )  # fmt: skip


def _kinds_of_rows(own: Evidence) -> str:
    """Say how many rows are of the file and how many are studies of this project."""
    rows = own.files.comparisons
    studies = sum(cell(row, "count_basis") == OWN for row in rows)
    if not studies:
        return ""
    name = "study" if studies == 1 else "studies"
    return f", {len(rows) - studies} of the file and {studies} {name} of this project,"


def methods_sentence(plan: EvidencePlan, results: Results) -> Text:
    """Say from where to where the headline runs over all methods."""
    found = by_method(results, plan.headline, plan.headline.measures[0])
    rows = [row for row in found if row.estimated]
    if len(rows) < 2 or shown.number_of_trials(rows[0]) == 1:
        return ()
    return say("By method the pooled effect runs from ", _ends(rows, _by_method), ".")


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
    told = (
        f"By at least one measure of influence {listed(flagged)} "
        f"{'stands' if len(flagged) == 1 else 'stand'} out."
        if flagged
        else "No trial stands out by the measures of influence that have limits."
    )
    without = _ends(rows, lambda row: f" without {trial(named, row)}")
    first = say("With one trial left out the pooled effect runs from ", without, ".")
    return [first, say(told, _furthest(plan, results, named))] if found else [first]


def _furthest(plan: EvidencePlan, results: Results, named: Mapping[str, str]) -> Text:
    """Name the trial with the largest residual, and the one without which tau2 is lowest."""
    residual, tau2 = largest_residual(plan, results), lowest_tau2(plan, results)
    whole = names.spread_row(results, plan.headline, "tau2", "REML")
    if residual is None or tau2 is None or whole is None or not whole.estimated:
        return ()
    return say(
        " The largest studentised residual is that of ", trial(named, residual), ", ",
        shown.estimate(residual), "; tau2, ", shown.estimate(whole), " with all trials, is lowest "
        "without ", trial(named, tau2), ", ", shown.estimate(tau2), ".",
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
        "the pooled effect was ",
        shown.with_kind(half), "; with all ", shown.trials(last), ", ", shown.with_kind(last), ".",
    )  # fmt: skip
