"""Many random-effects meta-analyses of the same number of trials at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipsanalysis.meta.heterogeneity import TauMethod
from ipsanalysis.meta.many_tau2 import tau2_of
from ipsanalysis.meta.many_weighted import Batch, weighted
from ipsanalysis.meta.trials import Floats

CELLS_PER_BATCH = 2**16


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressedMany:
    """Meta-regressions of r sets of trials; nan where tau2 did not converge.

    Attributes:
        tau2: Variance between trials, shape (r,).
        coefficients: Coefficients of the design, shape (r, p).
        covariance: Their covariance (X'WX)^-1, as for a Wald test, shape (r, p, p).
        residual: Sum of w (y - fitted)^2, w = 1 / (variance + tau2), shape (r,); over k - p it is
            the factor of Knapp and Hartung.
        q: The same at tau2 = 0, Cochran's Q of what the design leaves, shape (r,).
        converged: Whether tau2 was found, shape (r,).
    """

    tau2: Floats
    coefficients: Floats
    covariance: Floats
    residual: Floats
    q: Floats
    converged: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledMany:
    """Pooled effects of r sets of trials; nan where tau2 did not converge.

    Attributes:
        tau2: Variance between trials, shape (r,).
        coefficient: Pooled effect on the scale of the analysis, shape (r,).
        std_error: Its standard error, as for a Wald test, shape (r,).
        q: Cochran's Q, shape (r,).
        converged: Whether tau2 was found, shape (r,).
    """

    tau2: Floats
    coefficient: Floats
    std_error: Floats
    q: Floats
    converged: NDArray[np.bool_]


def pool_many(estimate: Floats, variance: Floats, *, method: TauMethod) -> PooledMany:
    """Pool each of many sets of trials under the random-effects model.

    Args:
        estimate: Effects on the scale of the analysis, a set a row, shape (r, k).
        variance: Their sampling variances, above 0, shape (r, k).
        method: Estimator of the variance between trials.

    Returns:
        One pooled effect a row; with one trial that trial, tau2 0.

    Raises:
        ValueError: If shapes differ, there is no trial, a number is not finite or a variance is
            not above 0.

    Formula: row by row that of `pool`. Equals R `metafor::rma(yi, vi, method = method)`.
    """
    found = regress_many(estimate, variance, np.ones((estimate.shape[-1], 1)), method=method)
    return PooledMany(
        tau2=found.tau2,
        coefficient=found.coefficients[:, 0],
        std_error=np.sqrt(found.covariance[:, 0, 0]),
        q=found.q,
        converged=found.converged,
    )


def regress_many(
    estimate: Floats, variance: Floats, design: Floats, *, method: TauMethod
) -> RegressedMany:
    """Regress each of many sets of trials on one design under the random-effects model.

    DerSimonian-Laird is in closed form; Paule-Mandel is found by Newton's method on Q, which is
    convex in tau2; for REML every maximum of the restricted likelihood is bracketed by the sign of
    the score and found by Newton's method within its bracket, and the highest wins. Iterations end
    at a step of 1e-13 of tau2 and the typical variance. Sets are taken some thousand at a time, so
    that memory stays bounded.

    Args:
        estimate: Effects on the scale of the analysis, a set a row, shape (r, k).
        variance: Their sampling variances, above 0, shape (r, k).
        design: Independent columns, the same for every row, shape (k, p), p at most k.
        method: Estimator of the variance between trials.

    Returns:
        One fit a row; tau2 is 0 with as many coefficients as trials.

    Raises:
        ValueError: If shapes do not fit, there is no trial, a number is not finite or a variance
            is not above 0.

    Formula: Viechtbauer (2005), J Educ Behav Stat 30:261-293; DerSimonian and Kacker (2007),
    Contemp Clin Trials 28:105-114. Row by row equal to R `metafor::rma(yi, vi, mods = design,
    intercept = FALSE, method = method)`.
    """
    _refuse(estimate, variance, design)
    basis, triangle = np.linalg.qr(design)
    whole = Batch(estimate=estimate, variance=variance, basis=basis)
    rows = max(1, CELLS_PER_BATCH // whole.k)
    parts = [
        _fit(whole.take(slice(start, start + rows)), method)
        for start in range(0, max(1, whole.r), rows)
    ]
    tau2, coefficients, covariance, residual, q = map(np.concatenate, zip(*parts, strict=True))
    back = np.linalg.inv(triangle)
    return RegressedMany(
        tau2=tau2,
        coefficients=np.einsum("ij,rj->ri", back, coefficients),
        covariance=np.einsum("ij,rjl,ml->rim", back, covariance, back),
        residual=residual,
        q=q,
        converged=np.isfinite(tau2),
    )


def _refuse(estimate: Floats, variance: Floats, design: Floats) -> None:
    if estimate.ndim != 2 or estimate.shape != variance.shape:
        raise ValueError("estimate and variance are two arrays of one shape (r, k)")
    if design.ndim != 2 or not 0 < design.shape[1] <= len(design) == estimate.shape[1]:
        raise ValueError("the design has one row a trial and at most as many columns")
    if not (np.isfinite(estimate).all() and np.isfinite(variance).all()):
        raise ValueError("effects and variances are finite")
    if (variance <= 0).any():
        raise ValueError("variances are above 0")


def _fit(batch: Batch, method: TauMethod) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    tau2 = tau2_of(batch, method)
    fits = weighted(batch, tau2)
    q = weighted(batch, np.zeros(batch.r)).residual
    return tau2, fits.coefficients, fits.inverse, fits.residual, q
