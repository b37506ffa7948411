"""In which industries people with a job work: shares of each arm with exact intervals."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ipsanalysis.figures.curves import each
from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.measure import lines, width
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.style import LINE, WIDTH, ArmStyle, arm_styles
from ipsanalysis.figures.words import counted, level_name, percent
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.industries import by_size, industry_label

NAME = "industries"
_PLOT, _ROW, _GAP, _AXIS = 62.0, 3.6, 2.0, 5.0


def draw_industries(plan: Plan, results: pd.DataFrame) -> Drawing | None:
    """Draw the share of workers in each industry, a mark an arm, the commonest industry first.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        The figure; none without rows of the analysis `industries`.
    """
    rows = results[(results["analysis"] == "industries") & (results["statistic"] == "proportion")]
    if rows.empty:
        return None
    people = rows.groupby("subgroup")["n_events"].sum().astype(int).to_dict()
    order = by_size(plan, {str(name): number for name, number in people.items()})
    styles = arm_styles(plan)
    workers = rows.groupby("group")["n"].first().astype(int).to_dict()
    legend = [
        (styles[arm.id], f"{arm.label} {counted([workers[arm.id]])}")
        for arm in plan.arms
        if arm.id in workers
    ]
    within = f"{rows['time_unit'].iloc[0]} {rows['timepoint'].iloc[0]:g}"
    notes = (
        "Among people with a job: not a randomised comparison. n: people with a job up to "
        f"{within}, each counted in one industry, that of the job held longest. Lines: "
        f"{level_name(plan.ci_level)} exact intervals ({rows['method'].iloc[0]})."
    )
    heading = Heading(title="Industries of people with a job", legend=legend, notes=[notes])
    page = _page(plan, heading, rows, order)
    chosen = pd.concat([rows[rows["subgroup"] == name] for name in order])
    return finished(plan, NAME, heading, page, alt=_alt(plan, chosen, legend), rows=chosen)


def _page(plan: Plan, heading: Heading, rows: pd.DataFrame, order: list[str]) -> Page:
    labels = [lines(industry_label(plan, name), _PLOT - MARGIN - 4) for name in order]
    heights = [max(len(label) * LINE, 2 * _ROW) + _GAP for label in labels]
    above = ["% of people with a job"]
    top = LINE + 1
    page = new_page(plan, heading, top + sum(heights) + _AXIS)
    page.write(_PLOT, page.top, above)
    words = [_words(row) for row in each(rows)]
    wide = WIDTH - MARGIN - _PLOT - max(map(width, words)) - 4
    axes = page.axes(_PLOT, page.top + top, (wide, sum(heights)))
    _set_axes(axes, rows, sum(heights))
    styles = arm_styles(plan)
    of = {(row.subgroup, row.group): row for row in each(rows)}
    y = 0.0
    for name, label, high in zip(order, labels, heights, strict=True):
        page.write(MARGIN, page.top + top + y + _GAP / 2, label)
        for place, arm in enumerate(plan.arms):
            row = of.get((name, arm.id))
            middle = y + _GAP / 2 + (place + 0.5) * _ROW
            if row is not None:
                _mark(axes, row, styles[arm.id], middle)
                at = page.top + top + middle - LINE / 2
                page.write(WIDTH - MARGIN, at, _words(row), align="right")
        y += high
    return page


def _set_axes(axes: Axes, rows: pd.DataFrame, high: float) -> None:
    largest = 100 * float(rows[["estimate", "ci_high"]].max().max())
    last = next((t for t in (20, 40, 60, 80, 100) if largest <= t), 100)
    axes.set_ylim(high, 0)
    axes.set_xlim(0, last)
    axes.set_xticks(range(0, last + 1, 10 if last <= 60 else 20))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.5)
    axes.set_axisbelow(True)


def _mark(axes: Axes, row: object, style: ArmStyle, y: float) -> None:
    estimate, low, high = (getattr(row, name) for name in ("estimate", "ci_low", "ci_high"))
    if estimate != estimate:
        return
    look: dict[str, Any] = {"color": style.color, "linestyle": style.dash, "linewidth": 1.2}
    axes.plot([100 * low, 100 * high], [y, y], **look)
    axes.plot(100 * estimate, y, style.marker, color=style.color, markersize=4.5, clip_on=False)


def _words(row: object) -> str:
    events = int(getattr(row, "n_events", 0))
    return f"{events:,} ({percent(float(getattr(row, 'estimate', 0.0)))})"


def _alt(plan: Plan, rows: pd.DataFrame, legend: list[tuple[ArmStyle, str]]) -> str:
    told = [
        f"Dots with intervals: share of people with a job in each industry. "
        f"{'; '.join(text for _, text in legend)}."
    ]
    styles = arm_styles(plan)
    for name, own in rows.groupby("subgroup", sort=False):
        parts = [
            f"{styles[row.group].label} {_words(row)}, {percent(row.ci_low)} to "
            f"{percent(row.ci_high)}"
            for row in each(own)
        ]
        told.append(f"{industry_label(plan, str(name))}: {'; '.join(parts)}.")
    return " ".join(told)
