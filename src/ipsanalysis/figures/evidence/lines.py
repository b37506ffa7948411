"""Lines of a forest plot: words, numbers and what is marked on the axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ipsanalysis.figures.style import INK, LINE
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.evidence.shown import interval, number
from ipsanalysis.tables.format import NO_BREAK
from ipsanalysis.tables.results import Result

SPACE = 1.2
RIDGE = 6.5
"""Height of a density above its line, in mm."""
Shape = Literal["square", "diamond", "circle", "bar", "triangle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An estimate with its interval.

    Attributes:
        row: The row it stands for.
        shape: A diamond is as wide as the interval; a bar shows an interval alone.
        size: Size of a square, circle or triangle in points.
        color: Its colour.
        hollow: Whether it is hollow.
        drop: How far below the middle of the line it is, in mm.
        alone: Whether the interval is left out.
    """

    row: Result
    shape: Shape = "square"
    size: float = 4.5
    color: str = INK
    hollow: bool = False
    drop: float = 0.0
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a forest plot.

    Attributes:
        text: Its label.
        cells: What stands in the columns.
        numbers: What stands at the right.
        marks: What is marked on the axis.
        density: Curve points of a density drawn above the line.
        bold: Whether it is set bold.
        heading: Whether it is the heading of those that follow, across the table.
        rule: Whether a rule is drawn above it.
        grey: Whether its words are grey, as remarks are.
    """

    text: str
    cells: Sequence[str] = ()
    numbers: str = ""
    marks: Sequence[Mark] = ()
    density: Sequence[Result] = ()
    bold: bool = False
    heading: bool = False
    rule: bool = False
    grey: bool = False

    @property
    def rows(self) -> Iterator[Result]:
        """The rows it shows."""
        yield from (mark.row for mark in self.marks)
        yield from self.density

    @property
    def rise(self) -> float:
        """The height in mm of what stands above its words."""
        return RIDGE if self.density else 0.0

    def height(self, broken: Sequence[str]) -> float:
        """Return its height in mm, its label broken into lines."""
        return max(len(broken), 1) * LINE + SPACE + self.rise


def heading(text: str, *, rule: bool = True) -> Line:
    """Return a bold heading of the lines that follow."""
    return Line(text=text, bold=True, heading=True, rule=rule)


def remark(text: str) -> Line:
    """Return a remark in grey across the table."""
    return Line(text=text, heading=True, grey=True)


def numbers(row: Result) -> str:
    """Return an estimate with its interval, as the tables print it."""
    if not row.estimated:
        return "not estimated"
    found = interval(row)
    shown = number(row, row.estimate)
    return f"{shown}{NO_BREAK}({found})" if found else shown


def in_unit_of(row: Result, measure: str) -> Result:
    """Return a row told in the unit of a measure when that is a difference; else the row itself.

    Differences are told in percentage points, and so is what is estimated of them: how much they
    differ, by a moderator or by chance, or the difference in a very large trial.

    Args:
        row: The row.
        measure: The measure that it is an amount of.
    """
    difference = STATISTICS[measure].scale == "difference"
    return replace(row, statistic=measure) if difference else row


def sizes(weights: dict[str, float]) -> dict[str, float]:
    """Return the size of each trial's square in points; its area goes with the weight."""
    most = max(weights.values(), default=1.0)
    return {trial: 7.0 * (weight / most) ** 0.5 for trial, weight in weights.items()}
