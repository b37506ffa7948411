"""Contacts with specialists, reviews of fidelity, and a monthly yes or no."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from ipsanalysis.simulate.described_records import ContactLog, Monthly, ReviewRounds
from ipsanalysis.simulate.trial import Clock, Contact, Person, Review, Spell


def draw_contacts(
    log: ContactLog, people: Sequence[Person], rng: np.random.Generator
) -> list[Contact]:
    """Draw the contacts of everyone in the arm that has them.

    Args:
        log: What is described of them.
        people: The people.
        rng: Source of chance.

    Returns:
        The contacts, by person and day.
    """
    weights = np.array(list(log.kinds.values()))
    places = rng.permutation([place for place, x in enumerate(people) if x.arm == log.arm])
    drawn = []
    for place in sorted(int(place) for place in places[log.without :]):
        number = int(rng.integers(log.number[0], log.number[1] + 1))
        days = np.sort(rng.integers(1, people[place].until + 1, number))
        kinds = rng.choice(list(log.kinds), size=number, p=weights / weights.sum())
        minutes = rng.choice(log.minutes, size=number)
        drawn += [
            Contact(person=place, day=int(day), kind=str(kind), minutes=int(length))
            for day, kind, length in zip(days, kinds, minutes, strict=True)
        ]
    return drawn


def draw_reviews(rounds: ReviewRounds, rng: np.random.Generator) -> list[Review]:
    """Draw the scores of every review, with sums between the smallest and the largest.

    Args:
        rounds: What is described of them.
        rng: Source of chance.

    Returns:
        The reviews, by day and unit.
    """
    drawn = []
    for day in rounds.days:
        for unit in rounds.units:
            total = int(rng.integers(rounds.total[0], rounds.total[1] + 1))
            scores = rng.integers(3, 6, rounds.items)
            while (short := total - int(scores.sum())) != 0:
                step = 1 if short > 0 else -1
                can = np.flatnonzero((scores + step >= 1) & (scores + step <= 5))
                scores[rng.choice(can)] += step
            drawn.append(
                Review(unit=unit, day=date.fromisoformat(day), scores=[int(x) for x in scores])
            )
    return drawn


def draw_monthly(
    told: Monthly,
    people: Sequence[Person],
    spells: Sequence[Spell],
    clock: Clock,
    rng: np.random.Generator,
) -> list[list[bool | None]]:
    """Draw the monthly yes or no of everyone, less often in months with work.

    Args:
        told: What is described of it.
        people: The people.
        spells: Their stretches of jobs.
        clock: How months are counted.
        rng: Source of chance.

    Returns:
        Person by month: yes, no, or None in months not wholly observed.
    """
    own = rng.uniform(size=len(people))
    table: list[list[bool | None]] = []
    for place, person in enumerate(people):
        ends = [clock.end(person.randomised, month) for month in range(clock.length + 1)]
        jobs = [spell for spell in spells if spell.person == place and spell.kind in told.kinds]
        row: list[bool | None] = []
        for before, end in pairwise(ends):
            works = any(job.days(before + 1, min(end, person.until)) for job in jobs)
            share = told.with_work if works else told.without_work
            row.append(bool(own[place] < share) if end <= person.until else None)
        table.append(row)
    return table
