"""Stretches of work that count, cut to the days on which a person is looked at."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from ipsanalysis.derive.intervals import total_days, union
from ipsanalysis.derive.trial import Booleans, Floats, Integers, Trial
from ipsanalysis.plan.design import SpellSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Spells:
    """Segments of job spells, sorted by person, first day, last day and job.

    Attributes:
        person: Position of the person in `participants`.
        job: Number of the job within the person.
        begun: First day on which the job counts, also when that is before day 1.
        first: First day of the segment.
        last: Last day of the segment, itself worked.
        hours: Hours a week; nan when not known.
        pay: Pay a week; nan when not known.
        industry: Industry; None when not known.
    """

    person: Integers
    job: Integers
    begun: Integers
    first: Integers
    last: Integers
    hours: Floats
    pay: Floats
    industry: npt.NDArray[Any]

    @property
    def days(self) -> Integers:
        """Number of days of each segment."""
        return self.last - self.first + 1

    @property
    def held_job(self) -> Integers:
        """One number for each person and job."""
        return job_key(self.person, self.job)

    def chosen(self, rows: npt.NDArray[Any]) -> "Spells":
        """Return the segments of a mask or of positions."""
        return Spells(**{item.name: getattr(self, item.name)[rows] for item in fields(self)})


def job_key(person: Integers, job: Integers) -> Integers:
    """Return one number for each person and job, in order of person, then job."""
    if len(person) == 0:
        return person
    lowest = job.min()
    pairs = person * (job.max() - lowest + 1) + job - lowest
    keys: Integers = np.unique(pairs, return_inverse=True)[1].astype(np.int64)
    return keys


def uncut_spells(trial: Trial, source: SpellSource) -> Spells:
    """Return the segments of the kinds that count, as received.

    Args:
        trial: The canonical tables.
        source: Which kinds of work count.

    Returns:
        The segments; a job begins with its first segment that counts.
    """
    table = trial.job_spells
    kept = np.flatnonzero(table["kind"].isin(source.kinds).to_numpy())
    person = trial.spell_person[kept]
    columns = {
        name: table[name].to_numpy()[kept]
        for name in ("job", "start", "end", "hours_per_week", "pay_per_week", "industry")
    }
    job, first = columns["job"].astype(np.int64), columns["start"].astype(np.int64)
    last = columns["end"].astype(np.int64)
    key = job_key(person, job)
    earliest = np.full(len(key), np.iinfo(np.int64).max)
    np.minimum.at(earliest, key, first)
    spells = Spells(
        person=person,
        job=job,
        begun=earliest[key],
        first=first,
        last=last,
        hours=columns["hours_per_week"].astype(float),
        pay=columns["pay_per_week"].astype(float),
        industry=columns["industry"].astype(object),
    )
    return spells.chosen(np.lexsort((job, last, first, person)))


def counting_spells(trial: Trial, source: SpellSource, until: Integers) -> Spells:
    """Return the segments that count, cut to day 1 and to a last day.

    Args:
        trial: The canonical tables.
        source: Which kinds of work count.
        until: Last day looked at of each person; never later than observation went.

    Returns:
        Segments with at least one day left.
    """
    spells = uncut_spells(trial, source)
    values = {item.name: getattr(spells, item.name) for item in fields(spells)}
    limit = np.minimum(until, trial.until)[spells.person]
    values["first"] = np.maximum(spells.first, 1)
    values["last"] = np.minimum(spells.last, limit)
    cut = Spells(**values)
    return cut.chosen(cut.first <= cut.last)


def days_worked(spells: Spells, size: int) -> Floats:
    """Return the days with work of each person: a day with two jobs is one day."""
    return total_days(spells.person, spells.first, spells.last, size)


def worked_between(spells: Spells, first: Integers, last: Integers) -> Booleans:
    """Return who worked on at least one day of a stretch, given for each person."""
    hit = (spells.first <= last[spells.person]) & (spells.last >= first[spells.person])
    worked = np.zeros(len(first), bool)
    worked[spells.person[hit]] = True
    return worked


def longest_episode(spells: Spells, size: int) -> Integers:
    """Return the days of the longest stretch of each person without a day off work."""
    person, first, last = union(spells.person, spells.first, spells.last)
    longest = np.zeros(size, np.int64)
    np.maximum.at(longest, person, last - first + 1)
    return longest


def first_jobs(spells: Spells, size: int) -> Floats:
    """Return the day on which the first job after randomisation began; inf when there is none."""
    fresh = spells.begun >= 1
    first = np.full(size, np.inf)
    np.minimum.at(first, spells.person[fresh], spells.begun[fresh].astype(float))
    return first
