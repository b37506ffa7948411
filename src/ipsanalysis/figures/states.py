"""The state of people month by month: how each arm is distributed over the states."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ipsanalysis.figures.curves import by_arm, each, named, quarters
from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.state_style import draw_legend, legend_height, state_styles
from ipsanalysis.figures.style import LINE, WIDTH
from ipsanalysis.figures.words import level_name, limits_words, number, percent
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.states import state_labels, time_labels

NAME = "states"
_LEFT, _HIGH, _BETWEEN = 21.0, 58.0, 10.0


def draw_states(plan: Plan, results: pd.DataFrame, curves: pd.DataFrame) -> Drawing | None:
    """Draw the share of each arm in each state by month, a panel an arm.

    Args:
        plan: The plan.
        results: All result rows; they hold the mean time in each state.
        curves: All curve points of the analysis `states`.

    Returns:
        The figure; none without such points.
    """
    points = curves[(curves["analysis"] == "states") & (curves["outcome"] == "state")]
    arms = by_arm(plan, points)
    if not arms:
        return None
    unit = plan.follow_up.unit
    means = _means(plan, results)
    heading = Heading(
        title=f"States, {unit} by {unit}",
        notes=[
            f"Share of the people observed in each {unit}, whose number stands beneath; a person "
            "is in one state, the first of the list that held on at least one day of the "
            f"{unit}. Not observed {unit}s are left out.",
            *_mean_notes(plan, means),
        ],
    )
    page = _page(plan, heading, arms)
    alt = " ".join([_alt(plan, heading.title, arms), *_mean_notes(plan, means)])
    rows = pd.concat([points, means]) if len(means) else points
    return finished(plan, NAME, heading, page, alt=alt, rows=rows)


def _means(plan: Plan, results: pd.DataFrame) -> pd.DataFrame:
    rows = results[
        (results["analysis"] == "states") & (results["outcome"] == "months_in_state")
    ].set_index("subgroup", drop=False)
    keys = [
        str(key)
        for name in time_labels(plan)
        if name in rows.index
        for key in rows.loc[[name], "row_id"]
    ]
    return named(results, keys)


def _mean_notes(plan: Plan, means: pd.DataFrame) -> list[str]:
    """Say the difference in time in each state."""
    differences = means[means["statistic"] == "mean_difference"]
    labels, unit = time_labels(plan), plan.follow_up.unit
    told = [
        f"{labels[row.subgroup]}: {number(row.estimate, 1)} {limits_words(row, 1)}"
        for row in each(differences)
    ]
    what = f"{plan.active.label} minus {plan.control.label}"
    words = f"Mean {unit}s in each state, {what} ({level_name(plan.ci_level)} interval): "
    return [words + "; ".join(told) + "."] if told else []


def _page(plan: Plan, heading: Heading, arms: dict[str, pd.DataFrame]) -> Page:
    styles = state_styles(plan)
    legend = legend_height(styles)
    room = (WIDTH - _LEFT - MARGIN - 2 - _BETWEEN) / 2
    heads = {arm.id: lines(arm.label, room, bold=True) for arm in plan.arms}
    head = max(map(len, heads.values())) * LINE + 1
    body = legend + head + LINE + _HIGH + 5 + 3 * LINE
    page = new_page(plan, heading, body)
    draw_legend(page, styles, page.top)
    top = page.top + legend
    page.write(_LEFT - 5, top + head - 0.8, "%")
    unit = plan.follow_up.unit
    for place, arm in enumerate(plan.arms):
        left = _LEFT + place * (room + _BETWEEN)
        page.write(left, top, heads[arm.id], bold=True)
        plot = top + head + LINE
        if arm.id not in arms:
            page.write(left, plot, "nobody observed")
            continue
        axes = page.axes(left, plot, (room, _HIGH))
        _stack(plan, axes, arms[arm.id], labelled=place == 0)
        _write_observed(page, arms[arm.id], (left, plot + _HIGH + 5), room, axes)
    foot = page.top + body - LINE
    page.write(MARGIN, top + head + LINE + _HIGH + 4 + LINE, "Observed")
    page.write(_LEFT + room + _BETWEEN / 2, foot, f"{unit.capitalize()}", align="center")
    return page


def _stack(plan: Plan, axes: Axes, points: pd.DataFrame, *, labelled: bool) -> None:
    """Draw the bars of an arm: the first state of the plan at the bottom."""
    shares = points.set_index(["timepoint", "subgroup"])["estimate"]
    table = shares.unstack("subgroup")  # noqa: PD010
    months = table.index.to_numpy(float)
    below = np.zeros(len(months))
    for name, style in state_styles(plan).items():
        high = 100 * table[name].to_numpy(float) if name in table else np.zeros(len(months))
        axes.bar(months, high, bottom=below, width=1.0, **{**style.fill, "linewidth": 0})
        below += high
    ticks = sorted({max(1, time) for time in quarters(plan.follow_up.length)})
    axes.set_xticks(ticks)
    axes.set_xlim(0.5, plan.follow_up.length + 0.5)
    axes.set_ylim(0, 100)
    axes.set_yticks(range(0, 101, 20))
    axes.tick_params(labelleft=labelled)


def _write_observed(
    page: Page, points: pd.DataFrame, at: tuple[float, float], room: float, axes: Axes
) -> None:
    """Write the number observed beneath each tick."""
    left, top = at
    people = points.groupby("timepoint")["n"].first()
    low, high = axes.get_xlim()
    for tick in axes.get_xticks():
        x = left + room * (tick - low) / (high - low)
        if tick in people.index:
            page.write(x, top + LINE - 1.0, f"{int(people[tick]):,}", align="center")


def _alt(plan: Plan, title: str, arms: dict[str, pd.DataFrame]) -> str:
    told = [f"Stacked bars: {title}, a panel an arm."]
    labels = state_labels(plan)
    named_arms = {arm.id: arm.label for arm in plan.arms}
    for arm, points in arms.items():
        first, last = points["timepoint"].min(), points["timepoint"].max()
        for time in sorted({first, last}):
            own = points[points["timepoint"] == time].set_index("subgroup")
            shares = ", ".join(
                f"{label} {percent(float(own['estimate'][name]))}"
                for name, label in labels.items()
                if name in own.index
            )
            n = int(own["n"].iloc[0])
            told.append(f"{named_arms[arm]}, {plan.follow_up.unit} {time:g} (n = {n:,}): {shares}.")
    return " ".join(told)
