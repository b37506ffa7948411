"""Cumulative incidence with competing events (Aalen-Johansen)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipsanalysis.stats.kaplan_meier import last_known
from ipsanalysis.stats.risk_table import (
    EventTable,
    FloatArray,
    IntArray,
    event_table,
)
from ipsanalysis.stats.step_curve import StepCurve, log_log_interval

METHOD = "Aalen-Johansen, infinitesimal-jackknife error, log-log interval"
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IncidenceCurve(StepCurve):
    """A cumulative incidence curve."""

    @property
    def incidence(self) -> FloatArray:
        """The probability of the event of the cause up to and including each time."""
        return self.value


def cumulative_incidence(
    time: npt.ArrayLike, event: npt.ArrayLike, *, level: float, cause: int = 1
) -> IncidenceCurve:
    """Estimate the probability of an event of one cause up to each time, others competing.

    F(t) = sum of S(s-) d(s)/n(s) over s <= t, S the Kaplan-Meier survival from any event. Estimate,
    standard error and limits equal R `survfit(Surv(time, factor(event, 0:2)) ~ 1,
    conf.type = "log-log")`: the limits are F^exp(+-z se/(F log F)), nan where F is 0 or 1.
    Without competing events F is one minus Kaplan-Meier with Greenwood's error.
    Own code: statsmodels' `CumIncidenceRight` gives the same numbers but warns when events empty
    the last risk set, and importing it costs about a second.
    Source: Aalen & Johansen 1978, Scand J Stat 5:141.

    Args:
        time: Follow-up times, positive, shape (n,).
        event: 0 censored, 1 event of interest, 2 competing event, shape (n,).
        level: Confidence level of the pointwise limits.
        cause: Which event to follow, 1 or 2.

    Returns:
        The curve at every distinct observed time; empty arrays if there is nobody.

    Raises:
        ValueError: If shapes, times or codes are wrong, or the cause is neither 1 nor 2.
    """
    if cause not in (1, 2):
        raise ValueError(f"cause must be 1 or 2: found {cause}")
    table = event_table(time, event)
    own = table.events if cause == 1 else table.competing
    free = np.cumprod(1 - (table.events + table.competing) / table.at_risk)
    incidence = np.cumsum(_before(free) * own / table.at_risk)
    incidence[incidence > 1 - ROUNDING] = 1.0
    error = np.sqrt(_variance(table, own, free, incidence))
    low, high = log_log_interval(incidence, error, level)
    return IncidenceCurve(
        time=table.time,
        value=incidence,
        std_error=error,
        ci_low=low,
        ci_high=high,
        start=0.0,
        known_until=last_known(table.time, free),
        level=level,
        method=METHOD,
    )


def _before(free: FloatArray) -> FloatArray:
    """Return the left limits of a survival curve at its own times."""
    return np.concatenate(([1.0], free))[:-1]


def _variance(
    table: EventTable, own: IntArray, free: FloatArray, incidence: FloatArray
) -> FloatArray:
    """Return the infinitesimal-jackknife variance of the incidence at each time.

    An event of the cause at s moves F(t) by a (1 - g), another event by -a g, where a = S(s-)/n(s)
    and g = (F(t) - F(s))/S(s). The multinomial variance of these, summed over s <= t, is a
    quadratic in F(t), hence three running sums. F is taken from its last value, so that g stays
    between 0 and 1 and nothing cancels where S is small.
    """
    n, events = table.at_risk, table.events + table.competing
    share = (_before(free) / n) ** 2
    inverse = np.divide(1, free, out=np.zeros_like(free), where=free > 0)
    offset = incidence - incidence[-1:]
    if_own, if_other = 1 + offset * inverse, offset * inverse
    moved = if_own * own + if_other * (events - own)
    spread = if_own**2 * own + if_other**2 * (events - own) - moved**2 / n
    stay = 1 - events / n
    constant = np.cumsum(share * spread)
    linear = np.cumsum(share * inverse * moved * stay)
    square = np.cumsum(share * inverse**2 * events * stay)
    variance = constant - 2 * offset * linear + offset**2 * square
    return np.where((incidence > 0) & (incidence < 1), np.maximum(variance, 0), 0.0)
