"""Restricted mean survival time, and what every contrast of restricted means shares."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile
from ipsanalysis.stats.kaplan_meier import greenwood_terms
from ipsanalysis.stats.risk_table import (
    EventTable,
    FloatArray,
    event_table,
    group_array,
    survival_arrays,
)
from ipsanalysis.stats.step_curve import normal_difference

NO_VARIATION = "no interval: no event before tau, or all at one time"


@dataclass(frozen=True, slots=True, kw_only=True)
class RmstContrast:
    """Restricted means of two arms compared.

    Attributes:
        active: The active arm.
        control: The control arm.
        difference: Active minus control.
        ratio: Active over control; its standard error is on the log scale.
    """

    active: Estimate
    control: Estimate
    difference: Estimate
    ratio: Estimate


def rmst(time: npt.ArrayLike, event: npt.ArrayLike, *, tau: float, level: float) -> Estimate:
    """Estimate the mean time without the event from 0 to tau: the area under Kaplan-Meier.

    Variance: sum over event times of (area from there to tau)^2 d / (n (n - d)). Equals R
    `summary(survfit(...), rmean = tau)` and `survRM2::rmst2`. Competing events are taken as
    censored. tau may not exceed the last observed time unless the curve has reached 0 there:
    beyond it the curve is unknown. lifelines' variance is of min(T, tau), not of the estimate.
    Source: Royston & Parmar 2013, BMC Med Res Methodol 13:152.

    Args:
        time: Follow-up times, positive, shape (n,).
        event: 0 censored, 1 event of interest, 2 competing event, shape (n,).
        tau: End of the restriction, positive, in the unit of `time`.
        level: Confidence level of the normal interval.

    Returns:
        The mean in the unit of `time`. Without an event before tau it is tau with standard
        error 0 and no interval.

    Raises:
        ValueError: If shapes, times or codes are wrong, or tau is not positive and finite.
    """
    checked_tau(tau)
    method = f"restricted mean survival time to {tau:g}, Kaplan-Meier"
    table = event_table(time, event)
    survival = np.cumprod(1 - table.events / table.at_risk)
    reason = unknown_until(table, survival, tau)
    if reason:
        return no_estimate(method, reason)
    inside = table.time <= tau
    widths = np.diff(table.time[inside], append=tau)
    areas = widths * survival[inside]
    to_come = np.cumsum(areas[::-1])[::-1]
    mean = float(min(table.time[0], tau) + areas.sum())
    error = float(np.sqrt(np.sum(to_come**2 * greenwood_terms(table)[inside])))
    return with_interval(mean, error, method, level)


def checked_tau(tau: float) -> None:
    """Refuse a tau that is not positive and finite.

    Args:
        tau: End of the restriction.

    Raises:
        ValueError: If it is not positive and finite.
    """
    if not (np.isfinite(tau) and tau > 0):
        raise ValueError(f"tau must be positive and finite: found {tau}")


def unknown_until(table: EventTable, free: FloatArray, tau: float) -> str:
    """Say why a curve is not known until tau.

    Args:
        table: Counts at each distinct time.
        free: Probability of no event of any kind that the curve depends on, at each time.
        tau: End of the restriction.

    Returns:
        The reason; empty when the curve is known until tau.
    """
    if table.time.size == 0:
        return "nobody in this sample"
    if tau > table.time[-1] and free[-1] > 0:
        return f"tau lies beyond the last observed time, {table.time[-1]:g}, a censoring"
    return ""


def with_interval(mean: float, error: float, method: str, level: float) -> Estimate:
    """Return a restricted mean with its normal interval, none where the standard error is 0.

    Args:
        mean: The estimate.
        error: Its standard error.
        method: The method in words.
        level: Confidence level between 0 and 1.

    Returns:
        The estimate.
    """
    if error == 0:
        return Estimate(estimate=mean, method=method, std_error=0.0, level=level, note=NO_VARIATION)
    half = normal_quantile(level) * error
    return Estimate(
        estimate=mean,
        method=method,
        std_error=error,
        ci_low=mean - half,
        ci_high=mean + half,
        level=level,
    )


def rmst_contrast(
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    group: npt.ArrayLike,
    *,
    tau: float,
    level: float,
) -> RmstContrast:
    """Compare restricted mean survival time between two arms, as difference and ratio.

    Equals R `survRM2::rmst2(time, status, arm, tau)`: independent arms, normal interval for the
    difference and for the log ratio (delta method).
    Source: Uno et al. 2014, J Clin Oncol 32:2380.

    Args:
        time: Follow-up times, positive, shape (n,).
        event: 0 censored, 1 event of interest, 2 competing event, shape (n,).
        group: 1 active arm, 0 control, shape (n,).
        tau: End of the restriction, positive; the rule of `rmst` holds in each arm.
        level: Confidence level of the intervals.

    Returns:
        Both arms, the difference and the ratio; a contrast has no estimate if an arm has none,
        and no interval if an arm has standard error 0.

    Raises:
        ValueError: If shapes, times, codes, arms or tau are wrong.
    """
    times, codes = survival_arrays(time, event)
    arm = group_array(group, times.size)
    active = rmst(times[arm], codes[arm], tau=tau, level=level)
    control = rmst(times[~arm], codes[~arm], tau=tau, level=level)
    return compare(
        active,
        control,
        difference=f"difference of restricted mean survival times to {tau:g}, normal interval",
        ratio=f"ratio of restricted mean survival times to {tau:g}, normal interval of the log",
        level=level,
    )


def compare(
    active: Estimate, control: Estimate, *, difference: str, ratio: str, level: float
) -> RmstContrast:
    """Compare the restricted means of two independent arms.

    Args:
        active: Restricted mean of the active arm.
        control: Restricted mean of the control arm.
        difference: The method of the difference in words.
        ratio: The method of the ratio in words.
        level: Confidence level between 0 and 1.

    Returns:
        Both arms, the difference and the ratio.
    """
    return RmstContrast(
        active=active,
        control=control,
        difference=normal_difference(active, control, difference, level),
        ratio=_ratio(active, control, ratio, level),
    )


def _ratio(active: Estimate, control: Estimate, method: str, level: float) -> Estimate:
    """Return active over control with a normal interval on the log scale."""
    for arm, name in ((active, "active"), (control, "control")):
        if np.isnan(arm.estimate):
            return no_estimate(method, f"{name} arm: {arm.note}")
    ratio = active.estimate / control.estimate
    if not (active.std_error > 0 and control.std_error > 0):
        note = "no interval: the outcome does not vary in one arm"
        return Estimate(estimate=ratio, method=method, level=level, note=note)
    error = float(
        np.hypot(active.std_error / active.estimate, control.std_error / control.estimate)
    )
    factor = float(np.exp(normal_quantile(level) * error))
    return Estimate(
        estimate=ratio,
        method=method,
        std_error=error,
        ci_low=ratio / factor,
        ci_high=ratio * factor,
        level=level,
        p_value=float(2 * ndtr(-abs(np.log(ratio)) / error)),
        log_scale_error=True,
    )
