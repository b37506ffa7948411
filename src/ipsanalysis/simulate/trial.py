"""A simulated trial in memory: people, their work and everything recorded of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ipsanalysis.calendar_months import Months, month_ends
from ipsanalysis.simulate.described_people import Career

EPOCH = date(1970, 1, 1)
UNOBSERVED = ("lost", "withdrew")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How the months of people are counted.

    Attributes:
        months: By anniversary or calendar month.
        length: Months of follow-up.
    """

    months: Months
    length: int

    def end(self, randomised: date, month: int) -> int:
        """Return the last day of a month, in days since randomisation."""
        days = np.array([(randomised - EPOCH).days], np.int64)
        return int(month_ends(days, month, self.months)[0])

    def day(self, randomised: date, time: float) -> int:
        """Return the last day up to a time in months since randomisation."""
        month = int(np.floor(time))
        start, end = self.end(randomised, month), self.end(randomised, month + 1)
        return start + round((time - month) * (end - start))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person.

    Attributes:
        id: As in the files.
        arm: The arm randomised to.
        randomised: The day of that.
        covariates: Covariate: level or number.
        career: What was described of the person's work.
        until: Last day observed, in days since randomisation.
        reason: Why observation ended; `completed` or as described.
    """

    id: str
    arm: str
    randomised: date
    covariates: Mapping[str, str | float]
    career: Career
    until: int
    reason: str

    def date(self, day: int) -> date:
        """Return the date of a day since randomisation."""
        return self.randomised + timedelta(days=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A stretch of a job.

    Attributes:
        person: Place of the person in the trial.
        job: Number of the job of that person.
        start: First day, in days since randomisation.
        end: Last day; None when still held.
        kind: Kind of work.
        hours: Hours a week; None when not on record.
        lowest: The fewest hours a week it may be given.
        highest: The most.
        pay: Pay an hour; None for unpaid kinds.
        industry: Industry; None when not on record.
        occupation: Occupation in words; None when not on record.
    """

    person: int
    job: int
    start: int
    end: int | None
    kind: str
    hours: float | None
    lowest: float = 0.0
    highest: float = 0.0
    pay: int | None = None
    industry: str | None = None
    occupation: str | None = None

    def days(self, first: int, last: int) -> int:
        """Return its days from a first to a last day, both included."""
        end = last if self.end is None else min(self.end, last)
        return max(0, end - max(self.start, first) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answers of one person at one visit.

    Attributes:
        person: Place of the person in the trial.
        visit: The visit.
        day: Day of answering, in days since randomisation.
        answers: `instrument.item`: the number, or the reason why there is none.
    """

    person: int
    visit: str
    day: int
    answers: Mapping[str, float | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact of a person with an employment specialist."""

    person: int
    day: int
    kind: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review of fidelity: unit, day and the score of each item."""

    unit: str
    day: date
    scores: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Everything simulated.

    Attributes:
        clock: How months are counted.
        people: In order of randomisation.
        spells: By person and job.
        answered: By person and visit.
        contacts: By person and day.
        reviews: By day and unit.
        monthly: Person by month: the monthly yes or no; None after the end of observation.
    """

    clock: Clock
    people: Sequence[Person]
    spells: Sequence[Spell]
    answered: Sequence[Answered] = ()
    contacts: Sequence[Contact] = ()
    reviews: Sequence[Review] = ()
    monthly: Sequence[Sequence[bool | None]] = ()
