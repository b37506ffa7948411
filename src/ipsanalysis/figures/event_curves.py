"""The probability of an event by each time, drawn upward, with the numbers at risk beneath."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ipsanalysis.figures.curves import by_arm, each, highest, limits, quarters, standing_at, thinned
from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.over_time import percent_axis
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.risk_table import EXPLANATION, RiskTable, draw_risk_table, risk_table
from ipsanalysis.figures.style import LINE, WIDTH, ArmStyle, arm_styles
from ipsanalysis.figures.words import (
    comparison_of,
    counted,
    handled,
    level_name,
    membership,
    percent,
    sentences,
)
from ipsanalysis.plan.outcomes import EndReason, FirstStatus
from ipsanalysis.plan.study import Plan
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.labels import follow_up_words

DAYS_A_MONTH = 365.25 / 12
CURVES = ("cumulative_incidence", "kaplan_meier")
_PLOT_HIGH = 60.0
_LABELS = 30.0
_RIGHT = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAxis:
    """The axis of time.

    Attributes:
        unit: Its unit.
        length: Where it ends.
        start: What time 0 is.
        months: Where months end, when the unit is another; marked by small ticks.
    """

    unit: str
    length: int
    start: str
    months: Sequence[float] = ()

    @property
    def label(self) -> str:
        """What stands beneath it."""
        label = f"{self.unit.capitalize()}s since {self.start}"
        return f"{label.removesuffix('.')}. Small ticks: months" if self.months else label


def draw_event_curves(plan: Plan, curves: pd.DataFrame) -> Iterator[Drawing]:
    """Draw every curve of a time to an event that the plan asked for.

    A figure is named `time_to_<outcome>`, with the strategy behind when the curve is hypothetical,
    and the statistic when two curves would share a name.

    Args:
        plan: The plan.
        curves: All curve points.

    Yields:
        The figures, in the plan's order; none when there are no such points.
    """
    names: set[str] = set()
    for family in ("first_job", "other_events"):
        for index in range(len(getattr(plan, family))):
            for statistic in CURVES:
                key = f"{family}.{index}"
                chosen = (curves["plan_key"] == key) & (curves["statistic"] == statistic)
                if chosen.any():
                    points = curves[chosen]
                    name = _name(points.iloc[0], names)
                    names.add(name)
                    yield _draw(plan, name, points, curves)


def _name(row: pd.Series, taken: set[str]) -> str:
    name = f"time_to_{row['outcome']}"
    if row["ice_strategy"] == "hypothetical":
        name += "_hypothetical"
    for column in ("statistic", "analysis_set", "missing"):
        if name in taken:
            name += f"_{row[column]}"
    return name


def _draw(plan: Plan, name: str, points: pd.DataFrame, curves: pd.DataFrame) -> Drawing:
    first = points.iloc[0]
    outcome = plan.outcome(str(first["outcome"]))
    assert isinstance(outcome, FirstStatus | EndReason)  # noqa: S101
    hypothetical = first["ice_strategy"] == "hypothetical"
    same = (curves["analysis"] == first["analysis"]) & (curves["outcome"] == first["outcome"])
    axis = _axis(plan, points)
    table = risk_table(plan, outcome, curves[same], censored=hypothetical, room=_LABELS)
    arms, styles = thinned(by_arm(plan, points)), arm_styles(plan)
    heading = Heading(
        title=outcome.label + (f" (hypothetical, {first['role']})" if hypothetical else ""),
        legend=[(styles[arm], _named(styles[arm], own)) for arm, own in arms.items()],
        notes=[_notes(plan, first, table)],
    )
    what = f"{_measure(first)}, %"
    page = _page(plan, heading, what, table, arms, axis)
    alt = _alt(plan, f"{heading.title}: {_measure(first)}", arms, table, axis)
    rows = pd.concat([*arms.values(), table.rows])
    return finished(plan, name, heading, page, alt=alt, rows=rows)


def _axis(plan: Plan, points: pd.DataFrame) -> TimeAxis:
    """Return the axis: that of the plan, or in days where the outcome's time is."""
    unit, length = str(points["time_unit"].iloc[0]), plan.follow_up.length
    if unit in ("", plan.follow_up.unit):
        return TimeAxis(unit=plan.follow_up.unit, length=length, start=plan.follow_up.start)
    last = max(int(points["timepoint"].max()), int(length * DAYS_A_MONTH))
    months = [month * DAYS_A_MONTH for month in range(1, length + 1)]
    return TimeAxis(unit=unit, length=last, start=plan.follow_up.start, months=months)


def _page(
    plan: Plan,
    heading: Heading,
    what: str,
    table: RiskTable,
    arms: dict[str, pd.DataFrame],
    axis: TimeAxis,
) -> Page:
    """Lay out curve, ticks and table; the ticks are the times of the table."""
    styles = arm_styles(plan)
    left = MARGIN + _LABELS + 8
    room = WIDTH - left - _RIGHT
    above = lines(what, WIDTH - left - MARGIN)
    below = lines(axis.label, room)
    gap = 5 + len(below) * LINE + 2
    body = len(above) * LINE + 2 + _PLOT_HIGH + gap + table.height
    page = new_page(plan, heading, body)
    page.write(left, page.top, above)
    plot_top = page.top + len(above) * LINE + 2
    axes = page.axes(left, plot_top, (room, _PLOT_HIGH))
    axes.set_xlim(0, axis.length)
    axes.set_xticks(table.times or quarters(axis.length))
    axes.set_xticks(axis.months, minor=True)
    for arm, own in arms.items():
        _curve(axes, own, styles[arm])
    percent_axis(axes, highest(arms))
    page.write(left + room / 2, plot_top + _PLOT_HIGH + 5, below, align="center")
    at = [left + room * time / axis.length for time in table.times]
    draw_risk_table(page, table, styles, plot_top + _PLOT_HIGH + gap, at)
    return page


def _curve(axes: Axes, points: pd.DataFrame, style: ArmStyle) -> None:
    """Draw an arm's steps and band; the end is marked, since its step may be on the edge."""
    time, share = points["timepoint"], 100 * points["estimate"]
    low, high = (100 * limit for limit in limits(points))
    axes.fill_between(time, low, high, step="post", **style.band)
    look: dict[str, Any] = {"color": style.color, "linestyle": style.dash, "linewidth": 1.5}
    axes.step(time, share, where="post", **look)
    axes.plot(time.iloc[-1], share.iloc[-1], style.marker, **look, markersize=3, clip_on=False)


def _measure(first: pd.Series) -> str:
    return STATISTICS[str(first["statistic"])].label.replace(" - ", " − ")


def _named(style: ArmStyle, points: pd.DataFrame) -> str:
    return f"{style.label} {counted(points['n'].astype(int))}"


def _notes(plan: Plan, first: pd.Series, table: RiskTable) -> str:
    comparison = comparison_of(plan, str(first["plan_key"]))
    return sentences(
        f"{_measure(first)}, with pointwise {level_name(plan.ci_level)} intervals as bands. "
        f"Method: {first['method']}.",
        membership(plan, comparison),
        handled(plan, comparison),
        f"Follow-up: {follow_up_words(plan)}." if plan.follow_up.dated else "",
        EXPLANATION if table.arms else "",
    )


def _alt(
    plan: Plan, title: str, arms: dict[str, pd.DataFrame], table: RiskTable, axis: TimeAxis
) -> str:
    unit, level = axis.unit, level_name(plan.ci_level)
    styles = arm_styles(plan)
    told = [f"Step curves rising from zero: {title}."]
    for arm, points in arms.items():
        standing = standing_at(points, (table.times or quarters(axis.length))[1:])
        shares = [
            f"{percent(row.estimate)} by {unit} {row.Index} ({level} interval "
            f"{percent(row.ci_low)} to {percent(row.ci_high)})"
            for row in each(standing)
        ]
        told.append(f"{_named(styles[arm], points)}: {', '.join(shares) or 'no time observed'}.")
        for name, by_time in table.arms.get(arm, {}).items():
            numbers = ", ".join(f"{n:,}" for _, n in sorted(by_time.items()))
            told.append(f"{name}: {numbers}.")
    if table.times:
        at = ", ".join(str(time) for time in table.times)
        told.append(f"The numbers of people are those at {unit} {at}.")
    return " ".join(told)
