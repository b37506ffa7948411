"""Reading the description of a synthetic twin, with every problem listed at once."""

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from ipsanalysis.errors import UserError, nearest
from ipsanalysis.plan.document import KeyPath, read_document
from ipsanalysis.plan.load import problem_list
from ipsanalysis.plan.problems import model_problems, place, quoted, shown
from ipsanalysis.simulate.description import Description

Problem = tuple[KeyPath, str]


def load_description(study: str, root: Path = Path()) -> Description:
    """Read the description of a synthetic twin.

    Args:
        study: The study's id.
        root: The project's folder.

    Returns:
        The description.

    Raises:
        UserError: If anything in it is wrong; the message lists every problem.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", study):
        raise UserError(
            f'study: found "{shown(study)}"; allowed: lower-case letters, digits and _, as in the '
            "name of a file in config/simulations. Name one of those."
        )
    path = root / "config" / "simulations" / f"{study}.yaml"
    document = read_document(path)
    problems, told = list(document.problems), None
    try:
        told = Description.model_validate(document.content)
    except ValidationError as error:
        problems += model_problems(Description, error, document)
    if told is not None:
        problems += [f"{place(where, document)}: {text}" for where, text in _rules(told, study)]
    if problems or told is None:
        raise UserError(problem_list(path, problems))
    return told


def _rules(told: Description, study: str) -> Iterator[Problem]:
    if told.study != study:
        yield ("study",), f"found {quoted(told.study)}; allowed: {quoted(study)}, the file's name."
    if told.follow_up.months is None:
        yield ("follow_up",), "found no months; allowed: anniversary or calendar. Add the key."
    if told.recruitment.first >= told.recruitment.last:
        yield ("recruitment",), "found a last day that is not after the first. Mend one of them."
    yield from _arms(told)
    yield from _sums(told)
    yield from _jobs(told)
    yield from _visits(told)


def _arms(told: Description) -> Iterator[Problem]:
    """Every arm named is one of the arms."""
    arms = [arm.id for arm in told.arms]
    named: dict[KeyPath, str] = {}
    for number, career in enumerate(told.careers):
        named |= {("careers", number, "people", arm): arm for arm in career.people}
    for number, visit in enumerate(told.visits):
        named |= {("visits", number, "answered", arm): arm for arm in visit.answered}
    if told.contacts is not None:
        named["contacts", "arm"] = told.contacts.arm
    if told.mean_hours is not None:
        named |= {("mean_hours", "means", arm): arm for arm in told.mean_hours.means}
    for path, arm in named.items():
        if arm not in arms:
            hint = nearest(arm, arms)
            yield path, f"found {quoted(arm)}; allowed: {', '.join(arms)} (arms).{hint} Use one."


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
    for place_of_career, career in enumerate(told.careers):
        for number, job in enumerate(career.jobs):
            for rank, segment in enumerate(job.segments):
                path = ("careers", place_of_career, "jobs", number, "segments", rank)
                if segment.start is None and rank == 0:
                    yield path, "found no start; allowed: one in the first segment. Add it."
                ends = (segment.end is not None, segment.days is not None, segment.open)
                if sum(ends) != 1:
                    yield path, f"found {sum(ends)} of end, days and open; allowed: one of them."
                if segment.open and rank < len(job.segments) - 1:
                    yield path, "found open; allowed: in the last segment of a job only."


def _visits(told: Description) -> Iterator[Problem]:
    """Every visit named is one of the visits."""
    visits = [visit.id for visit in told.visits]
    named: dict[KeyPath, str] = {}
    for number, instrument in enumerate(told.instruments):
        for rank, visit in enumerate(instrument.visits):
            named["instruments", number, "visits", rank] = visit
    for path, visit in named.items():
        if visit not in visits:
            hint = nearest(visit, visits)
            yield path, f"found {quoted(visit)}; allowed: {', '.join(visits)} (visits).{hint}"
