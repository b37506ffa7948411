"""Filling in the page templates."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ipsanalysis.tables.cell import Line, Text

TEMPLATES = Path(__file__).parent / "templates"


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
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    page = environment.get_template(name).render({"style": style, **content})
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _grouped(lines: Sequence[Line]) -> list[tuple[Text, list[Line]]]:
    return [(group, list(members)) for group, members in groupby(lines, lambda line: line.group)]
