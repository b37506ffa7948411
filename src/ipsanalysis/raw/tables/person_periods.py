"""The table `person_periods`: what was recorded of each person in each period."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.calendar_months import calendar_month, month_ends
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.coded import is_number
from ipsanalysis.raw.columns import RawColumn
from ipsanalysis.raw.fault import Fault, left_out
from ipsanalysis.raw.keys import repeated
from ipsanalysis.raw.mapping import PeriodColumns, PeriodRows
from ipsanalysis.raw.people import Integers, Linked, People
from ipsanalysis.raw.people_faults import several_faults, unlisted_faults
from ipsanalysis.raw.period_columns import periods
from ipsanalysis.raw.tables.follow_up import Ends
from ipsanalysis.raw.tables.made import Made
from ipsanalysis.raw.typed import Mask

BLANK, UNUSABLE = -1, -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Periods of each person that were observed.

    Attributes:
        begun: The last period that began before observation ended.
        ended: The last period that ended before observation did.
        known: Whether the end of observation is known.
    """

    begun: Integers
    ended: Integers
    known: Mask


def window(people: People, ends: Ends, plan: Plan) -> Window:
    """Return which periods of each person were observed, in whole or in part."""
    if plan.follow_up.months is None:
        return Window(begun=ends.until, ended=ends.until, known=ends.known)
    begun, ended = np.zeros_like(ends.until), np.zeros_like(ends.until)
    before = month_ends(people.randomised, 0, plan.follow_up.months)
    for month in range(1, plan.follow_up.length + 1):
        after = month_ends(people.randomised, month, plan.follow_up.months)
        begun += before < ends.until
        ended += after <= ends.until
        before = after
    return Window(begun=begun, ended=ended, known=ends.known)


def wide_faults(linked: Linked, observed: Window) -> Iterator[Fault]:
    """Give the faults of columns that each hold one period.

    Args:
        linked: The file.
        observed: The periods observed of each person.

    Yields:
        The faults.
    """
    layouts = linked.canonical.person_periods
    if not layouts:
        return
    yield from several_faults(linked, linked.known, "periods")
    yield from _unlisted(linked)
    for layout in layouts.values():
        named = periods(layout)
        if all(name in linked.columns for name in named.values()):
            yield from _against_end(linked, layout, observed)


def _unlisted(linked: Linked) -> Iterator[Fault]:
    if linked.read is not linked.people.read:
        yield from unlisted_faults(
            linked, linked.known,
            f"a person without periods in {linked.read.resource.path}; allowed: any number of them",
            "Nothing has to be done if none was observed; outcomes of the person are then missing.",
            error=False,
        )  # fmt: skip


def _against_end(linked: Linked, layout: PeriodColumns, observed: Window) -> Iterator[Fault]:
    named = periods(layout)
    numbers = np.array(list(named))
    status = read_statuses(linked.columns, layout)
    known = linked.known & observed.known[linked.who]
    begun = (numbers <= observed.begun[linked.who][:, None]) & known[:, None]
    ended = (numbers <= observed.ended[linked.who][:, None]) & known[:, None]
    recorded, missing = status >= 0, ended & (status == BLANK)
    # Whether something was recorded in a later period of follow-up.
    later = np.logical_or.accumulate((begun & recorded)[:, ::-1], axis=1)[:, ::-1]
    kinds = [
        (recorded & ~begun & known[:, None],
         "a value after the end of follow-up; allowed: blank",
         "Follow-up ended earlier in this row: mend its end, or take the value out."),
    ]  # fmt: skip
    if layout.blank == "after_end":
        kinds += [
            (missing & later, "a gap in follow-up; allowed: a value in every period up to its end",
             "Find the value at the source. If periods can be unknown, set blank to anywhere."),
            (missing & ~later, "blank before the end of follow-up; allowed: blank after it only",
             "Find the values at the source, or mend the end of follow-up."),
        ]  # fmt: skip
    names = list(named.values())
    for mask, rule, action in kinds:
        for position in np.flatnonzero(mask.any(axis=0)):
            rows = np.flatnonzero(mask[:, position])
            shown = ["blank" if x == BLANK else "a value" for x in status[rows, position]]
            yield linked.place.fault(names[position], rows, rule, action, shown)


def read_statuses(columns: Mapping[str, RawColumn], layout: PeriodColumns) -> npt.NDArray[np.int8]:
    """Return what was recorded, rows by periods: 1 yes, 0 no, -1 blank, -2 not usable."""
    named = periods(layout)
    return np.column_stack([_status(columns[x], layout.values) for x in named.values()])


def _status(column: RawColumn, values: Mapping[str, bool]) -> npt.NDArray[np.int8]:
    meant = np.full(len(column.good), UNUSABLE, np.int8)
    for index, (text, good) in enumerate(zip(column.texts, column.good, strict=True)):
        if good:
            meant[index] = values[text]
        elif column.typed.missing[index]:
            meant[index] = BLANK
    return column.per_row(meant)


def long_faults(linked: Linked, observed: Window, plan: Plan) -> Iterator[Fault]:
    """Give the faults of rows that each hold one period.

    Args:
        linked: The file.
        observed: The periods observed of each person.
        plan: The study's plan.

    Yields:
        The faults; rows of a register outside follow-up are notes, as it knows nothing of a trial.
    """
    layout = linked.canonical.period_rows
    if layout is None or not linked.has(linked.person_column, layout.period):
        return
    yield from _unlisted(linked)
    column = linked.columns[layout.period]
    number, usable = period_numbers(linked, layout)
    yield from _twice(linked, number, usable, layout)
    known, unit = usable & observed.known[linked.who], plan.follow_up.unit
    before, after = number < 1, number > plan.follow_up.length
    left = ~before & ~after & (number > observed.begun[linked.who])
    register = not is_number(column)
    allowed = f"allowed: {unit} 1 to {plan.follow_up.length}"
    kinds = (
        (before, f"a period before follow-up; {allowed}"),
        (after, f"a period after follow-up; {allowed}"),
        (left, f"a {unit} after observation of the person ended; allowed: {unit}s before that"),
    )
    for mask, rule in kinds:
        rows = np.flatnonzero(known & mask)
        if not len(rows):
            continue
        action = "Mend the period, or the end of follow-up."
        if register:
            action = "Nothing has to be done: the row is left out."
        fault = linked.place.fault(layout.period, rows, rule, action, column.found(rows))
        yield left_out(fault) if register else fault


def _twice(linked: Linked, number: Integers, usable: Mask, layout: PeriodRows) -> Iterator[Fault]:
    rows = np.flatnonzero(usable)
    twice = rows[repeated(linked.who[rows], number[rows])]
    if len(twice):
        column = linked.columns[layout.period]
        yield linked.place.fault(
            layout.period, twice, "a period that stands twice for one person; allowed: once",
            "Find out which row is right.", column.found(twice),
        )  # fmt: skip


def period_numbers(linked: Linked, layout: PeriodRows) -> tuple[Integers, Mask]:
    """Return the period of each row, and which rows have one; months count from randomisation."""
    column = linked.columns[layout.period]
    usable = column.good_rows & linked.known
    if is_number(column):
        return column.per_row(column.typed.values).astype(np.int64), usable
    usable &= linked.people.dated[linked.who]
    start = calendar_month(linked.people.randomised)
    return calendar_month(column.day_numbers()) - start[linked.who], usable


def person_periods(people: People, files: Sequence[Linked], observed: Window, plan: Plan) -> Made:
    """Return the table of periods.

    Args:
        people: The people randomised.
        files: Every file with rows of people, without faults.
        observed: The periods observed of each person.
        plan: The study's plan.

    Returns:
        person, period, and a column for each status: bool, or nullable where a row of another
        status has none; sorted by person and period.
    """
    kept: dict[str, Mask] = defaultdict(lambda: np.zeros(0, bool))
    parts: dict[str, tuple[Integers, npt.NDArray[np.int8]]] = {}
    width = plan.follow_up.length + 1
    for linked in files:
        known = np.zeros(len(linked.who), bool)
        for name, layout in linked.canonical.person_periods.items():
            status = read_statuses(linked.columns, layout)
            rows, positions = np.nonzero((status >= 0) & linked.known[:, None])
            number = np.array(list(periods(layout)))[positions]
            parts[name] = (linked.who[rows] * width + number, status[rows, positions])
            known |= linked.known
        if linked.canonical.period_rows:
            known |= _long(linked, linked.canonical.period_rows, observed, width, parts)
        if linked.canonical.person_periods or linked.canonical.period_rows:
            kept[linked.read.file] = known
    return Made(frame=_joined(people, parts, width), kept=dict(kept))


def _long(
    linked: Linked, layout: PeriodRows, observed: Window, width: int,
    parts: dict[str, tuple[Integers, npt.NDArray[np.int8]]],
) -> Mask:  # fmt: skip
    number, usable = period_numbers(linked, layout)
    within = usable & (number >= 1) & (number <= np.minimum(observed.begun[linked.who], width - 1))
    for name, status in layout.statuses.items():
        recorded = _status(linked.columns[status.column], status.values)
        rows = np.flatnonzero(within & (recorded >= 0))
        parts[name] = (linked.who[rows] * width + number[rows], recorded[rows])
    return within


def _joined(
    people: People, parts: Mapping[str, tuple[Integers, npt.NDArray[np.int8]]], width: int
) -> pd.DataFrame:
    keys = np.sort(np.concatenate([np.zeros(0, np.int64), *(x for x, _ in parts.values())]))
    keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    content = {"person": people.persons[keys // width], "period": keys % width}
    for name, (key, recorded) in sorted(parts.items()):
        at = np.searchsorted(keys, key)
        there, value = np.zeros(len(keys), bool), np.zeros(len(keys), bool)
        there[at], value[at] = True, recorded == 1
        content[name] = value if there.all() else pd.arrays.BooleanArray(value, ~there)
    return pd.DataFrame(content)
