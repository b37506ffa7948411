"""Outcomes with one value a person: a yes or no, or a count of periods."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ipsanalysis.derive.trial import Booleans, Floats, Trial
from ipsanalysis.plan.outcomes import EndReasonEver, Ever, PeriodCount, StatusAt

NOT_OBSERVED = "not observed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """One value a person, and where it comes from.

    Attributes:
        value: 0 or 1, or a count; nan when not observed or not at risk.
        reason: For each person, what the value rests on.
        exposure: Number of periods observed up to the time point, for counts.
    """

    value: Floats
    reason: npt.NDArray[Any]
    exposure: Floats | None = None


def derive_values(
    trial: Trial,
    outcome: StatusAt | Ever | PeriodCount | EndReasonEver,
    strategies: Mapping[str, str],
    unit: str,
) -> Values:
    """Derive an outcome under stated strategies for intercurrent events.

    Args:
        trial: The canonical tables.
        outcome: What is measured, from the plan.
        strategies: Intercurrent event: `composite` or `while_at_risk`.
        unit: Unit of follow-up, for the reasons.

    Returns:
        A value and a reason for each person, in the order of `participants`.
    """
    if isinstance(outcome, EndReasonEver):
        return _end_reason_ever(trial, outcome, unit)
    if isinstance(outcome, StatusAt):
        value, known = _status_at(trial, outcome)
        return _handled(trial, value, known, outcome.at, strategies, unit, keep_partial=False)
    counts, exposure = _counts(trial, outcome.source.column, outcome.within)
    complete = exposure == outcome.within
    if isinstance(outcome, PeriodCount):
        done = _handled(
            trial, counts, complete, outcome.within, strategies, unit, keep_partial=True
        )
        return Values(value=done.value, reason=done.reason, exposure=exposure)
    value = (counts > 0).astype(float)
    return _handled(trial, value, complete, outcome.within, strategies, unit, keep_partial=True)


def _status_at(trial: Trial, outcome: StatusAt) -> tuple[Floats, Booleans]:
    rows = trial.period == outcome.at
    value = np.full(trial.size, np.nan)
    value[trial.position[rows]] = trial.status(outcome.source.column)[rows]
    return value, ~np.isnan(value)


def _counts(trial: Trial, column: str, within: int) -> tuple[Floats, Floats]:
    rows = trial.period <= within
    where = trial.position[rows]
    worked = np.bincount(where, weights=trial.status(column)[rows], minlength=trial.size)
    return worked.astype(float), np.bincount(where, minlength=trial.size).astype(float)


def _handled(
    trial: Trial,
    value: Floats,
    known: Booleans,
    at: int,
    strategies: Mapping[str, str],
    unit: str,
    *,
    keep_partial: bool,
) -> Values:
    """Give people whose observation ended early the value that the strategy says."""
    result = np.where(known, value, np.nan)
    reason = np.full(trial.size, f"observed to {unit} {at}", dtype=object)
    early = ~known
    for event, strategy in sorted(strategies.items()):
        hit = early & (trial.end_reason == event) & (trial.until <= at)
        before = value if keep_partial else np.zeros(trial.size)
        if strategy == "composite":
            result[hit] = before[hit]
            reason[hit] = f"{event} by {unit} {at}: counts as no after it"
        elif strategy == "while_at_risk":
            result[hit] = before[hit] if keep_partial else np.nan
            reason[hit] = f"{event} by {unit} {at}: no longer at risk"
        early &= ~hit
    for cause in sorted(set(trial.end_reason[early])):
        reason[early & (trial.end_reason == cause)] = f"{NOT_OBSERVED} at {unit} {at}: {cause}"
    return Values(value=result, reason=reason)


def _end_reason_ever(trial: Trial, outcome: EndReasonEver, unit: str) -> Values:
    happened = (trial.end_reason == outcome.event) & (trial.until <= outcome.within)
    free = ~happened & (trial.until >= outcome.within)
    value = np.where(happened, 1.0, np.where(free, 0.0, np.nan))
    reason = np.full(trial.size, f"observed to {unit} {outcome.within}", dtype=object)
    reason[happened] = f"{outcome.event} by {unit} {outcome.within}"
    lost = np.isnan(value)
    for cause in sorted(set(trial.end_reason[lost])):
        where = lost & (trial.end_reason == cause)
        reason[where] = f"{NOT_OBSERVED} at {unit} {outcome.within}: {cause}"
    return Values(value=value, reason=reason)
