"""Wald intervals and tests whose variance comes from a small number of clusters."""

from dataclasses import replace
from math import isinf, nan, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, expit, fdtrc, logit, ndtr, stdtr, stdtrit

from ipsanalysis.stats.cox_likelihood import independent_columns
from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile

Floats = NDArray[np.float64]

NO_VARIANCE = "the variance is 0"
TOO_FEW = "too few clusters for a joint test"


def quantile(level: float, degrees: float) -> float:
    """Return the two-sided quantile of the t distribution (R: `qt((1 + level) / 2, degrees)`).

    Args:
        level: Confidence level between 0 and 1.
        degrees: Degrees of freedom above 0; infinity is the normal distribution.

    Returns:
        The quantile.
    """
    if isinf(degrees):
        return normal_quantile(level)
    return float(stdtrit(degrees, (1 + level) / 2))


def wald(estimate: Estimate, std_error: float, *, level: float, degrees: float) -> Estimate:
    """Return an estimate with its Wald interval and the p-value of the null of 0.

    Args:
        estimate: The point estimate with method and note.
        std_error: Its standard error.
        level: Confidence level between 0 and 1.
        degrees: Degrees of freedom of the t distribution; infinity is the normal distribution.

    Returns:
        The estimate with its error; without interval and p-value where the error is 0.
    """
    if std_error == 0:
        return replace(estimate, note="; ".join(filter(None, (estimate.note, NO_VARIANCE))))
    half, size = quantile(level, degrees) * std_error, -abs(estimate.estimate) / std_error
    return replace(
        estimate,
        std_error=std_error,
        ci_low=estimate.estimate - half,
        ci_high=estimate.estimate + half,
        level=level,
        p_value=float(2 * (ndtr(size) if isinf(degrees) else stdtr(degrees, size))),
    )


def wald_risk(estimate: Estimate, std_error: float, *, level: float, degrees: float) -> Estimate:
    """Return a risk with its Wald interval on the logit scale.

    Args:
        estimate: The risk, above 0 and below 1, with method and note.
        std_error: Its standard error on the natural scale.
        level: Confidence level between 0 and 1.
        degrees: Degrees of freedom of the t distribution; infinity is the normal distribution.

    Returns:
        The risk with standard error and interval; no p-value belongs to it.
    """
    risk = estimate.estimate
    half = quantile(level, degrees) * std_error / (risk * (1 - risk))
    return replace(
        estimate,
        std_error=std_error or nan,
        ci_low=float(expit(logit(risk) - half)),
        ci_high=float(expit(logit(risk) + half)),
        level=level,
    )


def exponential(log_ratio: Estimate) -> Estimate:
    """Return the ratio of a log ratio.

    Args:
        log_ratio: Estimate of a log ratio.

    Returns:
        The same with estimate and limits exponentiated; the standard error stays on the log scale.
    """
    with np.errstate(over="ignore"):
        values = np.exp([log_ratio.estimate, log_ratio.ci_low, log_ratio.ci_high]).tolist()
    estimate, low, high = values
    return replace(log_ratio, estimate=estimate, ci_low=low, ci_high=high, log_scale_error=True)


def joint_wald(
    coef: Floats, covariance: Floats, *, degrees: float, method: str, note: str = ""
) -> Estimate:
    """Test that all coefficients are 0, with Hotelling's distribution.

    T2 = b'V^-1 b of q coefficients, V on v degrees of freedom: T2 (v - q + 1) / (v q) is F on q and
    v - q + 1 degrees of freedom; with infinite v, T2 is chi-square on q. Coefficients that are
    linear combinations of others within rounding, as when nobody changes between two times, are
    not counted.

    Args:
        coef: The coefficients to test (q).
        covariance: Their covariance (q x q).
        degrees: Degrees of freedom v of the covariance; infinity for a large sample.
        method: The method in words.
        note: What else a reader must know.

    Returns:
        F (or chi-square) and its p-value; the note gives the degrees of freedom. No estimate with
        v - q + 1 below 1 or without variance.

    Formula: Hotelling (1931), Ann Math Stat 2:360-378; for GEE Pan and Wall (2002), Stat Med
    21:1429-1441, who estimate v from the data where here v is given.
    """
    deviation = np.sqrt(np.diag(covariance))
    if not deviation.all():
        return no_estimate(method, NO_VARIANCE)
    kept = independent_columns(covariance / np.outer(deviation, deviation))
    scaled, block = (coef / deviation)[kept], np.ix_(kept, kept)
    matrix = (covariance / np.outer(deviation, deviation))[block]
    square, q = float(scaled @ np.linalg.solve(matrix, scaled)), len(kept)
    if isinf(degrees):
        words = f"chi-square on {q} degree{'s' if q > 1 else ''} of freedom"
        return Estimate(
            estimate=square,
            method=method,
            p_value=float(chdtrc(q, square)),
            note=_with(words, note),
        )
    rest = degrees - q + 1
    if rest < 1:
        return no_estimate(method, _with(TOO_FEW, note))
    value = square * rest / (degrees * q)
    return Estimate(
        estimate=value,
        method=method,
        p_value=float(fdtrc(q, rest, value)),
        note=_with(f"F on {q} and {rest:g} degrees of freedom (Hotelling)", note),
    )


def root_sum(influence: Floats) -> float:
    """Return the standard error of an estimate from the influence of each cluster.

    Args:
        influence: Influence of each cluster (K).

    Returns:
        The root of the sum of squares.
    """
    return sqrt(float(influence @ influence))


def _with(words: str, note: str) -> str:
    return f"{words}; {note}" if note else words
