"""What is concluded under each assumption on outcomes that were not observed."""

from collections.abc import Mapping
from dataclasses import dataclass

from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import labels, numbers
from ipsanalysis.tables.cell import Line, Table, say
from ipsanalysis.tables.labels import Planned
from ipsanalysis.tables.results import Result, Results

ASSUMPTIONS = {
    "observed": "As observed, the others left out",
    "as_not_employed": "Missing counted as no",
    "best_case": "Best case for {active}",
    "worst_case": "Worst case for {active}",
}
FAMILIES = ("employment", "other_outcomes")
_METHOD = "newcombe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A comparison under each assumption.

    Attributes:
        item: The comparison.
        differences: Risk difference by assumption, in the order of ASSUMPTIONS.
    """

    item: Planned
    differences: Mapping[str, Result]

    @property
    def unobserved(self) -> tuple[int, int]:
        """The number of people without an observed outcome in the active and the control arm."""
        most, least = self.differences["worst_case"], self.differences["observed"]
        return (
            (most.n or 0) - (least.n or 0),
            (most.n_control or 0) - (least.n_control or 0),
        )


def assumption_label(plan: Plan, assumption: str) -> str:
    """Return the name of an assumption on outcomes that were not observed."""
    return ASSUMPTIONS[assumption].format(active=plan.active.label)


def shown_under_assumptions(plan: Plan, results: Results) -> list[Shown]:
    """Return the comparisons with all four assumptions in the rows, by role.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        The comparisons; the primary one first, when it is among them.
    """
    found = []
    for item in labels.planned(plan):
        rows = _rows(plan, results, item)
        if item.family in FAMILIES and item.comparison.role != "sensitivity" and len(rows) == 4:
            found.append(Shown(item=item, differences=rows))
    return found


def _rows(plan: Plan, results: Results, item: Planned) -> dict[str, Result]:
    """The Newcombe difference of a comparison by assumption, wherever in the plan it was made."""
    rows = results.where(
        analysis=labels.ANALYSIS[item.family],
        outcome=item.comparison.outcome,
        analysis_set=item.comparison.analysis_set,
        ice_strategy=labels.strategy(item.comparison.intercurrent_events),
        statistic="risk_difference",
        covariates="",
    )
    own = [row for row in rows if row.method.lower().startswith(_METHOD)]
    compared = {other.plan_key for other in labels.planned(plan) if other.family == item.family}
    by = {row.missing: row for row in own if row.plan_key in compared}
    return {name: by[name] for name in ASSUMPTIONS if name in by}


def missing_table(plan: Plan, results: Results) -> Table:
    """Return the main numbers of each yes-or-no outcome under each assumption, side by side."""
    lines = tuple(
        _line(plan, results, shown, assumption)
        for shown in shown_under_assumptions(plan, results)
        for assumption in shown.differences
    )
    active, control = plan.active.label, plan.control.label
    return Table(
        name="missing",
        caption="The same comparisons under other assumptions on people with no outcome observed",
        columns=(
            "Assumption",
            *(arm.label for arm in plan.arms),
            f"Difference, percentage points ({plan.ci_level * 100:g}% CI)",
            "Risk ratio",
        ),
        lines=lines,
        notes=(
            f"Best case: people without an observed outcome have the good answer in {active} and "
            f"the bad one in {control}; worst case: the reverse. Somebody already seen with a yes "
            "keeps it, except under “as observed”. In bold: the assumption of the plan. "
            f"Differences are {active} minus {control}, intervals Newcombe's; risk ratios are "
            f"{active} divided by {control}. CI: confidence interval.",
        ),
        numeric=(1, 2, 3, 4),
    )


def _line(plan: Plan, results: Results, shown: Shown, assumption: str) -> Line:
    row = shown.differences[assumption]
    same = {
        "analysis": row.analysis,
        "outcome": row.outcome,
        "analysis_set": row.analysis_set,
        "ice_strategy": row.ice_strategy,
        "missing": assumption,
        "plan_key": row.plan_key,
        "covariates": "",
    }
    arms = [results.first(**same, statistic="proportion", group=arm.id) for arm in plan.arms]
    ratio = results.first(**same, statistic="risk_ratio")
    comparison = shown.item.comparison
    return Line(
        cells=(
            say(assumption_label(plan, assumption)),
            *(say(numbers.events_of(arm)) if arm else () for arm in arms),
            say(numbers.with_interval(row)),
            say(numbers.with_interval(ratio)) if ratio else (),
        ),
        group=say(f"{plan.outcome(comparison.outcome).label}, {comparison.role}"),
        emphasis=assumption == comparison.missing,
    )
