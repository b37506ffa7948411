"""Raw files and their dictionary to canonical tables and the list of faults."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.account import Account, close_account, kept_rows
from ipsanalysis.raw.canonical import canonical_tables
from ipsanalysis.raw.cells import read_cells
from ipsanalysis.raw.columns import Place, RawColumn, check_column
from ipsanalysis.raw.demands import demands
from ipsanalysis.raw.dictionary import Package, Resource
from ipsanalysis.raw.fault import Fault, withhold
from ipsanalysis.raw.follow_up import cross_faults
from ipsanalysis.raw.header import header_cells, header_faults
from ipsanalysis.raw.lines import line_bounds, split_lines
from ipsanalysis.raw.received import read_received
from ipsanalysis.raw.whole_file import end_note, header_line, strip_mark, unreadable

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """What became of the raw files of a study.

    Attributes:
        tables: The canonical tables by name; none when there are errors.
        faults: Errors and notes, in the order of the file.
        account: What became of the rows.
    """

    tables: dict[str, "pd.DataFrame"]
    faults: list[Fault]
    account: Account

    @property
    def errors(self) -> list[Fault]:
        """The faults that stop the run."""
        return [fault for fault in self.faults if fault.level == "error"]

    @property
    def notes(self) -> list[Fault]:
        """The faults that go on into the report."""
        return [fault for fault in self.faults if fault.level == "note"]


def clean(package: Package, plan: Plan, folder: Path) -> Cleaned:
    """Check a study's raw file and turn it into canonical tables.

    Every fault is found in one pass. Tables are made only when none of them is an error.

    Args:
        package: The dictionary, which agrees with the plan.
        plan: The study's plan.
        folder: The folder of raw files.

    Returns:
        The tables, the faults and the account of rows.
    """
    resource = package.file
    file = (folder / resource.path).as_posix()
    received, faults = read_received(folder, resource)
    rows_in = max(len(line_bounds(received)[0]) - 1, 0)
    columns: dict[str, RawColumn] = {}
    if received or not faults:
        data, notes = strip_mark(received, file)
        columns, found = _columns(data, resource, plan, file)
        faults += notes + found
    if plan.access == "confidential":
        faults = withhold(faults)
    tables: dict[str, pd.DataFrame] = {}
    kept = kept_rows(rows_in, faults)
    if not any(fault.level == "error" for fault in faults):
        tables = canonical_tables(columns, resource, plan)
        kept = len(tables["participants"])
    return Cleaned(tables=tables, faults=faults, account=close_account(file, rows_in, kept, faults))


def _columns(
    data: bytes, resource: Resource, plan: Plan, file: str
) -> tuple[dict[str, RawColumn], list[Fault]]:
    """Read the columns of a file and hold them to the dictionary and the plan."""
    faults = unreadable(data, file)
    first, problems = header_line(data, file) if not faults else ("", [])
    if faults or problems:
        return {}, faults + problems
    delimiter = resource.dialect.delimiter
    wanted = demands(resource, plan)
    faults, readable = header_faults(first, delimiter, list(wanted), file)
    if not readable:
        return {}, faults
    names = header_cells(first, delimiter)
    lines, malformed = split_lines(data, delimiter, len(names), file)
    faults += malformed + end_note(data, file)
    if not lines.rows:
        return {}, [*faults, _no_rows(file)]
    if not lines.whole[1:].any():
        return {}, faults
    # Columns that stand twice are read under names that nothing asks for.
    unique = [x if names.index(x) == i else f"{x}\n{i}" for i, x in enumerate(names)]
    cells = read_cells(lines.body, unique, delimiter)
    person = resource.canonical.participants.person
    persons = np.zeros(0, object)
    if person in cells:
        persons = np.array(cells[person].texts.to_pylist(), object)[cells[person].codes]
    place = Place(file=file, numbers=lines.numbers, persons=persons)
    columns: dict[str, RawColumn] = {}
    for name in (name for name in wanted if name in cells):
        columns[name], found = check_column(wanted[name], cells[name], place)
        faults += found
    return columns, [*faults, *cross_faults(columns, resource.canonical, plan, place)]


def _no_rows(file: str) -> Fault:
    return Fault(
        level="error", file=file, values=("0 rows",),
        rule="there is a header but no row; allowed: one row or more",
        action="Copy the file again from its source.",
    )  # fmt: skip
