"""One trial analysed with what other trials predict, made robust by a vague part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ipsanalysis.meta.baseline import trial_counts
from ipsanalysis.meta.posterior import Curve, Summary, above_zero, curve, summary
from ipsanalysis.meta.prior import NormalPrior
from ipsanalysis.meta.quadrature import Distribution, Stretched, stretched
from ipsanalysis.meta.smoothing import corrected, trial_likelihood
from ipsanalysis.meta.trials import Floats, Tables

WEIGHTS = (0.0, 0.2, 0.5, 1.0)
STEP = 0.01
NARROWER = 0.25
FAR = 20.0
BEYOND = 1e-8
QUARTILES_OF_SD = 1.349


@dataclass(frozen=True, slots=True, kw_only=True)
class Reanalysis:
    """One trial with a prior that is in part vague.

    Attributes:
        weight: Prior weight of the vague part: 1 vague only, 0 what other trials predict only.
        posterior: The effect of the trial.
        posterior_weight: Posterior weight of the vague part.
        above_zero: Posterior probability that the effect is above 0.
        curve: Posterior density of the effect.
    """

    weight: float
    posterior: Summary
    posterior_weight: float
    above_zero: float
    curve: Curve


def reanalyse(
    table: Tables,
    predictive: Distribution,
    *,
    vague: NormalPrior,
    baseline: NormalPrior,
    level: float,
    weights: Sequence[float] = WEIGHTS,
) -> list[Reanalysis]:
    """Return the posterior of one trial's log odds ratio under robust priors.

    The prior is (1 - weight) * predictive + weight * vague normal; the likelihood is binomial in
    both arms, the logit of the control arm integrated over its prior. Posterior weights follow
    from the marginal likelihoods of the parts (Schmidli et al. 2014, Biometrics 70, 1023), as R
    RBesT `robustify` and `postmix` do for conjugate models.

    Args:
        table: The table of the one trial.
        predictive: Distribution of the log odds ratio of the next trial.
        vague: The vague part.
        baseline: Prior of the logit of the control arm.
        level: Probability of the credible intervals, between 0 and 1.
        weights: Prior weights of the vague part, each from 0 to 1.

    Returns:
        One reanalysis a weight.

    Raises:
        ValueError: If there is not one trial, or a weight lies outside 0 to 1.
    """
    if table.k != 1:
        raise ValueError("one trial is analysed")
    counts = trial_counts(table)[0]
    reach = (
        min(vague.mean - FAR * vague.sd, predictive.quantile(BEYOND)),
        max(vague.mean + FAR * vague.sd, predictive.quantile(1 - BEYOND)),
    )
    estimate, error = corrected(counts)
    middle = predictive.quantile(0.5)
    likelihood = trial_likelihood(counts, baseline, (min(middle, estimate), max(middle, estimate)))
    return mix(
        likelihood.log_at, (estimate, error), predictive, vague, reach, weights=weights, level=level
    )


def mix(
    log_likelihood: Callable[[Floats], Floats],
    normal: tuple[float, float],
    predictive: Distribution,
    vague: NormalPrior,
    reach: tuple[float, float],
    *,
    weights: Sequence[float],
    level: float,
) -> list[Reanalysis]:
    """Return the posteriors of one effect under mixtures of two priors.

    Args:
        log_likelihood: Log likelihood of values of the effect.
        normal: Estimate of the effect by this likelihood and its standard error, roughly.
        predictive: The informative part of the prior.
        vague: The vague part.
        reach: Values of the effect between which next to all of the vague part lies.
        weights: Prior weights of the vague part, each from 0 to 1.
        level: Probability of the credible intervals.

    Returns:
        One reanalysis a weight.

    Raises:
        ValueError: If a weight lies outside 0 to 1.
    """
    if any(not 0 <= weight <= 1 for weight in weights):
        raise ValueError("weights of the vague part lie from 0 to 1")
    centre, scale = _place(normal, predictive)
    far = max(abs(reach[0] - centre), abs(reach[1] - centre)) / scale
    v = np.arange(-np.arcsinh(far), np.arcsinh(far), STEP)
    theta = centre + scale * np.sinh(v)
    logs = log_likelihood(theta)
    likelihood = np.exp(logs - logs.max())
    parts = (np.maximum(predictive.density(theta), 0.0), np.exp(vague.log_density(theta)))
    informed, evidence = stretched(centre, scale, v, likelihood * parts[0])
    open_minded, vague_evidence = stretched(centre, scale, v, likelihood * parts[1])
    results = []
    for weight in weights:
        share = weight * vague_evidence
        share /= share + (1 - weight) * evidence
        mass = share * open_minded.mass + (1 - share) * informed.mass
        posterior = Stretched(centre=centre, scale=scale, v=v, mass=mass)
        results.append(_reanalysis(posterior, weight, share, level))
    return results


def _place(normal: tuple[float, float], predictive: Distribution) -> tuple[float, float]:
    estimate, error = normal
    spread = (predictive.quantile(0.75) - predictive.quantile(0.25)) / QUARTILES_OF_SD
    if spread < error:
        return predictive.quantile(0.5), NARROWER * spread
    return estimate, NARROWER * error


def _reanalysis(posterior: Stretched, weight: float, share: float, level: float) -> Reanalysis:
    return Reanalysis(
        weight=weight,
        posterior=summary(posterior, posterior.mean(), posterior.sd(), level),
        posterior_weight=share,
        above_zero=above_zero(posterior),
        curve=curve(posterior),
    )
