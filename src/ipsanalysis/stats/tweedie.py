"""Tweedie model of an amount with many zeros, standardised to marginal means."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from ipsanalysis.stats.arms import FloatArray
from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile
from ipsanalysis.stats.family import power_variance
from ipsanalysis.stats.glm import GlmFit, fit_family, independent_columns
from ipsanalysis.stats.marginal import (
    NO_VARIATION,
    ROUNDING,
    TOO_LARGE,
    Marginal,
    MarginalMeans,
    People,
    amounts_of_people,
    fitted_exactly,
    joined,
    left_out,
    marginal_means,
    no_marginal_means,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TweedieMeans:
    """Mean amounts had everybody been in the active or in the control arm, and their contrasts.

    Attributes:
        mean_active: Standardised mean under the active arm.
        mean_control: Standardised mean under the control arm.
        mean_difference: The first minus the second.
        mean_ratio: The first over the second; standard error, interval and p on the log scale.
    """

    mean_active: Estimate
    mean_control: Estimate
    mean_difference: Estimate
    mean_ratio: Estimate


def tweedie(
    values: ArrayLike,
    group: ArrayLike,
    covariates: ArrayLike,
    *,
    level: float,
    power: float = 1.5,
) -> TweedieMeans:
    """Return the mean amount in each arm with difference and ratio, covariates adjusted for.

    Log-linear model with main effects of arm and covariates, whose variance is proportional to
    mean^power; between 1 and 2 that is a Poisson number of gamma amounts, so zeros need no part of
    their own (Tweedie 1984; Jorgensen 1987, Journal of the Royal Statistical Society B
    49:127-162). The power is given, not estimated: coefficients are those of the quasi-likelihood
    and the sandwich covariance holds whatever the variance is. The marginal mean of arm a is the
    mean prediction for all randomised under a; its influence values come from the sandwich, with
    the sampling of the covariates; normal intervals. The ratio is exp(coefficient of the arm), as
    no interaction is fitted. Without covariates the marginal means are the raw means. Equals R
    `glm(family = statmod::tweedie(var.power = power, link.power = 0))` and
    `sandwich::vcovHC(type = "HC0")`, whose bread is the expected information: right if the model
    of the mean is.
    No estimate: an empty arm; nobody above zero in an arm; no finite fit. Covariates that are
    constant or combinations of others are left out, and the note says how many.

    Args:
        values: Amounts, 0 or more, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        covariates: Baseline covariates, shape (n, p); p may be 0.
        level: Confidence level, between 0 and 1.
        power: Power of the mean in the variance, above 1 and below 2.

    Returns:
        Marginal means and their difference in the unit of the values, and their ratio.

    Raises:
        ValueError: If a shape is wrong, a number is not finite, a code is neither 0 nor 1, a value
            is negative or the power is out of range.
    """
    if not 1 < power < 2:
        raise ValueError(f"the variance power must be above 1 and below 2, found {power}")
    method = f"Tweedie model (log link, variance power {power:g}), standardised"
    people = amounts_of_people(values, group, covariates, maximum=np.inf)
    if reason := _no_log_mean(people):
        return _no_means(method, reason)
    kept = independent_columns(people.design(people.active))
    law = power_variance(power, information="expected")
    fit = fit_family(people.values, people.design(people.active)[:, kept], law)
    if fit.problem:
        return _no_means(method, fit.problem)
    active, control = (_marginal(people.design(arm)[:, kept], fit) for arm in (1, 0))
    if active.too_large or control.too_large:
        return _no_means(method, TOO_LARGE)
    note = joined(fitted_exactly(people.active, kept.size), left_out(people, kept.size))
    means = marginal_means(active, control, method=method, level=level, note=note)
    return _with_ratio(means, _ratio(active, control, method, level, note))


def _no_log_mean(people: People) -> str:
    if people.empty_arm:
        return "an arm is empty"
    for name, arm in (("active", people.active), ("control", ~people.active)):
        if not people.values[arm].any():
            return f"nobody in the {name} arm is above zero: the log of its mean is not finite"
    return ""


def _marginal(design: FloatArray, fit: GlmFit) -> Marginal:
    with np.errstate(over="ignore", invalid="ignore"):
        expected = np.exp(design @ fit.coef)
        mean = float(expected.mean())
        gradient = expected @ design / expected.size
        influence = (expected - mean) / expected.size + fit.influence @ gradient
        return Marginal(mean=mean, influence=influence)


def _ratio(active: Marginal, control: Marginal, method: str, level: float, note: str) -> Estimate:
    ratio = active.mean / control.mean
    influence = active.influence / active.mean - control.influence / control.mean
    std_error = float(np.sqrt(np.sum(influence**2)))
    if std_error <= ROUNDING:
        return Estimate(estimate=ratio, method=method, note=joined(NO_VARIATION, note))
    half = normal_quantile(level) * std_error
    with np.errstate(over="ignore", under="ignore"):
        low, high = np.exp(np.log(ratio) + np.array([-half, half]))
    return Estimate(
        estimate=ratio,
        method=method,
        std_error=std_error,
        ci_low=float(low),
        ci_high=float(high),
        level=level,
        p_value=2 * float(ndtr(-abs(np.log(ratio)) / std_error)),
        log_scale_error=True,
        note=note,
    )


def _with_ratio(means: MarginalMeans, ratio: Estimate) -> TweedieMeans:
    return TweedieMeans(
        mean_active=means.mean_active,
        mean_control=means.mean_control,
        mean_difference=means.mean_difference,
        mean_ratio=ratio,
    )


def _no_means(method: str, reason: str) -> TweedieMeans:
    return _with_ratio(no_marginal_means(method, reason), no_estimate(method, reason))
