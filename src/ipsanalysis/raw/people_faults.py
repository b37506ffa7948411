"""Faults of rows against the list of people: unknown, several, differing or absent."""

from collections.abc import Iterator

import numpy as np

from ipsanalysis.errors import nearest
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.coded import decode
from ipsanalysis.raw.fault import Fault, Level
from ipsanalysis.raw.people import Linked, People, Texts
from ipsanalysis.raw.typed import Mask

MOST_NAMES, MOST_UNKNOWN = 2_000, 200


def person_faults(linked: Linked, plan: Plan) -> Iterator[Fault]:
    """Give the faults of a file against the list: unknown people, and other arms than there.

    Args:
        linked: The file.
        plan: The study's plan.

    Yields:
        The faults.
    """
    column, people = linked.columns.get(linked.person_column), linked.people
    if column is not None and people.whole and linked.read is not people.read:
        rows = np.flatnonzero(column.good_rows & ~linked.known)
        if len(rows):
            found = column.found(rows)
            yield linked.place.fault(
                column.name, rows,
                "a person who is not on the list of people randomised; allowed: the ids of "
                f"{people.read.resource.path}",
                "Mend the id, or find out why the person is not on the list.",
                found, _near(found, people),
            )  # fmt: skip
    arm = linked.canonical.arm
    if arm is not None and arm.column in linked.columns:
        yield from _other_arms(linked, decode(linked.columns[arm.column], arm.values), plan)


def _other_arms(linked: Linked, arms: Texts, plan: Plan) -> Iterator[Fault]:
    arm = linked.canonical.arm
    if arm is None:
        return
    column, listed = linked.columns[arm.column], linked.people.arm[linked.who]
    rows = np.flatnonzero(linked.known & (arms != "") & (listed != "") & (arms != listed))
    if len(rows):
        yield linked.place.fault(
            arm.column, rows,
            "another arm than on the list of people randomised; allowed: the arm of "
            f"{linked.people.read.resource.path} ({', '.join(x.id for x in plan.arms)})",
            "Find out at the source of the list to which arm the person was randomised.",
            column.found(rows), [f' The list says "{x}".' for x in listed[rows]],
        )  # fmt: skip


def _plain(text: str) -> str:
    return "".join(x for x in text.casefold() if x.isalnum()).lstrip("0")


def _near(found: Texts, people: People) -> list[str]:
    """Name the id that is meant: capitals, signs and leading zeros aside, or the nearest."""
    listed = people.persons.tolist()
    plain = {_plain(text): text for text in reversed(listed)}
    hints: dict[str, str] = {}
    for text in dict.fromkeys(found.tolist()):
        meant = plain.get(_plain(text))
        if meant is not None:
            hints[text] = f' Did you mean "{meant}"?'
        elif len(listed) <= MOST_NAMES and len(hints) < MOST_UNKNOWN:
            hints[text] = nearest(text, listed)
    return [hints.get(text, "") for text in found.tolist()]


def several_faults(linked: Linked, rows: Mask, what: str) -> Iterator[Fault]:
    """Give a fault when a person stands in several rows of which one is allowed.

    Args:
        linked: The file.
        rows: The rows that count.
        what: What a person has once, for the message.

    Yields:
        One fault at most, of every row of those people.
    """
    who = np.where(rows & linked.known, linked.who, -1)
    counts = np.bincount(who + 1, minlength=1)
    twice = np.flatnonzero((who >= 0) & (counts[who + 1] > 1))
    if len(twice):
        column = linked.columns[linked.person_column]
        yield linked.place.fault(
            column.name, twice, f"a person with several rows of {what}; allowed: one row a person",
            "Find out which row is right, or whether an id is wrong.", column.found(twice),
        )  # fmt: skip


def differing_faults(linked: Linked, names: list[str]) -> Iterator[Fault]:
    """Give a fault for each column in which rows of one person differ; blanks are left aside.

    Args:
        linked: A file with several rows a person.
        names: The columns that must be the same in all of them.

    Yields:
        The faults, of every row of those people with a value.
    """
    for name in (name for name in names if name in linked.columns):
        column = linked.columns[name]
        rows = np.flatnonzero(column.good_rows & linked.known)
        who, value = linked.who[rows], column.cells.codes[rows].astype(np.int64)
        low = np.full(len(linked.people.persons), np.iinfo(np.int64).max)
        high = np.full(len(low), -1, np.int64)
        np.minimum.at(low, who, value)
        np.maximum.at(high, who, value)
        wrong = rows[(low < high)[who]]
        if len(wrong):
            yield linked.place.fault(
                name, wrong, "different values in the rows of one person; allowed: the same in all",
                "Find out which is right at the source.", column.found(wrong),
            )  # fmt: skip


def unlisted_faults(
    linked: Linked, rows: Mask, rule: str, action: str, *, error: bool
) -> Iterator[Fault]:
    """Give a fault for people of the list who have no row in a file.

    Args:
        linked: The file.
        rows: The rows that count.
        rule: What is wrong and what is allowed.
        action: What to do about it.
        error: Whether this stops the run.

    Yields:
        One fault at most; it stands in the list, as there is no row in the file.
    """
    people = linked.people
    if len(linked.place.numbers) != linked.read.rows_in or not linked.has(linked.person_column):
        return
    there = np.zeros(len(people.persons), bool)
    there[linked.who[rows & linked.known]] = True
    absent = np.sort(people.rows[~there])
    if len(absent):
        name = people.layout.person or ""
        found = people.read.columns[name].found(absent) if name else ()
        level: Level = "error" if error else "note"
        yield people.read.place.fault(name, absent, rule, action, found, level=level)
