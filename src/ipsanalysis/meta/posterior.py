"""What a Bayesian meta-analysis returns."""

from dataclasses import dataclass
from math import inf, nan, sqrt

import numpy as np
from numpy.polynomial.legendre import leggauss

from ipsanalysis.meta.quadrature import Distribution, Stretched, sinc_sum
from ipsanalysis.meta.trials import Floats

CURVE_POINTS = 401
CURVE_ENDS = 0.0005
LONG_TAIL = 25.0
PANEL = 8
NO_KINK = 19.0
GAUSS, GAUSS_WEIGHT = leggauss(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A posterior distribution in numbers.

    Attributes:
        mean: Its mean; infinite or nan where the distribution has none.
        median: Its median.
        sd: Its standard deviation; infinite where the distribution has none.
        ci_low: Lower limit of the equal-tailed credible interval.
        ci_high: Upper limit of it.
        level: Probability the interval holds.
    """

    mean: float
    median: float
    sd: float
    ci_low: float
    ci_high: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A density to draw.

    Attributes:
        x: Points in equal steps.
        density: Density at each.
    """

    x: Floats
    density: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """The posterior distribution of a hierarchical model of k trials.

    Effects are on the scale they are pooled on, ratios as natural logarithms.

    Attributes:
        k: Number of trials.
        mu: Mean of the effects of trials.
        tau: Standard deviation of the effects of trials.
        shrunken: Effect of each trial, in the order of the trials.
        predictive: Effect of the next trial.
        mu_above_zero: Probability that the mean effect is above 0.
        next_above_zero: Probability that the effect of the next trial is above 0.
        log_marginal_likelihood: Natural logarithm of the probability (density) of the data.
        mu_curve: Density of the mean effect.
        tau_curve: Density of the heterogeneity, from 0.
        predictive_curve: Density of the effect of the next trial.
        next_trial: Distribution of the effect of the next trial, a prior for its analysis.
    """

    k: int
    mu: Summary
    tau: Summary
    shrunken: tuple[Summary, ...]
    predictive: Summary
    mu_above_zero: float
    next_above_zero: float
    log_marginal_likelihood: float
    mu_curve: Curve
    tau_curve: Curve
    predictive_curve: Curve
    next_trial: Distribution


def summary(distribution: Distribution, mean: float, sd: float, level: float) -> Summary:
    """Return a distribution in numbers, its mean and standard deviation being known.

    Args:
        distribution: The distribution.
        mean: Its mean.
        sd: Its standard deviation.
        level: Probability the interval holds, between 0 and 1.

    Returns:
        The summary with the equal-tailed interval.
    """
    low, median, high = (distribution.quantile(p) for p in ((1 - level) / 2, 0.5, (1 + level) / 2))
    return Summary(mean=mean, median=median, sd=sd, ci_low=low, ci_high=high, level=level)


def curve(distribution: Distribution, lowest: float = -inf) -> Curve:
    """Return a density to draw.

    Args:
        distribution: The distribution.
        lowest: The number cannot be below it.

    Returns:
        The density at equally spaced points over all but one thousandth of the probability, and no
        further from the median than 25 times the quartiles are, for the sake of long tails.
    """
    low, first, median, third, high = (
        distribution.quantile(p) for p in (CURVE_ENDS, 0.25, 0.5, 0.75, 1 - CURVE_ENDS)
    )
    start = lowest if lowest > -inf else max(low, median - LONG_TAIL * (median - first))
    x = np.linspace(start, min(high, median + LONG_TAIL * (third - median)), CURVE_POINTS)
    return Curve(x=x, density=np.maximum(distribution.density(x), 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tau:
    """The distribution of tau at the nodes 0, then scale * sinh(v) with v in equal steps.

    Density and likelihood are even functions of tau, so that the rule is the trapezoidal rule on
    the whole line, half of it left out.

    Attributes:
        half: The distribution of tau or -tau with equal chance.
        moments: How many moments are finite, at most 2.
    """

    half: Stretched
    moments: int

    def density(self, x: Floats) -> Floats:
        """Return the density at each x of at least 0."""
        return 2 * self.half.density(x)

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x, for each x of at least 0."""
        return 2 * self.half.cdf(x) - 1

    def quantile(self, probability: float) -> float:
        """Return the number that is not exceeded with a probability between 0 and 1."""
        return self.half.quantile((1 + probability) / 2)

    def mean(self) -> float:
        """Return the mean, infinite where there is none."""
        return 2 * self._half_mean() if self.moments >= 1 else inf

    def mean_square(self) -> float:
        """Return the mean of the square, infinite where there is none."""
        return float(self.half.mass @ self.half.x**2) if self.moments >= 2 else inf

    def _half_mean(self) -> float:
        # |sinh v| = cosh v - cosh v (1 - tanh |v|): the rule is exact for the first part, and the
        # second, which has a kink at 0, is integrated from 0 on.
        half = self.half
        smooth = half.mass * half.scale * np.cosh(half.v)
        panels = int(min(half.v[-1], NO_KINK) / (PANEL * half.step)) + 1
        ends = PANEL * half.step * np.arange(panels, dtype=np.float64)
        v = (ends[:, None] + PANEL * half.step * (GAUSS + 1) / 2).ravel()
        weight = np.tile(GAUSS_WEIGHT * PANEL / 2, panels)
        kink = weight * sinc_sum(smooth, float(half.v[0]), half.step, v)
        return float(smooth.sum() / 2 - kink @ (1 - np.tanh(v)))

    def summary(self, level: float) -> Summary:
        """Return tau in numbers."""
        sd = sqrt(self.mean_square() - self.mean() ** 2) if self.moments >= 2 else inf
        return summary(self, self.mean(), sd, level)


def tau_nodes(scale: float, step: float, reach: float) -> tuple[Floats, Floats]:
    """Return the nodes of v from 0 and their weights for an integral over tau from 0.

    Args:
        scale: Distance from 0 beyond which the spacing grows in proportion.
        step: Step of v.
        reach: Tau to integrate to.

    Returns:
        Nodes v, tau being scale * sinh(v), and weights.
    """
    v = step * np.arange(int(np.arcsinh(reach / scale) / step) + 2, dtype=np.float64)
    weight: Floats = step * scale * np.cosh(v)
    weight[0] /= 2
    return v, weight


def tau_posterior(scale: float, v: Floats, probability: Floats, moments: int) -> Tau:
    """Return the distribution of tau of the probabilities at its nodes.

    Args:
        scale: As of `tau_nodes`.
        v: Its nodes.
        probability: Probability at each node, summing to 1.
        moments: How many moments are finite.

    Returns:
        The distribution.
    """
    mass = np.concatenate([probability[:0:-1] / 2, probability[:1], probability[1:] / 2])
    nodes = np.concatenate([-v[:0:-1], v])
    half = Stretched(centre=0.0, scale=scale, v=nodes, mass=mass)
    return Tau(half=half, moments=moments)


def predictive_summary(
    distribution: Distribution, mu_mean: float, mu_sd: float, tau: Tau, level: float
) -> Summary:
    """Return the effect of the next trial in numbers.

    Args:
        distribution: Its distribution.
        mu_mean: Posterior mean of the mean effect.
        mu_sd: Posterior standard deviation of it.
        tau: Posterior distribution of tau.
        level: Probability the interval holds.

    Returns:
        The summary; the mean is nan where tau has no mean.
    """
    mean = mu_mean if tau.moments >= 1 else nan
    return summary(distribution, mean, sqrt(mu_sd**2 + tau.mean_square()), level)


def above_zero(distribution: Distribution) -> float:
    """Return the probability that a number is above 0."""
    return float(np.clip(1 - distribution.cdf(np.zeros(1))[0], 0.0, 1.0))
