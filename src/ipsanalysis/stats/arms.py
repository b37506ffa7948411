"""The values of one outcome split by arm."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arms:
    """The finite values of both arms, each sorted so that row order cannot reach a result.

    Attributes:
        active: Values of the active arm, ascending.
        control: Values of the control arm, ascending.
    """

    active: FloatArray
    control: FloatArray

    @property
    def smaller(self) -> int:
        """Return the number of people in the smaller arm."""
        return min(self.active.size, self.control.size)


def finite_vector(values: ArrayLike, name: str) -> FloatArray:
    """Return the values as a vector of finite floats.

    Args:
        values: One number per person.
        name: What the values are called in an error.

    Returns:
        The same values as float64, shape (n,).

    Raises:
        ValueError: If the values are not one-dimensional or any is nan or infinite.
    """
    vector = np.asarray(values, dtype=np.float64)
    if vector.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, found {vector.ndim} dimensions")
    if not np.isfinite(vector).all():
        raise ValueError(f"{name} must be finite; take out or impute missing values first")
    return vector


def is_active(group: ArrayLike, size: int) -> NDArray[np.bool_]:
    """Return which people are in the active arm.

    Args:
        group: 1 or true for the active arm, 0 or false for the control arm.
        size: The number of people there must be.

    Returns:
        Boolean vector, shape (size,).

    Raises:
        ValueError: If the length differs or a code is neither 0 nor 1.
    """
    codes = np.asarray(group)
    if codes.shape != (size,):
        raise ValueError(f"group must have one code per person ({size}), found {codes.shape}")
    if not np.isin(codes, (0, 1)).all():
        raise ValueError("group must hold only 1 (active arm) and 0 (control arm)")
    return np.asarray(codes == 1, dtype=np.bool_)


def split_arms(values: ArrayLike, group: ArrayLike) -> Arms:
    """Return the values of each arm in ascending order.

    Args:
        values: One finite number per person, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).

    Returns:
        The values of both arms, either of which may be empty.

    Raises:
        ValueError: If a shape is wrong, a value is not finite or a code is neither 0 nor 1.
    """
    vector = finite_vector(values, "values")
    active = is_active(group, vector.size)
    return Arms(active=np.sort(vector[active]), control=np.sort(vector[~active]))


def is_constant(ascending: FloatArray) -> bool:
    """Return whether all values are equal.

    Args:
        ascending: Sorted values, at least one.

    Returns:
        True when the first equals the last.
    """
    return bool(ascending[0] == ascending[-1])


def centre(ascending: FloatArray) -> float:
    """Return the mean, exact when all values are equal.

    Args:
        ascending: Sorted values, at least one.

    Returns:
        The arithmetic mean.
    """
    return float(ascending[0] if is_constant(ascending) else ascending.mean())


def mean_variance(ascending: FloatArray) -> float:
    """Return the squared standard error of the mean, s^2 / n.

    Args:
        ascending: Sorted values, at least two.

    Returns:
        The variance of the mean, exactly 0 when all values are equal.
    """
    return 0.0 if is_constant(ascending) else float(ascending.var(ddof=1)) / ascending.size
