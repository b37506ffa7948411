"""Filling in the page templates."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ipsanalysis.tables.cell import Line, Table, Text, plain

TEMPLATES = Path(__file__).parent / "templates"
_PAGE, _MOST, _WORD, _GAP = 140, 90, 24, 3
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
    """Return the class of each column: numbers, or text by its length and longest word."""
    return [_look(table, column) for column in range(len(table.columns))]


def _look(table: Table, column: int) -> str:
    if column in table.numeric:
        return "num"
    longest = max(map(len, _texts(table, column)), default=0)
    length = next((name for name, more_than in _LENGTHS if longest > more_than), "")
    return f"{length} unbroken" if _longest_word(table, column) > _WORD else length


def _shares(table: Table) -> list[int]:
    """Return the share of a printed page's width of each column, in percent.

    A column has room for its words; what is left goes to those whose texts are longer.
    """
    columns = range(len(table.columns))
    words = [min(_WORD, _longest_word(table, column)) + _GAP for column in columns]
    more = [max(0, _usual(table, column) - words[column]) for column in columns]
    each = max(0, _PAGE - sum(words)) / max(1, sum(more))
    wide = [least + each * wanted for least, wanted in zip(words, more, strict=True)]
    return [round(100 * width / sum(wide)) for width in wide]


def _longest_word(table: Table, column: int) -> int:
    texts = (table.columns[column], *_texts(table, column))
    return max(len(word) for text in texts for word in text.split(" "))


def _usual(table: Table, column: int) -> int:
    """Return the characters that three quarters of the texts have, or a third of the longest."""
    lengths = sorted(map(len, _texts(table, column)))
    return min(_MOST, max(lengths[len(lengths) * 3 // 4], lengths[-1] // 3)) if lengths else 0


def _texts(table: Table, column: int) -> list[str]:
    return [plain(line.cells[column]) for line in table.lines if column < len(line.cells)]
