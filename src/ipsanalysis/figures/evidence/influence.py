"""How much each trial pulls at the headline: four measures of influence, trial by trial."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator

from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.evidence.forest import trials_in_order
from ipsanalysis.figures.evidence.legend import Sample, draw_legend, legend_height
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.style import INK, LINE, RULE, WIDTH
from ipsanalysis.figures.ticks import difference_ticks, tick_labels
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.evidence.robustness import FAR, FLAG
from ipsanalysis.tables.evidence.shown import number
from ipsanalysis.tables.format import fixed
from ipsanalysis.tables.results import Result

NAME = "influence"
_STEP, _LABELS, _GAP, _FOOT = 4.2, 36.0, 8.0, 8.0
_HALF_OF_CHI_SQUARED = 0.454936423119573
"""Median of chi-squared with 1 degree of freedom: where Cook's distance has tail 0.5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure of influence with its limits.

    Attributes:
        statistic: The statistic of its rows.
        limits: Where a trial counts as influential, or as far from the others.
        rows: Its rows, by trial id.
    """

    statistic: str
    limits: Sequence[float]
    rows: dict[str, Result]


def draw_influence(own: Material) -> Drawing | None:
    """Draw hat value, Cook's distance, DFBETAS and the studentised residual of each trial.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when there are no such rows.
    """
    measures = _measures(own)
    if not measures:
        return None
    known = {trial for measure in measures for trial in measure.rows}
    trials = [row.subgroup for row in trials_in_order(own) if row.subgroup in known]
    trials += sorted(known - set(trials))
    flagged = {
        trial
        for measure in measures
        for trial, row in measure.rows.items()
        if row.note.startswith(FLAG)
    }
    samples = [
        Sample(text="trial", marker="o", size=3.5),
        *([Sample(text="influential trial", marker="D", hollow=True)] if flagged else []),
        Sample(text="limit", kind="line", dash="dashed"),
    ]
    labels = [lines(own.label(trial), _LABELS) for trial in trials]
    heights = [max(len(text) * LINE + 1.0, _STEP) for text in labels]
    heading = Heading(
        title=f"{own.headline.label}: how much each trial pulls at the pooled effect",
        notes=[_limits_told(measures)],
    )
    legend, head = legend_height(samples), 2 * LINE + 1.5
    page = new_page(own.plan, heading, legend + head + sum(heights) + _FOOT)
    draw_legend(page, samples, page.top)
    top = page.top + legend
    middles = [sum(heights[:i]) + (LINE + 1.0) / 2 for i in range(len(trials))]
    for text, middle in zip(labels, middles, strict=True):
        page.write(MARGIN, top + head + middle - LINE / 2, text)
    at = dict(zip(trials, middles, strict=True))
    for place, measure in enumerate(measures):
        where = (top, head, sum(heights))
        _draw_panel(page, (place, len(measures)), measure, where, at, flagged)
    rows = [row for measure in measures for row in measure.rows.values()]
    alt = _alt(own, heading, measures, trials, flagged)
    return finished(own.plan, NAME, heading, page, alt=alt, rows=own.drawn(rows))


def _measures(own: Material) -> list[Measure]:
    found = own.results.where(analysis="influence", outcome=own.headline.id)
    trials = len({row.subgroup for row in found})
    limits: dict[str, Sequence[float]] = {
        "hat_value": (3 / max(trials, 1),),
        "cook_distance": (_HALF_OF_CHI_SQUARED,),
        "dfbetas": (-1.0, 1.0),
        "studentised_residual": (-FAR, FAR),
    }
    measures = [
        Measure(
            statistic=statistic,
            limits=ends,
            rows={row.subgroup: row for row in found if row.statistic == statistic},
        )
        for statistic, ends in limits.items()
    ]
    return [measure for measure in measures if measure.rows]


def _draw_panel(
    page: Page,
    place: tuple[int, int],
    measure: Measure,
    where: tuple[float, float, float],
    middles: dict[str, float],
    flagged: set[str],
) -> None:
    index, number_of_panels = place
    top, head, high = where
    room = WIDTH - 2 * MARGIN - _LABELS - 3
    wide = room / number_of_panels - _GAP
    left = MARGIN + _LABELS + 3 + index * (wide + _GAP) + _GAP / 2
    title = lines(STATISTICS[measure.statistic].label, wide + _GAP - 1, bold=True)
    page.write(left, top + head - 1.5 - len(title) * LINE, title, bold=True)
    axes = page.axes(left, top + head, (wide, high))
    axes.set_ylim(high, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    values = [row.estimate for row in measure.rows.values() if isfinite(row.estimate)]
    ticks = difference_ticks([*values, *measure.limits], wide)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.set_xticks(ticks, tick_labels(ticks, wide))
    axes.set_xlim(ticks[0], ticks[-1])
    axes.plot([0, 0], [0, high], color=INK, linewidth=0.6)
    for limit in measure.limits:
        axes.plot([limit] * 2, [0, high], "--", color=INK, linewidth=0.7)
    _draw_values(axes, measure, middles, flagged)


def _draw_values(
    axes: Axes, measure: Measure, middles: dict[str, float], flagged: set[str]
) -> None:
    for trial, y in middles.items():
        row = measure.rows.get(trial)
        if row is None or not isfinite(row.estimate):
            continue
        axes.plot([0, row.estimate], [y, y], color=RULE, linewidth=1.2, zorder=1)
        mark = "D" if trial in flagged else "o"
        axes.plot(
            row.estimate, y, mark, color=INK, markersize=4.5 if trial in flagged else 3.5,
            markerfacecolor="white" if trial in flagged else INK, label=row.key, zorder=3,
            clip_on=False,
        )  # fmt: skip


def _limits_told(measures: Sequence[Measure]) -> str:
    trials = len({trial for measure in measures for trial in measure.rows})
    return (
        "REML, each trial left out in turn. Limits of influence (Viechtbauer and Cheung 2010): hat "
        f"value 3 / {trials}, Cook's distance 0.455, DFBETAS −1 and 1; DFFITS counts too and is "
        f"not drawn. The limits of the studentised residual, {fixed(-FAR, 2)} and {fixed(FAR, 2)}, "
        "are those that 1 trial in 20 passes by chance."
    )


def _alt(
    own: Material,
    heading: Heading,
    measures: Sequence[Measure],
    trials: Sequence[str],
    flagged: set[str],
) -> str:
    told = [f"Dot plots: {heading.title}."]
    for trial in trials:
        values = [
            f"{STATISTICS[m.statistic].label} {number(m.rows[trial], m.rows[trial].estimate)}"
            for m in measures
            if trial in m.rows
        ]
        marked = ", influential" if trial in flagged else ""
        told.append(f"{own.label(trial)}{marked}: {', '.join(values)}.")
    return " ".join(told)
