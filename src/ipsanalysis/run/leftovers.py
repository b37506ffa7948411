"""What a run that was killed leaves behind: its lock, jobs still at work, files half-written."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from ipsanalysis.errors import UserError

STEP = "-m ipsanalysis "
"""What stands in the command line of every job, for a rule calls one step of the package."""


def clear_up(folder: Path, *, patience: float = 10) -> None:
    """Bring a folder into a state in which Snakemake can take up the work again.

    Args:
        folder: The project's folder, whose make lock the caller holds.
        patience: Seconds that jobs of a dead run are given to end by themselves.

    Raises:
        UserError: A Snakemake started outside make is at work in the folder.
    """
    if locked(folder):
        refuse_live_run(folder)
        end_strays(folder, patience=patience)
        unlock(folder)
    remove_partial_files(folder)


def locked(folder: Path) -> bool:
    """Return whether Snakemake's own lock lies in the folder, held or stale."""
    return any((folder / ".snakemake" / "locks").glob("*.lock"))


def live_runs(folder: Path) -> list[psutil.Process]:
    """Return the Snakemake processes that work in the folder."""
    return [
        process
        for process, command in at_work(folder)
        if any(Path(word).name == "snakemake" for word in command[:4])
    ]


def strays(folder: Path) -> list[psutil.Process]:
    """Return the jobs that work in the folder and whose Snakemake is dead."""
    runs = set(live_runs(folder))
    jobs = [process for process, command in at_work(folder) if STEP in " ".join([*command, ""])]
    return [process for process in jobs if not runs & set(parents(process))]


def at_work(folder: Path) -> list[tuple[psutil.Process, list[str]]]:
    """Return every process whose working directory is the folder, with its command line."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.cwd() == str(folder):
                found.append((process, process.cmdline()))
    return found


def parents(process: psutil.Process) -> list[psutil.Process]:
    """Return the process itself and all above it, or as much as is still alive."""
    try:
        return [process, *process.parents()]
    except psutil.Error:
        return [process]


def refuse_live_run(folder: Path, *, patience: float = 2) -> None:
    """Stop when a Snakemake that make did not start holds its lock on the folder.

    Args:
        folder: The project's folder, whose make lock the caller holds.
        patience: Seconds allowed to a process that is just dying.

    Raises:
        UserError: Such a Snakemake is alive; it is left alone and its lock too.
    """
    deadline = time.monotonic() + patience
    while runs := live_runs(folder):
        if time.monotonic() > deadline:
            since = time.strftime("%F %T", time.localtime(runs[0].create_time()))
            message = (
                f"Snakemake is at work in {folder} (process {runs[0].pid}, since {since}), "
                "started outside make. Wait for it to end, or stop it."
            )
            raise UserError(message)
        time.sleep(0.1)


def end_strays(folder: Path, *, patience: float) -> None:
    """Wait for the jobs of a dead run, and kill those that outlast the patience.

    Args:
        folder: The project's folder.
        patience: Seconds to wait; what is killed is computed anew, so nothing is lost but time.
    """
    deadline = time.monotonic() + patience
    if left := strays(folder):
        print(f"Waiting for what a killed run left at work (process {left[0].pid}).", flush=True)
    while left := strays(folder):
        if time.monotonic() > deadline:
            for process in left:
                with suppress(psutil.Error):
                    process.kill()
        time.sleep(0.1)


def unlock(folder: Path) -> None:
    """Have Snakemake remove its stale lock.

    Raises:
        UserError: Snakemake could not read the workflow; its own message stands above.
    """
    command = [sys.executable, "-m", "snakemake", "--unlock", "--quiet"]
    if subprocess.run(command, cwd=folder, env=dict(os.environ), check=False).returncode:  # noqa: S603
        message = "The lock of a killed run could not be removed. Mend what Snakemake names above."
        raise UserError(message)


def remove_partial_files(folder: Path) -> None:
    """Remove the temporary files of writers that were killed before the final rename."""
    for tree in ("results", "reports"):
        for path in (folder / tree).rglob(".*.partial*"):
            path.unlink(missing_ok=True)
