"""Permutation tests of meta-regression."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb, nan

import numpy as np

from ipsanalysis.meta.heterogeneity import TauMethod
from ipsanalysis.meta.many import CELLS_PER_BATCH, regress_many
from ipsanalysis.meta.pooling import ROUNDING
from ipsanalysis.meta.regression import no_regression
from ipsanalysis.meta.trials import Effects, Floats, Integers

# Statistics this close are ties; the same as in metafor, so that p-values are the same.
TIE = float(np.sqrt(np.finfo(float).eps))
NO_MODERATOR = "no moderator to permute"
NO_STATISTIC = "the observed test statistic cannot be computed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permuted:
    """P-values of a meta-regression from permuted moderators.

    Attributes:
        p_values: Two-sided p-value of each coefficient, the intercept first (p).
        joint: P-value of all moderators together.
        arrangements: Arrangements the p-values rest on, the observed one among them.
        exact: Whether these are all there are.
        failed: Arrangements left out because tau2 or the statistic was not found.
        note: Why there are no p-values, empty when there are.
    """

    p_values: Floats
    joint: float
    arrangements: int
    exact: bool
    failed: int
    note: str = ""


def permutation_p(
    effects: Effects,
    design: Floats,
    *,
    method: TauMethod = "REML",
    replicates: int,
    rng: np.random.Generator,
) -> Permuted:
    """Test moderators by giving the rows of the design to the trials anew.

    tau2 is estimated anew under each arrangement, and the statistic is that of Knapp and Hartung
    without safeguard, infinite for a perfect fit: t of each coefficient, in absolute size, and F
    of all moderators. P is the share of arrangements whose statistic is at least the observed one.
    All distinct arrangements are taken where there are no more than `replicates`; else that many
    are drawn and the observed one is added. Trials are put in order first, so that the order they
    are given in changes nothing.

    Args:
        effects: Effects of k trials.
        design: The intercept, a column of ones, then one column a moderator (k, p).
        method: Estimator of the variance between trials.
        replicates: Number of random arrangements, at least 1.
        rng: Source of random numbers; not used where all arrangements are taken.

    Returns:
        The p-values; nan with a note without moderators, with no more trials than coefficients or
        with moderators that are the same in all trials or follow from each other.

    Raises:
        ValueError: The design has not one row a trial or is not finite, or there are no replicates.

    Formula: Higgins and Thompson (2004), Stat Med 23:1663-1682; Follmann and Proschan (1999),
    Biometrics 55:732-737. Equals R `metafor::permutest(rma(..., test = "knha"))`, of which
    the random test counts the observed arrangement as one of `iter`, here as one more.
    """
    if replicates < 1:
        raise ValueError(f"replicates must be at least 1, found {replicates}")
    if design.ndim != 2 or len(design) != effects.k or not np.isfinite(design).all():
        raise ValueError("the design has one row of finite numbers a trial")
    reason = no_regression(design) or ("" if design.shape[1] > 1 else NO_MODERATOR)
    if reason:
        return _nothing(design.shape[1], reason)
    effects, design, sizes = _in_order(effects, design)
    observed = _statistics(effects, design, np.arange(effects.k)[np.newaxis], method)
    if np.isnan(observed).any():
        return _nothing(design.shape[1], NO_STATISTIC)
    exact = arrangements_of(sizes) <= replicates
    chosen = _all(sizes) if exact else _random(effects.k, replicates, rng)
    as_extreme, found, failed = np.zeros(design.shape[1] + 1), 0, 0
    if not exact:
        as_extreme, found = as_extreme + 1, 1
    for rows in chosen:
        statistics = _statistics(effects, design, rows, method)
        known = statistics[~np.isnan(statistics).any(axis=1)]
        as_extreme += np.sum(known >= observed - TIE, axis=0)
        found, failed = found + len(known), failed + len(rows) - len(known)
    return Permuted(
        p_values=as_extreme[:-1] / found,
        joint=float(as_extreme[-1]) / found,
        arrangements=found,
        exact=exact,
        failed=failed,
    )


def arrangements_of(sizes: Integers) -> int:
    """Return in how many ways trials can be split into groups of given sizes.

    Args:
        sizes: Trials that share a row of the design, one number for each distinct row.

    Returns:
        The multinomial coefficient.
    """
    ways, left = 1, int(sizes.sum())
    for size in sizes.tolist():
        ways *= comb(left, size)
        left -= size
    return ways


def _in_order(effects: Effects, design: Floats) -> tuple[Effects, Floats, Integers]:
    """Order trials by design and effect, so that equal rows of the design lie together."""
    keys = (effects.variance, effects.estimate, *design.T[::-1])
    order = np.lexsort(keys)
    sizes = np.unique(design, axis=0, return_counts=True)[1]
    return effects.take(order), design[order], sizes.astype(np.int64)


def _all(sizes: Integers) -> Iterator[Integers]:
    """Yield every arrangement once: for each group in turn the trials it gets."""
    placed = np.empty((1, 0), dtype=np.int64)
    free = np.arange(sizes.sum(), dtype=np.int64)[np.newaxis]
    for size in sizes.tolist():
        left = free.shape[1]
        taken = np.array(list(combinations(range(left), size)), dtype=np.int64)
        rest = np.array([np.setdiff1d(np.arange(left), row) for row in taken], dtype=np.int64)
        ways = len(taken)
        placed = np.concatenate([np.repeat(placed, ways, axis=0), _pick(free, taken)], axis=1)
        free = _pick(free, rest)
    rows = _rows(placed.shape[1])
    for start in range(0, len(placed), rows):
        yield placed[start : start + rows]


def _pick(free: Integers, columns: Integers) -> Integers:
    return free[:, columns].reshape(len(free) * len(columns), -1)


def _random(k: int, replicates: int, rng: np.random.Generator) -> Iterator[Integers]:
    rows = _rows(k)
    for start in range(0, replicates, rows):
        size = min(rows, replicates - start)
        yield rng.permuted(np.tile(np.arange(k, dtype=np.int64), (size, 1)), axis=1)


def _rows(k: int) -> int:
    return max(1, CELLS_PER_BATCH // k)


def _statistics(effects: Effects, design: Floats, rows: Integers, method: TauMethod) -> Floats:
    """Return |t| of each coefficient and F of the moderators for each arrangement (r, p + 1)."""
    # Trials move and the design stays: the same arrangements, with one design for all.
    fits = regress_many(effects.estimate[rows], effects.variance[rows], design, method=method)
    k, p = design.shape
    factor = np.where(fits.residual <= ROUNDING, 0, fits.residual / (k - p))[:, np.newaxis]
    errors = np.sqrt(factor * np.einsum("rii->ri", fits.covariance))
    sizes = np.abs(_ratio(fits.coefficients, errors))
    moderators = fits.coefficients[:, 1:]
    inverse = np.linalg.inv(fits.covariance[:, 1:, 1:])
    square = np.einsum("ri,rij,rj->r", moderators, inverse, moderators)[:, np.newaxis]
    return np.concatenate([sizes, _ratio(square / (p - 1), factor)], axis=1)


def _ratio(above: Floats, below: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(above / below)


def _nothing(p: int, note: str) -> Permuted:
    return Permuted(
        p_values=np.full(p, nan), joint=nan, arrangements=0, exact=False, failed=0, note=note
    )
