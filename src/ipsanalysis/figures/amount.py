"""How an amount is distributed in each arm: those with none apart, means marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from ipsanalysis.figures.curves import by_arm, each
from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.over_time import PLOT_LEFT, percent_axis
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.style import LINE, WIDTH, ArmStyle, arm_styles
from ipsanalysis.figures.words import (
    comparison_of,
    counted,
    handled,
    level_name,
    limits_words,
    membership,
    number,
    percent,
    sentences,
)
from ipsanalysis.plan.outcomes import AmountOutcome, PeriodCount
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.format import decimals_by
from ipsanalysis.tables.results import spreads

_PLOT_HIGH, _MEANS_HIGH = 56.0, 9.0
_WIDTHS = (1, 2, 4, 5, 7, 10, 13, 14, 20, 28, 30, 50)
_MOST_BINS = 14
_MOST_EDGES = 9
_NONE_AT = -0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bins:
    """Amounts in groups of equal width, before them none.

    Attributes:
        step: Width of a group.
        ends: Largest amount of each group.
        whole: Whether amounts are whole numbers; otherwise a group is without its lower edge.
        none: Whether the first group is 0 alone.
    """

    step: float
    ends: Sequence[float]
    whole: bool = True
    none: bool = True

    @property
    def labels(self) -> list[str]:
        """The amounts of each group, as printed."""
        first = ["0"] if self.none else [self._span(self.ends[0] - self.step, self.ends[0])]
        return [*first, *(self._span(a, b) for a, b in pairwise(self.ends))]

    def _span(self, below: float, end: float) -> str:
        start = below + 1 if self.whole else below
        return _short(end) if start == end else f"{_short(start)}–{_short(end)}"

    @property
    def middles(self) -> npt.NDArray[np.float64]:
        """Where each group is drawn: 1 apart, none a little further."""
        places = np.arange(len(self.ends), dtype=float)
        return np.where(self.none & (places == 0), _NONE_AT, places)

    def ticks(self) -> tuple[list[float], list[str]]:
        """Return where the axis is marked and what stands there: groups, or edges between them."""
        if self.whole:
            return list(self.middles), self.labels
        first = [self.ends[0] - self.step, *self.ends][1 if self.none else 0 :]
        every = -(-len(first) // _MOST_EDGES)
        edges = [(self.edge(value), _short(value)) for value in first][:: max(every, 1)]
        marked = [(_NONE_AT, "none"), *edges] if self.none else edges
        return [place for place, _ in marked], [text for _, text in marked]

    def edge(self, amount: float) -> float:
        """Return where an amount stands on the axis of the groups of some width."""
        return (amount - self.ends[0]) / self.step + 0.5

    def shares(self, points: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Return the share of people in each group."""
        group = np.searchsorted(self.ends, points["timepoint"].to_numpy(float))
        people = points["n"].to_numpy(dtype=float)
        counts = np.bincount(group, weights=people, minlength=len(self.ends))
        shares: npt.NDArray[np.float64] = counts / np.maximum(counts.sum(), 1)
        return shares

    def place(self, amount: float) -> float:
        """Return where an amount stands when the groups are drawn 1 apart, none at -0.4."""
        if not self.whole:
            return max(self.edge(amount), _NONE_AT) if self.none else self.edge(amount)
        if amount <= 0.5:
            return float(np.interp(amount, [0, 0.5], [_NONE_AT, 0.5]))
        return 0.5 + (amount - 0.5) / self.step


def bins_of(outcome: AmountOutcome, points: pd.DataFrame) -> Bins:
    """Return the groups of an amount: those counted, where points are of more than one amount."""
    ends = sorted({float(time) for time in points["timepoint"]})
    if not (points["note"] != "").any():
        return bins(outcome.within if isinstance(outcome, PeriodCount) else int(max(*ends, 1)))
    step = float(np.diff(ends).min(initial=np.inf)) if len(ends) > 1 else 1.0
    people = points.groupby("timepoint")["n"].sum()
    if (points["note"] == "Exactly 0.").any() and people[ends[0]]:
        return Bins(step=step, ends=ends, whole=False)
    first = next((place for place, end in enumerate(ends) if people[end]), 0)
    return Bins(step=step, ends=ends[first:], whole=False, none=False)


def bins(largest: int) -> Bins:
    """Return at most 14 groups of equal width beside none, up to the largest possible amount."""
    fits = (step for step in _WIDTHS if largest <= step * _MOST_BINS)
    step = next(fits, -(-largest // _MOST_BINS))
    ends = [0, *range(step, largest, step), largest]
    return Bins(step=step, ends=sorted(set(ends)))


def draw_amounts(plan: Plan, results: pd.DataFrame, curves: pd.DataFrame) -> list[Drawing]:
    """Draw the distribution of every amount; each outcome in the first set the plan names.

    Args:
        plan: The plan.
        results: All result rows; they hold the means.
        curves: All curve points; they hold the number of people with each amount.

    Returns:
        Figures named `amount_<outcome>`; none when there are no such points.
    """
    drawings: dict[str, Drawing] = {}
    for index, comparison in enumerate(plan.work_amount):
        key = f"work_amount.{index}"
        points = curves[(curves["plan_key"] == key) & (curves["statistic"] == "n")]
        if len(points) and comparison.outcome not in drawings:
            own = results[(results["plan_key"] == key) & (results["statistic"] == "mean")]
            spread = spreads(results).get(("work_amount", comparison.outcome), np.nan)
            means = own[own["covariates"] == ""].assign(decimals=decimals_by(spread))
            drawings[comparison.outcome] = _draw(plan, key, points, means)
    return list(drawings.values())


def _draw(plan: Plan, key: str, points: pd.DataFrame, means: pd.DataFrame) -> Drawing:
    outcome = plan.outcome(str(points["outcome"].iloc[0]))
    assert isinstance(outcome, AmountOutcome)  # noqa: S101
    groups, styles = bins_of(outcome, points), arm_styles(plan)
    arms = by_arm(plan, points)
    comparison = comparison_of(plan, key)
    notes = sentences(
        f"Marks above the bars: mean with {level_name(plan.ci_level)} interval "
        f"({means['method'].iloc[0]})."
        if len(means)
        else "",
        membership(plan, comparison),
        handled(plan, comparison),
    )
    heading = Heading(
        title=outcome.label,
        legend=[(styles[arm], _named(styles[arm], own)) for arm, own in arms.items()],
        bars=True,
        notes=[notes],
    )
    page = _page(plan, heading, outcome, groups, arms, means)
    alt = _alt(plan, outcome, groups, arms, means)
    rows = pd.concat([points, means])
    return finished(plan, f"amount_{outcome.id}", heading, page, alt=alt, rows=rows)


def _page(
    plan: Plan,
    heading: Heading,
    outcome: AmountOutcome,
    groups: Bins,
    arms: dict[str, pd.DataFrame],
    means: pd.DataFrame,
) -> Page:
    """Lay out means above bars above the groups' labels."""
    above = ["% of the arm"]
    top = len(above) * LINE + 1
    page = new_page(plan, heading, top + _MEANS_HIGH + _PLOT_HIGH + 5 + LINE)
    page.write(MARGIN, page.top, above)
    room = WIDTH - PLOT_LEFT - MARGIN - (0 if groups.whole else 5)
    last = len(groups.ends) - 0.4
    strip = page.axes(PLOT_LEFT, page.top + top, (room, _MEANS_HIGH))
    axes = page.axes(PLOT_LEFT, page.top + top + _MEANS_HIGH, (room, _PLOT_HIGH))
    for part in (strip, axes):
        part.set_xlim(_NONE_AT - 0.6, last)
    _draw_bars(axes, plan, groups, arms)
    _draw_means(strip, plan, groups, means, outcome)
    unit = lines(outcome.unit, room)
    page.write(
        PLOT_LEFT + room / 2, page.top + top + _MEANS_HIGH + _PLOT_HIGH + 5, unit[0], align="center"
    )
    return page


def _draw_bars(axes: Axes, plan: Plan, groups: Bins, arms: dict[str, pd.DataFrame]) -> None:
    styles = arm_styles(plan)
    middles = groups.middles
    highest = 0.0
    for side, arm in zip((-0.21, 0.21), plan.arms, strict=True):
        if arm.id in arms:
            shares = groups.shares(arms[arm.id])
            highest = max(highest, float(shares.max()))
            axes.bar(middles + side, 100 * shares, width=0.38, **styles[arm.id].bar)
    percent_axis(axes, highest)
    places, labels = groups.ticks()
    axes.set_xticks(places, labels)
    axes.tick_params(axis="x", length=0 if groups.whole else 2.5)


def _draw_means(
    axes: Axes, plan: Plan, groups: Bins, means: pd.DataFrame, outcome: AmountOutcome
) -> None:
    """Mark the mean of each arm with its interval and its number."""
    axes.set_axis_off()
    axes.set_ylim(2.0, 0.0)
    styles = arm_styles(plan)
    for y, arm in zip((0.5, 1.5), plan.arms, strict=True):
        for row in each(means[means["group"] == arm.id]):
            if np.isnan(row.estimate):
                continue
            style = styles[arm.id]
            ends = [groups.place(v) for v in (row.ci_low, row.estimate, row.ci_high) if v == v]
            axes.plot([ends[0], ends[-1]], [y, y], color=style.color, linewidth=1.2)
            axes.plot(groups.place(row.estimate), y, style.marker, color=style.color, markersize=5)
            after = ends[-1] < 0.6 * len(groups.ends)
            axes.annotate(
                _mean_words(row, outcome.unit),
                (ends[-1] if after else ends[0], y),
                xytext=(5 if after else -5, 0),
                textcoords="offset points",
                ha="left" if after else "right",
                va="center_baseline",
            )


def _mean_words(row: Any, unit: str) -> str:  # noqa: ANN401
    words = f"mean {number(row.estimate, row.decimals)} {unit}"
    return words if np.isnan(row.ci_low) else f"{words} {limits_words(row, row.decimals)}"


def _short(value: float) -> str:
    """Return an amount without digits that say nothing."""
    return number(value, 0 if float(value).is_integer() else 1)


def _named(style: ArmStyle, points: pd.DataFrame) -> str:
    return f"{style.label} {counted([int(points['n'].sum())])}"


def _alt(
    plan: Plan,
    outcome: AmountOutcome,
    groups: Bins,
    arms: dict[str, pd.DataFrame],
    means: pd.DataFrame,
) -> str:
    styles = arm_styles(plan)
    told = [f"Bar chart: {outcome.label}, share of each arm by {outcome.unit}."]
    for arm, points in arms.items():
        shares = zip(groups.labels, groups.shares(points), strict=True)
        bars = ", ".join(f"{label}: {percent(share)}" for label, share in shares)
        marked = [_mean_words(row, outcome.unit) for row in each(means[means["group"] == arm])]
        told.append("; ".join([f"{_named(styles[arm], points)}: {bars}", *marked]) + ".")
    return " ".join(told)
