"""A figure laid out in millimetres from its top left corner: heading, body, notes, stamp."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.transforms import Affine2D, Transform

from ipsanalysis.figures.measure import lines, width
from ipsanalysis.figures.style import (
    GREY,
    INCH,
    INK,
    LINE,
    SIZE,
    TITLE_LINE,
    TITLE_SIZE,
    WIDTH,
    ArmStyle,
)

MARGIN = 2.0
STAMP = "SYNTHETIC"
STAMP_SENTENCE = "SYNTHETIC DATA: made by computer, not from participants."
_SAMPLE = 9.0
_BASELINE = 0.76


class WithStatus(Protocol):
    """Whatever says whether its data are real or synthetic, such as a plan."""

    @property
    def data_status(self) -> str:
        """`real` or `synthetic`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above and below the body of a figure.

    Attributes:
        title: The title.
        legend: Arms with the text beside each sample.
        bars: Whether samples are bars; otherwise lines.
        notes: Paragraphs beneath the body.
    """

    title: str
    legend: Sequence[tuple[ArmStyle, str]] = ()
    bars: bool = False
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A figure with lengths in mm, measured from the left and from the top.

    Attributes:
        figure: The matplotlib figure.
        mm: From mm, measured from the top left, to the figure's own coordinates.
        height: Its height.
        top: Where its body begins.
    """

    figure: Figure
    mm: Transform
    height: float
    top: float

    def write(
        self,
        x: float,
        y: float,
        text: str | Sequence[str],
        *,
        size: float = SIZE,
        leading: float = LINE,
        color: str = INK,
        bold: bool = False,
        align: str = "left",
    ) -> None:
        """Write lines of text, the first with its top at y."""
        for i, line in enumerate([text] if isinstance(text, str) else text):
            self.figure.text(
                x,
                y + (i + _BASELINE) * leading,
                line,
                transform=self.mm,
                fontsize=size,
                color=color,
                fontweight="bold" if bold else "normal",
                ha=align,
                va="baseline",
            )

    def line(self, x: Sequence[float], y: Sequence[float], **look: object) -> None:
        """Draw a line through points."""
        look = {"color": INK, "linewidth": 0.6, **look}
        self.figure.add_artist(Line2D(x, y, transform=self.mm, **look))  # type: ignore[arg-type]

    def arrow(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Draw a line of horizontal and vertical parts, with an arrow head at its end."""
        self.line(x, y)
        along = np.sign([x[-1] - x[-2], y[-1] - y[-2]])
        back, aside = -1.6 * along, 0.6 * along[::-1]
        corners = np.array([x[-1], y[-1]]) + np.array([0 * back, back + aside, back - aside])
        self.figure.add_artist(
            Polygon(corners, closed=True, transform=self.mm, facecolor=INK, linewidth=0)
        )

    def rectangle(self, x: float, y: float, size: tuple[float, float], **look: object) -> None:
        """Draw a rectangle whose top left corner is at x, y, of a width and height."""
        look = {"facecolor": "white", "edgecolor": INK, "linewidth": 0.6, **look}
        patch = Rectangle((x, y), *size, transform=self.mm, **look)  # type: ignore[arg-type]
        self.figure.add_artist(patch)

    def axes(self, x: float, y: float, size: tuple[float, float]) -> Axes:
        """Place axes whose top left corner is at x, y, of a width and height."""
        wide, high = size
        rectangle = (x / WIDTH, 1 - (y + high) / self.height, wide / WIDTH, high / self.height)
        return self.figure.add_axes(rectangle)


def new_page(plan: WithStatus, heading: Heading, body: float) -> Page:
    """Start a figure of the full width, with its heading and notes written.

    Args:
        plan: The plan, or whatever else says so; synthetic data are stamped.
        heading: What stands above and below the body.
        body: The height of the body in mm.

    Returns:
        The page; its body begins at `top`.
    """
    room = WIDTH - 2 * MARGIN
    title = lines(heading.title, room, TITLE_SIZE, bold=True)
    legend = _legend_rows(heading.legend)
    notes = [line for paragraph in heading.notes for line in lines(paragraph, room)]
    synthetic = plan.data_status == "synthetic"
    title_high = MARGIN + len(title) * TITLE_LINE + 1
    top = title_high + sum(high for _, high in legend) + (1 if legend else 0)
    foot = top + body + 2
    height = foot + (len(notes) + synthetic) * LINE + MARGIN
    figure = Figure(figsize=(WIDTH / INCH, height / INCH), facecolor="white")
    scale = Affine2D().scale(1 / INCH, -1 / INCH).translate(0, height / INCH)
    mm = scale + figure.dpi_scale_trans
    page = Page(figure=figure, mm=mm, height=height, top=top)
    page.write(MARGIN, MARGIN, title, size=TITLE_SIZE, leading=TITLE_LINE, bold=True)
    _draw_legend(page, legend, heading.bars, title_high)
    page.write(MARGIN, foot, notes, color=GREY)
    if synthetic:
        page.write(MARGIN, foot + len(notes) * LINE, STAMP_SENTENCE, bold=True)
        _stamp(figure)
    return page


_LegendRow = tuple[list[tuple[float, ArmStyle, list[str]]], float]


def _legend_rows(legend: Sequence[tuple[ArmStyle, str]]) -> list[_LegendRow]:
    """Place the entries side by side when they fit, otherwise one beneath the other."""
    step = [_SAMPLE + 2 + width(text) + 8 for _, text in legend]
    if not legend:
        return []
    if sum(step) <= WIDTH - 2 * MARGIN:
        starts = [MARGIN + sum(step[:i]) for i in range(len(step))]
        entries = zip(starts, legend, strict=True)
        return [([(x, style, [text]) for x, (style, text) in entries], LINE + 0.8)]
    rows: list[_LegendRow] = []
    for style, text in legend:
        broken = lines(text, WIDTH - 2 * MARGIN - _SAMPLE - 2)
        rows.append(([(MARGIN, style, broken)], len(broken) * LINE + 0.8))
    return rows


def _draw_legend(page: Page, rows: list[_LegendRow], bars: bool, top: float) -> None:
    for entries, high in rows:
        for x, style, text in entries:
            middle = top + LINE * 0.52
            if bars:
                size = (_SAMPLE - 3, LINE * 0.75)
                page.rectangle(x, top + LINE * 0.12, size, **style.bar)
            else:
                look = {"color": style.color, "linestyle": style.dash, "linewidth": 1.5}
                page.line([x, x + _SAMPLE], [middle, middle], **look)
            page.write(x + _SAMPLE + (2 if not bars else -1), top, text)
        top += high


def _stamp(figure: Figure) -> None:
    figure.text(
        0.5,
        0.5,
        STAMP,
        fontsize=52,
        fontweight="bold",
        color=INK,
        alpha=0.13,
        rotation=25,
        ha="center",
        va="center",
        zorder=100,
    )
