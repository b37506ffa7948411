"""The mean of one sample and the difference of two means, with t intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from ipsanalysis.stats.arms import (
    Arms,
    FloatArray,
    centre,
    finite_vector,
    is_constant,
    mean_variance,
    split_arms,
)
from ipsanalysis.stats.estimate import Estimate, no_estimate

MEAN = "Mean, t interval"
WELCH = "Difference in means, Welch t"
STUDENT = "Difference in means with pooled variance, Student t"
NO_VARIATION = "no value varies within an arm: neither an interval nor a test"
ALL_EQUAL = "all values are equal: neither an interval nor a test"


@dataclass(frozen=True, slots=True, kw_only=True)
class WelchDifference:
    """A difference of two independent means with Welch's standard error.

    Attributes:
        difference: Mean of the active arm minus mean of the control arm.
        std_error: Standard error of the difference.
        df: Satterthwaite's degrees of freedom; nan when the standard error is 0.
    """

    difference: float
    std_error: float
    df: float

    def half_width(self, level: float) -> float:
        """Return half the width of the t interval, nan when the standard error is 0."""
        return self.std_error * t_quantile(self.df, level)


def mean(values: ArrayLike, *, level: float) -> Estimate:
    """Return the arithmetic mean of one sample with its t interval.

    The interval is mean +- t(n - 1) s / sqrt(n). Equals R `t.test(values)$conf.int`.
    Nobody: no estimate. One person, or all values equal: the value itself without interval (R
    stops with "data are essentially constant").

    Args:
        values: One finite number per person, shape (n,).
        level: Confidence level, between 0 and 1.

    Returns:
        The mean in the unit of the values; no p-value, as there is no null to test.

    Raises:
        ValueError: If the values are not a vector of finite numbers.
    """
    ascending = np.sort(finite_vector(values, "values"))
    if ascending.size == 0:
        return no_estimate(MEAN, "there is nobody to average")
    estimate = centre(ascending)
    if ascending.size == 1:
        return Estimate(estimate=estimate, method=MEAN, note="one person: no interval")
    if is_constant(ascending):
        note = "all values are equal: no interval"
        return Estimate(estimate=estimate, method=MEAN, note=note)
    std_error = float(np.sqrt(mean_variance(ascending)))
    half = std_error * t_quantile(ascending.size - 1, level)
    return Estimate(
        estimate=estimate,
        method=MEAN,
        std_error=std_error,
        ci_low=estimate - half,
        ci_high=estimate + half,
        level=level,
    )


def welch(values: ArrayLike, group: ArrayLike, *, level: float) -> Estimate:
    """Return the difference in means, active minus control, with Welch's interval and test.

    Standard error sqrt(s1^2 / n1 + s0^2 / n0) and Satterthwaite's degrees of freedom (Welch
    1947, Biometrika 34:28-35). Equals R `t.test(active, control)`. An empty arm: no estimate. One
    person in an arm, or no variation in either arm: the difference with neither interval nor test
    (R stops with "data are essentially constant").

    Args:
        values: One finite number per person, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        level: Confidence level, between 0 and 1.

    Returns:
        The difference in the unit of the values.

    Raises:
        ValueError: If a shape is wrong, a value is not finite or a code is neither 0 nor 1.
    """
    arms = split_arms(values, group)
    if arms.smaller == 0:
        return no_estimate(WELCH, "an arm is empty")
    if arms.smaller == 1:
        note = "an arm has one person: no interval"
        return Estimate(estimate=mean_difference(arms), method=WELCH, note=note)
    result = welch_difference(arms.active, arms.control)
    if result.std_error == 0:
        note = no_variation(result.difference)
        return Estimate(estimate=result.difference, method=WELCH, note=note)
    half = result.half_width(level)
    return Estimate(
        estimate=result.difference,
        method=WELCH,
        std_error=result.std_error,
        ci_low=result.difference - half,
        ci_high=result.difference + half,
        level=level,
        p_value=two_sided_p(result.difference, result.std_error, result.df),
    )


def student(values: ArrayLike, group: ArrayLike, *, level: float) -> Estimate:
    """Return the difference in means, active minus control, with Student's interval and test.

    Standard error s sqrt(1 / n1 + 1 / n0) with the pooled variance s^2 on n1 + n0 - 2 degrees of
    freedom (Fisher 1925, Metron 5:90-104). Right only if both arms vary alike or are of one
    size; otherwise `welch` is. Equals R `t.test(active, control, var.equal = TRUE)`. An empty arm:
    no estimate. One person in each arm, or no variation in either arm: the difference with
    neither interval nor test.

    Args:
        values: One finite number per person, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        level: Confidence level, between 0 and 1.

    Returns:
        The difference in the unit of the values.

    Raises:
        ValueError: If a shape is wrong, a value is not finite or a code is neither 0 nor 1.
    """
    arms = split_arms(values, group)
    if arms.smaller == 0:
        return no_estimate(STUDENT, "an arm is empty")
    difference = mean_difference(arms)
    df = arms.active.size + arms.control.size - 2
    if df == 0:
        note = "one person in each arm: no interval"
        return Estimate(estimate=difference, method=STUDENT, note=note)
    if is_constant(arms.active) and is_constant(arms.control):
        return Estimate(estimate=difference, method=STUDENT, note=no_variation(difference))
    std_error = _pooled_error(arms, df)
    half = std_error * t_quantile(df, level)
    return Estimate(
        estimate=difference,
        method=STUDENT,
        std_error=std_error,
        ci_low=difference - half,
        ci_high=difference + half,
        level=level,
        p_value=two_sided_p(difference, std_error, df),
    )


def _pooled_error(arms: Arms, df: int) -> float:
    squares = sum(float(np.sum((arm - centre(arm)) ** 2)) for arm in (arms.active, arms.control))
    return float(np.sqrt(squares / df * (1 / arms.active.size + 1 / arms.control.size)))


def no_variation(difference: float) -> str:
    """Say why a difference of means has neither an interval nor a test.

    Args:
        difference: The difference of two arms in each of which all values are equal.

    Returns:
        The reason.
    """
    return NO_VARIATION if difference else ALL_EQUAL


def mean_difference(arms: Arms) -> float:
    """Return the mean of the active arm minus the mean of the control arm.

    Args:
        arms: Values of both arms, neither empty.

    Returns:
        The difference in the unit of the values.
    """
    return centre(arms.active) - centre(arms.control)


def welch_difference(active: FloatArray, control: FloatArray) -> WelchDifference:
    """Return the difference of two means with Welch's standard error and degrees of freedom.

    Args:
        active: Ascending values of the active arm, at least two.
        control: Ascending values of the control arm, at least two.

    Returns:
        The difference active minus control.
    """
    shares = np.array([mean_variance(active), mean_variance(control)])
    variance = float(shares.sum())
    df = float("nan")
    if variance > 0:
        weights = shares / variance
        df = 1 / float(np.sum(weights**2 / np.array([active.size - 1, control.size - 1])))
    return WelchDifference(
        difference=centre(active) - centre(control), std_error=float(np.sqrt(variance)), df=df
    )


def t_quantile(df: float, level: float) -> float:
    """Return the two-sided t quantile of a confidence level (R: `qt((1+level)/2, df)`).

    Args:
        df: Degrees of freedom, above 0, not necessarily whole.
        level: Confidence level, between 0 and 1.

    Returns:
        The quantile.
    """
    return float(stdtrit(df, (1 + level) / 2))


def two_sided_p(difference: float, std_error: float, df: float) -> float:
    """Return the two-sided p-value of a t statistic (R: `2 * pt(-abs(t), df)`).

    Args:
        difference: Estimate minus its null value.
        std_error: Its standard error; 0 gives the limit, 1 at no difference and 0 otherwise.
        df: Degrees of freedom.

    Returns:
        The p-value.
    """
    if std_error == 0:
        return 1.0 if difference == 0 else 0.0
    return 2 * float(stdtr(df, -abs(difference) / std_error))
