"""What each trial does to a pooled effect: the analysis with and without it."""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtr

from ipsanalysis.meta.heterogeneity import TauMethod
from ipsanalysis.meta.many import pool_many
from ipsanalysis.meta.trials import Effects, Floats, Integers

ONE_TRIAL = "fewer than two trials: none can be left out"
NEGLIGIBLE = 100 * float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """Influence of each of k trials on a random-effects mean (k).

    Attributes:
        rstudent: Residual from the mean of the other trials, over its standard error.
        dffits: Standard errors by which the trial moves its fitted effect.
        cook: Squared standard errors by which it moves the pooled effect (Cook's distance).
        cov_ratio: Variance of the pooled effect without the trial over that with it.
        tau2_deleted: Variance between the other trials.
        qe_deleted: Cochran's Q of the other trials.
        hat: Leverage; for one mean the trial's share of the weight.
        dfbetas: Standard errors by which the trial moves the pooled effect, its sign kept.
        weight: Share of the weight, summing to 1.
        influential: Whether a measure is beyond its limit, see `influence`.
        note: Why there are no measures, empty when there are.
    """

    rstudent: Floats
    dffits: Floats
    cook: Floats
    cov_ratio: Floats
    tau2_deleted: Floats
    qe_deleted: Floats
    hat: Floats
    dfbetas: Floats
    weight: Floats
    influential: NDArray[np.bool_]
    note: str = ""


def influence(effects: Effects, method: TauMethod = "REML") -> Influence:
    """Return the influence of each trial on the pooled effect under the random-effects model.

    A trial is influential when |DFFITS| > 3 sqrt(1 / (k - 1)), when the lower tail of Cook's
    distance under chi-square with 1 degree of freedom is above 0.5, when its leverage is above
    3 / k, or when |DFBETAS| > 1.

    Args:
        effects: Effects of k trials.
        method: Estimator of the variance between trials, estimated anew without each trial.

    Returns:
        The measures; nan with a note for fewer than two trials.

    Formula: Viechtbauer and Cheung (2010), Res Synth Methods 1:112-125. Equals R
    `metafor::influence(rma(yi, vi, method))`; of its weights, in per cent, the hundredth part.
    """
    k = effects.k
    if k < 2:
        return _nothing(k)
    estimate, variance = effects.estimate, effects.variance
    whole = pool_many(estimate[np.newaxis], variance[np.newaxis], method=method)
    others = _others(k)
    deleted = pool_many(estimate[others], variance[others], method=method)
    weight = 1 / (variance + whole.tau2)
    hat = weight / weight.sum()
    moved = whole.coefficient - deleted.coefficient
    residual = estimate - deleted.coefficient
    residual[np.abs(residual) < NEGLIGIBLE] = 0
    around = variance + deleted.tau2
    total = (1 / (variance + deleted.tau2[:, np.newaxis])).sum(axis=1)
    dffits, dfbetas = moved / np.sqrt(hat * around), moved * np.sqrt(total)
    cook = (moved / whole.std_error) ** 2
    return Influence(
        rstudent=residual / np.sqrt(around + deleted.std_error**2),
        dffits=dffits,
        cook=cook,
        cov_ratio=(deleted.std_error / whole.std_error) ** 2,
        tau2_deleted=deleted.tau2,
        qe_deleted=deleted.q,
        hat=hat,
        dfbetas=dfbetas,
        weight=hat,
        influential=(np.abs(dffits) > 3 / np.sqrt(k - 1))
        | (chdtr(1, cook) > 0.5)
        | (hat > 3 / k)
        | (np.abs(dfbetas) > 1),
    )


def _others(k: int) -> Integers:
    """Return for each trial the index of all others (k, k - 1)."""
    everyone = np.tile(np.arange(k, dtype=np.int64), (k, 1))
    return everyone[~np.eye(k, dtype=np.bool_)].reshape(k, k - 1)


def _nothing(k: int) -> Influence:
    empty = np.full(k, nan)
    return Influence(
        rstudent=empty,
        dffits=empty,
        cook=empty,
        cov_ratio=empty,
        tau2_deleted=empty,
        qe_deleted=empty,
        hat=empty,
        dfbetas=empty,
        weight=empty,
        influential=np.zeros(k, dtype=np.bool_),
        note=ONE_TRIAL,
    )
