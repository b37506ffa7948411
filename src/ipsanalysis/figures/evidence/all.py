"""All figures of a meta-analysis, made from result rows, curve points and the plan."""

from collections.abc import Iterator

import pandas as pd

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.bayes import draw_bayes
from ipsanalysis.figures.evidence.bubbles import draw_bubbles
from ipsanalysis.figures.evidence.flow import draw_flow
from ipsanalysis.figures.evidence.forest import draw_forest
from ipsanalysis.figures.evidence.funnel import draw_funnel
from ipsanalysis.figures.evidence.influence import draw_influence
from ipsanalysis.figures.evidence.material import Material, material
from ipsanalysis.figures.evidence.methods import draw_methods
from ipsanalysis.figures.evidence.moderators import draw_moderators
from ipsanalysis.figures.evidence.new_trial import draw_new_trials
from ipsanalysis.figures.evidence.non_events import draw_non_events
from ipsanalysis.figures.evidence.one_by_one import draw_cumulative, draw_leave_one_out
from ipsanalysis.figures.evidence.subgroups import draw_subgroups
from ipsanalysis.figures.style import applied
from ipsanalysis.plan.evidence import EvidencePlan


def draw_review_figures(
    plan: EvidencePlan, results: pd.DataFrame, curves: pd.DataFrame
) -> list[Drawing]:
    """Draw every figure that the rows allow, in the order of the report.

    Args:
        plan: The plan.
        results: All result rows.
        curves: All curve points.

    Returns:
        The figures; one whose rows are absent is absent.

    Raises:
        UserError: If the boxes of the flow do not add up.
    """
    own = material(plan, results, curves)
    with applied():
        return [drawing for drawing in _drawn(own) if drawing]


def _drawn(own: Material) -> Iterator[Drawing | None]:
    yield draw_flow(own)
    yield draw_forest(own)
    yield draw_methods(own)
    yield draw_funnel(own)
    yield draw_cumulative(own)
    yield draw_leave_one_out(own)
    yield draw_influence(own)
    yield draw_subgroups(own)
    yield draw_bubbles(own)
    yield draw_moderators(own)
    yield draw_bayes(own)
    yield from draw_new_trials(own)
    yield draw_non_events(own)
