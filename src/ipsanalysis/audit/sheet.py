"""A file of printed numbers as rows of text, and what is wrong with the file as a whole."""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ipsanalysis.audit.columns import COLUMNS
from ipsanalysis.errors import UserError, nearest

if TYPE_CHECKING:
    from _csv import Reader

MOST_FAULTS = 50
LINE_END = re.compile(rb"\r\n?|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the file.

    Attributes:
        line: Its first line in the file, the header being line 1.
        cells: Text by column, without spaces at the ends.
    """

    line: int
    cells: dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """Read the rows of a file of printed numbers.

    Args:
        path: A CSV file: comma, UTF-8, a header with the columns of the format.

    Returns:
        The rows, empty lines left out.

    Raises:
        UserError: If the file cannot be read, or its header or the length of a row is wrong.
    """
    text = _text(path)
    tell(_separator_faults(path, text))
    reader = csv.reader(io.StringIO(text, newline=None), strict=True)
    try:
        lines = list(_lines(reader))
    except csv.Error as error:
        raise UserError(_unreadable(path, reader.line_num, str(error))) from None
    if not lines:
        raise UserError(f"{path}: the file is empty. Allowed: a header with the columns {_all()}.")
    header = [name.strip() for name in lines[0][1]]
    tell(_header_faults(path, header))
    if len(lines) == 1:
        raise UserError(
            f"{path}: there is a header and no row. Write one row for each printed item."
        )
    tell(_length_faults(path, header, lines[1:]))
    return [
        Row(line=line, cells=dict(zip(header, (cell.strip() for cell in cells), strict=True)))
        for line, cells in lines[1:]
    ]


def tell(faults: list[str]) -> None:
    """Raise the faults of a file, one a line, the first 50 of them.

    Raises:
        UserError: If there are any.
    """
    if len(faults) > MOST_FAULTS:
        more = len(faults) - MOST_FAULTS
        faults = [*faults[:MOST_FAULTS], f"And {more} more. Mend these first and run again."]
    if faults:
        raise UserError("\n".join(faults))


def _text(path: Path) -> str:
    if path.is_dir():
        raise UserError(f"{path}: this is a folder. Name the CSV file of printed numbers in it.")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"{path}: there is no such file. Look at its name and folder.") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}.") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + len(LINE_END.findall(data[: error.start]))
        raise UserError(
            f"{path}, line {line}: found text that is not UTF-8. Allowed: UTF-8. The file is "
            f"probably {_encoding(data)}: save it as CSV in UTF-8."
        ) from None
    if "\0" in text:
        raise UserError(f"{path}: the file holds zero bytes, so it is no text. Save it as CSV.")
    return text


def _separator_faults(path: Path, text: str) -> list[str]:
    """Say that the first line that is not empty has another separator than a comma."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    marks = [mark for mark in ";\t|" if mark in first]
    if "," in first or not marks:
        return []
    return [
        f"{path}, line 1: found columns separated by {marks[0]!r}, {first[:60]!r}. Allowed: "
        "commas. Save the file as CSV with commas."
    ]


def _unreadable(path: Path, line: int, error: str) -> str:
    if error.startswith("field larger"):
        return (
            f"{path}, line {line}: found a cell of more than {csv.field_size_limit():,} characters."
            ' Allowed: fewer. A quote, ", that is not closed may stand before it: mend it.'
        )
    return (
        f"{path}, line {line}: the quotes cannot be read ({error}). Allowed: text between two "
        '", with "" for a quote inside. Mend the quotes of the line.'
    )


def _encoding(data: bytes) -> str:
    return "UTF-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "Windows-1252"


def _lines(reader: "Reader") -> Iterator[tuple[int, list[str]]]:
    before = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield before + 1, cells
        before = reader.line_num


def _header_faults(path: Path, header: list[str]) -> list[str]:
    start = f"{path}, line 1"
    if not set(header) & set(COLUMNS) and {name.lower() for name in header} & set(COLUMNS):
        return [
            f"{start}: found columns in capitals, {header[0]!r} the first. Allowed: small letters, "
            f"{_all()}. Write them so."
        ]
    faults = [
        f"{start}: found a column {name!r}.{nearest(name, COLUMNS)} Allowed: {_all()}. "
        "Rename it or take it out."
        for name in header
        if name not in COLUMNS
    ]
    faults += [
        f"{start}: the column {name} stands twice. Take one of them out."
        for name in COLUMNS
        if header.count(name) > 1
    ]
    faults += [
        f"{start}: the column {name} is missing. Add it; "
        "a cell may be blank where nothing is printed."
        for name in COLUMNS
        if name not in header
    ]
    return faults


def _length_faults(path: Path, header: list[str], lines: list[tuple[int, list[str]]]) -> list[str]:
    return [
        f"{path}, line {line}: found {len(cells)} cells. Allowed: {len(header)}, one for each "
        'column. Put text that holds a comma between two ".'
        for line, cells in lines
        if len(cells) != len(header)
    ]


def _all() -> str:
    return ", ".join(COLUMNS)
