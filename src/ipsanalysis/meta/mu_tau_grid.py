"""The joint posterior of the mean and the heterogeneity of log odds ratios on a grid."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray
from scipy.special import logsumexp

from ipsanalysis.meta.bayes_normal import GivenTau, given_tau
from ipsanalysis.meta.posterior import tau_nodes
from ipsanalysis.meta.prior import NormalPrior, TauPrior
from ipsanalysis.meta.smoothing import TrialLikelihood
from ipsanalysis.meta.trials import Effects, Floats

Booleans = NDArray[np.bool_]
MU_NODES = 96
SEARCH = np.sinh(np.linspace(-6, 6, 49))
DROP = 40.0
COARSE = 1 / 16
LARGEST_STEP = 0.125
STEP_OF_WIDTH = 0.45
TAIL = 1e-10
NARROW = 1.3
HERMITE, HERMITE_WEIGHT = hermegauss(10)
HERMITE_WEIGHT = HERMITE_WEIGHT / HERMITE_WEIGHT.sum()


@dataclass(frozen=True, slots=True, kw_only=True)
class MuTauGrid:
    """The posterior of mu and tau at m values of tau, each with its own equally spaced mu.

    Attributes:
        tau: Values of tau, shape (m,).
        mu: Values of mu, shape (m, q).
        probability: Probability of each pair, shape (m, q), summing to 1.
        log_trials: Log likelihood of the pair by each trial, shape (m, q, k).
    """

    tau: Floats
    mu: Floats
    probability: Floats
    log_trials: Floats

    @property
    def narrow(self) -> Booleans:
        """Whether tau is too small beside the steps of mu for sums over mu to smooth by it."""
        return self.tau < NARROW * self.step

    @property
    def step(self) -> Floats:
        """Distance of neighbouring values of mu at each tau."""
        return self.mu[:, 1] - self.mu[:, 0]

    @property
    def mean(self) -> float:
        """Posterior mean of mu."""
        return float((self.probability * self.mu).sum())

    @property
    def sd(self) -> float:
        """Posterior standard deviation of mu."""
        return sqrt(float((self.probability * (self.mu - self.mean) ** 2).sum()))


def planned_tau_nodes(
    effects: Effects, mu: NormalPrior, tau: TauPrior, scale: float
) -> tuple[Floats, Floats]:
    """Return nodes of tau close and far enough, judged by the normal model.

    Args:
        effects: Approximate effects of the trials that bound theirs on both sides.
        mu: Prior of the mean effect.
        tau: Prior of tau.
        scale: Distance from 0 beyond which the spacing may grow.

    Returns:
        Nodes and weights as of `tau_nodes`.
    """
    nodes, weight = tau_nodes(scale, COARSE, tau.reach)
    given = given_tau(effects, mu, scale * np.sinh(nodes))
    logs = given.log_likelihood + tau.log_density(given.tau) + np.log(weight)
    share = np.exp(logs - logsumexp(logs))
    low, high = np.interp([0.25, 0.75], share.cumsum(), nodes)
    step = min(LARGEST_STEP, STEP_OF_WIDTH * (high - low) / 1.35)
    moment = tau.finite_moments(effects.k)
    tail = share * np.maximum(1.0, given.tau / tau.scale) ** moment
    last = np.flatnonzero(tail > TAIL * tail.max())[-1]
    return tau_nodes(scale, step, float(given.tau[last]))


def mu_tau_grid(
    trials: list[TrialLikelihood], given: GivenTau, prior: NormalPrior, log_tau: Floats
) -> tuple[MuTauGrid, float]:
    """Return the joint posterior of mu and tau.

    Args:
        trials: Likelihoods of the log odds ratios of the trials, at least one.
        given: The normal model at the values of tau, where mu is looked for.
        prior: Prior of mu.
        log_tau: Logarithm of prior density times weight at each tau.

    Returns:
        The posterior and the logarithm of the marginal likelihood.
    """
    mu = np.empty((len(given.tau), MU_NODES))
    log_trials = np.empty((len(given.tau), MU_NODES, len(trials)))
    for j, tau in enumerate(given.tau):
        search = given.mean[j] + sqrt(given.variance[j]) * SEARCH
        logs = _log_trials(trials, search, tau).sum(axis=1) + prior.log_density(search)
        mu[j] = np.linspace(*_support(search, logs), MU_NODES)
        log_trials[j] = _log_trials(trials, mu[j], tau)
    logs = log_trials.sum(axis=2) + prior.log_density(mu)
    logs += (log_tau + np.log(mu[:, 1] - mu[:, 0]))[:, None]
    total = float(logsumexp(logs))
    grid = MuTauGrid(tau=given.tau, mu=mu, probability=np.exp(logs - total), log_trials=log_trials)
    return grid, total


def _log_trials(trials: list[TrialLikelihood], mu: Floats, tau: float) -> Floats:
    columns = [trial.log_smoothed(mu, float(tau)) for trial in trials]
    return np.stack(columns, axis=1)


def _support(x: Floats, logs: Floats) -> tuple[float, float]:
    bound = logs.max() - DROP
    inside = np.flatnonzero(logs > bound)
    first, last = max(inside[0], 1), min(inside[-1], len(x) - 2)
    low = np.interp(bound, logs[first - 1 : first + 1], x[first - 1 : first + 1])
    high = np.interp(-bound, -logs[last : last + 2], x[last : last + 2])
    return float(low), float(high)
