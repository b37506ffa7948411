"""Parquet files as columns of text."""

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ipsanalysis.raw.cells import Cells, text_cells
from ipsanalysis.raw.content import MOST_CELLS, Content, no_rows, too_many, whole_file_fault
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.header import name_faults
from ipsanalysis.raw.spelling import number_text, spelled


def read_parquet(data: bytes, expected: Sequence[str], file: str) -> Content:
    """Read a Parquet file, column by column.

    Args:
        data: The bytes of the file.
        expected: The columns of the dictionary.
        file: The file's name, for messages.

    Returns:
        The columns, and what is wrong with the file, its names and the types of its columns.
    """
    if not data.startswith(b"PAR1"):
        return Content(faults=[_not_parquet("another kind of file", file)])
    try:
        source = pq.ParquetFile(pa.BufferReader(data))
        names, rows = source.schema_arrow.names, source.metadata.num_rows
        faults = name_faults(names, expected, file)
        present = [name for name in dict.fromkeys(names) if name in expected]
        if rows * len(present) > MOST_CELLS:
            return Content(rows_in=rows, faults=[*faults, too_many(rows, file)])
        if present and not rows:
            return Content(faults=[*faults, no_rows(file)])
        cells: dict[str, Cells] = {}
        for name in present:
            kind = source.schema_arrow.types[names.index(name)]
            if (what := _refused(kind)) is not None:
                faults.append(_wrong_kind(name, kind, what, file))
            elif names.count(name) == 1:
                cells[name] = _cells(source.read(columns=[name]).column(0))
    except (pa.ArrowException, OSError, ValueError):
        return Content(faults=[_not_parquet("a damaged file", file)])
    return Content(cells=cells, numbers=np.arange(2, rows + 2), rows_in=rows, faults=faults)


def _cells(column: pa.ChunkedArray) -> Cells:
    plain = column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    distinct = plain.combine_chunks().dictionary_encode()
    if isinstance(distinct, pa.ChunkedArray):
        distinct = distinct.chunk(0)
    texts = _texts(distinct.dictionary)
    texts.append("")
    codes = pc.fill_null(distinct.indices, len(texts) - 1)
    return text_cells(pa.array(texts, pa.string()).take(codes))


def _texts(values: pa.Array) -> list[str]:
    if pa.types.is_float32(values.type):
        return [number_text(float(str(value))) for value in values.to_numpy()]
    if pa.types.is_date(values.type) or pa.types.is_timestamp(values.type):
        days = values.cast(pa.string()).to_pylist()
        return [re.sub(r"( 00:00:00(\.0+)?|\.0+)$", "", day) for day in days]
    if pa.types.is_decimal(values.type):
        values = values.cast(pa.float64())
    return [spelled(value) for value in values.to_pylist()]


def _refused(kind: pa.DataType) -> tuple[str, str] | None:
    """Return why a column of a type cannot be read and what to do, or nothing."""
    types = pa.types
    if types.is_dictionary(kind):
        return _refused(kind.value_type)
    if types.is_nested(kind):
        return (
            "a column with lists or records in its cells",
            "Write one value a cell: a column for each.",
        )
    if types.is_timestamp(kind) and kind.tz is not None:
        return "moments with a time zone", (
            "The day depends on the zone: write the local day, as a date."
        )
    plain = (
        types.is_integer, types.is_floating, types.is_decimal, types.is_boolean, types.is_date,
        types.is_string, types.is_large_string, types.is_timestamp, types.is_null,
    )  # fmt: skip
    if any(of(kind) for of in plain):
        return None
    return "a type that is not read", "Write the column as text, numbers or dates."


def _wrong_kind(name: str, kind: pa.DataType, what: tuple[str, str], file: str) -> Fault:
    return Fault(
        level="error", file=file, column=name, rows=np.array([1]), values=(str(kind),),
        rule=f"{what[0]}; allowed: text, numbers, dates, true or false", action=what[1],
    )  # fmt: skip


def _not_parquet(found: str, file: str) -> Fault:
    action = "Write it again at its source; a new file ending does not change what is in it."
    return whole_file_fault(file, found, "not a Parquet file; allowed: Parquet, whole", action)
