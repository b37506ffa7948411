"""Tables as data: text whose numbers know the result row they come from."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text.

    Attributes:
        text: The text, unescaped.
        key: The row_id it was printed from; empty for words.
    """

    text: str
    key: str = ""


Text = tuple[Piece, ...]


def say(*parts: "str | Piece | Text") -> Text:
    """Join words, linked numbers and texts into one text."""
    pieces: list[Piece] = []
    for part in parts:
        if isinstance(part, str):
            pieces += [Piece(text=part)] if part else []
        elif isinstance(part, Piece):
            pieces.append(part)
        else:
            pieces += part
    return tuple(pieces)


def joined(texts: Iterable[Text], separator: str) -> Text:
    """Join texts with a separator between them."""
    result: Text = ()
    for text in texts:
        result = say(result, separator if result else "", text)
    return result


def plain(text: Text) -> str:
    """Return a text without its links."""
    return "".join(piece.text for piece in text)


def keys(texts: Iterable[Text]) -> list[str]:
    """Return the row_ids of some texts, each once, in order."""
    found = (piece.key for text in texts for piece in text if piece.key)
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a table.

    Attributes:
        cells: One text a column; the first is the line's header.
        group: Heading of the group of lines it belongs to; empty for none.
        indent: Whether it stands under the line above it.
        emphasis: Whether it is the one to read first.
    """

    cells: tuple[Text, ...]
    group: Text = ()
    indent: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table ready to print.

    Attributes:
        name: Name of its files.
        caption: What it shows.
        columns: Headings.
        lines: Its lines in order; lines of one group stand together.
        notes: What a reader must know, printed under it.
        plain_columns: Headings of the CSV when it says more than the printed table.
        plain_lines: Lines of the CSV then; empty when they are those printed.
        numeric: Columns of numbers, counted from 0, which stand right of their label.
    """

    name: str
    caption: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    plain_columns: tuple[str, ...] = ()
    plain_lines: tuple[Line, ...] = ()
    numeric: tuple[int, ...] = ()
