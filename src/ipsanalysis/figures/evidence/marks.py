"""Marks of estimates, intervals and densities on the axis of a forest plot."""

from collections.abc import Sequence
from math import exp, isnan

from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from ipsanalysis.figures.evidence.lines import Mark
from ipsanalysis.figures.evidence.scale import Scale
from ipsanalysis.figures.style import INK
from ipsanalysis.tables.results import Result

_MARKERS = {"square": "s", "circle": "o", "triangle": "^"}
_HALF = 1.35
_GROUND = "#c9d6e2"


def draw_mark(axes: Axes, mark: Mark, y: float, scale: Scale) -> None:
    """Mark an estimate and its interval at a height; what lies beyond the axis ends in an arrow.

    Each artist bears the key of its row as label.

    Args:
        axes: The axes, in mm downward.
        mark: The mark.
        y: Its height.
        scale: The axis.
    """
    row = mark.row
    if isnan(row.estimate):
        return
    estimate, low, high = (v * scale.factor for v in (row.estimate, row.ci_low, row.ci_high))
    left, right = scale.ticks[0], scale.ticks[-1]
    bounded = not isnan(low) and not mark.alone
    if bounded and mark.shape == "diamond" and left <= low and high <= right:
        _diamond(axes, mark, (low, estimate, high), y)
        return
    if bounded:
        _interval(axes, mark, (low, high), y, (left, right))
    if mark.shape != "bar" and left <= estimate <= right:
        axes.plot(
            estimate,
            y,
            _MARKERS.get(mark.shape, "D"),
            color=mark.color,
            markerfacecolor="white" if mark.hollow else mark.color,
            markersize=mark.size,
            markeredgewidth=0.8 if mark.hollow else 0,
            clip_on=False,
            label=row.key,
            zorder=4 if mark.alone else 3,
        )


def _diamond(axes: Axes, mark: Mark, at: tuple[float, float, float], y: float) -> None:
    low, estimate, high = at
    corners = [(low, y), (estimate, y - _HALF), (high, y), (estimate, y + _HALF)]
    patch = Polygon(
        corners,
        closed=True,
        facecolor="white" if mark.hollow else mark.color,
        edgecolor=mark.color,
        linewidth=0.8,
        label=mark.row.key,
        zorder=3,
    )
    axes.add_patch(patch)


def _interval(
    axes: Axes, mark: Mark, limits: tuple[float, float], y: float, ends: tuple[float, float]
) -> None:
    low, high = limits
    left, right = ends
    wide = 2.4 if mark.shape == "bar" else 0.9
    inside = [max(low, left), min(high, right)]
    if inside[0] < inside[1]:
        axes.plot(inside, [y, y], color=mark.color, linewidth=wide, label=f"{mark.row.key} limits")
    for end, beyond, shape in ((left, low < left, "<"), (right, high > right, ">")):
        if beyond:
            axes.plot(end, y, shape, color=mark.color, markersize=3.5, clip_on=False)


def shape(points: Sequence[Result], *, ratio: bool) -> list[float]:
    """Return where a density is at least a tenth of its highest: its body, between two places.

    Args:
        points: Curve points.
        ratio: Whether their places are logarithms of ratios.

    Returns:
        The first and the last such place; none for no points.
    """
    most = max((point.estimate for point in points), default=0.0)
    found = [point.timepoint for point in points if point.estimate >= 0.1 * most]
    ends = [min(found), max(found)] if found else []
    return [exp(place) for place in ends] if ratio else ends


def draw_density(
    axes: Axes, points: Sequence[Result], at: tuple[float, float], scale: Scale
) -> None:
    """Draw a density above a height, its highest point as high as there is room.

    Args:
        axes: The axes, in mm downward.
        points: Curve points in order of their place: a logarithm where the axis is of ratios.
        at: The height of density 0, and how high the highest point is above it.
        scale: The axis.
    """
    if not points:
        return
    foot, room = at
    most = max(point.estimate for point in points) or 1.0
    x = [
        exp(point.timepoint) if scale.ratio else point.timepoint * scale.factor for point in points
    ]
    y = [foot - 0.95 * room * point.estimate / most for point in points]
    axes.fill_between(x, y, foot, facecolor=_GROUND, linewidth=0)
    axes.plot(x, y, color=INK, linewidth=0.8, label=points[0].subgroup)
