"""Seal, release and verify on a small made-up study."""

import json
import os
import shutil
from pathlib import Path

import pytest
from record_study import STUDY, VERSION, copy_study, recompute, write_plan

from ipsanalysis.__main__ import main
from ipsanalysis.files import read_parquet, sha256, write_csv, write_json, write_parquet
from ipsanalysis.plan.load import load_study
from ipsanalysis.record import release
from ipsanalysis.record.manifest import make_manifest

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
    before = cell(released / "results.csv", ROW, "estimate")
    assert recompute(ROW, "estimate", 0.125) == 0
    assert main(["seal", STUDY]) == 0
    shutil.move("aside", RELEASED)
    assert main(["release", STUDY]) == 1
    told = capsys.readouterr().err
    assert "is released already, with other results" in told
    assert f"{before} -> 0.125" in told
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
    assert "un make.\nThen release." in told
    assert not RELEASED.exists()


@pytest.mark.parametrize("name", ["results", "curves"])
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_csv_that_is_not_its_parquet_is_neither_sealed_nor_released(
    results: Path, name: str, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the last digit too; and not when the manifest is of the changed file."""
    rows = read_parquet(results / f"{name}.parquet")
    place = rows.index[rows["estimate"] > 0][0]
    key, value = rows.loc[place, ["row_id", "estimate"]]
    rows.loc[place, "estimate"] = value * (1 + 1e-15)
    assert rows.loc[place, "estimate"] != value
    write = write_csv if suffix == "csv" else write_parquet
    write(results / f"{name}.{suffix}", rows)
    write_json(results / "manifest.json", make_manifest(*load_study(STUDY)))
    for command in ("seal", "release"):
        assert main([command, STUDY]) == 1
        told = capsys.readouterr().err
        for part in (f"{name}.csv: found other values than in {name}.parquet", key, "estimate"):
            assert part in told
        assert f"Delete {RESULTS}/{name}.* and {RESULTS}/manifest.json, then run make." in told
    assert not RELEASED.exists()


@pytest.mark.parametrize("name", ["results.csv", "results.parquet", "curves.csv"])
def test_seal_needs_results_and_curves_twice(
    results: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (results / name).unlink()
    assert main(["seal", STUDY]) == 1
    assert f"{name}: there is no such file. Delete {RESULTS}/{name.partition('.')[0]}.*" in (
        capsys.readouterr().err
    )
    assert not (results / "manifest.json").exists()


def test_numbers_may_be_spelt_otherwise_in_the_csv(results: Path) -> None:
    value = cell(results / "results.csv", ROW, "n")
    change(results / "results.csv", ROW, "n", f"{value}.0")
    assert main(["seal", STUDY]) == 0


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
    told = capsys.readouterr().err
    assert "there are no results" in told
    assert "Run make.\nThen release." in told


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


def test_collect_passes_when_values_are_those_released(released: Path) -> None:
    before = (released / "results.csv").read_bytes()
    assert main(["collect", STUDY]) == 0
    assert (released / "results.csv").read_bytes() == before


def test_collect_writes_nothing_when_a_released_value_changes(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in sorted(released.glob("*.*"))}
    value = cell(released / "results.csv", ROW, "estimate")
    assert recompute(ROW, "estimate", 0.125) == 1
    told = capsys.readouterr().err
    for part in (ROW, "estimate", f"{value} -> 0.125", "frozen", "raise `version`"):
        assert part in told
    assert {path: path.read_bytes() for path in sorted(released.glob("*.*"))} == before


def test_collect_shows_the_first_ten_rows(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = released / "analyses" / "employment.parquet"
    rows = read_parquet(path)
    rows.loc[:12, "unit"] = "another"
    write_parquet(path, rows)
    assert main(["collect", STUDY]) == 1
    told = capsys.readouterr().err
    assert told.count("-> another") == 10
    assert "and 3 rows more" in told


def test_collect_needs_the_results_released(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (RELEASED / "results.csv").unlink()
    assert main(["collect", STUDY]) == 1
    assert "Restore it from git." in capsys.readouterr().err


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
    assert main(["seal", STUDY]) == 0
    assert main(["verify", STUDY]) == 0
    assert f"bytes not compared: {reason}" in capsys.readouterr().out


def test_verify_fails_on_other_bytes(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (Path("reports") / STUDY / VERSION / "report.html").write_text("other bytes")
    assert main(["seal", STUDY]) == 0
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
    assert f"Delete the folder {RESULTS}, then run make." in told


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        (f"config/studies/{STUDY}.yaml", "Run make."),
        (f"data/raw/{STUDY}/people.csv", "Run make."),
        ("requirements.txt", "Run make."),
        ("Snakefile", "Run make."),
        ("src/ipsanalysis/code.py", "Run make."),
        (f"{RESULTS}/curves.csv", f"Delete the folder {RESULTS}, then run make."),
        (f"{RESULTS}/results.parquet", f"Delete the folder {RESULTS}, then run make."),
        (f"{RESULTS}/data/account.csv", f"Delete the folder {RESULTS}, then run make."),
        (f"reports/{STUDY}/{VERSION}/report.html", f"Delete the folder {RESULTS}, then run make."),
    ],
)
@pytest.mark.parametrize("python", [None, "3.1.0"])
def test_verify_believes_the_disk_and_not_the_manifest(
    released: Path,
    path: str,
    advice: str,
    python: str | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On every platform."""
    if python:
        record = json.loads((RELEASED / "manifest.json").read_text())
        record["run"]["python"] = python
        (RELEASED / "manifest.json").write_text(json.dumps(record))
    (released / "data" / "account.csv").write_text("file\n")
    assert main(["seal", STUDY]) == 0
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert main(["verify", STUDY]) == 1
    told = capsys.readouterr().out
    assert "stale. Changed since it was written" in told
    assert (path if "src" not in path and "Snake" not in path else "the code") in told
    assert advice in told


def test_verify_needs_the_manifest(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (released / "manifest.json").unlink()
    assert main(["verify", STUDY]) == 1
    assert "with their manifest. Run make." in capsys.readouterr().out


def test_verify_of_results_that_cannot_be_read(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (released / "results.csv").write_text("row_id,n\nx\n")
    assert main(["verify", STUDY]) == 1
    assert f"Delete the folder {RESULTS}, then run make." in capsys.readouterr().out


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


def test_verify_of_a_draft_that_is_named(sealed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", STUDY]) == 1
    told = capsys.readouterr().out
    assert told.startswith(f"{STUDY} {VERSION}: not verified: there is no record {RELEASED}. ")
    assert "restore it from git" in told


def test_verify_of_a_draft_after_a_release(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_plan(Path(), version="0.2")
    capsys.readouterr()
    assert main(["verify", STUDY]) == 1
    assert f"results/released/{STUDY}/0.2 (released: {VERSION})" in capsys.readouterr().out
    assert main(["verify"]) == 0
    draft, record = capsys.readouterr().out.splitlines()
    assert draft == f"{STUDY} 0.2: draft: not released (released: {VERSION})"
    assert record.startswith(f"{STUDY} {VERSION}: record whole")


@pytest.mark.parametrize("study", [STUDY, "gone"])
def test_verify_holds_records_of_the_past_to_their_manifests(
    released: Path, study: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Versions and studies that config/config.yaml no longer leads to."""
    record = RELEASED.parents[1] / study / "0.0"
    shutil.copytree(RELEASED, record)
    text = (record / "manifest.json").read_text()
    text = text.replace(f"results/{STUDY}/{VERSION}/", f"results/{study}/0.0/")
    (record / "manifest.json").write_text(text)
    assert main(["verify"]) == 0
    assert f"{study} 0.0: record whole" in capsys.readouterr().out
    change(record / "results.csv", ROW, "estimate", "0.125")
    assert main(["verify"]) == 1
    told = capsys.readouterr().out
    assert f"{study} 0.0: not verified" in told
    assert f"{STUDY} {VERSION}: verified" in told
    (record / "results.csv").unlink()
    assert main(["verify"]) == 1
    assert "results.csv: no such file, but" in capsys.readouterr().out


def test_verify_without_the_released_manifest(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (RELEASED / "manifest.json").unlink()
    assert main(["verify", STUDY]) == 1
    assert "manifest.json: there is no such file. Restore it from git." in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"instrument":1,"lock":{},"object":[],"result":[1],"run":{}}'],
)
def test_a_broken_manifest_is_named(
    released: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (RELEASED / "manifest.json").write_text(text)
    assert main(["verify"]) == 1
    assert f"{RELEASED / 'manifest.json'}: not a manifest" in capsys.readouterr().out
