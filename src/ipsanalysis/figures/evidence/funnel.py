"""The funnel plot: effects by their standard errors, with grounds of significance."""

from collections.abc import Iterator
from math import log

import numpy as np
from matplotlib.axes import Axes

from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.evidence.legend import Sample, draw_legend, legend_height
from ipsanalysis.figures.evidence.lines import numbers
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.scale import Scale, scale_for
from ipsanalysis.figures.evidence.words import POOLED_COLOR, SHRUNKEN_COLOR, p_words
from ipsanalysis.figures.page import MARGIN, Heading, new_page
from ipsanalysis.figures.style import INK, WIDTH
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.stats.estimate import normal_quantile
from ipsanalysis.tables.cell import plain
from ipsanalysis.tables.evidence.names import POOLED, WALD, pooled_row
from ipsanalysis.tables.evidence.robustness import egger_warning
from ipsanalysis.tables.evidence.shown import with_kind
from ipsanalysis.tables.labels import in_sentence
from ipsanalysis.tables.results import Result

NAME = "funnel"
_HIGH, _LEFT, _FOOT = 88.0, 16.0, 10.0
_GROUNDS = ((0.01, "#d4d4d4"), (0.05, "#bdbdbd"), (0.1, "#ffffff"))
"""The largest p-value outside each funnel, and the ground within it, from the widest."""
_BEYOND = "#ececec"
_EGGER, _LIMIT, _TRIM = "egger_test", "effect_at_infinite_size", "trim and fill"
_DASHED, _DOTTED = (0, (4.0, 2.0)), (0, (1.0, 1.5))


def draw_funnel(own: Material) -> Drawing | None:
    """Draw the trials by effect and standard error, with lines that tell of asymmetry.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when fewer than three trials have an effect.
    """
    rows = [
        row
        for row in own.results.where(
            analysis="trial", outcome=own.headline.id, statistic=own.measure
        )
        if row.estimated
    ]
    if len(rows) < 3:
        return None
    told, filled = _beside(own), _filled(own)
    samples = list(_samples(told, filled=bool(filled)))
    legend = legend_height(samples)
    label = STATISTICS[own.measure].label
    heading = Heading(
        title=f"{own.headline.label}: effects of trials by their precision",
        notes=list(_notes(own, told)),
    )
    page = new_page(own.plan, heading, legend + _HIGH + _FOOT)
    draw_legend(page, samples, page.top)
    wide = WIDTH - 2 * MARGIN - _LEFT - 4
    axes = page.axes(MARGIN + _LEFT, page.top + legend + 1, (wide, _HIGH))
    scale = scale_for(own.measure, [row.estimate for row in (*rows, *filled)], [], wide, label)
    deepest = 1.06 * max(row.std_error for row in (*rows, *filled))
    axes.set_ylim(deepest, 0)
    axes.set_ylabel(f"Standard error of the {_of(own)}")
    scale.apply(axes, wide)
    _draw_grounds(axes, scale, deepest)
    _draw_lines(axes, told, scale, deepest)
    for row in filled:
        _draw_trial(axes, row, scale, "D", SHRUNKEN_COLOR)
    for row in rows:
        _draw_trial(axes, row, scale)
    alt = " ".join(
        [
            f"Funnel plot. {label} and standard error of each trial.",
            *(f"{own.label(r.subgroup)}: {numbers(r)}, {r.std_error:.2f}." for r in rows),
            *heading.notes,
        ]
    )
    drawn = own.drawn([*rows, *filled, *told.values()])
    return finished(own.plan, NAME, heading, page, alt=alt, rows=drawn)


def _of(own: Material) -> str:
    name = in_sentence(STATISTICS[own.measure].label)
    return f"log {name}" if own.measure.endswith("ratio") else name


def _beside(own: Material) -> dict[str, Result]:
    """Return the rows whose lines are drawn, by what they are."""
    rows = own.results.where(analysis="small_study", outcome=own.headline.id)
    found = {"pooled": pooled_row(own.results, own.headline, WALD)}
    for row in rows:
        if row.statistic == _EGGER:
            found["egger"] = row
        if row.statistic == _LIMIT and "Peters" not in row.method:
            found["limit"] = row
        if _TRIM in row.method.lower() and row.statistic == POOLED[own.measure]:
            found["trim"] = row
        if row.statistic == "filled_trials":
            found["filled"] = row
    return {name: row for name, row in found.items() if row and row.estimated}


def _filled(own: Material) -> list[Result]:
    """Return the mirror images that trim and fill adds."""
    rows = own.results.where(analysis="small_study", outcome=own.headline.id, statistic=own.measure)
    return [row for row in rows if row.estimated and row.std_error == row.std_error]


def _draw_grounds(axes: Axes, scale: Scale, deepest: float) -> None:
    """Shade where an effect with that standard error has which p-value against no effect."""
    axes.set_facecolor(_BEYOND)
    errors = np.linspace(0, deepest, 200)
    for p_value, color in _GROUNDS:
        reach = normal_quantile(1 - p_value) * errors
        low, high = (np.exp(sign * reach) if scale.ratio else sign * reach for sign in (-1, 1))
        factor = scale.factor
        axes.fill_betweenx(
            errors, low * factor, high * factor, facecolor=color, linewidth=0, zorder=0.1
        )
    axes.plot([scale.null] * 2, [0, deepest], color=INK, linewidth=0.6, zorder=1)


def _draw_trial(axes: Axes, row: Result, scale: Scale, shape: str = "o", color: str = INK) -> None:
    """Mark a trial; one beyond the axis is an arrow at its end."""
    effect, (left, right) = row.estimate * scale.factor, (scale.ticks[0], scale.ticks[-1])
    marker = "<" if effect < left else ">" if effect > right else shape
    axes.plot(
        min(max(effect, left), right), row.std_error, marker, color=color, markersize=4.5,
        markerfacecolor="white", markeredgewidth=0.9, label=row.key, zorder=4, clip_on=False,
    )  # fmt: skip


def _draw_lines(axes: Axes, told: dict[str, Result], scale: Scale, deepest: float) -> None:
    for name, color, dash in (
        ("pooled", POOLED_COLOR, "solid"),
        ("trim", SHRUNKEN_COLOR, _DASHED),
    ):
        if name in told:
            place = told[name].estimate * scale.factor
            axes.plot(
                [place] * 2, [0, deepest], color=color, linestyle=dash, linewidth=1.2,
                label=told[name].key, zorder=2,
            )  # fmt: skip
    if {"egger", "limit"} <= set(told):
        start, slope = told["limit"].estimate, told["egger"].estimate
        errors = np.linspace(0, deepest, 50)
        along = log(start) + slope * errors if scale.ratio else start + slope * errors
        x = np.exp(along) if scale.ratio else along * scale.factor
        axes.plot(
            x, errors, color=INK, linestyle=_DOTTED, linewidth=1.4, zorder=2,
            label=told["egger"].key,
        )  # fmt: skip


def _samples(told: dict[str, Result], *, filled: bool) -> Iterator[Sample]:
    yield Sample(text="trial", marker="o", hollow=True)
    if filled:
        yield Sample(text="filled in, no trial", marker="D", hollow=True, color=SHRUNKEN_COLOR)
    if "pooled" in told:
        yield Sample(text=f"pooled, {WALD}", kind="line", color=POOLED_COLOR)
    if "trim" in told:
        number = f", {told['filled'].estimate:g} filled in" if "filled" in told else ""
        yield Sample(
            text=f"pooled, trim and fill{number}", kind="line", color=SHRUNKEN_COLOR, dash=_DASHED
        )
    if {"egger", "limit"} <= set(told):
        yield Sample(text="Egger's line", kind="line", dash=_DOTTED)
    words = ("p 0.01 to 0.05", "p 0.05 to 0.1", "p above 0.1")
    for text, (_, color) in reversed(list(zip(words, _GROUNDS, strict=True))):
        yield Sample(text=text, kind="ground", color=color)
    yield Sample(text="p below 0.01", kind="ground", color=_BEYOND)


def _notes(own: Material, told: dict[str, Result]) -> Iterator[str]:
    yield (
        "Grounds: the two-sided Wald p-value of a trial's effect against no effect. Small trials "
        "are at the foot. Trials missing on one side where p is large would suggest that results "
        "were not printed; asymmetry has other reasons too, such as real differences between small "
        "and large trials. An arrow is a trial beyond the axis."
    )
    said = []
    if "egger" in told:
        said.append(f"Egger's test: {p_words(told['egger'])}.")
    if "limit" in told:
        limit = with_kind(told["limit"])
        said.append(f"{STATISTICS[_LIMIT].label}, by Egger's line: {plain(limit)}.")
    if "egger" in told and egger_warning(own.plan):
        said.append(egger_warning(own.plan))
    if "trim" in told:
        trim = plain(with_kind(told["trim"]))
        said.append(f"Trim and fill: {trim}. It fills in mirror images, not trials.")
    if said:
        yield " ".join(said)
