"""Files that are in order, though not written as LIFE is; and parts of the checks."""

import copy
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "faults"))

from raw_study import PLAN, PROJECT, RawStudy, small

from ipsanalysis.errors import UserError
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.account import close_account, rows_of
from ipsanalysis.raw.clean import clean
from ipsanalysis.raw.cleaned import Cleaned
from ipsanalysis.raw.fault import Fault, counted_frame
from ipsanalysis.raw.header import header_cells
from ipsanalysis.raw.lines import split_lines
from ipsanalysis.raw.load import load_package
from ipsanalysis.raw.schema import FILE, schema
from ipsanalysis.raw.text import is_formula, neutral, shown
from ipsanalysis.raw.typed import read_typed

GENERATED = "python -m ipsanalysis.raw.schema writes it anew"


def run(study: RawStudy, root: Path, plan: Plan = PLAN) -> Cleaned:
    layout = study.write(root)
    return clean(load_package(layout.raw, plan), plan, layout.raw)


def notes(result: Cleaned) -> list[str]:
    assert not result.errors
    return [fault.rule.partition(";")[0] for fault in result.notes]


def same_tables(one: Cleaned, other: Cleaned) -> bool:
    return all(one.tables[name].equals(other.tables[name]) for name in one.tables)


@pytest.mark.parametrize(
    ("change", "noted"),
    [
        (lambda x: x.replace(b"\n", b"\r\n"), []),
        (lambda x: b"\xef\xbb\xbf" + x, ["a byte order mark was ignored"]),
        (lambda x: x[:-1], ["the last line has no line end"]),
        (lambda x: x.replace(b"black", b'"black"'), []),
        (lambda x: x.replace(b"week,", b'"week",', 1), []),
        (lambda x: x.replace(b"black", b" black "), ["spaces around the value were ignored"]),
    ],
    ids=["windows", "mark", "no end", "quotes", "quoted name", "spaces"],
)
def test_other_ways_of_writing_the_same_table(change, noted, tmp_path):
    plain = run(small(), tmp_path / "plain")
    study = small()
    study.change = change
    other = run(study, tmp_path / "other")
    assert notes(other) == noted
    assert same_tables(plain, other)


def test_other_delimiters(tmp_path):
    plain = run(small(), tmp_path / "plain")
    for number, delimiter in enumerate((";", "\t", "|")):
        study = small()
        study.delimiter = study.file["dialect"]["delimiter"] = delimiter
        assert same_tables(plain, run(study, tmp_path / str(number)))


def test_a_quoted_cell_may_hold_delimiters_and_quotes(tmp_path):
    study = small()
    for line in study.lines:
        line.append('"said ""no"", then yes"')
    study.lines[0][-1] = '"what, exactly"'
    study.fields.append({"name": "what, exactly", "type": "string", "title": "Remark"})
    assert not run(study, tmp_path).faults


def test_an_id_column_is_the_person(tmp_path):
    study = small()
    ids = [f"p{number:02}" for number in range(12)][::-1]
    study.add_id(ids)
    people = run(study, tmp_path).tables["participants"]
    assert people["person"].tolist() == sorted(ids)
    assert people["age"].tolist() == [float(line[4]) for line in study.lines[:0:-1]]


def test_equal_rows_are_two_people(tmp_path):
    study = small()
    study.lines.append(list(study.lines[4]))
    result = run(study, tmp_path)
    assert len(result.tables["participants"]) == 13
    assert result.accounts[0].rows_kept == 13


def _plan_of_end_points() -> Plan:
    """LIFE's plan with one comparison of week 52 and no intercurrent event."""
    status = PLAN.outcome("employed_week_52")
    return PLAN.model_copy(
        update={"intercurrent_events": [], "outcomes": [status], "covariates": [PLAN.covariates[0]]}
    )


def test_a_trial_with_end_points_only_needs_no_other_code(tmp_path):
    study = small()
    keep = [study.column(name) for name in ("fin", "age", "emp26", "emp52")]
    study.lines = [[line[i] for i in keep] for line in study.lines]
    study.lines[2][2] = ""
    study.file["schema"]["fields"] = [study.described(name) for name in study.lines[0]]
    study.canonical["participants"]["covariates"] = {"age": "age"}
    study.canonical["follow_up"] = None
    study.canonical["person_periods"]["employed"] = {
        "columns": {"52": "emp52", "26": "emp26"},
        "values": {"yes": True, "no": False},
        "blank": "anywhere",
    }
    result = run(study, tmp_path, _plan_of_end_points())
    assert not result.faults
    periods = result.tables["person_periods"]
    observed = sum(cell in ("yes", "no") for line in study.lines[1:] for cell in line[2:])
    assert len(periods) == observed < 24
    assert set(periods["period"]) == {26, 52}
    assert set(result.tables["follow_up"]["end_reason"]) == {"completed"}


def test_codes_for_missing_are_not_values(tmp_path):
    study = small()
    study.described("prio")["constraints"] = {}
    study.described("prio")["missingValues"] = ["", "-9"]
    study.described("race")["constraints"] = {}
    study.lines[1][study.column("prio")] = "-9"
    study.lines[1][study.column("race")] = ""
    result = run(study, tmp_path)
    people = result.tables["participants"]
    assert not result.faults
    assert people["prio"].isna().sum() == 1
    assert people["race"].isna().sum() == 1


def test_many_decimals_are_read_to_the_last_bit():
    texts = ["0.1", "1e-3", "-2.5", ".5", "1234567890.123456789", "", "-0"]
    read = read_typed(pa.array(texts), "number", [""])
    *numbers, missing, zero = list(read.values)
    assert numbers == [0.1, 0.001, -2.5, 0.5, 1234567890.123456789]
    assert np.isnan(missing)
    assert not np.signbit(zero)
    assert read.missing.tolist() == [False] * 5 + [True, False]
    assert not read.wrong.any()


@pytest.mark.parametrize("text", ["1.", "e5", "0x1F", "1_000", "1 0", "--1", "1e1000", "nan", "."])
def test_what_python_would_read_as_a_number_or_nearly(text):
    for kind in ("integer", "number"):
        assert read_typed(pa.array([text]), kind, [""]).wrong.all()


def test_rows_are_found_as_the_csv_module_finds_them():
    data = b'a,b\n"x,1",2\n"y""z",3\n4\n5,6,7\n"u,v\nw",8\n'
    lines, faults = split_lines(data, ",", 2, "f.csv")
    assert lines.numbers.tolist() == [2, 3]
    assert lines.body == b'"x,1",2\n"y""z",3\n'
    found = {fault.rule.partition(";")[0]: fault.rows.tolist() for fault in faults}
    assert found == {
        "a row with too few cells": [4],
        "a row with too many cells": [5],
        "a quote that is not closed on its line": [6, 7],
    }
    assert header_cells('"a,b",c', ",") == ["a,b", "c"]


def test_formulas_are_told_from_numbers():
    for text in ("=1", "+a", "-1+2", "@x", "-", "\tx", "-=1"):
        assert is_formula(text)
    for text in ("-1", "-0.5", "+3", "-1e-5", "1", "a=b", "", "-.5"):
        assert not is_formula(text)
    frame = pd.DataFrame({"a": ["=1", "-2", None], "b": [-1.5, 2.0, 3.0], "=c": ["x", "@y", "z"]})
    changed = neutral(frame)
    assert changed["a"].tolist() == ["'=1", "-2", None]
    assert changed["b"].tolist() == frame["b"].tolist()
    assert changed["=c"].tolist() == ["x", "'@y", "z"]
    assert frame["a"].tolist() == ["=1", "-2", None]


def test_text_that_does_not_print_is_escaped():
    assert shown("a\x1b[0m\u200b\xa0", 50) == "a\\u001b[0m\\u200b\\u00a0"
    assert shown("x" * 100, 10) == "xxxxxxx..."


def test_an_account_that_does_not_close_is_a_fault_of_the_program():
    fault = Fault(level="error", file="f.csv", rule="r", action="a", rows=np.array([2, 3]))
    wrong, none = rows_of([fault], 5), np.zeros(5, bool)
    account = close_account("f.csv", kept=~wrong, rejected=wrong, merged=none)
    assert (account.rows_in, account.rows_kept, account.rows_rejected) == (5, 3, 2)
    for kept in (none, ~none):  # rows that are lost, and rows counted twice
        with pytest.raises(RuntimeError, match="does not close"):
            close_account("f.csv", kept=kept, rejected=wrong, merged=none)


def test_the_schema_in_the_repository_is_that_of_the_models():
    assert (PROJECT / FILE).read_text() == schema(), GENERATED


def test_the_dictionary_names_every_column_once():
    study = small()
    names = [field["name"] for field in study.fields]
    assert names == study.lines[0]
    assert copy.copy(names) == list(dict.fromkeys(names))


def test_a_link_to_itself_is_told(tmp_path):
    study = small()

    def link(folder: Path) -> None:
        (folder / "rossi.csv").unlink()
        (folder / "rossi.csv").symlink_to("rossi.csv")

    study.after = link
    try:
        faults = run(study, tmp_path).errors
    except UserError as error:
        assert "rossi.csv" in str(error)
    else:
        assert "not a plain file" in faults[0].rule or "no such file" in faults[0].rule


def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    layout = small().write(tmp_path)
    package = load_package(layout.raw, PLAN)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (fault,) = clean(package, PLAN, layout.raw).errors
    assert fault.rule.startswith("the file cannot be read")
    with pytest.raises(UserError, match="cannot be read: Permission denied"):
        load_package(layout.raw, PLAN)


def test_a_link_inside_the_folder_is_no_fault(tmp_path):
    study = small()

    def link(folder: Path) -> None:
        (folder / "rossi.csv").rename(folder / "file.csv")
        (folder / "rossi.csv").symlink_to("file.csv")

    study.after = link
    assert not run(study, tmp_path).faults


def test_counted_notes_hold_no_row_person_or_value() -> None:
    fault = Fault(
        level="note",
        file="raw.csv",
        rule="spaces around the value",
        action="They were cut off.",
        column="site",
        rows=np.array([2, 3]),
        values=["secret", "secret"],
        persons=["P1", "P2"],
    )
    frame = counted_frame([fault, fault])
    assert frame.to_dict("list") == {
        "file": ["raw.csv"],
        "column": ["site"],
        "rule": ["spaces around the value"],
        "action": ["They were cut off."],
        "times": [4],
    }
    assert list(counted_frame([]).columns) == ["file", "column", "rule", "action", "times"]
