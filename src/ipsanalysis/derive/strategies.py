"""What an outcome is when observation ended early: by intercurrent event, or not observed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.derive.trial import Booleans, Floats, Integers, Trial

NOT_OBSERVED = "not observed"
NOT_RECORDED = "not recorded"
COMPLETED = "completed"
AFTER_THE_END = "after the end of follow-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """One value a person, and where it comes from.

    Attributes:
        value: 0 or 1, or an amount; nan when not observed, not at risk or without meaning.
        reason: For each person, what the value rests on.
        exposure: Number of periods observed up to the time point, for counts of periods.
        recorded: Who is not observed as a whole although a yes was seen.
    """

    value: Floats
    reason: npt.NDArray[Any]
    exposure: Floats | None = None
    recorded: Booleans | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of each person up to the end of observation.

    Attributes:
        value: What was seen; 0 when nothing was.
        complete: Who was observed as long as the outcome needs.
        at: The time the outcome needs observation to, day or period.
        until: When observation ended, on the same axis.
        when: That time in words, for reasons.
        observed: What is said of those observed.
        partial: Whether what was seen before an event counts under `while_at_risk`.
        gap: Who was not observed at some time before observation ended.
        cause: Why the outcome is not observed, where that is known better than from the end of
            observation; "" elsewhere.
    """

    value: Floats
    complete: Booleans
    at: Integers
    until: Integers
    when: str
    observed: str
    partial: bool
    gap: Booleans | None = None
    cause: npt.NDArray[Any] | None = None


def handled(trial: Trial, seen: Seen, strategies: Mapping[str, str]) -> Values:
    """Give people whose observation ended early the value that the strategy says.

    Args:
        trial: The canonical tables.
        seen: What was seen.
        strategies: Intercurrent event: `composite` or `while_at_risk`.

    Returns:
        A value and a reason for each person.
    """
    result = np.where(seen.complete, seen.value, np.nan)
    reason = np.full(trial.size, seen.observed, dtype=object)
    early = ~seen.complete
    closed = early if seen.gap is None else early & ~seen.gap
    for event, strategy in sorted(strategies.items()):
        hit = closed & (trial.end_reason == event) & (seen.until <= seen.at)
        if strategy == "composite":
            result[hit] = seen.value[hit]
            reason[hit] = f"{event} by {seen.when}: counts as no after it"
        elif strategy == "while_at_risk":
            result[hit] = seen.value[hit] if seen.partial else np.nan
            reason[hit] = f"{event} by {seen.when}: no longer at risk"
        early &= ~hit
    cause = _causes(trial, seen, strategies)
    for why in sorted(set(cause[early])):
        reason[early & (cause == why)] = f"{NOT_OBSERVED} at {seen.when}: {why}"
    return Values(value=result, reason=reason)


def _causes(trial: Trial, seen: Seen, strategies: Mapping[str, str]) -> npt.NDArray[Any]:
    ended = np.where(trial.end_reason == COMPLETED, AFTER_THE_END, trial.end_reason)
    stopped = (seen.until < seen.at) & ~np.isin(trial.end_reason, list(strategies))
    cause = np.where(stopped, ended, NOT_RECORDED)
    return cause if seen.cause is None else np.where(seen.cause != "", seen.cause, cause)


def without(values: Values, who: Booleans, reason: str) -> Values:
    """Return values in which some people have none, for a stated reason."""
    told = values.reason.copy()
    told[who] = reason
    return replace(values, value=np.where(who, np.nan, values.value), reason=told)


def with_recorded(values: Values, yes: Booleans) -> Values:
    """Return values that say who is not observed although a yes was seen."""
    return replace(values, recorded=unobserved(values.reason) & yes)


def unobserved(reason: npt.NDArray[Any]) -> Booleans:
    """Return for whom a reason says that the outcome was not observed."""
    codes, words = pd.factorize(reason)
    said = np.array([str(word).startswith(NOT_OBSERVED) for word in words], bool)
    return said[codes]
