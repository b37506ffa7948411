"""Every kind of broken evidence file: its own clear message, nothing half-written."""

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from evidence_cases import CELL_CASES, NOTE_CASES, Case
from evidence_file_cases import DICTIONARY_CASES, FILE_CASES, ONE_FAULT
from evidence_study import PLAN, PROJECT, EvidenceStudy

from ipsanalysis.audit import sheet
from ipsanalysis.audit.read import audit_items
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


@pytest.mark.parametrize("case", ONE_FAULT, ids=lambda case: case.name)
def test_one_fault_is_told_once(case):
    _, listed = told_of(case)
    assert listed is not None
    errors = listed[listed["level"] == "error"]
    assert errors["column"].tolist() == list(case.words), errors.to_string()


@pytest.mark.parametrize(
    "cells",
    [
        {"n_ips": "100", "events_ips": "55"},  # the count gives its percentage
        {"n_ips": "99", "events_ips": "55", "pct_ips_printed": "55.6"},
        {"n_ips": "156", "events_ips": "0", "pct_ips_printed": "0"},
        {"n_ips": "156", "events_ips": "55", "pct_ips_printed": ""},
        {"follow_up_months": "0.033"},
        {"country": "UK/DE"},
    ],
)
def test_what_only_looks_like_a_fault_is_none(cells, tmp_path, monkeypatch):
    study = EvidenceStudy()
    for column, text in cells.items():
        study.set("comparisons", "R15", column, text)
    gathered(study, tmp_path, monkeypatch)


def break_printed(study: EvidenceStudy) -> None:
    """Break printed figures in as many ways as the audit tells apart, and then in many rows."""
    for item, column, text in (
        ("pain_12", "percent", "half"), ("pain_12", "n_range", "9-3"), ("seed_12", "ci_low", "50"),
        ("hekta_18", "total", "100"), ("lones_6", "trial_id", ""), ("burns_18", "events", "157"),
        ("burns_18", "test", "fisher"), ("latimer_12", "p", "2"), ("wong_18", "effect_kind", ""),
        ("oshima_6", "n", "0"), ("gold_24", "adjustment", "rude"), ("davis_2012_12", "n", "55%"),
        ("viering_24", "percent", ""), ("viering_24", "percent_control", ""),
        ("mueser_psr", "what", "a\x07b"), ("modini_2016", "ci_level", ""),
        ("metcalfe_2018", "ci_high", ""), ("frederick_2019", "effect", "-1.63"),
    ):  # fmt: skip
        study.set("printed", item, column, text)
    for number in range(60):
        study.copy("printed", "brinchmann_2020", item_id=f"more_{number}", ci_level="950")


def test_every_fault_of_printed_figures_is_told_where_the_audit_tells_it(tmp_path, monkeypatch):
    study = EvidenceStudy()
    break_printed(study)
    message = message_of(study, tmp_path, monkeypatch)
    listed = pd.read_csv(next(tmp_path.rglob("faults.csv")), dtype=str, keep_default_na=False)
    errors = listed[listed["level"] == "error"]
    found = sorted(zip(errors["row"].astype(int), errors["column"], strict=True))
    monkeypatch.setattr(sheet, "MOST_FAULTS", 1000)
    with pytest.raises(UserError) as caught:
        audit_items(tmp_path / "data" / "raw" / "evidence" / "printed.csv")
    told = [re.search(r", line (\d+), column (\w+): ", x) for x in str(caught.value).splitlines()]
    assert found == sorted((int(match[1]), match[2]) for match in told if match)
    assert len(found) == len(told) > 75
    wrong = errors["row"].nunique()
    assert f"114 rows in: {114 - wrong} without errors, {wrong} with errors." in message
    assert errors["rule"].str.contains("; allowed: ").all()
    assert errors["action"].str.fullmatch(r"[A-Z].*[^.]\.( Did you mean .*)?").all()
    values = errors.set_index(["row", "column"])["value"]
    assert values["2", "percent"] == "half"
    assert values["6", "ci_low"] == "50"


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
