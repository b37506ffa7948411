"""Outcomes from a yes or no in each period: at a period, at any time, or how often."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ipsanalysis.derive.clock import Progress
from ipsanalysis.derive.strategies import Seen, Values, handled, with_recorded
from ipsanalysis.derive.trial import Integers, Periods, Trial
from ipsanalysis.plan.design import PeriodSource
from ipsanalysis.plan.outcomes import Ever, PeriodCount, StatusAt


def period_values(
    trial: Trial,
    outcome: StatusAt | Ever | PeriodCount,
    strategies: Mapping[str, str],
    unit: str,
    progress: Progress,
) -> Values:
    """Derive an outcome from periods.

    A period is observed when its row is there and it ended before observation did. What was seen
    in the period in which observation ended counts when an event ended it.

    Args:
        trial: The canonical tables.
        outcome: What is measured; its source is a column of `person_periods`.
        strategies: Intercurrent event: `composite` or `while_at_risk`.
        unit: Unit of follow-up, for the reasons.
        progress: How far each person was observed.

    Returns:
        A value and a reason for each person, in the order of `participants`.
    """
    assert isinstance(outcome.source, PeriodSource)  # noqa: S101
    rows = trial.periods(outcome.source.column)
    if isinstance(outcome, StatusAt):
        return handled(trial, _status_at(rows, outcome.at, unit, progress), strategies)
    within = outcome.within
    rows = _chosen(rows, rows.period <= np.minimum(within, progress.begun)[rows.person])
    counts = np.bincount(rows.person, weights=rows.yes, minlength=trial.size).astype(float)
    full = _number(rows, progress.full, trial.size)
    closed = _number(rows, progress.begun - 1, trial.size)
    seen = Seen(
        value=counts if isinstance(outcome, PeriodCount) else (counts > 0).astype(float),
        complete=full == within,
        at=np.full(trial.size, within, np.int64),
        until=progress.begun,
        when=f"{unit} {within}",
        observed=f"observed to {unit} {within}",
        partial=True,
        gap=closed < np.minimum(within, progress.begun - 1),
    )
    values = handled(trial, seen, strategies)
    if isinstance(outcome, Ever):
        return with_recorded(values, counts > 0)
    exposure = np.bincount(rows.person, minlength=trial.size).astype(float)
    return replace(values, exposure=exposure)


def _status_at(rows: Periods, at: int, unit: str, progress: Progress) -> Seen:
    size = len(progress.full)
    rows = _chosen(rows, rows.period == at)
    rows = _chosen(rows, progress.begun[rows.person] >= at)
    value, known = np.zeros(size), np.zeros(size, bool)
    value[rows.person] = rows.yes
    known[rows.person] = True
    return Seen(
        value=value,
        complete=known & (progress.full >= at),
        at=np.full(size, at, np.int64),
        until=progress.begun,
        when=f"{unit} {at}",
        observed=f"observed to {unit} {at}",
        partial=False,
    )


def _chosen(rows: Periods, mask: "np.typing.NDArray[np.bool_]") -> Periods:
    return Periods(person=rows.person[mask], period=rows.period[mask], yes=rows.yes[mask])


def _number(rows: Periods, last: Integers, size: int) -> Integers:
    return np.bincount(rows.person[rows.period <= last[rows.person]], minlength=size)
