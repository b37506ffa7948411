"""When the environment in `.venv` is built, kept or started anew, and what the Makefile says."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ipsanalysis.errors import UserError
from ipsanalysis.run import environment
from ipsanalysis.run.environment import base_python, ensure, link_relatively
from ipsanalysis.run.lock import claim

ROOT = Path(__file__).parents[2]
CREATE = [base_python(), "-m", "venv", "--clear", ".venv"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands of a build, noted instead of run; making the environment leaves its Python."""
    noted: list[list[str]] = []

    def note(folder: Path, arguments: list[str], lock: int) -> None:
        noted.append(arguments)
        (folder / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
        (folder / ".venv" / "bin" / "python").touch()

    monkeypatch.setattr(environment, "call", note)
    return noted


def installed(commands: list[list[str]]) -> list[str]:
    return [command[-1] for command in commands if "install" in command]


def test_the_first_build_takes_every_package_from_the_hashed_lock(
    project: Path, commands: list[list[str]]
) -> None:
    assert ensure(project, development=False)
    assert commands[0] == CREATE
    assert commands[1][-3:] == ["--require-hashes", "-r", "requirements.txt"]
    assert commands[2][-4:] == ["--no-build-isolation", "--no-deps", "-e", "."]
    assert len(commands) == 3


def test_the_second_build_does_nothing(project: Path, commands: list[list[str]]) -> None:
    ensure(project, development=True)
    commands.clear()
    assert not ensure(project, development=True)
    assert not ensure(project, development=False)
    assert commands == []


def test_tools_of_development_are_added_to_what_is_there(
    project: Path, commands: list[list[str]]
) -> None:
    ensure(project, development=False)
    commands.clear()
    assert ensure(project, development=True)
    assert CREATE not in commands
    assert installed(commands) == ["requirements-dev.txt", "."]


def test_changed_metadata_is_installed_anew_and_nothing_is_lost(
    project: Path, commands: list[list[str]]
) -> None:
    ensure(project, development=True)
    commands.clear()
    (project / "pyproject.toml").write_text("changed")
    assert ensure(project, development=False)
    assert CREATE not in commands
    assert not ensure(project, development=True)


def change_lock(project: Path) -> Path:
    (project / "requirements.txt").write_text("changed")
    return project


def remove_environment(project: Path) -> Path:
    shutil.rmtree(project / ".venv")
    return project


def move(project: Path) -> Path:
    return project.rename(project.with_name("elsewhere"))


def take_other_python(project: Path) -> Path:
    record = project / ".make" / "environment.json"
    record.write_text(re.sub(r'"3\.\d+"', '"3.10"', record.read_text()))
    return project


def tear_record(project: Path) -> Path:
    (project / ".make" / "environment.json").write_text('{"python": ')
    return project


@pytest.mark.parametrize(
    "change", [change_lock, remove_environment, move, take_other_python, tear_record]
)
def test_a_change_starts_the_environment_anew(
    change: Callable[[Path], Path], project: Path, commands: list[list[str]]
) -> None:
    ensure(project, development=False)
    commands.clear()
    changed = change(project)
    assert ensure(changed, development=False)
    assert commands[0] == CREATE
    assert not ensure(changed, development=False)


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_build_that_stops_half_way_is_started_anew(
    step: int, project: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = environment.call

    def stop(folder: Path, arguments: list[str], lock: int) -> None:
        whole(folder, arguments, lock)
        if len(commands) > step:
            raise KeyboardInterrupt

    ensure(project, development=False)
    change_lock(project)
    commands.clear()
    with monkeypatch.context() as patch:
        patch.setattr(environment, "call", stop)
        with pytest.raises(KeyboardInterrupt):
            ensure(project, development=False)
    commands.clear()
    assert ensure(project, development=False)
    assert commands[0] == CREATE


def test_a_build_waits_for_no_other_make(project: Path, commands: list[list[str]]) -> None:
    lock = claim(project)
    with pytest.raises(UserError, match="Another make is at work"):
        ensure(project, development=False)
    os.close(lock)
    assert commands == []


def test_a_command_that_fails_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "base_python", lambda: "/bin/false")
    with pytest.raises(UserError, match=r"could not be built: /bin/false -m venv .* failed"):
        ensure(project, development=False)


def test_the_link_to_the_package_is_relative(tmp_path: Path) -> None:
    folder = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages"
    folder.mkdir(parents=True)
    (folder / "ipsanalysis.pth").write_text("/home/ø/src", encoding="utf-8")
    link_relatively(tmp_path)
    line = (folder / "ipsanalysis.pth").read_bytes().decode("ascii").strip()
    assert (folder / line).resolve() == tmp_path / "src"


def test_the_build_needs_nothing_but_a_bare_python() -> None:
    code = "import sys; sys.path.insert(0, 'src'); import ipsanalysis.run.environment"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=ROOT, check=True)


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "Makefile", folder)
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )


def fake_python(folder: Path, script: str) -> Path:
    path = folder / "fake python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_without_a_suitable_python_make_says_which_it_needs(tmp_path: Path) -> None:
    python = fake_python(tmp_path, "exit 1")
    done = make(tmp_path, "environment", f"PYTHON={python}")
    assert done.returncode == 2
    assert f"make: no Python 3.11, 3.12 or 3.13 among: {python}\n" in done.stderr
    assert "make PYTHON=/path/to/" in done.stderr


def test_without_venv_make_says_what_to_install(tmp_path: Path) -> None:
    python = fake_python(tmp_path, 'case "$2" in *ensurepip*) exit 1 ;; esac')
    done = make(tmp_path, "environment", f"PYTHON={python}")
    assert done.returncode == 2
    assert f"make: {python} cannot make virtual environments" in done.stderr
    assert "apt-get install python3-venv" in done.stderr


def test_make_uses_the_python_it_is_given(tmp_path: Path) -> None:
    python = fake_python(tmp_path, 'test "$1" = -c || echo "$PYTHONPATH $*"')
    done = make(tmp_path, "development", f"PYTHON={python}")
    assert done.stdout == "src -m ipsanalysis.run.environment --development\n"


def test_help_lists_every_target(tmp_path: Path) -> None:
    done = make(tmp_path, "help")
    phony = re.search(r"^\.PHONY: (.*)$", (tmp_path / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    assert re.findall(r"^make ([a-z-]+) {2,}\S", done.stdout, re.MULTILINE) == phony[1].split()
