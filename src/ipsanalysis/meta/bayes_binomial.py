"""The binomial-normal hierarchical model of log odds ratios, integrated without sampling."""

import numpy as np

from ipsanalysis.meta.baseline import Counts, trial_counts
from ipsanalysis.meta.bayes_normal import given_tau, normal_hierarchy, smallest_scale
from ipsanalysis.meta.mu_tau_grid import (
    HERMITE,
    HERMITE_WEIGHT,
    MuTauGrid,
    mu_tau_grid,
    planned_tau_nodes,
)
from ipsanalysis.meta.posterior import (
    Posterior,
    above_zero,
    curve,
    predictive_summary,
    summary,
    tau_posterior,
)
from ipsanalysis.meta.prior import NormalPrior, TauPrior
from ipsanalysis.meta.quadrature import Mixture
from ipsanalysis.meta.shrunken import shrunken_effects
from ipsanalysis.meta.smoothing import corrected, trial_likelihood
from ipsanalysis.meta.trials import Effects, Floats, Tables

NEGLIGIBLE = 1e-25
NO_TRIAL = "there is no trial"
SILENT = "in each trial nobody, or everybody, has the event"


def binomial_hierarchy(
    tables: Tables, *, mu: NormalPrior, tau: TauPrior, baseline: NormalPrior, level: float
) -> Posterior:
    """Return the posterior of the binomial-normal hierarchical model of the log odds ratio.

    Events of the control arm of trial i are binomial with logit b_i and those of its active arm
    with logit b_i + theta_i. The b_i have independent normal priors, the theta_i are normal with
    mean mu and standard deviation tau. Trials without events, or with nothing but events, in one
    or both arms stay in, without a correction.

    The model of Smith, Spiegelhalter and Thomas (1995, Statistics in Medicine 14, 2685) with the
    baseline in the control arm. Integrated by quadrature, without sampling: over each b_i, over
    each theta_i, over mu and over tau. No trials: the prior.

    Args:
        tables: Tables of k trials.
        mu: Prior of the mean log odds ratio.
        tau: Prior of the standard deviation of log odds ratios of trials.
        baseline: Prior of the logit of the control arm of each trial.
        level: Probability of the credible intervals, between 0 and 1.

    Returns:
        The posterior on the scale of the log odds ratio. Under a half-Cauchy prior tau has a mean
        only if a trial has people with and people without events in its active arm, and a standard
        deviation only if two have; they are infinite otherwise.
    """
    if tables.k == 0:
        return normal_hierarchy(_corrected([]), mu=mu, tau=tau, level=level)
    counts = trial_counts(tables)
    bounded = np.array([trial.bounded for trial in counts], dtype=bool)
    plan = _corrected(counts)
    moments = tau.finite_moments(int(bounded.sum()))
    scale = smallest_scale(plan, tau)
    nodes, weight = planned_tau_nodes(plan.take(bounded), mu, tau, scale)
    reach = (float(plan.estimate.min(initial=mu.mean)), float(plan.estimate.max(initial=mu.mean)))
    trials = [trial_likelihood(trial, baseline, reach) for trial in counts]
    given = given_tau(plan, mu, scale * np.sinh(nodes))
    grid, log_marginal = mu_tau_grid(trials, given, mu, tau.log_density(given.tau) + np.log(weight))
    heterogeneity = tau_posterior(scale, nodes, grid.probability.sum(axis=1), moments)
    mean, next_trial = _mean(grid), _next_trial(grid)
    return Posterior(
        k=tables.k,
        mu=summary(mean, grid.mean, grid.sd, level),
        tau=heterogeneity.summary(level),
        shrunken=shrunken_effects(trials, plan, grid, heterogeneity, level),
        predictive=predictive_summary(next_trial, grid.mean, grid.sd, heterogeneity, level),
        mu_above_zero=above_zero(mean),
        next_above_zero=above_zero(next_trial),
        log_marginal_likelihood=log_marginal,
        mu_curve=curve(mean),
        tau_curve=curve(heterogeneity, lowest=0.0),
        predictive_curve=curve(next_trial),
        next_trial=next_trial,
    )


def no_information(tables: Tables) -> str:
    """Return why trials say nothing of the odds ratio, empty when they do.

    Where nobody has the event in either arm of any trial, or everybody, the posterior of
    `binomial_hierarchy` is made of its priors alone: that of the baseline, which stands in the
    control arm only, moves it to one side.

    Args:
        tables: Tables of k trials.

    Returns:
        The reason in words.
    """
    if tables.k == 0:
        return NO_TRIAL
    events, people = tables.events + tables.events_control, tables.n + tables.n_control
    return SILENT if ((events == 0) | (events == people)).all() else ""


def _corrected(counts: list[Counts]) -> Effects:
    pairs = np.array([corrected(trial) for trial in counts]).reshape(-1, 2)
    return Effects(estimate=pairs[:, 0], variance=pairs[:, 1] ** 2, measure="odds_ratio")


def _mean(grid: MuTauGrid) -> Mixture:
    step = np.broadcast_to(grid.step[:, None], grid.mu.shape)
    return _pruned(grid.probability, grid.mu, step, normal=False)


def _next_trial(grid: MuTauGrid) -> Mixture:
    weight = grid.probability
    wide = ~grid.narrow
    tau = np.broadcast_to(grid.tau[wide, None], grid.mu[wide].shape)
    spread = _pruned(weight[wide], grid.mu[wide], tau, normal=True)
    moved = grid.mu[~wide, :, None] + grid.tau[~wide, None, None] * HERMITE
    step = np.broadcast_to(grid.step[~wide, None, None], moved.shape)
    narrow = _pruned(weight[~wide, :, None] * HERMITE_WEIGHT, moved, step, normal=False)
    return Mixture(
        weight=np.concatenate([spread.weight, narrow.weight]),
        centre=np.concatenate([spread.centre, narrow.centre]),
        width=np.concatenate([spread.width, narrow.width]),
        normal=np.concatenate([spread.normal, narrow.normal]),
    )


def _pruned(weight: Floats, centre: Floats, width: Floats, *, normal: bool) -> Mixture:
    kept = weight > NEGLIGIBLE * weight.max(initial=0.0)
    return Mixture(
        weight=weight[kept],
        centre=centre[kept],
        width=width[kept],
        normal=np.full(int(kept.sum()), normal),
    )
