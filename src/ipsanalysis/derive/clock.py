"""Time: which day or period a month of the plan ends on for each person."""

from dataclasses import dataclass

import numpy as np

from ipsanalysis.calendar_months import month_ends
from ipsanalysis.derive.trial import Integers, Trial
from ipsanalysis.plan.design import SpellSource
from ipsanalysis.plan.outcomes import FirstStatus, Outcome
from ipsanalysis.plan.study import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far each person was observed, in periods of the plan.

    Attributes:
        full: Number of the last period observed to its end.
        begun: Number of the period in which observation ended: `full`, or the next.
    """

    full: Integers
    begun: Integers


def time_unit(plan: Plan, outcome: Outcome) -> str:
    """Return the unit of an outcome's times: days for a first job by date, else the plan's."""
    from_spells = isinstance(outcome, FirstStatus) and isinstance(outcome.source, SpellSource)
    return "day" if plan.follow_up.dated and from_spells else plan.follow_up.unit


def horizon(trial: Trial, plan: Plan, month: int) -> Integers:
    """Return the last day of a month since randomisation, for each person.

    Args:
        trial: The canonical tables.
        plan: The plan.
        month: A time of the plan in the unit of follow-up.

    Returns:
        Days since randomisation when people are followed by date; else the time itself.
    """
    if plan.follow_up.months is None:
        return np.full(trial.size, month, np.int64)
    return month_ends(trial.randomised, month, plan.follow_up.months)


def month_window(trial: Trial, plan: Plan, month: int) -> tuple[Integers, Integers]:
    """Return the first and the last day of a month, for each person."""
    return horizon(trial, plan, month - 1) + 1, horizon(trial, plan, month)


def progress(trial: Trial, plan: Plan) -> Progress:
    """Return how far each person was observed, in periods of the plan."""
    if not plan.follow_up.dated:
        return Progress(full=trial.until, begun=trial.until)
    full, begun = np.zeros(trial.size, np.int64), np.zeros(trial.size, np.int64)
    for month in range(plan.follow_up.length + 1):
        end = horizon(trial, plan, month)
        full += (end <= trial.until) & (month > 0)
        begun += end < trial.until
    return Progress(full=full, begun=begun)
