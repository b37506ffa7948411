"""The boxes of the participant flow, read from result rows, which must add up."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ipsanalysis.errors import UserError
from ipsanalysis.plan.study import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmFlow:
    """The boxes of one arm.

    Attributes:
        allocated: Number allocated.
        received: Number who received what they were allocated; None when not in the data.
        ended: Number whose follow-up ended early, by reason; empty when not in the data.
        completed: Number followed to the end; None when not in the data.
        not_analysed: Number not in the primary analysis, by reason.
        analysed: Number in the primary analysis.
    """

    allocated: int
    received: int | None
    ended: Mapping[str, int]
    completed: int | None
    not_analysed: Mapping[str, int]
    analysed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The boxes of the whole trial.

    Attributes:
        assessed: Number assessed for eligibility; None when not in the data.
        randomised: Number randomised.
        arms: The boxes of each arm, by arm id, in the plan's order.
        primary: The plan's key of the primary comparison.
    """

    assessed: int | None
    randomised: int
    arms: Mapping[str, ArmFlow]
    primary: str


def flow_counts(plan: Plan, rows: pd.DataFrame) -> Flow:
    """Read the boxes and make sure that they add up.

    Args:
        plan: The plan.
        rows: Result rows of the analysis `flow`.

    Returns:
        The boxes.

    Raises:
        UserError: If a box is missing or the boxes do not add up.
    """
    arms = {
        arm.id: ArmFlow(
            allocated=_box(plan, rows, "allocated", arm.id),
            received=_number(rows, "received", arm.id),
            ended=_reasons(rows, "ended", arm.id),
            completed=_if_known(plan, rows, "completed", arm.id),
            not_analysed=_reasons(rows, "not_analysed", arm.id),
            analysed=_box(plan, rows, "analysed", arm.id),
        )
        for arm in plan.arms
    }
    flow = Flow(
        assessed=_number(rows, "assessed", "all"),
        randomised=_box(plan, rows, "randomised", "all"),
        arms=arms,
        primary=str(rows.loc[rows["outcome"] == "analysed", "plan_key"].iloc[0]),
    )
    _add_up(plan, flow)
    return flow


def _number(rows: pd.DataFrame, box: str, group: str) -> int | None:
    found = rows.loc[(rows["outcome"] == box) & (rows["group"] == group), "n"]
    return None if found.empty or pd.isna(found.iloc[0]) else int(found.iloc[0])


def _if_known(plan: Plan, rows: pd.DataFrame, box: str, group: str) -> int | None:
    """Return the number of a box that must be there, also without a number."""
    there = ((rows["outcome"] == box) & (rows["group"] == group)).any()
    return _number(rows, box, group) if there else _box(plan, rows, box, group)


def _box(plan: Plan, rows: pd.DataFrame, box: str, group: str) -> int:
    number = _number(rows, box, group)
    if number is None:
        raise UserError(
            f"flow of {plan.study}: found no number for the box {box} of {group}; needed: one row "
            "of results.parquet with analysis flow. Run the steps describe and collect again."
        )
    return number


def _reasons(rows: pd.DataFrame, box: str, arm: str) -> dict[str, int]:
    mine = (rows["outcome"] == box) & (rows["group"] == arm) & rows["n"].notna()
    own = rows[mine].sort_values("subgroup")
    return dict(zip(own["subgroup"], own["n"].astype(int), strict=True))


def _add_up(plan: Plan, flow: Flow) -> None:
    checks = [
        (
            "randomised",
            flow.randomised,
            sum(arm.allocated for arm in flow.arms.values()),
            "allocated",
        )
    ]
    for name, arm in flow.arms.items():
        used = arm.analysed + sum(arm.not_analysed.values())
        checks.append((f"allocated to {name}", arm.allocated, used, "analysed and not analysed"))
        if arm.completed is not None:
            followed = arm.completed + sum(arm.ended.values())
            ends = "completed and ended early"
            checks.append((f"allocated to {name}", arm.allocated, followed, ends))
    if flow.assessed is not None and flow.assessed < flow.randomised:
        checks.append(("randomised", flow.randomised, flow.assessed, "assessed"))
    wrong = [
        f"  {number} {name}, but {parts} {what}"
        for name, number, parts, what in checks
        if number != parts
    ]
    if wrong:
        raise UserError(
            "\n".join(
                [
                    f"flow of {plan.study}: the boxes do not add up, so the figure is not drawn.",
                    *wrong,
                    "Run the steps describe and collect again; if this stays, check data/.",
                ]
            )
        )
