"""Plans and canonical tables made in a few lines, for tests of what is derived from dates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from ipsanalysis.derive.trial import Trial, empty_table
from ipsanalysis.plan.analyses import IndustryShares, States
from ipsanalysis.plan.design import FollowUp, Visit
from ipsanalysis.plan.outcomes import Outcome
from ipsanalysis.plan.study import Plan

COMPETITIVE = {"table": "job_spells", "kinds": ["competitive"]}
PAID = {"table": "job_spells", "kinds": ["competitive", "other_paid"]}
WORDS = {
    "label": "Outcome",
    "variable": "v",
    "metric": "m",
    "aggregation": "a",
    "time_point": "t",
    "higher_is_better": True,
}


def dated_plan(
    months: str = "anniversary",
    length: int = 12,
    *,
    outcomes: Sequence[Outcome] = (),
    visits: Sequence[Visit] = (),
    states: States | None = None,
    industries: IndustryShares | None = None,
) -> Plan:
    """Return the parts of a plan that derivations by date read."""
    follow_up = FollowUp(unit="month", length=length, start="Randomisation", months=months)
    return Plan.model_construct(
        study="made_up",
        follow_up=follow_up,
        visits=list(visits),
        outcomes=list(outcomes),
        states=states,
        industries_worked_in=industries,
    )


def spell(
    person: int,
    job: int,
    start: int,
    end: int,
    hours: float = 20.0,
    pay: float = 4000.0,
    *,
    kind: str = "competitive",
    industry: str | None = None,
    still_held: bool = False,
) -> dict[str, Any]:
    """Return one row of `job_spells`, days counted from randomisation."""
    return {
        "person": person,
        "job": job,
        "start": start,
        "end": end,
        "open": still_held,
        "kind": kind,
        "hours_per_week": hours,
        "pay_per_week": pay,
        "industry": industry,
        "occupation": None,
    }


def dated_trial(
    spells: Sequence[dict[str, Any]],
    until: Sequence[int],
    *,
    randomised: str | Sequence[str] = "2020-01-15",
    ends: str | Sequence[str] = "completed",
    periods: pd.DataFrame | None = None,
    assessments: pd.DataFrame | None = None,
) -> Trial:
    """Return the canonical tables of people 1, 2, ... observed until a day each."""
    people = np.arange(1, len(until) + 1)
    days = [randomised] * len(until) if isinstance(randomised, str) else list(randomised)
    none = pd.DataFrame({"person": people[:0], "period": people[:0]})
    made = pd.DataFrame(spells) if spells else empty_table("job_spells")
    return Trial(
        participants=pd.DataFrame({"person": people, "arm": "ips", "randomised": days}),
        follow_up=pd.DataFrame(
            {"person": people, "observed_from": 0, "observed_until": until, "end_reason": ends}
        ),
        person_periods=none if periods is None else periods,
        job_spells=made,
        assessments=empty_table("assessments") if assessments is None else assessments,
    )


def day(when: str, randomised: str = "2020-01-15") -> int:
    """Return a date as days since randomisation."""
    return (date.fromisoformat(when) - date.fromisoformat(randomised)).days
