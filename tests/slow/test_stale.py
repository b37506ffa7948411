"""A step's result goes stale when its module, plan, dictionary or data change, and only then.

One run is finished; then something is edited, Snakemake says what it would do, and the edit is
taken back.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from project_copies import (
    ONE_STUDY,
    STUDY,
    contents,
    copy_project,
    dictionary,
    different,
    made_manifest,
    raw_file,
    receive,
    snakemake,
)
from snakemake_server import SnakemakeServer

from ipsanalysis.plan.evidence_load import load_any
from ipsanalysis.run.__main__ import command
from ipsanalysis.run.deleted import incomplete_folders

pytestmark = pytest.mark.slow

PACKAGE = Path("src") / "ipsanalysis"
FROM_OUTCOMES = {"describe", "employment", "first_job", "work_amount"}
AFTER_COLLECT = {"draw", "tabulate", "report", "seal"}
AFTER_ANALYSES = {"collect"} | AFTER_COLLECT
AFTER_DERIVE = FROM_OUTCOMES | AFTER_ANALYSES
AFTER_CLEAN = {"derive", "histories"} | AFTER_DERIVE
EVERYTHING = {"clean"} | AFTER_CLEAN

MODULES = {
    "steps/clean.py": EVERYTHING,
    "raw/cells.py": EVERYTHING,
    "files.py": EVERYTHING,
    "plan/study.py": EVERYTHING,
    "steps/derive.py": {"derive"} | AFTER_DERIVE,
    "derive/spells.py": {"derive", "histories"} | AFTER_DERIVE,
    "analyse/flow.py": {"describe"} | AFTER_ANALYSES,
    "stats/exact.py": {"employment"} | AFTER_ANALYSES,
    "stats/logrank.py": {"first_job"} | AFTER_ANALYSES,
    "stats/cox_likelihood.py": {"employment", "first_job"} | AFTER_ANALYSES,
    "steps/work_amount.py": {"work_amount"} | AFTER_ANALYSES,
    "analyse/states.py": {"histories"} | AFTER_ANALYSES,
    "analyse/published.py": AFTER_ANALYSES,
    "figures/forest.py": {"draw", "report", "seal"},
    "steps/tabulate.py": {"tabulate", "seal"},
    "steps/report.py": {"report", "seal"},
    "record/manifest.py": {"seal"},
    "run/lock.py": {"seal"},
}
"""What an edit of a module makes stale; the manifest names the hash of all code."""

IN_THE_MANIFEST = ("requirements.txt", "workflow/report/figure.rst", "pyproject.toml")
OUTSIDE = ("README.md", "Makefile", "tests/unit/test_modules.py", ".gitignore", "LICENSE")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a finished run."""
    folder = copy_project(tmp_path_factory.mktemp("stale"))
    snakemake(folder, "--cores", "4", *ONE_STUDY)
    return folder


@pytest.fixture(scope="module")
def asked(project: Path) -> Iterator[SnakemakeServer]:
    """Who says what Snakemake would do in the copy."""
    with SnakemakeServer(project) as server:
        assert jobs(server) == set()
        yield server


@pytest.fixture(scope="module")
def inputs(asked: SnakemakeServer) -> dict[str, tuple[list[str], list[str]]]:
    """The inputs and outputs of every step that was run."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for line in asked.ask("--detailed-summary", *ONE_STUDY).splitlines():
        if line.count("\t") == 7 and not line.startswith("output_file\t"):
            output, _, rule, _, used, *_ = line.split("\t")
            found.setdefault(rule, (used.split(","), []))[1].append(output)
    assert set(found) == EVERYTHING
    return found


def jobs(asked: SnakemakeServer, chosen: tuple[str, ...] = ONE_STUDY) -> set[str]:
    """Return the steps that Snakemake would run, from its table of jobs."""
    said = asked.ask("--cores", "1", "--dry-run", *chosen)
    if "Nothing to be done" in said:
        return set()
    table = said.partition("Job stats:\n")[2].partition("\n\n")[0]
    found = set(re.findall(r"^(\w+) +1$", table, re.MULTILINE))
    assert found, said
    return found - {"all"}


@contextmanager
def edited(path: Path, text: bytes) -> Iterator[None]:
    """Give a file another content for a while."""
    before, stat = path.read_bytes(), path.stat()
    assert text != before
    path.write_bytes(text)
    try:
        yield
    finally:
        path.write_bytes(before)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.mark.parametrize(("module", "stale"), MODULES.items(), ids=MODULES)
def test_an_edited_module(
    module: str, stale: set[str], project: Path, asked: SnakemakeServer
) -> None:
    path = project / PACKAGE / module
    with edited(path, path.read_bytes() + b"\n# edited\n"):
        assert jobs(asked) == stale


def test_an_edited_template_of_the_report(project: Path, asked: SnakemakeServer) -> None:
    templates = sorted((project / PACKAGE / "report").rglob("*.html*"))
    assert templates
    with edited(templates[0], templates[0].read_bytes() + b"\n"):
        assert jobs(asked) == {"report", "seal"}


@pytest.mark.parametrize("name", IN_THE_MANIFEST)
def test_what_only_the_manifest_names(name: str, project: Path, asked: SnakemakeServer) -> None:
    with edited(project / name, (project / name).read_bytes() + b"\n"):
        assert jobs(asked) == {"seal"}


def test_an_edited_label_of_the_plan(project: Path, asked: SnakemakeServer) -> None:
    plan = project / "config" / "studies" / f"{STUDY}.yaml"
    with edited(plan, re.sub(rb"(?m)^( +label: )", rb"\1The ", plan.read_bytes(), count=1)):
        assert jobs(asked) == EVERYTHING


def test_an_edited_dictionary(project: Path, asked: SnakemakeServer) -> None:
    path = dictionary(project)
    described = json.loads(path.read_bytes())
    described["title"] += "."
    with edited(path, json.dumps(described).encode()):
        assert jobs(asked) == EVERYTHING


def test_other_data_with_their_checksum(project: Path, asked: SnakemakeServer) -> None:
    before, description = raw_file(project).read_bytes(), dictionary(project).read_bytes()
    *rows, last = before.splitlines(keepends=True)
    try:
        receive(project, b"".join([*rows[:-1], last, rows[-1]]))
        assert jobs(asked) == EVERYTHING
    finally:
        raw_file(project).write_bytes(before)
        dictionary(project).write_bytes(description)


def test_other_data_without_their_checksum(project: Path, asked: SnakemakeServer) -> None:
    path = raw_file(project)
    with edited(path, path.read_bytes() + b"\n"):
        assert jobs(asked) == EVERYTHING


def test_a_touch_without_a_change(project: Path, asked: SnakemakeServer) -> None:
    for tree in ("src", "config", "data", "workflow"):
        for path in (project / tree).rglob("*"):
            if path.is_file():
                path.touch()
    assert jobs(asked) == set()


@pytest.mark.parametrize("name", OUTSIDE)
def test_files_that_no_step_reads(name: str, project: Path, asked: SnakemakeServer) -> None:
    with edited(project / name, (project / name).read_bytes() + b"\n"):
        assert jobs(asked) == set()


@pytest.mark.parametrize("step", sorted(EVERYTHING))
def test_a_deleted_output_is_made_again(
    step: str,
    asked: SnakemakeServer,
    inputs: dict[str, tuple[list[str], list[str]]],
    tmp_path: Path,
) -> None:
    """Its own step runs, and what stands on it; never a step before it."""
    downstream = {step}
    while further := {
        rule
        for rule, (used, _) in inputs.items()
        if rule not in downstream
        for before in downstream
        if set(used) & set(inputs[before][1])
    }:
        downstream |= further
    for output in inputs[step][1]:
        shutil.move(asked.folder / output, tmp_path / "held")
        try:
            assert jobs(asked) == downstream, output
        finally:
            shutil.move(tmp_path / "held", asked.folder / output)


@pytest.mark.parametrize(
    ("kind", "again"),
    [("figures", {"draw", "report", "seal"}), ("tables", {"tabulate", "seal"})],
)
def test_a_single_deleted_figure_or_table_is_made_again_by_make(
    kind: str, again: set[str], project: Path, asked: SnakemakeServer, tmp_path: Path
) -> None:
    """Snakemake does not see it, as a rule makes the whole folder; make looks and tells it."""
    layout = load_any(STUDY, project)[1]
    own = sorted((layout.results / kind).glob("*.csv"))[0]
    shutil.move(own, tmp_path / "held")
    try:
        told = command([], incomplete_folders([layout]))
        forced = told[told.index("--forcerun") :][:2]
        assert jobs(asked, (*ONE_STUDY, *forced)) == again
    finally:
        shutil.move(tmp_path / "held", own)
    assert incomplete_folders([layout]) == []


@pytest.mark.parametrize("step", sorted(EVERYTHING))
def test_a_step_needs_nothing_but_the_inputs_its_rule_names(
    step: str, project: Path, inputs: dict[str, tuple[list[str], list[str]]], tmp_path: Path
) -> None:
    """In a folder with those files alone it makes the same outputs, and seal the same manifest.

    Empty `__init__.py` are added, for without them Python looks for the package elsewhere.
    """
    used, outputs = inputs[step]
    inits = [str(path.relative_to(project)) for path in (project / "src").rglob("__init__.py")]
    for name in (*used, *inits):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (project / name).is_dir() else shutil.copy2
        copy(project / name, tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-c", f"import ipsanalysis.steps.{step} as s; s.run({STUDY!r})"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src"), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    made = contents(tmp_path)
    expected = contents(project)
    ours = [name for name in expected if name.startswith(tuple(outputs))]
    if step == "seal":  # lists what all steps made, of which it is given a part here
        made, expected = ({ours[0]: without_results(some[ours[0]])} for some in (made, expected))
    assert ours
    assert [name for name in ours if made.get(name) != expected[name]] == []


def without_results(manifest: bytes) -> bytes:
    return json.dumps(
        {key: value for key, value in json.loads(manifest).items() if key != "result"}
    ).encode()


def test_after_an_edit_only_what_it_touches_is_run_and_the_results_are_the_same(
    project: Path, asked: SnakemakeServer
) -> None:
    before = contents(project)
    written = {name: (project / name).stat().st_mtime_ns for name in before}
    path = project / PACKAGE / "stats" / "logrank.py"
    text = path.read_bytes()
    path.write_bytes(text + b"\n# edited\n")
    snakemake(project, "--cores", "4", *ONE_STUDY)
    after = contents(project)
    anew = {name for name in after if (project / name).stat().st_mtime_ns != written[name]}
    manifest = made_manifest(before)
    assert different(after, before) == [manifest]
    assert {Path(name).name for name in anew if "/analyses/" in name} == {
        "first_job.parquet",
        "first_job_curves.parquet",
    }
    assert not [name for name in anew if "/data/" in name]

    path.write_bytes(text)
    assert jobs(asked) == {"first_job"} | AFTER_ANALYSES
    snakemake(project, "--cores", "4", *ONE_STUDY)
    assert different(contents(project), before) == []
    assert jobs(asked) == set()
