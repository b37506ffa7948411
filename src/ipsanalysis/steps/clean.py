"""The step clean: raw files to canonical tables and the list of faults."""

from pathlib import Path

from ipsanalysis.errors import UserError
from ipsanalysis.files import write_csv, write_parquet
from ipsanalysis.layout import CANONICAL_TABLES, Layout
from ipsanalysis.plan.load import load_study
from ipsanalysis.raw.account import account_frame
from ipsanalysis.raw.clean import clean
from ipsanalysis.raw.cleaned import Cleaned
from ipsanalysis.raw.digest import digest
from ipsanalysis.raw.fault import counted_frame, fault_frame
from ipsanalysis.raw.load import load_package
from ipsanalysis.raw.text import neutral


def run(study: str, root: Path = Path()) -> None:
    """Clean a study's raw files.

    Tables and lists of an earlier run are removed first: they say nothing about these files.

    Args:
        study: The study's id.
        root: The project's folder.

    Raises:
        UserError: If anything in the plan, the dictionary or the files is wrong; every fault is
            then listed in `faults.csv` in the folder of results.
    """
    plan, layout = load_study(study, root)
    for path in outputs(layout):
        path.unlink(missing_ok=True)
    package = load_package(layout.raw, plan)
    cleaned = clean(package, plan, layout.raw)
    if cleaned.errors:
        listed = layout.results / "faults.csv"
        write_csv(listed, fault_frame(cleaned.faults))
        raise UserError(digest(cleaned.errors, cleaned.accounts, listed.as_posix()))
    _write(cleaned, layout)


def outputs(layout: Layout) -> list[Path]:
    """Return every file that this step can write."""
    tables = [layout.table(name) for name in CANONICAL_TABLES]
    lists = [
        layout.table(name).with_suffix(".csv")
        for name in (*CANONICAL_TABLES, "account", "notes", "noted_rows")
    ]
    return [*tables, *lists, layout.results / "faults.csv"]


def _write(cleaned: Cleaned, layout: Layout) -> None:
    for name, table in cleaned.tables.items():
        write_parquet(layout.table(name), table)
        write_csv(layout.table(name).with_suffix(".csv"), neutral(table))
    write_csv(layout.table("notes").with_suffix(".csv"), counted_frame(cleaned.notes))
    write_csv(layout.table("noted_rows").with_suffix(".csv"), fault_frame(cleaned.notes))
    write_csv(layout.table("account").with_suffix(".csv"), account_frame(cleaned.accounts))
