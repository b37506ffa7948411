"""A small made-up study: unlike arms, people lost, missing covariates, names that are hard."""

import atexit
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd

from ipsanalysis.__main__ import main
from ipsanalysis.derive.trial import empty_table
from ipsanalysis.files import read_parquet, write_csv, write_json, write_parquet, write_text
from ipsanalysis.steps import (
    collect,
    derive,
    describe,
    employment,
    first_job,
    histories,
    work_amount,
)

STUDY, VERSION = "small", "0.1"
LENGTH = 12
SITES = ["Tromsø", "Bodø", 'a, "b"', "x\\y"]
SEXES = ["f'", 'm"']


def plan() -> dict[str, Any]:
    column = {"table": "person_periods", "column": "Working"}
    words = {"variable": "Work", "metric": "Value", "aggregation": "Share", "time_point": "Week"}

    def value(name: str, kind: str, **keys: Any) -> dict[str, Any]:
        label = f'{name} "x"); stop("y'
        return {
            "id": name,
            "label": label,
            "kind": kind,
            **keys,
            **words,
            "higher_is_better": True,
        }

    def comparison(outcome: str, strategy: str | None, **keys: Any) -> dict[str, Any]:
        return {
            "outcome": outcome,
            "role": "secondary",
            "analysis_set": "all_randomised",
            "intercurrent_events": {"withdrew": strategy} if strategy else {},
            "missing": "observed",
            "prespecified": True,
            **keys,
        }

    def times(outcome: str, strategy: str | None, *measures: str, **keys: Any) -> dict[str, Any]:
        shape = {"restricted_to": 9, "landmarks": [], "stratified_by": [], "adjusted_for": []}
        return comparison(outcome, strategy, measures=list(measures), **{**shape, **keys})

    covariates = ["score", "sex", "site", "grade"]
    return {
        "study": STUDY,
        "version": VERSION,
        "title": "A made-up study",
        "question": "Does it work?",
        "data_status": "synthetic",
        "access": "open",
        "seed": 7,
        "ci_level": 0.9,
        "registration": {"registry": "None.", "protocol": "None.", "analysis_plan": "None."},
        "design": {
            "description": "Made up.",
            "framework": "superiority",
            "allocation_ratio": "2:1",
            "randomisation": "None.",
            "sample_size": "None.",
        },
        "arms": [
            {"id": "usual", "label": "Usual \\ help", "role": "control", "treatment": "Usual."},
            {"id": "new", "label": 'New "help"', "role": "active", "treatment": "New."},
        ],
        "follow_up": {"unit": "week", "length": LENGTH, "start": "Day 0."},
        "intercurrent_events": [
            {"id": "withdrew", "label": "Left", "past": "left", "description": "Left the study."}
        ],
        "analysis_sets": [
            {"id": "all_randomised", "label": "All", "members": "all", "explanation": "All."},
            {"id": "at_risk", "label": "At risk", "members": "at_risk", "explanation": "Some."},
            {"id": "worked", "label": "Worked", "members": "above_zero", "explanation": "Some."},
        ],
        "covariates": [
            {"id": "score", "label": "Score", "kind": "continuous", "unit": "points"},
            {"id": "sex", "label": "Sex", "kind": "binary", "levels": {x: x for x in SEXES}},
            {"id": "site", "label": "Site", "kind": "categorical", "levels": {x: x for x in SITES}},
            {"id": "grade", "label": "Grade", "kind": "ordinal", "levels": {"1": "I", "2": "II"}},
        ],
        "baseline": covariates,
        "outcomes": [
            value("at_end", "status_at", source=column, at=LENGTH),
            value("ever", "ever", source=column, within=LENGTH),
            value("weeks", "period_count", source=column, within=LENGTH, unit="weeks"),
            {**value("left_early", "end_reason_ever", event="withdrew", within=1)},
            {
                "id": "start",
                "label": "Start",
                "kind": "first_status",
                "source": column,
                "competing": ["withdrew"],
                **words,
                "event_is_good": True,
            },
            {
                "id": "leaving",
                "label": "Leaving",
                "kind": "end_reason",
                "event": "withdrew",
                "competing": [],
                **words,
                "event_is_good": False,
            },
        ],
        "employment": [
            comparison("at_end", "composite", role="primary", adjusted_for=covariates),
            comparison("at_end", "while_at_risk", analysis_set="at_risk", adjusted_for=[]),
            comparison("ever", "composite", adjusted_for=["score"]),
        ],
        "status_over_time": {
            "outcome": "at_end",
            "analysis_set": "all_randomised",
            "intercurrent_events": {"withdrew": "composite"},
            "missing": "observed",
            "differences_at": [6, LENGTH],
        },
        "states": {
            "of": [{"id": "working", "label": "Working", "source": column}],
            "otherwise": "Not working",
            "at_least": 5,
        },
        "first_job": [
            times("start", "composite", "cumulative_incidence", landmarks=[4, 9]),
            times(
                "start", "while_at_risk", "hazard", stratified_by=["sex"], adjusted_for=covariates
            ),
            times("start", "hypothetical", "kaplan_meier", landmarks=[4]),
        ],
        "work_amount": [
            comparison(
                "weeks",
                "composite",
                adjusted_for=["score", "sex", "grade"],
                measures=["mean_difference", "two_part", "superiority"],
            ),
            comparison("weeks", "while_at_risk", adjusted_for=[], measures=["rate"]),
            comparison(
                "weeks", "composite", analysis_set="worked", adjusted_for=[], measures=["mean"]
            ),
        ],
        "other_outcomes": [comparison("left_early", None, adjusted_for=[], missing="none")],
        "other_events": [
            times("leaving", None, "hazard", "kaplan_meier", landmarks=[9]),
        ],
        "resampling": {"bootstrap_replicates": 999, "permutation_replicates": 999},
        "multiplicity": "None.",
        "published_sources": [
            {"id": "paper", "citation": "A paper.", "known": "printed", "seen": "Made up."}
        ],
        "published": [
            {
                "id": "figure",
                "label": "A figure",
                "source": "paper",
                "value": 1.0,
                "decimals": 1,
                "ours": None,
                "reason": "Made up.",
            }
        ],
        "deviations": [],
        "limitations": [],
    }


def write_plan(root: Path, **keys: Any) -> None:
    """Write the plan, some of its keys replaced."""
    text = json.dumps({**plan(), **keys}, indent=1, ensure_ascii=False) + "\n"
    write_text(root / "config" / "studies" / f"{STUDY}.yaml", text)


def make_study(root: Path) -> None:
    """Write plan, raw file, stand-ins for code, canonical tables, all results and a report."""
    write_plan(root)
    write_study_files(root, STUDY)
    write_tables(root / "results" / STUDY / VERSION / "data")
    write_text(root / "reports" / STUDY / VERSION / "report.html", "<p>Made up.</p>\n")
    with inside(root):
        for step in (derive, describe, employment, first_job, work_amount, histories, collect):
            step.run(STUDY)


def write_study_files(root: Path, study: str) -> None:
    """Write the list of studies, a raw file and stand-ins for code."""
    write_text(root / "config" / "config.yaml", f"studies: [{study}]\n")
    write_text(root / "data" / "raw" / study / "people.csv", "id\n1\n")
    dictionary = {"resources": [{"path": "people.csv"}]}
    write_json(root / "data" / "raw" / study / "datapackage.json", dictionary)
    write_text(root / "src" / "ipsanalysis" / "code.py", "1\n")
    write_text(root / "workflow" / "rules" / "analyse.smk", "\n\nrule employment:\n    input: 1\n")
    write_text(root / "Snakefile", "# nothing\n")
    write_text(root / "requirements.txt", "numpy==2.4.0\n")
    write_text(
        root / "pyproject.toml",
        '[project]\nname = "ipsanalysis"\nversion = "9.9"\ndependencies = ["numpy>=2.4,<3"]\n',
    )


def write_tables(folder: Path) -> None:
    rng = np.random.default_rng(3)
    n = 90
    people = pd.DataFrame(
        {
            "person": [f"p{i:02d}" for i in range(n)],
            "arm": rng.permutation(["new"] * 60 + ["usual"] * 30),
            "score": np.where(rng.random(n) < 0.1, np.nan, rng.normal(50, 9, n).round(1)),
            "sex": rng.choice(SEXES, n),
            "site": rng.choice([*SITES, None], n),
            "grade": rng.choice(["1", "2", None], n, p=[0.5, 0.4, 0.1]),
        }
    )
    reason = rng.choice(["completed", "withdrew", "lost"], n, p=[0.7, 0.2, 0.1])
    until = np.where(reason == "completed", LENGTH, rng.integers(1, LENGTH + 1, n))
    ends = pd.DataFrame(
        {"person": people["person"], "observed_from": 0, "observed_until": until}
    ).assign(end_reason=reason)
    leaning = rng.normal(-1.5, 1.5, n) + (people["arm"] == "new")
    rows = [
        (person, week, bool(rng.random() < 1 / (1 + np.exp(-lean))))
        for person, last, lean in zip(people["person"], until, leaning, strict=True)
        for week in range(1, last + 1)
    ]
    periods = pd.DataFrame(rows, columns=["person", "period", "Working"])
    empty = {
        name: empty_table(name) for name in ("job_spells", "assessments", "contacts", "reviews")
    }
    save(folder, {"participants": people, "follow_up": ends, "person_periods": periods, **empty})


def save(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Write canonical tables, as the step clean does."""
    for name, table in tables.items():
        write_parquet(folder / f"{name}.parquet", table)
        write_csv(folder / f"{name}.csv", table)


@cache
def _made() -> Path:
    """Make the study once, in a folder that goes when Python ends."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder)
    make_study(folder)
    return folder


def recompute(row_id: str, column: str, value: float) -> int:
    """Give a row of the analyses another value, as other code would; return collect's exit code."""
    path = Path("results", STUDY, VERSION, "analyses", f"{row_id.partition('/')[0]}.parquet")
    rows = read_parquet(path)
    rows.loc[rows["row_id"] == row_id, column] = value
    write_parquet(path, rows)
    return main(["collect", STUDY])


def copy_study(to: Path) -> Path:
    """Give a test its own copy of the study, times of files kept; return its results."""
    shutil.copytree(_made(), to, dirs_exist_ok=True)
    return to / "results" / STUDY / VERSION


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Be in a folder, as the commands are in the project's."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
