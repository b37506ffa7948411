"""What the marks, lines and grounds of a figure mean, above its body."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.lines import Line2D

from ipsanalysis.figures.measure import lines, width
from ipsanalysis.figures.page import MARGIN, Page
from ipsanalysis.figures.style import INK, LINE, WIDTH

_SAMPLE, _GAP, _SPACE = 6.0, 1.5, 5.0
_ROW = LINE + 0.8
_ROOM = WIDTH - 2 * MARGIN
Dash = str | tuple[int, tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An entry of the legend.

    Attributes:
        text: What it means.
        kind: A mark, a line, or a ground.
        marker: Shape of the mark, as matplotlib takes it.
        color: Its colour.
        hollow: Whether the mark is hollow.
        dash: Dash of the line.
        size: Size of the mark in points.
    """

    text: str
    kind: Literal["mark", "line", "ground"] = "mark"
    marker: str = "s"
    color: str = INK
    hollow: bool = False
    dash: Dash = "solid"
    size: float = 4.5


def legend_height(samples: Sequence[Sample]) -> float:
    """Return the height in mm that a legend takes, with the space beneath it."""
    rows = _rows(samples)
    return sum(len(text) * LINE + 0.8 for row in rows for text in [_longest(row)]) + 1.5


def draw_legend(page: Page, samples: Sequence[Sample], top: float) -> None:
    """Draw a legend whose upper edge is at top."""
    for row in _rows(samples):
        for x, sample, text in row:
            _draw_sample(page, sample, x, top + LINE * 0.52)
            page.write(x + _SAMPLE + _GAP, top, text)
        top += len(_longest(row)) * LINE + 0.8


_Placed = tuple[float, Sample, list[str]]


def _rows(samples: Sequence[Sample]) -> list[list[_Placed]]:
    """Place the entries in rows; one that is too long for a row is broken into lines."""
    rows: list[list[_Placed]] = []
    x = MARGIN
    for sample in samples:
        text = lines(sample.text, _ROOM - _SAMPLE - _GAP)
        wide = _SAMPLE + _GAP + max(width(line) for line in text) + _SPACE
        if not rows or x + wide - _SPACE > WIDTH - MARGIN:
            rows.append([])
            x = MARGIN
        rows[-1].append((x, sample, text))
        x += wide
    return rows


def _longest(row: Sequence[_Placed]) -> list[str]:
    return max((text for _, _, text in row), key=len)


def _draw_sample(page: Page, sample: Sample, x: float, middle: float) -> None:
    if sample.kind == "line":
        look = {"color": sample.color, "linestyle": sample.dash, "linewidth": 1.2}
        page.line([x, x + _SAMPLE], [middle, middle], **look)
    elif sample.kind == "ground":
        size = (_SAMPLE, LINE * 0.75)
        page.rectangle(x, middle - LINE * 0.38, size, facecolor=sample.color, linewidth=0.4)
    else:
        mark = Line2D(
            [x + _SAMPLE / 2],
            [middle],
            transform=page.mm,
            linestyle="none",
            marker=sample.marker,
            markersize=sample.size,
            color=sample.color,
            markerfacecolor="white" if sample.hollow else sample.color,
            markeredgewidth=0.8,
        )
        page.figure.add_artist(mark)
