"""Each comparison under four assumptions on outcomes that were not observed, side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from ipsanalysis.figures.curves import named
from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.page import Heading, Page, new_page
from ipsanalysis.figures.style import INK, LINE, RULE
from ipsanalysis.figures.ticks import difference_ticks, tick_labels
from ipsanalysis.figures.words import arm_heads, level_name, point_limits, points, sentences
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.format import count
from ipsanalysis.tables.missing import Shown, assumption_label, shown_under_assumptions
from ipsanalysis.tables.results import Result, Results, read_results

NAME = "missing"
_MOST = 5
_LABEL, _FIRST, _SECOND, _PLOT, _PLOT_WIDE, _NUMBERS = 2.0, 82.0, 98.0, 107.0, 34.0, 173.0
_SPACE, _AXIS, _HEAD = 1.2, 9.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the figure: the name of an outcome, or a difference under an assumption.

    Attributes:
        text: Lines of its label.
        row: The difference; none for the name of an outcome.
        planned: Whether it is the assumption of the plan.
    """

    text: Sequence[str]
    row: Result | None = None
    planned: bool = False

    @property
    def height(self) -> float:
        """Its height in mm."""
        return len(self.text) * LINE + _SPACE + (0 if self.row else _HEAD)


def draw_missing(plan: Plan, results: pd.DataFrame) -> Iterator[Drawing]:
    """Draw each yes-or-no outcome under each assumption; five outcomes a figure.

    Args:
        plan: The plan.
        results: All result rows.

    Yields:
        Figures named `missing`, `missing_2` and so on; none when no such rows are there.
    """
    rows = read_results(results)
    shown = shown_under_assumptions(plan, rows)
    for part, start in enumerate(range(0, len(shown), _MOST), start=1):
        name = NAME if part == 1 else f"{NAME}_{part}"
        yield _draw(plan, name, shown[start : start + _MOST], results, rows)


def _draw(
    plan: Plan, name: str, shown: Sequence[Shown], results: pd.DataFrame, rows: Results
) -> Drawing:
    differences = [row for item in shown for row in item.differences.values()]
    parts = [line for item in shown for line in _lines(plan, item)]
    arms, explained = arm_heads(plan, _SECOND - _FIRST - 1)
    head = (max(map(len, arms)) + 1) * LINE + 2
    high = sum(line.height for line in parts)
    what = f"{plan.active.label} minus {plan.control.label}"
    heading = Heading(
        title="The same difference under four assumptions on missing outcomes",
        notes=[sentences(explained, _notes(plan, what))],
    )
    page = new_page(plan, heading, head + high + _AXIS)
    foot = page.top + head - 2
    for x, label in zip((_FIRST, _SECOND), arms, strict=True):
        page.write(x, foot - (len(label) + 1) * LINE, label, bold=True, align="center")
        page.write(x, foot - LINE, "events/n", align="center")
    numbers = f"Points ({level_name(plan.ci_level)} interval)"
    page.write(_NUMBERS, foot - LINE, numbers, bold=True, align="right")
    page.line([_LABEL, _NUMBERS], [foot + 0.8, foot + 0.8], color=RULE)
    axes = _axes(page, differences, (page.top + head, high))
    y = 0.0
    for line in parts:
        _draw_line(plan, page, axes, line, (page.top + head, y))
        y += line.height
    keys = [key for row in differences for key in _keys(plan, rows, row)]
    return finished(
        plan, name, heading, page, alt=_alt(plan, shown, what), rows=named(results, keys)
    )


def _lines(plan: Plan, shown: Shown) -> list[Line]:
    comparison = shown.item.comparison
    label = f"{plan.outcome(comparison.outcome).label}, {comparison.role}"
    found = [Line(text=lines(label, _FIRST - _LABEL - 10, bold=True))]
    for assumption, row in shown.differences.items():
        planned = assumption == comparison.missing
        text = lines(assumption_label(plan, assumption), _FIRST - _LABEL - 13, bold=planned)
        found.append(Line(text=text, row=row, planned=planned))
    return found


def _axes(page: Page, rows: Sequence[Result], at: tuple[float, float]) -> Axes:
    """Return axes with mm downward and percentage points across, zero marked."""
    top, high = at
    values = [100 * value for row in rows for value in (row.estimate, row.ci_low, row.ci_high)]
    axes = page.axes(_PLOT, top, (_PLOT_WIDE, high))
    axes.set_ylim(high, 0)
    axes.spines["left"].set_visible(False)
    axes.patch.set_visible(False)
    axes.set_yticks([])
    ticks = difference_ticks(values, _PLOT_WIDE)
    axes.set_xticks(ticks, tick_labels(ticks, _PLOT_WIDE))
    axes.set_xlim(ticks[0], ticks[-1])
    axes.plot([0, 0], [0, high], color=INK, linewidth=0.6)
    return axes


def _draw_line(plan: Plan, page: Page, axes: Axes, line: Line, at: tuple[float, float]) -> None:
    top, y = at
    row = line.row
    if row is None:
        page.write(_LABEL, top + y + _HEAD, line.text, bold=True)
        return
    page.write(_LABEL + 3, top + y, line.text, bold=line.planned)
    for x, arm in zip((_FIRST, _SECOND), plan.arms, strict=True):
        page.write(x, top + y, _people(row, active=arm.role == "active"), align="center")
    page.write(_NUMBERS, top + y, _words(row), bold=line.planned, align="right")
    middle = y + LINE / 2
    if row.estimated:
        ends = [100 * row.ci_low, 100 * row.ci_high]
        axes.plot(ends, [middle, middle], color=INK, linewidth=0.9)
        fill = INK if line.planned else "white"
        axes.plot(100 * row.estimate, middle, "s", color=INK, markersize=4, markerfacecolor=fill)


def _people(row: Result, *, active: bool) -> str:
    events, n = (row.n_events, row.n) if active else (row.n_events_control, row.n_control)
    return f"{count(events or 0)}/{count(n or 0)}"


def _words(row: Result) -> str:
    if not row.estimated:
        return "not estimable"
    return f"{points(row.estimate)} {point_limits(row)}"


def _keys(plan: Plan, rows: Results, row: Result) -> list[str]:
    """Return the row_ids of a difference and of the shares it is made of."""
    same = ("analysis", "outcome", "analysis_set", "ice_strategy", "missing", "plan_key")
    columns = {name: getattr(row, name) for name in same}
    shares = rows.where(**columns, statistic="proportion", covariates="")
    return [row.key, *(share.key for share in shares if share.group in {a.id for a in plan.arms})]


def _notes(plan: Plan, what: str) -> str:
    return (
        f"Differences in percentage points, {what}, with Newcombe's intervals. Filled mark and "
        f"bold: the assumption of the plan. Best case for {plan.active.label}: its people without "
        "an observed outcome have the good answer, those of the other arm the bad one; worst "
        "case: the reverse. Somebody already seen with a yes keeps it, except as observed."
    )


def _alt(plan: Plan, shown: Sequence[Shown], what: str) -> str:
    told = [f"Forest plot: differences in percentage points, {what}."]
    for item in shown:
        label = plan.outcome(item.item.comparison.outcome).label
        parts = [
            f"{assumption_label(plan, name)}: {_words(row)}"
            for name, row in item.differences.items()
        ]
        told.append(f"{label}. {'; '.join(parts)}.")
    return " ".join(told)
