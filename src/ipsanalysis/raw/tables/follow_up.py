"""The table `follow_up`: until when each person was observed, and why that ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.calendar_months import month_ends
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.coded import decode
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.people import Integers, Linked, People, Texts, first_rows
from ipsanalysis.raw.people_faults import differing_faults, several_faults, unlisted_faults
from ipsanalysis.raw.tables.made import Made
from ipsanalysis.raw.typed import Mask

COMPLETED = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The end of observation of each person, in periods, or in days when followed by date.

    Attributes:
        until: Last period or day observed, at most `length`.
        reason: Why observation ended.
        length: Last period or day of the whole follow-up.
        known: Whether the end is known and possible.
    """

    until: Integers
    reason: Texts
    length: Integers
    known: Mask

    @property
    def early(self) -> Mask:
        """People whose observation ended before the whole follow-up did."""
        return self.known & (self.until < self.length)


def read_ends(files: Sequence[Linked], people: People, plan: Plan) -> Ends:
    """Return the end of observation of each person; everyone completed when no file says so."""
    length = np.full(len(people.persons), plan.follow_up.length, np.int64)
    known = np.ones(len(length), bool)
    if plan.follow_up.months is not None:
        length = month_ends(people.randomised, plan.follow_up.length, plan.follow_up.months)
        known = people.dated.copy()
    until, reason = length.copy(), np.full(len(length), COMPLETED, object)
    for linked in files:
        end = linked.canonical.follow_up
        if end is None:
            continue
        if not linked.has(end.observed_until, end.end_reason.column):
            known[:] = False
            continue
        last, usable = read_until(linked, plan)
        if len(last) == 0:  # nobody ended early
            continue
        rows = first_rows(linked, linked.known, end.observed_until)
        meant = decode(linked.columns[end.end_reason.column], end.end_reason.values)
        listed = rows >= 0
        until = np.where(listed, last[rows], until)
        reason = np.where(listed, meant[rows], reason)
        possible = usable[rows] & (last[rows] >= (0 if plan.follow_up.dated else 1))
        known &= np.where(listed, possible, end.lists == "ended_early")
    beyond = until > length
    if plan.follow_up.dated:
        # What ended observation came after the whole follow-up, so it did not end it.
        reason = np.where(beyond, COMPLETED, reason)
    else:
        known &= ~beyond
    return Ends(until=np.minimum(until, length), reason=reason, length=length, known=known)


def read_until(linked: Linked, plan: Plan) -> tuple[Integers, Mask]:
    """Return the last period or day of each row, and which rows have one."""
    end = linked.canonical.follow_up
    if end is None:
        raise RuntimeError(f"{linked.read.file} has no end of follow-up")
    if plan.follow_up.dated:
        return linked.since(end.observed_until)
    column = linked.columns[end.observed_until]
    return column.per_row(column.typed.values), column.good_rows


def end_faults(linked: Linked, plan: Plan, length: Integers) -> Iterator[Fault]:
    """Give the faults of the end of follow-up in one file.

    Args:
        linked: The file.
        plan: The study's plan.
        length: Last period or day of the whole follow-up of each person.

    Yields:
        The faults.
    """
    end = linked.canonical.follow_up
    if end is None or not linked.has(end.observed_until, end.end_reason.column):
        return
    if linked.people.layout.several_rows and linked.read is linked.people.read:
        yield from differing_faults(linked, [end.observed_until, end.end_reason.column])
    else:
        yield from several_faults(linked, linked.known, "the end of follow-up")
    if end.lists == "everyone" and linked.read is not linked.people.read:
        yield from unlisted_faults(
            linked, linked.known,
            f"a person without an end of follow-up in {linked.read.resource.path}; allowed: a row "
            "for everyone on the list",
            "Add the row, or set follow_up.lists to ended_early if the others completed.",
            error=True,
        )  # fmt: skip
    yield from _times(linked, plan, length)


def _times(linked: Linked, plan: Plan, length: Integers) -> Iterator[Fault]:
    end = linked.canonical.follow_up
    if end is None:
        return
    last, usable = read_until(linked, plan)
    until = linked.columns[end.observed_until]
    completed = decode(linked.columns[end.end_reason.column], end.end_reason.values) == COMPLETED
    kinds = _dated_kinds if plan.follow_up.dated else _period_kinds
    whole = np.where(linked.known, length[linked.who], plan.follow_up.length)
    for mask, rule, action in kinds(last, whole, completed, plan):
        rows = np.flatnonzero(mask & usable)
        if len(rows):
            note = rule.startswith("an end after")
            yield linked.place.fault(
                until.name, rows, rule, action, until.found(rows), level="note" if note else "error"
            )


def _period_kinds(
    last: Integers, whole: Integers, completed: Mask, plan: Plan
) -> list[tuple[npt.NDArray[np.bool_], str, str]]:
    length, unit = plan.follow_up.length, plan.follow_up.unit
    return [
        ((last < 1) | (last > whole),
         f"an end outside follow-up; allowed: {unit} 1 to {length}",
         "Compare it with its source; the length of follow-up stands in the plan."),
        ((last >= 1) & (last < whole) & completed,
         f"follow-up was completed but ended early; allowed: {unit} {length}",
         "Mend the time, or the reason why observation ended."),
    ]  # fmt: skip


def _dated_kinds(
    last: Integers, whole: Integers, completed: Mask, plan: Plan
) -> list[tuple[npt.NDArray[np.bool_], str, str]]:
    length, unit = plan.follow_up.length, plan.follow_up.unit
    return [
        (last < 0, "an end of follow-up before randomisation; allowed: from the day of "
         "randomisation on", "Compare both dates with their source."),
        ((last >= 0) & (last < whole) & completed,
         f"follow-up was completed but ended early; allowed: the last day of {unit} {length} or "
         "later", "Mend the date, or the reason why observation ended."),
        (last > whole,
         f"an end after follow-up, which counts as completed; allowed: up to {unit} {length}",
         "Nothing has to be done: what happened later is not part of follow-up."),
    ]  # fmt: skip


def follow_up(people: People, ends: Ends, files: Sequence[Linked]) -> Made:
    """Return the table of ends of follow-up.

    Args:
        people: The people randomised.
        ends: Their ends, all of them known.
        files: Every file with rows of people.

    Returns:
        person, observed_from (0), observed_until, end_reason; one row a person.
    """
    start = np.zeros(len(people.persons), np.int64)
    content = {
        "person": people.persons, "observed_from": start, "observed_until": ends.until,
        "end_reason": ends.reason,
    }  # fmt: skip
    kept = {linked.read.file: linked.known for linked in files if linked.canonical.follow_up}
    return Made(frame=pd.DataFrame(content), kept=kept)
