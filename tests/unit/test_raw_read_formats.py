"""The same table as a file of each kind gives the same columns."""

import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "faults"))

from raw_format_study import ROWS, FormatStudy, norwegian

KINDS = ("xlsx", "sav", "dta", "parquet")


def made(kind: str) -> FormatStudy:
    study = FormatStudy(kind)
    if kind == "dta":
        study.missing = {}  # Stata has letters for them, not numbers
    return study


def texts(study: FormatStudy, root: Path) -> dict[str, list[str]]:
    read = study.read(root)
    assert not read.faults, read.faults
    return {name: column.per_row(column.texts).tolist() for name, column in read.columns.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_any_kind_is_the_table_that_csv_is(kind, tmp_path):
    plain, other = FormatStudy("csv").read(tmp_path), made(kind).read(tmp_path)
    assert not plain.faults
    assert not other.faults
    assert list(plain.columns) == list(other.columns) == list(ROWS[0])
    assert plain.place.numbers.tolist() == other.place.numbers.tolist() == [2, 3, 4, 5]
    assert plain.place.persons.tolist() == other.place.persons.tolist() == ["p1", "p2", "p3", "p4"]
    assert plain.rows_in == other.rows_in == 4
    assert other.file.partition(" [")[0] == (tmp_path / f"file.{kind}").as_posix()
    for name, column in plain.columns.items():
        same = other.columns[name]
        assert column.texts.tolist() == same.texts.tolist()
        assert column.cells.codes.tolist() == same.cells.codes.tolist()
        np.testing.assert_array_equal(column.typed.values, same.typed.values, strict=True)
        assert column.typed.missing.tolist() == same.typed.missing.tolist()
        assert column.good.tolist() == same.good.tolist()


def test_values_are_those_written(tmp_path):
    columns = FormatStudy("csv").read(tmp_path).columns
    age, hours, start = columns["age"], columns["hours"], columns["start"]
    assert age.per_row(age.typed.values)[age.good_rows].tolist() == [27, 31, 45]
    assert hours.per_row(hours.typed.values)[hours.good_rows].tolist() == [17.5, 0.1, 1234.0]
    assert hours.missing_rows.tolist() == [False, False, True, False]
    assert start.missing_rows.tolist() == [False, True, False, False]
    expected = [(row["start"] - date(1970, 1, 1)).days if row["start"] else 0 for row in ROWS]
    assert start.day_numbers().tolist() == expected
    work = columns["work"]
    assert work.missing_rows.tolist() == [False, False, True, False]
    assert work.found(np.flatnonzero(work.missing_rows)).tolist() == ["9"]


def test_a_norwegian_file_of_text_is_the_same_table(tmp_path):
    plain, other = FormatStudy("csv").read(tmp_path).columns, norwegian().read(tmp_path)
    assert not other.faults
    for name, column in plain.items():
        same = other.columns[name]
        np.testing.assert_array_equal(
            column.per_row(column.typed.values), same.per_row(same.typed.values)
        )
    assert other.columns["hours"].texts.tolist() == ["17,5", "0,1", "", "1234"]
    assert other.columns["start"].texts.tolist() == ["31.12.2016", "", "28.02.2017", "05.01.2016"]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-8", "utf-8-sig"])
def test_encodings(encoding, tmp_path):
    study = FormatStudy("csv", encoding=encoding)
    study.keys = {"encoding": encoding.removesuffix("-sig")}
    read = study.read(tmp_path)
    assert [fault.level for fault in read.faults] == (["note"] if "sig" in encoding else [])
    assert read.columns["town"].texts.tolist() == ["Bodø", "Tromsø", "", "Gjøvik"]


@pytest.mark.parametrize(
    ("form", "cells", "days"),
    [
        ("%d/%m/%Y", ["31/12/2016", "1/2/2017"], ["2016-12-31", "2017-02-01"]),
        ("%d.%m.%Y", ["31.12.2016", "1.2.2017"], ["2016-12-31", "2017-02-01"]),
        ("%Y-%m", ["2016-12", "2017-02"], ["2016-12-01", "2017-02-01"]),
        ("%m.%Y", ["12.2016", "02.2017"], ["2016-12-01", "2017-02-01"]),
        ("default", ["2016-12-31", "2017-02-01"], ["2016-12-31", "2017-02-01"]),
    ],
)
def test_dates_as_they_are_written(form, cells, days, tmp_path):
    study = FormatStudy("csv")
    study.described("start")["format"] = form
    study.rows = study.rows[:2]
    for row, cell in zip(study.rows, cells, strict=True):
        row["start"] = cell
    read = study.read(tmp_path)
    assert not read.faults
    column = read.columns["start"]
    assert column.per_row(column.typed.values).tolist() == days
    assert column.day_numbers().astype("datetime64[D]").astype(str).tolist() == days


def test_a_factor_turns_values_into_the_unit_of_the_plan(tmp_path):
    study = FormatStudy("csv")
    study.described("age")["factor"] = 12
    study.described("hours")["factor"] = 2.0
    columns = study.read(tmp_path).columns  # 45 is allowed, 540 would not be
    age, hours = (columns[name] for name in ("age", "hours"))
    np.testing.assert_array_equal(age.per_row(age.typed.values), [324.0, 372.0, np.nan, 540.0])
    np.testing.assert_array_equal(hours.per_row(hours.typed.values), [35.0, 0.2, np.nan, 2468.0])


@pytest.mark.parametrize("kind", KINDS)
def test_whole_numbers_in_a_column_of_text_have_no_decimals(kind, tmp_path):
    study = made(kind)
    study.described("age")["type"] = "string"
    study.described("age")["constraints"] = {}
    assert texts(study, tmp_path)["age"] == ["27", "31", "", "45"]


def test_single_precision_is_read_as_it_was_written(tmp_path):
    study = FormatStudy("parquet")
    study.arrow = lambda table: table.set_column(
        3, "hours", table["hours"].cast("float32").combine_chunks()
    )
    assert texts(study, tmp_path)["hours"] == ["17.5", "0.1", "", "1234"]


def test_stata_single_precision_and_days_of_an_older_version(tmp_path):
    study = made("dta")
    frame = pd.DataFrame(study.rows).assign(work=[1.0, 2.0, 2.0, 1.0])
    frame = frame.astype({"hours": "float32", "age": float})
    frame["start"] = pd.to_datetime(frame["start"])
    target = io.BytesIO()
    frame.to_stata(target, version=114, write_index=False, convert_dates={"start": "td"})
    study.change = lambda _: target.getvalue()
    found = texts(study, tmp_path)
    assert found["hours"] == ["17.5", "0.1", "", "1234"]
    assert found["start"] == ["2016-12-31", "", "2017-02-28", "2016-01-05"]
    assert found["town"] == ["Bodø", "Tromsø", "", "Gjøvik"]
    frame.to_stata(target := io.BytesIO(), write_index=False, convert_dates={"start": "tm"})
    found = texts(study, tmp_path)
    assert found["start"] == ["2016-12-01", "", "2017-02-01", "2016-01-01"]


def test_parquet_of_other_types_is_the_same_table(tmp_path):
    study = FormatStudy("parquet")
    plain = texts(study, tmp_path)

    def others(table):
        table = table.set_column(1, "arm", table["arm"].dictionary_encode())
        table = table.set_column(2, "age", table["age"].cast("int16"))
        table = table.set_column(4, "start", table["start"].cast("timestamp[ns]"))
        return table.set_column(6, "town", table["town"].cast("large_string"))

    study.arrow = others
    assert texts(study, tmp_path) == plain


def test_empty_rows_at_the_end_of_a_sheet_are_counted(tmp_path):
    study = FormatStudy("xlsx")

    def book(book) -> None:
        for row in (6, 7, 9):
            book["Baseline"].cell(row, 2, "").number_format = "0.00"

    study.book = book
    read = study.read(tmp_path)
    (note,) = read.faults
    assert note.level == "note"
    assert note.rule.startswith("empty rows at the end of the sheet were ignored")
    assert read.rows_in == 4


def test_what_is_hidden_in_a_sheet_is_noted(tmp_path):
    study = FormatStudy("xlsx")

    def book(book) -> None:
        book["Baseline"].row_dimensions[3].hidden = True
        book["Baseline"].column_dimensions["C"].hidden = True

    study.book = book
    row, column = study.read(tmp_path).faults
    assert row.level == column.level == "note"
    assert row.rows.tolist() == [3]
    assert column.column == "age"


def test_other_sheets_and_columns_that_are_numbers_do_not_matter(tmp_path):
    study = FormatStudy("xlsx")
    study.book = lambda book: book["Read me"].append(["=1+1", "#N/A", None, "x"])
    assert not study.read(tmp_path).faults


def test_letters_of_stata_are_codes_for_missing(tmp_path):
    study = FormatStudy("dta", missing={"work": ["a"]})
    study.rows[1]["work"] = "a"
    study.labels["work"] = {1: "Employed", 2: "Not employed", "a": "Refused"}
    study.described("work")["missingValues"] = ["", {"value": ".a", "label": "Refused"}]
    study.rows[2]["work"] = 2
    work = study.read(tmp_path).columns["work"]
    assert work.per_row(work.texts).tolist() == ["1", ".a", "2", "1"]
    assert work.missing_rows.tolist() == [False, True, False, False]


def test_ranges_of_codes_for_missing_in_spss(tmp_path):
    study = FormatStudy("sav", missing={"work": [{"lo": 7, "hi": 9}]})
    assert not study.read(tmp_path).faults


@pytest.mark.parametrize("kind", ["xlsx", "dta", "parquet"])
def test_any_damage_is_told_without_a_traceback(kind, tmp_path):
    whole, rng = made(kind).data(), np.random.default_rng(7)
    for _ in range(12 if kind == "dta" else 100):
        content = bytearray(whole)
        for place in rng.integers(0, len(whole), rng.integers(1, 9)):
            content[place] = rng.integers(0, 256)
        study = made(kind)
        study.change = lambda _, content=content: bytes(content)
        read = study.read(tmp_path)
        for fault in read.faults:
            assert fault.rows is None or 1 <= fault.rows.min() <= fault.rows.max()
            assert fault.rows is None or fault.rows.max() <= read.rows_in + 1


def test_labels_may_differ_in_capitals_and_spaces(tmp_path):
    study = FormatStudy("sav")
    study.labels["work"][2] = "NOT  employed"
    assert not study.read(tmp_path).faults


def test_a_code_with_a_label_on_one_side_only_is_noted(tmp_path):
    study = FormatStudy("sav")
    study.labels["work"][8] = "Died"
    (note,) = study.read(tmp_path).faults
    assert note.level == "note"
    assert list(note.values) == ["8"]


def test_libraries_are_loaded_for_the_kinds_that_need_them_only() -> None:
    code = (
        "import sys, ipsanalysis.raw.read as r; "
        "print(sorted({'openpyxl', 'pyreadstat', 'pandas', 'pyarrow.parquet'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "listed",
    [
        {"missingValues": ["", "99"]},
        {"missingValues": ["", {"value": "99", "label": "Refused"}]},
        {"categories": {"27": "27", "31": "31", "45": "45", "99": "Refused"}},
        {"constraints": {"enum": [27, 31, 45, 99]}},
    ],
)
@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_labelled_codes_that_the_dictionary_lists_are_in_order(kind, listed, tmp_path):
    study = made(kind)
    study.labels["age"] = {99: "Refused", 98: "Not asked"}
    study.rows[1]["age"] = 99
    before = [x for x in study.read(tmp_path).faults if x.level == "error"]
    assert [list(fault.values) for fault in before] == [["99 = Refused"]]
    study.described("age").update(listed)
    assert not [fault for fault in study.read(tmp_path).faults if fault.level == "error"]


def test_labels_of_codes_that_do_not_occur_or_are_text_are_no_fault(tmp_path):
    study = made("sav")
    study.labels["age"] = {99: "Refused"}
    assert not study.read(tmp_path).faults
    study.rows[1]["age"] = 99
    study.described("age").update(type="string", constraints={})
    assert not study.read(tmp_path).faults
