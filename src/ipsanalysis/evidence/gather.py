"""The files of a meta-analysis to canonical tables and the list of faults."""

from pathlib import Path

import pandas as pd

from ipsanalysis.evidence.columns import Holds
from ipsanalysis.evidence.comparisons import comparisons_table, continuous_table
from ipsanalysis.evidence.dictionary import EvidencePackage
from ipsanalysis.evidence.faults import evidence_faults
from ipsanalysis.evidence.read import Table, read_tables
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.raw.account import account_unmade
from ipsanalysis.raw.cleaned import Cleaned


def gather(package: EvidencePackage, plan: EvidencePlan, folder: Path) -> Cleaned:
    """Check the files of a meta-analysis and join them.

    Every fault of every file is found in one pass. Tables are made only when none is an error.

    Args:
        package: The dictionary, which agrees with the plan.
        plan: The plan.
        folder: The folder of the files.

    Returns:
        The tables `comparisons` and `continuous`, the faults and the account of rows.
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
    return Cleaned(tables={} if wrong else _made(tables, plan), faults=faults, accounts=accounts)


def _made(tables: dict[Holds, Table], plan: EvidencePlan) -> dict[str, pd.DataFrame]:
    return {"comparisons": comparisons_table(tables, plan), "continuous": continuous_table(tables)}
