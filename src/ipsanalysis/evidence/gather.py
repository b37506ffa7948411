"""The files of a meta-analysis to canonical tables and the list of faults."""

from dataclasses import dataclass
from pathlib import Path, PurePath

import pandas as pd

from ipsanalysis.evidence.columns import Holds
from ipsanalysis.evidence.comparisons import comparisons_table, continuous_table
from ipsanalysis.evidence.dictionary import EvidencePackage
from ipsanalysis.evidence.faults import evidence_faults
from ipsanalysis.evidence.read import Table, read_tables
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.raw.account import account_unmade
from ipsanalysis.raw.cleaned import Cleaned
from ipsanalysis.raw.digest import TEXT_FILES


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered(Cleaned):
    """What became of the files of a meta-analysis.

    Attributes:
        places: Row id: where it stands, such as `trials.csv, line 16`, of each comparison.
    """

    places: dict[str, str]


def gather(package: EvidencePackage, plan: EvidencePlan, folder: Path) -> Gathered:
    """Check the files of a meta-analysis and join them.

    Every fault of every file is found in one pass. Tables are made only when none is an error.

    Args:
        package: The dictionary, which agrees with the plan.
        plan: The plan.
        folder: The folder of the files.

    Returns:
        The tables `comparisons` and `continuous`, the faults, the account of rows and where the
        comparisons stand.
    """
    tables = read_tables(package, plan, folder)
    faults = evidence_faults(tables)
    accounts = [
        account_unmade(
            held.file, held.rows_in, held.place.numbers,
            [fault for fault in faults if fault.file == held.file],
        )
        for held in (table.held for table in tables.values())
    ]  # fmt: skip
    wrong = any(fault.level == "error" for fault in faults)
    return Gathered(
        tables={} if wrong else _made(tables, plan), faults=faults, accounts=accounts,
        places=_places(tables["comparisons"]),
    )  # fmt: skip


def _places(table: Table) -> dict[str, str]:
    name = PurePath(table.held.file).name
    unit = "line" if name.endswith(TEXT_FILES) else "row"
    numbers = table.held.place.numbers.tolist()
    pairs = zip(table.texts("row_id"), numbers, strict=True)
    return {row: f"{name}, {unit} {number}" for row, number in pairs}


def _made(tables: dict[Holds, Table], plan: EvidencePlan) -> dict[str, pd.DataFrame]:
    return {"comparisons": comparisons_table(tables, plan), "continuous": continuous_table(tables)}
