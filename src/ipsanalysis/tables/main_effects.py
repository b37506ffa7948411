"""The main table of effects: one line a comparison."""

from math import isnan

from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import events, labels, numbers
from ipsanalysis.tables.arms import arm_row_text, arm_text
from ipsanalysis.tables.cell import Line, Table, Text, say
from ipsanalysis.tables.labels import Planned
from ipsanalysis.tables.results import Result, Results

FIRST_CHOICE = (
    "risk_difference",
    "cumulative_incidence_difference",
    "hazard_ratio",
    "kaplan_meier_difference",
    "rmst_difference",
    "mean_difference",
    "rate_ratio",
    "probability_of_superiority",
)
FIRST_METHOD = ("newcombe", "difference in means, welch")
ARMS_ONLY = ("median_time", "mean")


def headline(results: Results, item: Planned) -> Result | None:
    """Return the row that stands for a comparison: the first choice, unadjusted, at the last time.

    Args:
        results: All result rows.
        item: The comparison.

    Returns:
        The row, or None when the comparison contrasts nothing.
    """
    for statistic in FIRST_CHOICE:
        rows = results.where(**item.own, statistic=statistic, covariates="")
        if rows:
            return max(rows, key=_preference)
    return None


def _preference(row: Result) -> tuple[float, bool]:
    time = -1.0 if isnan(row.timepoint) else row.timepoint
    return time, row.method.lower().startswith(FIRST_METHOD)


def main_effects(plan: Plan, results: Results) -> Table:
    """Return one line a comparison: each arm, the effect with its interval, and what it is of."""
    lines = [
        _line(plan, results, item)
        for item in labels.planned(plan)
        if results.first(plan_key=item.plan_key, analysis=labels.ANALYSIS[item.family])
    ]
    return Table(
        name="main_effects",
        caption=f"Main effect of each comparison, {labels.contrast_label(plan)}",
        columns=(
            "Comparison",
            *(arm.label for arm in plan.arms),
            "Effect measure",
            f"Effect ({plan.ci_level * 100:g}% CI)",
        ),
        lines=tuple(lines),
        notes=(reading_note(plan), *events.strategy_notes(plan)),
        numeric=(1, 2, 4),
    )


def _line(plan: Plan, results: Results, item: Planned) -> Line:
    row = headline(results, item)
    name = say(labels.comparison_label(plan, item.comparison))
    emphasis = item.comparison.role == "primary"
    if row is None:
        arms = only_arms(results, item) or only_arms(results, item, "proportion")
        cells = (name, *(arms.get(arm.id, ()) for arm in plan.arms), say("Arms not compared"), ())
        return Line(cells=cells, emphasis=emphasis)
    measure = say(labels.measure_label(plan, row))
    effect = say(numbers.with_interval(row))
    return Line(cells=(name, *both_arms(plan, results, row), measure, effect), emphasis=emphasis)


def only_arms(results: Results, item: Planned, statistic: str = "mean") -> dict[str, Text]:
    """Return what is estimated in each arm and not contrasted, by arm."""
    rows = results.where(**item.own, statistic=statistic, covariates="")
    return {row.group: arm_row_text(results, row) for row in rows}


def both_arms(plan: Plan, results: Results, row: Result) -> tuple[Text, ...]:
    """Return what each arm had beside a contrast, in the plan's order."""
    return tuple(
        arm_text(results, row, arm.id, active=arm.id == plan.active.id) for arm in plan.arms
    )


def reading_note(plan: Plan) -> str:
    """Return how to read a table of effects."""
    active, control = plan.active.label, plan.control.label
    return (
        f"Differences are {active} minus {control}, ratios {active} divided by {control}. Arms "
        "show n/N (%), mean (SD), or an estimate alone. After a mean, n stands where it is smaller "
        "than the number randomised: people whose outcome is unobserved, or who are not in the "
        "set compared, are left out. CI: confidence interval. SD: standard deviation."
    )
