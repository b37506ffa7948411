"""The funnel plot: effects by their standard errors, with grounds of significance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from matplotlib.axes import Axes

from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.evidence.legend import Dash, Sample, draw_legend, legend_height
from ipsanalysis.figures.evidence.lines import in_unit_of, numbers
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.outlying import Spot, outlying, outlying_told, write_names
from ipsanalysis.figures.evidence.scale import Scale, scale_for
from ipsanalysis.figures.evidence.words import POOLED_COLOR, SHRUNKEN_COLOR, is_ratio, p_words
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.style import INCH, INK, WIDTH
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.stats.estimate import normal_quantile
from ipsanalysis.tables.cell import plain
from ipsanalysis.tables.evidence.names import POOLED, WALD, measure_title, pooled_row
from ipsanalysis.tables.evidence.robustness import egger_warning
from ipsanalysis.tables.evidence.shown import with_kind
from ipsanalysis.tables.format import fixed
from ipsanalysis.tables.labels import in_sentence
from ipsanalysis.tables.results import Result

NAME = "funnel"
_HIGH, _LEFT, _FOOT, _MARK = 88.0, 16.0, 10.0, 4.5
_WIDE = WIDTH - 2 * MARGIN - _LEFT - 4
_GROUNDS = ((0.01, "#d4d4d4"), (0.05, "#bdbdbd"), (0.1, "#ffffff"))
"""The largest p-value outside each funnel, and the ground within it, from the widest."""
_BEYOND = "#ececec"
_EGGER, _LIMIT, _TRIM = "egger_test", "effect_at_infinite_size", "trim and fill"
_DASHED, _DOTTED = (0, (4.0, 2.0)), (0, (1.0, 1.5))
_UPRIGHT: Mapping[str, tuple[str, Dash]] = {
    "pooled": (POOLED_COLOR, "solid"),
    "trim": (SHRUNKEN_COLOR, _DASHED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """What a funnel plot shows.

    Attributes:
        rows: The effects of the trials.
        filled: The mirror images that trim and fill adds.
        told: The rows whose lines are drawn, by what they are.
        scale: The axis of effects.
    """

    rows: Sequence[Result]
    filled: Sequence[Result]
    told: dict[str, Result]
    scale: Scale

    @property
    def drawn(self) -> list[Result]:
        """The rows that are marked."""
        return [*self.rows, *self.filled]

    @property
    def deepest(self) -> float:
        """The standard error at the foot, on the scale of its axis."""
        return 1.06 * max(map(self.error, self.drawn))

    def error(self, row: Result) -> float:
        """Return a standard error on the scale of its axis: percentage points for differences."""
        return row.std_error * self.scale.factor

    @property
    def beyond(self) -> bool:
        """Whether an effect is beyond the axis."""
        left, right = self.scale.ticks[0], self.scale.ticks[-1]
        return any(not left <= row.estimate * self.scale.factor <= right for row in self.drawn)

    def spot(self, row: Result) -> Spot:
        """Return where the mark of a row is."""
        across = min(max(self.scale.along(row.estimate * self.scale.factor), 0.0), 1.0)
        size = _MARK / 72 * INCH
        return Spot(
            x=_WIDE * across, y=_HIGH * self.error(row) / self.deepest, wide=size, high=size
        )

    @property
    def upright(self) -> list[Spot]:
        """The upright lines."""
        lines = [self.told[name].estimate for name in _UPRIGHT if name in self.told]
        at = [self.scale.null, *(line * self.scale.factor for line in lines)]
        return [Spot(x=_WIDE * self.scale.along(x), y=_HIGH / 2, wide=0, high=_HIGH) for x in at]


def draw_funnel(own: Material) -> Drawing | None:
    """Draw the trials by effect and standard error, with lines that tell of asymmetry.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when fewer than three trials have an effect.
    """
    found = own.results.where(analysis="trial", outcome=own.headline.id, statistic=own.measure)
    rows, filled = [row for row in found if row.estimated], _filled(own)
    if len(rows) < 3:
        return None
    label = measure_title(own.measure)
    estimates = [row.estimate for row in (*rows, *filled)]
    scale = scale_for(own.measure, estimates, [], _WIDE, label)
    funnel = Funnel(rows=rows, filled=filled, told=_beside(own), scale=scale)
    samples = list(_samples(funnel.told, filled=bool(filled)))
    legend = legend_height(samples)
    heading = Heading(
        title=f"{own.headline.label}: effects of trials by their precision",
        notes=[note for note in _notes(own, funnel) if note],
    )
    page = new_page(own.plan, heading, legend + _HIGH + _FOOT)
    draw_legend(page, samples, page.top)
    _draw_body(own, page, funnel, (MARGIN + _LEFT, page.top + legend + 1))
    decimals = 2 if scale.ratio else 1
    alt = " ".join(
        [
            f"Funnel plot. {label} and standard error of each trial.",
            *(
                f"{own.label(r.subgroup)}: {numbers(r)}, {fixed(funnel.error(r), decimals)}."
                for r in rows
            ),
        ]
    )
    shown = own.drawn([*funnel.drawn, *funnel.told.values()])
    return finished(own.plan, NAME, heading, page, alt=alt, rows=shown)


def _draw_body(own: Material, page: Page, funnel: Funnel, at: tuple[float, float]) -> None:
    axes = page.axes(*at, (_WIDE, _HIGH))
    axes.set_ylim(funnel.deepest, 0)
    axes.set_ylabel(f"Standard error of the {_of(own)}")
    funnel.scale.apply(axes, _WIDE)
    _draw_grounds(axes, funnel.scale, funnel.deepest)
    _draw_lines(axes, funnel.told, funnel.scale, funnel.deepest)
    for row in funnel.filled:
        _draw_trial(axes, row, funnel, "D", SHRUNKEN_COLOR)
    for row in funnel.rows:
        _draw_trial(axes, row, funnel)
    far, marks = outlying(own), [funnel.spot(row) for row in funnel.drawn]
    named = [
        (own.label(row.subgroup), funnel.spot(row)) for row in funnel.rows if row.subgroup in far
    ]
    write_names(page, at, named, (marks, funnel.upright), (_WIDE, _HIGH))


def _of(own: Material) -> str:
    name = in_sentence(measure_title(own.measure))
    return f"log {name}" if is_ratio(own.measure) else name


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
        axes.fill_betweenx(errors, low, high, facecolor=color, linewidth=0, zorder=0.1)
    axes.plot([scale.null] * 2, [0, deepest], color=INK, linewidth=0.6, zorder=1)


def _draw_trial(
    axes: Axes, row: Result, funnel: Funnel, shape: str = "o", color: str = INK
) -> None:
    """Mark a trial; one beyond the axis is an arrow at its end."""
    scale = funnel.scale
    effect, (left, right) = row.estimate * scale.factor, (scale.ticks[0], scale.ticks[-1])
    marker = "<" if effect < left else ">" if effect > right else shape
    axes.plot(
        min(max(effect, left), right), funnel.error(row), marker, color=color, markersize=_MARK,
        markerfacecolor="white", markeredgewidth=0.9, label=row.key, zorder=4, clip_on=False,
    )  # fmt: skip


def _draw_lines(axes: Axes, told: dict[str, Result], scale: Scale, deepest: float) -> None:
    for name, (color, dash) in _UPRIGHT.items():
        if name in told:
            place = told[name].estimate * scale.factor
            axes.plot(
                [place] * 2, [0, deepest], color=color, linestyle=dash, linewidth=1.2,
                label=told[name].key, zorder=2,
            )  # fmt: skip
    if {"egger", "limit"} <= set(told):
        start, slope = told["limit"].estimate, told["egger"].estimate
        errors = np.linspace(0, deepest, 50)
        x = (
            np.exp(log(start) + slope * errors)
            if scale.ratio
            else start * scale.factor + slope * errors
        )
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


def _notes(own: Material, funnel: Funnel) -> Iterator[str]:
    told = funnel.told
    yield (
        "Grounds: the two-sided Wald p-value of a trial's effect against no effect. Small trials "
        "are at the foot. Trials missing on one side where p is large would suggest that results "
        "were not printed; asymmetry has other reasons too, such as real differences between small "
        "and large trials."
        + (" An arrow is a trial beyond the axis." if funnel.beyond else "")
        + ("" if is_ratio(own.measure) else " Both axes are in percentage points.")
    )
    yield outlying_told(own)
    said = []
    if "egger" in told:
        said.append(f"Egger's test: {p_words(told['egger'])}.")
    if "limit" in told:
        limit = with_kind(in_unit_of(told["limit"], own.measure))
        said.append(f"{STATISTICS[_LIMIT].label}, by Egger's line: {plain(limit)}.")
    if "egger" in told and egger_warning(own.plan):
        said.append(egger_warning(own.plan))
    if "trim" in told:
        trim = plain(with_kind(told["trim"]))
        said.append(f"Trim and fill: {trim}. It fills in mirror images, not trials.")
    if said:
        yield " ".join(said)
