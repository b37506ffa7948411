"""Bubble plots: the effect of each trial by a moderator of numbers, with the line through them."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, MaxNLocator

from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.evidence.lines import numbers
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.moderators import coefficients, permuted_p
from ipsanalysis.figures.evidence.scale import Scale, scale_for
from ipsanalysis.figures.evidence.words import POOLED_COLOR, p_words
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.style import INK, LINE, WIDTH
from ipsanalysis.figures.words import joined
from ipsanalysis.plan.evidence import Moderator
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.evidence.names import coefficient_words
from ipsanalysis.tables.evidence.shown import interval, number
from ipsanalysis.tables.results import Result

NAME = "bubbles"
_HIGH, _AXIS, _GAP, _LEFT = 48.0, 8.0, 6.0, 12.0
_LARGEST = 13.0
_YEARS = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The bubbles of one moderator.

    Attributes:
        moderator: The moderator.
        trials: A point a trial that has a value.
        line: Points of the regression line, in order.
        slope: The coefficient.
        words: Its heading: name, coefficient and p-values.
    """

    moderator: Moderator
    trials: Sequence[Result]
    line: Sequence[Result]
    slope: Result | None
    words: str


def draw_bubbles(own: Material) -> Drawing | None:
    """Draw the trials and the line of each meta-regression on one moderator of numbers.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when there are no such points.
    """
    panels = [panel for item in own.plan.moderators if (panel := _panel(own, item))]
    if not panels:
        return None
    wide = (WIDTH - 2 * MARGIN - _GAP) / 2 - _LEFT
    heads = [lines(panel.words, wide + _LEFT) for panel in panels]
    rows = [heads[i : i + 2] for i in range(0, len(heads), 2)]
    heights = [max(map(len, row)) * LINE + 1.5 + _HIGH + _AXIS for row in rows]
    heading = Heading(
        title=f"{own.headline.label}: effects of trials by characteristics in numbers",
        notes=[
            "Bubbles: trials, crude effects, area by weight in the REML mean; a triangle is one "
            "beyond the axis. Line and band: meta-regression, REML, with the Knapp-Hartung "
            "interval of the expected effect. Above each: the ratio of effects for one step with "
            "its Knapp-Hartung interval, and p-values, one from permuting the moderator among the "
            "trials. Trials were not randomised to the characteristic, which may stand for another."
        ],
    )
    page = new_page(own.plan, heading, sum(heights) + 3 * (len(rows) - 1))
    effects = [row for panel in panels for row in panel.trials]
    band = [v for panel in panels for row in panel.line for v in (row.ci_low, row.ci_high)]
    label = STATISTICS[own.measure].label
    values = [row.estimate for row in effects]
    scale = scale_for(own.measure, values, band, _HIGH, label)
    for index, panel in enumerate(panels):
        row, column = divmod(index, 2)
        top = page.top + sum(heights[:row]) + 3 * row
        left = MARGIN + column * (wide + _LEFT + _GAP)
        head = heights[row] - _HIGH - _AXIS
        page.write(left, top, heads[index])
        _draw_panel(own, page, panel, (left + _LEFT, top + head, wide), scale)
    drawn = [row for panel in panels for row in (*panel.trials, *panel.line)]
    drawn += [panel.slope for panel in panels if panel.slope]
    alt = " ".join([f"Bubble plots: {heading.title}.", *(_told(own, p) for p in panels)])
    return finished(own.plan, NAME, heading, page, alt=alt, rows=own.drawn(drawn))


def _panel(own: Material, item: Moderator) -> Panel | None:
    shared = {"outcome": own.headline.id, "covariates": item.id}
    trials = own.curves.where(analysis="meta_regression_trial", **shared)
    line = own.curves.where(analysis="meta_regression_line", **shared)
    if not trials or not line:
        return None
    slope = next(iter(coefficients(own, item.id)), None)
    told = item.label
    if slope:
        test = permuted_p(own, slope)
        named = ((slope, "Knapp-Hartung"), (test, "permuted"))
        p_values = [f"{joined(p_words(row))} ({name})" for row, name in named if row]
        told = f"{coefficient_words(own.plan, slope.subgroup)}: {numbers(slope)}"
        told = ", ".join([told, *p_values])
    return Panel(
        moderator=item,
        trials=[row for row in trials if row.estimated],
        line=sorted(line, key=lambda row: row.timepoint),
        slope=slope,
        words=told,
    )


def _draw_panel(
    own: Material, page: Page, panel: Panel, at: tuple[float, float, float], scale: Scale
) -> None:
    left, top, wide = at
    axes = page.axes(left, top, (wide, _HIGH))
    _set_axes(axes, panel, scale)
    x = [row.timepoint for row in panel.line]
    low, mean, high = (
        [getattr(row, name) * scale.factor for row in panel.line]
        for name in ("ci_low", "estimate", "ci_high")
    )
    axes.fill_between(x, low, high, facecolor=(POOLED_COLOR, 0.15), linewidth=0)
    axes.plot(x, mean, color=POOLED_COLOR, linewidth=1.2, label=panel.moderator.id)
    weights = own.weights()
    most = max(weights.values(), default=1.0)
    for row in sorted(panel.trials, key=lambda row: -weights.get(row.subgroup, 0.0)):
        size = _LARGEST * (weights.get(row.subgroup, most / 4) / most) ** 0.5
        effect, (foot, top_end) = row.estimate * scale.factor, (scale.ticks[0], scale.ticks[-1])
        marker = "v" if effect < foot else "^" if effect > top_end else "o"
        place = min(max(effect, foot), top_end)
        axes.plot(
            row.timepoint, place, marker, markersize=size if marker == "o" else 4, clip_on=False,
            markerfacecolor=(INK, 0.12), markeredgecolor=INK, markeredgewidth=0.7, label=row.key,
        )  # fmt: skip


def _set_axes(axes: Axes, panel: Panel, scale: Scale) -> None:
    if scale.ratio:
        axes.set_yscale("log")
        axes.yaxis.set_minor_locator(FixedLocator([]))
    axes.yaxis.set_major_locator(FixedLocator(list(scale.ticks)))
    axes.set_yticks(list(scale.ticks), [f"{tick:g}".replace("-", "−") for tick in scale.ticks])
    axes.set_ylim(scale.ticks[0], scale.ticks[-1])
    values = [row.timepoint for row in (*panel.trials, *panel.line)]
    beside = 0.06 * (max(values) - min(values)) or 0.5
    left, right = min(values) - beside, max(values) + beside
    whole = MaxNLocator(nbins=6, steps=[1, 2, 3, 5, 6, 10], integer=min(values) > _YEARS)
    found = [float(tick) for tick in whole.tick_values(left, right) if left <= tick <= right]
    ticks = found if max(values) > min(values) else [min(values)]
    axes.set_xticks(ticks, [f"{tick:g}".replace("-", "−") for tick in ticks])
    axes.set_xlim(left, right)
    axes.set_ylabel(scale.title.partition(",")[0], labelpad=1)
    axes.axhline(scale.null, color=INK, linewidth=0.6, zorder=0.5)


def _told(own: Material, panel: Panel) -> str:
    first, last = panel.line[0], panel.line[-1]
    ends = " and ".join(
        f"{number(row, row.estimate)} ({interval(row)}) at {row.timepoint:g}"
        for row in (first, last)
    )
    trials = ", ".join(
        f"{own.label(row.subgroup)} {number(row, row.estimate)} at {row.timepoint:g}"
        for row in sorted(panel.trials, key=lambda row: (row.timepoint, row.subgroup))
    )
    return f"{panel.words}. Line: {ends}. Trials: {trials}."
