"""Ways to break files of each kind."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa
from openpyxl import Workbook
from raw_format_study import SHEET, FormatStudy, part


@dataclass(frozen=True)
class FormatCase:
    """How a file is broken, and the one error that must be found in it."""

    name: str
    study: Callable[[], FormatStudy]
    breaks: Callable[[FormatStudy], None]
    rule: str
    action: str
    column: str = ""
    rows: tuple[int, ...] | None = None
    values: tuple[str, ...] = ()


def kind(name: str) -> Callable[[], FormatStudy]:
    return lambda: FormatStudy(name)


CSV, XLSX, SAV, DTA, PARQUET = (kind(x) for x in ("csv", "xlsx", "sav", "dta", "parquet"))


def stata() -> FormatStudy:
    return FormatStudy("dta", missing={})


def value(row: int, column: str, content: object) -> Callable[[FormatStudy], None]:
    def breaks(study: FormatStudy) -> None:
        study.rows[row - 2][column] = content

    return breaks


def every(column: str, content: object) -> Callable[[FormatStudy], None]:
    def breaks(study: FormatStudy) -> None:
        for row in study.rows:
            row[column] = content

    return breaks


def data(change: Callable[[bytes], bytes]) -> Callable[[FormatStudy], None]:
    def breaks(study: FormatStudy) -> None:
        study.change = change

    return breaks


def sheet(change: Callable[..., object]) -> Callable[[FormatStudy], None]:
    def breaks(study: FormatStudy) -> None:
        def book(book: Workbook) -> None:
            change(book[SHEET])

        study.book = book

    return breaks


def cell(where: str, content: object) -> Callable[[FormatStudy], None]:
    def change(target) -> None:
        target[where] = content

    return sheet(change)


def xml(change: Callable[[bytes], bytes], name: str = "xl/worksheets/sheet2.xml"):
    return data(part(name, change))


def without(column: str) -> Callable[[FormatStudy], None]:
    def breaks(study: FormatStudy) -> None:
        for row in study.rows:
            del row[column]

    return breaks


def renamed(old: str, new: str) -> Callable[[FormatStudy], None]:
    def breaks(study: FormatStudy) -> None:
        study.rows = [
            {new if name == old else name: x for name, x in row.items()} for row in study.rows
        ]

    return breaks


def twice(study: FormatStudy) -> None:
    for row in study.rows:
        row["AGE"] = row["age"]
    study.fields.append({"name": "AGE", "type": "integer", "title": "Age again"})


def arrow(column: str, change: Callable[[pa.ChunkedArray], object]):
    def breaks(study: FormatStudy) -> None:
        study.arrow = lambda table: table.set_column(
            table.column_names.index(column), column, change(table[column])
        )

    return breaks


def keys(**found: object) -> Callable[[FormatStudy], None]:
    return lambda study: study.keys.update(found)


def labels(**found: dict) -> Callable[[FormatStudy], None]:
    return lambda study: study.labels.update(found)


def declared(study: FormatStudy) -> None:
    study.missing["age"] = [{"lo": 90, "hi": 99}]
    study.rows[1]["age"] = 99


def letters(study: FormatStudy) -> None:
    study.missing = {"age": ["b"]}
    study.described("age")["type"] = "string"
    study.described("age")["constraints"] = {}
    study.rows[1]["age"] = "b"


def latin(old: str, new: bytes) -> Callable[[FormatStudy], None]:
    return data(lambda content: content.replace(old.encode(), new))


def serial(target) -> None:
    target["E2"] = 42735
    target["E2"].number_format = "General"


def encoded(name: str, declared: str) -> Callable[[FormatStudy], None]:
    def breaks(study: FormatStudy) -> None:
        study.encoding = name
        study.keys["encoding"] = declared

    return breaks


def moment(study: FormatStudy) -> None:
    for row in study.rows:
        row["start"] = datetime(2017, 1, 1, 0, 0)
    study.rows[2]["start"] = datetime(2017, 1, 1, 10, 30)


def zoned(column: pa.ChunkedArray) -> pa.Array:
    return pa.array([datetime(2017, 1, 1, tzinfo=UTC)] * len(column), pa.timestamp("s", "UTC"))


def bomb(content: bytes) -> bytes:
    target = io.BytesIO(content)
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.bin", "w") as member,
    ):
        for _ in range(257):
            member.write(bytes(1 << 20))
    return target.getvalue()


def macros(content: bytes) -> bytes:
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    return target.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<x>&b;</x>"
)
LINKED = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>'
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PASSWORD = OLD + "EncryptedPackage".encode("utf-16-le")
ANOTHER_ORDER = "a date in another order; allowed: a date such as"
