"""All figures of a study, made from result rows, curve points and the plan."""

from collections.abc import Iterator

import pandas as pd

from ipsanalysis.figures.amount import draw_amounts
from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.event_curves import draw_event_curves
from ipsanalysis.figures.flow import draw_flow
from ipsanalysis.figures.forest import draw_effects
from ipsanalysis.figures.industries import draw_industries
from ipsanalysis.figures.missing import draw_missing
from ipsanalysis.figures.over_time import draw_over_time
from ipsanalysis.figures.repeated import draw_repeated
from ipsanalysis.figures.sequences import draw_sequences
from ipsanalysis.figures.states import draw_states
from ipsanalysis.figures.style import applied
from ipsanalysis.figures.transitions import draw_transitions
from ipsanalysis.plan.study import Plan


def draw_figures(plan: Plan, results: pd.DataFrame, curves: pd.DataFrame) -> list[Drawing]:
    """Draw every figure the plan and the rows allow, in the order of the report.

    Args:
        plan: The plan.
        results: All result rows.
        curves: All curve points.

    Returns:
        The figures; one whose family of analyses the plan switches off is absent.

    Raises:
        UserError: If the boxes of the participant flow do not add up.
    """
    with applied():
        return list(_drawn(plan, results, curves))


def _drawn(plan: Plan, results: pd.DataFrame, curves: pd.DataFrame) -> Iterator[Drawing]:
    yield from _one(draw_flow(plan, results))
    yield from draw_missing(plan, results)
    yield from _one(draw_over_time(plan, results, curves))
    yield from draw_repeated(plan, results)
    yield from draw_event_curves(plan, curves)
    yield from draw_amounts(plan, results, curves)
    yield from _one(draw_industries(plan, results))
    yield from _one(draw_states(plan, results, curves))
    yield from _one(draw_transitions(plan, results))
    yield from _one(draw_sequences(plan, results))
    yield from draw_effects(plan, results)


def _one(drawing: Drawing | None) -> list[Drawing]:
    return [drawing] if drawing else []
