"""The table `contacts`: one row a contact of a person with an employment specialist."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.coded import decode, numbers, or_none
from ipsanalysis.raw.fault import Fault, Level
from ipsanalysis.raw.people import Linked, People
from ipsanalysis.raw.tables.follow_up import Ends
from ipsanalysis.raw.tables.made import Made
from ipsanalysis.raw.typed import Mask

MINUTES_IN_A_DAY = 1440


def contact_faults(linked: Linked, plan: Plan, ends: Ends) -> Iterator[Fault]:
    """Give the faults of a file of contacts.

    Args:
        linked: The file.
        plan: The study's plan.
        ends: End of observation of each person.

    Yields:
        The faults.
    """
    layout = linked.canonical.contacts
    if layout is None:
        return
    if layout.date in linked.columns:
        day, known = linked.since(layout.date)
        left = ends.early[linked.who] & (day > ends.until[linked.who])
        kinds: tuple[tuple[Mask, Level, str, str], ...] = (
            (day < 0, "error",
             "a contact before randomisation; allowed: from the day of randomisation on",
             "Compare both dates with their source."),
            ((day >= 0) & left, "note",
             "a contact after observation of the person ended; allowed: up to that day",
             "Nothing has to be done if support went on."),
        )  # fmt: skip
        for mask, level, rule, action in kinds:
            rows = np.flatnonzero(known & mask)
            if len(rows):
                found = linked.columns[layout.date].found(rows)
                yield linked.place.fault(layout.date, rows, rule, action, found, level=level)
    yield from _minutes(linked)
    yield from _no_specialist(linked, plan)


def _minutes(linked: Linked) -> Iterator[Fault]:
    layout = linked.canonical.contacts
    if layout is None or layout.minutes is None or layout.minutes not in linked.columns:
        return
    column = linked.columns[layout.minutes]
    minutes = numbers(column)
    rows = np.flatnonzero(column.per_row((minutes < 0) | (minutes > MINUTES_IN_A_DAY)))
    if len(rows):
        yield linked.place.fault(
            column.name, rows, f"minutes that no day has; allowed: 0 to {MINUTES_IN_A_DAY}",
            "Compare the cell with its source.", column.found(rows),
        )  # fmt: skip


def _no_specialist(linked: Linked, plan: Plan) -> Iterator[Fault]:
    with_specialist = [arm.id for arm in plan.arms if arm.received == "contact"]
    if not with_specialist or not linked.has(linked.person_column):
        return
    arm = linked.people.arm[linked.who]
    rows = np.flatnonzero(linked.known & (arm != "") & ~np.isin(arm, with_specialist))
    if len(rows):
        column = linked.columns[linked.person_column]
        yield linked.place.fault(
            column.name, rows,
            "a contact with a person of an arm without a specialist; allowed: people of "
            f"{', '.join(with_specialist)}",
            "Is the id right? If so it is told in the report.", column.found(rows), level="note",
        )  # fmt: skip


def contacts(people: People, files: Sequence[Linked]) -> Made:
    """Return the table of contacts.

    Args:
        people: The people randomised.
        files: Every file with rows of people, without faults.

    Returns:
        person, day (since randomisation), kind and minutes; sorted by all of them.
    """
    parts = [_frame(linked) for linked in files if linked.canonical.contacts]
    empty = pd.DataFrame(
        {
            "who": np.zeros(0, np.int64), "day": np.zeros(0, np.int64),
            "kind": np.zeros(0, object), "minutes": np.zeros(0),
        }
    )  # fmt: skip
    frame = pd.concat(parts, ignore_index=True) if parts else empty
    kinds = np.unique(frame["kind"].astype(str), return_inverse=True)[1]
    order = np.lexsort(
        [frame["minutes"].to_numpy(), kinds, frame["day"].to_numpy(), frame["who"].to_numpy()]
    )
    frame = frame.iloc[order].reset_index(drop=True)
    who = frame["who"].to_numpy(np.int64)
    frame.insert(0, "person", people.persons[who])
    kept = {linked.read.file: linked.known for linked in files if linked.canonical.contacts}
    return Made(frame=frame.drop(columns="who"), kept=kept)


def _frame(linked: Linked) -> pd.DataFrame:
    layout = linked.canonical.contacts
    if layout is None:
        raise RuntimeError(f"{linked.read.file} has no contacts")
    rows = linked.known
    kind, minutes = np.full(len(rows), "", object), np.full(len(rows), np.nan)
    if layout.kind is not None:
        kind = decode(linked.columns[layout.kind.column], layout.kind.values)
    if layout.minutes is not None:
        column = linked.columns[layout.minutes]
        minutes = column.per_row(numbers(column))
    day, _ = linked.since(layout.date)
    content = {"who": linked.who, "day": day, "kind": or_none(kind), "minutes": minutes}
    return pd.DataFrame({name: values[rows] for name, values in content.items()})
