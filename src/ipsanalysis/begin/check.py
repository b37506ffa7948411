"""Command `check`: what is wrong with a plan, its dictionary and its data, with nothing run."""

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ipsanalysis.analyse.over_time import status_rows
from ipsanalysis.analyse.repeated import single_times
from ipsanalysis.analyse.strata import strata
from ipsanalysis.begin.check_review import check_review
from ipsanalysis.begin.file_lines import file_lines
from ipsanalysis.derive.members import members
from ipsanalysis.derive.table import analysis_table
from ipsanalysis.derive.trial import Trial
from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison
from ipsanalysis.plan.evidence_load import is_review
from ipsanalysis.plan.load import load_study
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.clean import clean
from ipsanalysis.raw.digest import digest
from ipsanalysis.raw.load import load_package

if TYPE_CHECKING:
    import pandas as pd


def run(options: argparse.Namespace) -> int:
    """Check the plan, then the dictionary, then every cell of the files, then every outcome.

    Of a meta-analysis, the rows of each pool are looked at last. Nothing is written.

    Raises:
        UserError: If anything is wrong; the message lists every problem of the first of these
            four that has any.
    """
    if is_review(options.study):
        return check_review(options.study)
    plan, layout = load_study(options.study)
    print(f"{layout.plan}: the plan is in order.", flush=True)
    package = load_package(layout.raw, plan)
    print(f"{layout.raw}/datapackage.json: the dictionary agrees with the plan.", flush=True)
    cleaned = clean(package, plan, layout.raw)
    if cleaned.errors:
        raise UserError(digest(cleaned.errors, cleaned.accounts))
    print("\n".join(file_lines(cleaned)), flush=True)
    trial = Trial(**cleaned.tables)
    table = analysis_table(plan, trial)
    problems = list(dict.fromkeys(_unanswered(plan, trial, table)))
    if problems:
        raise UserError("\n".join(problems))
    print("\n".join(_summary(plan, layout, table)))
    return 0


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
