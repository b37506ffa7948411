"""The industry in which each worker had the job held longest."""

import numpy as np
import pandas as pd

from ipsanalysis.derive.clock import horizon
from ipsanalysis.derive.jobs import longest_jobs
from ipsanalysis.derive.spells import counting_spells, job_key
from ipsanalysis.derive.trial import Trial
from ipsanalysis.plan.study import Plan

UNKNOWN = "unknown"


def industry_of_workers(plan: Plan, trial: Trial) -> pd.DataFrame:
    """Return one industry for each person with a day of work that counts within the window.

    It is that of the job held longest; of equals the one that began first, then the first by
    number. A job with several industries has the first one known in the window; of those known
    from the same day, the first by name.

    Args:
        plan: The plan; without `industries_worked_in` there are no rows.
        trial: The canonical tables.

    Returns:
        Columns person, arm and industry (an id of the plan, or `unknown`), sorted by person.
    """
    shown = plan.industries_worked_in
    columns = ["person", "arm", "industry"]
    if shown is None:
        return pd.DataFrame(columns=columns)
    until = horizon(trial, plan, shown.within)
    spells = counting_spells(trial, shown.source, until)
    longest = longest_jobs(spells)
    stated = spells.chosen(pd.notna(spells.industry))
    key = job_key(
        np.concatenate([longest.person, stated.person]), np.concatenate([longest.job, stated.job])
    )
    wanted, told = key[: len(longest.person)], key[len(longest.person) :]
    order = np.lexsort([stated.industry.astype(str), stated.first, told])
    numbers, first = np.unique(told[order], return_index=True)
    industry = np.full(int(key.max(initial=-1)) + 1, UNKNOWN, object)
    industry[numbers] = stated.industry[order][first]
    people = trial.participants.iloc[longest.person]
    return pd.DataFrame(
        {
            "person": people["person"].to_numpy(),
            "arm": people["arm"].to_numpy(),
            "industry": industry[wanted],
        },
        columns=columns,
    )
