"""The normal-normal hierarchical model, integrated over the heterogeneity."""

from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from scipy.special import logsumexp

from ipsanalysis.meta.posterior import (
    Posterior,
    Summary,
    above_zero,
    curve,
    predictive_summary,
    summary,
    tau_nodes,
    tau_posterior,
)
from ipsanalysis.meta.prior import NormalPrior, TauPrior
from ipsanalysis.meta.quadrature import Mixture
from ipsanalysis.meta.trials import Effects, Floats

STEP = 1 / 64
NEGLIGIBLE = 1e-17


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenTau:
    """The model at m values of tau, where everything is normal.

    Attributes:
        tau: The values, shape (m,).
        mean: Mean of mu at each.
        variance: Variance of mu at each.
        log_likelihood: Logarithm of the density of the effects at each, mu integrated out.
    """

    tau: Floats
    mean: Floats
    variance: Floats
    log_likelihood: Floats


def given_tau(effects: Effects, mu: NormalPrior, tau: Floats) -> GivenTau:
    """Return the normal model at given values of tau (Roever 2020, section 2.6).

    Args:
        effects: Effects and variances of k trials.
        mu: Prior of the mean effect.
        tau: Values of tau, shape (m,).

    Returns:
        Mean and variance of mu and the likelihood of tau.
    """
    variance = effects.variance + tau[:, None] ** 2
    precision = 1 / mu.sd**2 + (1 / variance).sum(axis=1)
    mean = (mu.mean / mu.sd**2 + (effects.estimate / variance).sum(axis=1)) / precision
    squares = ((effects.estimate - mean[:, None]) ** 2 / variance).sum(axis=1)
    squares += (mu.mean - mean) ** 2 / mu.sd**2
    logs = np.log(2 * np.pi * variance).sum(axis=1) + np.log(precision) + 2 * log(mu.sd)
    return GivenTau(
        tau=tau, mean=mean, variance=1 / precision, log_likelihood=-0.5 * (squares + logs)
    )


def smallest_scale(effects: Effects, tau: TauPrior) -> float:
    """Return the smallest distance over which the density of tau can change."""
    return min(tau.scale, sqrt(float(effects.variance.min(initial=tau.scale**2))))


def normal_hierarchy(
    effects: Effects, *, mu: NormalPrior, tau: TauPrior, level: float
) -> Posterior:
    """Return the posterior of the normal-normal hierarchical model.

    Effects are normal around the effect of each trial with known variance, and these are normal
    with mean mu and standard deviation tau. Given tau all is normal; tau is integrated over by
    the trapezoidal rule in the inverse hyperbolic sine of tau, without sampling.

    Equals R bayesmeta `bayesmeta(y, sigma, mu.prior, tau.prior, interval.type = "central")`
    (Roever 2020, Journal of Statistical Software 93(6)). No trials: the prior.

    Args:
        effects: Effects of k trials on the scale they are pooled on, and their variances.
        mu: Prior of the mean effect.
        tau: Prior of the standard deviation of the effects of trials.
        level: Probability of the credible intervals, between 0 and 1.

    Returns:
        The posterior. A half-Cauchy prior leaves tau without a mean before any trial and without a
        standard deviation before the second; those are infinite.
    """
    scale = smallest_scale(effects, tau)
    nodes, weight = tau_nodes(scale, STEP, tau.reach)
    given = given_tau(effects, mu, scale * np.sinh(nodes))
    logs = given.log_likelihood + tau.log_density(given.tau) + np.log(weight)
    log_marginal = float(logsumexp(logs))
    probability = np.exp(logs - log_marginal)
    heterogeneity = tau_posterior(scale, nodes, probability, tau.finite_moments(effects.k))
    kept = probability > NEGLIGIBLE * probability.max()
    known = GivenTau(
        tau=given.tau[kept],
        mean=given.mean[kept],
        variance=given.variance[kept],
        log_likelihood=given.log_likelihood[kept],
    )
    share = probability[kept] / probability[kept].sum()
    mean = _mixture(share, known.mean, known.variance)
    next_trial = _mixture(share, known.mean, known.variance + known.tau**2)
    mu_summary = _summary(mean, level)
    return Posterior(
        k=effects.k,
        mu=mu_summary,
        tau=heterogeneity.summary(level),
        shrunken=_shrunken(effects, known, share, level),
        predictive=predictive_summary(
            next_trial, mu_summary.mean, mu_summary.sd, heterogeneity, level
        ),
        mu_above_zero=above_zero(mean),
        next_above_zero=above_zero(next_trial),
        log_marginal_likelihood=log_marginal,
        mu_curve=curve(mean),
        tau_curve=curve(heterogeneity, lowest=0.0),
        predictive_curve=curve(next_trial),
        next_trial=next_trial,
    )


def _shrunken(
    effects: Effects, given: GivenTau, share: Floats, level: float
) -> tuple[Summary, ...]:
    squared = given.tau**2
    results = []
    for estimate, variance in zip(effects.estimate, effects.variance, strict=True):
        toward_mean = variance / (variance + squared)
        mean = estimate + toward_mean * (given.mean - estimate)
        spread = toward_mean * squared + toward_mean**2 * given.variance
        results.append(_summary(_mixture(share, mean, spread), level))
    return tuple(results)


def _mixture(share: Floats, mean: Floats, variance: Floats) -> Mixture:
    normal = np.ones(len(share), dtype=bool)
    return Mixture(weight=share, centre=mean, width=np.sqrt(variance), normal=normal)


def _summary(mixture: Mixture, level: float) -> Summary:
    mean = float(mixture.weight @ mixture.centre)
    spread = float(mixture.weight @ (mixture.width**2 + (mixture.centre - mean) ** 2))
    return summary(mixture, mean, sqrt(spread), level)
