"""The numbers beneath a curve (KMunicate): at risk, censored, events, aligned with its ticks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ipsanalysis.figures.curves import by_arm, each
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.page import MARGIN, Page
from ipsanalysis.figures.style import LINE, WIDTH, ArmStyle
from ipsanalysis.plan.outcomes import TimeOutcome
from ipsanalysis.plan.study import Plan

STATISTICS = ("at_risk", "censored", "events", "competing_events")
EXPLANATION = (
    "Numbers at risk are counted just before each time, the others up to and including it."
)
_SPACE = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskTable:
    """Rows of numbers beneath a curve.

    Attributes:
        rows: The curve points shown.
        arms: By arm id, by label of the line: number by time.
        times: The times, which are the ticks of the curve.
        labels: Lines of each label, broken to fit the left margin.
        heads: By arm id: lines of the arm's name.
    """

    rows: pd.DataFrame
    arms: Mapping[str, Mapping[str, Mapping[int, int]]]
    times: list[int]
    labels: Mapping[str, Sequence[str]]
    heads: Mapping[str, Sequence[str]]

    @property
    def height(self) -> float:
        """The height of the table in mm."""
        each = sum(len(label) * LINE for label in self.labels.values())
        return sum(each + len(head) * LINE + _SPACE for head in self.heads.values())


def risk_table(
    plan: Plan, outcome: TimeOutcome, counts: pd.DataFrame, *, censored: bool, room: float
) -> RiskTable:
    """Gather the numbers beneath a curve.

    Args:
        plan: The plan.
        outcome: The outcome.
        counts: Curve points of the statistics at_risk, censored, events and competing_events.
        censored: Whether the curve censors people at a competing event.
        room: Width of the labels in mm.

    Returns:
        The table; competing events have no line when the outcome has none.
    """
    counts = counts[counts["statistic"].isin(STATISTICS)]
    names = {"at_risk": "At risk", "censored": "Censored", "events": "Events"}
    if outcome.competing:
        told = ", ".join(plan.event(name).label for name in outcome.competing)
        names["competing_events"] = f"{told} ({'censored' if censored else 'competing'})"
    counts = counts[counts["statistic"].isin(names)]
    arms = {
        arm: {
            name: _numbers(points[points["statistic"] == statistic])
            for statistic, name in names.items()
        }
        for arm, points in by_arm(plan, counts).items()
    }
    return RiskTable(
        rows=counts,
        arms=arms,
        times=sorted({int(time) for time in counts["timepoint"]}),
        labels={name: lines(name, room) for name in names.values()},
        heads={
            arm.id: lines(arm.label, WIDTH - 2 * MARGIN, bold=True)
            for arm in plan.arms
            if arm.id in arms
        },
    )


def draw_risk_table(
    page: Page, table: RiskTable, styles: Mapping[str, ArmStyle], top: float, at: Sequence[float]
) -> None:
    """Write the table.

    Args:
        page: The page.
        table: The numbers.
        styles: Style of each arm.
        top: Where the table begins, in mm from the top.
        at: Centre of each column, in mm from the left.
    """
    y = top
    for arm, numbers in table.arms.items():
        page.write(MARGIN, y, table.heads[arm], bold=True, color=styles[arm].color)
        y += len(table.heads[arm]) * LINE
        for name, by_time in numbers.items():
            page.write(MARGIN, y, table.labels[name])
            for x, time in zip(at, table.times, strict=True):
                page.write(x, y, f"{by_time[time]:,}" if time in by_time else "–", align="center")
            y += len(table.labels[name]) * LINE
        y += _SPACE


def _numbers(points: pd.DataFrame) -> dict[int, int]:
    return {int(row.timepoint): int(row.n) for row in each(points)}
