"""Measures in words: what a ratio and what a difference is read against, and in which unit."""

from collections.abc import Callable, Iterable

from ipsanalysis.plan.evidence import EvidencePlan, Pool
from ipsanalysis.tables.evidence import names
from ipsanalysis.tables.format import points, ratio

POINTS = "percentage points"
CRUDE = {"risk_ratio": "ratio", "odds_ratio": "odds ratio", "risk_difference": "difference"}
"""What a measure made of two printed percentages is called."""


def is_difference(measure: str) -> bool:
    """Whether a measure is a difference: no effect is 0 then, and 1 for a ratio."""
    return measure.endswith("difference")


def null_number(measure: str) -> str:
    """Return the value of a measure at which the arms are alike, as printed."""
    return "0" if is_difference(measure) else "1"


def in_points(measure: str) -> str:
    """Return the unit that follows a number of a measure; empty for ratios."""
    return f" {POINTS}" if is_difference(measure) else ""


def with_unit(measure: str) -> str:
    """Return what a measure is called within a sentence, with its unit before a number."""
    unit = f" ({POINTS})" if is_difference(measure) else ""
    return f"{names.measure_words(measure)}{unit}"


def pooled_words(measure: str) -> str:
    """Return what a pooled effect is called before its number, with the unit of a difference."""
    return f"pooled effect ({POINTS})" if is_difference(measure) else "pooled effect"


def step_words(measure: str) -> str:
    """Return what a coefficient of a meta-regression is, before its number."""
    return f"difference of effects ({POINTS})" if is_difference(measure) else "ratio of effects"


def alike(plan: EvidencePlan) -> bool:
    """Whether every pool of a plan has the measure of the headline."""
    return {pool.measures[0] for pool in plan.pools} == {plan.headline.measures[0]}


def named_unless_alike(plan: EvidencePlan, pool: Pool) -> str:
    """Return the measure of a pool before its number; empty where all pools have the same."""
    return "" if alike(plan) else f"{with_unit(pool.measures[0])} "


def tau2_scale(measures: Iterable[str]) -> str:
    """Return on which scale tau² is under measures, to follow what it is; starts with a comma."""
    of_difference = {is_difference(measure) for measure in measures}
    shares = "as shares of 1, where 0.010 is a tau of 10 percentage points"
    if of_difference == {False}:
        return ", on the scale of the logarithm"
    if of_difference == {True}:
        return f", of differences {shares}"
    return f", for ratios on the scale of the logarithm, for differences {shares}"


def of_percentages(measure: str, active: float, control: float) -> float | None:
    """Return a measure made of the percentages of two arms.

    Args:
        measure: The measure.
        active: Percentage of the active arm.
        control: Percentage of the control arm.

    Returns:
        A ratio, or a difference as a share of 1; None when the percentages give none.
    """
    return _MAKE[measure](active, control)


def _risk_ratio(active: float, control: float) -> float | None:
    return active / control if control else None


def _odds_ratio(active: float, control: float) -> float | None:
    if not control or 100 in (active, control):
        return None
    return active / (100 - active) / (control / (100 - control))


def _risk_difference(active: float, control: float) -> float | None:
    return (active - control) / 100


_MAKE: dict[str, Callable[[float, float], float | None]] = {
    "risk_ratio": _risk_ratio,
    "odds_ratio": _odds_ratio,
    "risk_difference": _risk_difference,
}


def shown_alone(measure: str, value: float) -> str:
    """Write a measure that no result row holds, differences in percentage points."""
    return points(value) if is_difference(measure) else ratio(value)
