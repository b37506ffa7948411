"""Stretches of work as they stand in the files of all jobs, before they become a table."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from ipsanalysis.raw.coded import decode, numbers
from ipsanalysis.raw.columns import RawColumn
from ipsanalysis.raw.keys import joint_codes
from ipsanalysis.raw.mapping import JobSpells
from ipsanalysis.raw.people import Integers, Linked, Texts
from ipsanalysis.raw.tables.follow_up import Ends
from ipsanalysis.raw.typed import Mask

WEEKS_IN_A_MONTH = 52.1775 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Spells:
    """Rows of files of jobs that can be compared with the person's follow-up.

    Attributes:
        file: Position of the file among those of jobs.
        row: Position of the row in it.
        who: Position of the person.
        job: Number of the job; rows of one job share it.
        job_text: What the file calls the job, empty when it does not tell.
        start: First day since randomisation.
        end: Last day since randomisation; of open ones the last day the person was observed.
        open: Whether the file has no end.
        kind: Kind of work.
        hours: Hours a week, nan when not known.
        without_hours: Whether the file has no hours.
        wage: Pay as in the file, nan when not known.
        pay: Pay a week, nan when not known.
        industry: Industry, empty when not known.
        occupation: Occupation, empty when not known.
    """

    file: Integers
    row: Integers
    who: Integers
    job: Integers
    job_text: Texts
    start: Integers
    end: Integers
    open: Mask
    kind: Texts
    hours: npt.NDArray[np.float64]
    without_hours: Mask
    wage: npt.NDArray[np.float64]
    pay: npt.NDArray[np.float64]
    industry: Texts
    occupation: Texts

    def chosen(self, where: Mask | Integers) -> "Spells":
        """Return some of the rows."""
        return Spells(**{x.name: getattr(self, x.name)[where] for x in fields(Spells)})


def read_spells(files: Sequence[Linked], ends: Ends) -> Spells:
    """Return the rows of files of jobs whose person, days and end of follow-up are known.

    Args:
        files: The files of jobs.
        ends: End of observation of each person.

    Returns:
        The rows, in the order of the files.
    """
    parts = [_of_file(number, linked, ends) for number, linked in enumerate(files)]
    jobs = np.cumsum([0, *(len(linked.who) for linked in files)])
    merged = {
        x.name: np.concatenate([getattr(part, x.name) for part in parts]) for x in fields(Spells)
    }
    merged["job"] = merged["job"] + jobs[merged["file"]]
    return Spells(**merged)


def layout_of(linked: Linked) -> JobSpells:
    """Return what the columns of a file of jobs are."""
    layout = linked.canonical.job_spells
    if layout is None:
        raise RuntimeError(f"{linked.read.file} has no jobs")
    return layout


def _of_file(number: int, linked: Linked, ends: Ends) -> Spells:
    layout = layout_of(linked)
    size = len(linked.who)
    if not linked.has(linked.person_column, layout.job, layout.start, layout.end):
        return no_spells()
    start, begun = linked.since(layout.start)
    end, ended = linked.since(layout.end)
    opened = linked.columns[layout.end].missing_rows
    until = ends.until[linked.who]
    usable = begun & (ended | opened) & ends.known[linked.who]
    job_text, job = np.full(size, "", object), np.arange(size)
    if layout.job is not None:
        column = linked.columns[layout.job]
        usable &= column.good_rows
        job_text = column.per_row(column.texts)
        job = joint_codes(linked.who, column.cells.codes)
    hours, wage = _numbers(linked, layout.hours_per_week), _numbers(linked, layout.wage)
    blank = np.zeros(size, bool)
    if layout.hours_per_week is not None and layout.hours_per_week in linked.columns:
        blank = linked.columns[layout.hours_per_week].missing_rows
    pay = wage * hours if layout.wage_per == "hour" else wage / WEEKS_IN_A_MONTH
    industry = layout.industry
    spells = Spells(
        file=np.full(size, number), row=np.arange(size), who=linked.who, job=job, job_text=job_text,
        start=start, end=np.where(opened, until, end), open=opened,
        kind=_decoded(linked, layout.kind.column, layout.kind.values), hours=hours,
        without_hours=blank, wage=wage, pay=pay,
        industry=_decoded(linked, industry.column, industry.values) if industry
        else np.full(size, "", object),
        occupation=_texts(linked, layout.occupation),
    )  # fmt: skip
    return spells.chosen(usable)


def no_spells() -> Spells:
    """Return no rows."""
    none, texts, numbers = np.zeros(0, np.int64), np.zeros(0, object), np.zeros(0)
    return Spells(
        file=none, row=none, who=none, job=none, job_text=texts, start=none, end=none,
        open=np.zeros(0, bool), kind=texts, hours=numbers, without_hours=np.zeros(0, bool),
        wage=numbers, pay=numbers,
        industry=texts, occupation=texts,
    )  # fmt: skip


def _decoded(linked: Linked, name: str, codes: dict[str, str]) -> Texts:
    if name not in linked.columns:
        return np.full(len(linked.who), "", object)
    return decode(linked.columns[name], codes)


def _numbers(linked: Linked, name: str | None) -> npt.NDArray[np.float64]:
    if name is None or name not in linked.columns:
        return np.full(len(linked.who), np.nan)
    return linked.columns[name].per_row(numbers(linked.columns[name]))


def _texts(linked: Linked, name: str | None) -> Texts:
    if name is None or name not in linked.columns:
        return np.full(len(linked.who), "", object)
    column: RawColumn = linked.columns[name]
    return column.per_row(np.where(column.typed.usable, column.texts, ""))


def value_codes(spells: Spells) -> Integers:
    """Return one number a row, equal in rows whose kind, hours, pay, industry and so on are."""
    return joint_codes(
        spells.kind, spells.hours, spells.pay, spells.wage, spells.industry, spells.occupation
    )
