"""The axis of effects: ratios on a logarithmic axis, differences in percentage points."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, isnan, log, nan

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from ipsanalysis.figures.measure import width
from ipsanalysis.figures.ticks import difference_ticks, tick_labels, tick_words
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.evidence.shown import scale_of

LOGARITHMIC = ", logarithmic axis"
_APART = 1.5
_FURTHER, _MOST, _BESIDE = 4.0, 32.0, 1.03
_MANY, _TWENTIETH = 40, 20
_SHARE, _MARGIN = 0.75, 1.5
_LADDERS: Sequence[Sequence[float]] = (
    (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4),
    (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10),
    (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50),
    (0.016, 0.063, 0.25, 1, 4, 16, 64),
    (0.02, 1, 50),
    (0.001, 0.01, 0.1, 1, 10, 100, 1000),
    (0.001, 0.03, 1, 30, 1000),
    (0.001, 1, 1000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An axis of effects.

    Attributes:
        title: What it shows.
        ratio: Whether it is logarithmic.
        factor: 100 where shares are shown in percentage points, else 1.
        null: Where the arms are alike; nan where there is no such place.
        ticks: Its ticks; the first and the last are its ends.
    """

    title: str
    ratio: bool
    factor: int
    null: float
    ticks: Sequence[float]

    def along(self, place: float) -> float:
        """Return how far along the axis a place is, 0 at its left end and 1 at its right."""
        left, at, right = (
            (log(x) if self.ratio else x) for x in (self.ticks[0], place, self.ticks[-1])
        )
        return (at - left) / (right - left)

    def apply(self, axes: Axes, wide: float) -> None:
        """Give axes of a width in mm this scale across."""
        if self.ratio:
            axes.set_xscale("log")
            axes.xaxis.set_minor_locator(NullLocator())
        words = [tick_words(t) for t in self.ticks] if self.ratio else tick_labels(self.ticks, wide)
        axes.xaxis.set_major_locator(FixedLocator(list(self.ticks)))
        axes.set_xticks(list(self.ticks), words)
        axes.set_xlim(self.ticks[0], self.ticks[-1])
        axes.set_xlabel(self.title, labelpad=1.5)


def scale_for(
    statistic: str, estimates: Sequence[float], limits: Sequence[float], wide: float, title: str
) -> Scale:
    """Return the axis of a statistic that holds the estimates.

    It holds the limits too. On a ratio's axis what is beyond 32 or 1/32 where most estimates are
    not, limits beyond four times the furthest estimate, and of 20 lines or more the outermost
    limits are left to arrows; so are, of differences, limits beyond -1 and 1, where no difference
    of risks can be.

    Args:
        statistic: The statistic of the rows.
        estimates: Their estimates.
        limits: The limits of their intervals.
        wide: The width of the axis in mm.
        title: What it shows.

    Returns:
        The axis.
    """
    if STATISTICS[statistic].scale == "ratio":
        ticks = ratio_ticks(estimates, limits, wide)
        return Scale(title=f"{title}{LOGARITHMIC}", ratio=True, factor=1, null=1.0, ticks=ticks)
    factor, difference = scale_of(statistic).factor, STATISTICS[statistic].scale == "difference"
    furthest = max([1.0, *(abs(value) for value in estimates if isfinite(value))])
    held = [min(max(limit, -furthest), furthest) for limit in limits] if difference else limits
    shown = [value * factor for value in (*estimates, *held)]
    null = 0.0 if difference else nan
    ticks = difference_ticks(shown, wide)
    return Scale(title=title, ratio=False, factor=factor, null=null, ticks=ticks)


def ratio_ticks(
    estimates: Sequence[float], limits: Sequence[float], wide: float
) -> Sequence[float]:
    """Return ticks for ratios, 1 among them, as close as their numbers have room for."""
    found = [value for value in estimates if isfinite(value) and value > 0] or [1.0]
    low = max(min(1.0, *found) / _FURTHER, 1 / _furthest([1 / value for value in found]))
    high = min(max(1.0, *found) * _FURTHER, _furthest(found))
    inside = [min(max(v, low), high) for v in (*found, *_most(limits))]
    span = (min(1 / _BESIDE, *inside), max(_BESIDE, *inside))
    for ladder in _LADDERS:
        ticks = _within(ladder, span)
        reaches = ladder[0] <= span[0] and span[1] <= ladder[-1]
        if reaches and _fit(ticks, wide):
            return ticks
    return _LADDERS[-1]


def _furthest(ratios: Sequence[float]) -> float:
    """Return how far from 1 an axis may reach: far enough for three in four of the ratios."""
    three_in_four = sorted(ratios)[int(_SHARE * (len(ratios) - 1))]
    return min(max(_MOST, _MARGIN * three_in_four), _LADDERS[-1][-1])


def _most(limits: Sequence[float]) -> Sequence[float]:
    """Return the limits; of many, those between the outermost twentieths."""
    known = sorted(limit for limit in limits if not isnan(limit))
    cut = len(known) // _TWENTIETH if len(known) >= _MANY else 0
    return known[cut : len(known) - cut]


def _within(ladder: Sequence[float], span: tuple[float, float]) -> Sequence[float]:
    """Return the steps from the last one below a span to the first one above it."""
    first = max((i for i, step in enumerate(ladder) if step <= span[0]), default=0)
    last = min((i for i, step in enumerate(ladder) if step >= span[1]), default=len(ladder) - 1)
    return ladder[first : max(last, first + 1) + 1]


def _fit(ticks: Sequence[float], wide: float) -> bool:
    whole = log(ticks[-1] / ticks[0])
    return all(
        (width(tick_words(one)) + width(tick_words(other))) / 2 + _APART
        <= wide * log(other / one) / whole
        for one, other in pairwise(ticks)
    )
