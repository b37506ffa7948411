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
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from project_copies import (
    ONE_REVIEW,
    ONE_STUDY,
    contents,
    copy_project,
    different,
    place_studies_used,
    remove_made,
)

pytestmark = pytest.mark.slow

_DRAW = random.Random(20260131)  # noqa: S311
SERIES = 3
ENDED = re.compile(rb"\d+ of \d+ steps")
KILLS = (os.killpg, os.kill, os.killpg, os.kill)
MOMENTS = [[(_DRAW.randint(0, 5), _DRAW.uniform(0, 3)) for _ in KILLS] for _ in range(SERIES)]
"""Of every kill of every series: the steps a run has ended since its start, and seconds after."""


@dataclass(frozen=True)
class Runs:
    """A copy of the project in which one study or meta-analysis is run.

    Attributes:
        folder: The copy.
        chosen: The words of the command that choose it.
        undisturbed: What a run makes that nobody disturbs.
    """

    folder: Path
    chosen: tuple[str, ...]
    undisturbed: dict[str, bytes] = field(default_factory=dict)

    def clear(self) -> None:
        """Remove what was made, and put there what a meta-analysis reads."""
        remove_made(self.folder)
        if self.chosen == ONE_REVIEW:
            place_studies_used(self.folder)

    def start(self) -> subprocess.Popen[bytes]:
        """Start what `make` runs once its environment stands; Snakemake keeps the process's id."""
        with (self.folder / "said").open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "ipsanalysis.run", "--cores", "2", *self.chosen],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(self.folder / "src")},
                start_new_session=True,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def finish(self) -> None:
        """Run to the end."""
        (self.folder / "said").write_text("")
        code = self.start().wait(timeout=600)
        assert code == 0, (self.folder / "said").read_text(encoding="utf-8")[-3000:]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[str, ...]], Runs]:
    """Copies of the project, each run once undisturbed when it is first asked for."""

    @cache
    def made(chosen: tuple[str, ...]) -> Runs:
        own = Runs(copy_project(tmp_path_factory.mktemp("killed")), chosen)
        own.clear()
        own.finish()
        own.undisturbed.update(contents(own.folder))
        assert any(name.endswith("/results.csv") for name in own.undisturbed)
        assert any(name.endswith("/report.html") for name in own.undisturbed)
        return own

    return made


def wait_until(moment: tuple[int, float], run: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until a run has ended so many steps and so many seconds have passed, or it is over."""
    steps, seconds = moment
    while run.poll() is None and len(ENDED.findall((folder / "said").read_bytes())) < steps:
        time.sleep(0.02)
    time.sleep(seconds)


@pytest.mark.parametrize(
    ("chosen", "moments"),
    [*((ONE_STUDY, moments) for moments in MOMENTS), (ONE_REVIEW, MOMENTS[0])],
    ids=[*(f"study {number}" for number in range(1, SERIES + 1)), "meta-analysis"],
)
def test_after_kills_the_next_make_ends_with_the_same_bytes(
    chosen: tuple[str, ...],
    moments: list[tuple[int, float]],
    runs: Callable[[tuple[str, ...]], Runs],
) -> None:
    own = runs(chosen)
    own.clear()
    codes = []
    for kill, moment in zip(KILLS, moments, strict=True):
        (own.folder / "said").write_text("")
        run = own.start()
        wait_until(moment, run, own.folder)
        if run.poll() is None:  # a run of few steps may be over by then
            kill(run.pid, signal.SIGKILL)
        codes.append(run.wait())
    assert codes[0] == -signal.SIGKILL
    assert set(codes) <= {-signal.SIGKILL, 0}
    own.finish()
    assert different(contents(own.folder), own.undisturbed) == []
    own.finish()
    assert "Nothing to be done" in (own.folder / "said").read_text(encoding="utf-8")
