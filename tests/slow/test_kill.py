"""A run killed at any moment: the next `make` ends with the same bytes as an undisturbed one.

A run is killed with all its processes, and Snakemake alone, which leaves its jobs at work.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
_DRAW = random.Random(20260131)  # noqa: S311
MOMENTS = sorted(_DRAW.uniform(0.02, 0.98) for _ in range(10))
MADE = ("results", "reports", "logs", "benchmarks", ".snakemake")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what git knows of the project."""
    folder = tmp_path_factory.mktemp("killed")
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    for name in filter(None, names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def undisturbed(project: Path) -> tuple[float, dict[str, str]]:
    """The length in seconds of a run nobody disturbs, and what it makes."""
    began = time.monotonic()
    finish(project)
    seconds, made = time.monotonic() - began, contents(project)
    assert any(name.startswith("results/") for name in made)
    assert any(name.startswith("reports/") for name in made)
    return seconds, made


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Start what `make` runs once its environment stands; Snakemake keeps the process's id."""
    with (folder / "said").open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "ipsanalysis.run", "--cores", "2"],
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


def contents(folder: Path) -> dict[str, str]:
    """Return the digest of every file of results and reports, manifests without their run."""
    paths = (path for tree in ("results", "reports") for path in (folder / tree).rglob("*"))
    return {str(path.relative_to(folder)): digest(path) for path in paths if path.is_file()}


def digest(path: Path) -> str:
    content = path.read_bytes()
    if path.name == "manifest.json":
        manifest = json.loads(content)
        del manifest["run"]
        content = json.dumps(manifest).encode()
    return hashlib.sha256(content).hexdigest()


def remove_made(folder: Path) -> None:
    for name in MADE:
        shutil.rmtree(folder / name, ignore_errors=True)
    released = ROOT / "results" / "released"
    if released.exists():
        shutil.copytree(released, folder / "results" / "released")


@pytest.mark.parametrize("moment", MOMENTS, ids="{:.3f}".format)
@pytest.mark.parametrize("whole_group", [True, False], ids=["group", "snakemake alone"])
def test_after_a_kill_the_next_make_ends_with_the_same_bytes(
    whole_group: bool,
    moment: float,
    project: Path,
    undisturbed: tuple[float, dict[str, str]],
) -> None:
    seconds, made = undisturbed
    remove_made(project)
    run = start(project)
    time.sleep(moment * seconds)
    (os.killpg if whole_group else os.kill)(run.pid, signal.SIGKILL)
    run.wait()
    assert run.returncode in (-signal.SIGKILL, 0)
    finish(project)
    assert contents(project) == made
    finish(project)
    assert "Nothing to be done" in (project / "said").read_text(encoding="utf-8")
