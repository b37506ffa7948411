"""Beneath the forest plot and not pooled: studies of this project, effects pooled by others."""

from ipsanalysis.figures.evidence.lines import Line, Mark, heading, numbers, remark
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.words import (
    SHRUNKEN_COLOR,
    SYNTHETIC,
    events,
    stamped,
    study_words,
)
from ipsanalysis.figures.style import GREY
from ipsanalysis.plan.evidence import NewTrial
from ipsanalysis.tables.evidence.names import POOLED
from ipsanalysis.tables.results import Result

_NORMAL = "normal-normal"


def new_trials(own: Material) -> list[Line]:
    """Return the lines of the studies of this project: crude and shrunken, hollow, stamped.

    Studies analysed anew by weight of their prior have a figure of their own.
    """
    found: list[Line] = []
    for trial in own.plan.new_trials.trials if own.plan.new_trials else []:
        every = own.results.where(analysis="new_trial", subgroup=trial.study, statistic=own.measure)
        rows = [row for row in every if _crude(row) or shrunken(row)]
        if rows:
            found.append(remark(_named(own, trial, rows[0])))
            found += [_new(row) for row in sorted(rows, key=_crude, reverse=True)]
    return [heading("Studies of this project"), *found] if found else []


def printed_pools(own: Material, measure: str, *, totals: bool = False) -> list[Line]:
    """Return the lines of pooled effects printed elsewhere, in the plan's order.

    Args:
        own: What they are drawn from.
        measure: Their measure.
        totals: Whether to return only those in which totals were taken as non-events.
    """
    rows = {
        row.outcome: row
        for row in own.results.where(analysis="published", statistic=POOLED[measure])
    }
    lines = [
        Line(
            text=item.label,
            numbers=numbers(rows[item.id]),
            marks=[Mark(row=rows[item.id], shape="diamond", color=GREY, hollow=True)],
        )
        for item in own.plan.printed_pools
        if item.id in rows and (item.totals_as_non_events or not totals)
    ]
    return [heading("Pooled by others, as printed"), *lines] if lines else []


def _named(own: Material, trial: NewTrial, row: Result) -> str:
    name = study_words(own, trial, row)
    return f"{name}, not pooled" if row.data_status == SYNTHETIC else name


def _crude(row: Result) -> bool:
    return row.method.startswith("crude")


def shrunken(row: Result) -> bool:
    """Whether a row is of a trial shrunken by the model that pools its effect as measured."""
    return row.method.startswith(_NORMAL) and "shrunken" in row.method


def _new(row: Result) -> Line:
    if _crude(row):
        return Line(
            text=f"Crude{stamped(row)}",
            cells=(
                f"{row.timepoint:g}" if row.timepoint == row.timepoint else "",
                events(row.n_events, row.n),
                events(row.n_events_control, row.n_control),
            ),
            numbers=numbers(row),
            marks=[Mark(row=row, hollow=True)],
        )
    mark = Mark(row=row, shape="circle", hollow=True, color=SHRUNKEN_COLOR)
    return Line(text=f"Shrunken{stamped(row)}", numbers=numbers(row), marks=[mark])
