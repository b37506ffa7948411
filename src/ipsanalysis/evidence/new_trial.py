"""A study of this project as one more trial: its counts, read from its result rows."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ipsanalysis.errors import UserError, nearest
from ipsanalysis.files import read_parquet
from ipsanalysis.layout import Layout
from ipsanalysis.meta.trials import Tables
from ipsanalysis.plan.evidence import EvidencePlan, NewTrial
from ipsanalysis.rows import COLUMNS, COUNTS, NUMBERS

OF_YES_AND_NO = ("risk_difference", "risk_ratio", "odds_ratio")
OF_BOTH_ARMS = ("n_events", "n", "n_events_control", "n_control")
MONTHS = {"month": 1.0, "week": 12 / 52, "day": 12 / 365.25, "year": 12.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """A study of this project as a trial.

    Attributes:
        asked: The plan's entry.
        title: The study's version, as printed.
        data_status: Real, or synthetic: then it is never pooled.
        follow_up_months: Time of its outcome; nan when not known in months.
        events: People with the event in the active arm.
        n: People in the active arm.
        events_control: People with the event in the control arm.
        n_control: People in the control arm.
    """

    asked: NewTrial
    title: str
    data_status: str
    follow_up_months: float
    events: int
    n: int
    events_control: int
    n_control: int

    @property
    def tables(self) -> Tables:
        """Its counts as those of one trial."""
        counts = (self.events, self.n, self.events_control, self.n_control)
        events, n, events_control, n_control = (pd.array([x]).to_numpy("int64") for x in counts)
        return Tables(events=events, n=n, events_control=events_control, n_control=n_control)


def study_rows(plan: EvidencePlan, layout: Layout) -> list[StudyRow]:
    """Read the rows of the studies that a plan sets among the published trials.

    Args:
        plan: The plan.
        layout: Where its files and those of the studies lie.

    Returns:
        One entry a study, in the plan's order.

    Raises:
        UserError: If a study has no results, or its row is not there or has no counts of both arms.
    """
    asked = plan.new_trials.trials if plan.new_trials else []
    return [study_row(layout, index, trial) for index, trial in enumerate(asked)]


def results_of(layout: Layout, asked: NewTrial) -> Path:
    """Return the file of results in which the row of a study is looked for."""
    return _own(layout, asked).results / "results.parquet"


def study_row(layout: Layout, index: int, asked: NewTrial) -> StudyRow:
    """Read the row of one study.

    Args:
        layout: Where the files of the meta-analysis and those of the studies lie.
        index: Its place in the plan's list.
        asked: The plan's entry.

    Returns:
        The study as a trial.

    Raises:
        UserError: If the study has no results, or its row is not there or has no counts of both
            arms.
    """
    path = results_of(layout, asked)
    rows = _results(path)
    found = rows[rows["row_id"] == asked.row]
    where = f"{layout.plan}, new_trials.trials.{index}.row"
    if found.empty:
        raise UserError(
            f'{where}: found "{asked.row}"; allowed: a key of the column row_id of {path}.'
            f"{nearest(asked.row, list(rows['row_id']))} Mend the key."
        )
    row = {str(name): value for name, value in found.iloc[0].items()}
    if row["statistic"] not in OF_YES_AND_NO:
        raise UserError(
            f'{where}: found "{asked.row}", a {row["statistic"]}; allowed: a comparison of yes and '
            f"no: {', '.join(OF_YES_AND_NO)}. Name another row."
        )
    counts = [row[name] for name in OF_BOTH_ARMS]
    if any(pd.isna(count) for count in counts) or 0 in (row["n"], row["n_control"]):
        raise UserError(
            f'{where}: found "{asked.row}", which has no people and events of both arms; allowed: '
            "a comparison of yes and no, such as a risk difference. Name another row."
        )
    events, n, events_control, n_control = map(int, counts)
    return StudyRow(
        asked=asked,
        title=f"{asked.study} {_own(layout, asked).version}",
        data_status=str(row["data_status"]),
        follow_up_months=float(row["timepoint"]) * MONTHS.get(row["time_unit"], float("nan")),
        events=events,
        n=n,
        events_control=events_control,
        n_control=n_control,
    )


def _own(layout: Layout, asked: NewTrial) -> Layout:
    return next(used for used in layout.uses if used.study == asked.study)


def _results(path: Path) -> pd.DataFrame:
    rows = read_parquet(path)
    kinds = dict.fromkeys(NUMBERS, "float64") | dict.fromkeys(COUNTS, "Int64")
    whole = tuple(rows.columns) == COLUMNS
    if not whole or any(str(rows[name].dtype) != kind for name, kind in kinds.items()):
        raise UserError(f"{path}: not a results file of this program; delete it and run make.")
    return rows
