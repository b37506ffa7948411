"""The Kaplan-Meier estimate of survival and its median."""

from dataclasses import dataclass
from math import inf, nan

import numpy as np
import numpy.typing as npt

from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.risk_table import (
    EventTable,
    FloatArray,
    event_table,
)
from ipsanalysis.stats.step_curve import StepCurve, log_log_interval

METHOD = "Kaplan-Meier, Greenwood error, log-log interval"
MEDIAN_METHOD = "Kaplan-Meier median, interval from the log-log limits of the curve"
TOLERANCE = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurvivalCurve(StepCurve):
    """A Kaplan-Meier curve."""

    @property
    def survival(self) -> FloatArray:
        """The probability of no event up to and including each time."""
        return self.value

    def turned_upward(self) -> StepCurve:
        """Return one minus survival, with the limits exchanged.

        Returns:
            The curve rising from 0, for an event one hopes for.
        """
        return StepCurve(
            time=self.time,
            value=1 - self.value,
            std_error=self.std_error,
            ci_low=1 - self.ci_high,
            ci_high=1 - self.ci_low,
            start=0.0,
            known_until=self.known_until,
            level=self.level,
            method=f"1 - {self.method}",
        )

    def median(self) -> Estimate:
        """Return the median time to the event with its interval.

        Equals R `quantile(survfit(..., conf.type = "log-log"), 0.5)`: the first time survival is
        below one half; where it stays at one half exactly, the middle of that stretch. The limits
        are the same reading of the lower and upper limits of the curve (Brookmeyer & Crowley 1982,
        Biometrics 38:29); a limit they do not reach is nan.

        Returns:
            The median; no estimate if survival stays above one half.
        """
        if self.time.size == 0:
            return no_estimate(MEDIAN_METHOD, "nobody in this sample")
        middle = _crossing(self.time, self.value)
        if np.isnan(middle):
            return no_estimate(MEDIAN_METHOD, "fewer than half had the event while observed")
        return Estimate(
            estimate=middle,
            method=MEDIAN_METHOD,
            ci_low=_crossing(self.time, self.ci_low),
            ci_high=_crossing(self.time, self.ci_high),
            level=self.level,
        )


def _crossing(time: FloatArray, value: FloatArray) -> float:
    """Return when a falling curve crosses one half, nan if it does not."""
    reached = np.flatnonzero(value <= 0.5 + TOLERANCE)
    below = np.flatnonzero(value < 0.5 - TOLERANCE)
    if reached.size == 0:
        return nan
    if below.size:
        return float(time[reached[0]] + time[below[0]]) / 2
    if np.isnan(value[-1]):
        return nan
    return float(time[reached[0]] + time[-1]) / 2


def greenwood_terms(table: EventTable) -> FloatArray:
    """Return d / (n (n - d)) at each time, 0 where everybody at risk has the event.

    Args:
        table: Counts at each distinct time.

    Returns:
        The terms of Greenwood's sum, shape of `table.time`.
    """
    left = table.at_risk - table.events
    return table.events / (table.at_risk * np.where(left > 0, left, np.inf))


def kaplan_meier(time: npt.ArrayLike, event: npt.ArrayLike, *, level: float) -> SurvivalCurve:
    """Estimate the probability of no event of interest up to each time.

    S(t) = prod (1 - d/n), variance by Greenwood. Equals R `survfit(Surv(time, event == 1) ~ 1,
    conf.type = "log-log")`, `std_error` being `summary(...)$std.err`. Competing events are taken
    as censored. Where survival reaches 0 the standard error is 0, its limit, where R prints NaN;
    where it is 0 or 1 the limits are nan as in R. Own code, 10 lines: importing lifelines or
    statsmodels' survfunc costs about a second, and the restricted mean needs these terms anyway.
    Source: Kaplan & Meier 1958, JASA 53:457.

    Args:
        time: Follow-up times, positive, shape (n,).
        event: 0 censored, 1 event of interest, 2 competing event, shape (n,).
        level: Confidence level of the pointwise limits.

    Returns:
        The curve at every distinct observed time; empty arrays if there is nobody.

    Raises:
        ValueError: If shapes, times or codes are wrong.
    """
    table = event_table(time, event)
    survival = np.cumprod(1 - table.events / table.at_risk)
    error = survival * np.sqrt(np.cumsum(greenwood_terms(table)))
    low, high = log_log_interval(survival, error, level)
    return SurvivalCurve(
        time=table.time,
        value=survival,
        std_error=error,
        ci_low=low,
        ci_high=high,
        start=1.0,
        known_until=last_known(table.time, survival),
        level=level,
        method=METHOD,
    )


def last_known(time: FloatArray, free_of_event: FloatArray) -> float:
    """Return the last time a curve is known, infinite if nobody remains free of an event.

    Args:
        time: Distinct observed times.
        free_of_event: Probability of no event of any kind that the curve depends on.

    Returns:
        The time, 0 for an empty sample.
    """
    if time.size == 0:
        return 0.0
    return inf if free_of_event[-1] == 0 else float(time[-1])
