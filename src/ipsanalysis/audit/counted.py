"""The audit of an item whose four counts are printed."""

from math import isfinite

from ipsanalysis.audit.candidates import Candidates, one_table, table_words
from ipsanalysis.audit.checkable import crude, if_adjusted
from ipsanalysis.audit.constraints import limits_print, p_agrees
from ipsanalysis.audit.effects import SYMMETRIC, interval_values, printed_effects, score_interval
from ipsanalysis.audit.finding import Finding, Quantity, finding, interval_text
from ipsanalysis.audit.item import Item, PrintedArm
from ipsanalysis.audit.p_values import NAMES, p_of
from ipsanalysis.audit.printed import ROUNDING, Printed, prints, remark, rounded
from ipsanalysis.audit.wording import (
    effect_remark,
    interval_remark,
    not_defined,
    p_words,
    undefined_words,
)
from ipsanalysis.meta.trials import Floats


def counted_percent(item: Item, quantity: Quantity, arm: PrintedArm) -> Finding:
    """Judge the percentage of an arm whose counts are both printed."""
    if arm.events is None or arm.n is None or arm.percent is None:
        raise ValueError("the counts and the percentage are printed")
    value = 100 * arm.events / arm.n
    shown = f"{arm.events}/{arm.n} = {rounded(value, arm.percent.decimals + 2)}%"
    if prints(value, arm.percent):
        return finding(item, quantity, "consistent", recomputed=shown, method=ROUNDING)
    told = remark(value, arm.percent)
    why = f"{shown} prints {rounded(value, arm.percent.decimals)}{f'; {told}' * bool(told)}."
    return finding(
        item, quantity, "inconsistent", recomputed=shown, method=ROUNDING, explanation=why
    )


def counted_comparisons(item: Item) -> tuple[list[Finding], str]:
    """Judge effect, interval and p-value of an item with four counts printed.

    Returns:
        The findings, and the method without symmetry that gives the interval, if one does.
    """
    active, control = item.active, item.control
    if active.events is None or active.n is None or control.events is None or control.n is None:
        raise ValueError("the four counts are printed")
    table = one_table(active.events, active.n, control.events, control.n)
    findings, other = [], ""
    checkable = crude(item)
    if "effect" in checkable and item.effect is not None:
        findings.append(_effect(item, table, item.effect))
    if "interval" in checkable:
        judged = _interval(item, table)
        findings.append(judged)
        if judged.verdict == "consistent" and judged.method not in SYMMETRIC:
            other = judged.method
    if "p" in checkable:
        findings.append(_p(item, table))
    return findings, other


def _effect(item: Item, table: Candidates, printed: Printed) -> Finding:
    values = printed_effects(table, item)
    shown = "; ".join(
        f"{name} {rounded(float(value[0]), printed.decimals + 2)}"
        for name, value in values.items()
        if isfinite(value[0])
    )
    if not shown:
        return not_defined(item, table)
    met = [name for name, value in values.items() if prints(value, printed)[0]]
    if met:
        return finding(item, "effect", "consistent", recomputed=shown, method=", ".join(met))
    told = "".join(
        f"; {text}" for v in values.values() if (text := effect_remark(float(v[0]), item))
    )
    none = undefined_words(name for name, value in values.items() if not isfinite(value[0]))
    why = f"{_words(table)} give {shown}{told}.{none}{if_adjusted(item)}"
    return finding(
        item, "effect", "inconsistent", recomputed=shown, method=", ".join(values), explanation=why
    )


def _interval(item: Item, table: Candidates) -> Finding:
    low, high = item.low, item.high
    if low is None or high is None or not item.effect_kind:
        raise ValueError("the interval is printed")
    tried = interval_values(table, item.effect_kind, item.level)
    tried |= score_interval(table.rows()[0], item.effect_kind, item.level)
    shown = {
        name: _limits(*limits, low, high)
        for name, limits in tried.items()
        if isfinite(limits[0][0])
    }
    met = [name for name, limits in tried.items() if limits_print(*limits, low, high)[0]]
    if met:
        return finding(item, "interval", "consistent", recomputed=shown[met[0]], method=met[0])
    listed = "; ".join(f"{name} {limits}" for name, limits in shown.items())
    none = undefined_words(name for name in tried if name not in shown)
    told = f"{none}{_outside(item)} {interval_remark(item, table)}".rstrip()
    why = f"{_words(table)} give {listed}.{told}{if_adjusted(item)}"
    return finding(
        item, "interval", "inconsistent", recomputed=listed, method=", ".join(tried),
        explanation=why,
    )  # fmt: skip


def _p(item: Item, table: Candidates) -> Finding:
    if item.p is None:
        raise ValueError("the p-value is printed")
    decimals = max(item.p.number.decimals + 1, 4)
    values = {test: p_of(table, test) for test in NAMES}
    shown = "; ".join(f"{NAMES[t]} {p_words(float(v[0]), decimals)}" for t, v in values.items())
    wanted = [item.test] if item.test else list(values)
    met = [test for test in wanted if p_agrees(values[test], item.p)[0]]
    if met:
        names = ", ".join(NAMES[test] for test in met)
        return finding(item, "p", "consistent", recomputed=shown, method=names)
    others = [NAMES[test] for test in values if p_agrees(values[test], item.p)[0]]
    told = f" The test named does not, but {', '.join(others)} does." if others else ""
    why = f"{_words(table)} give {shown}.{told}{if_adjusted(item)}"
    names = ", ".join(NAMES[test] for test in wanted)
    return finding(item, "p", "inconsistent", recomputed=shown, method=names, explanation=why)


def _outside(item: Item) -> str:
    low, high, effect = item.low, item.high, item.effect
    if low and high and effect and not low.least <= effect.value <= high.most:
        return " The interval does not hold the effect."
    return ""


def _limits(low: Floats, high: Floats, low_text: Printed, high_text: Printed) -> str:
    least = rounded(float(low[0]), low_text.decimals + 2)
    if not isfinite(high[0]):
        return f"{least} without an upper limit"
    return interval_text(least, rounded(float(high[0]), high_text.decimals + 2))


def _words(table: Candidates) -> str:
    return table_words(table.rows()[0])
