"""Sheets of Excel workbooks (.xlsx) as columns of text."""

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ipsanalysis.errors import nearest
from ipsanalysis.raw.archive import archive_faults, not_a_workbook
from ipsanalysis.raw.cells import text_cells
from ipsanalysis.raw.content import Content, no_rows
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.header import name_faults
from ipsanalysis.raw.spelling import spelled

MOST_ROWS = 1_048_576  # of Excel
SEARCHED = 20  # rows in which the names of the columns are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The cells of a sheet that hold something.

    Attributes:
        rows: Row: column: text, counted from 1; rows without any value are left out.
        last: The last row that the sheet has, empty ones at its end among them.
        merged: Ranges of merged cells and the row each begins in.
        hidden_rows: Rows that are hidden.
        hidden_columns: First and last column of each stretch of hidden columns.
    """

    rows: dict[int, dict[int, str]]
    last: int
    merged: list[tuple[str, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def read_workbook(data: bytes, sheet: str | None, expected: Sequence[str], file: str) -> Content:
    """Read one sheet of a workbook.

    Formulas are not calculated: their text stands in the cells, and no column may hold it.

    Args:
        data: The bytes of the file.
        sheet: The name of the sheet.
        expected: The columns of the dictionary.
        file: The file's name, for messages.

    Returns:
        The columns, and what is wrong with the workbook, its names and its rows.
    """
    if faults := archive_faults(data, file):
        return Content(faults=faults)
    try:
        found = _sheet(data, sheet or "")
    except Exception:  # openpyxl raises whatever a damaged workbook leads it to
        return Content(faults=[not_a_workbook(True, file)])
    if not isinstance(found, Sheet):
        return Content(faults=[_no_sheet(sheet or "", found, file)])
    return _content(found, expected, file)


def _sheet(data: bytes, name: str) -> Sheet | list[str]:
    """Return a sheet, or the names of the sheets when there is none of that name."""
    from openpyxl import load_workbook
    from openpyxl.worksheet._reader import WorkSheetParser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that are not read: styles, validation, ...
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        try:
            names = [sheet.title for sheet in book.worksheets]
            if name not in names:
                return names
            source = book[name]
            # The sheet's own iterator hides which rows and columns are merged or hidden, and fills
            # gaps of any size with empty cells; the parser below it gives what stands in the file.
            with source._get_source() as stream:
                parser = WorkSheetParser(
                    stream, source._shared_strings, epoch=book.epoch,
                    date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
                )  # fmt: skip
                return _parsed(parser)
        finally:
            book.close()


def _parsed(parser: Any) -> Sheet:  # noqa: ANN401
    rows: dict[int, dict[int, str]] = {}
    last = 0
    for number, cells in parser.parse():
        if not last < number <= MOST_ROWS:
            raise ValueError("rows out of order")
        last = number
        texts = {cell["column"]: _text(cell) for cell in cells if cell["value"] is not None}
        if any(texts.values()):
            rows[number] = texts
    ranges = parser.merged_cells.mergeCell if parser.merged_cells else []
    return Sheet(
        rows=rows,
        last=last,
        merged=[(item.ref, item.min_row) for item in ranges],
        hidden_rows=[int(row) for row, how in parser.row_dimensions.items() if _hidden(how)],
        hidden_columns=[
            (int(how["min"]), int(how["max"]))
            for how in parser.column_dimensions.values()
            if _hidden(how)
        ],
    )


def _hidden(how: Mapping[str, str]) -> bool:
    return how.get("hidden") in ("1", "true")


def _text(cell: Mapping[str, Any]) -> str:
    value = cell["value"]
    if cell["data_type"] == "f":
        text = str(getattr(value, "text", None) or value)
        return text if text.startswith("=") else "="
    return spelled(value)


def _content(sheet: Sheet, expected: Sequence[str], file: str) -> Content:
    names = _names(sheet)
    again = _again(sheet, names)
    filled = [row for row in sheet.rows if row > 1]
    rows_in = max(max(filled, default=1) - 1, 0)
    if not set(names) & set(expected):
        return Content(rows_in=rows_in, faults=[_no_names(sheet, names, expected, file)])
    faults = [
        *name_faults(names, expected, file),
        *_merged(sheet, rows_in, file),
        *_empty(sheet, filled, rows_in, file),
        *_hidden_notes(sheet, names, rows_in, file),
    ]
    if again:
        faults.append(_names_again(again, file))
        filled = [row for row in filled if row not in again]
    if not filled:
        return Content(faults=[*faults, no_rows(file)])
    cells = {
        name: text_cells([sheet.rows[row].get(names.index(name) + 1, "") for row in filled])
        for name in expected
        if name in names
    }
    return Content(cells=cells, numbers=np.array(filled), rows_in=rows_in, faults=faults)


def _names(sheet: Sheet) -> list[str]:
    width = max((max(cells) for cells in sheet.rows.values()), default=0)
    first = sheet.rows.get(1, {})
    return [first.get(column, "") for column in range(1, width + 1)]


def _no_sheet(wanted: str, found: Sequence[str], file: str) -> Fault:
    return Fault(
        level="error", file=file, values=(", ".join(found),), hints=(nearest(wanted, found),),
        open_value=f"sheets of other names, {len(found)} in all",
        rule=f'the workbook has no sheet "{wanted}"; allowed: the name of one of its sheets',
        action="Mend sheet in datapackage.json, capitals and spaces too.",
    )  # fmt: skip


def _no_names(sheet: Sheet, names: Sequence[str], expected: Sequence[str], file: str) -> Fault:
    for row in (row for row in list(sheet.rows)[:SEARCHED] if row > 1):
        if set(sheet.rows[row].values()) & set(expected):
            return Fault(
                level="error", file=file, rows=np.array([row]),
                rule="the names of the columns do not stand in the first row; allowed: row 1",
                action="Remove the rows above them: titles, dates and notes go elsewhere.",
            )  # fmt: skip
    return Fault(
        level="error", file=file, rows=np.array([1]), values=(names[0] if names else "",),
        rule=f'the first row holds no known column; allowed: "{expected[0]}" and the others',
        action="Put the row with the names of the columns on top of the sheet, or mend sheet in "
        "datapackage.json.",
    )  # fmt: skip


def _again(sheet: Sheet, names: Sequence[str]) -> list[int]:
    """Return the rows below the first that hold most of the names of the columns."""
    head = {name for name in names if name}
    return [
        row
        for row, cells in sheet.rows.items()
        if row > 1 and len(head & set(cells.values())) * 2 > len(head)
    ]


def _names_again(rows: Sequence[int], file: str) -> Fault:
    return Fault(
        level="error", file=file, rows=np.array(rows),
        rule="the names of the columns once more; allowed: in the first row only",
        action="Keep one row of names, the one that the dictionary describes.",
    )  # fmt: skip


def _merged(sheet: Sheet, rows_in: int, file: str) -> Iterator[Fault]:
    inside = [(ref, row) for ref, row in sheet.merged if row <= rows_in + 1]
    if inside:
        yield Fault(
            level="error", file=file, rows=np.array([row for _, row in inside]),
            values=[ref for ref, _ in inside],
            rule="merged cells; allowed: a value of its own in each cell",
            action="Unmerge them, and write the value into each row it holds for.",
        )  # fmt: skip


def _empty(sheet: Sheet, filled: Sequence[int], rows_in: int, file: str) -> Iterator[Fault]:
    between = np.setdiff1d(np.arange(2, rows_in + 2), filled)
    if len(between):
        yield Fault(
            level="error", file=file, rows=between,
            rule="a row without any value; allowed: at the end of the sheet only",
            action="Remove the row.",
        )  # fmt: skip
    if (after := sheet.last - (rows_in + 1)) > 0:
        yield Fault(
            level="note", file=file, values=(f"{after} rows",), open_value=f"{after} rows",
            rule="empty rows at the end of the sheet were ignored; allowed: none",
            action="Nothing has to be done.",
        )  # fmt: skip


def _hidden_notes(sheet: Sheet, names: Sequence[str], rows_in: int, file: str) -> Iterator[Fault]:
    rows = [row for row in sheet.hidden_rows if row <= rows_in + 1]
    action = "If they were hidden because they do not count, take them out at the source."
    if rows:
        yield Fault(
            level="note", file=file, rows=np.array(rows), action=action,
            rule="a hidden row was read like the others; allowed: rows that show",
        )  # fmt: skip
    for low, high in sheet.hidden_columns:
        for name in names[low - 1 : high]:
            yield Fault(
                level="note", file=file, column=name, rows=np.array([1]), action=action,
                rule="a hidden column was read like the others; allowed: columns that show",
            )  # fmt: skip
