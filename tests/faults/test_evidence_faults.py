"""Every kind of broken evidence file: its own clear message, nothing half-written."""

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from evidence_cases import CELL_CASES, DICTIONARY_CASES, FILE_CASES, NOTE_CASES, Case
from evidence_study import PLAN, PROJECT, EvidenceStudy

from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.steps import gather as step

CASES = (*CELL_CASES, *FILE_CASES, *DICTIONARY_CASES)
ALONE = PLAN.model_copy(update={"new_trials": None})  # without results of studies to read


def gathered(study: EvidenceStudy, root: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    layout = study.write(root)
    monkeypatch.setattr(step, "load_review", lambda *_: (ALONE, layout))
    step.run("ips", root)
    return layout


def message_of(study: EvidenceStudy, root: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the step and return its message, holding it to leave nothing but the list behind."""
    with pytest.raises(UserError) as caught:
        gathered(study, root, monkeypatch)
    left = [path.name for path in (root / "results").rglob("*") if path.is_file()]
    assert left in ([], ["faults.csv"])
    return str(caught.value)


def told(message: str) -> str:
    """What is wrong, without the values found, numbers, columns, files and the folder."""
    kinds = re.sub(r'"[^"]*"|\d+', "#", message.partition("\n")[2])
    return "\n".join(
        line.partition("): ")[2] or line
        for line in kinds.splitlines()
        if "rows in:" not in line and "row in:" not in line and "The full list" not in line
    )


def test_the_shipped_files_have_no_error(tmp_path, monkeypatch):
    layout = gathered(EvidenceStudy(), tmp_path, monkeypatch)
    names = {path.name for path in layout.results.rglob("*") if path.is_file()}
    assert names == {path.name for path in step.outputs(layout)} - {"faults.csv"}


@cache
def told_of(case: Case) -> tuple[str, pd.DataFrame | None]:
    """The message of a broken file, and the list of faults."""
    study = EvidenceStudy()
    case.breaks(study)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        message = message_of(study, Path(folder), patch)
        if case in DICTIONARY_CASES:
            return message, None
        path = next(Path(folder).rglob("faults.csv"))
        return message, pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken_evidence_is_told_plainly(case):
    message, listed = told_of(case)
    for words in case.words:
        assert words in message, message
    assert len(message.splitlines()) <= 30
    assert "Traceback" not in message
    if listed is None:
        assert "Nothing was run" in message
        return
    assert re.search(r"Found .* in line \d+|in the file|nothing that can be used", message)
    errors = listed[listed["level"] == "error"]
    assert len(errors)
    assert errors["rule"].str.contains("; allowed: ").all()
    assert errors["action"].str.len().gt(0).all()


def noted(study: EvidenceStudy) -> set[str]:
    """The lines of the table of noted rows."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        layout = gathered(study, Path(folder), patch)
        text = layout.table("noted_rows").with_suffix(".csv").read_text()
    return set(text.replace(folder, "").splitlines())


@pytest.fixture(scope="module")
def noted_as_shipped() -> set[str]:
    return noted(EvidenceStudy())


@pytest.mark.parametrize("case", NOTE_CASES, ids=lambda case: case.name)
def test_what_a_reader_should_know_is_noted(case, noted_as_shipped):
    study = EvidenceStudy()
    case.breaks(study)
    new = "\n".join(noted(study) - noted_as_shipped)
    for words in case.words:
        assert words in new, new


def test_there_are_at_least_thirty_five_kinds_with_messages_of_their_own():
    assert len({case.name for case in (*CASES, *NOTE_CASES)}) == len(CASES) + len(NOTE_CASES)
    seen: dict[str, str] = {}
    kinds = [case for case in CASES if not case.variant]
    assert len(kinds) >= 35
    for case in kinds:
        message = told(told_of(case)[0])
        assert message not in seen, f"{case.name} and {seen.get(message)}: {message}"
        seen[message] = case.name


def test_faults_of_all_files_are_told_in_one_pass(tmp_path, monkeypatch):
    study = EvidenceStudy()
    names = ("unknown class of outcome", "unknown region", "country twice", "no such file")
    broken = [case for case in (*CELL_CASES, *FILE_CASES) if case.name in names]
    for case in broken:
        case.breaks(study)
    message = message_of(study, tmp_path, monkeypatch)
    for case in broken:
        for words in case.words:
            assert words in message


def test_other_faults_of_a_cell_with_a_percentage_stay(tmp_path, monkeypatch):
    study = EvidenceStudy()
    study.set("comparisons", "R15", "events_ips", "55%")
    study.set("comparisons", "R16", "events_ips", "32 people")
    message = message_of(study, tmp_path, monkeypatch)
    assert '"55%" in line 16. Write how many people' in message
    assert '"32 people" in line 17. Leave the number' in message


def test_tables_of_an_earlier_run_do_not_outlive_an_error(tmp_path, monkeypatch):
    layout = gathered(EvidenceStudy(), tmp_path, monkeypatch)
    (layout.raw / "coding.csv").write_text("x")
    with pytest.raises(UserError):
        step.run("ips", tmp_path)
    assert [path.name for path in layout.results.rglob("*") if path.is_file()] == ["faults.csv"]


def test_ties_are_told_with_the_lines_of_the_plan_and_of_the_file(tmp_path, monkeypatch):
    study = EvidenceStudy()
    study.copy("comparisons", "R15", row_id="R90", comparator="another")
    plan = tmp_path / "config" / "evidence" / "ips.yaml"
    plan.parent.mkdir(parents=True)
    plan.write_text((PROJECT / "config" / "evidence" / "ips.yaml").read_text())
    message = message_of(study, tmp_path, monkeypatch)
    told = message.splitlines()
    assert told[0] == f"{plan}: {len(PLAN.pools)} problems. Nothing was run."
    for index, line in enumerate(told[1:]):
        assert re.match(rf"  line \d+, pools\.{index}: found 2 rows of the trial", line)
        assert "R15 (ips_rcts.csv, line 16) and R90 (ips_rcts.csv, line 39)" in line
