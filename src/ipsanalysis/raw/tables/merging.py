"""Stretches of one job that overlap or touch."""

import numpy as np

from ipsanalysis.raw.people import Integers
from ipsanalysis.raw.tables.spells import Spells
from ipsanalysis.raw.typed import Mask


def sorted_by_job(spells: Spells) -> Integers:
    """Return the order by job, then by start and end."""
    return np.lexsort([spells.end, spells.start, spells.job]).astype(np.int64)


def _latest_before(spells: Spells, order: Integers) -> Integers:
    """For each place in the order, the place before it in its job that ends last, or -1."""
    end, job = spells.end[order], spells.job[order]
    first = np.append(True, job[1:] != job[:-1])[: len(order)]
    group = np.cumsum(first) - 1
    span = np.int64(end.max() - end.min() + 1) if len(end) else np.int64(1)
    shifted = end + group * span  # rises from job to job, so that no job sees the one before
    places = np.where(shifted == np.maximum.accumulate(shifted), np.arange(len(order)), 0)
    latest = np.append(-1, np.maximum.accumulate(places)[:-1])[: len(order)]
    return np.where(first, -1, latest)


def overlapping(spells: Spells, order: Integers, values: Integers) -> tuple[Mask, Mask]:
    """Return rows that overlap another of their job and differ from it, and that are like it.

    Args:
        spells: The rows.
        order: Their order by job, start and end.
        values: Number of the values of each row.

    Returns:
        A mask of those that differ, both rows of each pair, and one of those alike.
    """
    before = _latest_before(spells, order)
    here, there = order, order[before]
    meets = (before >= 0) & (spells.start[here] <= spells.end[there])
    equal = values[here] == values[there]
    apart, alike = np.zeros(len(order), bool), np.zeros(len(order), bool)
    for mask, found in ((apart, meets & ~equal), (alike, meets & equal)):
        mask[here[found]] = True
        mask[there[found]] = True
    return apart, alike


def chains(spells: Spells, order: Integers, values: Integers) -> Integers:
    """Return the number of the chain of each row: stretches of one job, alike, without a gap.

    Args:
        spells: The rows, of which those that overlap within a job are alike.
        order: Their order by job, start and end.
        values: Number of the values of each row.

    Returns:
        Numbers from 0, in the order given.
    """
    before = _latest_before(spells, order)
    here, there = order, order[before]
    follows = (before >= 0) & (spells.start[here] <= spells.end[there] + 1)
    follows &= values[here] == values[there]
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(~follows) - 1
    return numbers
