"""Estimating equations of a logistic model for clustered yes-or-no values."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.special import expit

from ipsanalysis.stats.glm import NO_FINITE_FIT, fit_glm

Floats = NDArray[np.float64]
Working = Literal["independence", "exchangeable"]

IMPOSSIBLE = "the estimated exchangeable correlation is not possible for clusters of this size"
NOT_CONVERGED = "the estimating equations did not converge"
ONE_DECIDES = "one cluster alone decides a coefficient, so the corrected covariance does not exist"

_MOST_STEPS = 100
_LARGEST_LAST_STEP = 1e-10
_WIDEST_PREDICTOR = 30.0
_LEAST_LEFT = 1e-10
_LARGEST_BATCH = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusters:
    """Rows sorted by cluster.

    Attributes:
        values: Whether yes, 0 or 1 (N).
        design: Design of the mean (N x p).
        start: First row of each cluster (K).
        size: Rows of each cluster (K).
    """

    values: Floats
    design: Floats
    start: NDArray[np.intp]
    size: NDArray[np.intp]

    def sums(self, rows: Floats) -> Floats:
        """Sum the rows of each cluster.

        Args:
            rows: One row for each row of the data.

        Returns:
            The sums, one row for each cluster.
        """
        return np.add.reduceat(rows, self.start, axis=0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Equations:
    """The estimating equations at one coefficient vector and one correlation.

    Attributes:
        rows: Design times the standard deviation of each value (N x p).
        row_sums: Their sums by cluster (K x p).
        shared: a / (1 + (size - 1) a) of each cluster, a the correlation (K).
        correlation: The correlation a.
        scores: Contribution of each cluster, D'V^-1 (y - mean) (K x p).
        bread: Sum of D'V^-1 D (p x p).
    """

    rows: Floats
    row_sums: Floats
    shared: Floats
    correlation: float
    scores: Floats
    bread: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solution:
    """Where the estimating equations are zero.

    Attributes:
        coef: Coefficients (p).
        equations: The equations there.
    """

    coef: Floats
    equations: Equations


def solve(data: Clusters, working: Working) -> Solution | str:
    """Solve the estimating equations by Fisher scoring from the independence solution.

    Correlation and coefficients are updated in turn. The correlation is the moment estimator
    without correction for degrees of freedom: the mean product of two Pearson residuals of one
    cluster over the mean squared residual. R geepack has the same; Liang and Zeger subtract the
    number of coefficients in both means, as statsmodels does, which changes the third digit or so.

    Args:
        data: The sorted data.
        working: Working correlation within a cluster.

    Returns:
        The solution, or the reason why there is none.

    Formula: Liang and Zeger (1986), Biometrika 73:13-22.
    """
    start = fit_glm(data.values, data.design, family="binomial")
    if start.problem:
        return start.problem
    coef = start.coef
    if working == "independence" or data.size.max() == 1:
        return Solution(coef=coef, equations=_equations(data, coef, 0.0))
    for _ in range(_MOST_STEPS):
        if np.abs(data.design @ coef).max() > _WIDEST_PREDICTOR:
            return NO_FINITE_FIT
        correlation = _correlation(data, coef)
        if correlation > 1 - 1e-8 or 1 + (data.size.max() - 1) * correlation < 1e-8:
            return IMPOSSIBLE
        here = _equations(data, coef, correlation)
        step = np.linalg.solve(here.bread, here.scores.sum(axis=0))
        coef = coef + step
        if np.abs(data.design @ step).max() < _LARGEST_LAST_STEP:
            return Solution(coef=coef, equations=_equations(data, coef, correlation))
    return NOT_CONVERGED


def robust_influence(equations: Equations) -> Floats:
    """Return the influence of each cluster on the coefficients.

    Args:
        equations: The solved equations, B the bread and u the score of a cluster.

    Returns:
        B^-1 u (K x p); the sum of outer products is the robust covariance of Liang and Zeger (1986)
        (R: geepack `std.err = "san.se"`).
    """
    return np.asarray(np.linalg.solve(equations.bread, equations.scores.T).T, dtype=np.float64)


def corrected_influence(data: Clusters, equations: Equations) -> Floats | None:
    """Return the influence of each cluster, its residuals corrected for their leverage.

    Mancl and DeRouen put (I - H)^-1 (y - mean) for the residuals of a cluster, H = D B^-1 D'V^-1
    its leverage. With M = D'V^-1 D of the cluster, B^-1 D'V^-1 (I - H)^-1 (y - mean) is
    (B - M)^-1 u, a system of p equations for a cluster of any size. They are solved in batches
    of clusters of one size.

    Args:
        data: The sorted data.
        equations: The solved equations, B the bread and u the score of a cluster.

    Returns:
        (B - M)^-1 u (K x p); the sum of outer products is the covariance of Mancl and DeRouen. None
        where B - M is singular.

    Formula: Mancl and DeRouen (2001), Biometrics 57:126-134.
    """
    root = np.linalg.cholesky(equations.bread)
    rows, row_sums, scores = (
        solve_triangular(root, part.T, lower=True).T
        for part in (equations.rows, equations.row_sums, equations.scores)
    )
    out, p = np.empty_like(scores), scores.shape[1]
    for size in np.unique(data.size).tolist():
        members = np.flatnonzero(data.size == size)
        batches = np.arange(0, members.size, max(1, _LARGEST_BATCH // (p * (p + size))))[1:]
        for batch in np.split(members, batches):
            block = rows[data.start[batch][:, None] + np.arange(size)]
            sums = row_sums[batch]
            inside = block.transpose(0, 2, 1) @ block
            inside -= equations.shared[batch][:, None, None] * sums[:, :, None] * sums[:, None, :]
            left = np.eye(p) - inside / (1 - equations.correlation)
            if not _regular(left):
                return None
            out[batch] = np.linalg.solve(left, scores[batch][:, :, None])[:, :, 0]
    influence: Floats = solve_triangular(root, out.T, lower=True, trans="T").T
    return influence


def _regular(left: Floats) -> bool:
    """Return whether all matrices are positive definite beyond rounding."""
    try:
        pivots = np.linalg.cholesky(left).diagonal(axis1=1, axis2=2)
    except np.linalg.LinAlgError:
        return False
    return bool(pivots.min() ** 2 > _LEAST_LEFT)


def _pearson(data: Clusters, coef: Floats) -> tuple[Floats, Floats]:
    """Return the standard deviations of the values and their Pearson residuals."""
    predictor = data.design @ coef
    deviation = np.sqrt(expit(predictor) * expit(-predictor))
    return deviation, (data.values - expit(predictor)) / deviation


def _correlation(data: Clusters, coef: Floats) -> float:
    residual = _pearson(data, coef)[1]
    square = float(residual @ residual)
    products = (float(np.sum(data.sums(residual) ** 2)) - square) / 2
    pairs = float(np.sum(data.size * (data.size - 1) / 2))
    return products / pairs / (square / residual.size)


def _equations(data: Clusters, coef: Floats, correlation: float) -> Equations:
    """Return the equations, by the closed form (1 - a) R^-1 = I - shared 11' of the inverse."""
    deviation, residual = _pearson(data, coef)
    rows = deviation[:, None] * data.design
    row_sums, residual_sums = data.sums(rows), data.sums(residual)
    shared = correlation / (1 + (data.size.astype(np.float64) - 1) * correlation)
    scores = data.sums(residual[:, None] * rows) - (shared * residual_sums)[:, None] * row_sums
    bread = rows.T @ rows - (shared[:, None] * row_sums).T @ row_sums
    return Equations(
        rows=rows,
        row_sums=row_sums,
        shared=shared,
        correlation=correlation,
        scores=scores / (1 - correlation),
        bread=bread / (1 - correlation),
    )
