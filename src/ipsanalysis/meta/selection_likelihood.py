"""Likelihood of effects whose chance of being seen changes at a one-sided p-value."""

from dataclasses import dataclass
from math import log, pi
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtr, ndtri

from ipsanalysis.meta.trials import Effects, Floats

ENOUGH = 1e-11
STEPS = 200
HALVINGS = 40
LARGEST_STEP = 3.0


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
    log-likelihood is concave in them and Newton's method with halved steps finds its one maximum.

    Args:
        selected: Effects of which some, not all, have p above the step.
        tau2: Variance between trials, 0 or more.
        near: A fit to begin with.
        weighted: Whether there is selection; without it the weight is 1.

    Returns:
        The maximum.
    """
    free = 2 if weighted else 1
    share = 1 / (selected.variance + tau2)
    mean = float(np.sum(share * selected.effect) / np.sum(share))
    place = np.array([near.mean, near.log_weight] if near else [mean, 0.0])
    here = _derivatives(selected, place, tau2)
    for _ in range(STEPS):
        before = here.value
        place, here = _halved(selected, tau2, place, _newton(here, free), before)
        # The step that gains this little is the last: the next would gain about its square.
        if here.value - before < ENOUGH:
            break
    return SelectedFit(
        mean=float(place[0]),
        log_weight=float(place[1]),
        log_likelihood=here.value,
        slope=float(here.gradient[2]),
        information=here.information,
    )


def _newton(here: _Derivatives, free: int) -> Floats:
    step = np.zeros(2)
    step[:free] = np.linalg.solve(here.information[:free, :free], here.gradient[:free])
    step[1] = np.clip(step[1], -LARGEST_STEP, LARGEST_STEP)
    return step


def _halved(
    selected: Selected, tau2: float, place: Floats, step: Floats, before: float
) -> tuple[Floats, _Derivatives]:
    share = 1.0
    for _ in range(HALVINGS):
        there = place + share * step
        found = _derivatives(selected, there, tau2)
        if found.value >= before - 1e-13 * abs(before):
            break
        share /= 2
    return there, found


def _derivatives(selected: Selected, place: Floats, tau2: float) -> _Derivatives:
    """Return the log-likelihood and its derivatives by mean, log weight and tau2."""
    mean, log_weight = place.tolist()
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
