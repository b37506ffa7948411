"""Every kind of fault across files: its own clear message, its rows, and every row accounted."""

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from cross_file_cases import CASES, DICTIONARY_CASES, Case, cell
from cross_file_study import ARMS, PEOPLE, Harbour
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipsanalysis.errors import UserError
from ipsanalysis.layout import CANONICAL_TABLES
from ipsanalysis.raw.clean import clean
from ipsanalysis.raw.cleaned import Cleaned
from ipsanalysis.raw.digest import digest
from ipsanalysis.raw.fault import fault_frame
from ipsanalysis.raw.load import load_package
from ipsanalysis.steps import clean as step


def run(study: Harbour, root: Path) -> Cleaned:
    layout = study.write(root)
    result = clean(load_package(layout.raw, study.plan), study.plan, layout.raw)
    hold(result, study)
    return result


def hold(result: Cleaned, study: Harbour) -> None:
    """The accounts close, and a row that is not kept is merged or listed."""
    assert bool(result.tables) == (not result.errors)
    for name, account in zip(study.order, result.accounts, strict=True):
        assert Path(account.file).stem == name
        assert account.rows_in == len(study.tables[name]) - 1
        parts = account.rows_kept + account.rows_rejected + account.rows_merged
        assert account.rows_in == parts
        stopping = result.errors or [fault for fault in result.notes if fault.left_out]
        listed = {x for f in stopping if f.file == account.file and f.rows is not None
                  for x in f.rows.tolist()}  # fmt: skip
        assert account.rows_rejected == len(listed)


def test_the_study_has_no_fault(tmp_path):
    assert not run(Harbour(), tmp_path).faults


@cache
def cleaned(case: Case) -> Cleaned:
    """What the step makes of a case."""
    study = Harbour()
    case.breaks(study)
    with TemporaryDirectory() as folder:
        return run(study, Path(folder))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_fault_is_told_with_its_rows(case):
    result = cleaned(case)
    level = "note" if case.note else "error"
    assert bool(result.errors) != case.note
    listed = fault_frame(result.faults)
    told = listed[listed["file"].str.endswith("/" + case.file) & (listed["level"] == level)]
    told = told[(told["rule"] + " " + told["action"]).map(lambda x: case.words[0] in x)]
    assert tuple(sorted(told["row"])) == case.rows, listed.to_string()
    assert len(told["rule"].unique()) == 1
    for words in case.words[1:]:
        assert words in told["rule"].iloc[0] + " " + told["action"].iloc[0]
    assert "; allowed: " in told["rule"].iloc[0]
    if case.persons:
        assert told["person"].str.len().gt(0).all()
    assert all(fault.left_out == case.left_out for fault in result.notes if case.note
               and fault.rule == told["rule"].iloc[0])  # fmt: skip
    assert set(listed.loc[listed["level"] == level, "rule"]) == {told["rule"].iloc[0]}
    if not case.note:
        message = digest(result.errors, result.accounts, "faults.csv")
        assert len(message.splitlines()) <= 40
        assert re.search(rf"(line|row) {case.rows[0]}\b", message)
        assert case.file in message


@pytest.mark.parametrize("case", DICTIONARY_CASES, ids=lambda case: case.name)
def test_each_fault_of_the_dictionary_is_told_with_its_key(case, tmp_path):
    study = Harbour()
    case.breaks(study)
    layout = study.write(tmp_path)
    with pytest.raises(UserError) as caught:
        load_package(layout.raw, study.plan)
    for words in case.words:
        assert words in str(caught.value), str(caught.value)


def test_there_are_sixty_kinds():
    """Kinds are told apart by their rule, not by the name of the case."""
    assert len({case.name for case in (*CASES, *DICTIONARY_CASES)}) == len(CASES) + len(
        DICTIONARY_CASES
    )
    rules: dict[str, str] = {}
    kinds = [case for case in CASES if not case.variant]
    for case in kinds:
        faults = cleaned(case).faults
        rule = re.sub(r"\d+", "#", next(f.rule for f in faults if case.words[0] in f.rule))
        assert rule not in rules, f"{case.name} and {rules.get(rule)}"
        rules[rule] = case.name
    assert len(rules) + len(DICTIONARY_CASES) >= 100
    assert len(rules) >= 50


def test_all_files_are_told_in_one_pass(tmp_path):
    study = Harbour()
    wanted = ("another arm", "end before randomisation", "unknown kind", "unknown visit",
              "minutes of a week", "score out of the scale")  # fmt: skip
    broken = [case for case in CASES if case.name in wanted]
    for case in broken:
        case.breaks(study)
    result = run(study, tmp_path)
    message = digest(result.errors, result.accounts, "faults.csv")
    for case in broken:
        assert case.words[0] in message
        assert case.file in message
    assert len(message.splitlines()) <= 40


def test_every_case_at_once_stays_short(tmp_path):
    study = Harbour()
    for case in CASES:
        if len(case.rows) == 1 and "file" not in case.name and "numbered" not in case.name:
            case.breaks(study)
    result = run(study, tmp_path)
    assert len({fault.rule for fault in result.errors}) > 12
    assert len(digest(result.errors, result.accounts, "faults.csv").splitlines()) <= 40


def test_a_confidential_study_keeps_persons_and_values(tmp_path):
    secret = "Sigrid"  # noqa: S105
    for number, case in enumerate(CASES):
        study = Harbour()
        study.plan = study.plan.model_copy(update={"access": "confidential"})
        case.breaks(study)
        for table in study.tables.values():
            for line in table[1:]:
                line[:] = [x.replace("H0", secret).replace("h01", secret + "2") for x in line]
        result = run(study, tmp_path / str(number))
        frame = fault_frame(result.faults)
        assert not frame.astype(str).apply(lambda x: x.str.contains(secret)).any(axis=None)
        assert set(frame["value"]) <= {"withheld", ""}
        assert set(frame["person"]) == {""}
        assert "Did you mean" not in frame["action"].str.cat()
        assert "The list says" not in frame["action"].str.cat()
        message = digest(result.errors, result.accounts, "x") if result.errors else ""
        assert secret not in message


def test_a_file_that_cannot_be_read_hides_no_fault_of_others(tmp_path):
    study = Harbour()
    cell("jobs", 6, "kind", "odd")(study)
    layout = study.write(tmp_path)
    (layout.raw / "list.csv").unlink()
    result = clean(load_package(layout.raw, study.plan), study.plan, layout.raw)
    rules = [fault.rule for fault in result.errors]
    assert any("no such file" in rule for rule in rules)
    assert any("an unknown kind of work" in rule for rule in rules)
    assert not any("not on the list" in rule for rule in rules)


def test_a_malformed_row_of_the_list_makes_nobody_unknown(tmp_path):
    study = Harbour()
    study.tables["list"][3] = ["H03"]
    result = run(study, tmp_path)
    assert {fault.rule.partition(";")[0] for fault in result.errors} == {"a row with too few cells"}


def test_the_step_writes_seven_tables_and_lists(tmp_path, monkeypatch):
    study = Harbour()
    for name in ("job without an end", "contact in the other arm", "month of randomisation"):
        next(case for case in CASES if case.name == name).breaks(study)
    layout = study.write(tmp_path)
    monkeypatch.setattr(step, "load_study", lambda *_: (study.plan, layout))
    step.run("harbour", tmp_path)
    assert all(layout.table(name).is_file() for name in CANONICAL_TABLES)
    account = layout.table("account").with_suffix(".csv").read_text().splitlines()
    assert account[0] == "file,rows_in,rows_kept,rows_rejected,rows_merged"
    assert [line.split(",", 1)[1] for line in account[1:]] == [
        "8,8,0,0", "8,8,0,0", "2,2,0,0", "8,7,0,1", "6,6,0,0", "9,8,1,0", "8,8,0,0", "5,5,0,0",
        "2,2,0,0",
    ]  # fmt: skip
    notes = layout.table("notes").with_suffix(".csv").read_text()
    assert notes.count("\n") == 4
    study.cell("jobs", 6, "kind", "odd")
    study.write(tmp_path)
    with pytest.raises(UserError, match="an unknown kind of work"):
        step.run("harbour", tmp_path)
    assert [x.name for x in layout.results.rglob("*") if x.is_file()] == ["faults.csv"]


NAMES = [case.name for case in CASES]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.sets(st.sampled_from(NAMES), max_size=3))
def test_order_of_rows_and_files_changes_nothing(tmp_path_factory, seed, names):
    rng = np.random.default_rng(seed)
    study = Harbour()
    for case in (case for case in CASES if case.name in names):
        try:
            case.breaks(study)
        except (ValueError, KeyError, IndexError):
            continue  # another case has taken that column or row away
    try:
        plain = run(study, tmp_path_factory.mktemp("plain"))
    except UserError:
        return
    for table in study.tables.values():
        rows = table[1:]
        rng.shuffle(rows)
        table[1:] = rows
    rng.shuffle(study.order)
    shuffled = run(study, tmp_path_factory.mktemp("shuffled"))
    counts = [
        sorted((Path(f.file).name, f.column, f.rule, f.count) for f in result.faults)
        for result in (plain, shuffled)
    ]
    assert counts[0] == counts[1]
    assert sorted(Path(a.file).name + str((a.rows_kept, a.rows_rejected, a.rows_merged))
                  for a in plain.accounts) == sorted(
        Path(a.file).name + str((a.rows_kept, a.rows_rejected, a.rows_merged))
        for a in shuffled.accounts)  # fmt: skip
    for name, table in plain.tables.items():
        assert table.equals(shuffled.tables[name]), name


CELLS = st.sampled_from(
    ["", "H01", "h3", "2019-06-01", "2017-01-01", "2031-12-31", "-1", "0", "200", "ordinary", "IPS",
     "yes", "x", "6", "1e9", "=1"]
)  # fmt: skip


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(1, 8), st.integers(0, 8), CELLS), max_size=6)
)
def test_whatever_is_in_the_cells_the_accounts_close(tmp_path_factory, changes):
    study = Harbour()
    for table, line, column, text in changes:
        rows = study.tables[study.order[table]]
        if line < len(rows) and column < len(rows[line]):
            rows[line][column] = text
    run(study, tmp_path_factory.mktemp("study"))


def test_the_arms_are_those_of_the_list(tmp_path):
    people = run(Harbour(), tmp_path).tables["participants"]
    assert people["person"].tolist() == list(PEOPLE)
    assert people["arm"].tolist() == [{"IPS": "ips", "TAU": "usual"}[x] for x in ARMS]
