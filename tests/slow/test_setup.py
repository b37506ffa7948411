"""From a fresh clone in a folder with a hard name: `make`, killed while it builds, and `make`.

The clone is configured for one study, in a commit of its own: that `make` runs every study from a
clean checkout is what `.ci/run` begins with.
"""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from project_copies import configure_one_study

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
OUTER_MAKE = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "PYTHONUTF8", "PYTHONPATH")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone") / "a b æøå"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    configure_one_study(folder)
    identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"]
    commit = ["commit", "--quiet", "--all", "--allow-empty", "--message", "One study"]
    subprocess.run(["git", *identity, *commit], cwd=folder, check=True)
    return folder


def make(folder: Path, *targets: str, locale: str = "C.UTF-8") -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if key not in OUTER_MAKE}
    return subprocess.Popen(
        ["make", *targets],
        cwd=folder,
        env={**environment, "LC_ALL": locale},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said(run: subprocess.Popen[str]) -> str:
    text, _ = run.communicate(timeout=900)
    assert run.returncode == 0, text[-3000:]
    return text


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """Return when each result and report was last written, and its size."""
    paths = (path for tree in ("results", "reports") for path in (folder / tree).rglob("*"))
    stats = {str(path): path.stat() for path in paths if path.is_file()}
    return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in stats.items()}


def test_make_goes_from_a_clone_to_the_report(clone: Path) -> None:
    killed = make(clone, "environment")
    time.sleep(8)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL

    began = time.monotonic()
    said(make(clone, "environment", locale="C"))
    print(f"environment built in {time.monotonic() - began:.0f} s")

    began = time.monotonic()
    said(make(clone, locale="C"))
    print(f"first run in {time.monotonic() - began:.1f} s")
    assert list((clone / "reports").rglob("report.html"))


def test_a_second_make_does_nothing(clone: Path) -> None:
    before, seconds = files(clone), []
    assert before
    for locale in ("C.UTF-8", "C", "C.UTF-8"):
        began = time.monotonic()
        text = said(make(clone, locale=locale))
        seconds.append(time.monotonic() - began)
        assert "Nothing to be done" in text
    assert files(clone) == before
    print(f"second make in {min(seconds):.1f} s; asked for: under 3 s")


def test_the_tools_of_development_are_added_once(clone: Path) -> None:
    said(make(clone, "development"))
    python = clone / ".venv" / "bin" / "python"
    subprocess.run([python, "-m", "pytest", "--version"], check=True, capture_output=True)
    assert said(make(clone, "development", "environment")) == ""


def test_git_sees_nothing_that_make_made(clone: Path) -> None:
    status = ["git", "status", "--porcelain"]
    assert subprocess.check_output(status, cwd=clone, text=True) == ""


def readme_commands() -> list[str]:
    """Return the commands of README.md in its order."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [block.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]


@pytest.mark.parametrize("command", readme_commands())
def test_the_commands_of_the_readme_run_as_written(clone: Path, command: str) -> None:
    """In the clone that `make` ran in; `make test` is dry here, as it would run these tests."""
    words = "make --dry-run test" if command == "make test" else command
    environment = {key: value for key, value in os.environ.items() if key not in OUTER_MAKE}
    done = subprocess.run(
        ["bash", "-c", words],
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
