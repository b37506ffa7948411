"""The commonest sequences of states, as coloured blocks, with the people who had them."""

import pandas as pd

from ipsanalysis.figures.curves import each
from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.measure import lines, width
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.state_style import draw_legend, legend_height, state_styles
from ipsanalysis.figures.style import LINE, arm_styles
from ipsanalysis.figures.words import counted, percent
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.states import IN_PART, OTHERS, commonest, sequence_label

NAME = "sequences"
TOGETHER = (OTHERS, IN_PART)
_BLOCKS, _ROW, _BAR, _MOST = 92.0, 9.0, 40.0, 20


def draw_sequences(plan: Plan, results: pd.DataFrame) -> Drawing | None:
    """Draw the commonest sequences of distinct states with the share of each arm.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        The figure; none without rows of sequences.
    """
    rows = results[(results["analysis"] == "states") & (results["outcome"] == "sequence")]
    if rows.empty or plan.states is None:
        return None
    totals = rows[rows["group"] == "all"].set_index("subgroup")["n"].astype(int).to_dict()
    named = commonest({str(name): number for name, number in totals.items()})
    together = [name for name in named if name in TOGETHER]
    order = [*[name for name in named if name not in TOGETHER][:_MOST], *together]
    people = {arm.id: int(rows.loc[rows["group"] == arm.id, "n"].sum()) for arm in plan.arms}
    left_out = len(named) - len(order)
    more = f"The {left_out} least common of them are in the table only. " if left_out else ""
    heading = Heading(
        title="Commonest sequences of states",
        legend=[
            (style, f"{style.label} {counted([people[arm]])}")
            for arm, style in arm_styles(plan).items()
        ],
        bars=True,
        notes=[
            "States one after another from left to right, however long each lasted, of people "
            f"observed in every {plan.follow_up.unit}. Sequences of at least "
            f"{plan.states.at_least} people of both arms together. {more}Bars: number "
            "and share of the arm."
        ],
    )
    page = _page(plan, heading, rows, order, people)
    alt = _alt(plan, rows, order)
    return finished(plan, NAME, heading, page, alt=alt, rows=rows)


def _page(
    plan: Plan, heading: Heading, rows: pd.DataFrame, order: list[str], people: dict[str, int]
) -> Page:
    states = state_styles(plan)
    legend = legend_height(states)
    page = new_page(plan, heading, legend + 1 + _ROW * len(order))
    draw_legend(page, states, page.top)
    longest = max(len(name.split(", ")) for name in order)
    block = min(30.0, _BLOCKS / longest)
    of = {(row.subgroup, row.group): int(row.n) for row in each(rows)}
    share = {
        (name, arm.id): of.get((name, arm.id), 0) / max(people[arm.id], 1)
        for name in order
        for arm in plan.arms
    }
    largest = max(*share.values(), 0.01)
    for place, name in enumerate(order):
        y = page.top + legend + 1 + place * _ROW
        _blocks(page, plan, name, y, block)
        for line, arm in enumerate(plan.arms):
            top = y + line * (LINE + 0.3)
            wide = _BAR * share[name, arm.id] / largest
            left = MARGIN + _BLOCKS + 6
            page.rectangle(left, top + 0.4, (wide, LINE - 0.6), **arm_styles(plan)[arm.id].bar)
            words = f"{of.get((name, arm.id), 0):,} ({percent(share[name, arm.id])})"
            page.write(left + wide + 1.5, top, words)
    return page


def _blocks(page: Page, plan: Plan, name: str, y: float, block: float) -> None:
    """Draw a sequence, with the names of its states where they fit."""
    if name in TOGETHER:
        page.write(MARGIN, y + LINE / 2, sequence_label(plan, name))
        return
    states = state_styles(plan)
    for place, state in enumerate(name.split(", ")):
        style = states[state]
        x = MARGIN + place * block
        page.rectangle(x, y - 0.3, (block, 2 * LINE + 0.8), **style.fill)
        told = lines(style.label, block - 2)
        if len(told) <= 2 and max(map(width, style.label.split())) <= block - 2:
            wide = max(map(width, told)) + 1
            top = y + LINE * (1 - len(told) / 2)
            plain = {**style.fill, "hatch": None, "linewidth": 0}
            ground = (x + (block - wide) / 2, top + 0.5)
            page.rectangle(*ground, (wide, len(told) * LINE - 0.8), **plain)
            page.write(x + block / 2, top, told, align="center", color=style.ink)


def _alt(plan: Plan, rows: pd.DataFrame, order: list[str]) -> str:
    told = ["Bars: commonest sequences of states and the number of people who had them."]
    of = {(row.subgroup, row.group): int(row.n) for row in each(rows)}
    for name in order:
        numbers = ", ".join(f"{arm.label} {of.get((name, arm.id), 0):,}" for arm in plan.arms)
        told.append(f"{sequence_label(plan, name)}: {numbers}.")
    return " ".join(told)
