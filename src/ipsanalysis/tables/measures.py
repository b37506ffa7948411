"""The measures of work by Bond, Campbell and Drake (2012): whether, how soon, how much."""

from ipsanalysis.plan.design import SpellSource
from ipsanalysis.plan.outcomes import FirstStatus, Outcome, Retained
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import labels, numbers
from ipsanalysis.tables.cell import Line, Table, say
from ipsanalysis.tables.format import count
from ipsanalysis.tables.labels import Planned
from ipsanalysis.tables.main_effects import both_arms, headline, only_arms, reading_note
from ipsanalysis.tables.results import Result, Results

ORDER = (
    "ever", "status_at", "first_status", "weeks", "days", "longest_job", "jobs", "sustained",
    "hours", "hours_reached", "wages", "hours_per_week", "wage_per_hour", "retained",
)  # fmt: skip
SOURCE = (
    "The measures follow Bond GR, Campbell K, Drake RE. Standardizing measures in four domains of "
    "employment outcomes for individual placement and support. Psychiatr Serv 2012;63:751-757."
)


def measures_table(plan: Plan, results: Results) -> Table:
    """Return every measure of work made from job spells, workers-only ones set apart.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        A line an outcome and analysis set, the first comparison of each by role; no lines when
        no outcome comes from job spells.
    """
    found: dict[tuple[str, str], Planned] = {}
    for item in sorted(labels.planned(plan), key=lambda item: _restricted(results, item) is None):
        outcome = plan.outcome(item.comparison.outcome)
        rows = results.first(**item.own, analysis=labels.ANALYSIS[item.family])
        if isinstance(getattr(outcome, "source", None), SpellSource) and rows:
            found.setdefault((outcome.id, item.comparison.analysis_set), item)
    items = sorted(found.values(), key=lambda item: _place(plan, item))
    lines = tuple(_line(plan, results, item) for item in items)
    columns = (
        "Measure",
        *(arm.label for arm in plan.arms),
        "Effect measure",
        f"Effect ({plan.ci_level * 100:g}% CI)",
    )
    return Table(
        name="measures",
        caption="Measures of work",
        columns=columns,
        lines=lines,
        notes=(reading_note(plan), *_retention(plan, results, items), SOURCE),
        numeric=(1, 2, 4),
    )


def _retention(plan: Plan, results: Results, items: list[Planned]) -> tuple[str, ...]:
    """Why fewer people are counted for keeping work than had a first job."""
    outcomes = [plan.outcome(item.comparison.outcome) for item in items]
    if not any(isinstance(outcome, Retained) for outcome in outcomes):
        return ()
    first = [
        results.first(analysis="first_job", statistic="events", group=arm.id) for arm in plan.arms
    ]
    told = labels.listed(
        f"{count(row.n_events or row.estimate)} in {arm.label}"
        for arm, row in zip(plan.arms, first, strict=True)
        if row and row.estimated
    )
    had = f" ({told})" if told else ""
    return (
        f"Work some months after the first job began is counted among fewer people than had a "
        f"first job{had}: for the others that day lies after the end of follow-up, or they were "
        "no longer followed.",
    )


def _restricted(results: Results, item: Planned) -> Result | None:
    """The difference in restricted mean time: a time is measured in its own unit here."""
    return results.first(**item.own, statistic="rmst_difference", covariates="")


def _place(plan: Plan, item: Planned) -> tuple[bool, int]:
    outcome = plan.outcome(item.comparison.outcome)
    return not labels.randomised(plan, item.comparison), ORDER.index(_kind(outcome))


def _kind(outcome: Outcome) -> str:
    return str(getattr(outcome, "measure", outcome.kind))


def _line(plan: Plan, results: Results, item: Planned) -> Line:
    row = _restricted(results, item) or headline(results, item)
    outcome = plan.outcome(item.comparison.outcome)
    unit = "" if isinstance(outcome, FirstStatus) else getattr(outcome, "unit", "")
    known = not unit or unit in outcome.label.lower()
    name = say(outcome.label if known else f"{outcome.label}, {unit}")
    group = say(_group(plan, item))
    if row is None:
        arms = only_arms(results, item) or only_arms(results, item, "proportion")
        cells = (name, *(arms.get(arm.id, ()) for arm in plan.arms), say("Arms not compared"), ())
        return Line(cells=cells, group=group)
    cells = (
        name,
        *both_arms(plan, results, row),
        say(labels.measure_label(plan, row)),
        say(numbers.with_interval(row)),
    )
    return Line(cells=cells, group=group)


def _group(plan: Plan, item: Planned) -> str:
    chosen = plan.analysis_set(item.comparison.analysis_set)
    if chosen.randomised:
        return f"{chosen.label}: randomised comparisons"
    return f"{chosen.label}: not randomised comparisons"
