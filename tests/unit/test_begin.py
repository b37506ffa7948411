"""The commands `new` and `check`: an example that runs at once, and faults told without a run."""

import argparse
import hashlib
import json
from importlib import import_module
from pathlib import Path

import pytest

from ipsanalysis.__main__ import STEPS
from ipsanalysis.begin import check, new
from ipsanalysis.errors import UserError
from ipsanalysis.files import read_parquet
from ipsanalysis.layout import Layout

OPTIONS = argparse.Namespace(study="oak")
RAW = Path("data/raw/oak")
PLAN = Path("config/studies/oak.yaml")


@pytest.fixture
def begun(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    PLAN.parent.mkdir(parents=True)
    assert new.run(OPTIONS) == 0


def checked(capsys) -> str:
    capsys.readouterr()
    assert check.run(OPTIONS) == 0
    return capsys.readouterr().out


def replaced(name: str, data: bytes) -> None:
    """Put another file in place of one of the example, with its size and checksum."""
    (RAW / name).write_bytes(data)
    path = RAW / "datapackage.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for resource in content["resources"]:
        if resource["path"] == name:
            resource["bytes"] = len(data)
            resource["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
    path.write_text(json.dumps(content), encoding="utf-8")


def test_the_example_is_in_order_and_says_what_it_is(begun, capsys):
    said = checked(capsys)
    assert "40 people randomised: 20 in Support, 20 in Usual service. SYNTHETIC people." in said
    assert "Nothing is wrong." in said
    assert "mytrial" not in PLAN.read_text(encoding="utf-8").lower()
    assert not Path("results").exists()


@pytest.mark.parametrize("study", ["Oak", "1oak", "o/ak", "../oak", "", "o" * 41, "-o"])
def test_a_name_that_is_none_is_refused(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="allowed: lower-case letters"):
        new.run(argparse.Namespace(study=study))
    assert not list(tmp_path.iterdir())


def test_the_folder_of_released_records_is_no_study(begun):
    before = sorted(Path().rglob("*"))
    with pytest.raises(UserError, match=r'found "released"; allowed: any name but this'):
        new.run(argparse.Namespace(study="released"))
    assert sorted(Path().rglob("*")) == before
    plan = PLAN.with_name("released.yaml")
    plan.write_text(PLAN.read_text(encoding="utf-8").replace("study: oak", "study: released"))
    with pytest.raises(
        UserError, match=r'line \d+, study: found "released"; allowed: any name but'
    ):
        check.run(argparse.Namespace(study="released"))


@pytest.mark.parametrize("at", ["oak.yaml", "oak"])
def test_new_killed_before_or_between_its_renames_can_be_run_again(
    at, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    PLAN.parent.mkdir(parents=True)
    rename = Path.rename

    def killed(path, target):
        if Path(target).name == at:
            raise KeyboardInterrupt
        return rename(path, target)

    with monkeypatch.context() as dying:  # nothing is cleaned up after a kill
        dying.setattr(Path, "rename", killed)
        dying.setattr(new.shutil, "rmtree", lambda *_, **__: None)
        dying.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            new.run(OPTIONS)
    assert RAW.with_name(".oak.partial").is_dir()
    assert not RAW.exists()
    with pytest.raises(UserError) as caught:
        check.run(argparse.Namespace(study="ok"))
    assert ".oak" not in str(caught.value)
    assert new.run(OPTIONS) == 0
    assert [path.name for path in RAW.parent.iterdir()] == ["oak"]
    assert [path.name for path in PLAN.parent.iterdir()] == ["oak.yaml"]
    checked(capsys)


def test_a_plan_changed_after_a_kill_is_not_taken_for_a_leftover(begun):
    RAW.rename(RAW.with_name(".oak.partial"))
    PLAN.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"oak.yaml: is there already"):
        new.run(OPTIONS)
    assert PLAN.read_text(encoding="utf-8") == "# mine\n"


def test_nothing_is_written_over(begun):
    before = PLAN.read_bytes()
    with pytest.raises(UserError, match=r"oak.yaml: is there already"):
        new.run(OPTIONS)
    assert PLAN.read_bytes() == before


def test_outside_a_project_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="Run this in the project's folder"):
        new.run(OPTIONS)
    assert not list(tmp_path.iterdir())


def test_faults_of_the_data_are_told_and_nothing_is_written(begun):
    data = (RAW / "jobs.csv").read_bytes().replace(b"M001,1,", b"X001,1,", 1)
    replaced("jobs.csv", data)
    with pytest.raises(UserError, match="not on the list of people randomised") as caught:
        check.run(OPTIONS)
    assert "line 2" in str(caught.value)
    assert not Path("results").exists()


def test_outcomes_that_are_not_known_are_told_before_a_run(begun):
    text = PLAN.read_text(encoding="utf-8")
    at = text.index("employment:")
    PLAN.write_text(
        text[:at] + text[at:].replace("missing: observed", "missing: none", 1), encoding="utf-8"
    )
    with pytest.raises(UserError, match="employed_within_12 is not observed for 3 people"):
        check.run(OPTIONS)


def test_a_figure_over_time_with_people_unobserved_is_told_before_a_run(begun):
    text = PLAN.read_text(encoding="utf-8")
    at = text.index("status_over_time:")
    PLAN.write_text(
        text[:at] + text[at:].replace("missing: observed", "missing: none", 1), encoding="utf-8"
    )
    with pytest.raises(UserError, match="in status_over_time is not observed for 1 people"):
        check.run(OPTIONS)


def test_rows_that_are_left_out_are_counted_and_not_called_in_order(begun, capsys):
    data = (RAW / "jobs.csv").read_bytes() + b"M002,9,2019-01-01,2019-02-01,ordinary,20,200,shop\n"
    replaced("jobs.csv", data)
    said = checked(capsys)
    assert "jobs.csv: 47 rows: 46 kept, 1 left out (see the notes)." in said
    assert "people.csv: 40 rows, all in order." in said
    assert ", row 48: " in said


def test_a_study_in_which_nobody_left_or_worked_runs_to_its_report(begun, capsys):
    for name in ("left.csv", "jobs.csv"):
        data = (RAW / name).read_bytes()
        replaced(name, data[: data.index(b"\n") + 1])
    said = checked(capsys)
    assert said.count("a header but no row: nobody is listed") == 2
    for step in STEPS:
        if step != "seal":
            import_module(f"ipsanalysis.steps.{step}").run("oak")
    layout = Layout(study="oak", version="0.1")
    rows = read_parquet(layout.results / "results.parquet")
    primary = rows[(rows.role == "primary") & (rows.statistic == "risk_difference")].iloc[0]
    counts = (primary.n_events, primary.n, primary.n_events_control, primary.n_control)
    assert counts == (0, 20, 0, 20)
    assert (layout.reports / "report.html").is_file()
