"""Ticks of an axis of differences, as many as have room for their numbers."""

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite

from matplotlib.ticker import MaxNLocator

from ipsanalysis.figures.measure import width

_APART = 1.5


def difference_ticks(values: Sequence[float], wide: float) -> list[float]:
    """Return round ticks that hold zero and all values, as many as have room on an axis in mm."""
    found = [0.0, *(value for value in values if isfinite(value))]
    low, high = (min(found), max(found)) if min(found) < max(found) else (-1.0, 1.0)
    tried = [
        [
            float(tick)
            for tick in MaxNLocator(nbins=most, steps=[1, 2, 5, 10]).tick_values(low, high)
        ]
        for most in (5, 4, 3, 2, 1)
    ]
    return next((ticks for ticks in tried if fit(ticks, wide)), tried[-1])


def tick_labels(ticks: Sequence[float], wide: float) -> list[str]:
    """Return the number of each tick; where they have no room, of every other one and of zero."""
    words = [tick_words(tick) for tick in ticks]
    if fit(ticks, wide):
        return words
    zero = min(range(len(ticks)), key=lambda place: abs(ticks[place]))
    return [text if (place - zero) % 2 == 0 else "" for place, text in enumerate(words)]


def fit(ticks: Sequence[float], wide: float) -> bool:
    """Say whether evenly spaced ticks have room for their numbers on an axis of a width in mm."""
    wides = [width(tick_words(tick)) for tick in ticks]
    room = wide / max(len(ticks) - 1, 1)
    return all((one + other) / 2 + _APART <= room for one, other in pairwise(wides))


def tick_words(value: float) -> str:
    """Return a tick with a true minus sign."""
    return f"{value:,.6g}".replace("-", "−")
