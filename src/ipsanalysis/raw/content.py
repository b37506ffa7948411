"""What a reader makes of a raw file, whatever kind of file it is."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ipsanalysis.raw.cells import Cells
from ipsanalysis.raw.fault import Fault

MOST_CELLS = 20_000_000
NO_ROWS = "there is a header but no row; allowed: one row or more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The columns of a file as text.

    Attributes:
        cells: Name: cells, of the columns that can be read.
        numbers: The row in the file of each row of cells, that of the names being 1.
        rows_in: Rows of data in the file, those that cannot be read among them.
        faults: What is wrong with the file, its names and its rows, but not with single values.
    """

    cells: dict[str, Cells] = field(default_factory=dict)
    numbers: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    rows_in: int = 0
    faults: list[Fault]


def whole_file_fault(file: str, value: str, rule: str, action: str) -> Fault:
    """Return an error of a file as a whole.

    Args:
        file: The raw file.
        value: What was found: a kind, size, number or checksum, which is nobody's secret.
        rule: What is wrong and what is allowed.
        action: What to do about it.

    Returns:
        The fault.
    """
    return Fault(
        level="error", file=file, values=(value,), open_value=value, rule=rule, action=action
    )


def no_rows(file: str) -> Fault:
    """Return the fault of a file with names of columns only."""
    return whole_file_fault(file, "0 rows", NO_ROWS, "Copy the file again from its source.")


def too_many(rows: int, file: str) -> Fault:
    """Return the fault of a file with more cells than are read."""
    rule = f"too many cells; allowed: at most {MOST_CELLS}"
    return whole_file_fault(file, f"{rows} rows", rule, "Split the file.")
