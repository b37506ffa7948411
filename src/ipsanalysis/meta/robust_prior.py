"""One trial analysed with what other trials predict, made robust by a vague part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, hypot

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
STEP_OF_WIDTH = 0.3
FAR = 20.0
NEAR = 8.0
BEYOND = 1e-8
NEGLIGIBLE = 1e-280
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
    normal = corrected(counts)
    ends = [end for prior in _priors(predictive, vague) for end in _between(normal, prior)]
    reach = (
        min(vague.mean - FAR * vague.sd, predictive.quantile(BEYOND), *ends),
        max(vague.mean + FAR * vague.sd, predictive.quantile(1 - BEYOND), *ends),
    )
    likelihood = trial_likelihood(counts, baseline, (min(ends), max(ends)))
    return mix(likelihood.log_at, normal, predictive, vague, reach, weights=weights, level=level)


def _priors(predictive: Distribution, vague: NormalPrior) -> list[tuple[float, float]]:
    """Return the middle of either part of the prior and its width."""
    first, middle, third = (predictive.quantile(p) for p in (0.25, 0.5, 0.75))
    return [(middle, (third - first) / QUARTILES_OF_SD), (vague.mean, vague.sd)]


def _between(normal: tuple[float, float], prior: tuple[float, float]) -> list[float]:
    """Return values between which likelihood and prior meet, judged as normal distributions."""
    (estimate, error), (middle, width) = normal, prior
    toward = error**2 / (error**2 + width**2)
    meeting = estimate + toward * (middle - estimate)
    reach = NEAR * error * width / hypot(error, width)
    return [estimate, middle, meeting - reach, meeting + reach]


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

    Nodes lie closest where likelihood or prior is narrowest, and close enough for the others.
    A posterior is right unless it lies more than 35 standard deviations from its prior's mean,
    where no density is told from 0.

    Args:
        log_likelihood: Log likelihood of values of the effect.
        normal: Estimate of the effect by this likelihood and its standard error, roughly.
        predictive: The informative part of the prior.
        vague: The vague part.
        reach: Values of the effect between which next to all of both parts lies, and the places
            where the likelihood meets them.
        weights: Prior weights of the vague part, each from 0 to 1.
        level: Probability of the credible intervals.

    Returns:
        One reanalysis a weight.

    Raises:
        ValueError: If a weight lies outside 0 to 1.
    """
    if any(not 0 <= weight <= 1 for weight in weights):
        raise ValueError("weights of the vague part lie from 0 to 1")
    centre, scale, step = _spacing([normal, *_priors(predictive, vague)])
    far = max(abs(reach[0] - centre), abs(reach[1] - centre)) / scale
    v = np.arange(-np.arcsinh(far), np.arcsinh(far), step)
    theta = centre + scale * np.sinh(v)
    logs = log_likelihood(theta)
    parts = (np.maximum(predictive.density(theta), 0.0), np.exp(vague.log_density(theta)))
    (density, top), (vague_density, vague_top) = (_scaled(logs, part) for part in parts)
    informed, evidence = stretched(centre, scale, v, density)
    open_minded, vague_evidence = stretched(centre, scale, v, vague_density)
    highest = max(top, vague_top)
    evidence *= exp(top - highest)
    vague_evidence *= exp(vague_top - highest)
    results = []
    for weight in weights:
        share = weight
        if 0 < weight < 1:
            share = weight * vague_evidence
            share /= share + (1 - weight) * evidence
        mass = share * open_minded.mass + (1 - share) * informed.mass
        posterior = Stretched(centre=centre, scale=scale, v=v, mass=mass)
        results.append(_reanalysis(posterior, weight, share, level))
    return results


def _scaled(logs: Floats, prior: Floats) -> tuple[Floats, float]:
    """Return likelihood times prior over the largest likelihood that the prior allows, and that."""
    allowed = prior > NEGLIGIBLE * prior.max()
    top = float(logs[allowed].max())
    return np.exp(np.where(allowed, logs - top, -np.inf)) * prior, top


def _spacing(parts: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Return where nodes lie closest, how close, and a step that is fine enough elsewhere.

    Args:
        parts: Middle and width of likelihood and priors.
    """
    centre, narrowest = min(parts, key=lambda part: part[1])
    scale = NARROWER * narrowest
    fine = [STEP_OF_WIDTH * width / hypot(scale, middle - centre) for middle, width in parts]
    return centre, scale, min(STEP, *fine)


def _reanalysis(posterior: Stretched, weight: float, share: float, level: float) -> Reanalysis:
    return Reanalysis(
        weight=weight,
        posterior=summary(posterior, posterior.mean(), posterior.sd(), level),
        posterior_weight=share,
        above_zero=above_zero(posterior),
        curve=curve(posterior),
    )
