"""Rows that are equal in several columns at once."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.raw.typed import Mask


def joint_codes(*columns: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return one number a row, equal in rows that are equal in every column.

    Args:
        columns: Columns of one length of numbers or text; nan equals nan.

    Returns:
        Numbers from 0, in the order of the values of the columns, the first one first.
    """
    codes = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        part, _ = pd.factorize(column, sort=True, use_na_sentinel=False)
        codes, _ = pd.factorize(codes * (len(column) + 1) + part, sort=True)
    return codes.astype(np.int64)


def repeated(*columns: npt.NDArray[Any]) -> Mask:
    """Return which rows are equal to another row in every column."""
    codes = joint_codes(*columns)
    found: Mask = np.bincount(codes, minlength=1)[codes] > 1
    return found
