"""What the audit says of cells of printed figures, as faults with line, column and rule."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from ipsanalysis.audit.cell_faults import cell_faults
from ipsanalysis.audit.row_faults import repeated_items, row_faults
from ipsanalysis.audit.sheet import Row
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.text import shown

HINT = re.compile(r' Did you mean "[^"]*"\?$')
Kind = tuple[str, str, str]


def printed_faults(file: str, rows: Sequence[Row]) -> list[Fault]:
    """Give what the audit cannot use, one fault for each kind in each column.

    As in the audit itself, cells are compared only in rows in which each can be read.

    Args:
        file: The file's name, for messages.
        rows: Its rows.

    Returns:
        Errors.
    """
    found: dict[Kind, list[tuple[int, str, str]]] = defaultdict(list)
    for row, column, told in _told(rows):
        value = row.cells[column]
        rule, action, hint = _in_parts(told, value)
        found[column, rule, action].append((row.line, value, hint))
    return [
        Fault(
            level="error", file=file, column=column, rule=rule, action=action,
            rows=np.array([line for line, _, _ in cells], np.int64),
            values=[value for _, value, _ in cells], hints=[hint for _, _, hint in cells],
        )
        for (column, rule, action), cells in found.items()
    ]  # fmt: skip


def _told(rows: Sequence[Row]) -> Iterator[tuple[Row, str, str]]:
    lines = {row.line: row for row in rows}
    for line, (column, told) in repeated_items(list(rows)):
        yield lines[line], column, told
    for row in rows:
        for column, told in list(cell_faults(row.cells)) or row_faults(row.cells):
            yield row, column, told


def _in_parts(told: str, value: str) -> Kind:
    """Split what the audit says into rule, action and hint: `found x, why. Allowed: y. Do z`."""
    start, _, rest = told.rpartition("Allowed: ")
    if not start:
        start, _, action = told.rpartition(". ")
        rest = f"figures that agree. {action}"
    allowed, _, action = rest.partition(". ")
    start = start.removeprefix("found ").rstrip(" .")
    hint = match[0] if (match := HINT.search(start)) else ""
    start = start.removesuffix(hint).rstrip(".")
    for text in (f'"{shown(value, 60)}"', value):
        if value and start.startswith(text):
            start = f"a cell that the audit cannot use{start.removeprefix(text)}"
    start = "no value" if start in ("", "nothing") else start.partition(' in "')[0]
    return f"{start}; allowed: {allowed}", f"{action or 'Mend the cell'}.", hint
