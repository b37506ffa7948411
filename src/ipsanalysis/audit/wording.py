"""What tables give, in words."""

from collections.abc import Iterable

import numpy as np

from ipsanalysis.audit.candidates import Candidates, table_words
from ipsanalysis.audit.constraints import limits_print, p_agrees
from ipsanalysis.audit.effects import (
    effect_values,
    interval_values,
    printed_effects,
    score_interval,
)
from ipsanalysis.audit.finding import Finding, Quantity, finding, interval_text
from ipsanalysis.audit.item import RATIOS, Item
from ipsanalysis.audit.p_values import CHI_SQUARED, NAMES, p_of
from ipsanalysis.audit.printed import Printed, prints, remark, rounded
from ipsanalysis.meta.trials import Floats


def values_words(item: Item, name: Quantity, tables: Candidates) -> str:
    """Return the values of a quantity over tables, the least to the greatest, by method.

    Methods that are defined for none of the tables are left out.
    """
    if name == "percent" and item.active.percent:
        return _spread(100 * tables.events / tables.n, item.active.percent.decimals + 2)
    if name == "percent_control" and item.control.percent:
        values = 100 * tables.events_control / tables.n_control
        return _spread(values, item.control.percent.decimals + 2)
    if name == "effect" and item.effect and item.effect_kind:
        effects = printed_effects(tables, item).items()
        spreads = {way: _spread(value, item.effect.decimals + 2) for way, value in effects}
        return "; ".join(f"{way} {spread}" for way, spread in spreads.items() if spread)
    if name == "interval":
        return _interval_words(item, tables)
    if name == "p" and item.p:
        decimals = max(item.p.number.decimals + 1, 4)
        tests = [item.test] if item.test else list(NAMES if len(tables) == 1 else CHI_SQUARED)
        return "; ".join(f"{NAMES[t]} {_spread(p_of(tables, t), decimals, p=True)}" for t in tests)
    return ""


def methods_that_print(item: Item, name: Quantity, tables: Candidates) -> str:
    """Return the methods by which one table prints an effect, interval or p-value.

    With more tables than one, or another quantity, nothing is returned.
    """
    met: list[str] = []
    if len(tables) != 1:
        return ""
    if name == "effect" and item.effect and item.effect_kind:
        values = printed_effects(tables, item)
        met = [way for way, value in values.items() if prints(value, item.effect)[0]]
    if name == "interval" and item.low and item.high and item.effect_kind:
        tried = interval_values(tables, item.effect_kind, item.level)
        tried |= score_interval(tables.rows()[0], item.effect_kind, item.level)
        met = [w for w, ends in tried.items() if limits_print(*ends, item.low, item.high)[0]]
    if name == "p" and item.p:
        tests = [item.test] if item.test else list(NAMES)
        met = [NAMES[test] for test in tests if p_agrees(p_of(tables, test), item.p)[0]]
    return ", ".join(met)


def undefined_words(names: Iterable[str]) -> str:
    """Say which methods have no value for one table; empty without any."""
    told = ", ".join(names)
    return f" Not defined for these counts: {told}." if told else ""


def not_defined(item: Item, tables: Candidates) -> Finding:
    """Return the finding on an effect that is not defined for the counts, one table or many."""
    names = (
        ", ".join(effect_values(tables, item.effect_kind, item.test)) if item.effect_kind else ""
    )
    why = f"not defined for these counts: {listed(tables, 1)} give no {names}."
    return finding(item, "effect", "not_checkable", method=names, explanation=why)


def listed(tables: Candidates, most: int) -> str:
    """Return the first tables in words, with dots where there are more."""
    words = [table_words(row) for row in tables.take(np.arange(len(tables)) < most).rows()]
    return ", ".join(words) + " and others" * (len(tables) > most)


def effect_remark(value: float, item: Item) -> str:
    """Say what would print an effect that counts do not print.

    Args:
        value: The effect of the counts.
        item: An item with an effect.

    Returns:
        Another way of writing the number, the arms taken the other way round, or a difference
        written as a share; empty when none of them gives the text.
    """
    if item.effect is None or not np.isfinite(value):
        return ""
    if told := remark(value, item.effect):
        return told
    if item.effect_kind in RATIOS and value > 0 and prints(1 / value, item.effect):
        return f"control arm over active arm would print {item.effect.text}"
    if item.effect_kind == "risk_difference" and prints(-value, item.effect):
        return f"control arm minus active arm would print {item.effect.text}"
    if item.effect_kind == "risk_difference" and prints(value / 100, item.effect):
        return f"as a share, not in percentage points, it would print {item.effect.text}"
    return ""


def interval_remark(item: Item, table: Candidates) -> str:
    """Say what would print an interval that one table does not print.

    Args:
        item: An item with effect and interval.
        table: One table.

    Returns:
        That the limits are laid about the rounded effect, or which way of writing a limit, or that
        it is off by one unit of its last digit; Wald's interval is looked at.
    """
    low, high, effect = item.low, item.high, item.effect
    if low is None or high is None or effect is None or not item.effect_kind:
        return ""
    # Wald's interval and its effect: with 0.5 added to the counts where there is none without.
    intervals = interval_values(table, item.effect_kind, item.level).values()
    effects = effect_values(table, item.effect_kind).values()
    limits, crude = next(
        (limits, value)
        for limits, value in zip(intervals, effects, strict=False)
        if np.isfinite(limits[0][0])
    )
    moved = [
        limit * effect.value / crude if item.effect_kind in RATIOS else limit + effect.value - crude
        for limit in limits
    ]
    if prints(crude, effect)[0] and limits_print(moved[0], moved[1], low, high)[0]:
        return f"Laid about the rounded effect, {effect.text}, it would print so."
    told = [
        f"{end} limit: {text}."
        for end, value, limit in zip(("Lower", "Upper"), limits, (low, high), strict=True)
        if not prints(value, limit)[0] and (text := _limit_remark(float(value[0]), limit))
    ]
    return " ".join(told)


def p_words(value: float, decimals: int) -> str:
    """Return a p-value with so many decimals; one too small for them as `<0.0001`."""
    text = rounded(value, decimals)
    return f"<0.{'0' * (decimals - 1)}1" if float(text) == 0 else text


def _limit_remark(value: float, printed: Printed) -> str:
    if told := remark(value, printed):
        return told
    if abs(value - printed.value) < 3 * printed.half_unit:
        return "one unit of the last digit off"
    return ""


def _interval_words(item: Item, tables: Candidates) -> str:
    if item.low is None or item.high is None or not item.effect_kind:
        return ""
    lows, highs = item.low.decimals + 2, item.high.decimals + 2
    intervals = interval_values(tables, item.effect_kind, item.level).items()
    spreads = {way: (_spread(a, lows), _spread(b, highs)) for way, (a, b) in intervals}
    return "; ".join(f"{way} {interval_text(*ends)}" for way, ends in spreads.items() if ends[0])


def _spread(values: Floats, decimals: int, *, p: bool = False) -> str:
    known = values[np.isfinite(values)]
    if not len(known):
        return ""
    write = p_words if p else rounded
    low, high = write(float(known.min()), decimals), write(float(known.max()), decimals)
    return low if low == high else f"{low} - {high}"
