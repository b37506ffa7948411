"""The participant flow diagram (CONSORT 2025): enrolment, allocation, follow-up, analysis."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.flow_boxes import ArmBoxes, FlowBoxes, flow_boxes
from ipsanalysis.figures.flow_counts import flow_counts
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.style import INK, SHADE, SIZE, WIDTH
from ipsanalysis.figures.words import comparison_of, handled, sentences
from ipsanalysis.plan.study import Plan

NAME, TITLE = "flow", "Participant flow"
_STAGE = 5.0
_MAIN, _SIDE, _GAP, _DOWN = 43.0, 33.0, 4.0, 5.5
_LEFT = MARGIN + _STAGE + 2
_CENTRE = (_LEFT + WIDTH - MARGIN) / 2
_TOP_BOX = 54.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Where each row of boxes begins, and its height, in mm."""

    top: Sequence[float]
    high: Sequence[float]

    def end(self, row: int) -> float:
        """Return where a row ends."""
        return self.top[row] + self.high[row]


def draw_flow(plan: Plan, results: pd.DataFrame) -> Drawing | None:
    """Draw the flow diagram.

    Whoever leaves goes to a box at the side, and the next box is smaller by that number. People
    whose follow-up ended early join the others again before the analysis.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        The figure; none when there are no rows of the flow.

    Raises:
        UserError: If a box is missing or the boxes do not add up.
    """
    rows = results[results["analysis"] == "flow"]
    if rows.empty:
        return None
    flow = flow_counts(plan, rows)
    comparison = comparison_of(plan, flow.primary)
    outcome = plan.outcome(comparison.outcome).label
    boxes = flow_boxes(plan, flow, outcome)
    heights = _heights(boxes)
    notes = sentences(f"Analysed: the primary comparison, {outcome}.", handled(plan, comparison))
    heading = Heading(title=TITLE, notes=[notes])
    body = sum(heights) + _DOWN * (len(heights) - 1)
    page = new_page(plan, heading, body)
    tops = [page.top + sum(heights[:i]) + _DOWN * i for i in range(len(heights))]
    grid = Rows(top=tops, high=heights)
    _draw_stages(page, grid)
    _draw_enrolment(page, boxes, grid)
    for number, arm in enumerate(boxes.arms):
        _draw_arm(page, arm, grid, mirrored=number == 0)
    return finished(plan, NAME, heading, page, alt=_alt(plan, boxes), rows=rows)


def _heights(boxes: FlowBoxes) -> list[float]:
    """Return the heights of the rows: assessed, excluded, randomised, then those of the arms."""
    arms = [
        max(box.height(wide) for box in row)
        for row, wide in zip(
            zip(*boxes.arms, strict=True), (_MAIN, _SIDE, _MAIN, _SIDE, _MAIN), strict=True
        )
    ]
    return [
        boxes.assessed.height(_TOP_BOX),
        boxes.excluded.height(_SIDE),
        boxes.randomised.height(_TOP_BOX),
        *arms,
    ]


def _draw_stages(page: Page, grid: Rows) -> None:
    """Name the four stages in bars along the left edge."""
    stages = {"Enrolment": (0, 2), "Allocation": (3, 3), "Follow-up": (4, 5), "Analysis": (6, 7)}
    for name, (first, last) in stages.items():
        top = grid.top[first] - (0 if first == 0 else _DOWN / 2 - 0.6)
        end = grid.end(last) + (0 if last == len(grid.top) - 1 else _DOWN / 2 - 0.6)
        page.rectangle(MARGIN, top, (_STAGE, end - top), facecolor=SHADE, linewidth=0)
        page.figure.text(
            MARGIN + _STAGE / 2,
            (top + end) / 2,
            name,
            transform=page.mm,
            rotation=90,
            fontsize=SIZE,
            fontweight="bold",
            color=INK,
            ha="center",
            va="center",
        )


def _draw_enrolment(page: Page, boxes: FlowBoxes, grid: Rows) -> None:
    left = _CENTRE - _TOP_BOX / 2
    page.line([_CENTRE, _CENTRE], [grid.end(0), grid.top[2] - 1])
    page.arrow([_CENTRE, _CENTRE], [grid.top[2] - 2, grid.top[2]])
    boxes.assessed.draw(page, left, grid.top[0], (_TOP_BOX, grid.high[0]))
    boxes.randomised.draw(page, left, grid.top[2], (_TOP_BOX, grid.high[2]))
    side = WIDTH - MARGIN - _SIDE
    middle = grid.top[1] + grid.high[1] / 2
    page.arrow([_CENTRE, side], [middle, middle])
    boxes.excluded.draw(page, side, grid.top[1], (_SIDE, grid.high[1]))


def _draw_arm(page: Page, arm: ArmBoxes, grid: Rows, *, mirrored: bool) -> None:
    """Draw an arm: side boxes outward, so on the left for the first arm."""
    main = _CENTRE - _GAP / 2 - _MAIN if mirrored else _CENTRE + _GAP / 2
    side = main - _GAP - _SIDE if mirrored else main + _MAIN + _GAP
    axis, edge = main + _MAIN / 2, side + (_SIDE if mirrored else 0)
    aside = side + _SIDE / 2
    fork = grid.end(2) + _DOWN / 2
    page.arrow([_CENTRE, _CENTRE, axis, axis], [grid.end(2), fork, fork, grid.top[3]])
    for above, beside, below in ((3, 4, 5), (5, 6, 7)):
        page.arrow([axis, axis], [grid.end(above), grid.top[below]])
        middle = grid.top[beside] + grid.high[beside] / 2
        page.arrow([axis, edge], [middle, middle])
    merge = grid.end(5) + _DOWN / 2
    page.arrow([aside, aside, axis], [grid.top[4] + grid.high[4], merge, merge])
    for row, box in enumerate(arm, start=3):
        at, wide = (side, _SIDE) if row in (4, 6) else (main, _MAIN)
        box.draw(page, at, grid.top[row], (wide, grid.high[row]))


def _alt(plan: Plan, boxes: FlowBoxes) -> str:
    told = [f"Flow diagram. {boxes.assessed.words} {boxes.excluded.words} {boxes.randomised.words}"]
    for arm, drawn in zip(plan.arms, boxes.arms, strict=True):
        told.append(f"{arm.label}. " + " ".join(box.words for box in drawn))
    return " ".join(told)
