"""Amounts of work from job spells: days, weeks, hours, wages, jobs."""

from collections.abc import Mapping

import numpy as np

from ipsanalysis.derive.clock import horizon
from ipsanalysis.derive.jobs import longest_days, number_of_jobs
from ipsanalysis.derive.spell_values import NO_JOB, hours_needed, unknown, window_seen
from ipsanalysis.derive.spells import Spells, counting_spells, days_worked
from ipsanalysis.derive.strategies import NOT_OBSERVED, Values, handled, unobserved, without
from ipsanalysis.derive.trial import Floats, Trial
from ipsanalysis.plan.outcomes import SpellAmount
from ipsanalysis.plan.study import Plan

WEEK = 7
NO_PAY = f"{NOT_OBSERVED}: pay of a job not known"
NO_HOURS_WORKED = "no hours worked"

_OF_HOURS = ("hours", "hours_per_week", "wage_per_hour")
_OF_PAY = ("wages", "wage_per_hour")
_OF_WORKERS = ("hours_per_week", "wage_per_hour")


def amount_values(
    plan: Plan, trial: Trial, outcome: SpellAmount, strategies: Mapping[str, str]
) -> Values:
    """Derive an amount of work from job spells.

    The measures are those of Bond, Campbell & Drake (2012), Psychiatric Services 63(8):751-757.

    Args:
        plan: The plan.
        trial: The canonical tables.
        outcome: What is measured.
        strategies: Intercurrent event: `composite` or `while_at_risk`.

    Returns:
        A value and a reason for each person, in the order of `participants`. Measures of workers
        only are nan for people without a job; hours and pay are nan with a job of which they are
        not known.
    """
    until = horizon(trial, plan, outcome.within)
    spells = counting_spells(trial, outcome.source, until)
    amount = _amount(outcome.measure, spells, trial.size)
    values = handled(trial, window_seen(plan, trial, amount, outcome.within), strategies)
    if outcome.measure in _OF_HOURS:
        values = hours_needed(values, spells)
    if outcome.measure in _OF_PAY:
        values = without(values, unknown(values, spells, spells.pay), NO_PAY)
    if outcome.measure in _OF_WORKERS:
        idle = np.bincount(spells.person, minlength=trial.size) == 0
        values = without(values, idle & ~unobserved(values.reason), NO_JOB)
        undefined = ~idle & np.isnan(values.value) & ~unobserved(values.reason)
        values = without(values, undefined, NO_HOURS_WORKED)
    return values


def _amount(measure: str, spells: Spells, size: int) -> Floats:
    if measure == "jobs":
        return number_of_jobs(spells, size)
    if measure == "longest_job":
        return longest_days(spells, size) / WEEK
    if measure in ("days", "weeks"):
        return days_worked(spells, size) / (1 if measure == "days" else WEEK)
    hours = total_at_rate(spells, spells.hours, size)
    if measure == "hours":
        return hours
    if measure == "hours_per_week":
        return _divided(hours, days_worked(spells, size) / WEEK)
    wages = total_at_rate(spells, spells.pay, size)
    return wages if measure == "wages" else _divided(wages, hours)


def total_at_rate(spells: Spells, rate: Floats, size: int) -> Floats:
    """Add up rate a week times weeks over the segments of each person.

    Days are added up for each rate first, as whole numbers, so that neither the order of segments
    nor a segment cut in two can change the last digit. Segments of unknown rate add nothing.

    Args:
        spells: Segments that count.
        rate: Amount a week of each segment.
        size: Number of people.

    Returns:
        The amount of each person.
    """
    order = np.lexsort((rate, spells.person))
    order = order[~np.isnan(rate[order])]
    if len(order) == 0:
        return np.zeros(size)
    person, level, days = spells.person[order], rate[order], spells.days[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (person[1:] != person[:-1]) | (level[1:] != level[:-1])
    total = np.add.reduceat(days, np.flatnonzero(fresh)) * level[fresh]
    amount: Floats = np.bincount(person[fresh], weights=total, minlength=size) / WEEK
    return amount


def _divided(amount: Floats, by: Floats) -> Floats:
    ratio: Floats = np.divide(amount, by, out=np.full(len(by), np.nan), where=by > 0)
    return ratio
