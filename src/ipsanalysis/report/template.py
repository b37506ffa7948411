"""Filling in the page templates."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ipsanalysis.tables.cell import Line, Table, Text, plain

TEMPLATES = Path(__file__).parent / "templates"
_MOST, _WORD, _GAP = 90, 24, 2
_LENGTHS = (("longest", 144), ("longer", 48), ("long", 24))


def fill(name: str, content: Mapping[str, Any]) -> str:
    """Return a page of HTML that asks for nothing from outside.

    Args:
        name: File name of the template.
        content: What stands in it; text is escaped.

    Returns:
        The page, without blank lines.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["groupby_order"] = _grouped
    environment.filters["column_looks"] = _looks
    environment.filters["column_shares"] = _shares
    environment.tests["begins_with"] = str.startswith
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    page = environment.get_template(name).render({"style": style, **content})
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _grouped(lines: Sequence[Line]) -> list[tuple[Text, list[Line]]]:
    return [(group, list(members)) for group, members in groupby(lines, lambda line: line.group)]


def _looks(table: Table) -> list[str]:
    """Return the class of each column, which gives it its width: numbers, or text by length."""
    return [_look(table, column) for column in range(len(table.columns))]


def _look(table: Table, column: int) -> str:
    if column in table.numeric:
        return "num"
    longest = max(map(len, _texts(table, column)), default=0)
    return next((name for name, more_than in _LENGTHS if longest > more_than), "")


def _shares(table: Table) -> list[int]:
    """Return the share of a printed page's width of each column, in percent, by what it holds."""
    wanted = [_characters(table, column) for column in range(len(table.columns))]
    return [round(100 * characters / sum(wanted)) for characters in wanted]


def _characters(table: Table, column: int) -> int:
    """Return the width a column wants: three quarters of its texts whole, and its words."""
    texts = _texts(table, column)
    lengths = sorted(map(len, texts))
    usual = lengths[len(lengths) * 3 // 4] if lengths else 0
    words = (word for text in (*texts, table.columns[column]) for word in text.split(" "))
    return max(min(usual, _MOST), min(max(map(len, words)), _WORD)) + _GAP


def _texts(table: Table, column: int) -> list[str]:
    return [plain(line.cells[column]) for line in table.lines if column < len(line.cells)]
