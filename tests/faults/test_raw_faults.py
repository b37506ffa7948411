"""Every kind of broken raw file and dictionary: its own clear message, nothing half-written."""

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from raw_case import Case
from raw_cell_cases import CELL_CASES
from raw_dictionary_cases import DICTIONARY_CASES
from raw_file_cases import FILE_CASES
from raw_study import RawStudy, small

from ipsanalysis.errors import UserError
from ipsanalysis.steps import clean as step

CASES = (*FILE_CASES, *CELL_CASES, *DICTIONARY_CASES)


def message_of(study: RawStudy, root: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the step on a study and return its message, holding it to leave nothing behind."""
    layout = study.write(root)
    monkeypatch.setattr(step, "load_study", lambda *_: (study.plan(), layout))
    before = tree(root)
    with pytest.raises(UserError) as caught:
        step.run("life", root)
    allowed = {layout.results / "faults.csv"}
    assert {path: text for path, text in tree(root).items() if path not in allowed} == before
    return str(caught.value)


def tree(root: Path) -> dict[Path, int]:
    return {p: p.stat().st_size for p in sorted(root.rglob("*")) if p.is_file()}


@cache
def told_of(case: Case) -> tuple[str, pd.DataFrame | None]:
    """The message of a broken study without its folder, and its list of faults."""
    study = case.study()
    case.breaks(study)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        message = message_of(study, Path(folder), patch).replace(folder, "")
        if case in DICTIONARY_CASES:
            return message, None
        listed = pd.read_csv(
            next(Path(folder).rglob("faults.csv")), dtype=str, keep_default_na=False
        )
    numbers = listed.loc[listed["row"] != "", "row"].astype(int)
    assert numbers.between(1, len(study.data().split(b"\n")) + 1).all()
    return message, listed


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken_study_is_told_plainly(case):
    message, listed = told_of(case)
    for words in case.words:
        assert words in message, message
    assert len(message.splitlines()) <= 30
    assert "Traceback" not in message
    if listed is not None:
        assert "Found" in message
        assert re.search(r"in line \d+|in the file|nothing that can be used", message)
        assert "The full list: " in message
        assert list(listed.columns) == list(step.fault_frame([]).columns)
        assert "error" in set(listed["level"])
        assert listed["rule"].str.len().gt(0).all()
        assert listed["action"].str.len().gt(0).all()


def test_there_are_at_least_sixty_kinds():
    assert len({case.name for case in CASES}) == len(CASES) >= 60


def test_every_kind_has_a_message_of_its_own():
    seen: dict[str, str] = {}
    kinds = [case for case in CASES if not case.variant]
    assert len(kinds) >= 60
    for case in kinds:
        message, _ = told_of(case)
        # What is wrong, without the values found, numbers and columns.
        told = re.sub(r'"[^"]*"|\d+', "#", message)
        told = re.sub(r"(?m)^  [\w ]+ \(#\)[\w ,()#]*: ", "  ", told.partition("\n")[2] or told)
        assert told not in seen, f"{case.name} and {seen[told]}: {message}"
        seen[told] = case.name


def test_a_file_with_many_faults_is_told_in_one_pass(tmp_path, monkeypatch):
    study = small()
    broken = [case for case in CELL_CASES if case.name in ("unknown arm", "impossible age", "gap")]
    for case in broken:
        case.breaks(study)
    message = message_of(study, tmp_path, monkeypatch)
    for case in broken:
        for words in case.words:
            assert words in message


def test_confidential_values_are_withheld(tmp_path, monkeypatch):
    study = small()
    study.access = "confidential"
    study.add_id([f"secret{number}" for number in range(12)])
    study.lines[4][study.column("mar")] = "Married"
    study.lines[5][study.column("age")] = "=secret"
    study.lines[6][study.column("emp1")] = "secret"
    message = message_of(study, tmp_path, monkeypatch)
    listed = next(tmp_path.rglob("faults.csv")).read_text()
    for text in (message, listed):
        assert "secret" not in text
        assert "Married" not in text
        assert "Did you mean" not in text
    assert "withheld in line 5" in message
    assert "mar" in message


@pytest.mark.parametrize("name", ["empty file", "header only", "too large", "checksum", "UTF-16"])
def test_what_a_confidential_file_is_as_a_whole_is_told(name, tmp_path, monkeypatch):
    case = next(case for case in FILE_CASES if case.name == name)
    study = case.study()
    study.access = "confidential"
    case.breaks(study)
    message = message_of(study, tmp_path, monkeypatch)
    assert "withheld" not in message
    for words in case.words:
        assert words in message


def test_sizes_of_a_confidential_file_are_told(tmp_path, monkeypatch):
    case = next(case for case in FILE_CASES if case.name == "size of LIFE")
    study = case.study()
    study.access = "confidential"
    case.breaks(study)
    assert 'Found "88857 bytes" in the file' in message_of(study, tmp_path, monkeypatch)


def test_formulas_in_the_list_of_faults_are_text(tmp_path, monkeypatch):
    study = small()
    for line, text in ((2, "=1+1"), (3, "+cmd|calc"), (4, "-2+3"), (5, "@x"), (6, "-3")):
        study.lines[line - 1][study.column("age")] = text
    message_of(study, tmp_path, monkeypatch)
    listed = pd.read_csv(next(tmp_path.rglob("faults.csv")), dtype=str, keep_default_na=False)
    assert set(listed["value"]) == {"'=1+1", "'+cmd|calc", "'-2+3", "'@x", "-3"}


def test_tables_of_an_earlier_run_do_not_outlive_an_error(tmp_path, monkeypatch):
    good = small()
    layout = good.write(tmp_path)
    monkeypatch.setattr(step, "load_study", lambda *_: (good.plan(), layout))
    step.run("life", tmp_path)
    assert layout.table("participants").is_file()
    (layout.raw / "rossi.csv").write_text("x")
    with pytest.raises(UserError):
        step.run("life", tmp_path)
    assert [p.name for p in layout.results.rglob("*") if p.is_file()] == ["faults.csv"]
