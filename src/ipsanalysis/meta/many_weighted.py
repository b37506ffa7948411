"""Weighted least squares of many meta-analyses at once, each with its own weights."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ipsanalysis.meta.trials import Floats, Integers


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Effects of r meta-analyses of k trials that share one design.

    Attributes:
        estimate: Effects, shape (r, k).
        variance: Sampling variances, shape (r, k).
        basis: Orthonormal columns that span the design, shape (k, p).
    """

    estimate: Floats
    variance: Floats
    basis: Floats

    @property
    def r(self) -> int:
        """Number of meta-analyses."""
        return len(self.estimate)

    @property
    def k(self) -> int:
        """Trials of each meta-analysis."""
        return len(self.basis)

    @property
    def p(self) -> int:
        """Coefficients of each meta-analysis."""
        return int(self.basis.shape[1])

    @cached_property
    def typical(self) -> Floats:
        """Harmonic mean of the variances of each meta-analysis, shape (r,)."""
        return np.asarray(self.k / (1 / self.variance).sum(axis=1), dtype=np.float64)

    def take(self, rows: slice | Integers) -> "Batch":
        """Return the meta-analyses of a slice or index."""
        return Batch(estimate=self.estimate[rows], variance=self.variance[rows], basis=self.basis)

    def products(self, values: Floats) -> Floats:
        """Return X'v of each row v of an (r, k) array, shape (r, p)."""
        columns = [np.einsum("rk,k->r", values, column) for column in self.basis.T.copy()]
        return np.stack(columns, axis=-1)

    def gram(self, weight: Floats) -> Floats:
        """Return X'WX of each row of weights, shape (r, p, p)."""
        found = np.empty((len(weight), self.p, self.p))
        for i in range(self.p):
            for j in range(i + 1):
                product = np.einsum("rk,k->r", weight, self.basis[:, i] * self.basis[:, j])
                found[:, i, j] = found[:, j, i] = product
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """Weighted fits of a batch at one variance between trials for each row.

    Attributes:
        weight: 1 / (sampling variance + variance between trials), shape (r, k).
        inverse: Inverse of X'WX, shape (r, p, p).
        coefficients: Coefficients of the basis, shape (r, p).
        residuals: Effects minus fitted effects, shape (r, k).
    """

    weight: Floats
    inverse: Floats
    coefficients: Floats
    residuals: Floats

    @property
    def residual(self) -> Floats:
        """Weighted sum of squares of the residuals, shape (r,)."""
        return np.asarray(np.einsum("rk,rk->r", self.weight * self.residuals, self.residuals))


def weighted(batch: Batch, tau2: Floats) -> Fits:
    """Fit each meta-analysis of a batch by weighted least squares.

    Args:
        batch: The meta-analyses.
        tau2: Variance between trials of each, shape (r,).

    Returns:
        The fits, of which those at a tau2 of nan are nan.
    """
    weight = 1 / (batch.variance + tau2[:, np.newaxis])
    inverse: Floats = np.linalg.inv(batch.gram(weight)).astype(np.float64, copy=False)
    right = batch.products(weight * batch.estimate)
    coefficients = np.einsum("rij,rj->ri", inverse, right)
    residuals = batch.estimate - np.einsum("ri,ki->rk", coefficients, batch.basis)
    return Fits(weight=weight, inverse=inverse, coefficients=coefficients, residuals=residuals)


def residual_squares(batch: Batch) -> Floats:
    """Return the residual sum of squares of each meta-analysis without weights, shape (r,)."""
    fitted = np.einsum("ri,ki->rk", batch.products(batch.estimate), batch.basis)
    residuals = batch.estimate - fitted
    return np.asarray(np.einsum("rk,rk->r", residuals, residuals))


def trace_p(batch: Batch, fits: Fits) -> Floats:
    """Return the trace of P = W - WX(X'WX)^-1 X'W of each fit, shape (r,)."""
    leverage = np.einsum("rij,rji->r", fits.inverse, batch.gram(fits.weight**2))
    return np.asarray(fits.weight.sum(axis=1) - leverage, dtype=np.float64)


def restricted_score(batch: Batch, tau2: Floats) -> Floats:
    """Return twice the derivative of the restricted log likelihood by tau2, y'PPy - tr P.

    Args:
        batch: The meta-analyses.
        tau2: Variance between trials of each, shape (r,).

    Returns:
        The score, shape (r,).

    Formula: Harville (1977), J Am Stat Assoc 72:320-338; Viechtbauer (2005), J Educ Behav Stat
    30:261-293.
    """
    fits = weighted(batch, tau2)
    projected = fits.weight * fits.residuals
    return np.asarray(np.einsum("rk,rk->r", projected, projected) - trace_p(batch, fits))


def observed_information(batch: Batch, tau2: Floats) -> Floats:
    """Return the derivative of the score by tau2 with its sign changed, 2 y'PPPy - tr PP.

    Args:
        batch: The meta-analyses.
        tau2: Variance between trials of each, shape (r,).

    Returns:
        The information, shape (r,); below 0 where the likelihood is not concave.
    """
    fits = weighted(batch, tau2)
    square = fits.weight**2
    second = fits.inverse @ batch.gram(square)
    third = np.einsum("rij,rji->r", fits.inverse, batch.gram(square * fits.weight))
    trace = square.sum(axis=1) - 2 * third + np.einsum("rij,rji->r", second, second)
    projected = fits.weight * fits.residuals
    across = batch.products(fits.weight * projected)
    along = np.einsum("ri,rij,rj->r", across, fits.inverse, across)
    cubic = np.einsum("rk,rk->r", fits.weight * projected, projected) - along
    return np.asarray(2 * cubic - trace)


def restricted_likelihood(batch: Batch, tau2: Floats) -> Floats:
    """Return the restricted log likelihood without its constant (R: `logLik(rma(...))`).

    Args:
        batch: The meta-analyses.
        tau2: Variance between trials of each, shape (r,).

    Returns:
        -(sum log(v + tau2) + log det X'WX + weighted residual sum of squares) / 2, shape (r,);
        nan at a tau2 of nan.
    """
    found = np.full(batch.r, np.nan)
    known = np.flatnonzero(np.isfinite(tau2))
    fits = weighted(batch.take(known), tau2[known])
    determinant = np.linalg.slogdet(fits.inverse)[1]
    found[known] = (np.log(fits.weight).sum(axis=1) + determinant - fits.residual) / 2
    return found
