"""Raw files and their dictionary to canonical tables and the list of faults."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.account import Account, account_unmade, close_account, rows_of
from ipsanalysis.raw.canonical import canonical_tables
from ipsanalysis.raw.cleaned import Cleaned
from ipsanalysis.raw.comparison import comparison_faults
from ipsanalysis.raw.dictionary import Package
from ipsanalysis.raw.fault import Fault, withhold
from ipsanalysis.raw.mapping import Canonical
from ipsanalysis.raw.people import Linked, link, list_people
from ipsanalysis.raw.read import ReadFile, read_file
from ipsanalysis.raw.tables.follow_up import read_ends
from ipsanalysis.raw.tables.made import Made
from ipsanalysis.raw.typed import Mask

COMPARED = "compared"


def clean(package: Package, plan: Plan, folder: Path) -> Cleaned:
    """Check a study's raw files and turn them into canonical tables.

    Every fault of every file is found in one pass. Tables are made only when none is an error.

    Args:
        package: The dictionary, which agrees with the plan.
        plan: The study's plan.
        folder: The folder of raw files.

    Returns:
        The tables, the faults and the account of rows.
    """
    read = [read_file(folder, resource, plan) for resource in package.resources]
    faults = [fault for one in read for fault in one.faults]
    people = next((x for x in map(list_people, read) if x is not None), None)
    made: dict[str, Made] = {}
    if people is not None:
        files = [link(one, people) for one in read if _of_people(one.resource.canonical)]
        ends = read_ends(files, people, plan)
        faults += comparison_faults(read, people, files, ends, plan)
        if not any(fault.level == "error" for fault in faults):
            made = canonical_tables(read, people, files, ends, plan)
            made[COMPARED] = _compared(files)
    accounts = [_account(one, faults, list(made.values())) for one in read]
    if plan.access == "confidential":
        faults = withhold(faults)
    return Cleaned(
        tables={name: table.frame for name, table in made.items() if name != COMPARED},
        faults=faults, accounts=accounts,
    )  # fmt: skip


def _of_people(canonical: Canonical) -> bool:
    return bool(canonical.participants or canonical.person)


def _compared(files: Sequence[Linked]) -> Made:
    """Return rows that no table is made of, as they only repeat the arm."""
    import pandas as pd

    kept = {one.read.file: one.known for one in files if _only_arm(one.canonical)}
    return Made(frame=pd.DataFrame(), kept=kept)


def _only_arm(canonical: Canonical) -> bool:
    mapped = {name for name in Canonical.model_fields if getattr(canonical, name)}
    return mapped == {"person", "arm"}


def _account(read: ReadFile, faults: Iterable[Fault], made: Sequence[Made]) -> Account:
    """Account for the rows of a file; without tables, rows without errors count as kept."""
    own = [fault for fault in faults if fault.file == read.file]
    if not made:
        return account_unmade(read.file, read.rows_in, read.place.numbers, own)
    kept = _any((table.kept for table in made), read)
    merged = _any((table.merged for table in made), read) & ~kept
    left = rows_of((fault for fault in own if fault.left_out), read.rows_in) & ~kept & ~merged
    return close_account(read.file, kept=kept, rejected=left, merged=merged)


def _any(masks: Iterable[Mapping[str, Mask]], read: ReadFile) -> Mask:
    found = np.zeros(read.rows_in, bool)
    for mask in masks:
        found |= mask.get(read.file, False)
    return found
