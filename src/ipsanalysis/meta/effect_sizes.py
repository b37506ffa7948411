"""The effect of each trial and its sampling variance, from counts or from means."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from ipsanalysis.meta.trials import (
    BinaryMeasure,
    ContinuousMeasure,
    Effects,
    Floats,
    Groups,
    Integers,
    Tables,
)

NOBODY = "nobody has the event in either arm"
EVERYBODY = "everybody has the event in both arms"
ZERO_CELL = "a count of 0 and no continuity correction"
NOT_KNOWN = "a mean or a standard deviation is not known"
NO_SPREAD = "both standard deviations are 0"
TOO_FEW = "fewer than 4 people in the two arms"


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryEffects:
    """The effects of trials with a yes-or-no outcome, and the trials that have none.

    Attributes:
        effects: Effect and variance of each trial kept; ratios as logarithms.
        kept: Index of the trials kept, rising.
        corrected: Whether the correction was added to the trial's four counts (k kept).
        left_out: Reason of each trial not kept, in the order of the trials.
    """

    effects: Effects
    kept: Integers
    corrected: NDArray[np.bool_]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuousEffects:
    """The effects of trials with an outcome that is a number, and the trials that have none.

    Attributes:
        effects: Effect and variance of each trial kept.
        kept: Index of the trials kept, rising.
        left_out: Reason of each trial not kept, in the order of the trials.
    """

    effects: Effects
    kept: Integers
    left_out: tuple[str, ...]


def binary_effects(
    tables: Tables, measure: BinaryMeasure, *, correction: float = 0.5
) -> BinaryEffects:
    """Compute the effect of each trial and its large-sample variance.

    With a of n1 people in the active arm and c of n2 in the control arm,

        risk ratio        log(a / n1) - log(c / n2)              1/a - 1/n1 + 1/c - 1/n2
        odds ratio        log(a (n2 - c) / (c (n1 - a)))         1/a + 1/(n1 - a) + 1/c + 1/(n2 - c)
        risk difference   a / n1 - c / n2                        p1 (1 - p1) / n1 + p2 (1 - p2) / n2

    A trial with a 0 among its four counts has the correction added to all four. Trials in which
    nobody has the event, or everybody, say nothing about a ratio and are left out; of a risk
    difference they are kept.

    Args:
        tables: Counts of k trials.
        measure: The effect.
        correction: What is added to the counts of a trial with a 0, at least 0. With 0 the trials
            whose effect or variance then does not exist are left out.

    Returns:
        The effects of the trials that have one; with none, no effects.

    Raises:
        ValueError: The measure is unknown or the correction negative or not finite.

    Formula: Deeks and Higgins (2010), Statistical algorithms in Review Manager 5; correction as
    Gart and Zweifel (1967), Biometrika 54:181-187. Equals R `metafor::escalc(measure, add =
    correction, to = "only0", drop00 = TRUE)` for the ratios (measure RR, OR) and `drop00 = FALSE`
    for the difference (RD).
    """
    if not 0 <= correction < np.inf:
        raise ValueError("correction is a number, 0 or more")
    nobody = (tables.events == 0) & (tables.events_control == 0)
    everybody = (tables.events == tables.n) & (tables.events_control == tables.n_control)
    a, b = tables.events, tables.n - tables.events
    c, d = tables.events_control, tables.n_control - tables.events_control
    zero = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    added: Floats = np.where(zero, correction, 0.0)
    estimate, variance = _binary(a + added, b + added, c + added, d + added, measure)
    exists = np.isfinite(estimate) & np.isfinite(variance) & (variance > 0)
    silent = (nobody | everybody) & (measure != "risk_difference")
    reasons = np.select(
        [silent & nobody, silent, ~exists], [NOBODY, EVERYBODY, ZERO_CELL], default=""
    )
    kept = np.flatnonzero(reasons == "")
    return BinaryEffects(
        effects=Effects(estimate=estimate[kept], variance=variance[kept], measure=measure),
        kept=kept,
        corrected=(zero & (correction > 0))[kept],
        left_out=_left_out(reasons),
    )


def continuous_effects(groups: Groups, measure: ContinuousMeasure) -> ContinuousEffects:
    """Compute the mean difference or Hedges' g of each trial and its large-sample variance.

    The mean difference has the variance sd1^2 / n1 + sd2^2 / n2, not pooled. Hedges' g is the
    difference over the pooled standard deviation times J = gamma(m / 2) / (sqrt(m / 2)
    gamma((m - 1) / 2)), m = n1 + n2 - 2, and has the variance 1/n1 + 1/n2 + g^2 / (2 (n1 + n2)).

    Args:
        groups: Means, standard deviations (nan where not known) and people of k trials.
        measure: "mean_difference", in the unit of the outcome, or "standardised_mean_difference".

    Returns:
        The effects of the trials that have one. Left out are trials with a mean or standard
        deviation not known, without any spread, and, of Hedges' g, with fewer than 4 people.

    Raises:
        ValueError: The measure is unknown, a standard deviation negative, or an arm empty.

    Formula: Hedges (1981), J Educ Stat 6:107-128; Hedges and Olkin (1985), Statistical Methods for
    Meta-Analysis. Equals R `metafor::escalc(measure = "MD" or "SMD", vtype = "LS")`.
    """
    if (groups.sd < 0).any() or (groups.sd_control < 0).any():
        raise ValueError("standard deviations are 0 or more")
    if (groups.n < 1).any() or (groups.n_control < 1).any():
        raise ValueError("each arm has at least 1 person")
    estimate, variance = _continuous(groups, measure)
    known = np.isfinite(groups.mean + groups.mean_control + groups.sd + groups.sd_control)
    flat = (groups.sd == 0) & (groups.sd_control == 0)
    exists = np.isfinite(estimate) & np.isfinite(variance)
    reasons = np.select([~known, flat, ~exists], [NOT_KNOWN, NO_SPREAD, TOO_FEW], default="")
    kept = np.flatnonzero(reasons == "")
    effects = Effects(estimate=estimate[kept], variance=variance[kept], measure=measure)
    return ContinuousEffects(effects=effects, kept=kept, left_out=_left_out(reasons))


def _binary(
    a: Floats, b: Floats, c: Floats, d: Floats, measure: BinaryMeasure
) -> tuple[Floats, Floats]:
    n1, n2 = a + b, c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "risk_ratio":
            return np.log(a / n1) - np.log(c / n2), b / (a * n1) + d / (c * n2)
        if measure == "odds_ratio":
            return np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d
        if measure == "risk_difference":
            return a / n1 - c / n2, a * b / n1**3 + c * d / n2**3
    raise ValueError(f"unknown measure of a yes-or-no outcome: {measure}")


def _continuous(groups: Groups, measure: ContinuousMeasure) -> tuple[Floats, Floats]:
    n1, n2 = groups.n.astype(float), groups.n_control.astype(float)
    difference = groups.mean - groups.mean_control
    squares, squares_control = groups.sd**2, groups.sd_control**2
    if measure == "mean_difference":
        return difference, squares / n1 + squares_control / n2
    if measure != "standardised_mean_difference":
        raise ValueError(f"unknown measure of an outcome that is a number: {measure}")
    with np.errstate(divide="ignore", invalid="ignore"):
        df = n1 + n2 - 2
        pooled = np.sqrt(((n1 - 1) * squares + (n2 - 1) * squares_control) / df)
        small = np.exp(gammaln(df / 2) - np.log(df / 2) / 2 - gammaln((df - 1) / 2))
        g = np.where(df > 1, small * difference / pooled, np.nan)
    return g, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2))


def _left_out(reasons: NDArray[np.str_]) -> tuple[str, ...]:
    return tuple(str(reason) for reason in reasons if reason)
