"""What a meta-analysis has beside its result rows: published figures, not participants."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ipsanalysis.files import read_parquet
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.results import Results

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The rows of trials, which of them each pool took, and the audit of printed figures.

    Attributes:
        comparisons: Every row of the file of comparisons, with its coding.
        chosen: For each pool and row, whether it entered, and the reason if not.
        continuous: Rows of continuous outcomes, carried and not pooled.
        audit: Every verdict on a printed figure.
    """

    comparisons: Sequence[Record]
    chosen: Sequence[Record]
    continuous: Sequence[Record]
    audit: Sequence[Record]

    @property
    def in_order(self) -> list[Record]:
        """The rows of the file of comparisons by row id."""
        return sorted(self.comparisons, key=lambda row: cell(row, "row_id"))

    @property
    def years(self) -> dict[str, int]:
        """The year of each trial: that of the first of its rows by row id."""
        found: dict[str, int] = {}
        for row in self.in_order:
            found.setdefault(cell(row, "trial_id"), int(row["year"]))
        return found

    def entered(self, pool: str) -> list[Record]:
        """Return the rows of trials that entered a pool, by year and trial id."""
        own = {str(row["row_id"]) for row in self.chosen if row["pool"] == pool and row["entered"]}
        rows = [row for row in self.comparisons if str(row["row_id"]) in own]
        return sorted(rows, key=lambda row: (int(row["year"]), str(row["trial_id"])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything the tables and pages of a meta-analysis are made from, but its figures.

    Attributes:
        plan: The plan.
        results: All result rows.
        files: What it has beside them.
    """

    plan: EvidencePlan
    results: Results
    files: Files


def read_files(layout: Layout) -> Files:
    """Read what the steps `gather` and `combine` wrote of a meta-analysis.

    Args:
        layout: Where its files lie.

    Returns:
        Their rows, in their order.
    """
    tables = [_records(layout, name) for name in ("comparisons", "chosen", "continuous")]
    path = layout.results / "data" / "audit.csv"
    with path.open(encoding="utf-8", newline="") as file:
        audit = list(csv.DictReader(file))
    return Files(comparisons=tables[0], chosen=tables[1], continuous=tables[2], audit=audit)


def _records(layout: Layout, name: str) -> list[Record]:
    rows = read_parquet(layout.table(name)).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


def cell(record: Record, name: str) -> str:
    """Return a cell as text; empty when it is missing or there is no such column."""
    value = record.get(name)
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
