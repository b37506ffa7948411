"""Marginal means of a model standardised over everybody randomised."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from ipsanalysis.stats.arms import FloatArray, finite_vector, is_active
from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile

TOO_LARGE = "a predicted amount is too large for a number"
FITTED_EXACTLY = (
    "too few people in the model of the amounts: it fits some exactly, and the standard error "
    "leaves out how their amounts vary"
)
ROUNDING = 1e-10
_LARGEST = 1e150
NO_VARIATION = "the model leaves no variation: neither an interval nor a test"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginalMeans:
    """Mean amounts had everybody been in the active or in the control arm.

    Attributes:
        mean_active: Standardised mean under the active arm.
        mean_control: Standardised mean under the control arm.
        mean_difference: The first minus the second.
    """

    mean_active: Estimate
    mean_control: Estimate
    mean_difference: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody randomised, in an order that does not depend on the input.

    Attributes:
        values: Amounts, 0 or more (n).
        active: Whether each person is in the active arm (n).
        covariates: Baseline covariates (n x p).
    """

    values: FloatArray
    active: NDArray[np.bool_]
    covariates: FloatArray

    @property
    def empty_arm(self) -> bool:
        """Return whether an arm has nobody."""
        return bool(self.active.all() or not self.active.any())

    def design(self, active: ArrayLike) -> FloatArray:
        """Return the design with intercept, the given arm (one or n) and the covariates."""
        arm = np.broadcast_to(np.asarray(active, dtype=np.float64), self.values.shape)
        return np.column_stack([np.ones(self.values.size), arm, self.covariates])


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginal:
    """A marginal mean and each person's contribution to its error.

    Attributes:
        mean: The mean over everybody.
        influence: Estimate minus truth is the sum of these (n).
    """

    mean: float
    influence: FloatArray

    def __sub__(self, other: "Marginal") -> "Marginal":
        """Return the difference of two means of the same people."""
        return Marginal(mean=self.mean - other.mean, influence=self.influence - other.influence)

    @property
    def too_large(self) -> bool:
        """Return whether the mean or its error cannot be told as a number."""
        return not float(np.abs(self.influence).max()) < _LARGEST

    @property
    def std_error(self) -> float:
        """Return the root of the sum of squared influences."""
        return float(np.sqrt(np.sum(self.influence**2)))


def amounts_of_people(
    values: ArrayLike, group: ArrayLike, covariates: ArrayLike, *, maximum: float
) -> People:
    """Return everybody in an order that does not depend on the input.

    Args:
        values: Amounts from 0 to `maximum`, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        covariates: Baseline covariates, shape (n, p); p may be 0.
        maximum: The largest possible amount, or infinity.

    Returns:
        The people.

    Raises:
        ValueError: If a shape is wrong, a number is not finite, a code is neither 0 nor 1 or a
            value is outside 0 to `maximum`.
    """
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
    return People(values=amounts[order], active=active[order], covariates=matrix[order])


def marginal_means(
    active: Marginal, control: Marginal, *, method: str, level: float, note: str = ""
) -> MarginalMeans:
    """Return both means and their difference with normal intervals, and p for the difference.

    Args:
        active: The mean under the active arm.
        control: The mean under the control arm.
        method: The method in words.
        level: Confidence level, between 0 and 1.
        note: What a reader must know.

    Returns:
        The estimates; without interval and p where the error is 0 but for rounding.
    """
    least = ROUNDING * max(abs(active.mean), abs(control.mean))
    estimates = [
        _normal(marginal, least, method, level, note, test=test)
        for marginal, test in ((active, False), (control, False), (active - control, True))
    ]
    return MarginalMeans(
        mean_active=estimates[0], mean_control=estimates[1], mean_difference=estimates[2]
    )


def no_marginal_means(method: str, reason: str) -> MarginalMeans:
    """Return records that hold nothing but the method and the reason.

    Args:
        method: The method that was asked for.
        reason: Why there are no numbers.

    Returns:
        Three estimates whose numbers are all nan.
    """
    nothing = no_estimate(method, reason)
    return MarginalMeans(mean_active=nothing, mean_control=nothing, mean_difference=nothing)


def fitted_exactly(active: NDArray[np.bool_], columns: int) -> str:
    """Say whether a model fits people exactly, having too few of them.

    Args:
        active: Whether each person in the model is in the active arm.
        columns: The number of coefficients.

    Returns:
        A note, empty when each arm has two people or more and all outnumber the coefficients.
    """
    smaller = min(int(active.sum()), int((~active).sum()))
    return FITTED_EXACTLY if smaller == 1 or active.size <= columns else ""


def left_out(people: People, kept: int) -> str:
    """Say how many covariates were left out of a design.

    Args:
        people: The people with all their covariates.
        kept: The number of columns kept of intercept, arm and covariates.

    Returns:
        A note, empty when none was left out.
    """
    columns = 2 + people.covariates.shape[1] - kept
    if columns == 0:
        return ""
    return f"{columns} constant or collinear covariate column(s) left out of the model"


def joined(*notes: str) -> str:
    """Return the notes that are not empty as one text.

    Args:
        notes: Notes, any of them empty.

    Returns:
        The notes with semicolons between them.
    """
    return "; ".join(note for note in notes if note)


def _normal(
    marginal: Marginal, least: float, method: str, level: float, note: str, *, test: bool
) -> Estimate:
    std_error = marginal.std_error
    if std_error <= least:
        note = joined(NO_VARIATION, note)
        return Estimate(estimate=marginal.mean, method=method, note=note)
    half = normal_quantile(level) * std_error
    p_value = 2 * float(ndtr(-abs(marginal.mean) / std_error)) if test else float("nan")
    return Estimate(
        estimate=marginal.mean,
        method=method,
        std_error=std_error,
        ci_low=marginal.mean - half,
        ci_high=marginal.mean + half,
        level=level,
        p_value=p_value,
        note=note,
    )
