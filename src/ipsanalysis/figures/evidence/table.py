"""A forest plot: lines of words and numbers with estimates and intervals on one axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan

from ipsanalysis.figures.evidence.lines import SPACE, Line
from ipsanalysis.figures.evidence.marks import draw_density, draw_mark, shape
from ipsanalysis.figures.evidence.scale import Scale, scale_for
from ipsanalysis.figures.measure import lines, width
from ipsanalysis.figures.page import MARGIN, Page
from ipsanalysis.figures.style import GREY, INK, LINE, RULE, WIDTH
from ipsanalysis.statistics import STATISTICS

RIGHT = WIDTH - MARGIN
_INDENT, _GAP, _AXIS, _ASIDE = 3.0, 4.0, 9.5, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column between the labels and the axis.

    Attributes:
        head: Its heading.
        wide: Its width in mm.
    """

    head: str
    wide: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A forest plot.

    Attributes:
        head: What the labels are.
        numbers: What the numbers at the right are.
        statistic: A statistic on whose scale all lines are.
        axis: What the axis shows.
        lines: The lines.
        columns: Columns between labels and axis.
        room: Width of the labels in mm.
        guide: Where a dashed line is drawn across; nan for none.
        favours: What stands beneath the axis to the left and to the right of no effect.
    """

    head: str
    numbers: str
    statistic: str
    axis: str
    lines: Sequence[Line]
    columns: Sequence[Column] = ()
    room: float = 46.0
    guide: float = nan
    favours: tuple[str, str] = ("", "")

    @property
    def plot(self) -> tuple[float, float]:
        """Left edge and width of the axis in mm."""
        left = MARGIN + self.room + sum(column.wide for column in self.columns) + _GAP
        return left, RIGHT - self.numbers_wide - _GAP - left

    @property
    def height(self) -> float:
        """Its height in mm, with head and axis."""
        return self.head_high + sum(map(self.high, self.lines)) + self.foot

    @property
    def foot(self) -> float:
        """Height in mm of the axis and of the words beneath it."""
        return _AXIS + (LINE if self.sides else 0.0)

    @property
    def sides(self) -> list[tuple[str, float, str]]:
        """The words beneath the axis with where they stand; none when one has no room."""
        scale, (left, wide) = self.scale, self.plot
        if not all(self.favours) or isnan(scale.null):
            return []
        middle = left + wide * scale.along(scale.null)
        rooms = (middle - _ASIDE - MARGIN, RIGHT - middle - _ASIDE)
        if any(width(text) > room for text, room in zip(self.favours, rooms, strict=True)):
            return []
        ends = ((middle - _ASIDE, "right"), (middle + _ASIDE, "left"))
        return [(text, *end) for text, end in zip(self.favours, ends, strict=True)]

    @property
    def scale(self) -> Scale:
        """Its axis."""
        marks = [mark for line in self.lines for mark in line.marks]
        limits = [
            limit
            for mark in marks
            if not mark.alone
            for limit in (mark.row.ci_low, mark.row.ci_high)
        ]
        limits += [place for line in self.lines for place in shape(line.density, ratio=self.ratio)]
        estimates = [mark.row.estimate for mark in marks]
        return scale_for(self.statistic, estimates, limits, self.plot[1], self.axis)

    @property
    def ratio(self) -> bool:
        """Whether the axis is logarithmic."""
        return STATISTICS[self.statistic].scale == "ratio"

    @property
    def numbers_wide(self) -> float:
        """Width of the numbers at the right in mm."""
        own = [width(line.numbers, bold=line.bold) for line in self.lines]
        return max([24.0, *own])

    @property
    def heads(self) -> list[tuple[list[str], float, str]]:
        """The headings with where they stand and how they are aligned."""
        x = MARGIN + self.room
        found = [(lines(self.head, self.room - 2, bold=True), MARGIN, "left")]
        for column in self.columns:
            text = lines(column.head, column.wide - 1, bold=True)
            found.append((text, x + column.wide / 2, "center"))
            x += column.wide
        text = lines(self.numbers, self.numbers_wide, bold=True)
        return [*found, (text, RIGHT, "right")]

    @property
    def head_high(self) -> float:
        """Height of the headings in mm."""
        return max(len(text) for text, _, _ in self.heads) * LINE + 1.6

    def broken(self, line: Line) -> list[str]:
        """Return the label of a line, broken to fit."""
        if line.heading:
            return lines(line.text, self.plot[0] - MARGIN - 2, bold=line.bold)
        return lines(line.text, self.room - _INDENT - 1, bold=line.bold)

    def high(self, line: Line) -> float:
        """Return the height of a line in mm."""
        return line.height(self.broken(line))


def draw_table(page: Page, table: Table, top: float) -> float:
    """Draw a forest plot.

    Args:
        page: The page.
        table: The plot.
        top: Its upper edge in mm.

    Returns:
        Its lower edge in mm.
    """
    head = table.head_high
    for text, x, align in table.heads:
        page.write(x, top + head - 1.6 - len(text) * LINE, text, bold=True, align=align)
    foot = _draw_body(page, table, top + head)
    for words, x, align in table.sides:
        page.write(x, foot + _AXIS - 1.4, words, align=align)
    return foot + table.foot


def _draw_body(page: Page, table: Table, top: float) -> float:
    left, wide = table.plot
    scale = table.scale
    heights = [table.high(line) for line in table.lines]
    high = sum(heights)
    page.line([MARGIN, RIGHT], [top - 0.4, top - 0.4], color=RULE)
    axes = page.axes(left, top, (wide, high))
    axes.set_ylim(high, 0)
    axes.spines["left"].set_visible(False)
    axes.patch.set_visible(False)
    axes.set_yticks([])
    scale.apply(axes, wide)
    for place, dash in ((scale.null, "-"), (table.guide * scale.factor, "--")):
        if scale.ticks[0] <= place <= scale.ticks[-1]:
            axes.plot([place] * 2, [0, high], dash, color=INK, linewidth=0.6, zorder=0.5)
    y = 0.0
    for line, tall in zip(table.lines, heights, strict=True):
        if line.rule and y > 0:
            page.line([MARGIN, left - 1], [top + y, top + y], color=RULE)
        _write(page, table, line, top + y)
        words = y + line.rise
        draw_density(axes, line.density, (words + SPACE / 2, line.rise), scale)
        for mark in line.marks:
            draw_mark(axes, mark, words + (LINE + SPACE) / 2 + mark.drop, scale)
        y += tall
    return top + high


def _write(page: Page, table: Table, line: Line, top: float) -> None:
    y = top + line.rise + SPACE / 2
    color = GREY if line.grey else INK
    indent = 0.0 if line.heading else _INDENT
    page.write(MARGIN + indent, y, table.broken(line), bold=line.bold, color=color)
    x = MARGIN + table.room
    for column, cell in zip(table.columns, line.cells, strict=False):
        page.write(x + column.wide / 2, y, cell, bold=line.bold, align="center")
        x += column.wide
    page.write(RIGHT, y, line.numbers, bold=line.bold, align="right")
