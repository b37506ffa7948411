"""Tables as files: HTML that pastes into a word processor, and CSV with the keys of its rows."""

from html import escape
from typing import TYPE_CHECKING

from ipsanalysis.raw.text import is_formula
from ipsanalysis.tables.cell import Line, Table, Text, keys, plain
from ipsanalysis.tables.format import NO_BREAK

if TYPE_CHECKING:
    import pandas as pd

SYNTHETIC = "SYNTHETIC DATA"
_FONT = "font-family: Arial, Helvetica, sans-serif; font-size: 10pt; color: #000"
_CELL = "padding: 3px 8px; vertical-align: top; border-bottom: 1px solid #ccc"
_HEAD = (
    "padding: 4px 8px; vertical-align: bottom; border-top: 2px solid #000; "
    "border-bottom: 1px solid #000"
)
_CAPTION = "text-align: left; font-weight: bold; padding: 4px 0"
_GROUP = f"{_CELL}; text-align: left; padding-top: 10px"


def fragment(table: Table, *, synthetic: bool) -> str:
    """Return a table as HTML with its styles in it, to paste into a document.

    Args:
        table: The table.
        synthetic: Whether to stamp it as made from synthetic data.

    Returns:
        One `<table>` and its notes as `<p>`, in ASCII so that no program mistakes its encoding.
    """
    stamp = f"{SYNTHETIC}. " if synthetic else ""
    head = "".join(_head(title, i in table.numeric) for i, title in enumerate(table.columns))
    parts = [
        f'<table style="border-collapse: collapse; {_FONT}">',
        f'<caption style="{_CAPTION}">{escape(stamp + table.caption)}</caption>',
        f"<thead><tr>{head}</tr></thead>",
        "<tbody>",
        *_body(table),
        "</tbody>",
        "</table>",
        *(
            f'<p style="{_FONT}; font-size: 9pt; margin: 4px 0">{escape(note)}</p>'
            for note in table.notes
        ),
    ]
    page = "\n".join(parts) + "\n"
    return page.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _head(title: str, numeric: bool) -> str:
    side = "right" if numeric else "left"
    return f'<th scope="col" style="{_HEAD}; text-align: {side}">{escape(title)}</th>'


def _body(table: Table) -> list[str]:
    rows: list[str] = []
    group: Text = ()
    for line in table.lines:
        if line.group and line.group != group:
            rows.append(
                f'<tr><th scope="colgroup" colspan="{len(table.columns)}" style="{_GROUP}">'
                f"{escape(plain(line.group))}</th></tr>"
            )
            group = line.group
        rows.append(f"<tr>{_cells(table, line)}</tr>")
    return rows


def _cells(table: Table, line: Line) -> str:
    weight = "bold" if line.emphasis else "normal"
    inset = "padding-left: 24px; " if line.indent else ""
    first, *others = line.cells
    head = (
        f'<th scope="row" style="{_CELL}; {inset}text-align: left; font-weight: {weight}">'
        f"{escape(plain(first))}</th>"
    )
    cells = [
        f'<td style="{_CELL}; text-align: {"right" if i in table.numeric else "left"}; '
        f'font-weight: {weight}">{escape(plain(text))}</td>'
        for i, text in enumerate(others, start=1)
    ]
    return head + "".join(cells)


def csv_frame(table: Table, *, data_status: str) -> "pd.DataFrame":
    """Return a table as printed text, with the keys of the rows each line was printed from.

    Args:
        table: The table.
        data_status: `real` or `synthetic`, a column of its own.

    Returns:
        A frame of text: `Group` when the printed lines stand in groups, the table's columns,
        `data_status`, and `row_ids` joined by spaces. Text that a spreadsheet would run as a
        formula begins with `'`; numbers stay as they are.
    """
    import pandas as pd

    grouped = not table.plain_lines and any(line.group for line in table.lines)
    own = ["Group"] if grouped else []
    titles = [_safe(title) for title in table.plain_columns or table.columns]
    records = [
        [
            *([_safe(plain(line.group))] if grouped else []),
            *(_safe(plain(cell)) for cell in line.cells),
            data_status,
            " ".join(keys(line.cells)),
        ]
        for line in table.plain_lines or table.lines
    ]
    columns = [*own, *titles, "data_status", "row_ids"]
    return pd.DataFrame(records, columns=columns, dtype=object)


def _safe(text: str) -> str:
    """Return text with plain spaces; what a spreadsheet would run as a formula begins with `'`."""
    shown = text.replace(NO_BREAK, " ")
    return f"'{shown}" if is_formula(shown) else shown
