"""What single trials do to the headline: added one by one by year, and each left out in turn."""

from math import nan

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.forest import trials_in_order
from ipsanalysis.figures.evidence.legend import Sample
from ipsanalysis.figures.evidence.lines import Line, Mark, numbers
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.plot import Plot, draw_plot
from ipsanalysis.figures.evidence.table import Column, Table
from ipsanalysis.figures.evidence.words import (
    POOLED_COLOR,
    direction,
    favours,
    interval_head,
    tau2_unit,
    trials_words,
)
from ipsanalysis.tables.evidence.names import POOLED, WALD, measure_title, pooled_row
from ipsanalysis.tables.evidence.robustness import FLAG, largest_residual
from ipsanalysis.tables.evidence.shown import number
from ipsanalysis.tables.results import Result

CUMULATIVE, LEAVE_ONE_OUT = "cumulative", "leave_one_out"


def draw_cumulative(own: Material) -> Drawing | None:
    """Draw the pooled effect as trials came in, by year.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when there are no such rows.
    """
    rows = sorted(_rows(own, CUMULATIVE), key=lambda row: (row.timepoint, row.subgroup))
    lines = [
        Line(
            text=own.label(row.subgroup),
            cells=(trials_words(row).partition(" ")[0],),
            numbers=numbers(row),
            marks=[Mark(row=row, color=POOLED_COLOR)],
        )
        for row in rows
    ]
    plot = Plot(
        name=CUMULATIVE,
        title=f"{own.headline.label}: the pooled effect as trials came in",
        tables=[_table(own, "Trial added", [Column(head="Trials", wide=16)], lines)],
        notes=[
            f"{direction(own.plan, own.measure)} Each line pools all trials to its year of "
            "print, within a year "
            f"in the order of their names; {WALD}. Dashed line: all trials. Lines share trials, "
            "so they are not independent looks at the evidence."
        ],
    )
    return draw_plot(own, plot) if rows else None


def draw_leave_one_out(own: Material) -> Drawing | None:
    """Draw the pooled effect without each trial, and mark the trials that are influential.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when there are no such rows.
    """
    order = {row.subgroup: place for place, row in enumerate(trials_in_order(own))}
    rows = sorted(
        _rows(own, LEAVE_ONE_OUT),
        key=lambda row: (order.get(row.subgroup, len(order)), row.subgroup),
    )
    flagged = {
        row.subgroup
        for row in own.results.where(analysis="influence", outcome=own.headline.id)
        if row.note.startswith(FLAG)
    }
    tau2 = {
        row.subgroup: row
        for row in own.results.where(
            analysis=LEAVE_ONE_OUT, outcome=own.headline.id, statistic="tau2"
        )
    }
    lines = [_without(own, row, tau2.get(row.subgroup), row.subgroup in flagged) for row in rows]
    samples = [
        Sample(text="without this trial", color=POOLED_COLOR),
        Sample(text="the trial is influential", marker="^", hollow=True, size=6),
    ]
    plot = Plot(
        name=LEAVE_ONE_OUT,
        title=f"{own.headline.label}: the pooled effect without each trial",
        tables=[_table(own, "Trial left out", [Column(head="tau²", wide=16)], lines)],
        samples=samples if flagged else [],
        notes=[
            f"{direction(own.plan, own.measure)} {WALD}. Trials by year of print. "
            "Dashed line: all trials. Influential: by the rules of "
            "Viechtbauer and Cheung on DFFITS, Cook's distance, hat value and DFBETAS"
            + ("." if flagged else "; by these no trial is.")
            + _furthest(own)
            + tau2_unit(own.measure)
        ],
        shown=list(tau2.values()),
    )
    return draw_plot(own, plot) if rows else None


def _furthest(own: Material) -> str:
    """Name the trial furthest from the others; empty when that is not known."""
    row = largest_residual(own.plan, own.results)
    if row is None:
        return ""
    return (
        f" The largest studentised residual is that of {own.label(row.subgroup)}, "
        f"{number(row, row.estimate)}."
    )


def _rows(own: Material, analysis: str) -> list[Result]:
    return own.results.where(
        analysis=analysis, outcome=own.headline.id, statistic=POOLED[own.measure]
    )


def _table(own: Material, head: str, columns: list[Column], lines: list[Line]) -> Table:
    main = pooled_row(own.results, own.headline, WALD)
    return Table(
        head=head,
        numbers=interval_head(own.plan, "Pooled"),
        statistic=own.measure,
        axis=measure_title(POOLED[own.measure]),
        lines=lines,
        columns=columns,
        room=48,
        guide=main.estimate if main else nan,
        favours=favours(own.plan),
    )


def _without(own: Material, row: Result, tau2: Result | None, flagged: bool) -> Line:
    mark = (
        Mark(row=row, shape="triangle", hollow=True, size=6)
        if flagged
        else Mark(row=row, color=POOLED_COLOR)
    )
    return Line(
        text=own.label(row.subgroup) + (", influential" if flagged else ""),
        cells=(number(tau2, tau2.estimate) if tau2 else "",),
        numbers=numbers(row),
        marks=[mark],
    )
