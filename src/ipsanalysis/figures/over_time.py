"""The share of each arm with a status, period by period."""

import pandas as pd
from matplotlib.axes import Axes

from ipsanalysis.figures.curves import by_arm, each, highest, limits, named, quarters, thinned
from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.style import LINE, WIDTH, ArmStyle, arm_styles
from ipsanalysis.figures.words import (
    comparison_of,
    counted,
    handled,
    level_name,
    membership,
    percent,
    point_limits,
    points,
    sentences,
)
from ipsanalysis.plan.outcomes import Ever, Outcome
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.over_time import differences_over_time
from ipsanalysis.tables.results import read_results

NAME = "employed_over_time"
PLOT_LEFT, PLOT_HIGH = 14.0, 62.0
_FEW = 12


def draw_over_time(plan: Plan, results: pd.DataFrame, curves: pd.DataFrame) -> Drawing | None:
    """Draw the share with a status in, or by, every period, with pointwise intervals.

    Args:
        plan: The plan; `status_over_time` asks for the figure.
        results: All result rows; they hold the differences at the times the plan names.
        curves: All curve points.

    Returns:
        The figure; none when the plan or the data have no such points.
    """
    arms = thinned(by_arm(plan, curves[curves["plan_key"] == "status_over_time"]))
    if not arms:
        return None
    drawn = pd.concat(arms.values())
    outcome = plan.outcome(str(drawn["outcome"].iloc[0]))
    styles = arm_styles(plan)
    differences = _chosen(plan, results)
    heading = Heading(
        title=_title(plan, outcome),
        legend=[(styles[arm], _named(styles[arm], own)) for arm, own in arms.items()],
        notes=[_notes(plan, drawn), *_differences(plan, differences)],
    )
    below = lines(f"{plan.follow_up.unit.capitalize()} since {plan.follow_up.start}", 150)
    above = ["% of the arm"]
    body = len(above) * LINE + 2 + PLOT_HIGH + 5 + len(below) * LINE
    page = new_page(plan, heading, body)
    page.write(MARGIN, page.top, above)
    axes = _axes(page, page.top + len(above) * LINE + 2, plan)
    for side, (arm, own) in zip((-0.03, 0.03), arms.items(), strict=False):
        _curve(axes, own, styles[arm], side if len(own) == 1 else 0.0)
    percent_axis(axes, highest(arms))
    centre = PLOT_LEFT + (WIDTH - MARGIN - 4 - PLOT_LEFT) / 2
    page.write(centre, page.top + body - len(below) * LINE, below, align="center")
    alt = " ".join([_alt(plan, heading.title, arms, styles), *_differences(plan, differences)])
    rows = pd.concat([drawn, differences]) if len(differences) else drawn
    return finished(plan, NAME, heading, page, alt=alt, rows=rows)


def _title(plan: Plan, outcome: Outcome) -> str:
    unit = plan.follow_up.unit
    if isinstance(outcome, Ever):
        return f"{outcome.variable}: at any time up to each {unit}"
    return f"{outcome.variable}, {unit} by {unit}"


def _chosen(plan: Plan, results: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the differences at the times that the plan names."""
    asked = plan.status_over_time is not None and plan.status_over_time.differences_at
    found = differences_over_time(plan, read_results(results)) if asked else []
    return named(results, [row.key for row in found])


def _differences(plan: Plan, rows: pd.DataFrame) -> list[str]:
    """Say the differences in a sentence; none when the plan names no times."""
    told = [
        f"{plan.follow_up.unit} {row.timepoint:g}: {points(row.estimate)} {point_limits(row)}"
        for row in each(rows)
    ]
    if not told:
        return []
    what = f"{plan.active.label} minus {plan.control.label}"
    level = level_name(plan.ci_level)
    return [f"Differences in percentage points, {what} ({level} interval): {'; '.join(told)}."]


def percent_axis(axes: Axes, highest: float) -> None:
    """Give a vertical axis of percentages from 0 to a round number above the highest share."""
    top = next((t for t in (10, 20, 40, 60, 80, 100) if 100 * highest <= t), 100)
    step = {10: 2, 20: 5, 40: 10}.get(top, 20)
    axes.set_ylim(0, top)
    axes.set_yticks(range(0, top + 1, step))
    axes.grid(axis="y", color="#e4e4e4", linewidth=0.5)
    axes.set_axisbelow(True)


def _axes(page: Page, top: float, plan: Plan) -> Axes:
    axes = page.axes(PLOT_LEFT, top, (WIDTH - MARGIN - 4 - PLOT_LEFT, PLOT_HIGH))
    ticks = sorted({max(1, time) for time in quarters(plan.follow_up.length)})
    axes.set_xticks(ticks)
    axes.set_xlim(min(ticks) - 0.5, max(ticks) + 0.5)
    return axes


def _curve(axes: Axes, points: pd.DataFrame, style: ArmStyle, shift: float) -> None:
    """Draw an arm's line and band; few points are marked, with bars for a single one."""
    time, share = points["timepoint"] + shift, 100 * points["estimate"]
    low, high = (100 * limit for limit in limits(points))
    few = len(points) <= _FEW
    if len(points) == 1:
        axes.vlines(time, low, high, color=style.color, linewidth=1.0, linestyle=style.dash)
    else:
        axes.fill_between(time, low, high, **style.band)
    axes.plot(
        time,
        share,
        color=style.color,
        linestyle=style.dash,
        linewidth=1.5,
        marker=style.marker if few else "",
        markersize=4,
    )


def _named(style: ArmStyle, points: pd.DataFrame) -> str:
    return f"{style.label} {counted(points['n'].astype(int))}"


def _notes(plan: Plan, drawn: pd.DataFrame) -> str:
    shown = comparison_of(plan, "status_over_time")
    method = drawn["method"].iloc[0]
    return sentences(
        f"Bands: {level_name(plan.ci_level)} intervals, {method}, each {plan.follow_up.unit} on "
        "its own (pointwise).",
        membership(plan, shown),
        handled(plan, shown),
    )


def _alt(plan: Plan, title: str, arms: dict[str, pd.DataFrame], styles: dict[str, ArmStyle]) -> str:
    unit, level = plan.follow_up.unit, level_name(plan.ci_level)
    told = [f"Line chart: {title}."]
    for arm, own in arms.items():
        chosen = own[own["timepoint"].isin([1, *quarters(plan.follow_up.length)])]
        chosen = chosen if len(chosen) else own.iloc[[0, -1]]
        shares = [
            f"{percent(row.estimate)} in {unit} {row.timepoint:g} ({level} interval "
            f"{percent(row.ci_low)} to {percent(row.ci_high)})"
            for row in each(chosen)
        ]
        told.append(f"{_named(styles[arm], own)}: {', '.join(shares)}.")
    return " ".join(told)
