"""The state of each person in each month."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.derive.clock import month_window, progress
from ipsanalysis.derive.spells import counting_spells, worked_between
from ipsanalysis.derive.trial import Booleans, Trial
from ipsanalysis.plan.analyses import State
from ipsanalysis.plan.design import PeriodSource
from ipsanalysis.plan.study import Plan

OTHERWISE = "otherwise"

_YES, _UNKNOWN = 1, 2


def monthly_states(plan: Plan, trial: Trial) -> pd.DataFrame:
    """Return the state of each person in each month observed to its end.

    A person is in the first state of the plan that held on at least one day of the month. A month
    in which a state of the table of periods was not observed has no row, unless a state before it
    held.

    Args:
        plan: The plan; without `states` there are no rows.
        trial: The canonical tables.

    Returns:
        Columns person, arm, month and state (an id of the plan, or `otherwise`), sorted by person
        and month.
    """
    length = plan.follow_up.length if plan.states else 0
    states = plan.states.of if plan.states else []
    held = [_held(plan, trial, state, length) for state in states]
    names = np.array([*(state.id for state in states), OTHERWISE], object)
    code = np.full((trial.size, length), len(states), np.int64)
    known = np.ones((trial.size, length), bool)
    for place in reversed(range(len(states))):
        code[held[place] == _YES] = place
        known = (held[place] == _YES) | (known & (held[place] != _UNKNOWN))
    known &= np.arange(1, length + 1) <= progress(trial, plan).full[:, None]
    person, month = np.nonzero(known)
    return pd.DataFrame(
        {
            "person": trial.participants["person"].to_numpy()[person],
            "arm": trial.participants["arm"].to_numpy()[person],
            "month": month.astype(np.int64) + 1,
            "state": names[code[person, month]],
        }
    )


def _held(plan: Plan, trial: Trial, state: State, length: int) -> npt.NDArray[np.int8]:
    """Return, for each person and month, whether a state held, or that it is not known."""
    if isinstance(state.source, PeriodSource):
        rows = trial.periods(state.source.column)
        inside = (rows.period >= 1) & (rows.period <= length)
        held = np.full((trial.size, length), _UNKNOWN, np.int8)
        held[rows.person[inside], rows.period[inside] - 1] = rows.yes[inside]
        return held
    spells = counting_spells(trial, state.source, trial.until)
    months: list[Booleans] = [
        worked_between(spells, *month_window(trial, plan, month)) for month in range(1, length + 1)
    ]
    return np.column_stack(months).astype(np.int8)
