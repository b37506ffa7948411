"""Times to an event: the declared source of each person's event or censoring, with its reason."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ipsanalysis.derive.trial import Floats, Integers, Trial
from ipsanalysis.plan.outcomes import EndReason, FirstStatus

CENSORED, EVENT, COMPETING = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """A time, an event code and a reason a person.

    Attributes:
        time: Time in the unit of follow-up; an event in period k has time k.
        event: 0 censored, 1 event, 2 competing event.
        reason: `event`, or why observation ended.
    """

    time: Floats
    event: Integers
    reason: npt.NDArray[Any]


def derive_times(trial: Trial, outcome: FirstStatus | EndReason) -> Times:
    """Derive the time to an event.

    The first period with the status is the event, also when observation ends in that period.
    Whoever has none is a competing event if observation ended for a competing reason, and is
    censored otherwise, at the last period observed.

    Args:
        trial: The canonical tables.
        outcome: What is measured, from the plan.

    Returns:
        Time, event code and reason of each person, in the order of `participants`.
    """
    time = trial.until.astype(float)
    reason = trial.end_reason.copy()
    event = np.where(np.isin(reason, list(outcome.competing)), COMPETING, CENSORED)
    if isinstance(outcome, EndReason):
        happened = reason == outcome.event
    else:
        first = _first_period(trial, outcome.source.column)
        happened = np.isfinite(first)
        time[happened] = first[happened]
    event[happened] = EVENT
    reason[happened] = "event"
    return Times(time=time, event=event.astype(np.int64), reason=reason)


def _first_period(trial: Trial, column: str) -> Floats:
    rows = trial.status(column)
    first = np.full(trial.size, np.inf)
    np.minimum.at(first, trial.position[rows], trial.period[rows].astype(float))
    return first
