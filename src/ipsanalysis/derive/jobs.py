"""Jobs held, from segments that count: days in each, and the one held longest."""

from dataclasses import dataclass

import numpy as np

from ipsanalysis.derive.intervals import total_days
from ipsanalysis.derive.spells import Spells
from ipsanalysis.derive.trial import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """One entry a person and job, sorted by person and job.

    Attributes:
        person: Position of the person in `participants`.
        job: Number of the job within the person.
        begun: First day on which the job counts.
        days: Days in its segments; days between two segments do not count.
    """

    person: Integers
    job: Integers
    begun: Integers
    days: Floats


def jobs_held(spells: Spells) -> Jobs:
    """Return the jobs of segments that count."""
    key = spells.held_job
    number, where = np.unique(key, return_index=True)
    return Jobs(
        person=spells.person[where],
        job=spells.job[where],
        begun=spells.begun[where],
        days=total_days(key, spells.first, spells.last, len(number)),
    )


def longest_days(spells: Spells, size: int) -> Floats:
    """Return the days in the job held longest of each person."""
    jobs = jobs_held(spells)
    longest = np.zeros(size)
    np.maximum.at(longest, jobs.person, jobs.days)
    return longest


def number_of_jobs(spells: Spells, size: int) -> Floats:
    """Return the number of jobs of each person."""
    return np.bincount(jobs_held(spells).person, minlength=size).astype(float)


def longest_jobs(spells: Spells) -> Jobs:
    """Return the job held longest of each person with one; of equals the one that began first."""
    jobs = jobs_held(spells)
    order = np.lexsort((jobs.job, jobs.begun, -jobs.days, jobs.person))
    _, first = np.unique(jobs.person[order], return_index=True)
    kept = order[first]
    return Jobs(
        person=jobs.person[kept], job=jobs.job[kept], begun=jobs.begun[kept], days=jobs.days[kept]
    )
