"""The counts that one arm may have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipsanalysis.audit.item import Item, PrintedArm, Range
from ipsanalysis.audit.printed import Printed, prints
from ipsanalysis.meta.trials import Floats, Integers

MOST_PAIRS = 3_000_000


class TooManyError(Exception):
    """There are too many counts to search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of events and people that an arm may have, one value a pair."""

    events: Integers
    n: Integers

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.n)

    @property
    def risk(self) -> Floats:
        """The share with the event."""
        share: Floats = self.events / self.n
        return share

    @property
    def risk_half(self) -> Floats:
        """The share with the event when 0.5 is added to those with and to those without it."""
        share: Floats = (self.events + 0.5) / (self.n + 1)
        return share

    @property
    def zero(self) -> NDArray[np.bool_]:
        """Which pairs have nobody with, or nobody without, the event."""
        return np.asarray((self.events == 0) | (self.events == self.n))

    def take(self, mask: NDArray[np.bool_]) -> "Pairs":
        """Return the pairs of a mask."""
        return Pairs(events=self.events[mask], n=self.n[mask])


def searched(arm: PrintedArm, item: Item) -> Range | None:
    """Return the numbers of people that are searched for an arm; None when nothing bounds them."""
    if arm.n is not None:
        return Range(low=arm.n, high=arm.n)
    if arm.n_range is not None:
        return arm.n_range
    return Range(low=1, high=item.total.high - 1) if item.total else None


def pairs(arm: PrintedArm, people: Range, percent: Printed | None) -> Pairs:
    """Return the counts an arm may have: those printed, or all that print the percentage.

    Args:
        arm: What is printed of the arm.
        people: Numbers of people to search.
        percent: The percentage to be met; None to let every number of events stand.

    Raises:
        TooManyError: If there are more than 3 million.
    """
    n = np.arange(people.low, people.high + 1)
    if arm.events is not None:
        n = n[n >= arm.events]
        events = np.full(len(n), arm.events)
    else:
        least = np.zeros(len(n)) if percent is None else np.floor(n * percent.least / 100)
        most = n if percent is None else np.ceil(n * percent.most / 100)
        first = np.clip(least.astype(np.int64), 0, n)
        times = np.clip(most.astype(np.int64), 0, n) - first + 1
        if times.sum() > MOST_PAIRS:
            raise TooManyError
        starts = np.repeat(np.cumsum(times) - times, times)
        events = np.repeat(first, times) + np.arange(times.sum()) - starts
        n = np.repeat(n, times)
    if percent is not None:
        met = prints(100 * events / n, percent)
        events, n = events[met], n[met]
    return Pairs(events=events, n=n)
