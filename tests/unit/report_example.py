"""The LIFE plan and its result rows, analysed here from raw data, for tests of the report."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from ipsanalysis.analyse.amounts import amount_rows
from ipsanalysis.analyse.baseline import baseline_rows
from ipsanalysis.analyse.binary import binary_rows
from ipsanalysis.analyse.event_times import time_rows
from ipsanalysis.analyse.flow import flow_rows
from ipsanalysis.analyse.published import published_rows
from ipsanalysis.derive.table import analysis_table
from ipsanalysis.derive.trial import Trial
from ipsanalysis.plan.load import load_plan
from ipsanalysis.plan.study import Plan
from ipsanalysis.report.checklist import checklist
from ipsanalysis.report.data_account import account_table, notes_table, rules_table
from ipsanalysis.report.figures import read_figures
from ipsanalysis.report.page import Material
from ipsanalysis.report.provenance import Provenance
from ipsanalysis.rows import to_frame
from ipsanalysis.tables.all import all_tables
from ipsanalysis.tables.results import Result, Results, read_results

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw" / "life" / "rossi.csv"
OUTSIDE = ("Not arrested before the week", "Worked at least one week")
PRIMARY = "employment/employed_week_52/all_randomised/composite/none/week_52/"


@cache
def raw() -> pd.DataFrame:
    return pd.read_csv(RAW)


@cache
def plan() -> Plan:
    loaded = load_plan(ROOT / "config" / "studies" / "life.yaml")
    fewer = {"bootstrap_replicates": 199, "permutation_replicates": 199}
    return loaded.model_copy(update={"resampling": loaded.resampling.model_copy(update=fewer)})


def trial() -> Trial:
    data = raw()
    person = np.arange(len(data))
    participants = pd.DataFrame(
        {"person": person, "arm": data["fin"].map({"yes": "aid", "no": "no_aid"})}
    )
    for covariate in plan().covariates:
        column = data[covariate.id]
        participants[covariate.id] = (
            column.astype(float) if covariate.kind == "continuous" else column.astype(str)
        )
    follow_up = pd.DataFrame(
        {
            "person": person,
            "observed_from": 0,
            "observed_until": data["week"],
            "end_reason": data["arrest"].map({1: "arrested", 0: "completed"}),
        }
    )
    weeks = data[[f"emp{week}" for week in range(1, 53)]].set_axis(range(1, 53), axis=1)
    long = weeks.assign(person=person).melt("person", var_name="period", value_name="employed")
    long = long.dropna().sort_values(["person", "period"], ignore_index=True)
    long["period"] = long["period"].astype(int)
    long["employed"] = long["employed"] == "yes"
    return Trial(participants=participants, follow_up=follow_up, person_periods=long)


@cache
def results() -> Results:
    study, data = plan(), trial()
    table = analysis_table(study, data)
    rows = flow_rows(study, data, table) + baseline_rows(study, table)
    for family in ("employment", "other_outcomes"):
        rows += binary_rows(study, table, family)
    for family in ("first_job", "other_events"):
        rows += time_rows(study, table, family)[0]
    rows += amount_rows(study, table)[0]
    own = to_frame(rows)
    both = pd.concat([own, to_frame(published_rows(study, own))], ignore_index=True)
    return read_results(both.sort_values("row_id", ignore_index=True))


def changed(key_part: str, **columns: object) -> Results:
    """The results with some columns of the rows whose key begins so set to other values."""
    return Results(
        rows=[
            replace(row, **columns) if row.key.startswith(key_part) else row
            for row in results().rows
        ]
    )


def primary(suffix: str) -> Result:
    row = results().first(key=PRIMARY + suffix)
    assert row is not None
    return row


def material(
    study: Plan | None = None, rows: Results | None = None, folder: Path = Path("absent")
) -> Material:
    study, rows = study or plan(), rows or results()
    return Material(
        plan=study,
        results=rows,
        tables=all_tables(study, rows),
        figures=read_figures(folder),
        account=account_table(folder / "account.csv"),
        notes=notes_table(folder / "notes.csv"),
        rules=rules_table(folder / "rules.csv"),
        checklist=checklist(study, rows),
        provenance=Provenance(
            package="0.0.0", plan_file="config/studies/life.yaml", plan_sha256="0" * 64, raw=()
        ),
    )
