"""Generalised linear models, with the pieces a sandwich variance needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ipsanalysis.stats.family import BINOMIAL, POISSON, Family

Floats = NDArray[np.float64]

_MOST_STEPS = 25
_MOST_HALVINGS = 60
_LARGEST_LAST_STEP = 1e-9
_COLLINEAR_BELOW = 1e-9
_DIVERGED_ABOVE = 12.0
_FAMILIES = {"binomial": BINOMIAL, "poisson": POISSON}

NO_VARIATION = "the outcome is the same for everyone"
COLLINEAR = "the columns of the design are collinear"
NO_FINITE_FIT = "a coefficient has no finite estimate: the design separates the outcomes"
NOT_CONVERGED = f"the model did not converge in {_MOST_STEPS} steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class GlmFit:
    """A fitted model, or the reason why there is none.

    With a problem, every number is nan; `scores` sum to zero otherwise.

    Attributes:
        coef: Coefficients, one for each column of the design (p).
        fitted: Fitted means (n).
        bread_inverse: Inverse of X'WX, the model-based covariance at dispersion 1 (p x p).
        scores: Each row's contribution to the estimating equations (n x p).
        converged: Whether the maximum was reached.
        problem: Why there is no fit, empty when there is one.
    """

    coef: Floats
    fitted: Floats
    bread_inverse: Floats
    scores: Floats
    converged: bool
    problem: str = ""

    @property
    def influence(self) -> Floats:
        """Influence of each row on the coefficients (n x p): estimate minus truth is their sum."""
        return self.scores @ self.bread_inverse

    @property
    def covariance(self) -> Floats:
        """Sandwich covariance of the coefficients (R: `sandwich::vcovHC(fit, type = "HC0")`)."""
        return self.influence.T @ self.influence


def fit_glm(
    outcome: ArrayLike,
    design: ArrayLike,
    *,
    family: Literal["binomial", "poisson"],
    offset: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> GlmFit:
    """Fit a logistic or log-linear model by Newton's method with step halving.

    A binomial outcome may be a fraction, and a Poisson outcome need not be whole: coefficients
    are then those of the quasi-likelihood, and `covariance` remains valid.

    Args:
        outcome: Outcomes (n); 0 to 1 for binomial, 0 or more for Poisson.
        design: Design with its intercept (n x p).
        family: "binomial" (logit link) or "poisson" (log link).
        offset: Known part of the linear predictor (n), such as the log of the time observed.
        weights: Prior weights, 0 or more (n).

    Returns:
        The fit; without variation in the outcome, with collinear columns or without a finite
        maximum it holds nan and the problem.

    Raises:
        ValueError: Shapes differ, a number is not finite, or an outcome or weight is out of range.

    Formula: McCullagh and Nelder (1989), Generalized Linear Models, section 2.5. Equals R
    `glm(family = binomial)`, `quasibinomial`, `poisson` and `quasipoisson`, and
    `sandwich::vcovHC(type = "HC0")`.
    """
    return fit_family(outcome, design, _FAMILIES[family], offset=offset, weights=weights)


def fit_family(
    outcome: ArrayLike,
    design: ArrayLike,
    law: Family,
    *,
    offset: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> GlmFit:
    """Maximise a (quasi-)likelihood by Newton's method with step halving.

    Args:
        outcome: Outcomes (n), 0 up to the family's largest.
        design: Design with its intercept (n x p).
        law: The likelihood.
        offset: Known part of the linear predictor (n).
        weights: Prior weights, 0 or more (n).

    Returns:
        The fit, as `fit_glm` gives it.

    Raises:
        ValueError: Shapes differ, a number is not finite, or an outcome or weight is out of range.
    """
    y, x = np.asarray(outcome, dtype=float), np.asarray(design, dtype=float)
    shift = np.zeros(y.shape) if offset is None else np.asarray(offset, dtype=float)
    weight = np.ones(y.shape) if weights is None else np.asarray(weights, dtype=float)
    _check(y, x, shift, weight, law)
    counted = y[weight > 0]
    if counted.size == 0 or (np.ptp(counted) == 0 and counted[0] in (0.0, law.largest_outcome)):
        return _no_fit(x, NO_VARIATION)
    if independent_columns(x[weight > 0]).size < x.shape[1]:
        return _no_fit(x, COLLINEAR)
    with np.errstate(over="ignore", invalid="ignore"):
        return _newton(y, x, shift, weight, law)


def independent_columns(design: ArrayLike) -> NDArray[np.intp]:
    """Find the columns that are no linear combination of those before them.

    Args:
        design: Design matrix (n x p).

    Returns:
        Their positions in order, the columns to which R `glm` gives a coefficient.

    Raises:
        ValueError: A number is not finite.
    """
    x = np.asarray(design, dtype=float)
    if not np.isfinite(x).all():
        raise ValueError("the design must hold finite numbers")
    basis, kept = np.empty((x.shape[0], 0)), []
    for position, column in enumerate(x.T):
        rest = column - basis @ (basis.T @ column)
        rest -= basis @ (basis.T @ rest)
        size = np.linalg.norm(rest)
        if size > _COLLINEAR_BELOW * np.linalg.norm(column):
            basis = np.column_stack([basis, rest / size])
            kept.append(position)
    return np.array(kept, dtype=np.intp)


def _check(y: Floats, x: Floats, shift: Floats, weight: Floats, law: Family) -> None:
    if y.ndim != 1 or x.ndim != 2 or not (y.size == len(x) == shift.size == weight.size):
        raise ValueError("outcome, design, offset and weights must have the same number of rows")
    if not all(np.isfinite(values).all() for values in (y, x, shift, weight)):
        raise ValueError("outcome, design, offset and weights must be finite numbers")
    if (y < 0).any() or (y > law.largest_outcome).any():
        raise ValueError(f"outcomes must lie between 0 and {law.largest_outcome}")
    if (weight < 0).any():
        raise ValueError("weights must not be negative")


def _newton(y: Floats, x: Floats, shift: Floats, weight: Floats, law: Family) -> GlmFit:
    def log_likelihood(eta: Floats) -> float:
        return float(weight @ law.log_likelihood(y, eta))

    start = law.link((y + np.average(y, weights=weight)) / 2)
    coef = np.linalg.lstsq(x, start - shift, rcond=None)[0]
    for _ in range(_MOST_STEPS):
        eta = x @ coef + shift
        score = x.T @ (weight * law.residual(y, eta))
        inverse = _inverse_information(x, weight * law.curvature(y, eta))
        if inverse is None:
            return _no_fit(x, NO_FINITE_FIT)
        step = inverse @ score
        if np.abs(x @ step).max() < _LARGEST_LAST_STEP:
            return _fit_at(coef + step, y, x, shift, weight, law)
        coef = coef + _halved(step, eta, x, log_likelihood)
    diverged = np.abs(x @ coef)[weight > 0].max() > _DIVERGED_ABOVE
    return _no_fit(x, NO_FINITE_FIT if diverged else NOT_CONVERGED)


def _halved(
    step: Floats, eta: Floats, x: Floats, log_likelihood: Callable[[Floats], float]
) -> Floats:
    here = log_likelihood(eta)
    tolerance = 1e-10 * (abs(here) + 1)
    for _ in range(_MOST_HALVINGS):
        if log_likelihood(eta + x @ step) >= here - tolerance:
            break
        step = step / 2
    return step


def _inverse_information(x: Floats, variance: Floats) -> Floats | None:
    triangle = np.linalg.qr(np.sqrt(variance)[:, None] * x, mode="r")
    try:
        inverse = np.linalg.inv(triangle)
    except np.linalg.LinAlgError:
        return None
    product: Floats = inverse @ inverse.T
    return product if np.isfinite(product).all() else None


def _fit_at(
    coef: Floats, y: Floats, x: Floats, shift: Floats, weight: Floats, law: Family
) -> GlmFit:
    eta = x @ coef + shift
    inverse = _inverse_information(x, weight * law.information(y, eta))
    if inverse is None:
        return _no_fit(x, NO_FINITE_FIT)
    return GlmFit(
        coef=coef,
        fitted=law.mean(eta),
        bread_inverse=inverse,
        scores=(weight * law.residual(y, eta))[:, None] * x,
        converged=True,
    )


def _no_fit(x: Floats, problem: str) -> GlmFit:
    n, p = x.shape
    return GlmFit(
        coef=np.full(p, np.nan),
        fitted=np.full(n, np.nan),
        bread_inverse=np.full((p, p), np.nan),
        scores=np.full((n, p), np.nan),
        converged=False,
        problem=problem,
    )
