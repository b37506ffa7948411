"""The run behind `make`: take the lock, clear up after a killed run, become Snakemake."""

import os
import sys
from pathlib import Path

from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.plan.config import load_config
from ipsanalysis.plan.evidence_load import load_any
from ipsanalysis.run.deleted import incomplete_folders
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
    layouts = check(folder)
    again = [] if "--config" in arguments else incomplete_folders(layouts)
    os.set_inheritable(descriptor, True)
    put_this_python_first()
    os.execv(sys.executable, command(arguments, again))  # noqa: S606


def check(folder: Path) -> list[Layout]:
    """Hold the configuration, every plan and the folders to be written to what they must be.

    Snakemake would say the same between lines of its own; said here it can be read.

    Returns:
        Where the files of the studies lie that config/config.yaml names.

    Raises:
        UserError: If anything is wrong; every problem of every plan is listed.
    """
    for name in ("results", "reports", "logs", "benchmarks"):
        if (folder / name).exists() and not (folder / name).is_dir():
            raise UserError(f"{name}: is a file; a folder of that name is needed. Move the file.")
    problems, found = [], []
    config = folder / "config" / "config.yaml"
    for study in load_config(config).studies if config.exists() else []:
        try:
            found.append(load_any(study, folder)[1])
        except UserError as error:
            problems.append(str(error))
    if problems:
        raise UserError("\n".join(problems))
    return found


def command(arguments: list[str], again: list[str]) -> list[str]:
    """Return the command line of Snakemake.

    Args:
        arguments: Arguments handed on to it.
        again: Outputs to be made again whatever their age.

    Returns:
        The words.
    """
    forced = ["--forcerun", *again] if again else []
    cores = [] if "--cores" in arguments else ["--cores", str(min(4, os.cpu_count() or 1))]
    quiet = ["--quiet", "host", "rules"]
    return [
        sys.executable,
        "-m",
        "snakemake",
        *quiet,
        "--rerun-incomplete",
        *forced,
        *cores,
        *arguments,
    ]


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(f"make: {error}")
