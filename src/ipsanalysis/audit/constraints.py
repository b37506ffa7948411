"""Which tables meet what is printed: effect, interval, p-value."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ipsanalysis.audit.arms import TooManyError
from ipsanalysis.audit.candidates import Candidates
from ipsanalysis.audit.effects import Interval, interval_values, printed_effects, score_interval
from ipsanalysis.audit.item import RATIOS, Item, PrintedP, Test
from ipsanalysis.audit.p_values import EXACT, NAMES, p_of
from ipsanalysis.audit.printed import Printed, prints
from ipsanalysis.meta.trials import Floats

Constraint = Literal["percent", "percent_control", "effect", "interval", "p"]
Mask = NDArray[np.bool_]
MOST_SCORED = 5_000
MOST_EXACT = 20_000


def effect_printed(tables: Candidates, item: Item) -> Mask:
    """Say which tables print the effect of an item, by any way of computing it."""
    met = np.zeros(len(tables), dtype=bool)
    if item.effect is not None and item.effect_kind:
        for values in printed_effects(tables, item).values():
            met |= prints(values, item.effect)
    return met


def interval_printed(tables: Candidates, item: Item) -> Mask:
    """Say which tables print the interval of an item by a standard method.

    Miettinen and Nurminen's interval, found by iteration, is tried only where no table prints the
    interval by the others, and on tables whose usual interval is half to twice as wide.

    Raises:
        TooManyError: If that leaves more than 5,000 tables.
    """
    met = np.zeros(len(tables), dtype=bool)
    if item.low is None or item.high is None or not item.effect_kind:
        return met
    intervals = interval_values(tables, item.effect_kind, item.level)
    for low, high in intervals.values():
        met |= limits_print(low, high, item.low, item.high)
    if met.any() or not intervals:
        return met
    left = np.flatnonzero(_near(next(iter(intervals.values())), item))
    if len(left) > MOST_SCORED:
        raise TooManyError
    for place, row in zip(left, tables.take(left).rows(), strict=True):
        for low, high in score_interval(row, item.effect_kind, item.level).values():
            met[place] = limits_print(low, high, item.low, item.high)[0]
    return met


def _near(usual: Interval, item: Item) -> Mask:
    """Say whose usual interval is half to twice as wide as the one printed, or does not exist."""
    if item.low is None or item.high is None:
        raise ValueError("the interval is printed")
    low, high = usual
    width, printed = high - low, item.high.most - item.low.least
    if item.effect_kind in RATIOS:
        least = max(item.low.least, item.low.half_unit)
        width, printed = np.log(high) - np.log(low), float(np.log(item.high.most / least))
    return np.asarray(np.isnan(width) | ((width < 2 * printed) & (printed < 2 * width)))


def p_printed(tables: Candidates, p: PrintedP, named: Test | Literal[""]) -> Mask:
    """Say which tables print a p-value by the test named, or by any of five where none is.

    Raises:
        TooManyError: If exact tests would be needed on more than 20,000 tables.
    """
    met = np.zeros(len(tables), dtype=bool)
    for test in (named,) if named else NAMES:
        left = np.flatnonzero(~met)
        if test in EXACT and len(left) > MOST_EXACT:
            raise TooManyError
        if len(left):
            met[left] = p_agrees(p_of(tables.take(left), test), p)
    return met


def limits_print(low: Floats, high: Floats, low_text: Printed, high_text: Printed) -> Mask:
    """Say which intervals print as the two limits."""
    return prints(low, low_text) & prints(high, high_text)


def p_agrees(values: Floats, p: PrintedP) -> Mask:
    """Say which p-values agree with one printed as a number, or as below or above one."""
    if p.sign == "<":
        return np.asarray(values < p.number.value)
    if p.sign == ">":
        return np.asarray(values > p.number.value)
    return prints(values, p.number)
