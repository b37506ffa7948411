"""A table as text for the terminal and as Markdown."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of text with what has to be said about it."""

    title: str
    head: list[str]
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)


def as_text(found: list[Table]) -> str:
    """Return tables for the terminal."""
    return "\n".join(_text(table) for table in found)


def as_markdown(found: list[Table]) -> str:
    """Return tables as a page of documentation."""
    return "\n".join([HEAD, *(_markdown(table) for table in found)])


HEAD = """# Benchmarks

`make bench` measures every step of every study in scratch copies of the project; the first study
also on more people, drawn from it with replacement, and beside R. `.venv/bin/python -m
ipsanalysis.run.bench --write` writes this page. CPU time and memory are the kernel's account of
each process; the memory of a whole run is the largest sum over its processes.
"""


def _text(table: Table) -> str:
    lines = [table.head, *table.rows] if any(table.head) else table.rows
    widths = [max(len(line[column]) for line in lines) for column in range(len(table.head))]
    texts = [
        "  ".join(
            cell.rjust(width) if column and any(table.head) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join([table.title, *(f"  {text}" for text in [*texts, *table.notes]), ""])


def _markdown(table: Table) -> str:
    align = ["---", *["--:" if any(table.head) else "---"] * (len(table.head) - 1)]
    lines = [f"| {' | '.join(line)} |" for line in (table.head, align, *table.rows)]
    return "\n".join([f"## {table.title}", "", *lines, "", *table.notes, *[""][: len(table.notes)]])
