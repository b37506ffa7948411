"""Files of text (CSV) as columns of text."""

from collections.abc import Sequence

from ipsanalysis.raw.cells import read_cells
from ipsanalysis.raw.content import Content, no_rows
from ipsanalysis.raw.dictionary import FileOnDisk
from ipsanalysis.raw.encoding import to_utf8
from ipsanalysis.raw.header import header_cells, header_faults
from ipsanalysis.raw.lines import line_bounds, split_lines
from ipsanalysis.raw.whole_file import end_note, header_line, strip_mark, unreadable


def read_text_file(
    received: bytes, resource: FileOnDisk, expected: Sequence[str], file: str
) -> Content:
    """Split a file of text into columns.

    Args:
        received: The bytes of the file.
        resource: The file's description.
        expected: The columns of the dictionary.
        file: The file's name, for messages.

    Returns:
        The columns, and what is wrong with the file, its names and its lines.
    """
    rows_in = max(len(line_bounds(received)[0]) - 1, 0)
    data, faults = strip_mark(received, file)
    if broken := unreadable(data, file):
        return Content(rows_in=rows_in, faults=[*faults, *broken])
    data, strange = to_utf8(data, resource.encoding or "utf-8", file)
    first, problems = header_line(data, file)
    faults += strange + problems
    if problems:
        return Content(rows_in=rows_in, faults=faults)
    delimiter = resource.dialect.delimiter if resource.dialect else ","
    wrong, readable = header_faults(first, delimiter, expected, file)
    faults += wrong
    if not readable:
        return Content(rows_in=rows_in, faults=faults)
    names = header_cells(first, delimiter)
    lines, malformed = split_lines(data, delimiter, len(names), file)
    faults += malformed + end_note(data, file)
    if not lines.rows:
        return Content(rows_in=rows_in, faults=[*faults, no_rows(file)])
    if not lines.whole[1:].any():
        return Content(rows_in=rows_in, faults=faults)
    # Columns that stand twice are read under names that nothing asks for.
    unique = [x if names.index(x) == i else f"{x}\n{i}" for i, x in enumerate(names)]
    return Content(
        cells=read_cells(lines.body, unique, delimiter), numbers=lines.numbers, rows_in=rows_in,
        faults=faults,
    )  # fmt: skip
