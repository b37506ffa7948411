"""How many people have which amount, by arm, as curve points."""

from itertools import pairwise
from math import ceil, floor, log10

import numpy as np

from ipsanalysis.analyse.amount_models import amount_unit
from ipsanalysis.analyse.context import Context
from ipsanalysis.derive.members import Members
from ipsanalysis.derive.trial import Floats
from ipsanalysis.rows import Row

MOST_BARS = 20
MOST_WHOLE = 60
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def distribution(context: Context, people: Members) -> list[Row]:
    """Count the people of each arm at each amount, zero counts included.

    Whole numbers from 0 to at most 60 are counted one by one. Other amounts are counted in at most
    20 bins of equal, round width, each with its upper edge and without its lower one; zeros have a
    bar of their own when nobody is below zero. The time point of a row is the largest amount that
    it counts, so that no amount of a person can be read from it.

    Args:
        context: The comparison's context.
        people: The people compared.

    Returns:
        Curve points, statistic `n`.
    """
    edges, notes = _bars(people.value)
    unit = amount_unit(context)
    rows = []
    for arm, values in by_arm(context, people):
        bar = np.minimum(np.searchsorted(edges, values, side="left"), len(edges) - 1)
        counts = np.bincount(bar, minlength=len(edges))
        rows += [
            context.count(
                "n", int(number), group=arm, timepoint=float(edge), time_unit=unit, note=note
            )
            for edge, number, note in zip(edges, counts, notes, strict=True)
        ]
    return rows


def by_arm(context: Context, people: Members) -> list[tuple[str, Floats]]:
    """Return the amounts of each arm, in the plan's order."""
    plan = context.plan
    values = {
        plan.active.id: people.value[people.active],
        plan.control.id: people.value[~people.active],
    }
    return [(arm.id, values[arm.id]) for arm in plan.arms]


def _bars(values: Floats) -> tuple[Floats, list[str]]:
    """Return the largest amount of each bar, and what a reader must know of it."""
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    if low >= 0 and high <= MOST_WHOLE and not (values % 1).any():
        whole = np.arange(high + 1, dtype=np.float64)
        return whole, [""] * len(whole)
    width = _round_width(low, high)
    first = 0 if low >= 0 else ceil(low / width) - 1
    last = max(ceil(high / width), first + 1)
    edges: Floats = np.arange(first, last + 1, dtype=np.float64) * width
    bins = [f"Above {lower:g}, at most {upper:g}." for lower, upper in pairwise(edges)]
    return (edges, ["Exactly 0.", *bins]) if low >= 0 else (edges[1:], bins)


def _round_width(low: float, high: float) -> float:
    """Return the smallest round width of which 20 cover the amounts."""
    least = (high - low) / (MOST_BARS if low >= 0 else MOST_BARS - 1)
    power = 10.0 ** floor(log10(least))
    return next(step * power for step in ROUND if step * power >= least * (1 - 1e-12))
