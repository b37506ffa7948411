"""Reviews of how faithfully sites worked: the total score of each review."""

import pandas as pd

from ipsanalysis.analyse.context import Context, study_fields
from ipsanalysis.derive.trial import Trial
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate, no_estimate

METHOD = "sum of items"


def fidelity_rows(plan: Plan, trial: Trial) -> list[Row]:
    """Add up the items of each review of fidelity.

    Args:
        plan: The plan.
        trial: The canonical tables; `reviews` has no rows when there were none.

    Returns:
        One row a review: the scale as outcome, unit and day as subgroup. A review without a score
        for every item of the scale (the number in its name) has no total.
    """
    fields = {**study_fields(plan), "analysis": "fidelity", "plan_key": "design"}
    context = Context(plan=plan, fields=fields)
    named = trial.reviews.fillna({"unit": ""})
    reviews = named.groupby(["scale", "unit", "date"], sort=True)
    return [
        _review(context, str(scale), str(unit), str(date), items["score"])
        for (scale, unit, date), items in reviews
    ]


def _review(context: Context, scale: str, unit: str, date: str, scores: "pd.Series[int]") -> Row:
    asked = int(scale.rpartition("-")[2])
    columns = {"outcome": scale, "subgroup": " ".join(filter(None, (unit, date)))}
    result = Estimate(estimate=float(scores.sum()), method=METHOD)
    if len(scores) != asked:
        result = no_estimate(METHOD, f"{len(scores)} of {asked} items scored")
    return context.row("score", result, group="", unit="points", n=len(scores), **columns)
