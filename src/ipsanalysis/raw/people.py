"""The people randomised, and whose row each row of every file is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ipsanalysis.errors import nearest
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.coded import decode
from ipsanalysis.raw.columns import Place, RawColumn
from ipsanalysis.raw.fault import Fault, Level
from ipsanalysis.raw.mapping import Canonical, Participants
from ipsanalysis.raw.order import row_order
from ipsanalysis.raw.read import ReadFile
from ipsanalysis.raw.typed import Mask

Integers = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
MOST_NAMES, MOST_UNKNOWN = 2_000, 200


@dataclass(frozen=True, kw_only=True)
class People:
    """The people randomised, sorted by id.

    Attributes:
        read: The file that lists them.
        persons: Their ids; ranks from 1 where the file has none.
        rows: One row of each in that file.
        who: Position in `persons` of each row of that file, -1 where the id is not usable.
        arm: Arm of each, empty where not usable.
        randomised: Day of randomisation in days since 1970-01-01, 0 where not known.
        dated: Whether that day is known.
    """

    read: ReadFile
    persons: Texts | Integers
    rows: Integers
    who: Integers
    arm: Texts
    randomised: Integers
    dated: Mask

    @property
    def layout(self) -> Participants:
        """What the columns of the list are."""
        layout = self.read.resource.canonical.participants
        if layout is None:
            raise RuntimeError(f"{self.read.file} is not the list of people randomised")
        return layout

    @property
    def whole(self) -> bool:
        """Whether every row of the list could be read, so that who is not in it is unknown."""
        return len(self.read.place.numbers) == self.read.rows_in

    @cached_property
    def position(self) -> dict[str, int]:
        """Position of each id."""
        return {text: index for index, text in enumerate(self.persons.tolist())}


@dataclass(frozen=True, kw_only=True)
class Linked:
    """A file whose rows are of people.

    Attributes:
        read: The file.
        people: The people randomised.
        who: Position of each row's person, -1 where not known.
    """

    read: ReadFile
    people: People
    who: Integers

    @property
    def canonical(self) -> Canonical:
        """What the columns of the file are."""
        return self.read.resource.canonical

    @property
    def columns(self) -> Mapping[str, RawColumn]:
        """The columns that are in the file."""
        return self.read.columns

    @property
    def place(self) -> Place:
        """Where the rows stand."""
        return self.read.place

    @property
    def known(self) -> Mask:
        """Rows whose person is on the list."""
        return self.who >= 0

    @property
    def person_column(self) -> str:
        """The column with the ids, empty when there is none."""
        return self.read.resource.person or ""

    def has(self, *names: str | None) -> bool:
        """Whether the file holds all of some columns; those that are not mapped are left aside."""
        return all(name is None or name in self.columns for name in names)

    def since(self, name: str) -> tuple[Integers, Mask]:
        """Return the dates of a column as days since randomisation, and which rows have one."""
        column = self.columns[name]
        known = column.good_rows & self.known & self.people.dated[self.who]
        days = column.day_numbers() - self.people.randomised[self.who]
        return np.where(known, days, 0), known


def list_people(read: ReadFile) -> People | None:
    """Return the people of the list, or nothing when its ids, arms or dates are not in the file."""
    layout = read.resource.canonical.participants
    if layout is None or not read.columns:
        return None
    needed = (layout.person, layout.arm.column, layout.randomised)
    if any(name is not None and name not in read.columns for name in needed):
        return None
    if layout.person is None:
        names = [x.name for x in read.resource.table_schema.fields if x.name in read.columns]
        rows = row_order(read.columns, names).astype(np.int64)
        who = np.empty(len(rows), np.int64)
        who[rows] = np.arange(len(rows))
        persons: Texts | Integers = np.arange(1, len(rows) + 1)
    else:
        persons, rows, who = _by_id(read.columns[layout.person])
    arm = decode(read.columns[layout.arm.column], layout.arm.values)
    randomised, dated = np.zeros(len(rows), np.int64), np.zeros(len(rows), bool)
    if layout.randomised is not None:
        column = read.columns[layout.randomised]
        randomised, dated = column.day_numbers()[rows], column.good_rows[rows]
    return People(
        read=read, persons=persons, rows=rows, who=who, arm=arm[rows],
        randomised=randomised, dated=dated,
    )  # fmt: skip


def _by_id(column: RawColumn) -> tuple[Texts, Integers, Integers]:
    usable = column.typed.usable
    values, ranks = np.unique(column.typed.values[usable], return_inverse=True)
    of_text = np.full(len(column.texts), -1, np.int64)
    of_text[usable] = ranks
    who = column.per_row(of_text)
    rows = np.full(len(values), -1, np.int64)
    known = np.flatnonzero(who >= 0)[::-1]
    rows[who[known]] = known  # the first row of each, assigned last
    return column.found(rows), rows, who


def link(read: ReadFile, people: People) -> Linked:
    """Find the person of each row of a file."""
    if read is people.read:
        return Linked(read=read, people=people, who=people.who)
    name = read.resource.person
    column = read.columns.get(name) if name else None
    if column is None:
        return Linked(read=read, people=people, who=np.full(len(read.place.numbers), -1, np.int64))
    position = people.position
    of_text = np.array([position.get(text, -1) for text in column.texts], np.int64)
    return Linked(read=read, people=people, who=column.per_row(np.where(column.good, of_text, -1)))


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


def first_rows(linked: Linked, rows: Mask, name: str | None = None) -> Integers:
    """Return a row for each person, one with a value in a column where there is any.

    Args:
        linked: The file.
        rows: The rows that count.
        name: The column; absent: any row.

    Returns:
        Positions of rows, -1 for people without one.
    """
    chosen = np.full(len(linked.people.persons), -1, np.int64)
    counted = rows & linked.known
    masks = [counted]
    if name is not None:
        masks.append(counted & linked.columns[name].good_rows)
    for mask in masks:
        found = np.flatnonzero(mask)[::-1]
        chosen[linked.who[found]] = found
    return chosen
