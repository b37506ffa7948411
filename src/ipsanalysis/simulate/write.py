"""Files as a trial office sends them: text, Excel, SPSS, Stata and Parquet, the same bytes always.

Programs write the time of day into workbooks, SPSS and Stata files; it is replaced by a fixed one.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ipsanalysis.files import whole
from ipsanalysis.raw.dictionary import MissingValue, RawField
from ipsanalysis.simulate.columns import cells
from ipsanalysis.simulate.described_files import RawFile
from ipsanalysis.simulate.spread import spread
from ipsanalysis.simulate.views import Row, Value

FIXED = datetime(2020, 1, 1)
_SAV_TIME = slice(92, 109)
_DTA_TIME = re.compile(rb"<timestamp>.(.{17})</timestamp>", re.DOTALL)
_CHANGED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """What is written: the file's description, its columns, and the values of each."""

    file: RawFile
    fields: list[RawField]
    values: list[list[Value]]


def write_file(folder: Path, file: RawFile, rows: list[Row]) -> None:
    """Write one file.

    Args:
        folder: The folder of raw files.
        file: Its description.
        rows: Its rows.

    Raises:
        UserError: If a value does not fit its column.
    """
    columns = spread(file.columns)
    table = _Table(
        file=file,
        fields=[column.field for column in columns],
        values=[cells(rows, column, file) for column in columns],
    )
    writers = {"csv": _csv, "xlsx": _xlsx, "sav": _sav, "dta": _dta, "parquet": _parquet}
    with whole(folder / file.path) as partial:
        writers[file.format](partial, table)


def _csv(path: Path, table: _Table) -> None:
    text = io.StringIO(newline="")
    delimiter = table.file.dialect.delimiter if table.file.dialect else ","
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([field.name for field in table.fields])
    texts = [[_text(value, field) for value in column]
             for field, column in zip(table.fields, table.values, strict=True)]  # fmt: skip
    writer.writerows(zip(*texts, strict=True))
    encoding = table.file.encoding or "utf-8"
    mark = b"\xef\xbb\xbf" if table.file.byte_order_mark else b""
    path.write_bytes(mark + text.getvalue().encode(encoding))


def _text(value: Value, field: RawField) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat() if field.format == "default" else f"{value:{field.format}}"
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", field.decimalChar)
    return str(value)


def _xlsx(path: Path, table: _Table) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = table.file.sheet or "Sheet1"
    sheet.append([field.name for field in table.fields])
    for row in zip(*table.values, strict=True):
        sheet.append(row)
    for number, field in enumerate(table.fields, start=1):
        if field.type == "date":
            for (cell,) in sheet.iter_rows(min_row=2, min_col=number, max_col=number):
                cell.number_format = "DD.MM.YYYY"
    book.properties.creator, book.properties.created = "", FIXED
    made = io.BytesIO()
    book.save(made)
    path.write_bytes(_same_workbook(made))


def _same_workbook(made: io.BytesIO) -> bytes:
    """Return a workbook without the time it was made, and not compressed."""
    same = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(same, "w") as new:
        for name in old.namelist():
            part = _CHANGED.sub(rb"\g<1>" + f"{FIXED:%Y-%m-%dT%H:%M:%SZ}".encode(), old.read(name))
            new.writestr(zipfile.ZipInfo(name), part)
    return same.getvalue()


def _sav(path: Path, table: _Table) -> None:
    import pyreadstat

    pyreadstat.write_sav(
        _frame(table), path, file_label="SYNTHETIC",
        missing_ranges={
            field.name: codes for field in table.fields if (codes := _missing_codes(field))
        },
        **_labels(table.fields),
    )  # fmt: skip
    content = bytearray(path.read_bytes())
    content[_SAV_TIME] = b"01 Jan 2000:00:00"
    path.write_bytes(bytes(content))


def _dta(path: Path, table: _Table) -> None:
    import pyreadstat

    pyreadstat.write_dta(_frame(table), path, file_label="SYNTHETIC", **_labels(table.fields))
    content = path.read_bytes()
    place = _DTA_TIME.search(content)
    if place is not None:
        start, end = place.span(1)
        content = content[:start] + b"01 Jan 2020 00:00" + content[end:]
    path.write_bytes(content)


def _parquet(path: Path, table: _Table) -> None:
    _frame(table).to_parquet(path, index=False)


def _frame(table: _Table) -> Any:  # noqa: ANN401
    import pandas as pd

    columns = {}
    for field, column in zip(table.fields, table.values, strict=True):
        if field.type in ("integer", "number"):
            numbers = [np.nan if value is None else float(str(value)) for value in column]
            columns[field.name] = np.array(numbers)
        elif field.type == "string":
            columns[field.name] = np.array([value or "" for value in column], object)
        else:
            columns[field.name] = np.array(column, object)
    return pd.DataFrame(columns)


def _labels(fields: list[RawField]) -> dict[str, Any]:
    """Return the labels of columns and of codes, those of missing values too."""
    codes = {}
    for field in fields:
        if field.type in ("integer", "number"):
            labels = dict(field.categories or {}) | _missing_labels(field)
            codes[field.name] = {float(code): label for code, label in labels.items()}
    return {
        "column_labels": [field.title for field in fields],
        "variable_value_labels": {name: labels for name, labels in codes.items() if labels},
    }


def _missing_labels(field: RawField) -> dict[str, str]:
    listed = field.missingValues or []
    return {item.value: item.label for item in listed if isinstance(item, MissingValue)}


def _missing_codes(field: RawField) -> list[Any]:
    return [float(code) for code in _missing_labels(field)] if field.type != "string" else []
