"""The rate of a count per unit of time observed, and its ratio between arms."""

from dataclasses import dataclass
from math import exp, inf, log, nan

import numpy as np
from numpy.typing import ArrayLike

from ipsanalysis.stats.arms import FloatArray, finite_vector, is_active
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.mean import t_quantile, two_sided_p

RATE = "Quasi-Poisson rate"
RATIO = "Quasi-Poisson rate ratio"
NO_DISPERSION = "too few people to estimate the dispersion: no interval"
NO_EXCESS = "every person of an arm has the same rate: no dispersion, so no interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRatio:
    """Rates of both arms and their ratio, from one quasi-Poisson model.

    Attributes:
        rate_active: Events per unit of time in the active arm.
        rate_control: Events per unit of time in the control arm.
        ratio: Rate of the active arm divided by that of the control arm.
    """

    rate_active: Estimate
    rate_control: Estimate
    ratio: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arm:
    """Counts and times of the people of one arm."""

    counts: FloatArray
    exposure: FloatArray

    @property
    def events(self) -> float:
        return float(self.counts.sum())

    @property
    def time(self) -> float:
        return float(self.exposure.sum())

    @property
    def pearson(self) -> float:
        if self.events == 0:
            return 0.0
        residuals = self.counts * self.time - self.events * self.exposure
        return float(np.sum(residuals**2 / self.exposure)) / (self.events * self.time)


def quasi_poisson_rate_ratio(
    counts: ArrayLike, exposure: ArrayLike, group: ArrayLike, *, level: float
) -> RateRatio:
    """Return the rate of each arm and the ratio active / control, allowing for overdispersion.

    Log-linear model of the count with offset log(exposure) and the arm as only covariate, whose
    fit is closed: an arm's rate is its events over its time, the log rate has variance phi /
    events, and phi is the Pearson statistic over the residual degrees of freedom (McCullagh and
    Nelder 1989, Generalized Linear Models, section 6.2). Intervals and p use the t distribution
    on these degrees of freedom. Equals R `summary(glm(counts ~ group + offset(log(exposure)),
    family = quasipoisson))` and Wald intervals with `qt` (`confint` profiles instead).
    An empty arm or no events in an arm: no ratio. No event: rate 0 without interval.

    Args:
        counts: Events per person, 0 or more, shape (n,).
        exposure: Time observed per person, above 0, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        level: Confidence level, between 0 and 1.

    Returns:
        Rates per unit of exposure and their ratio; standard errors on the log scale.

    Raises:
        ValueError: If a shape is wrong, a number is not finite, a count is negative, a code is
            neither 0 nor 1 or an exposure is not above 0: people without time observed have no
            rate, so the caller leaves them out and says so.
    """
    arms = _split(finite_vector(counts, "counts"), finite_vector(exposure, "exposure"), group)
    present = [arm for arm in arms if arm.counts.size > 0]
    df = sum(arm.counts.size - 1 for arm in present)
    dispersion = sum(arm.pearson for arm in present) / df if df > 0 else nan
    active, control = (_rate(arm, dispersion, df, level) for arm in arms)
    reason = _no_ratio(arms)
    if reason:
        return RateRatio(rate_active=active, rate_control=control, ratio=no_estimate(RATIO, reason))
    log_ratio = log(arms[0].events * arms[1].time / (arms[1].events * arms[0].time))
    variance = dispersion * (1 / arms[0].events + 1 / arms[1].events)
    p_value = two_sided_p(log_ratio, variance**0.5, df) if df > 0 else nan
    ratio = _from_log(log_ratio, variance, df, level, method=RATIO, p_value=p_value)
    return RateRatio(rate_active=active, rate_control=control, ratio=ratio)


def _split(counts: FloatArray, exposure: FloatArray, group: ArrayLike) -> tuple[_Arm, _Arm]:
    if counts.shape != exposure.shape:
        raise ValueError("counts and exposure must have one number per person")
    if (counts < 0).any():
        raise ValueError("counts must not be negative")
    if (exposure <= 0).any():
        raise ValueError("exposure must be above 0; leave out people without time observed")
    active = is_active(group, counts.size)
    order = np.lexsort((exposure, counts))
    counts, exposure, active = counts[order], exposure[order], active[order]
    first, second = (_Arm(counts=counts[arm], exposure=exposure[arm]) for arm in (active, ~active))
    return first, second


def _no_ratio(arms: tuple[_Arm, _Arm]) -> str:
    if any(arm.counts.size == 0 for arm in arms):
        return "an arm is empty"
    if any(arm.events == 0 for arm in arms):
        return "an arm has no event: the log ratio has no finite estimate"
    return ""


def _rate(arm: _Arm, dispersion: float, df: int, level: float) -> Estimate:
    if arm.counts.size == 0:
        return no_estimate(RATE, "the arm is empty")
    if arm.events == 0:
        return Estimate(estimate=0.0, method=RATE, note="no event in the arm: no interval")
    return _from_log(
        log(arm.events / arm.time), dispersion / arm.events, df, level, method=RATE, p_value=nan
    )


def _from_log(
    log_value: float, variance: float, df: int, level: float, *, method: str, p_value: float
) -> Estimate:
    if df == 0 or variance == 0:
        note = NO_DISPERSION if df == 0 else NO_EXCESS
        return Estimate(estimate=exp(log_value), method=method, note=note)
    std_error = variance**0.5
    half = std_error * t_quantile(df, level)
    return Estimate(
        estimate=exp(log_value),
        method=method,
        std_error=std_error,
        ci_low=exp(log_value - half),
        ci_high=exp(log_value + half) if log_value + half < 700 else inf,
        level=level,
        p_value=p_value,
        log_scale_error=True,
    )
