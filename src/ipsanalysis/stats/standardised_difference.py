"""Standardised differences between arms at baseline."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ipsanalysis.stats.arms import is_active, is_constant, split_arms
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.mean import mean_difference

CONTINUOUS = "Standardised mean difference"
BINARY = "Standardised difference in proportions"
CATEGORICAL = "Standardised difference of categories, Mahalanobis distance"
EMPTY_ARM = "an arm is empty"
DIFFER_WITHOUT_SPREAD = (
    "neither arm varies and the arms differ: the standardised difference is infinite"
)


def standardised_mean_difference(values: ArrayLike, group: ArrayLike) -> Estimate:
    """Return the standardised difference in means, active minus control.

    (mean1 - mean0) / sqrt((s1^2 + s0^2) / 2), with the sample variances (Austin 2009, Statistics
    in Medicine 28:3083-3107). Equals R `tableone::ExtractSmd`, which drops the sign. Neither arm
    varies: 0 when the means are equal, otherwise no estimate. Fewer than two people in an arm:
    no estimate.

    Args:
        values: One finite number per person, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).

    Returns:
        The difference in standard deviations, without interval: it describes, it does not test.

    Raises:
        ValueError: If a shape is wrong, a value is not finite or a code is neither 0 nor 1.
    """
    arms = split_arms(values, group)
    if arms.smaller < 2:
        return no_estimate(CONTINUOUS, "an arm has fewer than two people")
    spreads = [0.0 if is_constant(x) else float(x.var(ddof=1)) for x in (arms.active, arms.control)]
    return _standardised(mean_difference(arms), sum(spreads) / 2, CONTINUOUS)


def standardised_proportion_difference(values: ArrayLike, group: ArrayLike) -> Estimate:
    """Return the standardised difference in proportions, active minus control.

    (p1 - p0) / sqrt((p1 (1 - p1) + p0 (1 - p0)) / 2) (Austin 2009). Equals R
    `tableone::ExtractSmd`, which drops the sign. Neither arm varies: 0 when the proportions are
    equal, otherwise no estimate. An empty arm: no estimate.

    Args:
        values: 1 or true = has the characteristic, 0 or false = has not, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).

    Returns:
        The difference in standard deviations, without interval.

    Raises:
        ValueError: If a shape is wrong or a value or a code is neither 0 nor 1.
    """
    arms = split_arms(values, group)
    if not np.isin(np.r_[arms.active, arms.control], (0, 1)).all():
        raise ValueError("values must hold only 1 and 0")
    if arms.smaller == 0:
        return no_estimate(BINARY, EMPTY_ARM)
    active, control = float(arms.active.mean()), float(arms.control.mean())
    variance = (active * (1 - active) + control * (1 - control)) / 2
    return _standardised(active - control, variance, BINARY)


def standardised_category_difference(categories: ArrayLike, group: ArrayLike) -> Estimate:
    """Return the standardised difference of a variable with several categories.

    Mahalanobis distance of the two vectors of proportions, sqrt(d' S^-1 d), with S the mean of
    the arms' multinomial covariances and one category left out, which one being immaterial
    (Yang and Dalton 2012, SAS Global Forum paper 335; the off-diagonal elements there lack their
    minus sign). Equals R `tableone::ExtractSmd` while the arms share a category. With two
    categories it is the size of the standardised difference in proportions. Arms that share no
    category: S is singular in the direction in which the arms differ, so the distance is infinite
    and there is no estimate (a generalised inverse drops that direction and can return nearly 0).
    An empty arm: no estimate. One category in all: 0.

    Args:
        categories: One category per person, of numbers or of text, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).

    Returns:
        The distance, never negative, without interval.

    Raises:
        ValueError: If a shape is wrong, a category is nan or a code is neither 0 nor 1.
    """
    counts = _category_counts(np.asarray(categories), group)
    if (counts.sum(axis=1) == 0).any():
        return no_estimate(CATEGORICAL, EMPTY_ARM)
    if not counts.all(axis=0).any():
        return no_estimate(CATEGORICAL, "the arms share no category: the difference is infinite")
    shares = (counts / counts.sum(axis=1, keepdims=True))[:, 1:]
    difference = shares[0] - shares[1]
    covariance = sum(np.diag(share) - np.outer(share, share) for share in shares) / 2
    squared = float(difference @ np.linalg.solve(covariance, difference))
    return Estimate(estimate=max(squared, 0.0) ** 0.5, method=CATEGORICAL)


def _category_counts(categories: NDArray[np.generic], group: ArrayLike) -> NDArray[np.int64]:
    if categories.ndim != 1:
        raise ValueError(f"categories must be one-dimensional, found {categories.ndim} dimensions")
    if any(category is None or category != category for category in categories.tolist()):
        raise ValueError("categories must not be missing; take them out or impute them first")
    active = is_active(group, categories.size)
    levels, codes = np.unique(categories, return_inverse=True)
    return np.stack([np.bincount(codes[arm], minlength=levels.size) for arm in (active, ~active)])


def _standardised(difference: float, variance: float, method: str) -> Estimate:
    if variance > 0:
        return Estimate(estimate=difference / variance**0.5, method=method)
    if difference == 0:
        return Estimate(estimate=0.0, method=method)
    return no_estimate(method, DIFFER_WITHOUT_SPREAD)
