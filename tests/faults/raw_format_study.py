"""The same small table as a file of each kind, made to be broken."""

import copy
import hashlib
import io
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
from openpyxl import Workbook
from raw_study import PLAN

from ipsanalysis.raw.dictionary import Resource
from ipsanalysis.raw.read import ReadFile, read_file

TRIAL = PLAN.model_copy(update={"covariates": [], "intercurrent_events": [], "outcomes": []})
ROWS: list[dict[str, Any]] = [
    {"id": "p1", "arm": "yes", "age": 27, "hours": 17.5, "start": date(2016, 12, 31), "work": 1},
    {"id": "p2", "arm": "no", "age": 31, "hours": 0.1, "start": None, "work": 2},
    {"id": "p3", "arm": "yes", "age": None, "hours": None, "start": date(2017, 2, 28), "work": 9},
    {"id": "p4", "arm": "no", "age": 45, "hours": 1234.0, "start": date(2016, 1, 5), "work": 1},
]
for row, town in zip(ROWS, ("Bodø", "Tromsø", "", "Gjøvik"), strict=True):
    row["town"] = town
FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "string", "title": "Person"},
    {"name": "arm", "type": "string", "title": "Arm"},
    {"name": "age", "type": "integer", "title": "Age", "constraints": {"maximum": 100}},
    {"name": "hours", "type": "number", "title": "Hours a week"},
    {"name": "start", "type": "date", "title": "First day"},
    {
        "name": "work",
        "type": "integer",
        "title": "Work",
        "constraints": {"enum": [1, 2]},
        "categories": {"1": "Employed", "2": "Not employed"},
        "missingValues": ["", {"value": "9", "label": "Refused"}],
    },
    {"name": "town", "type": "string", "title": "Town"},
]
LABELS = {"work": {1: "Employed", 2: "Not employed", 9: "Refused"}}
SHEET = "Baseline"


@dataclass
class FormatStudy:
    """A table, its description, and ways to change the file written from it."""

    kind: str
    rows: list[dict[str, Any]] = field(default_factory=lambda: copy.deepcopy(ROWS))
    fields: list[dict[str, Any]] = field(default_factory=lambda: copy.deepcopy(FIELDS))
    keys: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(LABELS))
    missing: dict[str, Any] = field(default_factory=lambda: {"work": [9]})
    encoding: str = "utf-8"
    formats: dict[str, str] = field(default_factory=dict)
    book: Callable[[Workbook], None] = lambda _: None
    arrow: Callable[[pa.Table], pa.Table] = lambda table: table
    change: Callable[[bytes], bytes] = bytes

    @property
    def path(self) -> str:
        return f"file.{self.kind}"

    def described(self, name: str) -> dict[str, Any]:
        return next(item for item in self.fields if item["name"] == name)

    def resource(self, data: bytes) -> Resource:
        needed: dict[str, Any] = {"sheet": SHEET} if self.kind == "xlsx" else {}
        if self.kind == "csv":
            needed = {"encoding": "utf-8", "dialect": {"delimiter": ";"}}
        content = {
            "name": "file",
            "path": self.path,
            "format": self.kind,
            "bytes": len(data),
            "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
            "schema": {"fields": self.fields},
            "canonical": {
                "participants": {
                    "person": "id",
                    "arm": {"column": "arm", "values": {"yes": "aid", "no": "no_aid"}},
                    "covariates": {},
                }
            },
        }
        return Resource.model_validate({**content, **needed, **self.keys})

    def data(self) -> bytes:
        return self.change(WRITERS[self.kind](self))

    def read(self, root: Path) -> ReadFile:
        data = self.data()
        (root / self.path).write_bytes(data)
        return read_file(root, self.resource(data), TRIAL)


def norwegian() -> FormatStudy:
    """A file of text as offices in much of Europe write it."""
    study = FormatStudy("csv", encoding="windows-1252", keys={"encoding": "windows-1252"})
    study.described("hours")["decimalChar"] = ","
    study.described("start")["format"] = "%d.%m.%Y"
    return study


def _csv(study: FormatStudy) -> bytes:
    comma = study.described("hours").get("decimalChar") == ","
    form = study.described("start").get("format", "%Y-%m-%d")

    def text(value: Any) -> str:
        if isinstance(value, date):
            return value.strftime(form)
        if isinstance(value, float):
            return f"{value:.10g}".replace(".", "," if comma else ".")
        return "" if value is None else str(value)

    lines = [list(study.rows[0]), *([text(x) for x in row.values()] for row in study.rows)]
    return "".join(";".join(line) + "\n" for line in lines).encode(study.encoding)


def _xlsx(study: FormatStudy) -> bytes:
    book = Workbook()
    book.active.title = "Read me"
    sheet = book.create_sheet(SHEET)
    sheet.append(list(study.rows[0]))
    for row in study.rows:
        sheet.append([None if value == "" else value for value in row.values()])
    study.book(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _statistical(study: FormatStudy) -> bytes:
    frame = pd.DataFrame(study.rows)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "file"
        if study.kind == "sav":
            pyreadstat.write_sav(
                frame, target, variable_value_labels=study.labels, missing_ranges=study.missing,
                variable_format=study.formats,
            )  # fmt: skip
        else:
            pyreadstat.write_dta(
                frame, target, variable_value_labels=study.labels,
                missing_user_values=study.missing, variable_format=study.formats,
            )  # fmt: skip
        return target.read_bytes()


def _parquet(study: FormatStudy) -> bytes:
    table = pa.Table.from_pylist(study.rows)
    target = io.BytesIO()
    pq.write_table(study.arrow(table), target)
    return target.getvalue()


WRITERS = {
    "csv": _csv,
    "xlsx": _xlsx,
    "sav": _statistical,
    "dta": _statistical,
    "parquet": _parquet,
}


def part(name: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Change one part of the archive that a workbook is."""

    def changed(data: bytes) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", 8) as new:
            for item in old.namelist():
                content = old.read(item)
                new.writestr(item, change(content) if item == name else content)
        return target.getvalue()

    return changed
