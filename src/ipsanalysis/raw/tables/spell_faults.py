"""Faults of stretches of work against follow-up, against each other and against a week."""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from ipsanalysis.raw.fault import Fault, left_out
from ipsanalysis.raw.keys import repeated
from ipsanalysis.raw.people import Integers, Linked
from ipsanalysis.raw.tables.follow_up import Ends
from ipsanalysis.raw.tables.merging import overlapping, sorted_by_job
from ipsanalysis.raw.tables.spells import Spells, layout_of, value_codes
from ipsanalysis.raw.typed import Mask

HOURS_IN_A_WEEK, MANY_HOURS = 168, 80
Column = Literal["start", "end", "hours_per_week", "wage"]


def outside(spells: Spells, ends: Ends) -> Mask:
    """Return stretches of which no day can lie within follow-up, which are left out."""
    return (spells.end < 0) | (spells.start > ends.until[spells.who])


def spell_faults(files: Sequence[Linked], spells: Spells, ends: Ends) -> Iterator[Fault]:
    """Give the faults of the files of jobs.

    Args:
        files: The files of jobs.
        spells: Their rows.
        ends: End of observation of each person.

    Yields:
        The faults, file by file for each kind.
    """
    yield from _own(files, spells)
    yield from _against_follow_up(files, spells, ends)
    inside = spells.chosen(~outside(spells, ends) & (spells.open | (spells.start <= spells.end)))
    yield from _against_each_other(files, inside)
    yield from _hours_together(files, inside)


def _in_files(
    files: Sequence[Linked], spells: Spells, mask: Mask, column: Column, rule: str, action: str,
    level: Literal["error", "note"] = "error",
) -> Iterator[Fault]:  # fmt: skip
    for number in np.unique(spells.file[mask]).tolist():
        linked = files[number]
        name: str = getattr(layout_of(linked), column)
        rows = np.sort(spells.row[mask & (spells.file == number)])
        found = linked.columns[name].found(rows)
        yield linked.place.fault(name, rows, rule, action, found, level=level)


def _own(files: Sequence[Linked], spells: Spells) -> Iterator[Fault]:
    hourly = np.array([layout_of(x).wage_per == "hour" for x in files])[spells.file]
    yield from _in_files(
        files, spells, ~spells.open & (spells.end < spells.start), "end",
        "a job that ends before it starts; allowed: the same day or later",
        "Compare both dates with their source.",
    )  # fmt: skip
    yield from _in_files(
        files, spells, (spells.hours < 0) | (spells.hours > HOURS_IN_A_WEEK), "hours_per_week",
        f"hours that no week has; allowed: 0 to {HOURS_IN_A_WEEK} a week",
        "Are they hours a month or a year? Mend the cell, or set factor in the dictionary.",
    )  # fmt: skip
    yield from _in_files(
        files, spells, spells.wage < 0, "wage", "pay below zero; allowed: 0 or more",
        "Mend the cell; a code for missing belongs in missingValues of the dictionary.",
    )  # fmt: skip
    yield from _in_files(
        files, spells, hourly & np.isfinite(spells.wage) & spells.without_hours, "wage",
        "pay for an hour without hours a week; allowed: both",
        "Find the hours if they are known; until then the pay a week counts as not known.", "note",
    )  # fmt: skip


def _against_follow_up(files: Sequence[Linked], spells: Spells, ends: Ends) -> Iterator[Fault]:
    until, early = ends.until[spells.who], ends.early[spells.who]
    possible = spells.open | (spells.start <= spells.end)
    ended, begins = possible & (spells.end < 0) & ~spells.open, possible & (spells.start > until)
    for fault in _in_files(
        files, spells, ended, "end",
        "a job that ended before randomisation; allowed: the day of randomisation or later",
        "Nothing has to be done if the date is right: the row is left out.",
    ):  # fmt: skip
        yield left_out(fault)
    for fault in _in_files(
        files, spells, begins & ~early, "start",
        "a job that starts after the whole follow-up; allowed: until its last day",
        "Nothing has to be done if the date is right: the row is left out.",
    ):  # fmt: skip
        yield left_out(fault)
    yield from _in_files(
        files, spells, begins & early, "start",
        "a job that starts after observation of the person ended; allowed: until that day",
        "Observation ended earlier for this person: mend its end, or the start of the job.",
    )  # fmt: skip
    inside = ~outside(spells, ends) & possible
    yield from _in_files(
        files, spells, inside & ~spells.open & (spells.end > until), "end",
        "a job that ends after observation of the person; allowed: any day",
        "Nothing has to be done: days after the end of observation do not count.", "note",
    )  # fmt: skip
    yield from _in_files(
        files, spells, inside & spells.open, "end",
        "a job without an end; allowed: a day, or blank if still held",
        "Nothing has to be done if it is still held: it counts until observation ended.", "note",
    )  # fmt: skip


def _against_each_other(files: Sequence[Linked], spells: Spells) -> Iterator[Fault]:
    same = _copies(spells)
    yield from _in_files(
        files, spells, same, "start", "a job that is entered twice; allowed: once",
        "Remove the copy at the source; if they are two jobs, number them and map `job`.",
    )  # fmt: skip
    order = sorted_by_job(spells)
    apart, joined = overlapping(spells, order, value_codes(spells))
    yield from _in_files(
        files, spells, apart & ~same, "start",
        "two stretches of one job that overlap and differ; allowed: one after the other",
        "Find out which values held when, and end the first stretch the day before the second.",
    )  # fmt: skip
    yield from _in_files(
        files, spells, joined & ~same, "start",
        "two stretches of one job that overlap and are alike; allowed: one after the other",
        "Nothing has to be done: they were joined.", "note",
    )  # fmt: skip


def _copies(spells: Spells) -> Mask:
    """Return rows that say the same of the same job as another row."""
    return repeated(
        spells.file, spells.who, spells.job_text, spells.start, spells.end, spells.open,
        value_codes(spells),
    )  # fmt: skip


def _hours_together(files: Sequence[Linked], spells: Spells) -> Iterator[Fault]:
    sums = hours_at_start(spells)
    alone = (spells.hours < 0) | (spells.hours > HOURS_IN_A_WEEK)
    several = (sums > np.nan_to_num(spells.hours)) & ~alone
    yield from _in_files(
        files, spells, several & (sums > HOURS_IN_A_WEEK), "start",
        f"jobs at the same time with more hours than a week has; allowed: {HOURS_IN_A_WEEK} in all",
        "Compare the hours and the days of the person's jobs with their source.",
    )  # fmt: skip
    yield from _in_files(
        files, spells, (sums > MANY_HOURS) & (sums <= HOURS_IN_A_WEEK) & ~alone, "start",
        f"more than {MANY_HOURS} hours a week on the first day of a job; allowed: "
        f"{MANY_HOURS} in all",
        "Compare the hours and the days of the person's jobs with their source.", "note",
    )  # fmt: skip


def hours_at_start(spells: Spells) -> npt.NDArray[np.float64]:
    """Return the hours a week of all jobs of the person on the first day of each stretch."""
    size = len(spells.who)
    hours = np.clip(np.nan_to_num(spells.hours), 0, HOURS_IN_A_WEEK + 1)
    who, day = np.tile(spells.who, 2), np.concatenate([spells.start, spells.end + 1])
    change = np.concatenate([hours, -hours])
    # Of one day, what ends comes before what begins, and what is asked comes last.
    order = np.lexsort([day, who])
    keys = np.column_stack([who[order], day[order]])
    running = np.cumsum(change[order])
    last = np.append((keys[1:] != keys[:-1]).any(axis=1), True) if size else np.zeros(0, bool)
    ends: Integers = np.flatnonzero(last)
    group = np.searchsorted(ends, np.arange(2 * size))
    sums = np.empty(2 * size)
    sums[order] = running[ends[group]] if size else 0.0
    # Every person's hours end at 0, so running sums need no restart; rounding aside.
    return np.round(sums[:size], 6)
