"""What the code was: package version, and one hash over the source, the workflow and versions."""

import hashlib
import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

FOLDERS = ("src", "workflow")
WORKFLOW = "Snakefile"
LOCK = "requirements.txt"
PROJECT = "pyproject.toml"


def code_files(root: Path = Path()) -> list[Path]:
    """Return every file of the source and the workflow, but for caches and hidden files.

    Args:
        root: The project's folder.

    Returns:
        Paths, sorted by their parts below the project's folder.
    """
    found = [
        path
        for folder in FOLDERS
        for path in (root / folder).rglob("*")
        if path.is_file() and not _left_out(path.relative_to(root))
    ]
    return sorted(found, key=lambda path: path.relative_to(root).parts)


def _left_out(path: Path) -> bool:
    return any(
        part.startswith(".") or part == "__pycache__" or part.endswith((".egg-info", ".pyc"))
        for part in path.parts
    )


def code_hash(root: Path = Path()) -> str:
    """Return the SHA-256 over the paths and bytes of all files of the source and the workflow.

    Args:
        root: The project's folder.

    Returns:
        Hexadecimal; each file adds its path, a zero byte, its length, a zero byte and its bytes.
    """
    total = hashlib.sha256()
    for path in code_files(root):
        data = path.read_bytes()
        total.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()


def project(root: Path = Path()) -> dict[str, Any]:
    """Return what pyproject.toml says of the project."""
    content = tomllib.loads((root / PROJECT).read_text(encoding="utf-8"))
    return dict(content["project"])


def package_versions(root: Path = Path()) -> dict[str, str]:
    """Return the installed version of each direct dependency, `absent` when it is not installed."""
    names = [re.split(r"[^A-Za-z0-9._-]", line)[0] for line in project(root)["dependencies"]]
    return {name: _version(name) for name in sorted(names)}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
