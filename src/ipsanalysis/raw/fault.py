"""Faults of raw files: one record for each kind in each column, with every row it stands in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from ipsanalysis.raw.text import neutral, shown

if TYPE_CHECKING:
    import pandas as pd

Level = Literal["error", "note"]
COLUMNS = ("level", "file", "row", "column", "person", "value", "rule", "action")
WITHHELD = "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One kind of fault in one column of one file.

    Attributes:
        level: An error stops the run; a note goes on into the report.
        file: The raw file.
        rule: What is wrong and what is allowed.
        action: What to do about it.
        column: The column, empty when the fault is not of one column.
        rows: Lines of the file, counted from 1, the header being 1; none for the whole file.
        values: What was found, one for each row, or one for the whole file.
        persons: The person of each row, where the file has an id.
        hints: The nearest allowed word for each value; it gives the value away.
        left_out: Whether the rows of a note are left out of the canonical tables.
        open_value: What may be said of the whole of a confidential file: a kind, size, number of
            rows or checksum.
    """

    level: Level
    file: str
    rule: str
    action: str
    column: str = ""
    rows: npt.NDArray[np.int64] | None = None
    values: Sequence[str] | npt.NDArray[np.object_] = ()
    persons: Sequence[str] | npt.NDArray[np.object_] = ()
    hints: Sequence[str] | npt.NDArray[np.object_] = ()
    left_out: bool = False
    open_value: str = ""

    @property
    def count(self) -> int:
        """How often the fault stands in the file."""
        return 1 if self.rows is None else len(self.rows)


def left_out(fault: Fault) -> Fault:
    """Return a fault as a note that its rows are left out of the canonical tables."""
    return replace(fault, level="note", left_out=True)


def without(fault: Fault, column: str, rows: npt.NDArray[np.int64]) -> Iterator[Fault]:
    """Give an error without some rows of a column, when any is left; notes stay whole."""
    if fault.column != column or fault.rows is None or fault.level == "note":
        yield fault
        return
    keep = ~np.isin(fault.rows, rows)
    if keep.all():
        yield fault
    elif keep.any():
        yield replace(
            fault,
            rows=fault.rows[keep],
            values=_kept(fault.values, keep),
            persons=_kept(fault.persons, keep),
            hints=_kept(fault.hints, keep),
        )


def _kept(
    cells: Sequence[str] | npt.NDArray[np.object_], keep: npt.NDArray[np.bool_]
) -> npt.NDArray[np.object_]:
    return np.asarray(cells, object)[keep] if len(cells) else np.zeros(0, object)


def withhold(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults without the values, persons and hints that a confidential file holds.

    What is said of a file as a whole, such as its size, is no value in it and stays.
    """
    return [
        replace(
            fault, persons=(), hints=(),
            values=(fault.open_value or WITHHELD,) * fault.count if len(fault.values) else (),
        )
        for fault in faults
    ]  # fmt: skip


def fault_frame(faults: Iterable[Fault]) -> "pd.DataFrame":
    """Return the full list of faults, one row each, safe to open in a spreadsheet.

    Args:
        faults: The faults, in the order they are to be listed.

    Returns:
        Columns level, file, row, column, person, value, rule, action; sorted by row in each kind.
    """
    import pandas as pd

    parts = [_part(fault) for fault in faults]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))
    frame["row"] = frame["row"].astype("Int64")
    return neutral(frame)


def counted_frame(faults: Iterable[Fault]) -> "pd.DataFrame":
    """Return how often each kind of fault stands in each column, without rows, persons or values.

    Args:
        faults: The faults.

    Returns:
        Columns file, column, rule, action, times; one row a kind.
    """
    import pandas as pd

    kinds: Counter[tuple[str, ...]] = Counter()
    for fault in faults:
        kinds[fault.file, shown(fault.column, 100), fault.rule, fault.action] += fault.count
    rows = [(*kind, times) for kind, times in sorted(kinds.items())]
    return neutral(pd.DataFrame(rows, columns=["file", "column", "rule", "action", "times"]))


def _part(fault: Fault) -> "pd.DataFrame":
    import pandas as pd

    hints = _column(fault.hints, fault.count)
    content: dict[str, Any] = {
        "level": fault.level,
        "file": fault.file,
        "row": pd.array([None] if fault.rows is None else fault.rows, dtype="Int64"),
        "column": shown(fault.column, 100),
        "person": _column(fault.persons, fault.count),
        "value": _column(fault.values, fault.count),
        "rule": fault.rule,
        "action": [fault.action + hint for hint in hints],
    }
    return pd.DataFrame(content)


def _column(values: Sequence[str] | npt.NDArray[np.object_], count: int) -> list[str]:
    if not len(values):
        return [""] * count
    known = {value: shown(value, 200) for value in set(values)}
    return [known[value] for value in values]
