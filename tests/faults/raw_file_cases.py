"""Ways to break a raw file as a whole, its first line and its rows."""

import os
from pathlib import Path

from raw_case import Case, data
from raw_study import RawStudy, whole

FILE = "data/raw/life/rossi.csv"


def _absent(study: RawStudy) -> None:
    study.after = lambda folder: (folder / "rossi.csv").unlink()


def _folder(study: RawStudy) -> None:
    def swap(folder: Path) -> None:
        (folder / "rossi.csv").unlink()
        (folder / "rossi.csv").mkdir()

    study.after = swap


def _too_large(study: RawStudy) -> None:
    study.after = lambda folder: os.truncate(folder / "rossi.csv", (1 << 30) + 1)


def _checksum(study: RawStudy) -> None:
    def swap(folder: Path) -> None:
        data = (folder / "rossi.csv").read_bytes()
        (folder / "rossi.csv").write_bytes(data.replace(b"20,1,no,27", b"20,1,no,28", 1))

    study.after = swap


def _size(study: RawStudy) -> None:
    study.rehash = False
    study.lines.pop()


def _delimiter(study: RawStudy) -> None:
    study.delimiter = ";"


def _tabs(study: RawStudy) -> None:
    study.file["dialect"]["delimiter"] = ";"
    study.delimiter = "\t"


def _missing_column(study: RawStudy) -> None:
    for line in study.lines:
        del line[3]


def _extra_column(study: RawStudy) -> None:
    for line in study.lines:
        line.append("x")
    study.lines[0][-1] = "remarks"


def _renamed(study: RawStudy) -> None:
    study.lines[0][study.column("paro")] = "parol"


def _unnamed(study: RawStudy) -> None:
    for number, line in enumerate(study.lines):
        line.insert(0, str(number) if number else "")


def _twice(study: RawStudy) -> None:
    for line in study.lines:
        line.append(line[3])


def _latin_header(study: RawStudy) -> None:
    study.change = lambda content: content.replace(b"week", b"w\xe5ke", 1)


FILE_CASES = (
    Case("file absent", _absent,
         (FILE, "there is no such file; allowed: the file as received", "Put the file here")),
    Case("folder for a file", _folder,
         (FILE, "not a plain file; allowed: the file as received", "mend its path")),
    Case("too large", _too_large, ("1073741825 bytes", "allowed: at most 1073741824", "Split")),
    Case("checksum", _checksum, ("sha256:", "the checksum is not", "Restore the file")),
    Case("size of LIFE", _size, ("88857 bytes", "allowed: 89087 bytes", '"bytes": 88857'),
         whole),
    Case("empty file", data(lambda _: b""), ("0 bytes", "the file is empty", "Copy the file")),
    Case("header only", data(lambda x: x[: x.index(b"\n") + 1]),
         ("0 rows", "a header but no row", "Copy the file")),
    Case("UTF-16", data(lambda x: x.decode().encode("utf-16")), ("UTF-16", "allowed: UTF-8")),
    Case("workbook", data(lambda x: b"PK\x03\x04" + x), ("a workbook", "not a text file", "CSV")),
    Case("old Mac", data(lambda x: x.replace(b"\n", b"\r")), ("old Macs", "newline ends")),
    Case("header not UTF-8", _latin_header, ("the first line is not UTF-8 text", "save the file")),
    Case("no header", data(lambda x: x[x.index(b"\n") + 1 :]),
         ('"20" in line 1', 'allowed: "week"', "Put the line")),
    Case("semicolons", _delimiter,
         ('"semicolon" in line 1', "allowed: comma", "set dialect.delimiter to the semicolon")),
    Case("tabs", _tabs,
         ('"tab" in line 1', "allowed: semicolon", "set dialect.delimiter to the tab")),
    Case("missing column", _missing_column, ("age (1)", "is not in the file", "line 1")),
    Case("extra column", _extra_column,
         ("column 63", '"remarks" in line 1', "does not describe", "schema.fields")),
    Case("renamed column", _renamed,
         ("paro (1)", '"parol" in line 1', 'Did you mean "parol"?', 'Did you mean "paro"?')),
    Case("column without name", _unnamed, ("column 1", "without a name", "row.names = FALSE")),
    Case("column twice", _twice, ("column 4", '"age" in line 1', "stands 2 times", "rename")),
    Case("Latin-1", data(lambda x: x.replace(b"married", b"gift \xe6", 2)),
         ("line 2", "not UTF-8", "Latin-1", "CSV UTF-8")),
    Case("NUL bytes", data(lambda x: x.replace(b"black", b"bl\x00ck", 1)),
         ("line 2", "NUL bytes", "restore it from a copy")),
    Case("carriage return in a cell", data(lambda x: x.replace(b"black", b"bl\rck", 1)),
         ("line 2", "a carriage return inside a line", "Take it out")),
    Case("empty line", data(lambda x: x.replace(b"\n", b"\n\n", 3)),
         ("line 2", "an empty line", "Remove the line")),
    Case("row of delimiters", data(lambda x: x + b"," * 61 + b"\n"),
         ("line 14", "a row without any value", "spreadsheets")),
    Case("unclosed quote", data(lambda x: x.replace(b"black", b'"black', 1)),
         ("line 2", "a quote that is not closed", "Close the quote")),
    Case("stray quotes", data(lambda x: x.replace(b"black", b'bl"a"ck', 1)),
         ("line 2", "a quote in the middle of a cell", "Put the whole cell in quotes")),
    Case("cut off", data(lambda x: x[:-100]),
         ("line 13", "the last line is cut off", "allowed: 62 cells", "copy it again")),
    Case("too few cells", data(lambda x: x.replace(b",black", b"", 1)),
         ('"61 cells" in line 2', "too few cells; allowed: 62", "is missing")),
    Case("too many cells", data(lambda x: x.replace(b",27,", b",27,5,", 1)),
         ('"63 cells" in line 2', "too many cells; allowed: 62", "decimal comma")),
    Case("very long line", data(lambda x: x.replace(b"black", b"b" * 1_000_001, 1)),
         ("line 2", "a line that is too long", "a line end is probably missing")),
)  # fmt: skip
