"""Likelihood of effects whose chance of being seen changes at a one-sided p-value."""

from dataclasses import dataclass
from math import copysign, inf, log, pi, sqrt
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_ndtr, ndtr, ndtri

from ipsanalysis.meta.trials import Effects, Floats

ENOUGH = 1e-20
FLAT = 1e-100
STEPS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """Effects in the direction of selection.

    Attributes:
        effect: Effect of each trial, turned so that large ones are significant (k).
        variance: Its sampling variance (k).
        limit: Effect above which the trial's p is below the step (k).
        missed: Whether its p is above the step (k).
    """

    effect: Floats
    variance: Floats
    limit: Floats
    missed: NDArray[np.bool_]

    @classmethod
    def of(cls, effects: Effects, step: float, *, turned: bool) -> Self:
        """Return effects with their p-values judged, in the other direction if turned."""
        effect = -effects.estimate if turned else effects.estimate
        error = np.sqrt(effects.variance)
        return cls(
            effect=effect,
            variance=effects.variance,
            limit=-ndtri(step) * error,
            missed=ndtr(-effect / error) > step,
        )

    def variances(self) -> Floats:
        """Return variances between trials that reach from 0 far beyond those of the effects."""
        scale = float(np.var(self.effect) + np.median(self.variance))
        return np.array([0.0, *(scale * 1e-3 * 3.0**j for j in range(13))])


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedFit:
    """The highest likelihood at one variance between trials.

    Attributes:
        mean: Mean effect in the direction of selection.
        log_weight: Logarithm of the relative probability of being seen above the step.
        log_likelihood: Logarithm of the density of the effects.
        slope: Its derivative by the variance between trials.
        information: Observed information of mean, log weight and variance (3 x 3).
    """

    mean: float
    log_weight: float
    log_likelihood: float
    slope: float
    information: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Derivatives:
    value: float
    gradient: Floats
    information: Floats


def highest(
    selected: Selected, tau2: float, near: SelectedFit | None, *, weighted: bool = True
) -> SelectedFit:
    """Maximise the likelihood over mean and log weight at a variance between trials.

    Given tau2 an effect's density is an exponential family in mean and log weight, so that the
    log-likelihood is concave in them. The log weight is profiled out; Newton's method, kept between
    means of positive and negative slope, finds the mean.

    Args:
        selected: Effects of which some, not all, have p above the step.
        tau2: Variance between trials, 0 or more.
        near: A fit to begin with.
        weighted: Whether there is selection; without it the weight is 1.

    Returns:
        The maximum.
    """
    share = 1 / (selected.variance + tau2)
    mean = float(np.sum(share * selected.effect) / np.sum(share))
    if not weighted:
        return _fit(mean, 0.0, _derivatives(selected, mean, 0.0, tau2))
    mean = near.mean if near else mean
    low, high, reach = -inf, inf, 1 / sqrt(float(np.sum(share)))
    for _ in range(STEPS):
        log_weight = _log_weight(selected, mean, tau2)
        here = _derivatives(selected, mean, log_weight, tau2)
        slope, curve = float(here.gradient[0]), _curve(here.information)
        low, high = (mean, high) if slope > 0 else (low, mean)
        if slope**2 <= ENOUGH * curve:
            break
        there = mean + (slope / curve if abs(slope) < reach * curve else copysign(reach, slope))
        there = there if low < there < high else (low + high) / 2
        reach *= 2
        if there in (low, high):
            break
        mean = there
    return _fit(mean, log_weight, here)


def _fit(mean: float, log_weight: float, here: _Derivatives) -> SelectedFit:
    return SelectedFit(
        mean=mean,
        log_weight=log_weight,
        log_likelihood=here.value,
        slope=float(here.gradient[2]),
        information=here.information,
    )


def _curve(information: Floats) -> float:
    """Return the information of the mean with the log weight profiled out."""
    (mean, both), (_, weight) = information[:2, :2].tolist()
    # Where every trial is all but sure to be seen, or not, the log weight does not matter.
    profiled = mean - both**2 / weight if weight > FLAT else mean
    return float(profiled if profiled > 0 else abs(mean))


def _log_weight(selected: Selected, mean: float, tau2: float) -> float:
    """Return the log weight under which as many trials are expected above the step as there are."""
    t = (selected.limit - mean) / np.sqrt(selected.variance + tau2)
    odds = log_ndtr(t) - log_ndtr(-t)
    missed, ordered = int(np.sum(selected.missed)), np.sort(odds)[::-1]
    distance = log(len(odds)) + 1
    low, high = float(-ordered[0]) - distance, float(-ordered[-1]) + distance
    value = -float(ordered[missed - 1] + ordered[missed]) / 2
    for _ in range(STEPS):
        chance = expit(value + odds)
        excess, spread = (
            float(np.sum(chance)) - missed,
            float(np.sum(chance * expit(-value - odds))),
        )
        low, high = (low, value) if excess > 0 else (value, high)
        if abs(excess) <= ENOUGH * spread or excess == 0:
            break
        there = value - excess / spread if spread > FLAT else inf
        there = there if low < there < high else (low + high) / 2
        if there in (low, high):
            break
        value = there
    return value


def _derivatives(selected: Selected, mean: float, log_weight: float, tau2: float) -> _Derivatives:
    """Return the log-likelihood and its derivatives by mean, log weight and tau2."""
    s = selected.variance + tau2
    sd, apart = np.sqrt(s), selected.effect - mean
    t = (selected.limit - mean) / sd
    seen = np.logaddexp(log_ndtr(-t), log_weight + log_ndtr(t))
    value = selected.missed * log_weight - (apart**2 / s + np.log(2 * pi * s)) / 2 - seen
    density = -(t**2 + log(2 * pi)) / 2 - seen
    # Shares of the probability of being seen: density at the limit times 1 and times the weight.
    one, other = np.exp(density), np.exp(density + log_weight)
    missing, jump = np.exp(log_weight + log_ndtr(t) - seen), one - other
    first = np.stack([jump / sd, missing, jump * t / (2 * s)])
    gradient = np.stack([apart / s, selected.missed, (apart**2 / s - 1) / (2 * s)]) - first
    mixed = jump * (t**2 - 1) / (2 * s * sd)
    second = np.array(
        [
            [jump * t / s, -other / sd, mixed],
            [-other / sd, missing, -other * t / (2 * s)],
            [mixed, -other * t / (2 * s), jump * t * (t**2 - 3) / (4 * s**2)],
        ]
    )
    nothing = np.zeros_like(s)
    normal = np.array(
        [
            [1 / s, nothing, apart / s**2],
            [nothing, nothing, nothing],
            [apart / s**2, nothing, (apart**2 / s - 0.5) / s**2],
        ]
    )
    return _Derivatives(
        value=float(np.sum(value)),
        gradient=np.sum(gradient, axis=1),
        information=np.sum(normal + second - first[:, None] * first[None, :], axis=2),
    )
