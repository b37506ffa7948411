"""Columns of codes as what the codes stand for, and columns of numbers."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from ipsanalysis.raw.columns import RawColumn


def decode(column: RawColumn, codes: Mapping[str, str]) -> npt.NDArray[np.object_]:
    """Return what the code in each row stands for, empty where it is not usable."""
    meant = [
        codes.get(text, "") if ok else ""
        for text, ok in zip(column.texts, column.good, strict=True)
    ]
    return column.per_row(np.array(meant, object))


def is_number(column: RawColumn) -> bool:
    """Return whether a column holds numbers."""
    return column.typed.values.dtype.kind in ("i", "f")


def numbers(column: RawColumn) -> npt.NDArray[np.float64]:
    """Return the number of each distinct text, nan where it is missing or not usable."""
    found = np.full(len(column.texts), np.nan)
    found[column.good] = column.typed.values[column.good]
    return found


def or_none(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return texts with None where there is none."""
    found = texts.copy()
    found[texts == ""] = None
    return found
