"""Bootstrap of a meta-analysis: trials drawn with replacement."""

from dataclasses import dataclass
from math import nan

import numpy as np

from ipsanalysis.meta.heterogeneity import TauMethod
from ipsanalysis.meta.many import CELLS_PER_BATCH, pool_many
from ipsanalysis.meta.trials import Effects, Floats

TOO_FEW = "fewer than two trials: nothing to resample"
FEW = 10
NARROW = f"Fewer than {FEW} trials: the interval is too narrow."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrapped:
    """Percentile intervals of a pooled effect and of the variance between trials.

    Attributes:
        coefficient_low: Lower limit of the pooled effect on the scale of the analysis.
        coefficient_high: Its upper limit.
        tau2_low: Lower limit of the variance between trials.
        tau2_high: Its upper limit.
        level: Confidence level.
        replicates: Resamples the limits rest on.
        failed: Resamples left out because tau2 was not found.
        note: Why there is no interval, or that it is too narrow; empty otherwise.
    """

    coefficient_low: float
    coefficient_high: float
    tau2_low: float
    tau2_high: float
    level: float
    replicates: int
    failed: int
    note: str = ""


def bootstrap_pooled(
    effects: Effects,
    *,
    method: TauMethod = "REML",
    replicates: int,
    rng: np.random.Generator,
    level: float,
) -> Bootstrapped:
    """Return percentile intervals from resamples of the trials.

    k of the k trials are drawn with replacement and pooled again. Limits are quantiles between
    order statistics by linear interpolation. Trials are put in order of their effects first, so
    that the order they are given in changes nothing. With few trials the limits lie too close
    together: resamples spread by a variance (k - 1) / k of that between trials, and without the
    longer tails of Student's t.

    Args:
        effects: Effects of k trials.
        method: Estimator of the variance between trials.
        replicates: Number of resamples, at least 1.
        rng: Source of random numbers.
        level: Confidence level between 0 and 1.

    Returns:
        The limits, with a note for fewer than ten trials; nan with a note for fewer than two.

    Raises:
        ValueError: If there are no replicates.

    Formula: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13; for
    meta-analysis van den Noortgate and Onghena (2005), Behav Res Methods 37:11-22; for few
    trials Hesterberg (2015), Am Stat 69:371-386. Equals R
    `quantile(t, c(1 - level, 1 + level) / 2)` of `metafor::rma` on the same resamples.
    """
    if replicates < 1:
        raise ValueError(f"replicates must be at least 1, found {replicates}")
    if effects.k < 2:
        return Bootstrapped(
            coefficient_low=nan,
            coefficient_high=nan,
            tau2_low=nan,
            tau2_high=nan,
            level=level,
            replicates=0,
            failed=0,
            note=TOO_FEW,
        )
    coefficient, tau2 = _resampled(effects, method, replicates, rng)
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    coefficient_low, coefficient_high = np.quantile(coefficient, tails).tolist()
    tau2_low, tau2_high = np.quantile(tau2, tails).tolist()
    return Bootstrapped(
        coefficient_low=coefficient_low,
        coefficient_high=coefficient_high,
        tau2_low=tau2_low,
        tau2_high=tau2_high,
        level=level,
        replicates=len(tau2),
        failed=replicates - len(tau2),
        note=NARROW if effects.k < FEW else "",
    )


def _resampled(
    effects: Effects, method: TauMethod, replicates: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    ordered = effects.take(np.lexsort((effects.variance, effects.estimate)))
    rows = max(1, CELLS_PER_BATCH // effects.k)
    found = []
    for start in range(0, replicates, rows):
        drawn = rng.integers(0, effects.k, size=(min(rows, replicates - start), effects.k))
        pooled = pool_many(ordered.estimate[drawn], ordered.variance[drawn], method=method)
        found.append((pooled.coefficient[pooled.converged], pooled.tau2[pooled.converged]))
    coefficient, tau2 = (np.concatenate(part) for part in zip(*found, strict=True))
    return coefficient, tau2
