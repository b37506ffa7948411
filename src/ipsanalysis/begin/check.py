"""Command `check`: what is wrong with a study's plan, dictionary and data, with nothing run."""

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ipsanalysis.analyse.over_time import status_rows
from ipsanalysis.analyse.repeated import single_times
from ipsanalysis.analyse.strata import strata
from ipsanalysis.derive.members import members
from ipsanalysis.derive.table import analysis_table
from ipsanalysis.derive.trial import Trial
from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison
from ipsanalysis.plan.load import load_study
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.clean import clean
from ipsanalysis.raw.cleaned import Cleaned
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
    trial = Trial(**cleaned.tables)
    table = analysis_table(plan, trial)
    problems = list(dict.fromkeys(_unanswered(plan, trial, table)))
    if problems:
        raise UserError("\n".join(problems))
    print("\n".join(_summary(plan, layout, table)))
    return 0


def _files(cleaned: Cleaned) -> Iterator[str]:
    for entry in cleaned.accounts:
        merged = f", {entry.rows_merged} merged with others" if entry.rows_merged else ""
        left = f", {entry.rows_rejected} left out (see the notes)" if entry.rows_rejected else ""
        kept = f"{entry.rows_in} rows: {entry.rows_kept} kept" if merged or left else ""
        yield f"{entry.file}: {kept or f'{entry.rows_in} rows, all in order'}{merged}{left}."
    for note in cleaned.notes:
        times = "once" if note.count == 1 else f"{note.count} times"
        yield f"  note, {note.file}: {note.rule} ({times}). {note.action}"


def _unanswered(plan: Plan, trial: Trial, table: "pd.DataFrame") -> Iterator[str]:
    """Give what is known to stop an analysis: people not observed, strata not known."""
    compared: list[BinaryComparison | AmountComparison] = [
        *plan.employment,
        *plan.other_outcomes,
        *plan.work_amount,
        *(single for model in plan.repeated_status for single in single_times(model)),
    ]
    binary = [item.stratified_by for item in (*plan.employment, *plan.other_outcomes)]
    stratified = binary + [item.stratified_by for item in (*plan.first_job, *plan.other_events)]
    attempts: list[Callable[[], object]] = [
        *(partial(members, plan, table, comparison) for comparison in compared),
        *(partial(strata, table, names) for names in stratified if names),
        partial(status_rows, plan, trial, ()),
    ]
    for attempt in attempts:
        try:
            attempt()
        except UserError as error:
            yield str(error)


def _summary(plan: Plan, layout: Layout, table: "pd.DataFrame") -> Iterator[str]:
    counts = [f"{int((table['arm'] == arm.id).sum())} in {arm.label}" for arm in plan.arms]
    stamp = " SYNTHETIC people." if plan.data_status == "synthetic" else ""
    yield f"{len(table)} people randomised: {', '.join(counts)}.{stamp}"
    yield "Nothing is wrong. Run it:"
    yield f"  snakemake --cores 4 --config 'studies=[{plan.study}]'"
    yield f"and read {layout.reports}/report.html."
