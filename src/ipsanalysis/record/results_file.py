"""A results file as text: what stands in each cell of each row."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ipsanalysis.errors import UserError
from ipsanalysis.files import read_parquet

if TYPE_CHECKING:
    import pandas as pd

_STUDY = r"[a-z][a-z0-9_]{0,39}"
_NAMED = re.compile(rf"(released:)?({_STUDY})/([0-9]+(?:\.[0-9]+)+)")
MEND = "Delete it and run make; if it is a released record, restore it from git."


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsFile:
    """The rows of a results file.

    Attributes:
        columns: The columns, in the file's order.
        rows: Key of the row: column: text of the cell; empty where there is nothing.
    """

    columns: tuple[str, ...]
    rows: dict[str, dict[str, str]]


def results_path(name: str) -> Path:
    """Return the file that a name means.

    Args:
        name: A path, `study/version`, or `released:study/version`.

    Returns:
        The path of a results file.
    """
    named = _NAMED.fullmatch(name)
    if named is None or Path(name).is_file():
        return Path(name)
    released, study, version = named.groups()
    folder = Path("results", "released") if released else Path("results")
    return folder / study / version / "results.csv"


def read_results(path: Path) -> ResultsFile:
    """Read a results file, CSV or Parquet.

    Args:
        path: The file.

    Returns:
        Its rows as text, as they stand in the CSV.

    Raises:
        UserError: If there is no such file, or it is not one row a key.
    """
    if not path.is_file():
        raise UserError(
            f"{path}: there is no such file. Allowed: a results file (CSV or Parquet), "
            "study/version, or released:study/version. Run make, or check the name."
        )
    try:
        return _read(path)
    except (ValueError, csv.Error, OSError):
        raise UserError(
            f"{path}: cannot be read as a results file; allowed: CSV in UTF-8 (.csv) or Parquet "
            f"(.parquet) as this pipeline writes them. {MEND}"
        ) from None


def as_results(frame: "pd.DataFrame") -> ResultsFile:
    """Return a frame of result rows as text, as they would stand in the CSV."""
    return _rows(frame.to_csv(index=False, lineterminator="\n"), Path("results"))


def _read(path: Path) -> ResultsFile:
    if path.suffix == ".parquet":
        text = read_parquet(path).to_csv(index=False, lineterminator="\n")
    else:
        text = path.read_bytes().decode("utf-8")
    return _rows(text, path)


def _rows(text: str, path: Path) -> ResultsFile:
    header, *lines = list(csv.reader(io.StringIO(text, newline=""))) or [[]]
    if "row_id" not in header:
        raise UserError(
            f"{path}: found no column row_id; allowed: a results file, one row a result. Check "
            "that this is the right file."
        )
    rows: dict[str, dict[str, str]] = {}
    for number, line in enumerate(lines, start=2):
        if len(line) != len(header):
            raise UserError(
                f"{path}, record {number}: found {len(line)} cells; allowed: {len(header)}, one "
                f"for each column. {MEND}"
            )
        row = dict(zip(header, line, strict=True))
        if row["row_id"] in rows:
            raise UserError(f"{path}: found the row {row['row_id']} twice; allowed: once. {MEND}")
        rows[row["row_id"]] = row
    return ResultsFile(columns=tuple(header), rows=rows)
