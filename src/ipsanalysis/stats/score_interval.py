"""Limits of an interval that holds every value a score test does not reject."""

from collections.abc import Callable
from math import nan, sqrt

from scipy.optimize import brentq
from scipy.special import ndtr

from ipsanalysis.stats.estimate import normal_quantile


def critical_value(n_total: int, level: float) -> float:
    """Return the bound on score squared over variance, with the factor N / (N - 1).

    Args:
        n_total: People in both arms, N.
        level: Confidence level between 0 and 1.

    Returns:
        Squared normal quantile times N / (N - 1) (Miettinen and Nurminen 1985, Stat Med 4:213-226).
    """
    return normal_quantile(level) ** 2 * n_total / (n_total - 1)


def limit(excess: Callable[[float], float], inner: float, outer: float, step: float) -> float:
    """Find where a score test begins to reject, between the estimate and the end of the range.

    Args:
        excess: Squared score minus critical value times variance: negative where not rejected.
        inner: The estimate, where the test does not reject.
        outer: The end of the allowed range.
        step: A distance from the estimate at which the test surely does not reject yet; at the
            estimate itself score and variance can both be 0.

    Returns:
        The limit, or the end of the range when the estimate lies there.
    """
    if inner == outer:
        return outer
    start = inner + step if outer > inner else inner - step
    return float(brentq(excess, start, outer, xtol=1e-14, rtol=1e-14, maxiter=500))


def score_p_value(events: int, n: int, events_control: int, n_control: int) -> float:
    """Return the p-value of the score test of no difference between two proportions.

    Args:
        events: Events in the active arm.
        n: People in the active arm, at least 1.
        events_control: Events in the control arm.
        n_control: People in the control arm, at least 1.

    Returns:
        Two-sided p-value of the chi-squared statistic times (N - 1) / N; 1 when all people or
        none have the event. Equals R `prop.test(correct = FALSE)` but for that factor.
    """
    total = n + n_control
    pooled = (events + events_control) / total
    variance = pooled * (1 - pooled) * (1 / n + 1 / n_control) * total / (total - 1)
    if variance == 0:
        return 1.0
    score = events / n - events_control / n_control
    return float(2 * ndtr(-abs(score) / sqrt(variance)))


def positive_or_nan(value: float) -> float:
    """Return a standard error, or nan where the sample gives none because it is 0.

    Args:
        value: A standard error, 0 or more.

    Returns:
        The value when above 0, otherwise nan.
    """
    return value if value > 0 else nan
