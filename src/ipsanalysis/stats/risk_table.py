"""Numbers at risk, with an event and censored, counted as R counts them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]
IntArray = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventTable:
    """Counts at every distinct observed time of one sample, in increasing order.

    Attributes:
        time: Distinct times.
        at_risk: Number at risk just before each time.
        events: Number with the event of interest at each time.
        competing: Number with a competing event at each time.
        censored: Number censored at each time.
    """

    time: FloatArray
    at_risk: IntArray
    events: IntArray
    competing: IntArray
    censored: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RiskTable:
    """What stands beneath a curve: at risk at, and gone by, each asked time.

    Attributes:
        time: The asked times.
        at_risk: Number at risk just before each time.
        events: Number with the event of interest up to and including each time.
        competing: Number with a competing event up to and including each time.
        censored: Number censored up to and including each time.
    """

    time: FloatArray
    at_risk: IntArray
    events: IntArray
    competing: IntArray
    censored: IntArray


def survival_arrays(time: npt.ArrayLike, event: npt.ArrayLike) -> tuple[FloatArray, IntArray]:
    """Return times and event codes as checked arrays.

    Args:
        time: Follow-up times, positive and finite, shape (n,).
        event: 0 censored, 1 event of interest, 2 competing event, shape (n,).

    Returns:
        The times as floats and the codes as integers.

    Raises:
        ValueError: If shapes differ, a time is not positive and finite, or a code is unknown.
    """
    times = np.asarray(time, dtype=np.float64)
    codes = np.asarray(event)
    if times.ndim != 1 or codes.shape != times.shape:
        raise ValueError(
            f"time and event must be one-dimensional and of one length: "
            f"found shapes {times.shape} and {codes.shape}"
        )
    if not (np.isfinite(times) & (times > 0)).all():
        raise ValueError("time must be positive and finite")
    if not np.isin(codes, (0, 1, 2)).all():
        raise ValueError("event must be 0 (censored), 1 (event) or 2 (competing event)")
    return times, codes.astype(np.int64)


def group_array(group: npt.ArrayLike, n: int) -> npt.NDArray[np.bool_]:
    """Return the arm of each person as a checked boolean array.

    Args:
        group: 1 or true for the active arm, 0 or false for the control, shape (n,).
        n: Number of persons.

    Returns:
        True for the active arm.

    Raises:
        ValueError: If the shape is not (n,) or a value is neither 0 nor 1.
    """
    arms = np.asarray(group)
    if arms.shape != (n,):
        raise ValueError(f"group must have shape ({n},): found {arms.shape}")
    if not np.isin(arms, (0, 1)).all():
        raise ValueError("group must be 0 (control) or 1 (active)")
    return arms.astype(bool)


def event_table(time: npt.ArrayLike, event: npt.ArrayLike) -> EventTable:
    """Count those at risk, with an event and censored at every distinct time.

    Equals `n.risk`, `n.event` and `n.censor` of R `survfit`: at risk at t are those with time >= t.
    No person gives empty arrays.

    Args:
        time: Follow-up times, positive, shape (n,).
        event: 0 censored, 1 event of interest, 2 competing event, shape (n,).

    Returns:
        One entry per distinct time.

    Raises:
        ValueError: If `survival_arrays` refuses the input.
    """
    times, codes = survival_arrays(time, event)
    distinct, position = np.unique(times, return_inverse=True)
    counts = np.bincount(position * 3 + codes, minlength=3 * distinct.size).reshape(-1, 3)
    gone = np.cumsum(counts.sum(axis=1))
    return EventTable(
        time=distinct,
        at_risk=times.size - np.concatenate(([0], gone))[:-1],
        events=counts[:, 1],
        competing=counts[:, 2],
        censored=counts[:, 0],
    )


def risk_table(time: npt.ArrayLike, event: npt.ArrayLike, at: npt.ArrayLike) -> RiskTable:
    """Count at asked times those at risk, and those with an event or censored so far.

    Equals `n.risk` and the running sums of `n.event` and `n.censor` of R
    `summary(survfit(...), times, extend = TRUE)`. At risk at t are those with time >= t, so a
    person with the event at t is counted both at risk and under events.
    Source: Morris et al. 2019, BMJ Open 9:e030215 (KMunicate).

    Args:
        time: Follow-up times, positive, shape (n,).
        event: 0 censored, 1 event of interest, 2 competing event, shape (n,).
        at: Times to count at, any order, shape (m,).

    Returns:
        Counts of shape (m,); zeros if there is nobody.

    Raises:
        ValueError: If `survival_arrays` refuses the input, or `at` is not a list of finite times.
    """
    times, codes = survival_arrays(time, event)
    asked = np.asarray(at, dtype=np.float64)
    if asked.ndim != 1 or not np.isfinite(asked).all():
        raise ValueError("at must be one-dimensional and finite")
    by_then = [np.searchsorted(np.sort(times[codes == c]), asked, side="right") for c in (0, 1, 2)]
    return RiskTable(
        time=asked,
        at_risk=times.size - np.searchsorted(np.sort(times), asked, side="left"),
        events=by_then[1],
        competing=by_then[2],
        censored=by_then[0],
    )
