"""Widths of text in the figures' font, and lines broken to fit."""

from functools import cache
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.ft2font import FT2Font, LoadFlags

from ipsanalysis.figures.style import FONT, INCH, SIZE


@cache
def _font(bold: bool) -> FT2Font:
    name = FONT.replace(" ", "") + ("-Bold" if bold else "")
    font = FT2Font(Path(get_data_path()) / "fonts" / "ttf" / f"{name}.ttf")
    font.set_size(100, 72)
    return font


@cache
def _advance(letter: str, bold: bool) -> float:
    """Return how far a letter moves the pen, for type of 1 point, in points."""
    glyph = _font(bold).load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / 100


def width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return the width of a line of text in mm, without kerning, for a size in points."""
    return sum(_advance(letter, bold) for letter in text) * size * INCH / 72


def lines(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Break text into lines that fit; a word wider than a line is broken too.

    A no-break space holds words together.

    Args:
        text: The text.
        room: The width of a line in mm.
        size: The size of the type in points.
        bold: Whether it is set bold.

    Returns:
        The lines; none for empty text.
    """
    broken: list[str] = []
    for word in text.replace("\n", " ").split(" "):
        if not word:
            continue
        joined = f"{broken[-1]} {word}" if broken else word
        if broken and width(joined, size, bold=bold) <= room:
            broken[-1] = joined
            continue
        broken += _pieces(word, room, size, bold)
    return broken


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
