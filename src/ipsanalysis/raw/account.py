"""The account of rows: every row that came in was kept, rejected or merged."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ipsanalysis.raw.fault import Fault

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of the rows of one file.

    Attributes:
        file: The raw file.
        rows_in: Rows after the header.
        rows_kept: Rows without errors.
        rows_rejected: Rows with errors; every row when the file as a whole has one.
        rows_merged: Rows joined with others.
    """

    file: str
    rows_in: int
    rows_kept: int
    rows_rejected: int
    rows_merged: int

    def frame(self) -> "pd.DataFrame":
        """The account as a table of one row."""
        import pandas as pd

        names = ("file", "rows_in", "rows_kept", "rows_rejected", "rows_merged")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])


def close_account(file: str, rows_in: int, kept: int, faults: Iterable[Fault]) -> Account:
    """Return the account of a file, made sure that it closes.

    Args:
        file: The raw file.
        rows_in: Rows after the header, counted in the file.
        kept: Rows kept, counted in what was made of them.
        faults: The faults of the file.

    Returns:
        The account.

    Raises:
        RuntimeError: If rows in are not rows kept and rejected: a fault of the program.
    """
    errors = [fault for fault in faults if fault.level == "error"]
    rejected = rows_in if _whole_file(errors) else len(_rows(errors))
    account = Account(
        file=file, rows_in=rows_in, rows_kept=kept, rows_rejected=rejected, rows_merged=0
    )
    if rows_in != account.rows_kept + account.rows_rejected + account.rows_merged:
        raise RuntimeError(f"the account of rows does not close: {account}")
    return account


def kept_rows(rows_in: int, faults: Iterable[Fault]) -> int:
    """Return how many rows stand in no error, going through the rows one by one.

    Args:
        rows_in: Rows after the header.
        faults: The faults of the file.

    Returns:
        The number of rows.
    """
    clean = np.ones(rows_in + 2, bool)
    clean[:2] = False
    for fault in faults:
        if fault.level == "error":
            clean[slice(None) if fault.rows is None else fault.rows] = False
            if fault.rows is not None and 1 in fault.rows:
                clean[:] = False
    return int(clean.sum())


def _whole_file(errors: Iterable[Fault]) -> bool:
    return any(fault.rows is None or 1 in fault.rows for fault in errors)


def _rows(errors: Iterable[Fault]) -> set[int]:
    found: set[int] = set()
    for fault in errors:
        found.update(() if fault.rows is None else fault.rows.tolist())
    return found
