"""The effects of trials as the other trials draw them in."""

from math import inf, sqrt

import numpy as np
from scipy.interpolate import make_interp_spline

from ipsanalysis.meta.mu_tau_grid import HERMITE, HERMITE_WEIGHT, MuTauGrid
from ipsanalysis.meta.posterior import Summary, Tau, summary
from ipsanalysis.meta.quadrature import Mixture, Stretched, sinc_sum, stretched
from ipsanalysis.meta.smoothing import TrialLikelihood
from ipsanalysis.meta.trials import Effects, Floats

NEGLIGIBLE = 1e-25
STEP = 0.06
REACH = 100.0
SCALE = 0.3
SD_OF_STEPS = 5.4
BEYOND_TAU = 10.0


def shrunken_effects(
    trials: list[TrialLikelihood], plan: Effects, grid: MuTauGrid, tau: Tau, level: float
) -> tuple[Summary, ...]:
    """Return the posterior of the effect of each trial.

    The likelihood of the trial times what the other trials predict for it, which is the joint
    posterior of mu and tau divided by the likelihood of the trial.

    Args:
        trials: Likelihoods of the log odds ratios of the trials.
        plan: Approximate effects of them.
        grid: Joint posterior of mu and tau.
        tau: Posterior of tau.
        level: Probability the intervals hold.

    Returns:
        A summary a trial. Where an arm of a trial has no event, or nothing but events, and tau has
        no mean (or no standard deviation), nor has the effect of the trial.
    """
    spread = tau.quantile(0.5)
    results = []
    for i, trial in enumerate(trials):
        toward = spread**2 / (spread**2 + plan.variance[i])
        centre = toward * trial.anchor + (1 - toward) * grid.mean
        effect = _effect(trial, grid, i, centre, sqrt(plan.variance[i]))
        moments = 2 if trial.counts.bounded else tau.moments
        expected = effect.mean() if moments >= 1 else trial.open_side * inf
        sd = effect.sd() if moments >= 2 else inf
        results.append(summary(effect, expected, sd, level))
    return tuple(results)


def _effect(
    trial: TrialLikelihood, grid: MuTauGrid, index: int, centre: float, error: float
) -> Stretched:
    scale = SCALE * min(error, SD_OF_STEPS * float(grid.step[0]))
    far = REACH * error
    if not trial.counts.bounded:
        far = max(far, BEYOND_TAU * float(grid.tau[-1]))
    reach = float(np.arcsinh(far / scale))
    v = np.arange(-reach, reach, STEP)
    theta = centre + scale * np.sinh(v)
    density = _wide(trial, grid, index, theta)
    for j in np.flatnonzero(grid.narrow):
        density += _narrow(trial, grid, index, int(j), theta)
    return stretched(centre, scale, v, density)[0]


def _wide(trial: TrialLikelihood, grid: MuTauGrid, index: int, theta: Floats) -> Floats:
    kept = (grid.probability > NEGLIGIBLE) & ~grid.narrow[:, None]
    if not kept.any():
        return np.zeros(theta.shape)
    others = np.log(grid.probability[kept]) - grid.log_trials[kept, index]
    top = others.max()
    without = Mixture(
        weight=np.exp(others - top),
        centre=grid.mu[kept],
        width=np.broadcast_to(grid.tau[:, None], grid.mu.shape)[kept],
        normal=np.ones(int(kept.sum()), dtype=bool),
    )
    density: Floats = np.exp(trial.log_at(theta) + top) * without.density(theta)
    return density


def _narrow(trial: TrialLikelihood, grid: MuTauGrid, index: int, j: int, theta: Floats) -> Floats:
    mu = theta[:, None] - grid.tau[j] * HERMITE
    rows, columns = np.nonzero((mu > grid.mu[j, 0]) & (mu < grid.mu[j, -1]))
    at = mu[rows, columns]
    likelihood = make_interp_spline(grid.mu[j], grid.log_trials[j, :, index], k=7)
    ratio = np.exp(trial.log_at(theta[rows]) - likelihood(at)) * HERMITE_WEIGHT[columns]
    posterior = sinc_sum(grid.probability[j] / grid.step[j], grid.mu[j, 0], grid.step[j], at)
    total = np.zeros(theta.shape)
    np.add.at(total, rows, ratio * posterior)
    return total
