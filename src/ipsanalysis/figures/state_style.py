"""How states are filled in every figure: colours told apart in grey by lightness and hatching."""

from dataclasses import dataclass
from typing import Any

from ipsanalysis.figures.measure import width
from ipsanalysis.figures.page import MARGIN, Page
from ipsanalysis.figures.style import INK, LINE, WIDTH
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.states import OTHERWISE, state_labels

_FILLS = (
    ("#00355f", "", "white"),
    ("#e69f00", "////", INK),
    ("#9ecae1", "....", INK),
    ("#b5dfcb", "\\\\\\\\", INK),
    ("#f0e442", "xxxx", INK),
    ("#cc79a7", "----", INK),
    ("#7a7a7a", "", "white"),
    ("#ffd9b3", "++++", INK),
)
_LAST = ("#f4f4f4", "", INK)
_SAMPLE, _GAP = 6.0, 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StateStyle:
    """How one state is drawn.

    Attributes:
        label: Its name in the plan.
        fill: How its bars are filled.
        ink: The colour of words on it.
    """

    label: str
    fill: dict[str, Any]
    ink: str


def state_styles(plan: Plan) -> dict[str, StateStyle]:
    """Return the style of each state by id, in the plan's order; colours recur after eight."""
    styles = {}
    for place, (name, label) in enumerate(state_labels(plan).items()):
        color, hatch, ink = _LAST if name == OTHERWISE else _FILLS[place % len(_FILLS)]
        fill = {"facecolor": color, "edgecolor": INK, "linewidth": 0.3}
        styles[name] = StateStyle(
            label=label, fill={**fill, "hatch": hatch} if hatch else fill, ink=ink
        )
    return styles


def legend_height(styles: dict[str, StateStyle]) -> float:
    """Return the height of the legend in mm."""
    return len(_rows(styles)) * (LINE + 1) + 1.5


def draw_legend(page: Page, styles: dict[str, StateStyle], top: float) -> None:
    """Draw a sample and the name of each state, in as many rows as are needed."""
    for row in _rows(styles):
        x = MARGIN
        for style in row:
            page.rectangle(x, top + 0.2, (_SAMPLE, LINE - 0.4), **style.fill)
            page.write(x + _SAMPLE + 1.5, top, style.label)
            x += _SAMPLE + 1.5 + width(style.label) + _GAP
        top += LINE + 1


def _rows(styles: dict[str, StateStyle]) -> list[list[StateStyle]]:
    rows: list[list[StateStyle]] = [[]]
    used = 0.0
    for style in styles.values():
        wide = _SAMPLE + 1.5 + width(style.label) + _GAP
        if rows[-1] and used + wide > WIDTH - 2 * MARGIN + _GAP:
            rows.append([])
            used = 0.0
        rows[-1].append(style)
        used += wide
    return rows
