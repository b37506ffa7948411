"""Generalised estimating equations for clustered yes-or-no values."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.gee_equations import (
    ONE_DECIDES,
    Clusters,
    Working,
    corrected_influence,
    robust_influence,
    solve,
)
from ipsanalysis.stats.gee_wald import root_sum, wald, wald_risk
from ipsanalysis.stats.glm import NO_FINITE_FIT

Floats = NDArray[np.float64]
Correction = Literal["mancl_derouen", "none"]

SEPARATION = "separation: the design tells yes from no, so a coefficient is infinite"
_COVARIANCE = {
    "mancl_derouen": "Mancl-DeRouen covariance, t distribution",
    "none": "Liang-Zeger covariance",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GeeFit:
    """A fitted model, or the reason why there is none; with a problem every number is nan.

    Attributes:
        names: Names of the coefficients (p).
        log_odds_ratio: The coefficients with Wald intervals and p-values.
        coef: The coefficients as numbers (p).
        covariance: Their covariance, corrected if so asked (p x p).
        influence: Influence of each cluster on them, clusters in ascending order (K x p); the sum
            of outer products is the covariance.
        correlation: The working correlation; 0 with independence.
        clusters: Number of clusters, K.
        degrees: Degrees of freedom, K - p; infinity without correction.
        level: Confidence level of intervals.
        method: The method in words.
        problem: Why there is no fit, empty when there is one.
    """

    names: tuple[str, ...]
    log_odds_ratio: tuple[Estimate, ...]
    coef: Floats
    covariance: Floats
    influence: Floats
    correlation: float
    clusters: int
    degrees: float
    level: float
    method: str
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeeRisks:
    """Marginal risks under both arms and their difference.

    Attributes:
        risk_active: Mean risk if all were in the active arm; interval on the logit scale.
        risk_control: Mean risk if all were in the control arm; interval on the logit scale.
        risk_difference: Active minus control; Wald interval and p-value.
    """

    risk_active: Estimate
    risk_control: Estimate
    risk_difference: Estimate


def gee_logistic(
    values: ArrayLike,
    design: ArrayLike,
    cluster: ArrayLike,
    names: Sequence[str],
    *,
    working: Working,
    correction: Correction,
    level: float,
) -> GeeFit:
    """Fit a marginal logistic model to clustered yes-or-no values.

    Valid whatever the true correlation; values may be missing completely at random only (given
    the design). Coefficients, correlation and robust errors equal R `geepack::geeglm(family =
    binomial)` for both working correlations. The corrected covariance equals that of statsmodels
    `GEE.fit(cov_type="bias_reduced")` at the same correlation, and the one-step jackknife of
    geepack (`std.err = "j1s"`) without its factor (K - p - q) / K, q the number of scale and
    correlation parameters. Own code: statsmodels loops over clusters in Python, has no t
    distribution, and estimates another correlation.

    Args:
        values: Whether yes, 0 or 1 (N).
        design: Design with its intercept (N x p).
        cluster: Cluster of each row, any values that sort (N).
        names: Name of each coefficient (p).
        working: Working correlation within a cluster.
        correction: "mancl_derouen": covariance corrected for few clusters, intervals and p-values
            by t on K - p degrees of freedom; "none": robust covariance and normal distribution.
        level: Confidence level between 0 and 1.

    Returns:
        The fit; with separation, collinear columns, K not above p, one cluster that alone decides
        a coefficient, or a correlation that cannot be, it holds nan and the problem.

    Raises:
        ValueError: Shapes differ, values are not 0 or 1, a number is not finite or a cluster is
            missing.

    Formula: Liang and Zeger (1986), Biometrika 73:13-22; Mancl and DeRouen (2001), Biometrics
    57:126-134.
    """
    data = _clusters(values, design, cluster, len(names))
    method = f"GEE, logit link, {working} working correlation, {_COVARIANCE[correction]}"
    k, p = data.start.size, len(names)
    if k <= p:
        problem = f"too few clusters: {k} for {p} coefficient{'s' if p > 1 else ''}"
        return _no_fit(names, k, level, method, problem)
    solution = solve(data, working)
    if isinstance(solution, str):
        problem = SEPARATION if solution == NO_FINITE_FIT else solution
        return _no_fit(names, k, level, method, problem)
    corrected = correction == "mancl_derouen"
    equations = solution.equations
    influence = corrected_influence(data, equations) if corrected else robust_influence(equations)
    if influence is None:
        return _no_fit(names, k, level, method, ONE_DECIDES)
    degrees = float(k - p) if corrected else inf
    return GeeFit(
        names=tuple(names),
        log_odds_ratio=tuple(
            wald(Estimate(estimate=b, method=method), root_sum(i), level=level, degrees=degrees)
            for b, i in zip(solution.coef.tolist(), influence.T, strict=True)
        ),
        coef=solution.coef,
        covariance=influence.T @ influence,
        influence=influence,
        correlation=equations.correlation,
        clusters=k,
        degrees=degrees,
        level=level,
        method=method,
    )


def gee_risk_difference(
    fit: GeeFit, active: ArrayLike, control: ArrayLike, *, note: str = ""
) -> GeeRisks:
    """Estimate the mean risks of all clusters under two designs, and their difference.

    The error adds to the delta method the spread of the risks over the clusters, so that it takes
    covariates as sampled; without covariates that part is 0.

    Args:
        fit: The fitted model.
        active: Design of each cluster in the active arm, clusters in ascending order (K x p).
        control: Design of each cluster in the control arm (K x p).
        note: What a reader must know of the estimates.

    Returns:
        Risks and difference with the errors and degrees of freedom of the fit; without a fit,
        records that say why.

    Raises:
        ValueError: A design does not have one row per cluster and one column per coefficient.

    Formula: influence (g - mean g) / K + grad' influence of the coefficients, g the risk of a
    cluster; stacked estimating equations as in Stefanski and Boos (2002), Am Stat 56:29-38.
    """
    if fit.problem:
        nothing = no_estimate(fit.method, fit.problem)
        return GeeRisks(risk_active=nothing, risk_control=nothing, risk_difference=nothing)
    risk, influence = _mean_risk(fit, np.asarray(active, dtype=np.float64))
    other, other_influence = _mean_risk(fit, np.asarray(control, dtype=np.float64))

    def bare(value: float) -> Estimate:
        return Estimate(estimate=value, method=fit.method, note=note)

    level, degrees = fit.level, fit.degrees
    return GeeRisks(
        risk_active=wald_risk(bare(risk), root_sum(influence), level=level, degrees=degrees),
        risk_control=wald_risk(
            bare(other), root_sum(other_influence), level=level, degrees=degrees
        ),
        risk_difference=wald(
            bare(risk - other), root_sum(influence - other_influence), level=level, degrees=degrees
        ),
    )


def _mean_risk(fit: GeeFit, design: Floats) -> tuple[float, Floats]:
    if design.shape != fit.influence.shape:
        raise ValueError(f"the design must have shape {fit.influence.shape}, found {design.shape}")
    risk = expit(design @ fit.coef)
    mean = float(risk.mean())
    gradient = (risk * (1 - risk)) @ design / risk.size
    return mean, (risk - mean) / risk.size + fit.influence @ gradient


def _clusters(values: ArrayLike, design: ArrayLike, cluster: ArrayLike, p: int) -> Clusters:
    """Return the checked rows in an order that does not depend on the order given."""
    y, x, label = (
        np.asarray(values, dtype=np.float64),
        np.asarray(design, float),
        np.asarray(cluster),
    )
    if y.ndim != 1 or label.shape != y.shape or p == 0 or x.shape != (y.size, p):
        raise ValueError("values, design, cluster and names must fit each other")
    if not np.isin(y, (0.0, 1.0)).all() or not np.isfinite(x).all():
        raise ValueError("values must be 0 or 1, and the design finite numbers")
    if label.dtype.kind == "f" and not np.isfinite(label).all():
        raise ValueError("cluster must not be missing")
    code = np.unique(label, return_inverse=True)[1]
    order = np.lexsort((y, *x.T, code))
    size = np.bincount(code).astype(np.intp)
    return Clusters(values=y[order], design=x[order], start=np.cumsum(size) - size, size=size)


def _no_fit(names: Sequence[str], k: int, level: float, method: str, problem: str) -> GeeFit:
    p = len(names)
    return GeeFit(
        names=tuple(names),
        log_odds_ratio=(no_estimate(method, problem),) * p,
        coef=np.full(p, np.nan),
        covariance=np.full((p, p), np.nan),
        influence=np.full((k, p), np.nan),
        correlation=float("nan"),
        clusters=k,
        degrees=float("nan"),
        level=level,
        method=method,
        problem=problem,
    )
