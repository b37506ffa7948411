"""Restricted mean time without the event when competing events count as never having it."""

import numpy as np
import numpy.typing as npt

from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.risk_table import (
    EventTable,
    FloatArray,
    event_table,
    group_array,
    survival_arrays,
)
from ipsanalysis.stats.rmst import (
    RmstContrast,
    checked_tau,
    compare,
    unknown_until,
    with_interval,
)

METHOD = "Restricted mean time without the event to {tau:g}"


def restricted_time(
    time: npt.ArrayLike, event: npt.ArrayLike, *, tau: float, level: float
) -> Estimate:
    """Estimate the mean time without the event from 0 to tau, competing events counted as never.

    tau minus the integral of the Aalen-Johansen cumulative incidence F from 0 to tau: someone with
    a competing event goes without the event until tau. Equals tau minus the time in the state of
    the event in R `summary(survfit(Surv(time, factor(event, 0:2)) ~ 1, influence = TRUE), rmean =
    tau)$table`, with its standard error. Without competing events it is `rmst`.
    Source: Andersen 2013, Statistics in Medicine 32:5278 (tau minus the years lost to a cause).

    Args:
        time: Follow-up times, positive, shape (n,).
        event: 0 censored, 1 event of interest, 2 competing event, shape (n,).
        tau: End of the restriction, positive, in the unit of `time`; not beyond the last observed
            time unless by then nobody remains free of an event of any kind.
        level: Confidence level of the normal interval.

    Returns:
        The mean in the unit of `time`. If nobody has the event before tau it is tau with standard
        error 0 and no interval.

    Raises:
        ValueError: If shapes, times or codes are wrong, or tau is not positive and finite.
    """
    checked_tau(tau)
    method = f"{METHOD.format(tau=tau)}, Aalen-Johansen, infinitesimal-jackknife error"
    table = event_table(time, event)
    happened = (table.events + table.competing) / table.at_risk
    free = np.cumprod(1 - happened)
    reason = unknown_until(table, free, tau)
    if reason:
        return no_estimate(method, reason)
    before = np.concatenate(([1.0], free))[:-1]
    jumps = before * table.events / table.at_risk
    without = np.clip(1 - np.cumsum(jumps), 0, 1)
    inside = table.time <= tau
    areas = np.diff(table.time[inside], append=tau) * without[inside]
    mean = float(min(table.time[0], tau) + areas.sum())
    return with_interval(mean, _error(table, before, happened, jumps, tau), method, level)


def _error(
    table: EventTable, before: FloatArray, happened: FloatArray, jumps: FloatArray, tau: float
) -> float:
    """Return the infinitesimal-jackknife standard error of the integral of F up to tau.

    With S(s-) the probability of no event of any kind before s, and H(s) the integral of
    F(t) - F(s) from s to tau divided by 1 - (d1 + d2)/n, an event of interest at s moves the
    integral by c1/n, c1 = S(s-)(tau - s) - H, a competing event by c2/n, c2 = -H, nothing by 0.
    A person's contributions at different times are orthogonal, so the variance is the sum over s
    of the multinomial variance of these three, written over pairs so that no digits cancel.
    """
    left = np.maximum(tau - table.time, 0)
    later = np.append(np.cumsum((jumps * left)[::-1])[::-1][1:], 0.0)
    hold = np.divide(later, 1 - happened, out=np.zeros_like(later), where=happened < 1)
    moved = before * left
    n = table.at_risk.astype(np.float64)
    own, other = table.events / n, table.competing / n
    pairs = own * other * moved**2 + (1 - happened) * (own * (moved - hold) ** 2 + other * hold**2)
    return float(np.sqrt(np.sum(pairs / n)))


def restricted_time_contrast(
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    group: npt.ArrayLike,
    *,
    tau: float,
    level: float,
) -> RmstContrast:
    """Compare restricted mean time without the event between two arms, competing events as never.

    Independent arms, normal interval for the difference and for the log ratio (delta method).
    Source: as `restricted_time`; the contrasts as Uno et al. 2014, J Clin Oncol 32:2380.

    Args:
        time: Follow-up times, positive, shape (n,).
        event: 0 censored, 1 event of interest, 2 competing event, shape (n,).
        group: 1 active arm, 0 control, shape (n,).
        tau: End of the restriction, positive; the rule of `restricted_time` holds in each arm.
        level: Confidence level of the intervals.

    Returns:
        Both arms, the difference and the ratio; a contrast has no estimate if an arm has none,
        and no interval if an arm has standard error 0.

    Raises:
        ValueError: If shapes, times, codes, arms or tau are wrong.
    """
    times, codes = survival_arrays(time, event)
    arm = group_array(group, times.size)
    active = restricted_time(times[arm], codes[arm], tau=tau, level=level)
    control = restricted_time(times[~arm], codes[~arm], tau=tau, level=level)
    name = METHOD.format(tau=tau)
    return compare(
        active,
        control,
        difference=f"{name}, difference, normal interval",
        ratio=f"{name}, ratio, normal interval of the log",
        level=level,
    )
