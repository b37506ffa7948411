"""Differences between the arms at several times."""

from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import labels, numbers
from ipsanalysis.tables.cell import Line, Table, say
from ipsanalysis.tables.labels import capital
from ipsanalysis.tables.results import Result, Results


def over_time_table(plan: Plan, results: Results) -> Table:
    """Return the difference between the arms at each time the plan's figure over time names."""
    rows = differences_over_time(plan, results)
    shown = plan.status_over_time
    label = plan.outcome(shown.outcome).variable if shown else ""
    return Table(
        name="over_time",
        caption=f"{label}: difference between the arms over time",
        columns=(
            "Time",
            *(arm.label for arm in plan.arms),
            f"Difference, percentage points ({plan.ci_level * 100:g}% CI)",
        ),
        lines=tuple(_difference(plan, results, row) for row in rows),
        notes=(
            f"Differences are {plan.active.label} minus {plan.control.label}, intervals "
            "Newcombe's, each time on its own; they are not adjusted for their number. "
            "CI: confidence interval.",
        ),
        numeric=(1, 2, 3),
    )


def differences_over_time(plan: Plan, results: Results) -> list[Result]:
    """Return the risk differences at the times of the plan's figure over time.

    At the outcome's own time the difference is that of the comparison of employment which asks the
    same.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        Rows in order of time; none when the plan asks for no difference.
    """
    shown = plan.status_over_time
    if shown is None:
        return []
    rows = results.where(
        analysis="employment",
        outcome=shown.outcome,
        analysis_set=shown.analysis_set,
        missing=shown.missing,
        ice_strategy=labels.strategy(shown.intercurrent_events),
        statistic="risk_difference",
        covariates="",
    )
    found = {
        row.timepoint: row
        for row in rows
        if row.timepoint in shown.differences_at and row.method.lower().startswith("newcombe")
    }
    return [found[time] for time in sorted(found)]


def _difference(plan: Plan, results: Results, row: Result) -> Line:
    arms = [_arm(results, row, arm.id) for arm in plan.arms]
    return Line(
        cells=(
            say(capital(labels.time_words(plan, row))),
            *(say(numbers.events_of(arm)) if arm else () for arm in arms),
            say(numbers.with_interval(row)),
        )
    )


def _arm(results: Results, row: Result, arm: str) -> Result | None:
    same = (
        "plan_key", "analysis", "outcome", "analysis_set", "ice_strategy", "missing",
        "timepoint", "subgroup", "covariates",
    )  # fmt: skip
    columns = {name: getattr(row, name) for name in same}
    return results.first(**columns, statistic="proportion", group=arm)
