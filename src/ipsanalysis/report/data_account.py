"""What happened to the rows of the raw files, and what was noted about them; no participants."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

from ipsanalysis.tables.cell import Line, Table, say

ACCOUNT = {
    "file": "File",
    "rows_in": "Rows in",
    "rows_kept": "Kept",
    "rows_rejected": "Rejected",
    "rows_merged": "Merged",
}
NOTE = ("file", "column", "rule", "action", "times")
NOTED_ROW = ("file", "row", "column", "value", "rule", "action")


def account_table(path: Path) -> Table:
    """Return the account of rows that the step `clean` wrote; empty when there is none."""
    lines = [Line(cells=tuple(say(row[name]) for name in ACCOUNT)) for row in _read(path)]
    return Table(
        name="account",
        caption="Rows of the raw files",
        columns=tuple(ACCOUNT.values()),
        lines=tuple(lines),
        notes=("Rows in are those kept, rejected and merged together.",),
        numeric=(1, 2, 3, 4),
    )


def notes_table(path: Path) -> Table:
    """Return the notes of the step `clean`, which counted them by file, column and rule."""
    lines = [Line(cells=tuple(say(row[name]) for name in NOTE)) for row in _read(path)]
    return Table(
        name="notes",
        caption="What was noted in the raw files",
        columns=("File", "Column", "What was found", "What to do", "Times"),
        lines=tuple(lines),
        numeric=(4,),
    )


def noted_rows_table(path: Path) -> Table:
    """Return every note on published figures with its row and value, as `gather` listed them."""
    lines = [Line(cells=tuple(say(row[name]) for name in NOTED_ROW)) for row in _read(path)]
    return Table(
        name="notes",
        caption="What was noted in the raw files",
        columns=("File", "Row", "Column", "Value", "What was found", "What to do"),
        lines=tuple(lines),
        notes=("Rows are lines of the file; its header is line 1.",) if lines else (),
        numeric=(1,),
    )


def rules_table(path: Path) -> Table:
    """Return the stated rules on job spells and how often each was used, as `derive` counted.

    Args:
        path: The file rules.csv.

    Returns:
        A line a rule, those never used among them; no lines when none was used at all.
    """
    rows = list(_read(path))
    used = any(row["uses"] != "0" for row in rows)
    names = ("explanation", "uses", "people")
    lines = [Line(cells=tuple(say(row[name]) for name in names)) for row in rows if used]
    return Table(
        name="rules",
        caption="Rules used on job spells, and how often",
        columns=("Rule", "Times used", "People"),
        lines=tuple(lines),
        notes=(
            "Rules are stated before they are used; 0: never needed in these data.",
            "They are counted on what cleaning left. What cleaning left out before, such as jobs "
            "that ended before randomisation, stands among the notes above.",
        ),
        numeric=(1, 2),
    )


def raw_files(path: Path) -> list[tuple[str, str]]:
    """Return name and SHA-256 of each raw file from its dictionary; none without one."""
    if not path.exists():
        return []
    package = json.loads(path.read_text(encoding="utf-8"))
    return [
        (str(item["path"]), str(item.get("hash", "")).removeprefix("sha256:"))
        for item in package.get("resources", [])
    ]


def _read(path: Path) -> Iterable[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
