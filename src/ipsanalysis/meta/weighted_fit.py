"""Weighted least squares of the effects of trials, each weighted by 1 / variance."""

from dataclasses import dataclass

import numpy as np

from ipsanalysis.meta.trials import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedFit:
    """Least squares with weights 1 / variance; leading axes are fits side by side.

    Attributes:
        coefficients: Coefficient of each column of the design (..., p).
        covariance: Their covariance (X'WX)^-1 (..., p, p).
        residuals: Effect less its fit, over the standard deviation (..., k).
        leverage: Diagonal of the hat matrix (..., k).
        log_determinant: Logarithm of the determinant of X'WX (...).
    """

    coefficients: Floats
    covariance: Floats
    residuals: Floats
    leverage: Floats
    log_determinant: Floats

    @property
    def q(self) -> Floats:
        """Weighted sum of squared residuals (...)."""
        return np.asarray(np.sum(self.residuals**2, axis=-1))


def weighted_fit(estimate: Floats, variance: Floats, design: Floats) -> WeightedFit:
    """Fit effects on a design with weights 1 / variance.

    Args:
        estimate: Effect of each trial (k).
        variance: Its whole variance, within and between trials (..., k).
        design: One row a trial, of full column rank (k, p), p at most k.

    Returns:
        The fit of each set of variances.

    Raises:
        LinAlgError: The design has not full rank.

    Formula: QR decomposition of W^(1/2) X. Equals R `metafor::rma(yi, variance, mods = design,
    method = "EE")`.
    """
    root = 1 / np.sqrt(variance)
    q, r = np.linalg.qr(root[..., None] * design)
    scaled = root * estimate
    along = np.einsum("...kp,...k->...p", q, scaled)
    inverse = np.linalg.inv(r)
    return WeightedFit(
        coefficients=np.einsum("...pq,...q->...p", inverse, along),
        covariance=inverse @ inverse.swapaxes(-1, -2),
        residuals=scaled - np.einsum("...kp,...p->...k", q, along),
        leverage=np.sum(q**2, axis=-1),
        log_determinant=2 * np.sum(np.log(np.abs(np.diagonal(r, axis1=-2, axis2=-1))), axis=-1),
    )


def design_of(design: Floats | None, k: int) -> Floats:
    """Return the design, or a column of ones when there is none.

    Args:
        design: One row a trial (k, p), or None.
        k: Number of trials.

    Returns:
        The design (k, p).

    Raises:
        ValueError: The design has not k rows, has more columns than trials, is not finite, or
            its columns are not independent.
    """
    if design is None:
        return np.ones((k, 1))
    if design.ndim != 2 or len(design) != k or not np.isfinite(design).all():
        raise ValueError("the design has one row of finite numbers a trial")
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError("the columns of the design are not independent")
    return design
