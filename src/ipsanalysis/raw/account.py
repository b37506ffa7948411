"""The account of rows: every row that came in was kept, rejected or merged."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ipsanalysis.raw.fault import Fault

if TYPE_CHECKING:
    import pandas as pd

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of the rows of one file.

    Attributes:
        file: The raw file.
        rows_in: Rows after the header.
        rows_kept: Rows that stand in a canonical table or were compared with one.
        rows_rejected: Rows with errors, every row when the file as a whole has one; and rows that
            a note says were left out.
        rows_merged: Rows joined with others.
    """

    file: str
    rows_in: int
    rows_kept: int
    rows_rejected: int
    rows_merged: int


def account_frame(accounts: Iterable[Account]) -> "pd.DataFrame":
    """Return the accounts as a table of one row a file."""
    import pandas as pd

    names = [field.name for field in fields(Account)]
    return pd.DataFrame([astuple(account) for account in accounts], columns=names)


def close_account(file: str, *, kept: Mask, rejected: Mask, merged: Mask) -> Account:
    """Return the account of a file, made sure that it closes.

    Args:
        file: The raw file.
        kept: Which rows stand in a table.
        rejected: Which rows stand in errors, or in notes that they were left out.
        merged: Which rows were joined with others.

    Returns:
        The account.

    Raises:
        RuntimeError: If a row is none or several of these: a fault of the program.
    """
    account = Account(
        file=file, rows_in=len(kept), rows_kept=int(kept.sum()), rows_rejected=int(rejected.sum()),
        rows_merged=int(merged.sum()),
    )  # fmt: skip
    if (kept.astype(int) + rejected + merged != 1).any():
        raise RuntimeError(f"the account of rows does not close: {account}")
    return account


def rows_of(faults: Iterable[Fault], rows_in: int) -> Mask:
    """Return which rows stand in any of the faults, going through the rows one by one.

    Args:
        faults: Faults of one file.
        rows_in: Rows after the header.

    Returns:
        One value a row; all of them when a fault is of the file or of its header.
    """
    found = np.zeros(rows_in + 2, bool)
    for fault in faults:
        found[slice(None) if fault.rows is None or 1 in fault.rows else fault.rows] = True
    return found[2:]


def account_unmade(
    file: str, rows_in: int, readable: npt.NDArray[np.int64], faults: Iterable[Fault]
) -> Account:
    """Return the account of a file by its faults alone: rows without errors count as kept.

    Args:
        file: The raw file.
        rows_in: Rows after the header.
        readable: The rows that could be read, the header being 1.
        faults: The faults of this file.

    Returns:
        The account.
    """
    rejected = rows_of((fault for fault in faults if fault.level == "error"), rows_in)
    kept = np.zeros(rows_in, bool)
    kept[readable - 2] = True
    merged = np.zeros(rows_in, bool)
    return close_account(file, kept=kept & ~rejected, rejected=rejected, merged=merged)
