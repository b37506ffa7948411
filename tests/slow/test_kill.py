"""A run killed again and again: the `make` that ends it makes the same bytes as an undisturbed one.

A run is killed with all its processes, or Snakemake alone, which leaves its jobs at work; the next
`make` is killed in turn, also while it clears up, waits or resumes.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from project_copies import ONE_STUDY, contents, copy_project, different, remove_made

pytestmark = pytest.mark.slow

_DRAW = random.Random(20260131)  # noqa: S311
SERIES = 5
ENDED = re.compile(rb"\d+ of \d+ steps")
KILLS = (os.killpg, os.kill, os.killpg, os.kill)
MOMENTS = [[(_DRAW.randint(0, 5), _DRAW.uniform(0, 3)) for _ in KILLS] for _ in range(SERIES)]
"""Of every kill of every series: the steps a run has ended since its start, and seconds after."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("killed"))


@pytest.fixture(scope="module")
def undisturbed(project: Path) -> dict[str, bytes]:
    """What a run makes that nobody disturbs."""
    finish(project)
    made = contents(project)
    assert any(name.endswith("/results.csv") for name in made)
    assert any(name.endswith("/report.html") for name in made)
    return made


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Start what `make` runs once its environment stands; Snakemake keeps the process's id."""
    with (folder / "said").open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "ipsanalysis.run", "--cores", "2", *ONE_STUDY],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder / "src")},
            start_new_session=True,
            stdout=said,
            stderr=subprocess.STDOUT,
        )


def finish(folder: Path) -> None:
    (folder / "said").write_text("")
    code = start(folder).wait(timeout=600)
    assert code == 0, (folder / "said").read_text(encoding="utf-8")[-3000:]


def wait_until(moment: tuple[int, float], run: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until a run has ended so many steps and so many seconds have passed, or it is over."""
    steps, seconds = moment
    while run.poll() is None and len(ENDED.findall((folder / "said").read_bytes())) < steps:
        time.sleep(0.02)
    time.sleep(seconds)


@pytest.mark.parametrize("moments", MOMENTS, ids=range(1, SERIES + 1))
def test_after_kills_the_next_make_ends_with_the_same_bytes(
    moments: list[tuple[int, float]], project: Path, undisturbed: dict[str, bytes]
) -> None:
    remove_made(project)
    codes = []
    for kill, moment in zip(KILLS, moments, strict=True):
        (project / "said").write_text("")
        run = start(project)
        wait_until(moment, run, project)
        if run.poll() is None:  # a run of few steps may be over by then
            kill(run.pid, signal.SIGKILL)
        codes.append(run.wait())
    assert codes[0] == -signal.SIGKILL
    assert set(codes) <= {-signal.SIGKILL, 0}
    finish(project)
    assert different(contents(project), undisturbed) == []
    finish(project)
    assert "Nothing to be done" in (project / "said").read_text(encoding="utf-8")
