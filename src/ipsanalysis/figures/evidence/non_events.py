"""What taking the total of each arm as its people without the event does to the pooled effect."""

from collections.abc import Sequence

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.beside import printed_pools
from ipsanalysis.figures.evidence.lines import Line, Mark, heading, numbers
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.plot import Plot, draw_plot
from ipsanalysis.figures.evidence.table import Column, Table
from ipsanalysis.figures.evidence.words import (
    POOLED_COLOR,
    SHRUNKEN_COLOR,
    direction,
    favours,
    interval_head,
    is_ratio,
    null_words,
    trials_words,
)
from ipsanalysis.tables.evidence.names import WALD, measure_title, pooled_row
from ipsanalysis.tables.results import Result

NAME = "totals_as_non_events"


def draw_non_events(own: Material) -> Drawing | None:
    """Draw the pooled effect from right and from wrong tables, and those printed elsewhere.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when the plan asks for none.
    """
    pool = next((p for p in own.plan.pools if p.id == own.plan.totals_as_non_events), None)
    wrong = own.results.first(analysis="miscount")
    right = pooled_row(own.results, pool, WALD) if pool else None
    if pool is None or wrong is None or right is None:
        return None
    measure = pool.measures[0]
    kind = "ratio" if is_ratio(measure) else "difference"
    printed = printed_pools(own, measure, totals=True)
    table = Table(
        head="Counts taken as",
        numbers=interval_head(own.plan, "Pooled"),
        statistic=measure,
        axis=measure_title(wrong.statistic),
        lines=[
            heading(pool.label, rule=False),
            _line("Events and people without the event: right", right, hollow=False),
            _line("Events and all people of the arm: wrong", wrong, hollow=True),
            *printed,
        ],
        columns=[Column(head="Trials", wide=14)],
        room=64,
        guide=right.estimate,
        favours=favours(own.plan),
    )
    plot = Plot(
        name=NAME,
        title="The same trials pooled from right and from wrong tables of counts",
        tables=[table],
        notes=[
            f"{direction(own.plan, measure)} {WALD}. Wrong on purpose: the software is given the "
            "total of each arm where it asks for people without the event, so each share a / n "
            f"becomes a / (a + n), and every {kind} is drawn towards {null_words(measure)}. "
            f"Dashed line: the right {kind}.",
            _noted(own, printed),
        ],
    )
    return draw_plot(own, plot)


def _noted(own: Material, printed: Sequence[Line]) -> str:
    """Say of the effects printed elsewhere that are drawn what was done there."""
    return " ".join(
        f"{item.label}: {item.note or 'totals were taken as people without the event.'}"
        for item in own.plan.printed_pools
        if item.totals_as_non_events and item.label in {line.text for line in printed}
    )


def _line(text: str, row: Result, *, hollow: bool) -> Line:
    mark = Mark(
        row=row,
        shape="diamond",
        color=SHRUNKEN_COLOR if hollow else POOLED_COLOR,
        hollow=hollow,
    )
    return Line(
        text=text,
        cells=(trials_words(row).partition(" ")[0],),
        numbers=numbers(row),
        marks=[mark],
    )
