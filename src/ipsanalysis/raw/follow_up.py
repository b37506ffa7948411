"""Checks across columns: arms, the end of follow-up, and what was recorded in each period."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.agreement import COMPLETED
from ipsanalysis.raw.columns import Place, RawColumn
from ipsanalysis.raw.dictionary import Canonical, PeriodColumns
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.period_columns import periods
from ipsanalysis.raw.typed import Mask

BLANK, UNUSABLE = -1, -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Statuses:
    """What was recorded in each period.

    Attributes:
        periods: The periods, ascending.
        names: The column of each period.
        recorded: Rows by periods: 1 yes, 0 no, -1 blank, -2 not usable.
    """

    periods: npt.NDArray[np.int64]
    names: tuple[str, ...]
    recorded: npt.NDArray[np.int8]


def decode(column: RawColumn, codes: Mapping[str, str]) -> npt.NDArray[np.object_]:
    """Return what the code in each row stands for, empty where it is not usable."""
    meant = [
        codes.get(text, "") if ok else ""
        for text, ok in zip(column.texts, column.good, strict=True)
    ]
    return column.per_row(np.array(meant, object))


def arm_faults(arms: npt.NDArray[np.object_], column: str, plan: Plan, place: Place) -> list[Fault]:
    """Return a fault for each arm of the plan without people.

    Args:
        arms: The arm of each row, empty where not usable.
        column: The column it comes from.
        plan: The study's plan.
        place: Where the rows stand.

    Returns:
        The faults.
    """
    present = set(arms)
    return [
        Fault(
            level="error", file=place.file, column=column, values=("0 people",),
            rule=f'an arm without people: "{arm.id}"; allowed: at least one in every arm',
            action="Is the file whole, and are the values of the arm in the dictionary right?",
        )
        for arm in plan.arms
        if arm.id not in present
    ]  # fmt: skip


def read_statuses(columns: Mapping[str, RawColumn], layout: PeriodColumns) -> Statuses | None:
    """Return what was recorded in each period, or nothing when a column is absent."""
    named = periods(layout)
    if not all(name in columns for name in named.values()):
        return None
    recorded = [_status(columns[name], layout.values) for name in named.values()]
    return Statuses(
        periods=np.array(list(named)),
        names=tuple(named.values()),
        recorded=np.column_stack(recorded),
    )


def _status(column: RawColumn, values: Mapping[str, bool]) -> npt.NDArray[np.int8]:
    meant = np.full(len(column.good), UNUSABLE, np.int8)
    for index, (text, good) in enumerate(zip(column.texts, column.good, strict=True)):
        if good:
            meant[index] = values[text]
        elif column.typed.missing[index]:
            meant[index] = BLANK
    return meant[column.cells.codes]


def end_faults(
    until: RawColumn, reasons: npt.NDArray[np.object_], plan: Plan, place: Place
) -> Iterator[Fault]:
    """Give the faults of the end of follow-up.

    Args:
        until: The column with the last period observed.
        reasons: Why observation ended, empty where not usable.
        plan: The study's plan.
        place: Where the rows stand.

    Yields:
        The faults.
    """
    length, unit = plan.follow_up.length, plan.follow_up.unit
    last, known = until.per_row(until.typed.values), until.good_rows
    kinds = (
        (known & ((last < 1) | (last > length)),
         f"an end outside follow-up; allowed: {unit} 1 to {length}",
         "Compare it with its source; the length of follow-up stands in the plan."),
        (known & (last >= 1) & (last < length) & (reasons == COMPLETED),
         f"follow-up was completed but ended early; allowed: {unit} {length}",
         "Mend the time, or the reason why observation ended."),
    )  # fmt: skip
    for mask, rule, action in kinds:
        rows = np.flatnonzero(mask)
        if len(rows):
            yield place.fault(until.name, rows, rule, action, until.found(rows))


def period_faults(
    statuses: Statuses, last: npt.NDArray[np.int64], known: Mask, blank: str, place: Place
) -> Iterator[Fault]:
    """Give the faults of what was recorded against the end of follow-up.

    Args:
        statuses: What was recorded in each period.
        last: The last period observed of each row.
        known: Whether that is known.
        blank: Where a period may have no value: after_end or anywhere.
        place: Where the rows stand.

    Yields:
        The faults.
    """
    within = (statuses.periods <= last[:, None]) & known[:, None]
    recorded = statuses.recorded >= 0
    missing = within & (statuses.recorded == BLANK)
    # Whether something was recorded in a later period of follow-up.
    later = np.logical_or.accumulate((within & recorded)[:, ::-1], axis=1)[:, ::-1]
    kinds = [
        (recorded & ~within & known[:, None],
         "a value after the end of follow-up; allowed: blank",
         "Follow-up ended earlier in this row: mend its end, or take the value out."),
    ]  # fmt: skip
    if blank == "after_end":
        kinds += [
            (missing & later, "a gap in follow-up; allowed: a value in every period up to its end",
             "Find the value at the source. If periods can be unknown, set blank to anywhere."),
            (missing & ~later, "blank before the end of follow-up; allowed: blank after it only",
             "Find the values at the source, or mend the end of follow-up."),
        ]  # fmt: skip
    for mask, rule, action in kinds:
        for position in np.flatnonzero(mask.any(axis=0)):
            rows = np.flatnonzero(mask[:, position])
            shown = [
                "blank" if x == BLANK else "a value" for x in statuses.recorded[rows, position]
            ]
            yield place.fault(statuses.names[position], rows, rule, action, shown)


def cross_faults(
    columns: Mapping[str, RawColumn], canonical: Canonical, plan: Plan, place: Place
) -> Iterator[Fault]:
    """Give every fault that shows only when columns are compared.

    Args:
        columns: The columns of the file that are there.
        canonical: What they are in the canonical tables.
        plan: The study's plan.
        place: Where the rows stand.

    Yields:
        The faults.
    """
    arm, end = canonical.participants.arm, canonical.follow_up
    if arm.column in columns:
        yield from arm_faults(decode(columns[arm.column], arm.values), arm.column, plan, place)
    last = np.full(len(place.numbers), plan.follow_up.length)
    known = np.ones(len(last), bool)
    if end is not None:
        if end.observed_until not in columns or end.end_reason.column not in columns:
            return
        until = columns[end.observed_until]
        reasons = decode(columns[end.end_reason.column], end.end_reason.values)
        yield from end_faults(until, reasons, plan, place)
        last = until.per_row(until.typed.values)
        known = until.good_rows & (last >= 1) & (last <= plan.follow_up.length)
    for layout in canonical.person_periods.values():
        statuses = read_statuses(columns, layout)
        if statuses is not None:
            yield from period_faults(statuses, last, known, layout.blank, place)
