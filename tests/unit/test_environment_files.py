"""pyproject, both locks, environment.yml and the list of dependencies say the same."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUN = [Requirement(line) for line in PROJECT["dependencies"]]
DEVELOPMENT = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]
PYTHONS = ("3.11", "3.12", "3.13")


def entries(lock: str) -> list[tuple[Requirement, list[str]]]:
    """Return each pinned requirement of a lock file with its hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return [
        (Requirement(re.split(r"\s--hash", line)[0]), re.findall(r"--hash=(\S+)", line))
        for line in lines
    ]


def versions(lock: str, python: str) -> dict[str, str]:
    """Return the version of each package that a lock file installs under one Python on Linux."""
    where = {"python_version": python, "python_full_version": f"{python}.0"}
    where |= {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
    where |= {"platform_machine": "x86_64", "implementation_name": "cpython"}
    return {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin, _ in entries(lock)
        if pin.marker is None or pin.marker.evaluate(where)
    }


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    assert len(entries(lock)) > len(RUN)
    for pin, hashes in entries(lock):
        assert [part.operator for part in pin.specifier] == ["=="], pin
        assert hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), pin


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(
    ("lock", "direct"), [("requirements.txt", RUN), ("requirements-dev.txt", [*RUN, *DEVELOPMENT])]
)
def test_every_direct_dependency_is_locked_within_its_range(
    lock: str, direct: list[Requirement], python: str
) -> None:
    locked = versions(lock, python)
    for requirement in direct:
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{lock} lacks {name}: run make lock"
        assert requirement.specifier.contains(locked[name]), f"{name} {locked[name]}: run make lock"


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_of_development_holds_the_other_lock(python: str) -> None:
    assert versions("requirements.txt", python).items() <= (
        versions("requirements-dev.txt", python).items()
    )


def test_conda_installs_the_same_lock_under_an_allowed_python() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *conda, pip = environment["dependencies"]
    python = re.fullmatch(r"python=(3\.\d+)", conda[0])
    assert python is not None
    assert python[1] in PYTHONS
    assert conda[1:] == ["pip"]
    assert pip == {"pip": ["--require-hashes", "-r requirements.txt"]}


def test_the_makefile_offers_the_pythons_that_the_package_allows() -> None:
    allowed = SpecifierSet(PROJECT["requires-python"])
    tried = [f"3.{minor}" for minor in range(8, 20)]
    assert [python for python in tried if allowed.contains(f"{python}.5")] == list(PYTHONS)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "python3.13 python3.12 python3.11 python3" in makefile
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in makefile


def test_every_direct_dependency_has_its_reason() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    run, development = text.split("## To develop")
    pattern = re.compile(r"^- ([\w-]+): .{5,}\.$", re.MULTILINE)
    assert sorted(pattern.findall(run)) == sorted(requirement.name for requirement in RUN)
    assert sorted(pattern.findall(development)) == sorted(
        requirement.name for requirement in DEVELOPMENT
    )
    assert text.count("\n- ") == len(RUN) + len(DEVELOPMENT)


def test_the_hooks_before_a_commit_are_valid() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
