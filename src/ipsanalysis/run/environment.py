"""The environment in `.venv`: exactly what the lock says, rebuilt whenever it may not be.

Standard library only: it runs in a bare Python before there is an environment.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from ipsanalysis.errors import UserError
from ipsanalysis.run.lock import claim

RECORD = Path(".make") / "environment.json"
PYTHON = Path(".venv") / "bin" / "python"
LOCK = "requirements.txt"
DEVELOPMENT_LOCK = "requirements-dev.txt"


def ensure(folder: Path, *, development: bool) -> bool:
    """Build the environment unless it is already what the lock asks for.

    While it is being built the record says so; a build that was killed is started anew.

    Args:
        folder: The project's folder.
        development: Whether the tools of development are wanted too.

    Returns:
        Whether anything had to be done.

    Raises:
        UserError: Another make is at work, or a command of the build failed.
    """
    asked = wanted(folder, development=development)
    if asked.items() <= read_record(folder).items():
        return False
    with os.fdopen(claim(folder), "rb") as lock:
        recorded = read_record(folder)
        base = ("python", "folder", LOCK)
        kept = recorded if all(recorded.get(key) == asked[key] for key in base) else {}
        write_record(folder, {})
        build(folder, lock.fileno(), anew=not kept, development=development)
        write_record(folder, {**kept, **asked})
    return True


def build(folder: Path, lock: int, *, anew: bool, development: bool) -> None:
    """Install what the lock file says, with its hashes, and then the package itself.

    Args:
        folder: The project's folder.
        lock: The descriptor that carries the lock.
        anew: Whether to begin with an empty environment.
        development: Whether the tools of development are wanted too.

    Raises:
        UserError: A command of the build failed.
    """
    if anew:
        print("Building the environment in .venv: a minute or two, once.", flush=True)
        call(folder, [base_python(), "-m", "venv", "--clear", ".venv"], lock)
    install = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    requirements = DEVELOPMENT_LOCK if development else LOCK
    call(folder, [*install, "--require-hashes", "-r", requirements], lock)
    call(folder, [*install, "--no-build-isolation", "--no-deps", "-e", "."], lock)
    link_relatively(folder)


def wanted(folder: Path, *, development: bool) -> dict[str, str]:
    """Return what makes the environment the right one: Python, place, locks, package metadata."""
    files = [LOCK, "pyproject.toml", *([DEVELOPMENT_LOCK] if development else [])]
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files}
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"python": version, "folder": str(folder), **digests}


def read_record(folder: Path) -> dict[str, str]:
    """Return the record of the last build that ended well, or nothing."""
    try:
        record: dict[str, str] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return record if (folder / PYTHON).exists() else {}


def write_record(folder: Path, record: dict[str, str]) -> None:
    """Write the record whole: a kill leaves the old one or the new one."""
    partial = (folder / RECORD).with_suffix(".partial")
    partial.write_text(json.dumps(record, indent=2), encoding="utf-8")
    partial.replace(folder / RECORD)


def link_relatively(folder: Path) -> None:
    """Write the link to the package as a relative path.

    Python reads `.pth` files in the locale's encoding, even in UTF-8 mode: before 3.13 an absolute
    path with a letter such as ø stops every start of Python under LC_ALL=C.
    """
    for link in (folder / ".venv" / "lib").glob("python*/site-packages/ipsanalysis.pth"):
        link.write_text("../../../../src\n", encoding="ascii")


def base_python() -> str:
    """Return the Python that virtual environments are made from, also from within one.

    Links are followed: `.venv/bin/python` itself must not be asked, for `--clear` removes it.
    """
    return str(Path(getattr(sys, "_base_executable", "") or sys.executable).resolve())


def call(folder: Path, arguments: list[str], lock: int) -> None:
    """Run one command of the build; it carries the lock, so that an orphan keeps others out.

    Raises:
        UserError: The command failed; what it said stands above.
    """
    ignored = ("PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__")
    environment = {key: value for key, value in os.environ.items() if key not in ignored}
    done = subprocess.run(  # noqa: S603
        arguments, cwd=folder, env=environment, pass_fds=[lock], check=False
    )
    if done.returncode:
        message = f"The environment could not be built: {' '.join(arguments)} failed, see above."
        raise UserError(message)


if __name__ == "__main__":
    try:
        ensure(Path.cwd(), development="--development" in sys.argv)
    except UserError as error:
        sys.exit(f"make: {error}")
