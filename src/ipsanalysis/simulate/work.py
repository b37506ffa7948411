"""Work: stretches of jobs drawn from careers, and hours moved until means are met."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ipsanalysis.simulate.described_people import Job, MeanHours, Pay
from ipsanalysis.simulate.people import span
from ipsanalysis.simulate.trial import UNOBSERVED, Clock, Person, Spell

STEP = 0.5
PAID = ("competitive", "other_paid")


def draw_spells(
    people: Sequence[Person], pay: Pay, clock: Clock, rng: np.random.Generator
) -> list[Spell]:
    """Draw the jobs of everyone.

    Args:
        people: The people.
        pay: Pay, industries and occupations.
        clock: How months are counted.
        rng: Source of chance.

    Returns:
        Their stretches of jobs, by person and job; where observation ended early none lasts longer.
    """
    spells = []
    for place, person in enumerate(people):
        for number, job in enumerate(person.career.jobs, start=1):
            blank = Spell(person=place, job=number, start=0, end=0, kind=job.kind, hours=None)
            if job.kind in PAID:
                blank = _paid(blank, pay, rng)
            spells += _stretches(blank, job, person, clock, rng)
    return spells


def _paid(spell: Spell, pay: Pay, rng: np.random.Generator) -> Spell:
    weights = np.array(list(pay.industries.values()))
    industry = str(rng.choice(list(pay.industries), p=weights / weights.sum()))
    words = pay.occupations.get(industry)
    return replace(
        spell,
        pay=int(rng.integers(pay.hour[0], pay.hour[1] + 1)),
        industry=None if industry == "unknown" else industry,
        occupation=str(rng.choice(words)) if words else None,
    )


def _stretches(
    blank: Spell, job: Job, person: Person, clock: Clock, rng: np.random.Generator
) -> list[Spell]:
    """Draw the stretches of a job, each on the day after the one before unless it has a start."""
    drawn: list[Spell] = []
    for segment in job.segments:
        if segment.start is not None:
            start = span(segment.start, person.randomised, clock, rng)
        else:
            start = (drawn[-1].end or 0) + 1
        end: int | None = None
        if segment.days is not None:
            end = start + int(rng.integers(segment.days[0], segment.days[1] + 1)) - 1
        elif segment.end is not None:
            end = max(start, span(segment.end, person.randomised, clock, rng))
        spell = replace(drawn[-1] if drawn else blank, start=start, end=end)
        if segment.hours is not None:
            low, high = segment.hours
            hours = low + STEP * int(rng.integers(0, int((high - low) / STEP) + 1))
            spell = replace(spell, hours=hours, lowest=low, highest=high)
        if end is not None and person.reason != "completed":
            spell = replace(spell, end=min(end, person.until))
        drawn.append(spell)
    return drawn


def meet_mean_hours(
    people: Sequence[Person], spells: Sequence[Spell], wanted: MeanHours, clock: Clock
) -> list[Spell]:
    """Move hours a week within their limits until the mean of each arm is as near as can be.

    All stretches are first moved by the same share of the way to their limits, then one at a time
    by half an hour as long as that brings the mean nearer.

    Args:
        people: The people.
        spells: Their stretches of jobs.
        wanted: The means.
        clock: How months are counted.

    Returns:
        The stretches in the same order, with other hours.
    """
    moved = list(spells)
    for arm, mean in wanted.means.items():
        known = hours_known(people, moved, wanted.kinds, wanted.within, clock)
        known = {place: hours for place, hours in known.items() if people[place].arm == arm}
        weeks = {
            index: spell.days(1, clock.end(people[spell.person].randomised, wanted.within)) / 7
            for index, spell in enumerate(moved)
            if spell.person in known and spell.kind in wanted.kinds
        }
        missing = mean * len(known) - sum(known.values())
        for index, hours in _moved(moved, weeks, missing).items():
            moved[index] = replace(moved[index], hours=hours)
    return moved


def hours_known(
    people: Sequence[Person],
    spells: Sequence[Spell],
    kinds: Sequence[str],
    within: int,
    clock: Clock,
) -> dict[int, float]:
    """Return the hours worked within some months of people whose hours are all on record.

    Args:
        people: The people.
        spells: Their stretches of jobs.
        kinds: Kinds of work that count.
        within: The last month that counts.
        clock: How months are counted.

    Returns:
        Place of the person: hours; people lost before the last month are left out.
    """
    hours = {place: 0.0 for place, person in enumerate(people) if followed(person, within, clock)}
    for spell in spells:
        days = spell.days(1, _last(people[spell.person], within, clock))
        if spell.kind not in kinds or not days or spell.person not in hours:
            continue
        if spell.hours is None:
            del hours[spell.person]
        else:
            hours[spell.person] += spell.hours * days / 7
    return hours


def followed(person: Person, month: int, clock: Clock) -> bool:
    """Return whether it is known how a person fared up to the end of a month."""
    return person.reason not in UNOBSERVED or person.until >= clock.end(person.randomised, month)


def _last(person: Person, month: int, clock: Clock) -> int:
    return min(person.until, clock.end(person.randomised, month))


def _moved(spells: Sequence[Spell], weeks: Mapping[int, float], missing: float) -> dict[int, float]:
    """Return new hours a week of some stretches that add the missing hours."""
    hours = {index: spells[index].hours or 0.0 for index in weeks}
    limit = {
        index: spells[index].highest if missing > 0 else spells[index].lowest for index in weeks
    }
    room = sum((limit[index] - hours[index]) * weeks[index] for index in weeks)
    part = min(1.0, missing / room) if room else 0.0
    for index in weeks:
        step = round((limit[index] - hours[index]) * part / STEP) * STEP
        missing -= step * weeks[index]
        hours[index] += step
    while (best := _best_step(spells, weeks, hours, missing)) is not None:
        index, step = best
        hours[index] += step
        missing -= step * weeks[index]
    return hours


def _best_step(
    spells: Sequence[Spell],
    weeks: Mapping[int, float],
    hours: Mapping[int, float],
    missing: float,
) -> tuple[int, float] | None:
    """Return the step of half an hour that brings the sum nearest, if any brings it nearer."""
    steps = [
        (index, step)
        for index in weeks
        for step in (STEP, -STEP)
        if spells[index].lowest <= hours[index] + step <= spells[index].highest
    ]
    best = min(steps, key=lambda x: abs(missing - x[1] * weeks[x[0]]), default=None)
    nearer = best is not None and abs(missing - best[1] * weeks[best[0]]) < abs(missing) - 1e-9
    return best if nearer else None
