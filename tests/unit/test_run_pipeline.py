"""The run behind `make`, on a small workflow: killed, orphaned, locked, refused, interrupted.

The first job is half-way until a test lets it go on, so that nothing depends on the clock.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ipsanalysis.errors import UserError
from ipsanalysis.run.__main__ import command
from ipsanalysis.run.clean import clean
from ipsanalysis.run.leftovers import clear_up, end_strays, live_runs, locked, strays
from ipsanalysis.run.lock import claim

SNAKEFILE = '''
rule all:
    input: "results/second.txt"

rule first:
    output: "results/first.txt"
    shell:
        """
        : python -m ipsanalysis first
        echo half >{output}; echo $$ >>jobs
        for turn in $(seq 1200); do if [ -e go ]; then break; fi; sleep 0.05; done
        echo whole >{output}; echo ended >>jobs
        """

rule second:
    input: "results/first.txt"
    output: "results/second.txt"
    shell: "cat {input} {input} >{output}"
'''
STARTED_BY = [("ipsanalysis.run",), pytest.param(("snakemake",), marks=pytest.mark.slow)]
ENDED = {"first.txt": "whole\n", "second.txt": "whole\nwhole\n"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A project with a two-step workflow, in a folder whose name is hard; nothing outlives it."""
    folder = tmp_path / "a b æøå"
    folder.mkdir()
    (folder / "Snakefile").write_text(SNAKEFILE, encoding="utf-8")
    yield folder
    for process in [*live_runs(folder), *strays(folder)]:
        process.kill()


def start(folder: Path, *module: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", *(module or ("ipsanalysis.run",)), "--cores", "1"]
    with (folder / "said").open("ab") as said:
        return subprocess.Popen(
            command,
            cwd=folder,
            start_new_session=True,
            stdout=said,
            stderr=subprocess.STDOUT,
        )


def ended(run: subprocess.Popen[bytes], folder: Path) -> str:
    """Wait for a run and return what has been said in the folder since the last time."""
    run.wait(timeout=120)
    said = folder / "said"
    text = said.read_text(encoding="utf-8")
    os.truncate(said, 0)
    return text


def results(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted((folder / "results").iterdir())}


def wait_for_first_job(folder: Path) -> int:
    """Wait until the first job is half-way, and return its process id."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (folder / "jobs").exists() and (text := (folder / "jobs").read_text()).endswith("\n"):
            return int(text.split()[0])
        time.sleep(0.02)
    raise TimeoutError


def go_on(folder: Path) -> None:
    """Let the first job, and every later one, come to its end."""
    (folder / "go").touch()


def wait_for_words(folder: Path, words: str) -> None:
    """Wait until a run has said something."""
    deadline = time.monotonic() + 60
    while words not in (folder / "said").read_text(encoding="utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_run_makes_all_and_the_next_does_nothing(project: Path) -> None:
    go_on(project)
    first = start(project)
    assert "3 of 3 steps" in ended(first, project)
    assert results(project) == ENDED
    second = start(project)
    assert "Nothing to be done" in ended(second, project)
    assert (first.returncode, second.returncode) == (0, 0)
    assert (project / "jobs").read_text().count("ended") == 1


@pytest.mark.parametrize("module", STARTED_BY)
def test_after_the_group_is_killed_the_next_run_completes(
    project: Path, module: tuple[str, ...]
) -> None:
    run = start(project, *module)
    wait_for_first_job(project)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert locked(project)
    assert results(project) == {"first.txt": "half\n"}
    go_on(project)
    said = ended(start(project), project)
    assert "3 of 3 steps" in said
    assert results(project) == ENDED
    assert not locked(project)


@pytest.mark.parametrize("module", STARTED_BY)
def test_after_snakemake_alone_is_killed_the_next_run_waits_for_its_job(
    project: Path, module: tuple[str, ...]
) -> None:
    run = start(project, *module)
    job = wait_for_first_job(project)
    run.kill()
    run.wait()
    assert [process.pid for process in strays(project)][:1] == [job]
    second = start(project)
    wait_for_words(project, "Waiting for what a killed run left at work")
    assert (project / "jobs").read_text().count("ended") == 0
    go_on(project)
    ended(second, project)
    assert (project / "jobs").read_text().split().count("ended") == 2
    assert results(project) == ENDED


def test_a_job_that_outlasts_the_patience_is_killed(project: Path) -> None:
    run = start(project)
    job = wait_for_first_job(project)
    run.kill()
    run.wait()
    end_strays(project, patience=0.0)
    assert not strays(project)
    assert not psutil.pid_exists(job) or psutil.Process(job).status() == psutil.STATUS_ZOMBIE
    assert results(project) == {"first.txt": "half\n"}


def test_a_live_run_refuses_a_second_one_and_is_not_disturbed(project: Path) -> None:
    run = start(project)
    job = wait_for_first_job(project)
    second = start(project)
    said = ended(second, project)
    assert second.returncode == 1
    assert f"Another make is at work in {project} (process {run.pid}, since " in said
    assert "Traceback" not in said
    assert psutil.pid_exists(job)
    assert locked(project)
    with pytest.raises(UserError, match="Another make"):
        clean(project)
    go_on(project)
    ended(run, project)
    assert run.returncode == 0
    assert results(project) == ENDED


def test_a_snakemake_started_by_hand_is_not_unlocked(project: Path) -> None:
    run = start(project, "snakemake")
    wait_for_first_job(project)
    second = start(project)
    said = ended(second, project)
    assert second.returncode == 1
    assert f"Snakemake is at work in {project} (process {run.pid}, since " in said
    go_on(project)
    ended(run, project)
    assert run.returncode == 0
    assert (project / "jobs").read_text().split().count("ended") == 1


def test_an_interrupt_stops_snakemake_and_its_jobs(project: Path) -> None:
    run = start(project)
    job = wait_for_first_job(project)
    os.killpg(run.pid, signal.SIGINT)
    ended(run, project)
    assert run.returncode != 0
    assert not psutil.pid_exists(job)
    assert "ended" not in (project / "jobs").read_text()
    go_on(project)
    ended(start(project), project)
    assert results(project) == ENDED


def test_half_written_files_of_killed_writers_are_removed(project: Path) -> None:
    trees = [project / "results" / "s", project / "reports"]
    for tree in trees:
        tree.mkdir(parents=True)
        (tree / ".table.77.partial.csv").touch()
        (tree / "table.csv").touch()
    clear_up(project)
    assert [[path.name for path in tree.iterdir()] for tree in trees] == [["table.csv"]] * 2


def test_a_workflow_that_cannot_be_unlocked_is_named(project: Path) -> None:
    (project / "Snakefile").write_text("rule all\n")
    (project / ".snakemake" / "locks").mkdir(parents=True)
    (project / ".snakemake" / "locks" / "0.output.lock").write_text("results/first.txt\n")
    run = start(project)
    said = ended(run, project)
    assert run.returncode == 1
    assert "SyntaxError" in said
    assert "The lock of a killed run could not be removed." in said


def test_the_lock_is_free_again_when_its_holder_is_gone(tmp_path: Path) -> None:
    descriptor = claim(tmp_path)
    with pytest.raises(UserError, match=rf"process {os.getpid()}, since \d{{4}}-\d\d-\d\d "):
        claim(tmp_path)
    os.close(descriptor)
    os.close(claim(tmp_path))


def test_cleaning_keeps_raw_data_and_released_records(tmp_path: Path) -> None:
    kept = ["data/raw/x/x.csv", "results/released/x/1/results.csv", "config/config.yaml"]
    made = ["results/x/1/results.csv", "reports/x/1/report.html", "logs/x.log"]
    for name in [*kept, *made]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    clean(tmp_path)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {*kept, ".make/lock"}


def test_cores_are_chosen_only_when_the_user_chose_none() -> None:
    assert command(["--cores", "7"], []).count("--cores") == 1
    chosen = command([], [])
    assert 1 <= int(chosen[chosen.index("--cores") + 1]) <= 4
