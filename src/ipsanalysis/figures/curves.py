"""Curve points of each arm: chosen, put in order of time, thinned when very many."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.plan.study import Plan

MOST_POINTS = 2000


def by_arm(plan: Plan, points: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the points of each arm that has any, in the plan's order of arms and in time.

    Args:
        plan: The plan.
        points: Curve points of one statistic.

    Returns:
        Points by arm id.
    """
    curves = {}
    for arm in plan.arms:
        own = points[points["group"] == arm.id]
        if len(own):
            curves[arm.id] = own.sort_values("timepoint", kind="stable")
    return curves


def thinned(arms: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Keep at most 2,000 points of each arm, evenly chosen, the first and the last among them.

    More cannot be told apart in print.
    """
    return {arm: points.iloc[_kept(len(points))] for arm, points in arms.items()}


def _kept(size: int) -> npt.NDArray[np.int64]:
    if size <= MOST_POINTS:
        return np.arange(size)
    return np.linspace(0, size - 1, MOST_POINTS).round().astype(np.int64)


def named(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return the rows of these row_ids, in their order."""
    return rows.set_index("row_id", drop=False).loc[list(keys)].reset_index(drop=True)


def each(rows: pd.DataFrame) -> Iterator[Any]:
    """Go through rows; columns are attributes, and the index is `Index`."""
    yield from rows.itertuples()


def highest(arms: dict[str, pd.DataFrame]) -> float:
    """Return the highest share or upper limit of any arm, 0 when nothing is known."""
    known = [points[["estimate", "ci_high"]].to_numpy(float) for points in arms.values()]
    return float(np.nan_to_num(np.concatenate(known)).max(initial=0.0))


def quarters(length: int) -> list[int]:
    """Return the start, quarter points and end of follow-up, as whole periods."""
    return sorted({0, length, *(round(length * part / 4) for part in (1, 2, 3))})


def standing_at(points: pd.DataFrame, times: list[int]) -> pd.DataFrame:
    """Return, for each time, the last point of a step curve at or before it, in order of time.

    Args:
        points: Points of one arm in order of time.
        times: The times asked; those before the first point or after the last are left out.

    Returns:
        One row a time, indexed by it.
    """
    when = points["timepoint"].to_numpy(float)
    inside = [time for time in times if when[0] <= time <= when[-1]]
    rows = points.iloc[np.searchsorted(when, inside, side="right") - 1]
    return rows.set_index(pd.Index(inside))


def limits(points: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the interval's limits; at the start of a step curve, where none is, the estimate."""
    start = points["timepoint"] == 0
    low = points["ci_low"].where(points["ci_low"].notna() | ~start, points["estimate"])
    high = points["ci_high"].where(points["ci_high"].notna() | ~start, points["estimate"])
    return low, high
