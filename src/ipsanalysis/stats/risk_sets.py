"""Risk sets of tied times within strata, for sums over everybody still at risk."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from ipsanalysis.stats.risk_table import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RiskSets:
    """Persons sorted by stratum and time, cut into blocks of one stratum and one time.

    Attributes:
        order: Positions that sort the persons.
        start: First sorted row of each block.
        stratum_start: First block of each stratum, and at the end the number of blocks.
    """

    order: IntArray
    start: IntArray
    stratum_start: IntArray

    def block_sum(self, values: npt.NDArray[Any]) -> FloatArray:
        """Sum sorted rows within each block.

        Args:
            values: One row per sorted person, shape (n,) or (n, p).

        Returns:
            Sums, one row per block.
        """
        return np.add.reduceat(np.asarray(values, dtype=np.float64), self.start, axis=0)

    def at_risk_sum(self, block: FloatArray) -> FloatArray:
        """Sum blocks from each time on, within each stratum.

        Args:
            block: One row per block.

        Returns:
            Sums over everybody at risk just before each block's time.
        """
        return self._by_stratum(block[::-1], reverse=True)[::-1]

    def running_sum(self, block: FloatArray) -> FloatArray:
        """Sum blocks up to and including each time, within each stratum.

        Args:
            block: One row per block.

        Returns:
            Running sums.
        """
        return self._by_stratum(block, reverse=False)

    def _by_stratum(self, block: FloatArray, *, reverse: bool) -> FloatArray:
        edges = self.stratum_start
        if reverse:
            edges = edges[-1] - edges[::-1]
        out = np.empty_like(block)
        for a, b in pairwise(edges.tolist()):
            np.cumsum(block[a:b], axis=0, out=out[a:b])
        return out


def risk_sets(
    time: FloatArray, strata: npt.ArrayLike | None, tie_break: Sequence[npt.NDArray[Any]] = ()
) -> RiskSets:
    """Sort persons by stratum and time and find the blocks of ties.

    Args:
        time: Follow-up times, shape (n,), n at least 1.
        strata: Stratum of each person, any values that sort, shape (n,); none is one stratum.
        tie_break: Further columns to sort by, so that float sums do not depend on the row order.

    Returns:
        The risk sets.

    Raises:
        ValueError: If `strata` does not have shape (n,).
    """
    label = np.zeros(time.size) if strata is None else np.asarray(strata)
    if label.shape != time.shape:
        raise ValueError(f"strata must have shape {time.shape}: found {label.shape}")
    stratum = np.unique(label, return_inverse=True)[1]
    order = np.lexsort([*tie_break, time, stratum])
    new_stratum = np.diff(stratum[order], prepend=-1) != 0
    new_block = new_stratum | (np.diff(time[order], prepend=np.inf) != 0)
    start = np.flatnonzero(new_block)
    first = np.flatnonzero(new_stratum[start])
    return RiskSets(order=order, start=start, stratum_start=np.append(first, start.size))
