"""Command `check`: what is wrong with a study's plan, dictionary and data, with nothing run."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ipsanalysis.derive.members import members
from ipsanalysis.derive.table import analysis_table
from ipsanalysis.derive.trial import Trial
from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison
from ipsanalysis.plan.load import load_study
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.clean import Cleaned, clean
from ipsanalysis.raw.digest import digest
from ipsanalysis.raw.load import load_package

if TYPE_CHECKING:
    import pandas as pd


def run(options: argparse.Namespace) -> int:
    """Check the plan, then the dictionary, then every cell of the files, then every outcome.

    Nothing is written.

    Raises:
        UserError: If anything is wrong; the message lists every problem of the first of these
            four that has any.
    """
    plan, layout = load_study(options.study)
    print(f"{layout.plan}: the plan is in order.", flush=True)
    package = load_package(layout.raw, plan)
    print(f"{layout.raw}/datapackage.json: the dictionary agrees with the plan.", flush=True)
    cleaned = clean(package, plan, layout.raw)
    if cleaned.errors:
        raise UserError(digest(cleaned.errors, cleaned.accounts))
    print("\n".join(_files(cleaned)), flush=True)
    table = analysis_table(plan, Trial(**cleaned.tables))
    problems = list(_unanswered(plan, table))
    if problems:
        raise UserError("\n".join(problems))
    print("\n".join(_summary(plan, layout, table)))
    return 0


def _files(cleaned: Cleaned) -> Iterator[str]:
    for entry in cleaned.accounts:
        merged = f", {entry.rows_merged} merged" if entry.rows_merged else ""
        yield f"{entry.file}: {entry.rows_in} rows, all in order{merged}."
    for note in cleaned.notes:
        yield f"  note, {note.file}: {note.rule} ({note.count} times). {note.action}"


def _unanswered(plan: Plan, table: "pd.DataFrame") -> Iterator[str]:
    compared: list[BinaryComparison | AmountComparison] = [
        *plan.employment,
        *plan.other_outcomes,
        *plan.work_amount,
    ]
    for comparison in compared:
        try:
            members(plan, table, comparison)
        except UserError as error:
            yield str(error)


def _summary(plan: Plan, layout: Layout, table: "pd.DataFrame") -> Iterator[str]:
    counts = [f"{int((table['arm'] == arm.id).sum())} in {arm.label}" for arm in plan.arms]
    stamp = " SYNTHETIC people." if plan.data_status == "synthetic" else ""
    yield f"{len(table)} people randomised: {', '.join(counts)}.{stamp}"
    yield "Nothing is wrong. Run it:"
    yield f"  snakemake --cores 4 --config 'studies=[{plan.study}]'"
    yield f"and read {layout.reports}/report.html."
