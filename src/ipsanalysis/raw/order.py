"""The order of people: by id, or by all values of their row."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ipsanalysis.raw.columns import RawColumn


def row_order(columns: Mapping[str, RawColumn], names: Sequence[str]) -> npt.NDArray[np.intp]:
    """Return the rows sorted by the values of some columns.

    Numbers sort by size, text by code point, missing values first. Rows that are equal in every
    column are interchangeable, so the tables do not depend on the order of rows or columns.

    Args:
        columns: The columns.
        names: The columns to sort by, the first one first.

    Returns:
        Positions of rows.
    """
    return np.lexsort([_ranks(columns[name]) for name in reversed(names)])


def _ranks(column: RawColumn) -> npt.NDArray[np.int32]:
    values, missing = column.typed.values, column.typed.missing
    _, ranks = np.unique(values, return_inverse=True)
    ranks = np.where(missing, 0, ranks + 1).astype(np.int32)
    return column.per_row(ranks)
