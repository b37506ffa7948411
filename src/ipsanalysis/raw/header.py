"""The first line of a raw file: its columns, held to those of the dictionary."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from ipsanalysis.errors import nearest
from ipsanalysis.raw.fault import Fault

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def header_cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of the first line.

    Args:
        line: The line without its end.
        delimiter: The character between cells.

    Returns:
        Its cells; a line that is not well-formed is split as it is.
    """
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return line.split(delimiter)


def header_faults(
    line: str, delimiter: str, expected: Sequence[str], file: str
) -> tuple[list[Fault], bool]:
    """Hold the columns of a file to those of its dictionary.

    Args:
        line: The first line without its end.
        delimiter: The delimiter of the dictionary.
        expected: The columns of the dictionary.
        file: The file's name, for messages.

    Returns:
        The faults, and whether the rows can be read at all.
    """
    found = header_cells(line, delimiter)
    known = set(expected)
    if not known & set(found):
        for other, name in DELIMITERS.items():
            if other != delimiter and len(known & set(header_cells(line, other))) > 0:
                return [_delimiter(name, DELIMITERS[delimiter], file)], False
        if len(found) == len(expected):
            return [_no_header(found, expected, file)], False
    return name_faults(found, expected, file), bool(known & set(found))


def name_faults(found: Sequence[str], expected: Sequence[str], file: str) -> list[Fault]:
    """Return what is wrong with the names of a file's columns.

    Args:
        found: The names in the file.
        expected: The columns of the dictionary.
        file: The file's name, for messages.

    Returns:
        A fault for each name that is absent, not described, empty or there twice.
    """
    return [*_unnamed(found, file), *_twice(found, file), *_names(found, expected, file)]


def _delimiter(seems: str, declared: str, file: str) -> Fault:
    return Fault(
        level="error", file=file, rows=_first_line(), values=(seems,),
        rule=f"another delimiter than declared; allowed: {declared}",
        action=f"Export the file with {declared}s, or set dialect.delimiter to the {seems} in "
        "datapackage.json.",
    )  # fmt: skip


def _no_header(found: Sequence[str], expected: Sequence[str], file: str) -> Fault:
    return Fault(
        level="error", file=file, rows=_first_line(), values=(found[0],),
        rule=f'the first line holds no known column; allowed: "{expected[0]}" and the others',
        action="Put the line with the names of the columns back on top of the file.",
    )  # fmt: skip


def _unnamed(found: Sequence[str], file: str) -> Iterator[Fault]:
    for position, name in enumerate(found, start=1):
        if not name:
            yield Fault(
                level="error", file=file, column=f"column {position}", rows=_first_line(),
                rule="a column without a name; allowed: columns of the dictionary",
                action="Take it out; row numbers of R are left out by row.names = FALSE.",
            )  # fmt: skip


def _twice(found: Sequence[str], file: str) -> Iterator[Fault]:
    for name, count in Counter(name for name in found if name).items():
        if count > 1:
            yield Fault(
                level="error", file=file, column=f"column {found.index(name) + 1}",
                rows=_first_line(), values=(name,),
                rule=f"a column that stands {count} times; allowed: once",
                action="Remove or rename the copies at the source.",
            )  # fmt: skip


def _names(found: Sequence[str], expected: Sequence[str], file: str) -> Iterator[Fault]:
    missing = [name for name in expected if name not in found]
    extra = [name for name in dict.fromkeys(found) if name and name not in expected]
    for name in missing:
        hint = nearest(name, extra)
        yield Fault(
            level="error", file=file, column=name, rows=_first_line(), hints=(hint,),
            rule="a column of the dictionary is not in the file; allowed: every column, once",
            action="Add the column, or take it out of the dictionary; names must be equal, "
            "capitals and spaces too.",
        )  # fmt: skip
    for name in extra:
        yield Fault(
            level="error", file=file, column=f"column {list(found).index(name) + 1}",
            rows=_first_line(), values=(name,), hints=(nearest(name, missing),),
            rule="a column that the dictionary does not describe; allowed: those it describes",
            action="Describe it in schema.fields of datapackage.json, or take it out.",
        )  # fmt: skip


def _first_line() -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.array([1])
