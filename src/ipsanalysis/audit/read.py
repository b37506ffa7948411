"""Reading a file of printed numbers."""

from pathlib import Path
from typing import Any

from ipsanalysis.audit.cell_faults import P_VALUE, RANGE, cell_faults, whole
from ipsanalysis.audit.item import Item, PrintedArm, PrintedP, Range
from ipsanalysis.audit.printed import read_printed
from ipsanalysis.audit.row_faults import repeated_items, row_faults
from ipsanalysis.audit.sheet import Row, read_rows, tell


def audit_items(path: Path) -> list[Item]:
    """Read the printed items of a file, numbers kept as printed.

    Args:
        path: A CSV file with the columns of `audit.columns.COLUMNS`.

    Returns:
        The items in the order of the file.

    Raises:
        UserError: If anything is wrong with the file; one line for each fault with its line and
            column, what was found, what is allowed and what to do.
    """
    rows = read_rows(path)
    faults = list(repeated_items(rows))
    for row in rows:
        unread = list(cell_faults(row.cells))
        # Cells are compared only where each can be read.
        faults += [(row.line, told) for told in unread or row_faults(row.cells)]
    faults.sort(key=lambda fault: fault[0])
    tell([f"{path}, line {line}, column {column}: {told}." for line, (column, told) in faults])
    return [_item(row) for row in rows]


def _item(row: Row) -> Item:
    cells: dict[str, Any] = row.cells
    return Item(
        item_id=cells["item_id"],
        trial_id=cells["trial_id"],
        what=cells["what"],
        active=_arm(cells, ""),
        control=_arm(cells, "_control"),
        total=_range(cells["total"]),
        effect=read_printed(cells["effect"]),
        effect_kind=cells["effect_kind"],
        adjustment=cells["adjustment"] or "not_stated",
        low=read_printed(cells["ci_low"]),
        high=read_printed(cells["ci_high"]),
        level=float(cells["ci_level"] or 95) / 100,
        p=_p(cells["p"]),
        test=cells["test"],
        source=cells["source"],
        note=cells["note"],
    )


def _arm(cells: dict[str, str], arm: str) -> PrintedArm:
    return PrintedArm(
        events=whole(cells[f"events{arm}"]),
        n=whole(cells[f"n{arm}"]),
        n_range=_range(cells[f"n{arm}_range"]),
        percent=read_printed(cells[f"percent{arm}"]),
    )


def _range(text: str) -> Range | None:
    match = RANGE.fullmatch(text)
    return Range(low=int(match["low"]), high=int(match["high"] or match["low"])) if match else None


def _p(text: str) -> PrintedP | None:
    match = P_VALUE.fullmatch(text)
    number = read_printed(match["number"]) if match else None
    if match is None or number is None:
        return None
    sign: Any = match["sign"] or "="
    return PrintedP(text=text.removeprefix("=").strip(), sign=sign, number=number)
