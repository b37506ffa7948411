"""Bubble plots: the effect of each trial by a moderator of numbers, with the line through them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, MaxNLocator

from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.evidence.lines import in_unit_of, numbers
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.moderators import coefficients, permuted_p
from ipsanalysis.figures.evidence.outlying import Spot, outlying, outlying_told, write_names
from ipsanalysis.figures.evidence.scale import LOGARITHMIC, Scale, scale_for
from ipsanalysis.figures.evidence.words import POOLED_COLOR, is_ratio, p_words
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.style import INCH, INK, LINE, WIDTH
from ipsanalysis.figures.ticks import tick_words
from ipsanalysis.figures.words import joined
from ipsanalysis.plan.evidence import Moderator
from ipsanalysis.tables.evidence.names import coefficient_words, measure_title
from ipsanalysis.tables.evidence.shown import interval, number
from ipsanalysis.tables.results import Result

NAME = "bubbles"
_HIGH, _AXIS, _GAP, _LEFT = 48.0, 5.5, 6.0, 12.0
_WIDE = (WIDTH - 2 * MARGIN - _GAP) / 2 - _LEFT
_LARGEST, _TRIANGLE = 13.0, 4.0
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
        axis: What its axis across shows, with the unit, broken into lines.
    """

    moderator: Moderator
    trials: Sequence[Result]
    line: Sequence[Result]
    slope: Result | None
    words: str
    axis: Sequence[str]

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of its axis across."""
        values = [row.timepoint for row in (*self.trials, *self.line)]
        beside = 0.06 * (max(values) - min(values)) or 0.5
        return min(values) - beside, max(values) + beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """The mark of a trial.

    Attributes:
        row: Its row.
        place: Its height on the axis.
        marker: A circle; a triangle for a trial beyond the axis.
        size: Its size in points.
        spot: Where it is on the panel.
    """

    row: Result
    place: float
    marker: str
    size: float
    spot: Spot


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
    heads = [lines(panel.words, _WIDE + _LEFT) for panel in panels]
    pairs = [slice(i, i + 2) for i in range(0, len(panels), 2)]
    above = [max(map(len, heads[pair])) * LINE + 1.5 for pair in pairs]
    beneath = [_AXIS + max(len(panel.axis) for panel in panels[pair]) * LINE for pair in pairs]
    heights = [head + _HIGH + foot for head, foot in zip(above, beneath, strict=True)]
    scale = _scale(own, panels)
    bubbles = [_bubbles(own, panel, scale) for panel in panels]
    beyond = any(bubble.marker != "o" for found in bubbles for bubble in found)
    heading = Heading(
        title=f"{own.headline.label}: effects of trials by characteristics in numbers",
        notes=list(_notes(own, beyond=beyond)),
    )
    page = new_page(own.plan, heading, sum(heights) + 3 * (len(pairs) - 1))
    for index, panel in enumerate(panels):
        row, column = divmod(index, 2)
        top = page.top + sum(heights[:row]) + 3 * row
        left = MARGIN + column * (_WIDE + _LEFT + _GAP)
        page.write(left, top, heads[index])
        at = (left + _LEFT, top + above[row])
        _draw_panel(page.axes(*at, (_WIDE, _HIGH)), panel, bubbles[index], scale)
        _write_names(own, page, at, bubbles[index], scale)
    drawn = [row for panel in panels for row in (*panel.trials, *panel.line)]
    drawn += [panel.slope for panel in panels if panel.slope]
    alt = " ".join([f"Bubble plots: {heading.title}.", *(_told(own, p) for p in panels)])
    return finished(own.plan, NAME, heading, page, alt=alt, rows=own.drawn(drawn))


def _scale(own: Material, panels: Sequence[Panel]) -> Scale:
    effects = [row.estimate for panel in panels for row in panel.trials]
    band = [v for panel in panels for row in panel.line for v in (row.ci_low, row.ci_high)]
    return scale_for(own.measure, effects, band, _HIGH, measure_title(own.measure))


def _notes(own: Material, *, beyond: bool) -> Iterator[str]:
    compared = (
        "ratio of effects for one step"
        if is_ratio(own.measure)
        else "difference of risk differences for one step, in percentage points,"
    )
    yield (
        "Bubbles: trials, crude effects, area by weight in the REML mean"
        + ("; a triangle is one beyond the axis" if beyond else "")
        + ". Line and band: meta-regression, REML, with the Knapp-Hartung interval of the expected "
        f"effect. Above each: the {compared} with its Knapp-Hartung interval, "
        "and p-values, one from permuting the moderator among the trials. Trials were not "
        "randomised to the characteristic, which may stand for another."
    )
    yield outlying_told(own)


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
        shown = numbers(in_unit_of(slope, own.measure))
        told = f"{coefficient_words(own.plan, slope.subgroup)}: {shown}"
        told = ", ".join([told, *p_values])
    return Panel(
        moderator=item,
        trials=[row for row in trials if row.estimated],
        line=sorted(line, key=lambda row: row.timepoint),
        slope=slope,
        words=told,
        axis=lines(_axis_words(item), _WIDE),
    )


def _axis_words(item: Moderator) -> str:
    """Return what an axis shows with its unit.

    A calendar year needs none, and a label that ends in brackets says it there.
    """
    needs = item.source != "year" and not item.label.endswith(")")
    return f"{item.label}, {item.unit}" if item.unit and needs else item.label


def _bubbles(own: Material, panel: Panel, scale: Scale) -> list[Bubble]:
    """Return the marks of the trials, the largest first so that it lies beneath the others."""
    weights = own.weights()
    most = max(weights.values(), default=1.0)
    (left, right), (low, high) = panel.ends, (scale.ticks[0], scale.ticks[-1])
    found = []
    for row in sorted(panel.trials, key=lambda row: -weights.get(row.subgroup, 0.0)):
        effect = row.estimate * scale.factor
        marker = "v" if effect < low else "^" if effect > high else "o"
        place = min(max(effect, low), high)
        share = weights.get(row.subgroup, most / 4) / most
        size = _LARGEST * share**0.5 if marker == "o" else _TRIANGLE
        spot = Spot(
            x=_WIDE * (row.timepoint - left) / (right - left),
            y=_HIGH * (1 - scale.along(place)),
            wide=size / 72 * INCH,
            high=size / 72 * INCH,
        )
        found.append(Bubble(row=row, place=place, marker=marker, size=size, spot=spot))
    return found


def _draw_panel(axes: Axes, panel: Panel, bubbles: Sequence[Bubble], scale: Scale) -> None:
    _set_axes(axes, panel, scale)
    x = [row.timepoint for row in panel.line]
    low, mean, high = (
        [getattr(row, name) * scale.factor for row in panel.line]
        for name in ("ci_low", "estimate", "ci_high")
    )
    axes.fill_between(x, low, high, facecolor=(POOLED_COLOR, 0.15), linewidth=0)
    axes.plot(x, mean, color=POOLED_COLOR, linewidth=1.2, label=panel.moderator.id)
    for bubble in bubbles:
        axes.plot(
            bubble.row.timepoint, bubble.place, bubble.marker, markersize=bubble.size,
            clip_on=False, markerfacecolor=(INK, 0.12), markeredgecolor=INK, markeredgewidth=0.7,
            label=bubble.row.key,
        )  # fmt: skip


def _write_names(
    own: Material,
    page: Page,
    at: tuple[float, float],
    bubbles: Sequence[Bubble],
    scale: Scale,
) -> None:
    far = outlying(own)
    named = [(own.label(b.row.subgroup), b.spot) for b in bubbles if b.row.subgroup in far]
    null = Spot(x=_WIDE / 2, y=_HIGH * (1 - scale.along(scale.null)), wide=_WIDE, high=0)
    marks = [bubble.spot for bubble in bubbles]
    write_names(page, at, named, (marks, [null]), (_WIDE, _HIGH))


def _set_axes(axes: Axes, panel: Panel, scale: Scale) -> None:
    if scale.ratio:
        axes.set_yscale("log")
        axes.yaxis.set_minor_locator(FixedLocator([]))
    axes.yaxis.set_major_locator(FixedLocator(list(scale.ticks)))
    axes.set_yticks(list(scale.ticks), [tick_words(tick) for tick in scale.ticks])
    axes.set_ylim(scale.ticks[0], scale.ticks[-1])
    values = [row.timepoint for row in (*panel.trials, *panel.line)]
    left, right = panel.ends
    whole = MaxNLocator(nbins=6, steps=[1, 2, 3, 5, 6, 10], integer=min(values) > _YEARS)
    found = [float(tick) for tick in whole.tick_values(left, right) if left <= tick <= right]
    ticks = found if max(values) > min(values) else [min(values)]
    axes.set_xticks(ticks, [f"{tick:g}".replace("-", "−") for tick in ticks])
    axes.set_xlim(left, right)
    axes.set_xlabel("\n".join(panel.axis), labelpad=1.5)
    axes.set_ylabel(scale.title.removesuffix(LOGARITHMIC), labelpad=1)
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
