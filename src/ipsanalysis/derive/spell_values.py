"""Yes-or-no outcomes from job spells: in work at a time, ever, without a break, or long enough."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ipsanalysis.calendar_months import month_ends
from ipsanalysis.derive.clock import horizon, month_window
from ipsanalysis.derive.intervals import millionths, peak
from ipsanalysis.derive.spells import (
    Spells,
    counting_spells,
    first_jobs,
    longest_episode,
    worked_between,
)
from ipsanalysis.derive.strategies import (
    AFTER_THE_END,
    NOT_OBSERVED,
    Seen,
    Values,
    handled,
    unobserved,
    with_recorded,
    without,
)
from ipsanalysis.derive.trial import Booleans, Floats, Integers, Trial
from ipsanalysis.plan.design import SpellSource
from ipsanalysis.plan.outcomes import Ever, HoursReached, Retained, StatusAt, Sustained
from ipsanalysis.plan.study import Plan

NO_JOB = "no job that counts"
NO_HOURS = f"{NOT_OBSERVED}: hours of a job not known"


def spell_values(
    plan: Plan,
    trial: Trial,
    outcome: StatusAt | Ever | Sustained | HoursReached | Retained,
    strategies: Mapping[str, str],
) -> Values:
    """Derive a yes-or-no outcome from job spells.

    Args:
        plan: The plan.
        trial: The canonical tables.
        outcome: What is measured; its source is the table `job_spells`.
        strategies: Intercurrent event: `composite` or `while_at_risk`.

    Returns:
        A value and a reason for each person, in the order of `participants`.
    """
    assert isinstance(outcome.source, SpellSource)  # noqa: S101
    if isinstance(outcome, Retained):
        return _retained(plan, trial, outcome, strategies)
    if isinstance(outcome, StatusAt):
        spells = counting_spells(trial, outcome.source, trial.until)
        worked = _status_at(plan, trial, outcome, spells)
        seen = _window(plan, trial, worked.astype(float), outcome.at, partial=False)
        return handled(trial, seen, strategies)
    until = horizon(trial, plan, outcome.within)
    spells = counting_spells(trial, outcome.source, until)
    yes = _reached(outcome, spells, trial.size)
    seen = window_seen(plan, trial, yes.astype(float), outcome.within)
    values = handled(trial, seen, strategies)
    if isinstance(outcome, HoursReached):
        values = without(values, unknown(values, spells, spells.hours) & ~yes, NO_HOURS)
    return with_recorded(values, yes)


def window_seen(plan: Plan, trial: Trial, value: Floats, within: int) -> Seen:
    """Return what was seen of people within a window; complete when all of it was observed."""
    return _window(plan, trial, value, within, partial=True)


def hours_needed(values: Values, spells: Spells) -> Values:
    """Return values without those of people with a job whose hours are not known."""
    return without(values, unknown(values, spells, spells.hours), NO_HOURS)


def unknown(values: Values, spells: Spells, rate: Floats) -> Booleans:
    """Return who was observed and has a segment of which a rate is not known."""
    lacking = np.zeros(len(values.value), bool)
    lacking[spells.person[np.isnan(rate)]] = True
    return lacking & ~unobserved(values.reason)


def _window(plan: Plan, trial: Trial, value: Floats, month: int, *, partial: bool) -> Seen:
    unit, at = plan.follow_up.unit, horizon(trial, plan, month)
    return Seen(
        value=value,
        complete=trial.until >= at,
        at=at,
        until=trial.until,
        when=f"{unit} {month}",
        observed=f"observed to {unit} {month}",
        partial=partial,
    )


def _status_at(plan: Plan, trial: Trial, outcome: StatusAt, spells: Spells) -> Booleans:
    first, last = month_window(trial, plan, outcome.at)
    return worked_between(spells, first if plan.follow_up.months == "calendar" else last, last)


def _reached(outcome: Ever | Sustained | HoursReached, spells: Spells, size: int) -> Booleans:
    if isinstance(outcome, Ever):
        return np.bincount(spells.person, minlength=size) > 0
    if isinstance(outcome, Sustained):
        return longest_episode(spells, size) >= outcome.days
    known = spells.chosen(~np.isnan(spells.hours))
    most = peak(known.person, known.first, known.last, known.hours, size)
    needed = millionths(outcome.hours)
    return most > needed if outcome.strictly else most >= needed


def _retained(plan: Plan, trial: Trial, outcome: Retained, strategies: Mapping[str, str]) -> Values:
    spells = counting_spells(trial, outcome.source, trial.until)
    first = first_jobs(spells, trial.size)
    worker = np.isfinite(first)
    at = _months_after(trial, np.where(worker, first, 0).astype(np.int64), outcome.months)
    beyond = at > horizon(trial, plan, plan.follow_up.length)
    months = "1 month" if outcome.months == 1 else f"{outcome.months} months"
    when = f"{months} after the first job began"
    seen = Seen(
        value=worked_between(spells, at, at).astype(float),
        complete=trial.until >= at,
        at=at,
        until=trial.until,
        when=when,
        observed=f"observed to {when}",
        partial=False,
        gap=beyond,
        cause=np.where(beyond, AFTER_THE_END, ""),
    )
    return _of_workers(plan, trial, handled(trial, seen, strategies), worker, strategies)


def _of_workers(
    plan: Plan, trial: Trial, values: Values, worker: Booleans, strategies: Mapping[str, str]
) -> Values:
    """Return values that people without a job do not have, or miss when they were lost before."""
    follow_up = window_seen(plan, trial, np.zeros(trial.size), plan.follow_up.length)
    looked_for = handled(trial, follow_up, strategies).reason
    reason = np.where(unobserved(looked_for), looked_for, NO_JOB)
    return replace(
        values,
        value=np.where(worker, values.value, np.nan),
        reason=np.where(worker, values.reason, reason),
    )


def _months_after(trial: Trial, day: Integers, months: int) -> Integers:
    return day + month_ends(trial.randomised + day, months, "anniversary")
