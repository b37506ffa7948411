"""What is wrong with the studies that a meta-analysis sets among its trials, with nothing run."""

from collections.abc import Iterator

import pandas as pd

from ipsanalysis.errors import UserError, nearest
from ipsanalysis.evidence.new_trial import StudyRow, results_of, study_row
from ipsanalysis.evidence.study_comparisons import published_rows, with_studies
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence import EvidencePlan, NewTrial


def check_new_trials(
    plan: EvidencePlan, layout: Layout, comparisons: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Look for the trial of each study, for its country, and for its row where it has results.

    Args:
        plan: The plan.
        layout: Where its files and those of the studies lie.
        comparisons: The table `comparisons` of published rows.

    Returns:
        The table with the rows of the studies that have results, and notes.

    Raises:
        UserError: If a trial or a row is not there; the message lists every problem.
    """
    rows: list[StudyRow] = []
    problems: list[str] = []
    notes: list[str] = []
    for index, asked in enumerate(plan.new_trials.trials if plan.new_trials else []):
        try:
            published_rows(comparisons, plan, index, asked)
        except UserError as error:
            problems.append(str(error))
        try:
            rows += _row(layout, index, asked)
        except UserError as error:
            problems.append(str(error))
        notes += _notes(layout, index, asked, comparisons)
    if problems:
        raise UserError("\n".join(problems))
    return with_studies(comparisons, plan, rows), notes


def _row(layout: Layout, index: int, asked: NewTrial) -> list[StudyRow]:
    there = results_of(layout, asked).is_file()
    return [study_row(layout, index, asked)] if there else []


def _notes(layout: Layout, index: int, asked: NewTrial, comparisons: pd.DataFrame) -> Iterator[str]:
    where = f"  note, {layout.plan}, new_trials.trials.{index}"
    path = results_of(layout, asked)
    if not path.is_file():
        yield f"{where}.row: not looked for: {path} is not made yet. A run makes it first."
    known = sorted(set(comparisons.loc[comparisons["epl_verified"] != "", "country"]))
    if known and "/" not in asked.country and asked.country not in known:
        yield (
            f'{where}.country: found "{asked.country}", of which no trial has a row in the file of '
            f"countries: {', '.join(known)}.{nearest(asked.country, known)} Nothing is known of "
            "its country; mend the name if it is one of those."
        )
