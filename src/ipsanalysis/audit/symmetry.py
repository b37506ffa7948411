"""Whether a printed effect lies in the middle of its printed interval."""

from math import sqrt

from ipsanalysis.audit.finding import Finding, Verdict, finding
from ipsanalysis.audit.item import RATIOS, Item
from ipsanalysis.audit.printed import Printed, rounded

METHOD = "middle of the limits"


def symmetry(item: Item, other_method: str = "") -> Finding:
    """Judge whether an interval is symmetric about its effect, as Wald intervals are.

    Args:
        item: An item with an effect and an interval.
        other_method: A method without symmetry that gives the interval from the counts.

    Returns:
        The finding; ratios on the log scale, risk differences as they stand.
    """
    effect, low, high = item.effect, item.low, item.high
    if effect is None or low is None or high is None:
        raise ValueError("symmetry needs an effect and an interval")
    if item.effect_kind not in (*RATIOS, "risk_difference"):
        why = "intervals of this kind of effect have no scale on which they must be symmetric."
        return finding(item, "symmetry", "not_checkable", explanation=why)
    ratio = item.effect_kind in RATIOS
    if ratio and min(effect.value, low.value, high.value) <= 0:
        why = "a number that is not above 0 has no logarithm, so the interval has no middle."
        return finding(item, "symmetry", "not_checkable", explanation=why)
    least, most = _middle(low.least, high.least, ratio), _middle(low.most, high.most, ratio)
    middle = rounded(_middle(low.value, high.value, ratio), effect.decimals + 1)
    verdict: Verdict
    scale = "on the log scale" if ratio else "as printed"
    if least <= effect.most and most >= effect.least:
        why = ""
        verdict = "consistent"
    elif other_method:
        why = (
            f"{other_method} gives this interval, and it need not be symmetric about {effect.text}."
        )
        verdict = "not_checkable"
    elif item.adjustment == "adjusted":
        why = f"the middle of the limits, {scale}, is {middle}; profile likelihood would do that."
        verdict = "not_checkable"
    else:
        why = f"the middle of the limits, {scale}, is {middle}. {_others(effect, low, high, ratio)}"
        verdict = "inconsistent"
    return finding(
        item, "symmetry", verdict, recomputed=middle, method=f"{METHOD} {scale}", explanation=why
    )


def _middle(low: float, high: float, ratio: bool) -> float:
    return sqrt(max(low, 0.0) * high) if ratio else (low + high) / 2


def _others(effect: Printed, low: Printed, high: Printed, ratio: bool) -> str:
    """Say which limit each of the two would ask for."""
    lower = effect.value**2 / high.value if ratio else 2 * effect.value - high.value
    upper = effect.value**2 / low.value if ratio else 2 * effect.value - low.value
    cut = _middle(_cut(low)[0], _cut(high)[0], ratio), _middle(_cut(low)[1], _cut(high)[1], ratio)
    fits = cut[0] <= effect.most and cut[1] >= effect.least
    return (
        f"About {effect.text}, an upper limit of {high.text} goes with a lower one of "
        f"{rounded(lower, low.decimals)}, and {low.text} with {rounded(upper, high.decimals)}: one "
        f"of the three is wrong,{' a limit was cut off and not rounded,' * fits} or the interval "
        "is not Wald's."
    )


def _cut(limit: Printed) -> tuple[float, float]:
    """Return between which values a limit lies that is rounded or cut off, towards 0."""
    unit = 2 * limit.half_unit
    if limit.text.startswith("-"):
        return limit.value - unit, limit.most
    return limit.least, limit.value + unit
