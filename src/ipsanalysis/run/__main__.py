"""The run behind `make`: take the lock, clear up after a killed run, become Snakemake."""

import os
import sys
from pathlib import Path

from ipsanalysis.errors import UserError
from ipsanalysis.plan.config import load_config
from ipsanalysis.plan.evidence_load import load_any
from ipsanalysis.run.leftovers import clear_up
from ipsanalysis.run.lock import claim
from ipsanalysis.run.python import put_this_python_first


def main(arguments: list[str]) -> None:
    """Run Snakemake in the current folder, alone and after any killed run is cleared up.

    The process becomes Snakemake and carries the lock with it: when Snakemake ends, in whatever
    way, the lock is free. Its jobs do not inherit the lock.

    Args:
        arguments: Arguments handed on to Snakemake; `--cores` is added when absent.
    """
    folder = Path.cwd()
    descriptor = claim(folder)
    clear_up(folder)
    check(folder)
    os.set_inheritable(descriptor, True)
    put_this_python_first()
    os.execv(sys.executable, command(arguments))  # noqa: S606


def check(folder: Path) -> None:
    """Hold the configuration, every plan and the folders to be written to what they must be.

    Snakemake would say the same between lines of its own; said here it can be read.

    Raises:
        UserError: If anything is wrong; every problem of every plan is listed.
    """
    for name in ("results", "reports", "logs", "benchmarks"):
        if (folder / name).exists() and not (folder / name).is_dir():
            raise UserError(f"{name}: is a file; a folder of that name is needed. Move the file.")
    problems = []
    config = folder / "config" / "config.yaml"
    for study in load_config(config).studies if config.exists() else []:
        try:
            load_any(study, folder)
        except UserError as error:
            problems.append(str(error))
    if problems:
        raise UserError("\n".join(problems))


def command(arguments: list[str]) -> list[str]:
    """Return the command line of Snakemake."""
    cores = [] if "--cores" in arguments else ["--cores", str(min(4, os.cpu_count() or 1))]
    quiet = ["--quiet", "host", "rules"]
    return [sys.executable, "-m", "snakemake", *quiet, "--rerun-incomplete", *cores, *arguments]


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(f"make: {error}")
