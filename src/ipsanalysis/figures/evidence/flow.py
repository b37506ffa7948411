"""The flow of rows into the headline pool, as PRISMA 2020 draws it: all, left out, pooled."""

from collections.abc import Sequence

from ipsanalysis.errors import UserError
from ipsanalysis.evidence.choose import RULES
from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.flow_boxes import Box
from ipsanalysis.figures.page import Heading, new_page
from ipsanalysis.figures.style import WIDTH
from ipsanalysis.figures.words import counted
from ipsanalysis.tables.results import Result

NAME = "review_flow"
_USES = {
    "primary": "as primary",
    "sensitivity": "for sensitivity analyses",
    "not_pooled": "as never to be pooled",
}
"""How the file marks a row that has counts."""
_MAIN, _SIDE, _ARROW, _DOWN = 70.0, 80.0, 12.0, 5.0


def draw_flow(own: Material) -> Drawing | None:
    """Draw which rows of the file the headline pools, and why the others are left out.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when there are no rows of the flow.

    Raises:
        UserError: If the rows pooled and those left out are not all rows.
    """
    rows = own.results.where(analysis="review_flow", outcome=own.headline.id)
    if not rows:
        return None
    boxes = _boxes(own, rows)
    heights = [box.height(wide) for box, wide in zip(boxes, (_MAIN, _SIDE, _MAIN), strict=True)]
    heading = Heading(
        title=f"{own.headline.label}: rows pooled and left out",
        notes=[
            "A row is one comparison of one trial at one time; of each trial one row is pooled. A "
            "row that breaks several rules is counted at the first, in the order shown.",
            _use_told(own, rows),
            own.plan.search,
        ],
    )
    page = new_page(own.plan, heading, sum(heights) + 2 * _DOWN)
    tops = [page.top + sum(heights[:i]) + i * _DOWN for i in range(3)]
    left = (WIDTH - _MAIN - _ARROW - _SIDE) / 2
    centre = left + _MAIN / 2
    page.arrow([centre, centre], [tops[0] + heights[0], tops[2]])
    middle = tops[1] + heights[1] / 2
    page.arrow([centre, left + _MAIN + _ARROW], [middle, middle])
    boxes[0].draw(page, left, tops[0], (_MAIN, heights[0]))
    boxes[1].draw(page, left + _MAIN + _ARROW, tops[1], (_SIDE, heights[1]))
    boxes[2].draw(page, left, tops[2], (_MAIN, heights[2]))
    alt = " ".join(["Flow diagram.", *(box.words for box in boxes)])
    return finished(own.plan, NAME, heading, page, alt=alt, rows=own.drawn(rows))


def _boxes(own: Material, rows: Sequence[Result]) -> tuple[Box, Box, Box]:
    """Put the counts in words.

    Raises:
        UserError: If they do not add up.
    """
    ends = {row.subgroup: row for row in rows if row.subgroup in ("rows", "pooled")}
    order = list(RULES)
    left = sorted(
        (row for row in rows if row.subgroup not in ends),
        key=lambda row: order.index(row.subgroup) if row.subgroup in order else len(order),
    )
    number = {name: int(row.estimate) for name, row in ends.items()}
    out = sum(int(row.estimate) for row in left)
    if set(number) != {"rows", "pooled"} or number["rows"] != number["pooled"] + out:
        raise UserError(
            f"results of {own.plan.study}, analysis review_flow: found {number.get('rows')} rows, "
            f"{out} left out and {number.get('pooled')} pooled; allowed: boxes that add up. Run "
            "the step pool again."
        )
    pooled = ends["pooled"]
    people = (pooled.n or 0) + (pooled.n_control or 0)
    events = (pooled.n_events or 0) + (pooled.n_events_control or 0)
    return (
        Box(
            head=f"{_reason(ends['rows'])} {counted([number['rows']])}",
            details=_sources(own, number["rows"]),
        ),
        Box(
            head=f"Left out {counted([out])}",
            details=[f"{_reason(row)}: {int(row.estimate):,}" for row in left],
        ),
        Box(
            head=f"Pooled, one row a trial {counted([number['pooled']])}",
            details=[f"{people:,} people, {events:,} with the outcome"],
        ),
    )


def _sources(own: Material, rows: int) -> list[str]:
    """Say how many rows are of the file and how many are studies of this project, one row each."""
    studies = len(own.plan.new_trials.trials) if own.plan.new_trials else 0
    if not studies:
        return []
    return [f"Rows of the file: {rows - studies:,}", f"Studies of this project: {studies:,}"]


def _use_told(own: Material, rows: Sequence[Result]) -> str:
    """Say what rows are left out for their use; empty when none is."""
    words = next((_reason(row) for row in rows if row.subgroup == "use"), "")
    others = [told for use, told in _USES.items() if use not in own.headline.use]
    return f"{words}: the file marks the row {' or '.join(others)}." if words else ""


def _reason(row: Result) -> str:
    """Return the words of a rule, without the trials that its note lists."""
    return row.note.partition(":")[0].rstrip(".")
