"""Variance between trials of many meta-analyses at once."""

import numpy as np

from ipsanalysis.meta.heterogeneity import TauMethod
from ipsanalysis.meta.many_weighted import (
    Batch,
    observed_information,
    residual_squares,
    restricted_likelihood,
    restricted_score,
    trace_p,
    weighted,
)
from ipsanalysis.meta.trials import Floats, Integers

TOLERANCE = 1e-13
ITERATIONS = 200
POINTS_A_FACTOR_E = 4


def tau2_of(batch: Batch, method: TauMethod) -> Floats:
    """Return the variance between trials of each meta-analysis of a batch.

    Args:
        batch: The meta-analyses.
        method: DerSimonian-Laird, Paule-Mandel or restricted maximum likelihood.

    Returns:
        The variances, at least 0, shape (r,); nan where the iteration did not converge; 0 when
        there are as many coefficients as trials.

    Formula: row by row that of `between_variance`.
    """
    if batch.k == batch.p:
        return np.zeros(batch.r)
    return {"DL": _dersimonian_laird, "PM": _paule_mandel, "REML": _reml}[method](batch)


def _dersimonian_laird(batch: Batch) -> Floats:
    fits = weighted(batch, np.zeros(batch.r))
    return np.maximum(0, (fits.residual - (batch.k - batch.p)) / trace_p(batch, fits))


def _paule_mandel(batch: Batch) -> Floats:
    """Newton's method from 0 on Q less its expectation, which is convex and falls with tau2."""
    tau2, left = np.zeros(batch.r), np.arange(batch.r)
    for _ in range(ITERATIONS):
        now = batch.take(left)
        fits = weighted(now, tau2[left])
        excess = fits.residual - (batch.k - batch.p)
        projected = fits.weight * fits.residuals
        slope = np.einsum("rk,rk->r", projected, projected)
        step = np.divide(excess, slope, out=np.zeros_like(excess), where=excess > 0)
        tau2[left] += step
        left = left[step > TOLERANCE * (tau2[left] + now.typical)]
        if not left.size:
            break
    tau2[left] = np.nan
    return tau2


def _reml(batch: Batch) -> Floats:
    """Find every maximum of the restricted likelihoods and keep the highest of each row."""
    rows, low, high = _brackets(batch)
    maxima = _root(batch.take(rows), low, high)
    likelihood = restricted_likelihood(batch.take(rows), maxima)
    order = np.lexsort((likelihood, rows))
    tau2 = np.full(batch.r, np.nan)
    tau2[rows[order]] = maxima[order]
    return tau2


def _brackets(batch: Batch) -> tuple[Integers, Floats, Floats]:
    """Return the rows and limits between which a score falls below 0; both are 0 for a top at 0."""
    half = residual_squares(batch) / (2 * (batch.k - batch.p))
    bound = half + np.sqrt(half**2 + 2 * half * batch.variance.max(axis=1))
    least = batch.variance.min(axis=1)
    reach = np.log1p(bound / least)
    points = 2 + int(np.ceil(POINTS_A_FACTOR_E * reach.max(initial=0)))
    before, rising = np.zeros(batch.r), np.ones(batch.r, dtype=np.bool_)
    found = []
    for share in np.linspace(0, 1, points):
        here = least * np.expm1(share * reach)
        up = restricted_score(batch, here) > 0
        turned = np.flatnonzero(rising & ~up)
        found.append((turned, before[turned], here[turned]))
        before, rising = here, up
    rows, low, high = (np.concatenate(part) for part in zip(*found, strict=True))
    return rows, low, high


def _root(batch: Batch, low: Floats, high: Floats) -> Floats:
    """Newton's method within the limits; halved where a step leaves them or does not shrink."""
    low, high = low.copy(), high.copy()
    root, moved, left = (low + high) / 2, high - low, np.arange(batch.r)
    for _ in range(ITERATIONS):
        now, start = batch.take(left), root[left]
        score = restricted_score(now, start)
        low[left] = np.where(score > 0, start, low[left])
        high[left] = np.where(score > 0, high[left], start)
        information = observed_information(now, start)
        step = np.divide(score, information, out=np.full_like(score, np.inf), where=information > 0)
        new = start + step
        halve = (new < low[left]) | (new > high[left]) | (2 * np.abs(step) > moved[left])
        new = np.where(halve, (low[left] + high[left]) / 2, new)
        root[left], moved[left] = new, np.abs(new - start)
        left = left[~(moved[left] <= TOLERANCE * (start + now.typical))]
        if not left.size:
            break
    root[left] = np.nan
    return root
