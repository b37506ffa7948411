"""Questionnaires: who answered at each visit, and what."""

from collections.abc import Sequence

import numpy as np

from ipsanalysis.simulate.described_records import Counts, EverWorked, Scale, VisitHeld
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.trial import Answered, Clock, Person, Spell

Places = list[int]


def draw_answers(
    told: Description,
    people: Sequence[Person],
    spells: Sequence[Spell],
    clock: Clock,
    rng: np.random.Generator,
) -> list[Answered]:
    """Draw the answers of everyone who answered, visit by visit.

    Args:
        told: The description.
        people: The people.
        spells: Their stretches of jobs.
        clock: How months are counted.
        rng: Source of chance.

    Returns:
        One entry a person and visit answered, by person and visit.
    """
    worked = {x.person for x in spells if x.days(1, people[x.person].until)}
    answers: dict[tuple[int, str], dict[str, float | str]] = {}
    days: dict[tuple[int, str], int] = {}
    reached: dict[str, Places] = {}
    for visit in told.visits:
        reached[visit.id] = _reached(visit, people, worked, clock, rng)
        for place in reached[visit.id]:
            due = clock.end(people[place].randomised, visit.at) if visit.at else 0
            days[place, visit.id] = due + int(rng.integers(visit.window[0], visit.window[1] + 1))
            answers[place, visit.id] = {}
    for instrument in told.instruments:
        held = {visit: reached[visit] for visit in instrument.visits}
        for item in instrument.items:
            name = f"{instrument.id}.{item.id}"
            if isinstance(item, Scale):
                drawn = _scale(item, held, people, rng)
            elif isinstance(item, Counts):
                drawn = _counts(item, held, people, rng)
            else:
                drawn = _ever_worked(item, held, people, spells, rng)
            for key, answer in drawn.items():
                answers[key][name] = answer
    order = {visit.id: number for number, visit in enumerate(told.visits)}
    return [
        Answered(person=key[0], visit=key[1], day=days[key], answers=answers[key])
        for key in sorted(answers, key=lambda key: (key[0], order[key[1]]))
    ]


def _reached(
    visit: VisitHeld,
    people: Sequence[Person],
    worked: set[int],
    clock: Clock,
    rng: np.random.Generator,
) -> Places:
    """Choose who answered: never people whose observation ended before the visit was due."""
    chosen: Places = []
    for arm, number in visit.answered.items():
        places = [
            place for place, person in enumerate(people)
            if person.arm == arm
            and (person.reason == "completed"
                 or person.until > clock.end(person.randomised, visit.at))
        ]  # fmt: skip
        shuffled = [int(place) for place in rng.permutation(places)]
        if visit.workers_first:
            shuffled.sort(key=lambda place: place not in worked)
        if len(shuffled) < number:
            raise ValueError(f"{visit.id}: {number} answers wanted, {len(shuffled)} people left")
        chosen += shuffled[:number]
    return sorted(chosen)


def _scale(
    item: Scale, held: dict[str, Places], people: Sequence[Person], rng: np.random.Generator
) -> dict[tuple[int, str], float | str]:
    own = rng.normal(size=len(people)) * np.sqrt(item.correlation)
    drawn: dict[tuple[int, str], float | str] = {}
    for number, (visit, places) in enumerate(held.items()):
        noise = rng.normal(size=len(places)) * np.sqrt(1 - item.correlation)
        for place, chance in zip(places, noise, strict=True):
            value = item.means[people[place].arm][number] + item.sd * (own[place] + chance)
            kept = min(max(value, item.limits[0]), item.limits[1])
            drawn[place, visit] = round(float(kept), item.decimals)
        without = iter(rng.permutation(places))
        for missing in item.missing:
            for _ in range(missing.people):
                drawn[int(next(without)), visit] = missing.reason
    return drawn


def _counts(
    item: Counts, held: dict[str, Places], people: Sequence[Person], rng: np.random.Generator
) -> dict[tuple[int, str], float | str]:
    drawn: dict[tuple[int, str], float | str] = {}
    for visit, places in held.items():
        for arm, counts in item.people.items():
            asked = [place for place in places if people[place].arm == arm]
            answers = np.repeat(list(counts), list(counts.values()))
            for place, answer in zip(asked, rng.permutation(answers), strict=True):
                drawn[place, visit] = float(answer)
    return drawn


def _ever_worked(
    item: EverWorked,
    held: dict[str, Places],
    people: Sequence[Person],
    spells: Sequence[Spell],
    rng: np.random.Generator,
) -> dict[tuple[int, str], float | str]:
    on_record = {
        spell.person for spell in spells
        if spell.kind in item.kinds and spell.days(1, people[spell.person].until)
    }  # fmt: skip
    drawn: dict[tuple[int, str], float | str] = {}
    for visit, places in held.items():
        for arm, number in item.yes.items():
            asked = [int(x) for x in rng.permutation([p for p in places if people[p].arm == arm])]
            asked.sort(key=lambda place: place not in on_record)
            if any(place in on_record for place in asked[number:]):
                raise ValueError(f"{item.id}: fewer yes in {arm} than people with work on record")
            for rank, place in enumerate(asked):
                drawn[place, visit] = float(rank < number)
    return drawn
