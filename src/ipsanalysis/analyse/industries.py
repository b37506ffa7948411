"""In which industries people with a job work."""

import pandas as pd

from ipsanalysis.analyse.context import NOT_RANDOMISED, Context, study_fields
from ipsanalysis.derive.industries import UNKNOWN, industry_of_workers
from ipsanalysis.derive.trial import Trial
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.clopper_pearson import clopper_pearson


def industry_rows(plan: Plan, trial: Trial) -> list[Row]:
    """Return the share of workers of each arm in each industry, with exact intervals.

    Args:
        plan: The plan; `industries_worked_in` says which jobs count.
        trial: The canonical tables.

    Returns:
        One row for each industry of the plan, and for `unknown` when there is any, and arm.
    """
    if plan.industries_worked_in is None:
        return []
    fields = {
        **study_fields(plan),
        "analysis": "industries",
        "outcome": "industry",
        "role": "exploratory",
        "timepoint": float(plan.industries_worked_in.within),
        "time_unit": plan.follow_up.unit,
        "plan_key": "industries_worked_in",
    }
    context = Context(plan=plan, fields=fields)
    workers = industry_of_workers(plan, trial)
    names = [*plan.industries, *([UNKNOWN] if (workers["industry"] == UNKNOWN).any() else [])]
    return [_share(context, workers, name, arm.id) for name in names for arm in plan.arms]


def _share(context: Context, workers: pd.DataFrame, industry: str, arm: str) -> Row:
    own = workers["industry"][workers["arm"] == arm]
    number, n = int((own == industry).sum()), len(own)
    share = clopper_pearson(number, n, level=context.plan.ci_level)
    columns = {"subgroup": industry, "note": NOT_RANDOMISED}
    return context.row("proportion", share, group=arm, n=n, n_events=number, **columns)
