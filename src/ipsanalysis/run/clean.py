"""`make clean`: remove what a run makes; raw data and released records stay."""

import os
import shutil
import sys
from pathlib import Path

from ipsanalysis.errors import UserError
from ipsanalysis.run.leftovers import end_strays, locked, refuse_live_run
from ipsanalysis.run.lock import claim

MADE = ("reports", "logs", "benchmarks", ".snakemake")


def clean(folder: Path) -> None:
    """Remove results, reports, logs and Snakemake's own records of them.

    Args:
        folder: The project's folder.

    Raises:
        UserError: A run is at work in the folder.
    """
    with os.fdopen(claim(folder), "rb"):
        if locked(folder):
            refuse_live_run(folder)
            end_strays(folder, patience=0)
        studies = [path for path in (folder / "results").glob("*") if path.name != "released"]
        for path in [*studies, *(folder / name for name in MADE)]:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


if __name__ == "__main__":
    try:
        clean(Path.cwd())
    except UserError as error:
        sys.exit(f"make: {error}")
