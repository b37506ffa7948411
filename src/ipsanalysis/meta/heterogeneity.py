"""How far the effects of trials differ beyond chance."""

from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import Literal

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtrc, chdtri

from ipsanalysis.meta.restricted_likelihood import CLOSEST, SMALLEST, restricted_maximum
from ipsanalysis.meta.trials import Effects, Floats
from ipsanalysis.meta.weighted_fit import WeightedFit, design_of, weighted_fit

TauMethod = Literal["DL", "PM", "REML"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heterogeneity:
    """The heterogeneity of trials.

    Attributes:
        q: Cochran's Q, with moderators the residual Q_E.
        df: Its degrees of freedom, trials less coefficients.
        p_value: Upper tail of Q under a chi-squared distribution.
        tau2: Variance between trials, 0 or more.
        tau2_low: Lower limit of tau2 (Q-profile).
        tau2_high: Its upper limit.
        i2: Share of the variance of effects that is between trials, 0 to 1.
        i2_low: Its lower limit, from that of tau2.
        i2_high: Its upper limit.
        h2: Whole variance over the variance within trials, 1 or more.
        h2_low: Its lower limit.
        h2_high: Its upper limit.
    """

    q: float
    df: int
    p_value: float
    tau2: float
    tau2_low: float
    tau2_high: float
    i2: float
    i2_low: float
    i2_high: float
    h2: float
    h2_low: float
    h2_high: float


def between_variance(effects: Effects, method: TauMethod, design: Floats | None = None) -> float:
    """Estimate the variance between trials, tau2, not below 0.

    Args:
        effects: Effects of k trials.
        method: "DL" (DerSimonian-Laird, method of moments), "PM" (Paule-Mandel, the tau2 at which
            Q equals its degrees of freedom) or "REML" (restricted maximum likelihood).
        design: Moderators with an intercept (k, p), None for one mean.

    Returns:
        tau2 to machine precision; 0 where there are no more trials than coefficients, for then it
        cannot be estimated; nan without trials.

    Raises:
        ValueError: The method is unknown or the design does not fit.

    Formula: DerSimonian and Laird (1986), Control Clin Trials 7:177-188; Paule and Mandel (1982), J
    Res Natl Bur Stand 87:377-385; `restricted_maximum`. Equals R `metafor::rma(method)` run to
    convergence.
    """
    if method not in ("DL", "PM", "REML"):
        raise ValueError(f"unknown method for the variance between trials: {method}")
    if effects.k == 0:
        return nan
    columns = design_of(design, effects.k)
    df: int = effects.k - columns.shape[1]
    if df == 0:
        return 0.0
    if method == "REML":
        return restricted_maximum(effects.estimate, effects.variance, columns)
    if method == "PM":
        return _tau2_with_q(effects, columns, df)
    fit = weighted_fit(effects.estimate, effects.variance, columns)
    return max(0.0, (float(fit.q) - df) / _trace(effects, fit))


def heterogeneity(
    effects: Effects, method: TauMethod, *, level: float, design: Floats | None = None
) -> Heterogeneity:
    """Describe the heterogeneity of trials: Q, tau2, I2 and H2 with limits.

    The limits of tau2 are the values at which Q, weighted by 1 / (variance + tau2), equals the
    quantiles of its chi-squared distribution (Q-profile); a limit below 0 is 0. They do not depend
    on the method, so that tau2 can lie outside. I2 and H2 set tau2 and its limits against the
    typical variance within trials, vt = df / trace(P): I2 = tau2 / (vt + tau2), H2 = 1 + tau2 / vt.

    Args:
        effects: Effects of k trials.
        method: Estimator of tau2, see `between_variance`.
        level: Confidence level between 0 and 1.
        design: Moderators with an intercept (k, p), None for one mean.

    Returns:
        The record. Both limits of tau2 are 0 where the trials agree better than chance allows for
        any tau2. With no more trials than coefficients Q, tau2 and I2 are 0, p and H2 are 1 and
        there are no limits. Without trials all are nan.

    Raises:
        ValueError: The method is unknown or the design does not fit.

    Formula: Cochran (1954), Biometrics 10:101-129; Viechtbauer (2007), Stat Med 26:37-52; Higgins
    and Thompson (2002), Stat Med 21:1539-1558. Equals R `metafor::rma(method)` with `confint`.
    """
    tau2 = between_variance(effects, method, design)
    if effects.k == 0:
        return _record(q=nan, df=0, p_value=nan, tau2=(nan, nan, nan), typical=nan)
    columns = design_of(design, effects.k)
    df: int = effects.k - columns.shape[1]
    if df == 0:
        return _record(q=0.0, df=0, p_value=1.0, tau2=(0.0, nan, nan), typical=1.0)
    fit = weighted_fit(effects.estimate, effects.variance, columns)
    low, high = (
        _tau2_with_q(effects, columns, float(chdtri(df, tail)))
        for tail in ((1 - level) / 2, (1 + level) / 2)
    )
    return _record(
        q=float(fit.q),
        df=df,
        p_value=float(chdtrc(df, fit.q)),
        tau2=(tau2, low, high),
        typical=df / _trace(effects, fit),
    )


def _tau2_with_q(effects: Effects, design: Floats, target: float) -> float:
    """Return the tau2 at which the weighted sum of squares falls to the target, 0 if below it."""
    excess = _excess(effects, design, target)
    if excess(0.0) <= 0:
        return 0.0
    unweighted = float(weighted_fit(effects.estimate, np.ones(effects.k), design).q)
    bound = 2 * unweighted / target
    return float(brentq(excess, 0.0, bound, xtol=SMALLEST, rtol=CLOSEST, maxiter=1000))


def _excess(effects: Effects, design: Floats, target: float) -> Callable[[float], float]:
    def excess(tau2: float) -> float:
        return float(weighted_fit(effects.estimate, effects.variance + tau2, design).q) - target

    return excess


def _trace(effects: Effects, fit: WeightedFit) -> float:
    return float(np.sum((1 - fit.leverage) / effects.variance))


def _record(
    *, q: float, df: int, p_value: float, tau2: tuple[float, float, float], typical: float
) -> Heterogeneity:
    i2, i2_low, i2_high = (value / (typical + value) for value in tau2)
    h2, h2_low, h2_high = (1 + value / typical for value in tau2)
    return Heterogeneity(
        q=q,
        df=df,
        p_value=p_value,
        tau2=tau2[0],
        tau2_low=tau2[1],
        tau2_high=tau2[2],
        i2=i2,
        i2_low=i2_low,
        i2_high=i2_high,
        h2=h2,
        h2_low=h2_low,
        h2_high=h2_high,
    )
