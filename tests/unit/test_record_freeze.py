"""Seal, release and verify on a small made-up study."""

import json
import os
import shutil
from pathlib import Path

import pytest
from record_study import STUDY, VERSION, copy_study, write_plan

from ipsanalysis.__main__ import main
from ipsanalysis.files import sha256
from ipsanalysis.record import release

ROW = "employment/at_end/all_randomised/composite/observed/week_12/new/proportion/wilson-score"
RELEASED = Path("results", "released", STUDY, VERSION)
RESULTS = Path("results", STUDY, VERSION)


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The results of a study, with the working directory in its project."""
    folder = copy_study(tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return folder


@pytest.fixture
def sealed(results: Path) -> Path:
    assert main(["seal", STUDY]) == 0
    return results


@pytest.fixture
def released(sealed: Path) -> Path:
    assert main(["release", STUDY]) == 0
    return sealed


def manifest(folder: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads((folder / "manifest.json").read_text())
    return content


def change(path: Path, row: str, column: str, value: str) -> tuple[str, str]:
    """Put another value into a cell of a results file; return the values before and after."""
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    place = header.split(",").index(column)
    number = next(i for i, line in enumerate(lines) if line.startswith(f"{row},"))
    cells = lines[number].split(",")
    before, cells[place] = cells[place], value
    lines[number] = ",".join(cells)
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return before, value


def cell(path: Path, row: str, column: str) -> str:
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith(f"{row},"))
    return line.split(",")[header.split(",").index(column)]


def test_manifest_names_everything_read_run_and_made(sealed: Path) -> None:
    content = json.loads((sealed / "manifest.json").read_text())
    inputs = {entry["path"]: entry for entry in content["object"]}
    plan, raw = f"config/studies/{STUDY}.yaml", f"data/raw/{STUDY}"
    assert list(inputs) == [plan, f"{raw}/datapackage.json", f"{raw}/people.csv"]
    made = {entry["path"]: entry for entry in content["result"]}
    for name in ("data/participants.csv", "analyses/describe.parquet", "results.csv", "curves.csv"):
        assert made[f"{RESULTS.as_posix()}/{name}"]["sha256"] == sha256(RESULTS / name)
    report = made[f"reports/{STUDY}/{VERSION}/report.html"]
    assert report["contentSize"] == len("<p>Made up.</p>\n")
    assert not any("manifest" in path for path in made)
    assert (content["seed"], content["data_status"]) == (7, "synthetic")
    assert content["instrument"]["softwareVersion"] == "9.9"
    assert content["lock"]["sha256"] == sha256(Path("requirements.txt"))
    assert list(content["packages"]) == ["numpy"]
    assert content["run"]["actionStatus"] == "CompletedActionStatus"


def test_manifest_holds_no_path_or_name_of_the_machine(sealed: Path) -> None:
    text = (sealed / "manifest.json").read_text()
    assert str(Path.cwd()) not in text
    assert str(Path.home()) not in text
    assert os.uname().nodename not in text


def test_reruns_differ_in_the_section_run_only(sealed: Path) -> None:
    before = manifest(sealed)
    (Path("src") / "__pycache__").mkdir()
    (Path("src") / "__pycache__" / "code.pyc").write_bytes(b"cache")
    (sealed / "figures").mkdir()
    (sealed / "figures" / ".snakemake_timestamp").write_text("")
    for path in sorted(sealed.rglob("*.csv")):
        os.utime(path, (1, 1))
    assert main(["seal", STUDY]) == 0
    after = manifest(sealed)
    assert after.pop("run") != before.pop("run")
    assert after == before


@pytest.mark.parametrize("path", ["src/ipsanalysis/code.py", "workflow/rules/analyse.smk"])
def test_code_hash_follows_every_file_of_code(sealed: Path, path: str) -> None:
    before = json.loads((sealed / "manifest.json").read_text())
    Path(path).write_text("changed\n")
    assert main(["seal", STUDY]) == 0
    after = json.loads((sealed / "manifest.json").read_text())
    assert after["instrument"].pop("code") != before["instrument"].pop("code")
    assert (after["instrument"], after["object"]) == (before["instrument"], before["object"])


def test_start_is_that_of_the_first_step(results: Path) -> None:
    folder = Path("benchmarks", STUDY, VERSION)
    folder.mkdir(parents=True)
    for name, ended, took in (("clean", 1_000_010, 4.0), ("derive", 1_000_020, 30.0)):
        (folder / f"{name}.tsv").write_text(f"s\th:m:s\n{took}\t0:00:04\n")
        os.utime(folder / f"{name}.tsv", (ended, ended))
    (folder / "empty.tsv").write_text("")
    assert main(["seal", STUDY]) == 0
    run = json.loads((results / "manifest.json").read_text())["run"]
    assert run["startTime"] == "1970-01-12T13:46:30+00:00"
    assert run["startTimeFrom"] == "start of the step derive, from its benchmark"


def test_start_without_benchmarks_is_the_oldest_output(results: Path) -> None:
    os.utime(results / "curves.csv", (1_000_000, 1_000_000))
    assert main(["seal", STUDY]) == 0
    run = json.loads((results / "manifest.json").read_text())["run"]
    assert run["startTime"] == "1970-01-12T13:46:40+00:00"
    assert run["startTimeFrom"] == "when the oldest output, curves.csv, was written"


def test_seal_needs_every_input(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("requirements.txt").unlink()
    assert main(["seal", STUDY]) == 1
    assert "requirements.txt: there is no such file" in capsys.readouterr().err
    assert not (results / "manifest.json").exists()


def test_release_keeps_results_and_manifest(
    sealed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["release", STUDY]) == 0
    told = capsys.readouterr().out
    assert f"git add {RELEASED}" in told
    assert f'git commit -m "Release {STUDY} {VERSION}"' in told
    assert sorted(path.name for path in RELEASED.iterdir()) == ["manifest.json", "results.csv"]
    for path in RELEASED.iterdir():
        assert path.read_bytes() == (sealed / path.name).read_bytes()
    assert [path.name for path in RELEASED.parent.iterdir()] == [VERSION]


def test_release_again_changes_nothing(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in RELEASED.iterdir()}
    assert main(["release", STUDY]) == 0
    assert "released already, with the same values. Nothing" in capsys.readouterr().out
    Path("src/ipsanalysis/code.py").write_text("2\n")
    assert main(["seal", STUDY]) == 0
    assert main(["release", STUDY]) == 0
    assert "made by an earlier state of the code" in capsys.readouterr().out
    assert before == {path: path.read_bytes() for path in RELEASED.iterdir()}


def test_release_does_not_replace_another_record(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.move(RELEASED, "aside")
    before, after = change(released / "results.csv", ROW, "estimate", "0.125")
    assert main(["seal", STUDY]) == 0
    shutil.move("aside", RELEASED)
    assert main(["release", STUDY]) == 1
    told = capsys.readouterr().err
    assert "is released already, with other results" in told
    assert f"{before} -> {after}" in told
    assert "Raise `version`" in told
    assert cell(RELEASED / "results.csv", ROW, "estimate") == before


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (f"config/studies/{STUDY}.yaml", "config/studies"),
        (f"data/raw/{STUDY}/people.csv", "people.csv"),
        (f"{RESULTS}/results.csv", "results.csv"),
        ("requirements.txt", "requirements.txt"),
        ("src/ipsanalysis/code.py", "the code"),
        ("src/ipsanalysis/new.py", "the code"),
        ("Snakefile", "the code"),
    ],
)
def test_release_refuses_what_is_stale(
    sealed: Path, path: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert main(["release", STUDY]) == 1
    told = capsys.readouterr().err
    assert "stale" in told
    assert named in told
    assert "Run make" in told
    assert not RELEASED.exists()


def test_release_refuses_a_raw_file_that_the_run_did_not_read(
    sealed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    resources = {"resources": [{"path": "people.csv"}, {"path": ["more.csv"]}]}
    (Path("data/raw") / STUDY / "datapackage.json").write_text(json.dumps(resources))
    (Path("data/raw") / STUDY / "more.csv").write_text("id\n")
    assert main(["release", STUDY]) == 1
    assert "more.csv" in capsys.readouterr().err


def test_release_refuses_when_nothing_was_run(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["release", STUDY]) == 1
    assert "Run make, then release." in capsys.readouterr().err


def test_release_refuses_confidential_data(
    sealed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_plan(Path(), access="confidential")
    assert main(["release", STUDY]) == 1
    assert "until disclosure control exists" in capsys.readouterr().err
    assert not RELEASED.exists()


def test_release_is_whole_or_nothing(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: Path, target: Path) -> None:
        if source.name == "manifest.json":
            raise OSError("disk full")
        shutil.copy(source, target)

    monkeypatch.setattr(release.shutil, "copyfile", fail)
    assert main(["release", STUDY]) == 3
    assert list(RELEASED.parent.iterdir()) == []


def test_seal_passes_when_values_are_those_released(released: Path) -> None:
    (released / "manifest.json").unlink()
    assert main(["seal", STUDY]) == 0
    assert (released / "manifest.json").exists()


def test_seal_stops_when_a_released_value_changes(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (released / "manifest.json").unlink()
    before, after = change(released / "results.csv", ROW, "estimate", "0.125")
    assert main(["seal", STUDY]) == 1
    told = capsys.readouterr().err
    for part in (ROW, "estimate", f"{before} -> {after}", "frozen", "raise `version`"):
        assert part in told
    assert not (released / "manifest.json").exists()


def test_seal_shows_the_first_ten_rows(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = released / "results.csv"
    keys = [line.partition(",")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    for key in keys[:13]:
        change(path, key, "study", "another")
    assert main(["seal", STUDY]) == 1
    told = capsys.readouterr().err
    assert told.count(f"{STUDY} -> another") == 10
    assert "and 3 rows more" in told


def test_verify_says_equal_and_compares_bytes(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["verify"]) == 0
    told = capsys.readouterr().out
    assert told.count("\n") == 1
    assert told.startswith(f"{STUDY} {VERSION}: verified: ")
    assert "files equal it byte for byte" in told


def test_verify_allows_the_last_digits_of_numbers(released: Path) -> None:
    value = float(cell(released / "results.csv", ROW, "estimate"))
    change(RELEASED / "results.csv", ROW, "estimate", repr(value * (1 + 5e-10)))
    record = json.loads((RELEASED / "manifest.json").read_text())
    for entry in record["result"]:
        if entry["path"].endswith("/results.csv"):
            entry["sha256"] = sha256(RELEASED / "results.csv")
    record["run"]["python"] = "3.1.0"
    (RELEASED / "manifest.json").write_text(json.dumps(record))
    assert main(["verify", STUDY]) == 0


@pytest.mark.parametrize(
    ("change_in", "reason"),
    [
        (("run", "python"), "another Python"),
        (("run", "platform"), "another platform"),
        (("run", "processor"), "another processor"),
        (("lock", "sha256"), "another lock"),
        (("instrument", "code"), "other code"),
    ],
)
def test_verify_says_why_bytes_are_not_compared(
    released: Path, change_in: tuple[str, str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads((RELEASED / "manifest.json").read_text())
    record[change_in[0]][change_in[1]] = "other"
    (RELEASED / "manifest.json").write_text(json.dumps(record))
    (Path("reports") / STUDY / VERSION / "report.html").write_text("other bytes")
    assert main(["verify", STUDY]) == 0
    assert f"bytes not compared: {reason}" in capsys.readouterr().out


def test_verify_fails_on_other_bytes(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (Path("reports") / STUDY / VERSION / "report.html").write_text("other bytes")
    assert main(["verify"]) == 1
    told = capsys.readouterr().out
    assert "all rows agree, but these files have other bytes" in told
    assert f"reports/{STUDY}/{VERSION}/report.html" in told


@pytest.mark.parametrize(
    ("column", "value"), [("estimate", "0.125"), ("note", "other"), ("n", ""), ("ci_low", "x")]
)
def test_verify_fails_on_a_changed_cell(
    released: Path, column: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before, _ = change(released / "results.csv", ROW, column, value)
    assert main(["verify"]) == 1
    told = capsys.readouterr().out
    assert ROW in told
    assert f"{before or 'nothing'} -> {value or 'nothing'}" in told


def test_verify_lists_missing_and_extra_rows(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = released / "results.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"\n{ROW},", "\nanother/row,"), encoding="utf-8")
    assert main(["verify"]) == 1
    told = capsys.readouterr().out
    assert f"only released (1 row):\n    {ROW}\n" in told
    assert "only here (1 row):\n    another/row\n" in told


def test_verify_finds_a_record_changed_after_release(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(RELEASED / "results.csv", ROW, "estimate", "0.125")
    assert main(["verify"]) == 1
    assert "not the file its own manifest names" in capsys.readouterr().out


def test_verify_without_results(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(RESULTS)
    assert main(["verify"]) == 1
    assert "there are no results" in capsys.readouterr().out


def test_verify_of_a_draft(sealed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == f"{STUDY} {VERSION}: draft: not released\n"


def test_verify_of_a_draft_after_a_release(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_plan(Path(), version="0.2")
    capsys.readouterr()
    assert main(["verify", STUDY]) == 0
    assert capsys.readouterr().out == f"{STUDY} 0.2: draft: not released (released: {VERSION})\n"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_a_broken_manifest_is_named(
    released: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (RELEASED / "manifest.json").write_text(text)
    assert main(["verify"]) == 1
    assert f"{RELEASED / 'manifest.json'}: not a manifest" in capsys.readouterr().err
