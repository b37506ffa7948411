"""Rules that join keys of a description: names that must be defined, numbers that must add up."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ipsanalysis.errors import nearest
from ipsanalysis.plan.document import KeyPath
from ipsanalysis.plan.problems import quoted
from ipsanalysis.simulate.described_records import Counts, EverWorked, Instrument, Scale
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.file_rules import file_problems

Problem = tuple[KeyPath, str]
Named = dict[KeyPath, str]
SPANS = ("start", "end", "days", "hours", "at", "limits", "hour", "number", "total", "window")


def problems_of(told: Description, study: str) -> Iterator[Problem]:
    """Give every problem that shows only when keys are compared.

    Args:
        told: The description.
        study: The name of its file.

    Yields:
        Key path and message.
    """
    if told.study != study:
        yield ("study",), f"found {quoted(told.study)}; allowed: {quoted(study)}, the file's name."
    yield from _days(told)
    yield from _spans((), told.model_dump(exclude={"files"}))
    yield from _sums(told)
    yield from _jobs(told)
    yield from _names(told)
    for number, instrument in enumerate(told.instruments):
        yield from _items(told, instrument, ("instruments", number))
    yield from _reviews(told)
    yield from _figures(told)
    yield from file_problems(told)


def _days(told: Description) -> Iterator[Problem]:
    days: Named = {
        ("recruitment", "first"): told.recruitment.first,
        ("recruitment", "last"): told.recruitment.last,
    }
    for number, day in enumerate(told.reviews.days if told.reviews else ()):
        days["reviews", "days", number] = day
    wrong = {path: day for path, day in days.items() if not _is_day(day)}
    for path, day in wrong.items():
        yield path, f"found {quoted(day)}; allowed: a day such as 2026-01-31. Mend it."
    if not wrong and told.recruitment.first >= told.recruitment.last:
        yield ("recruitment",), "found a last day that is not after the first. Mend one of them."


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _spans(path: KeyPath, content: Any) -> Iterator[Problem]:  # noqa: ANN401
    """Of two limits the first is not the larger one."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _spans((*path, key), value)
    elif isinstance(content, list):
        numbers = [item for item in content if isinstance(item, int | float)]
        if path[-1] in SPANS and len(numbers) == len(content) == 2 and numbers[0] > numbers[1]:
            found = f"{numbers[0]:g} before {numbers[1]:g}"
            yield path, f"found {found}; allowed: the smaller first. Turn them round."
        for index, item in enumerate(content):
            yield from _spans((*path, index), item)


def _sums(told: Description) -> Iterator[Problem]:
    """Careers add up to the arms, groups to everyone."""
    for arm in told.arms:
        found = sum(career.people.get(arm.id, 0) for career in told.careers)
        if found != arm.people:
            yield (
                ("careers",),
                f"found {found} people in {arm.id}; allowed: {arm.people}, as in arms. Change the "
                "number of people of one of them.",
            )
    everyone = sum(arm.people for arm in told.arms)
    for number, group in enumerate(told.groups):
        if sum(group.people.values()) != everyone:
            yield (
                ("groups", number, "people"),
                f"found {sum(group.people.values())} people; allowed: {everyone}, as in arms. "
                "Change one of the numbers.",
            )


def _jobs(told: Description) -> Iterator[Problem]:
    """The first stretch of a job has a start, and each has one kind of end."""
    for place, career in enumerate(told.careers):
        for number, job in enumerate(career.jobs):
            for rank, segment in enumerate(job.segments):
                path = ("careers", place, "jobs", number, "segments", rank)
                if segment.start is None and rank == 0:
                    yield path, "found no start; allowed: one in the first segment. Add it."
                ends = (segment.end is not None, segment.days is not None, segment.open)
                if sum(ends) != 1:
                    yield path, f"found {sum(ends)} of end, days and open; allowed: one of them."
                if segment.open and rank < len(job.segments) - 1:
                    yield path, "found open; allowed: in the last segment of a job only."


def _names(told: Description) -> Iterator[Problem]:
    """Every arm and visit named is defined."""
    arms: Named = {}
    for number, career in enumerate(told.careers):
        arms |= {("careers", number, "people", arm): arm for arm in career.people}
    for number, group in enumerate(told.groups):
        for level, by_arm in group.advantage.items():
            arms |= {("groups", number, "advantage", level, arm): arm for arm in by_arm}
    for number, visit in enumerate(told.visits):
        arms |= {("visits", number, "answered", arm): arm for arm in visit.answered}
    if told.contacts is not None:
        arms["contacts", "arm"] = told.contacts.arm
    if told.mean_hours is not None:
        arms |= {("mean_hours", "means", arm): arm for arm in told.mean_hours.means}
    yield from _unknown(arms, [arm.id for arm in told.arms], "arms")
    visits: Named = {}
    for number, instrument in enumerate(told.instruments):
        for rank, name in enumerate(instrument.visits):
            visits["instruments", number, "visits", rank] = name
    yield from _unknown(visits, [visit.id for visit in told.visits], "visits")


def _unknown(named: Named, known: list[str], what: str) -> Iterator[Problem]:
    for path, name in named.items():
        if name not in known:
            hint = nearest(name, known)
            yield (
                path,
                f"found {quoted(name)}; allowed: {', '.join(known)} ({what}).{hint} Write one of "
                "them.",
            )


def _items(told: Description, instrument: Instrument, path: KeyPath) -> Iterator[Problem]:
    """Items have a mean for each arm and visit, or add up to the people who answered."""
    arms = [arm.id for arm in told.arms]
    for number, item in enumerate(instrument.items):
        where = (*path, "items", number)
        if isinstance(item, Scale):
            if sorted(item.means) != sorted(arms):
                yield (*where, "means"), f"allowed: means of the arms {', '.join(arms)}. Add them."
            for arm, means in item.means.items():
                if len(means) != len(instrument.visits):
                    yield (
                        (*where, "means", arm),
                        f"found {len(means)}; allowed: {len(instrument.visits)}, one a visit.",
                    )
        elif isinstance(item, Counts):
            yield from _counts(told, instrument, item, where)
        elif isinstance(item, EverWorked):
            yield from _unknown({(*where, "yes", arm): arm for arm in item.yes}, arms, "arms")


def _counts(
    told: Description, instrument: Instrument, item: Counts, path: KeyPath
) -> Iterator[Problem]:
    for visit in (visit for visit in told.visits if visit.id in instrument.visits):
        for arm, people in item.people.items():
            answered = visit.answered.get(arm, 0)
            if sum(people.values()) != answered:
                yield (
                    (*path, "people", arm),
                    f"found {sum(people.values())} people; allowed: {answered}, those who answered "
                    f"at {visit.id}. Change one of the numbers.",
                )


def _reviews(told: Description) -> Iterator[Problem]:
    if told.reviews is not None:
        low, high = told.reviews.items, 5 * told.reviews.items
        if not low <= told.reviews.total[0] <= told.reviews.total[1] <= high:
            yield (
                ("reviews", "total"),
                f"found {told.reviews.total}; allowed: {low} to {high}, for items are scored 1 to "
                "5. Mend them.",
            )


def _figures(told: Description) -> Iterator[Problem]:
    """What is met is counted and checked, and counts name what is there."""
    arms, items = [arm.id for arm in told.arms], _asked(told)
    groups = [group.id for group in told.groups]
    for number, figure in enumerate(told.figures):
        path: KeyPath = ("figures", number)
        if figure.status == "met" and not any(item.equals for item in figure.counted):
            yield path, "found met without equals; allowed: with a count that has equals. Add it."
        for rank, counted in enumerate(figure.counted):
            where = (*path, "counted", rank, "measure")
            content = counted.measure.model_dump()
            arm = content.get("arm")
            yield from _unknown({(*where, "arm"): arm} if arm else {}, arms, "arms")
            named = {(*where, "group", name): name for name in content.get("group", {})}
            yield from _unknown(named, groups, "groups")
            if "item" in content:
                asked = ".".join(content[key] for key in ("instrument", "item", "visit"))
                yield from _unknown({where: asked}, items, "instruments")


def _asked(told: Description) -> list[str]:
    return [
        f"{instrument.id}.{item.id}.{visit}"
        for instrument in told.instruments
        for item in instrument.items
        for visit in instrument.visits
    ]
