"""The one record every estimator returns."""

from dataclasses import dataclass
from math import nan

from scipy.special import ndtri


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One estimated quantity with its uncertainty and how it was obtained.

    Attributes:
        estimate: The point estimate on its natural scale; nan when it cannot be computed.
        method: The method in words a statistician recognises.
        std_error: Standard error; on the log scale when `log_scale_error` is true.
        ci_low: Lower confidence limit, natural scale.
        ci_high: Upper confidence limit, natural scale.
        level: Confidence level of the interval, between 0 and 1.
        p_value: Two-sided p-value of the null of no difference.
        log_scale_error: Whether `std_error` belongs to the logarithm of the estimate.
        note: Why there is no estimate, or what a reader must know of it.
    """

    estimate: float
    method: str
    std_error: float = nan
    ci_low: float = nan
    ci_high: float = nan
    level: float = nan
    p_value: float = nan
    log_scale_error: bool = False
    note: str = ""


def normal_quantile(level: float) -> float:
    """Return the two-sided normal quantile of a confidence level (R: `qnorm((1 + level) / 2)`).

    Args:
        level: Confidence level strictly between 0 and 1, for example 0.95.

    Returns:
        The quantile, for example 1.959964.
    """
    return float(ndtri((1 + level) / 2))


def no_estimate(method: str, note: str) -> Estimate:
    """Return the record of a quantity that cannot be computed, with the reason.

    Args:
        method: The method that was asked for.
        note: The reason in one plain sentence.

    Returns:
        An estimate whose numbers are all nan.
    """
    return Estimate(estimate=nan, method=method, note=note)
