"""A raw file of any kind as columns, each held to what the dictionary says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.cells import Cells
from ipsanalysis.raw.columns import Place, RawColumn, check_column
from ipsanalysis.raw.content import NO_ROWS, Content
from ipsanalysis.raw.demands import Demand, demands
from ipsanalysis.raw.dictionary import FileOnDisk, Resource
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.received import read_received
from ipsanalysis.raw.text_file import read_text_file


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A raw file whose columns were held to demands, and what is wrong with it.

    Attributes:
        file: Its path, and the sheet of a workbook, as in messages.
        rows_in: Rows of data in it.
        columns: Name in the dictionary: column, of those that are there and can be read.
        place: Where its rows stand. Rows are counted from 1, the names of the columns being 1:
            lines of text, rows of a sheet, and cases plus 1 of other files.
        faults: Errors and notes, in the order of the file.
    """

    file: str
    rows_in: int
    columns: dict[str, RawColumn]
    place: Place
    faults: list[Fault]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile(HeldFile):
    """A raw file of a study and what is wrong with it.

    Attributes:
        resource: Its description.
    """

    resource: Resource


def read_file(folder: Path, resource: Resource, plan: Plan) -> ReadFile:
    """Read a raw file and hold each column to the dictionary and the plan.

    Nothing in a file is ever run, calculated or fetched.

    Args:
        folder: The folder of raw files.
        resource: The file's description.
        plan: The study's plan.

    Returns:
        The columns and the faults.
    """
    held = hold_file(
        folder, resource, demands(resource, plan),
        person=resource.person, may_be_empty=_may_be_empty(resource),
    )  # fmt: skip
    return ReadFile(
        file=held.file, rows_in=held.rows_in, columns=held.columns, place=held.place,
        faults=held.faults, resource=resource,
    )  # fmt: skip


def hold_file(
    folder: Path,
    resource: FileOnDisk,
    wanted: Mapping[str, Demand],
    *,
    person: str | None = None,
    may_be_empty: bool = False,
) -> HeldFile:
    """Read a raw file of any kind and hold each column to what is demanded of it.

    Args:
        folder: The folder of raw files.
        resource: The file's description.
        wanted: Column: what it must keep to, for every column of the dictionary.
        person: The column with the id of people; none when rows are not people.
        may_be_empty: Whether a file without rows is a list of nobody, not an error.

    Returns:
        The columns and the faults.
    """
    sheet = f" [{resource.sheet}]" if resource.sheet else ""
    file = (folder / resource.path).as_posix() + sheet
    received, faults = read_received(folder, resource, file)
    content = Content(faults=[])
    if received or not faults:
        content = _content(received, resource, wanted, file)
    if may_be_empty:
        content = _none_listed(content, list(wanted))
    faults = [*faults, *content.faults]
    place = Place(file=file, numbers=content.numbers, persons=_persons(content.cells, person))
    columns: dict[str, RawColumn] = {}
    for name in (name for name in wanted if name in content.cells):
        demand = _spelled(wanted[name], resource.format)
        columns[name], found = check_column(demand, content.cells[name], place)
        faults += found
    return HeldFile(file=file, rows_in=content.rows_in, columns=columns, place=place, faults=faults)


def _content(data: bytes, resource: FileOnDisk, wanted: Mapping[str, Demand], file: str) -> Content:
    """Read a file by its kind; libraries are loaded only for the kinds that need them."""
    if resource.format == "csv":
        return read_text_file(data, resource, list(wanted), file)
    if resource.format == "xlsx":
        from ipsanalysis.raw.workbook import read_workbook

        return read_workbook(data, resource.sheet, list(wanted), file)
    if resource.format == "parquet":
        from ipsanalysis.raw.parquet import read_parquet

        return read_parquet(data, list(wanted), file)
    from ipsanalysis.raw.statistical_file import read_statistical_file

    return read_statistical_file(data, resource.format, wanted, resource.table_schema, file)


def _may_be_empty(resource: Resource) -> bool:
    """Whether a file lists what may not have happened to anybody, such as leaving."""
    told = resource.canonical
    lists = (told.follow_up, told.job_spells, told.contacts, told.reviews, told.period_rows)
    people = (told.participants, told.covariates, told.arm, *told.assessments)
    everyone = told.follow_up is not None and told.follow_up.lists == "everyone"
    return any(lists) and not any(people) and not told.person_periods and not everyone


def _none_listed(content: Content, names: Sequence[str]) -> Content:
    """Return a file without rows as one that lists nobody, with a note in place of the error."""
    errors = [fault for fault in content.faults if fault.level == "error"]
    if [fault.rule for fault in errors] != [NO_ROWS]:
        return content
    note = replace(
        errors[0], level="note", rule="there is a header but no row: nobody is listed",
        action="Make sure that the file is whole.",
    )  # fmt: skip
    faults = [note if fault is errors[0] else fault for fault in content.faults]
    nothing = Cells(
        texts=pa.array([], pa.string()), codes=np.zeros(0, np.int32), padded=np.zeros(0, np.bool_)
    )
    return Content(cells=dict.fromkeys(names, nothing), faults=faults)


def _spelled(demand: Demand, kind: str) -> Demand:
    """Return a demand as it holds for values that were not written as text."""
    if kind == "csv":
        return demand
    plain = demand.field.model_copy(update={"format": "default", "decimalChar": "."})
    return replace(demand, field=plain)


def _persons(cells: Mapping[str, Cells], person: str | None) -> npt.NDArray[np.object_]:
    if person is None or person not in cells:
        return np.zeros(0, object)
    return np.array(cells[person].texts.to_pylist(), object)[cells[person].codes]
