"""Intervals of days, first and last day included, of many people at once."""

from typing import Any

import numpy as np
import numpy.typing as npt

from ipsanalysis.derive.trial import Floats, Integers

_FINE = 1_000_000


FIRST = np.iinfo(np.int64).max


def gaps(group: Integers, first: Integers, last: Integers) -> tuple[Integers, Integers, Integers]:
    """Sort intervals by group and day, and count the days between each and those before it.

    Args:
        group: Which intervals belong together, 0 or more.
        first: First day of each.
        last: Last day of each, not before the first.

    Returns:
        The order; for each interval in that order the days between it and the last day of any
        before it in its group (0: they touch, less: they overlap, `FIRST`: none before it); and
        the last day of it and any before it.
    """
    order = np.lexsort((last, first, group))
    group, first, last = group[order], first[order], last[order]
    lowest, highest = first.min(initial=0), last.max(initial=0)
    shift = group * (highest - lowest + 1)
    reached = np.maximum.accumulate(last + shift) - shift
    gap = np.full(len(group), FIRST)
    gap[1:] = np.where(group[1:] == group[:-1], first[1:] - reached[:-1] - 1, FIRST)
    return order, gap, reached


def union(group: Integers, first: Integers, last: Integers) -> tuple[Integers, Integers, Integers]:
    """Join intervals of a group that overlap or touch (no day between them).

    Args:
        group: Which intervals belong together, 0 or more.
        first: First day of each.
        last: Last day of each, not before the first.

    Returns:
        Group, first and last day of the joined intervals, sorted by group and day.
    """
    if len(group) == 0:
        return group, first, last
    order, gap, reached = gaps(group, first, last)
    begins = np.flatnonzero(gap > 0)
    ends = np.append(begins[1:], len(group)) - 1
    return group[order][begins], first[order][begins], reached[ends]


def total_days(group: Integers, first: Integers, last: Integers, size: int) -> Floats:
    """Return the number of days in at least one interval, for each of `size` groups."""
    group, first, last = union(group, first, last)
    return np.bincount(group, weights=last - first + 1, minlength=size).astype(float)


def peak(group: Integers, first: Integers, last: Integers, amount: Floats, size: int) -> Integers:
    """Return the largest sum of amounts on one day, for each of `size` groups.

    Amounts are added as whole numbers of millionths, so that no order of rows can change a sum.

    Args:
        group: Which intervals belong together, 0 or more.
        first: First day of each.
        last: Last day of each.
        amount: What each adds on each of its days, 0 or more.
        size: Number of groups.

    Returns:
        Millionths; 0 for a group without intervals.
    """
    fine = millionths(amount)
    who = np.concatenate([group, group])
    day = np.concatenate([first, last + 1])
    order = np.lexsort((day, who))
    who, day = who[order], day[order]
    level = np.cumsum(np.concatenate([fine, -fine])[order])
    closing = np.ones(len(who), bool)
    closing[:-1] = (who[1:] != who[:-1]) | (day[1:] != day[:-1])
    highest = np.zeros(size, np.int64)
    np.maximum.at(highest, who[closing], level[closing])
    return highest


def millionths(amount: Floats | float) -> npt.NDArray[Any]:
    """Return amounts as whole numbers of millionths."""
    whole: npt.NDArray[Any] = np.rint(np.asarray(amount) * _FINE).astype(np.int64)
    return whole
