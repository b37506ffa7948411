"""The variance between trials by restricted maximum likelihood."""

from collections.abc import Callable
from math import ceil, log, sqrt

import numpy as np
from scipy.optimize import brentq

from ipsanalysis.meta.trials import Floats
from ipsanalysis.meta.weighted_fit import WeightedFit, weighted_fit

SMALLEST = float(np.finfo(float).tiny)
CLOSEST = 4 * float(np.finfo(float).eps)
POINTS_A_FACTOR_E = 10


def restricted_maximum(estimate: Floats, variance: Floats, design: Floats) -> float:
    """Return the variance between trials, 0 or more, that maximises the restricted likelihood.

    The likelihood can have several maxima. The sign of its derivative is looked at from 0 to a
    bound above which it only falls; each maximum is found to machine precision, the highest wins.

    Args:
        estimate: Effect of each trial (k).
        variance: Its sampling variance (k).
        design: One row a trial, of full column rank (k, p), p below k.

    Returns:
        The variance between trials.

    Formula: Patterson and Thompson (1971), Biometrika 58:545-554; Viechtbauer (2005), J Educ Behav
    Stat 30:261-293. With standardised residuals e and leverages h at weights w = 1 / (v + tau2) the
    derivative is sum w (e^2 - (1 - h)) / 2. Equals R `metafor::rma(method = "REML",
    control = list(threshold = 1e-12))`, where that reaches the highest maximum.
    """

    def derivative(tau2: float) -> float:
        return float(_derivative(variance + tau2, weighted_fit(estimate, variance + tau2, design)))

    grid = _grid(estimate, variance, design)
    total = variance + grid[:, None]
    rising = _derivative(total, weighted_fit(estimate, total, design)) > 0
    tops = np.flatnonzero(rising[:-1] & ~rising[1:])
    maxima = [] if rising[0] else [0.0]
    maxima += [_root(derivative, float(grid[i]), float(grid[i + 1])) for i in tops]
    return max(maxima, key=lambda tau2: _log_likelihood(estimate, variance + tau2, design))


def _grid(estimate: Floats, variance: Floats, design: Floats) -> Floats:
    """Return values from 0 to the bound, close together on the scale of variance + tau2."""
    k, p = design.shape
    squares = float(weighted_fit(estimate, np.ones(k), design).q)
    half = squares / (2 * (k - p))
    bound = half + sqrt(half**2 + 2 * half * float(variance.max()))
    low = float(variance.min())
    points = 2 + ceil(POINTS_A_FACTOR_E * log(1 + bound / low))
    grid = np.geomspace(low, low + bound, points) - low
    grid[0], grid[-1] = 0.0, 2 * bound
    return grid


def _derivative(total: Floats, fit: WeightedFit) -> Floats:
    return np.asarray(np.sum((fit.residuals**2 - (1 - fit.leverage)) / total, axis=-1) / 2)


def _log_likelihood(estimate: Floats, total: Floats, design: Floats) -> float:
    fit = weighted_fit(estimate, total, design)
    return -float(np.sum(np.log(total)) + fit.log_determinant + fit.q) / 2


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(function, low, high, xtol=SMALLEST, rtol=CLOSEST, maxiter=1000))
