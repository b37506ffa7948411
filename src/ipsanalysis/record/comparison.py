"""Two results files held against one another, row by row and cell by cell."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from math import isclose, isnan, nan

from ipsanalysis.record.results_file import ResultsFile
from ipsanalysis.rows import COUNTS, NUMBERS

RELATIVE, ABSOLUTE = 1e-9, 1e-12
RULE = f"text exactly, numbers to {RELATIVE:g} relative or {ABSOLUTE:g} absolute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cell that differs."""

    row_id: str
    column: str
    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What differs between two results files.

    Attributes:
        only_first: Keys of rows that only the first has.
        only_second: Keys of rows that only the second has.
        columns: Columns that only one of them has.
        changes: Cells that differ in rows and columns both have.
    """

    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    columns: tuple[str, ...]
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(self.only_first or self.only_second or self.columns or self.changes)


def compare(first: ResultsFile, second: ResultsFile, *, exact: bool = False) -> Differences:
    """Compare two results files: text exactly, numbers to 1e-9 relative or 1e-12 absolute.

    The absolute limit is for numbers that are 0 but for rounding. Nothing equals nothing.

    Args:
        first: One file.
        second: The other.
        exact: Whether numbers must be equal, without those limits.

    Returns:
        What differs.
    """
    shared = [column for column in first.columns if column in second.columns]
    changes = (
        Change(row_id=key, column=column, first=row[column], second=second.rows[key][column])
        for key, row in first.rows.items()
        if key in second.rows
        for column in shared
        if not same(column, row[column], second.rows[key][column], exact=exact)
    )
    return Differences(
        only_first=tuple(key for key in first.rows if key not in second.rows),
        only_second=tuple(key for key in second.rows if key not in first.rows),
        columns=tuple(sorted(set(first.columns) ^ set(second.columns))),
        changes=tuple(changes),
    )


def same(column: str, first: str, second: str, *, exact: bool = False) -> bool:
    """Return whether two cells of a column hold the same."""
    if first == second:
        return True
    if column not in NUMBERS and column not in COUNTS:
        return False
    a, b = _number(first), _number(second)
    if a is None or b is None or isnan(a) or isnan(b):
        return a is not None and b is not None and isnan(a) and isnan(b)
    return a == b if exact else isclose(a, b, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def _number(text: str) -> float | None:
    try:
        return float(text) if text else nan
    except ValueError:
        return None


def in_words(
    differences: Differences, names: tuple[str, str], limit: int | None = None
) -> list[str]:
    """Put differences in lines for a terminal, grouped by analysis.

    Args:
        differences: What differs.
        names: What the two files are called.
        limit: The largest number of rows shown in each group; all when absent.

    Returns:
        The lines.
    """
    lines = [f"columns that only one of them has: {', '.join(differences.columns)}"]
    lines = lines if differences.columns else []
    for keys, name in zip((differences.only_first, differences.only_second), names, strict=True):
        if keys:
            lines += [f"only {name} ({_rows(len(keys))}):", *_limited(keys, limit)]
    if differences.changes:
        lines += _changed(differences.changes, names, limit)
    return lines


def _changed(
    changes: tuple[Change, ...], names: tuple[str, str], limit: int | None
) -> Iterable[str]:
    rows = [(key, list(cells)) for key, cells in groupby(changes, lambda cell: cell.row_id)]
    yield f"changed ({_rows(len(rows))}, {names[0]} -> {names[1]}):"
    for analysis, members in groupby(rows[:limit], lambda row: row[0].partition("/")[0]):
        yield f"  {analysis}"
        for key, cells in members:
            yield f"    {key}"
            yield from (f"      {_cell(cell)}" for cell in cells)
    if limit is not None and len(rows) > limit:
        yield f"  and {_rows(len(rows) - limit)} more"


def _cell(cell: Change) -> str:
    return f"{cell.column:<17} {cell.first or 'nothing'} -> {cell.second or 'nothing'}"


def _limited(keys: tuple[str, ...], limit: int | None) -> list[str]:
    more = len(keys) - limit if limit is not None else 0
    return [f"  {key}" for key in keys[:limit]] + ([f"  and {more} more"] if more > 0 else [])


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
