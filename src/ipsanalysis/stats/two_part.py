"""Two-part model of an amount with many zeros, standardised to one marginal difference."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, ndtr

from ipsanalysis.stats.arms import FloatArray, finite_vector, is_active
from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile
from ipsanalysis.stats.glm import GlmFit, fit_glm

METHOD = "Two-part model (logistic, fractional logit), standardised"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPart:
    """Marginal means had everybody been in the active or in the control arm.

    Attributes:
        mean_active: Standardised mean under the active arm.
        mean_control: Standardised mean under the control arm.
        mean_difference: The first minus the second.
    """

    mean_active: Estimate
    mean_control: Estimate
    mean_difference: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    """Everybody randomised, in an order that does not depend on the input."""

    values: FloatArray
    active: NDArray[np.bool_]
    covariates: FloatArray

    def design(self, active: ArrayLike) -> FloatArray:
        arm = np.broadcast_to(np.asarray(active, dtype=np.float64), self.values.shape)
        return np.column_stack([np.ones(self.values.size), arm, self.covariates])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marginal:
    """A marginal mean and each person's contribution to its error."""

    mean: float
    influence: FloatArray

    def __sub__(self, other: "_Marginal") -> "_Marginal":
        return _Marginal(mean=self.mean - other.mean, influence=self.influence - other.influence)


def two_part(
    values: ArrayLike, group: ArrayLike, covariates: ArrayLike, *, maximum: float, level: float
) -> TwoPart:
    """Return the mean amount in each arm and their difference, adjusted for covariates.

    Part one, logistic: any amount at all, p(a, z). Part two, quasi-binomial with logit link among
    those with any: the share of the maximum, q(a, z) (Papke and Wooldridge 1996, Journal of
    Applied Econometrics 11:619-632; two-part models: Duan et al. 1983, Journal of Business and
    Economic Statistics 1:115-126). Both have the arm and the covariates as main effects. The
    marginal mean of arm a is the mean over all randomised of p(a, z) maximum q(a, z). Its variance
    is the sum of squared influence values of the stacked estimating equations (Stefanski and Boos
    2002, American Statistician 56:29-38), sampling of the covariates included; normal intervals.
    Without covariates the marginal means are the raw means. Equals R `glm(family = binomial)`,
    `glm(family = quasibinomial)` and `mean(predict(...))`, and `delicatessen.MEstimator`.
    No estimate: an empty arm, or a part without a finite fit, as when nobody or everybody in an
    arm has any amount.

    Args:
        values: Amounts from 0 to `maximum`, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        covariates: Baseline covariates, shape (n, p); p may be 0.
        maximum: The largest possible amount, above 0, in the unit of the values.
        level: Confidence level, between 0 and 1.

    Returns:
        Marginal means and their difference in the unit of the values; p for the difference.

    Raises:
        ValueError: If a shape is wrong, a number is not finite, a code is neither 0 nor 1 or a
            value is outside 0 to `maximum`.
    """
    people = _people(values, group, covariates, maximum)
    if people.active.all() or not people.active.any():
        return _without_estimate("an arm is empty")
    design = people.design(people.active)
    working = people.values > 0
    any_amount = fit_glm(working, design, family="binomial")
    if any_amount.problem:
        return _without_estimate(f"whether any amount: {any_amount.problem}")
    amount = fit_glm(people.values[working] / maximum, design[working], family="binomial")
    if amount.problem:
        return _without_estimate(f"amount among those with any: {amount.problem}")
    active, control = (
        _marginal(people.design(arm), working, any_amount, amount, maximum) for arm in (1, 0)
    )
    return TwoPart(
        mean_active=_estimate(active, level),
        mean_control=_estimate(control, level),
        mean_difference=_estimate(active - control, level, test=True),
    )


def _people(values: ArrayLike, group: ArrayLike, covariates: ArrayLike, maximum: float) -> _People:
    amounts = finite_vector(values, "values")
    active = is_active(group, amounts.size)
    matrix = np.asarray(covariates, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != amounts.size:
        raise ValueError(f"covariates must have one row per person, found shape {matrix.shape}")
    if not np.isfinite(matrix).all():
        raise ValueError("covariates must be finite; impute missing values first")
    if (amounts < 0).any() or (amounts > maximum).any():
        raise ValueError(f"values must lie between 0 and the maximum {maximum}")
    order = np.lexsort((*matrix.T, amounts, active))
    return _People(values=amounts[order], active=active[order], covariates=matrix[order])


def _marginal(
    design: FloatArray,
    working: NDArray[np.bool_],
    any_amount: GlmFit,
    amount: GlmFit,
    maximum: float,
) -> _Marginal:
    any_shares, amount_shares = expit(design @ any_amount.coef), expit(design @ amount.coef)
    expected = maximum * any_shares * amount_shares
    mean = float(expected.mean())
    people = expected.size
    influence = (expected - mean) / people
    influence += any_amount.influence @ ((expected * (1 - any_shares)) @ design / people)
    gradient = (expected * (1 - amount_shares)) @ design / people
    influence[working] += amount.influence @ gradient
    return _Marginal(mean=mean, influence=influence)


def _estimate(marginal: _Marginal, level: float, *, test: bool = False) -> Estimate:
    std_error = float(np.sqrt(np.sum(marginal.influence**2)))
    half = normal_quantile(level) * std_error
    p_value = 2 * float(ndtr(-abs(marginal.mean) / std_error)) if test else float("nan")
    return Estimate(
        estimate=marginal.mean,
        method=METHOD,
        std_error=std_error,
        ci_low=marginal.mean - half,
        ci_high=marginal.mean + half,
        level=level,
        p_value=p_value,
    )


def _without_estimate(reason: str) -> TwoPart:
    nothing = no_estimate(METHOD, reason)
    return TwoPart(mean_active=nothing, mean_control=nothing, mean_difference=nothing)
