"""Bootstrap interval of a difference in means, resampling within arms."""

from dataclasses import replace
from math import nan

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from ipsanalysis.stats.arms import FloatArray, finite_vector, is_constant, split_arms
from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile
from ipsanalysis.stats.mean import mean_difference, no_variation

METHOD = "Bootstrap within arms, BCa"
CELLS_PER_BATCH = 2**22
ROUNDING = 1e-9
ALL_ALIKE = "all resamples give the same value: no interval"
ONE_SIDED = "all or nearly all resamples lie on one side of the estimate: no interval"
EXTREME = "a limit is the most extreme resample: draw more resamples"


def bca_mean_difference(
    values: ArrayLike, group: ArrayLike, *, level: float, replicates: int, rng: np.random.Generator
) -> Estimate:
    """Return the difference in means, active minus control, with its BCa bootstrap interval.

    Each arm is resampled with replacement to its own size. A resample is drawn as multinomial
    counts of the distinct values, which has the distribution of drawing people one by one and
    costs no more when many people share a value. Acceleration: jackknife within arms, each value
    divided by the size of its arm (Davison and Hinkley 1997, Bootstrap Methods and their
    Application, section 5.3.2). Equals R `boot::boot(strata = group)` and `boot::boot.ci(type =
    "bca", L = empinf(b, type = "jack") / n_arm)` given the same resamples; the `empinf` of R does
    not divide, which matters only when the arms differ in size. An empty arm: no estimate. One
    person in an arm, or no variation in either arm: no interval.

    Args:
        values: One finite number per person, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        level: Confidence level, between 0 and 1.
        replicates: Number of resamples, at least 1.
        rng: Source of random numbers.

    Returns:
        The difference in the unit of the values; the standard error is that of the resamples.

    Raises:
        ValueError: If a shape is wrong, a value is not finite, a code is neither 0 nor 1 or
            there are no replicates.
    """
    arms = split_arms(values, group)
    if replicates < 1:
        raise ValueError(f"replicates must be at least 1, found {replicates}")
    method = f"{METHOD}, {replicates} resamples"
    if arms.smaller == 0:
        return no_estimate(method, "an arm is empty")
    observed = mean_difference(arms)
    if arms.smaller == 1:
        return Estimate(estimate=observed, method=method, note="an arm has one person: no interval")
    if is_constant(arms.active) and is_constant(arms.control):
        return Estimate(estimate=observed, method=method, note=no_variation(observed))
    resampled = _resampled_means(arms.active, replicates, rng)
    resampled -= _resampled_means(arms.control, replicates, rng)
    influence = np.concatenate(
        [
            (arms.active - arms.active.mean()) / arms.active.size,
            (arms.control.mean() - arms.control) / arms.control.size,
        ]
    )
    return bca_interval(resampled, observed, influence, level=level)


def bca_interval(
    replicates: ArrayLike, observed: float, influence: ArrayLike, *, level: float
) -> Estimate:
    """Return the bias-corrected and accelerated interval of a statistic from its replicates.

    Efron 1987, Journal of the American Statistical Association 82:171-185. Quantiles between
    order statistics are interpolated on the normal scale (R `boot:::norm.inter`), and replicates
    equal to the observed value do not count as below it: the limits equal R `boot::boot.ci(type
    = "bca", t0 = observed, t = replicates, L = influence)`. Replicates that all equal one another,
    none or all below the observed value, or so nearly that the correction has no solution: no
    interval.

    Args:
        replicates: The statistic in each resample, shape (replicates,).
        observed: The statistic in the data.
        influence: Each person's influence on the statistic up to a common factor, shape (n,); with
            several arms, the jackknife value (n_arm - 1) (statistic - statistic without the
            person) divided by n_arm.
        level: Confidence level, between 0 and 1.

    Returns:
        The observed value with the interval and the standard deviation of the replicates.

    Raises:
        ValueError: If replicates or influence are not vectors of finite numbers, if there are
            no replicates, or if all influence is 0 though the replicates vary.
    """
    ascending = np.sort(finite_vector(replicates, "replicates"))
    effects = finite_vector(influence, "influence")
    if ascending.size == 0:
        raise ValueError("replicates must not be empty")
    method = f"{METHOD}, {ascending.size} resamples"
    if is_constant(ascending):
        return Estimate(estimate=observed, method=method, note=ALL_ALIKE)
    if not effects.any():
        raise ValueError("the replicates vary, so influence must not be 0 for everybody")
    error = float(ascending.std(ddof=1))
    result = Estimate(estimate=observed, method=method, std_error=error, level=level)
    probabilities = _adjusted_probabilities(ascending, observed, effects, level)
    if probabilities is None:
        return replace(result, level=nan, note=ONE_SIDED)
    low, high = _normal_scale_quantiles(ascending, probabilities)
    ranks = (ascending.size + 1) * probabilities
    extreme = bool((ranks <= 1).any() or (ranks >= ascending.size).any())
    return replace(result, ci_low=float(low), ci_high=float(high), note=EXTREME if extreme else "")


def _resampled_means(
    ascending: FloatArray, replicates: int, rng: np.random.Generator
) -> FloatArray:
    distinct, counts = np.unique(ascending, return_counts=True)
    means = np.empty(replicates)
    batch = max(1, CELLS_PER_BATCH // distinct.size)
    for start in range(0, replicates, batch):
        rows = min(batch, replicates - start)
        drawn = rng.multinomial(ascending.size, counts / ascending.size, size=rows)
        means[start : start + rows] = np.einsum("ij,j->i", drawn, distinct) / ascending.size
    return means


def _adjusted_probabilities(
    ascending: FloatArray, observed: float, influence: FloatArray, level: float
) -> FloatArray | None:
    rounding = ROUNDING * float(ascending[-1] - ascending[0])
    below = np.searchsorted(ascending, observed - rounding) / ascending.size
    if not 0 < below < 1:
        return None
    acceleration = np.sum(influence**3) / (6 * np.sum(influence**2) ** 1.5)
    z = normal_quantile(level)
    shifted = ndtri(below) + np.array([-z, z])
    stretch = 1 - acceleration * shifted
    if (stretch <= 0).any():
        return None
    return np.asarray(ndtr(ndtri(below) + shifted / stretch), dtype=np.float64)


def _normal_scale_quantiles(ascending: FloatArray, probabilities: FloatArray) -> FloatArray:
    slots = ascending.size + 1
    rank = np.clip(np.floor(slots * probabilities).astype(np.int64), 1, ascending.size - 1)
    lower_z, upper_z = ndtri(rank / slots), ndtri((rank + 1) / slots)
    weight = np.clip((ndtri(probabilities) - lower_z) / (upper_z - lower_z), 0.0, 1.0)
    lower, upper = ascending[rank - 1], ascending[rank]
    return np.asarray(lower + weight * (upper - lower), dtype=np.float64)
