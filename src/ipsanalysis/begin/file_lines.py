"""What became of each raw file, in lines for the terminal."""

from collections.abc import Iterator

from ipsanalysis.raw.cleaned import Cleaned
from ipsanalysis.raw.fault import Fault

SHOWN = 5


def file_lines(cleaned: Cleaned) -> Iterator[str]:
    """Give a line for each file, and one for each note.

    Args:
        cleaned: What became of the files; no errors.

    Yields:
        Lines to print.
    """
    for entry in cleaned.accounts:
        merged = f", {entry.rows_merged} merged with others" if entry.rows_merged else ""
        left = f", {entry.rows_rejected} left out (see the notes)" if entry.rows_rejected else ""
        kept = f"{entry.rows_in} rows: {entry.rows_kept} kept" if merged or left else ""
        yield f"{entry.file}: {kept or f'{entry.rows_in} rows, all in order'}{merged}{left}."
    for note in cleaned.notes:
        yield f"  note, {note.file}{_where(note)}: {note.rule}. {note.action}"


def _where(note: Fault) -> str:
    """Say in which column and rows of its file a note stands, and how often when there are many."""
    column = f", column {note.column}" if note.column else ""
    if note.rows is None:
        return column
    rows = ", ".join(f"{row}" for row in sorted(note.rows)[:SHOWN])
    more = f" and {note.count - SHOWN:,} more" if note.count > SHOWN else ""
    return f"{column}, row{'' if note.count == 1 else 's'} {rows}{more}"
