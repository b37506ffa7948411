"""People: arms, dates of randomisation, covariates, and the career of work each one gets."""

from datetime import date

import numpy as np
import numpy.typing as npt

from ipsanalysis.simulate.described_people import Career, Group, Number
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.trial import EPOCH, Clock, Person

Texts = npt.NDArray[np.str_]
Floats = npt.NDArray[np.float64]


def draw_people(told: Description, clock: Clock, rng: np.random.Generator) -> list[Person]:
    """Draw everyone randomised, in order of randomisation.

    Args:
        told: The description.
        clock: How months are counted.
        rng: Source of chance.

    Returns:
        The people, with exact numbers in each arm, group and career.
    """
    arms = rng.permutation(np.repeat([arm.id for arm in told.arms], [a.people for a in told.arms]))
    days = _days(told, len(arms), rng)
    groups = {group.id: _group(group, rng) for group in told.groups}
    numbers = {number.id: _number(number, len(arms), rng) for number in told.numbers}
    careers = _careers(told, arms, groups, numbers, rng)
    people = []
    for place, day in enumerate(days):
        covariates: dict[str, str | float] = {
            **{name: str(levels[place]) for name, levels in groups.items()},
            **{name: float(drawn[place]) for name, drawn in numbers.items()},
        }
        end = careers[place].end
        until = clock.end(day, clock.length) if end is None else span(end.at, day, clock, rng)
        people.append(
            Person(
                id=f"{told.ids.prefix}{told.ids.first + place:0{told.ids.digits}d}",
                arm=str(arms[place]),
                randomised=day,
                covariates=covariates,
                career=careers[place],
                until=until,
                reason="completed" if end is None else end.reason,
            )
        )
    return people


def span(limits: list[float], start: date, clock: Clock, rng: np.random.Generator) -> int:
    """Draw a day after one time and up to another; of two equal times, that day.

    Args:
        limits: Two times in months since randomisation.
        start: The day of randomisation.
        clock: How months are counted.
        rng: Source of chance.

    Returns:
        The day, in days since randomisation.
    """
    low, high = (clock.day(start, time) for time in limits)
    return int(rng.integers(low + 1, high + 1)) if low < high else high


def _days(told: Description, number: int, rng: np.random.Generator) -> list[date]:
    """Draw working days; somebody is randomised on the first and on the last."""
    first, last = (
        np.datetime64(day, "D") for day in (told.recruitment.first, told.recruitment.last)
    )
    every = np.arange(first, last + 1)
    working = every[np.is_busday(every)]
    between = np.sort(rng.choice(working, size=max(number - 2, 0)))
    chosen = [first, *between, last][:number]
    return [date.fromordinal(EPOCH.toordinal() + int(day.astype(np.int64))) for day in chosen]


def _group(group: Group, rng: np.random.Generator) -> Texts:
    return rng.permutation(np.repeat(list(group.people), list(group.people.values())))


def _number(number: Number, size: int, rng: np.random.Generator) -> Floats:
    low, high = number.limits
    drawn = np.clip(rng.normal(number.mean, number.sd, size), low, high)
    return np.asarray(np.round(drawn, number.decimals), np.float64)


def _careers(
    told: Description,
    arms: Texts,
    groups: dict[str, Texts],
    numbers: dict[str, Floats],
    rng: np.random.Generator,
) -> list[Career]:
    """Give careers: within an arm the first of them go to people with the greatest advantage."""
    score = told.chance * rng.gumbel(size=len(arms))
    for group in told.groups:
        for level, by_arm in group.advantage.items():
            for arm, advantage in by_arm.items():
                score[(groups[group.id] == level) & (arms == arm)] += advantage
    for number in told.numbers:
        score += number.advantage * (numbers[number.id] - number.mean) / number.sd
    careers: list[Career | None] = [None] * len(arms)
    for size in told.arms:
        places = np.flatnonzero(arms == size.id)
        ranked = places[np.argsort(-score[places], kind="stable")]
        listed = [x for x in told.careers for _ in range(x.people.get(size.id, 0))]
        for place, career in zip(ranked, listed, strict=True):
            careers[place] = career
    return [career for career in careers if career is not None]
