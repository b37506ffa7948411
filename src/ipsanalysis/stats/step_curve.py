"""A right-continuous step curve with pointwise log-log intervals."""

from dataclasses import dataclass
from math import nan

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile
from ipsanalysis.stats.risk_table import FloatArray

AT_BOUNDARY = "no interval: by then nobody, or everybody, has had the event"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StepCurve:
    """A curve that changes at observed times only.

    Attributes:
        time: Distinct observed times, increasing.
        value: The curve from each time on.
        std_error: Standard error of `value`.
        ci_low: Lower pointwise limit; nan where the value is 0 or 1.
        ci_high: Upper pointwise limit; nan where the value is 0 or 1.
        start: The value before the first time, 0 or 1.
        known_until: Last time at which the curve is known; infinite if everybody had an event.
        level: Confidence level of the limits.
        method: The estimator and its interval in words.
    """

    time: FloatArray
    value: FloatArray
    std_error: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    start: float
    known_until: float
    level: float
    method: str

    def at(self, times: npt.ArrayLike) -> tuple[Estimate, ...]:
        """Return the curve at given times.

        Args:
            times: Times in the unit of the curve, shape (m,).

        Returns:
            One estimate per time; beyond the last known time, or without any person, there is
            no estimate and the note says why.

        Raises:
            ValueError: If `times` is not one-dimensional and finite.
        """
        asked = np.asarray(times, dtype=np.float64)
        if asked.ndim != 1 or not np.isfinite(asked).all():
            raise ValueError("times must be one-dimensional and finite")
        return tuple(self._at(t) for t in asked.tolist())

    def _at(self, t: float) -> Estimate:
        if self.time.size == 0:
            return no_estimate(self.method, "nobody in this sample")
        if t > self.known_until:
            return no_estimate(self.method, f"nobody was observed at {t:g}")
        i = int(np.searchsorted(self.time, t, side="right")) - 1
        if i < 0:
            return Estimate(
                estimate=self.start,
                method=self.method,
                std_error=0.0,
                level=self.level,
                note=AT_BOUNDARY,
            )
        return Estimate(
            estimate=float(self.value[i]),
            method=self.method,
            std_error=float(self.std_error[i]),
            ci_low=float(self.ci_low[i]),
            ci_high=float(self.ci_high[i]),
            level=self.level,
            note="" if self.std_error[i] > 0 else AT_BOUNDARY,
        )


def log_log_interval(
    value: FloatArray, std_error: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """Return pointwise limits made symmetric on the scale log(-log(value)).

    The limits are value^exp(+-z se / (value log value)), as R `survfit(conf.type = "log-log")`;
    nan where the value is 0 or 1, as there.
    Source: Kalbfleisch & Prentice 2002, The Statistical Analysis of Failure Time Data, 1.4.

    Args:
        value: Probabilities, shape (k,).
        std_error: Their standard errors, shape (k,).
        level: Confidence level between 0 and 1.

    Returns:
        Lower and upper limits.
    """
    inside = (value > 0) & (value < 1) & (std_error > 0)
    p = np.where(inside, value, 0.5)
    spread = np.exp(normal_quantile(level) * std_error / np.abs(p * np.log(p)))
    return np.where(inside, p**spread, nan), np.where(inside, p ** (1 / spread), nan)


def curve_difference(
    active: StepCurve, control: StepCurve, times: npt.ArrayLike
) -> tuple[Estimate, ...]:
    """Return the active curve minus the control curve at given times, normal interval.

    The standard error is sqrt(se1^2 + se0^2) of two independent samples. Where either arm's
    standard error is 0 the difference comes without an interval.
    Source: Klein et al. 2007, Statistics in Medicine 26:4505 (the untransformed difference).

    Args:
        active: Curve of the active arm.
        control: Curve of the control arm, at the same level.
        times: Landmark times, shape (m,).

    Returns:
        One estimate per time, with the two-sided p-value of no difference.
    """
    method = f"difference of {active.method.split(',')[0]} estimates, normal interval"
    pairs = zip(active.at(times), control.at(times), strict=True)
    return tuple(normal_difference(a, c, method, active.level) for a, c in pairs)


def normal_difference(active: Estimate, control: Estimate, method: str, level: float) -> Estimate:
    """Return the difference of two independent estimates with a normal interval.

    Args:
        active: Estimate in the active arm.
        control: Estimate in the control arm.
        method: The method in words.
        level: Confidence level between 0 and 1.

    Returns:
        Active minus control; no estimate if either is missing, no interval if either has
        standard error 0.
    """
    for arm, name in ((active, "active"), (control, "control")):
        if np.isnan(arm.estimate):
            return no_estimate(method, f"{name} arm: {arm.note}")
    difference = active.estimate - control.estimate
    if not (active.std_error > 0 and control.std_error > 0):
        note = "no interval: the outcome does not vary in one arm"
        return Estimate(estimate=difference, method=method, level=level, note=note)
    error = float(np.hypot(active.std_error, control.std_error))
    half = normal_quantile(level) * error
    return Estimate(
        estimate=difference,
        method=method,
        std_error=error,
        ci_low=difference - half,
        ci_high=difference + half,
        level=level,
        p_value=float(2 * ndtr(-abs(difference) / error)),
    )
