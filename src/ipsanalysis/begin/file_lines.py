"""What became of each raw file, in lines for the terminal."""

from collections.abc import Iterator

from ipsanalysis.raw.cleaned import Cleaned


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
        times = "once" if note.count == 1 else f"{note.count} times"
        yield f"  note, {note.file}: {note.rule} ({times}). {note.action}"
