"""The trials furthest from the others, named beside their marks where there is room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot

from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.measure import width
from ipsanalysis.figures.page import Page
from ipsanalysis.figures.style import LINE
from ipsanalysis.tables.evidence.robustness import FAR, far_residuals
from ipsanalysis.tables.format import fixed

_APART, _FURTHER, _PAD, _TINY = 0.6, 1.5, 1.0, 1e-9
_STEPS = (-1, 1, -2, 2, -3, 3, -4, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A rectangle on a pair of axes, in mm from their left edge and downward from their top.

    Attributes:
        x: Its middle across.
        y: Its middle down.
        wide: Its width.
        high: Its height.
    """

    x: float
    y: float
    wide: float
    high: float

    @property
    def padded(self) -> "Spot":
        """The rectangle with a margin, so that a name is not taken for that of a mark near it."""
        return Spot(x=self.x, y=self.y, wide=self.wide + 2 * _PAD, high=self.high + 2 * _PAD)

    def meets(self, other: "Spot") -> bool:
        """Say whether it overlaps another."""
        across = abs(self.x - other.x) < (self.wide + other.wide) / 2
        return across and abs(self.y - other.y) < (self.high + other.high) / 2

    def within(self, room: tuple[float, float]) -> bool:
        """Say whether it lies within axes of a width and height."""
        across = self.wide / 2 <= self.x <= room[0] - self.wide / 2
        return across and self.high / 2 <= self.y <= room[1] - self.high / 2


def outlying(own: Material) -> list[str]:
    """Return the trials of the headline whose studentised residual is beyond -1.96 or 1.96."""
    return [row.subgroup for row in far_residuals(own.plan, own.results)[0]]


def outlying_told(own: Material) -> str:
    """Say which trials are named in a figure; empty when there are none."""
    names = sorted(own.label(trial) for trial in outlying(own))
    limits = f"{fixed(-FAR, 2)} or {fixed(FAR, 2)}"
    return f"Named: studentised residual beyond {limits} ({', '.join(names)})." if names else ""


def write_names(
    page: Page,
    at: tuple[float, float],
    named: Sequence[tuple[str, Spot]],
    blocked: tuple[Sequence[Spot], Sequence[Spot]],
    room: tuple[float, float],
) -> None:
    """Write names beside their marks; one that stands askew is joined to its mark by a line.

    Args:
        page: The page.
        at: Top left corner of the axes in mm.
        named: Names, each with the mark it is for.
        blocked: All marks, and lines that names stay clear of where they can.
        room: Width and height of the axes in mm.
    """
    for text, mark, spot in places(named, *blocked, room):
        page.write(at[0] + spot.x, at[1] + spot.y - LINE / 2, text, align="center")
        if min(abs(spot.x - mark.x), abs(spot.y - mark.y)) < _TINY:
            continue
        side = 1 if spot.x > mark.x else -1
        end = (spot.x - side * (spot.wide / 2 + _APART / 2), spot.y)
        away = hypot(end[0] - mark.x, end[1] - mark.y)
        part = mark.wide / 2 / away
        start = (mark.x + part * (end[0] - mark.x), mark.y + part * (end[1] - mark.y))
        page.line([at[0] + start[0], at[0] + end[0]], [at[1] + start[1], at[1] + end[1]])


def places(
    named: Sequence[tuple[str, Spot]],
    marks: Sequence[Spot],
    lines: Sequence[Spot],
    room: tuple[float, float],
) -> list[tuple[str, Spot, Spot]]:
    """Place names beside their marks, so that none lies over a mark or another name.

    Args:
        named: Names, each with the mark it is for.
        marks: All marks.
        lines: Lines that names stay clear of where they can.
        room: Width and height of the axes in mm.

    Returns:
        The names, each with its mark and where it stands; one that has no room is left out.
    """
    found: list[tuple[str, Spot, Spot]] = []
    for text, mark in named:
        others = [other.padded for other in marks if other != mark]
        taken = [mark, *others, *(spot for _, _, spot in found)]
        free = [
            spot
            for spot in _candidates(width(text), mark)
            if spot.within(room) and not any(spot.meets(other) for other in taken)
        ]
        clear = [spot for spot in free if not any(spot.meets(line) for line in lines)]
        found += [(text, mark, spot) for spot in (clear or free)[:1]]
    return found


def _candidates(wide: float, mark: Spot) -> Iterator[Spot]:
    """Yield places for a name: right, left, above and below, then askew."""
    aside, away = (mark.wide + wide) / 2 + _APART, (mark.high + LINE) / 2
    for side in (1, -1):
        yield Spot(x=mark.x + side * aside, y=mark.y, wide=wide, high=LINE)
    for side in (-1, 1):
        yield Spot(x=mark.x, y=mark.y + side * away, wide=wide, high=LINE)
    for step in _STEPS:
        for side in (1, -1):
            x = mark.x + side * (aside + _FURTHER)
            yield Spot(x=x, y=mark.y + step * LINE, wide=wide, high=LINE)
