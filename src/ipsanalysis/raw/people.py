"""The people randomised, and whose row each row of every file is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ipsanalysis.raw.coded import decode
from ipsanalysis.raw.columns import Place, RawColumn
from ipsanalysis.raw.mapping import Canonical, Participants
from ipsanalysis.raw.order import row_order
from ipsanalysis.raw.read import ReadFile
from ipsanalysis.raw.typed import Mask

Integers = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]


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
