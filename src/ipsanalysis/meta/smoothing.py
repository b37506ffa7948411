"""The likelihood of one trial's log odds ratio, smoothed by the differences between trials."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy.interpolate import BSpline, make_interp_spline
from scipy.special import logsumexp, ndtr

from ipsanalysis.meta.baseline import Counts, log_likelihood
from ipsanalysis.meta.prior import NormalPrior
from ipsanalysis.meta.trials import Floats

SEARCH = np.sinh(np.linspace(-6.5, 6.5, 131))
DROP = 50.0
PEAK = 6.0
FLAT = 1e-13
SPACING = 0.2
NARROW = 1.25
FAR = 9.0
TINY = 1e-300
HERMITE, HERMITE_WEIGHT = hermegauss(10)
HERMITE_WEIGHT = HERMITE_WEIGHT / HERMITE_WEIGHT.sum()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plateau:
    """The level a likelihood tends to where an arm has no event, or nothing but events.

    Attributes:
        side: -1 towards small log odds ratios, 1 towards large ones.
        log_level: Logarithm of the level.
        edge: Where a step from 0 to the level stands, smoothed as a normal distribution.
        spread: Standard deviation of that step.
    """

    side: int
    log_level: float
    edge: float
    spread: float

    def step(self, theta: Floats, sd: float) -> Floats:
        """Return the step as share of the level, smoothed by a normal distribution of an sd."""
        share: Floats = ndtr(self.side * (theta - self.edge) / sqrt(self.spread**2 + sd**2))
        return share


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialLikelihood:
    """The likelihood of one trial at equally spaced log odds ratios.

    Attributes:
        counts: Its table.
        nodes: Log odds ratios in equal steps.
        log_value: Log likelihood at the nodes.
        spline: Log likelihood between the nodes.
        slope: Slope of the log likelihood at the first and last node.
        plateau: Level it tends to on one side, if any.
        excess: Likelihood at the nodes less the step of the plateau, as share of its level.
    """

    counts: Counts
    nodes: Floats
    log_value: Floats
    spline: BSpline
    slope: tuple[float, float]
    plateau: Plateau | None
    excess: Floats

    @property
    def step(self) -> float:
        """Distance between nodes."""
        return float(self.nodes[1] - self.nodes[0])

    @property
    def anchor(self) -> float:
        """The node of the largest likelihood, or the edge of its plateau."""
        if self.plateau is not None:
            return self.plateau.edge
        return float(self.nodes[self.log_value.argmax()])

    @property
    def open_side(self) -> int:
        """The side on which the likelihood tends to a level: -1, 1, or 0 for neither."""
        return 0 if self.plateau is None else self.plateau.side

    def log_at(self, theta: Floats) -> Floats:
        """Return the log likelihood at any log odds ratio; beyond the nodes along a line."""
        inside = np.clip(theta, self.nodes[0], self.nodes[-1])
        beyond = theta - inside
        value: Floats = self.spline(inside)
        return value + np.minimum(beyond, 0) * self.slope[0] + np.maximum(beyond, 0) * self.slope[1]

    def log_smoothed(self, mu: Floats, tau: float) -> Floats:
        """Return the log likelihood of mu when the effect is normal with mean mu and sd tau."""
        if tau < NARROW * self.step:
            logs = self.log_at(mu[:, None] + tau * HERMITE) + np.log(HERMITE_WEIGHT)
            narrow: Floats = logsumexp(logs, axis=1)
            return narrow
        kernel = -0.5 * ((self.nodes - mu[:, None]) / tau) ** 2
        factor = self.step / (tau * sqrt(2 * np.pi))
        if self.plateau is None:
            return self._log_sum(kernel, factor)
        share = self.plateau.step(mu, tau) + np.exp(kernel) @ self.excess * factor
        result: Floats = np.log(np.maximum(share, TINY)) + self.plateau.log_level
        flat_end = self.nodes[0 if self.plateau.side < 0 else -1]
        far = self.plateau.side * (flat_end - mu) > FAR * tau
        if far.any():
            result[far] = self._log_sum(kernel[far], factor)
        return result

    def _log_sum(self, kernel: Floats, factor: float) -> Floats:
        logs = kernel + self.log_value
        top = logs.max(axis=1)
        result: Floats = top + np.log(np.exp(logs - top[:, None]).sum(axis=1) * factor)
        return result


def trial_likelihood(
    counts: Counts, baseline: NormalPrior, reach: tuple[float, float]
) -> TrialLikelihood:
    """Return the likelihood of a trial at nodes close enough for integrals over it.

    Args:
        counts: The table of the trial.
        baseline: Prior of the logit of its control arm.
        reach: Log odds ratios that must lie between the nodes.

    Returns:
        The likelihood where it is within a factor exp(-50) of its maximum, and over the reach.
    """
    estimate, error = corrected(counts)
    theta = estimate + error * SEARCH
    logs, bend = log_likelihood(counts, theta, baseline)
    plateau = _plateau(counts, theta, logs, baseline)
    step = SPACING / sqrt(float(bend[logs > logs.max() - PEAK].max()))
    low, high = _range(theta, logs, plateau, reach)
    nodes = low + step * np.arange(-1, int((high - low) / step) + 3, dtype=np.float64)
    values, _ = log_likelihood(counts, nodes, baseline)
    spline = make_interp_spline(nodes, values, k=5)
    ends = spline.derivative()(nodes[[0, -1]])
    excess = np.exp(values - values.max())
    if plateau is not None:
        excess = np.exp(values - plateau.log_level)
        excess -= plateau.step(nodes, 0.0)
    return TrialLikelihood(
        counts=counts,
        nodes=nodes,
        log_value=values,
        spline=spline,
        slope=(float(ends[0]), float(ends[1])),
        plateau=plateau,
        excess=excess,
    )


def corrected(counts: Counts) -> tuple[float, float]:
    """Return the log odds ratio and its standard error with a half added to each cell."""
    cells = np.array(
        [
            counts.events,
            counts.n - counts.events,
            counts.events_control,
            counts.n_control - counts.events_control,
        ]
    )
    a, b, c, d = cells + 0.5
    return float(np.log(a * d / (b * c))), sqrt(1 / a + 1 / b + 1 / c + 1 / d)


def _range(
    theta: Floats, logs: Floats, plateau: Plateau | None, reach: tuple[float, float]
) -> tuple[float, float]:
    matters = logs > logs.max() - DROP
    if plateau is None:
        seen = theta[matters]
        return min(seen[0], reach[0]), max(seen[-1], reach[1])
    seen = theta[matters & (np.abs(np.expm1(logs - plateau.log_level)) > FLAT)]
    steep = plateau.edge - plateau.side * FAR * plateau.spread
    if plateau.side < 0:
        return seen[0], max(seen[-1], reach[1], steep)
    return min(seen[0], reach[0], steep), seen[-1]


def _plateau(counts: Counts, theta: Floats, logs: Floats, baseline: NormalPrior) -> Plateau | None:
    if counts.bounded:
        return None
    side = -1 if counts.events == 0 else 1
    level = float(log_likelihood(counts, np.array([side * 1e5]), baseline)[0][0])
    half = np.interp(np.log(0.5), (logs - level)[::side], theta[::side])
    return Plateau(side=side, log_level=level, edge=float(half), spread=1.5)
