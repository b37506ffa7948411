"""Times to an event: the declared source of each person's event or censoring, with its reason."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ipsanalysis.derive.clock import progress
from ipsanalysis.derive.spells import counting_spells, first_jobs
from ipsanalysis.derive.trial import Floats, Integers, Trial
from ipsanalysis.plan.design import PeriodSource, SpellSource
from ipsanalysis.plan.outcomes import EndReason, FirstStatus
from ipsanalysis.plan.study import Plan

CENSORED, EVENT, COMPETING = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """A time, an event code and a reason a person.

    Attributes:
        time: Time in the unit of follow-up, or in days; an event in period k has time k.
        event: 0 censored, 1 event, 2 competing event.
        reason: `event`, or why observation ended.
    """

    time: Floats
    event: Integers
    reason: npt.NDArray[Any]


def derive_times(plan: Plan, trial: Trial, outcome: FirstStatus | EndReason) -> Times:
    """Derive the time to an event.

    The first period with the status is the event, also when observation ends in that period; from
    job spells it is the day on which the first job after the day of randomisation began. Whoever
    has none is a competing event if observation ended for a competing reason, in the period in
    which it ended, and is censored otherwise, at the last period observed to its end.

    Args:
        plan: The plan.
        trial: The canonical tables.
        outcome: What is measured, from the plan.

    Returns:
        Time, event code and reason of each person, in the order of `participants`; the unit is
        that of `clock.time_unit`.
    """
    if isinstance(outcome, FirstStatus) and isinstance(outcome.source, SpellSource):
        spells = counting_spells(trial, outcome.source, trial.until)
        return _times(trial, outcome, first_jobs(spells, trial.size), trial.until, trial.until)
    done = progress(trial, plan)
    ended = np.maximum(done.begun, 1) if plan.follow_up.dated else done.begun
    if isinstance(outcome, EndReason):
        happened = np.where(trial.end_reason == outcome.event, ended, np.inf)
        return _times(trial, outcome, happened, ended, done.full)
    assert isinstance(outcome.source, PeriodSource)  # noqa: S101
    rows = trial.periods(outcome.source.column)
    yes = rows.yes & (rows.period <= done.begun[rows.person])
    first = np.full(trial.size, np.inf)
    np.minimum.at(first, rows.person[yes], rows.period[yes].astype(float))
    return _times(trial, outcome, first, ended, done.full)


def _times(
    trial: Trial,
    outcome: FirstStatus | EndReason,
    first: Floats,
    ended: Integers,
    full: Integers,
) -> Times:
    """Return times from the first event (inf when there is none) and the end of observation."""
    reason = trial.end_reason.copy()
    rival = np.isin(reason, list(outcome.competing))
    event = np.where(rival, COMPETING, CENSORED)
    time = np.where(rival, ended, full).astype(float)
    happened = np.isfinite(first)
    time[happened] = first[happened]
    event[happened] = EVENT
    reason[happened] = "event"
    return Times(time=time, event=event.astype(np.int64), reason=reason)
