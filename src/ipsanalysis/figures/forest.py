"""The forest plot of all effect estimates, one panel a scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.effects import Effect, adjustments, chosen_rows
from ipsanalysis.figures.measure import lines, width
from ipsanalysis.figures.page import Heading, Page, new_page
from ipsanalysis.figures.panels import Panel, panels
from ipsanalysis.figures.style import GREY, INK, LINE, RULE, SHADE
from ipsanalysis.figures.ticks import difference_ticks, fit, tick_labels
from ipsanalysis.figures.words import arm_heads, level_name, sentences
from ipsanalysis.plan.study import Plan
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.labels import covariate_labels

NAME = "effects"
FAMILIES = {
    "employment": "employment",
    "first_job": "time to the first job",
    "work_amount": "amount of work",
    "other_outcomes": "other outcomes",
    "other_events": "other events",
}
_MOST = 24
_LABEL, _ROLE, _FIRST, _SECOND, _PLOT, _NUMBERS = 2.0, 57.0, 87.0, 102.0, 112.0, 173.0
"""Left edge of labels, roles, plot; centre of the arms' columns; right edge of the numbers."""
_SPACE = 1.2
_AXIS = 9.0
_BOUNDS: dict[float, Sequence[float]] = {
    1.5: (0.67, 0.8, 1, 1.25, 1.5),
    2: (0.5, 0.75, 1, 1.5, 2),
    4: (0.25, 0.5, 1, 2, 4),
    10: (0.1, 0.3, 1, 3, 10),
    25: (0.04, 0.2, 1, 5, 25),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a panel: an effect, or a heading of those that follow.

    Attributes:
        text: Lines of its label.
        effect: The effect; none for a heading.
        bold: Whether it is set bold.
    """

    text: Sequence[str]
    effect: Effect | None = None
    bold: bool = False

    @property
    def role(self) -> list[str]:
        """Its role in the plan, and whether randomisation made the groups compared."""
        if self.effect is None:
            return []
        return [self.effect.role, *([] if self.effect.randomised else ["not randomised"])]

    @property
    def height(self) -> float:
        """Its height in mm."""
        return max(len(self.text), len(self.role)) * LINE + _SPACE


def draw_effects(plan: Plan, results: pd.DataFrame) -> Iterator[Drawing]:
    """Draw the effect estimates of the plan's comparisons, with their numbers.

    Up to 24 estimates are in one figure, `effects`; more are in figures of one family of the plan
    each, `effects_<family>`, with a number behind from the second of a family on.

    Args:
        plan: The plan.
        results: All result rows.

    Yields:
        The figures; none when there are no such rows.
    """
    rows = chosen_rows(plan, results)
    if len(rows) <= _MOST:
        yield from [_draw(plan, NAME, "", rows)] if len(rows) else []
        return
    family = rows["plan_key"].str.partition(".")[0]
    for name, words in FAMILIES.items():
        own = rows[family == name]
        for part, start in enumerate(range(0, len(own), _MOST), start=1):
            stem = f"{NAME}_{name}" + (f"_{part}" if part > 1 else "")
            told = f": {words}" + (f", part {part}" if part > 1 else "")
            yield _draw(plan, stem, told, own.iloc[start : start + _MOST])


def _draw(plan: Plan, name: str, what: str, rows: pd.DataFrame) -> Drawing:
    drawn = panels(plan, rows)
    parts = [_lines(plan, panel) for panel in drawn]
    arms, explained = arm_heads(plan, _SECOND - _FIRST - 1)
    head = max(map(len, arms)) * LINE + 2
    body = head + sum(sum(line.height for line in part) + _AXIS for part in parts)
    title = f"{plan.active.label} compared with {plan.control.label}{what}"
    notes = [sentences(explained, first) for first in _notes(plan, rows)[:1]]
    heading = Heading(title=title, notes=[*notes, *_notes(plan, rows)[1:]])
    page = new_page(plan, heading, body)
    _draw_head(page, plan, arms, head)
    top = page.top + head
    wide = (
        _NUMBERS - 3 - _PLOT - max(width(e.words, bold=e.primary) for p in drawn for e in p.effects)
    )
    for panel, part in zip(drawn, parts, strict=True):
        top = _draw_panel(page, panel, part, (top, wide))
    return finished(plan, name, heading, page, alt=_alt(plan, title, drawn), rows=rows)


def _lines(plan: Plan, panel: Panel) -> list[Line]:
    """Return the panel's lines: effects under a heading for each direction."""
    found = [Line(text=lines(panel.title, _FIRST - _LABEL - 12, bold=True), bold=True)]
    for higher, effects in groupby(panel.effects, lambda effect: effect.higher_is_better):
        told = lines(_direction(plan, higher), _PLOT - _LABEL - 2)
        found.append(Line(text=told))
        for effect in effects:
            label = lines(effect.label, _ROLE - _LABEL - 5, bold=effect.primary)
            found.append(Line(text=label, effect=effect, bold=effect.primary))
    return found


def _direction(plan: Plan, higher: bool) -> str:
    better, side = ("Higher", "right") if higher else ("Lower", "left")
    return f"{better} is better: {side} of the line favours {plan.active.label}"


def _draw_head(page: Page, plan: Plan, arms: list[list[str]], high: float) -> None:
    foot = page.top + high - 2
    page.write(_LABEL, foot - LINE, "Outcome", bold=True)
    page.write(_ROLE, foot - LINE, "Role", bold=True)
    for x, label in zip((_FIRST, _SECOND), arms, strict=True):
        page.write(x, foot - len(label) * LINE, label, bold=True, align="center")
    numbers = f"Estimate ({level_name(plan.ci_level)} interval)"
    page.write(_NUMBERS, foot - LINE, numbers, bold=True, align="right")


def _draw_panel(page: Page, panel: Panel, part: Sequence[Line], at: tuple[float, float]) -> float:
    """Draw a panel, given where it begins and how wide its axis is; return where it ends."""
    top, wide = at
    page.line([_LABEL, _NUMBERS], [top - 0.6, top - 0.6], color=RULE)
    high = sum(line.height for line in part)
    axes = page.axes(_PLOT, top, (wide, high))
    _set_scale(axes, panel, high, wide)
    for x in (_FIRST, _SECOND):
        page.write(x, top + _SPACE / 2, panel.people, align="center")
    y = top
    for line in part:
        if line.effect is None:
            page.write(
                _LABEL, y + _SPACE / 2, line.text, bold=line.bold, color=INK if line.bold else GREY
            )
        else:
            _draw_line(page, line, y)
            _draw_effect(axes, line.effect, y - top + (LINE + _SPACE) / 2)
        y += line.height
    return y + _AXIS


def _set_scale(axes: Axes, panel: Panel, high: float, wide: float) -> None:
    """Give the axes of a panel mm downward, the panel's scale across, the line of no difference."""
    axes.set_ylim(high, 0)
    axes.spines["left"].set_visible(False)
    axes.patch.set_visible(False)
    axes.yaxis.set_major_locator(NullLocator())
    null = 1.0 if panel.scale == "ratio" else 0.0
    ratio = panel.scale == "ratio"
    ticks = _ratio_ticks(panel, wide) if ratio else difference_ticks(_limits(panel), wide)
    if panel.scale == "ratio":
        axes.set_xscale("log")
        axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.set_xticks(ticks, tick_labels(ticks, wide))
    axes.set_xlim(ticks[0], ticks[-1])
    first = LINE + _SPACE
    axes.plot([null, null], [first, high], color=INK, linewidth=0.6)


def _limits(panel: Panel) -> list[float]:
    numbers = [(e.estimate, e.ci_low, e.ci_high) for e in panel.effects]
    return [value for each in numbers for value in each if isfinite(value)]


def _ratio_ticks(panel: Panel, wide: float) -> list[float]:
    """Return ticks that reach equally far to both sides of 1, at most from 0.04 to 25."""
    found = [value for value in _limits(panel) if value > 0]
    reach = max((max(value, 1 / value) for value in found), default=1.0)
    ticks = list(next((t for bound, t in _BOUNDS.items() if reach <= bound), _BOUNDS[25]))
    return ticks if fit(ticks, wide) else ticks[::2]


def _draw_line(page: Page, line: Line, y: float) -> None:
    """Write the words and numbers of an effect; what is set apart has a grey ground."""
    effect = line.effect
    assert effect is not None  # noqa: S101
    if effect.apart:
        size = (_NUMBERS - _LABEL, line.height)
        page.rectangle(_LABEL, y, size, facecolor=SHADE, linewidth=0, zorder=-1)
    y += _SPACE / 2
    page.write(_LABEL + 3, y, line.text, bold=line.bold)
    page.write(_ROLE, y, line.role, bold=line.bold)
    for x, people in zip((_FIRST, _SECOND), (effect.first, effect.second), strict=True):
        page.write(x, y, people, align="center")
    page.write(_NUMBERS, y, effect.words, bold=line.bold, align="right")


def _draw_effect(axes: Axes, effect: Effect, y: float) -> None:
    """Mark estimate and interval; an interval that goes on beyond the axis ends in an arrow."""
    if not isfinite(effect.estimate):
        return
    left, right = axes.get_xlim()
    if not np.isnan(effect.ci_low):
        low, high = max(effect.ci_low, left), min(effect.ci_high, right)
        axes.plot([low, high], [y, y], color=INK, linewidth=0.9)
        for end, beyond, mark in (
            (left, effect.ci_low < left, "<"),
            (right, effect.ci_high > right, ">"),
        ):
            if beyond:
                axes.plot(end, y, mark, color=INK, markersize=4, clip_on=False)
    if left <= effect.estimate <= right:
        axes.plot(
            effect.estimate,
            y,
            "D" if effect.primary else "s",
            color=INK,
            markerfacecolor="white" if effect.apart else INK,
            markersize=5.5 if effect.primary else 4.5,
            markeredgewidth=0.8,
            clip_on=False,
        )


def _notes(plan: Plan, rows: pd.DataFrame) -> list[str]:
    named = {covariate.id: covariate.label for covariate in plan.covariates}
    adjusted = [
        f"({letter}) {', '.join(named.get(name, name) for name in text.split(', '))}."
        for text, letter in adjustments(rows).items()
        if not text.startswith("strata:")
    ]
    stratified = [
        f"({letter}) {covariate_labels(plan, text)}."
        for text, letter in adjustments(rows).items()
        if text.startswith("strata:")
    ]
    methods = [
        f"{STATISTICS[str(statistic)].label}: {'; '.join(dict.fromkeys(own['method']))}."
        for statistic, own in rows.groupby("statistic", sort=False)
    ]
    active, control = plan.active.label, plan.control.label
    notes = [
        f"Differences are {active} minus {control}, ratios {active} divided by {control}. Diamond: "
        "primary comparison, unadjusted. Grey ground, hollow marks: supplementary, or groups that "
        "randomisation did not make.",
        sentences("Adjusted for:", *adjusted) if adjusted else "",
        sentences("Stratified by:", *stratified) if stratified else "",
        sentences(
            f"Intervals ({level_name(plan.ci_level)}) are not adjusted for their number. Methods:",
            *methods,
        ),
    ]
    return [note for note in notes if note]


def _alt(plan: Plan, title: str, drawn: Sequence[Panel]) -> str:
    told = [f"Forest plot: {title}."]
    for panel in drawn:
        told.append(f"{panel.title}, with {level_name(plan.ci_level)} intervals.")
        for higher, effects in groupby(panel.effects, lambda effect: effect.higher_is_better):
            told.append(f"{_direction(plan, higher)}.")
            told += [
                f"{e.label} ({', '.join(Line(text=[], effect=e).role)}): {e.words}."
                for e in effects
            ]
    return " ".join(told)
