"""How often each state is followed by each state: a table shaded by share."""

import pandas as pd

from ipsanalysis.figures.curves import each
from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.style import INK, LINE, WIDTH
from ipsanalysis.figures.words import percent
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.states import state_labels

NAME = "transitions"
_LABEL, _CELL, _SPACE = 44.0, 8.4, 4.0
_DARK = (0, 53, 95)


def draw_transitions(plan: Plan, results: pd.DataFrame) -> Drawing | None:
    """Draw the transitions from month to month, the arms one beneath the other.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        The figure; none without rows of transitions.
    """
    rows = results[
        (results["analysis"] == "states")
        & (results["outcome"] == "transition")
        & (results["statistic"] == "proportion")
    ]
    if rows.empty:
        return None
    unit = plan.follow_up.unit
    heading = Heading(
        title=f"From the state of one {unit} to that of the next",
        notes=[
            f"Of the {unit}s in the state at the left that were followed by an observed {unit} "
            f"(their number beneath its name): share and number followed by the state above. "
            "The darker, the larger the share. Months of one person are not independent of each "
            "other, so there are no intervals."
        ],
    )
    page = _page(plan, heading, rows)
    return finished(plan, NAME, heading, page, alt=_alt(plan, heading.title, rows), rows=rows)


def _page(plan: Plan, heading: Heading, rows: pd.DataFrame) -> Page:
    labels = state_labels(plan)
    wide = min(24.0, (WIDTH - 2 * MARGIN - _LABEL) / len(labels))
    heads = [lines(label, wide - 2) for label in labels.values()]
    above = max(map(len, heads)) * LINE + 1
    names = {arm.id: lines(arm.label, WIDTH - 2 * MARGIN, bold=True) for arm in plan.arms}
    title = max(map(len, names.values())) * LINE + 1
    panel = title + above + _CELL * len(labels)
    page = new_page(plan, heading, 2 * panel + _SPACE)
    top = page.top
    of = {(row.group, row.subgroup): row for row in each(rows)}
    for arm in plan.arms:
        page.write(MARGIN, top, names[arm.id], bold=True)
        foot = top + title + above
        for place, head in enumerate(heads):
            x = MARGIN + _LABEL + (place + 0.5) * wide
            page.write(x, foot - 1 - len(head) * LINE, head, align="center")
        for line, (first, label) in enumerate(labels.items()):
            y = foot + line * _CELL
            found = [of.get((arm.id, f"{first} -> {second}")) for second in labels]
            total = next((int(row.n) for row in found if row is not None), 0)
            name = lines(label, _LABEL - 3)[:1]
            page.write(MARGIN, y + 1, [*name, f"{total:,}"])
            for place, row in enumerate(found):
                _cell(page, row, (MARGIN + _LABEL + place * wide, y), wide)
        top += panel + _SPACE
    return page


def _cell(page: Page, row: object, at: tuple[float, float], wide: float) -> None:
    share = float(getattr(row, "estimate", float("nan")))
    known = share == share
    depth = share if known else 0.0
    color = tuple((255 - depth * (255 - part)) / 255 for part in _DARK)
    page.rectangle(*at, (wide, _CELL), facecolor=color, edgecolor="#b8b8b8", linewidth=0.4)
    words = [percent(share), f"{int(getattr(row, 'n_events', 0)):,}"] if known else ["–"]
    ink = "white" if depth > 0.45 else INK
    page.write(at[0] + wide / 2, at[1] + 1, words, align="center", color=ink)


def _alt(plan: Plan, title: str, rows: pd.DataFrame) -> str:
    told = [f"Table shaded by share: {title}."]
    labels = state_labels(plan)
    for arm in plan.arms:
        own = {row.subgroup: row for row in each(rows[rows["group"] == arm.id])}
        for first, label in labels.items():
            parts = [
                f"{labels[second]} {percent(row.estimate)}"
                for second in labels
                if (row := own.get(f"{first} -> {second}")) is not None
                and row.estimate == row.estimate
            ]
            told += [f"{arm.label}, from {label} to: {', '.join(parts)}."] if parts else []
    return " ".join(told)
