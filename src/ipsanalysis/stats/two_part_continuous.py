"""What the two-part models of an amount without upper limit have in common."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from ipsanalysis.stats.arms import FloatArray
from ipsanalysis.stats.glm import fit_glm, independent_columns
from ipsanalysis.stats.marginal import (
    TOO_LARGE,
    Marginal,
    MarginalMeans,
    amounts_of_people,
    fitted_exactly,
    joined,
    left_out,
    marginal_means,
    no_marginal_means,
)

EVERYBODY_ABOVE = "everybody is above zero: the model of the amounts alone, without a logistic part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """The fitted mean of the amounts above zero: exp(design @ coef + log_factor of the arm).

    Attributes:
        coef: Coefficients of the design (p).
        influence: Influence on them of each person above zero (m x p).
        log_factor: What the active and the control arm add to the logarithm (2).
        factor_influence: Influence on these of each person above zero (m x 2).
        problem: Why there is no fit, empty when there is one.
    """

    coef: FloatArray
    influence: FloatArray
    log_factor: FloatArray
    factor_influence: FloatArray
    problem: str = ""


AmountModel = Callable[[FloatArray, FloatArray], Amounts]


@dataclass(frozen=True, slots=True, kw_only=True)
class _AnyAmount:
    """The probability of any amount at all; 1 for everybody where nobody is at zero."""

    coef: FloatArray | None = None
    influence: FloatArray | None = None
    problem: str = ""

    def shares(self, design: FloatArray) -> FloatArray:
        if self.coef is None:
            return np.ones(len(design))
        return np.asarray(expit(design @ self.coef), dtype=np.float64)


def standardised_two_part(
    values: ArrayLike,
    group: ArrayLike,
    covariates: ArrayLike,
    *,
    model: AmountModel,
    method: str,
    level: float,
) -> MarginalMeans:
    """Return marginal means of a logistic part times a log-linear part.

    Args:
        values: Amounts, 0 or more, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        covariates: Baseline covariates, shape (n, p); p may be 0.
        model: Fits the amounts above zero on their design, the arm in its second column.
        method: The method in words.
        level: Confidence level, between 0 and 1.

    Returns:
        Marginal means and their difference, or records with the reason why there are none.

    Raises:
        ValueError: If a shape is wrong, a number is not finite, a code is neither 0 nor 1 or a
            value is negative.
    """
    people = amounts_of_people(values, group, covariates, maximum=np.inf)
    if people.empty_arm:
        return no_marginal_means(method, "an arm is empty")
    above = people.values > 0
    kept = independent_columns(people.design(people.active))
    design = people.design(people.active)[:, kept]
    any_amount = _any_amount(above, people.active, design)
    if any_amount.problem:
        return no_marginal_means(method, any_amount.problem)
    amounts = model(people.values[above], design[above])
    if amounts.problem:
        return no_marginal_means(method, f"amount among those above zero: {amounts.problem}")
    active, control = (
        _marginal(people.design(1 - index)[:, kept], above, any_amount, amounts, index)
        for index in (0, 1)
    )
    if active.too_large or control.too_large:
        return no_marginal_means(method, TOO_LARGE)
    note = joined(
        EVERYBODY_ABOVE if above.all() else "",
        fitted_exactly(people.active[above], kept.size),
        left_out(people, kept.size),
    )
    return marginal_means(active, control, method=method, level=level, note=note)


def _any_amount(
    above: NDArray[np.bool_], active: NDArray[np.bool_], design: FloatArray
) -> _AnyAmount:
    if above.all():
        return _AnyAmount()
    for name, arm in (("active", active), ("control", ~active)):
        if not above[arm].any():
            return _AnyAmount(problem=f"nobody in the {name} arm is above zero")
        if above[arm].all():
            return _AnyAmount(
                problem=f"everybody in the {name} arm is above zero and not in the other: the "
                "logistic part has no finite estimate"
            )
    fit = fit_glm(above, design, family="binomial")
    return _AnyAmount(
        coef=fit.coef,
        influence=fit.influence,
        problem=f"whether above zero: {fit.problem}" if fit.problem else "",
    )


def _marginal(
    design: FloatArray,
    above: NDArray[np.bool_],
    any_amount: _AnyAmount,
    amounts: Amounts,
    index: int,
) -> Marginal:
    shares = any_amount.shares(design)
    with np.errstate(over="ignore", invalid="ignore"):
        expected = shares * np.exp(design @ amounts.coef + amounts.log_factor[index])
        mean = float(expected.mean())
        influence = (expected - mean) / expected.size
        if any_amount.influence is not None:
            influence += any_amount.influence @ ((expected * (1 - shares)) @ design / expected.size)
        influence[above] += amounts.influence @ (expected @ design / expected.size)
        influence[above] += mean * amounts.factor_influence[:, index]
        return Marginal(mean=mean, influence=influence)
