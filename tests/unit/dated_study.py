"""A made-up study by date: job spells, visits, sites, reviews, one arm asked about the treatment.

58 people, 38 and 20. Within 12 months 19 of the 36 observed of the active arm and 7 of the 18 of
the control arm have a competitive job; 2 of each arm are lost before, none of them with a job.
"""

import atexit
import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd
from record_study import inside, plan, save, write_study_files

from ipsanalysis.files import write_text
from ipsanalysis.steps import (
    collect,
    derive,
    describe,
    employment,
    first_job,
    histories,
    work_amount,
)

STUDY, VERSION = "dated", "0.1"
COMPETITIVE = {"table": "job_spells", "kinds": ["competitive"]}
EVERYONE = {"role": "secondary", "analysis_set": "all_randomised", "missing": "observed"}
WORDS = {"variable": "Work", "metric": "Value", "aggregation": "Share", "time_point": "Month"}


def _value(name: str, kind: str, source: dict[str, Any], **keys: Any) -> dict[str, Any]:
    good = {"label": name.capitalize(), "higher_is_better": True}
    return {"id": name, "kind": kind, "source": source, **good, **keys, **WORDS}


def _answer(item: str) -> dict[str, Any]:
    return {"table": "assessments", "instrument": "form", "item": item, "visit": "month_12"}


def _comparison(outcome: str, strategy: str | None = "composite", **keys: Any) -> dict[str, Any]:
    events = {"died": strategy} if strategy else {}
    shared = {"outcome": outcome, "intercurrent_events": events, "prespecified": True}
    return {**shared, **EVERYONE, **keys}


def _times(strategy: str, *measures: str, **keys: Any) -> dict[str, Any]:
    shape = {"restricted_to": 300, "landmarks": [], "stratified_by": [], "adjusted_for": []}
    return _comparison("start", strategy, measures=list(measures), **{**shape, **keys})


def _repeated(name: str, working: str, adjusted_for: list[str], **keys: Any) -> dict[str, Any]:
    return {
        "id": name,
        "label": name,
        "outcomes": ["employed_4", "employed_8", "employed_12"],
        "intercurrent_events": {"died": "composite"},
        "prespecified": True,
        "working_correlation": working,
        "adjusted_for": adjusted_for,
        **EVERYONE,
        **keys,
    }


def dated_plan() -> dict[str, Any]:
    """Return the plan of the study."""
    small = plan()
    source = COMPETITIVE
    return {
        **small,
        "study": STUDY,
        "ci_level": 0.95,
        "arms": [{**small["arms"][0]}, {**small["arms"][1], "received": "contact"}],
        "follow_up": {
            "unit": "month",
            "length": 12,
            "start": "Randomisation.",
            "months": "anniversary",
        },
        "visits": [{"id": "month_12", "label": "Month 12", "at": 12}],
        "industries": {"care": "Care", "trade": "Trade", "farming": "Farming"},
        "intercurrent_events": [
            {"id": "died", "label": "Death", "past": "dead", "description": "Died."}
        ],
        "analysis_sets": [
            {"id": "all_randomised", "label": "All", "members": "all", "explanation": "All."},
            {"id": "workers", "label": "Workers", "members": "workers", "explanation": "Some."},
        ],
        "covariates": [
            {"id": "age", "label": "Age", "kind": "continuous", "unit": "years"},
            {
                "id": "site",
                "label": "Site",
                "kind": "categorical",
                "levels": {x: x for x in ("north", "south", "west")},
            },
        ],
        "baseline": ["age", "site"],
        "outcomes": [
            *(_value(f"employed_{m}", "ever", source, within=m) for m in (4, 8, 12)),
            _value("at_12", "status_at", source, at=12),
            _value("kept", "retained", source, months=3),
            _value("hours", "spell_amount", source, measure="hours", within=12, unit="hours"),
            _value(
                "pace", "spell_amount", source, measure="hours_per_week", within=12, unit="hours"
            ),
            _value("health", "score", _answer("health"), unit="points"),
            _value("benefits", "period_count", _periods(), within=12, unit="months"),
            _value("useful", "answer", _answer("useful"), yes=["yes"]),
            {
                "id": "start",
                "label": "Start",
                "kind": "first_status",
                "source": source,
                "competing": ["died"],
                "event_is_good": True,
                **WORDS,
            },
        ],
        "employment": [
            _comparison(
                "employed_12", role="primary", adjusted_for=["age"], stratified_by=["site"]
            ),
            _comparison("at_12", adjusted_for=[], missing="as_not_employed"),
            _comparison("kept", adjusted_for=[], analysis_set="workers"),
        ],
        "status_over_time": {
            "outcome": "employed_12",
            "analysis_set": "all_randomised",
            "intercurrent_events": {"died": "composite"},
            "missing": "observed",
            "differences_at": [4, 8, 12],
        },
        "repeated_status": [
            _repeated("by_gee", "exchangeable", ["age"]),
            _repeated("lost_as_no", "independence", [], missing="as_not_employed"),
        ],
        "first_job": [
            _times("composite", "cumulative_incidence", landmarks=[91, 182]),
            _times(
                "while_at_risk",
                "hazard",
                "stratified_hazard",
                stratified_by=["site"],
                adjusted_for=["age"],
            ),
            _times("hypothetical", "kaplan_meier"),
        ],
        "work_amount": [
            _comparison(
                "hours",
                adjusted_for=["age"],
                measures=[
                    "mean_difference",
                    "student",
                    "two_part_gamma",
                    "two_part_lognormal",
                    "tweedie",
                ],
            ),
            _comparison(
                "pace", analysis_set="workers", adjusted_for=[], measures=["mean", "student"]
            ),
            _comparison("health", adjusted_for=["age"], measures=["mean_difference", "tweedie"]),
            _comparison("benefits", "while_at_risk", adjusted_for=[], measures=["rate"]),
        ],
        "industries_worked_in": {"source": source, "within": 12},
        "states": {
            "of": [
                {"id": "work", "label": "Work", "source": source},
                {"id": "benefits", "label": "Benefits", "source": _periods()},
            ],
            "otherwise": "Neither",
            "at_least": 5,
        },
        "other_outcomes": [_comparison("useful", adjusted_for=[])],
        "other_events": [],
    }


def _periods() -> dict[str, str]:
    return {"table": "person_periods", "column": "benefits"}


def dated_tables() -> dict[str, pd.DataFrame]:
    """Return the canonical tables of the study."""
    rng = np.random.default_rng(11)
    n, number = 58, np.arange(58)
    arm = np.array(["new"] * 38 + ["usual"] * 20)
    within = np.where(arm == "new", number, number - 38)
    worker = within < np.where(arm == "new", 19, 7)
    lost = (within == np.where(arm == "new", 37, 19)) | (within == np.where(arm == "new", 36, 18))
    died = (number == 30) | (number == 50)
    dates = np.datetime64("2017-01-15") + rng.integers(0, 300, n)
    people = pd.DataFrame(
        {
            "person": [f"p{i:02d}" for i in number],
            "arm": arm,
            "randomised": dates.astype(str),
            "age": rng.integers(20, 60, n).astype(float),
            "site": rng.choice(["north", "south", "west"], n),
        }
    )
    people.loc[3, "age"] = np.nan
    end = np.where(lost, "lost", np.where(died, "died", "completed"))
    until = np.where(end == "completed", 365, rng.integers(40, 90, n))
    ends = pd.DataFrame({"person": people["person"], "observed_from": 0, "observed_until": until})
    return {
        "participants": people,
        "follow_up": ends.assign(end_reason=end),
        "person_periods": _benefits(people, until, rng),
        "job_spells": _spells(people, np.flatnonzero(worker), rng),
        "assessments": _assessments(people, end == "completed", rng),
        "contacts": pd.DataFrame(
            {"person": [f"p{i:02d}" for i in (0, 0, 5, 30)], "day": [3, 9, 4, 8]}
        ).assign(kind=None, minutes=30.0),
        "reviews": _reviews(),
    }


def _benefits(people: pd.DataFrame, until: Any, rng: np.random.Generator) -> pd.DataFrame:
    rows = [
        (person, month, bool(rng.random() < 0.5))
        for person, last in zip(people["person"], until, strict=True)
        for month in range(1, last // 31 + 2)
    ]
    table = pd.DataFrame(rows, columns=["person", "period", "benefits"])
    return table[table["period"] <= 12].reset_index(drop=True)


def _spells(people: pd.DataFrame, workers: Any, rng: np.random.Generator) -> pd.DataFrame:
    first = rng.integers(5, 300, len(workers))
    first[0] = 360
    length = rng.integers(20, 200, len(workers))
    return pd.DataFrame(
        {
            "person": people["person"].to_numpy()[workers],
            "job": 1,
            "start": first,
            "end": np.minimum(first + length, 365),
            "open": False,
            "kind": "competitive",
            "hours_per_week": rng.integers(5, 38, len(workers)).astype(float),
            "pay_per_week": np.nan,
            "industry": rng.choice(["care", "trade", None], len(workers)),
            "occupation": None,
        }
    )


def _assessments(people: pd.DataFrame, seen: Any, rng: np.random.Generator) -> pd.DataFrame:
    health = np.where(rng.random(len(people)) < 0.2, 0.0, rng.gamma(3, 15, len(people)).round(1))
    shared = {"visit": "month_12", "instrument": "form", "day": 365}
    scores = pd.DataFrame({"person": people["person"], "item": "health", "value": health})
    asked = people["person"][people["arm"] == "new"]
    useful = pd.DataFrame({"person": asked, "item": "useful", "value": np.nan})
    useful["text"] = np.where(rng.random(len(asked)) < 0.7, "yes", "no")
    both = pd.concat([scores.assign(text=scores["value"].astype(str)), useful])
    observed = both["person"].isin(people["person"][seen]).to_numpy()
    table = both[observed].assign(missing="", **shared).astype({"day": "Int64"})
    order = ["person", "visit", "instrument", "item", "value", "text", "missing", "day"]
    return table[order].sort_values(["person", "item"], ignore_index=True)


def _reviews() -> pd.DataFrame:
    items = [f"i{i:02d}" for i in range(1, 16)]
    whole = pd.DataFrame({"unit": "Team a", "date": "2018-01-10", "item": items, "score": 4})
    part = pd.DataFrame({"unit": "Team a", "date": "2018-07-10", "item": items[:14], "score": 5})
    table = pd.concat([whole, part], ignore_index=True).assign(scale="IPS-15")
    return table[["unit", "date", "scale", "item", "score"]]


def make_study(root: Path) -> None:
    """Write plan, stand-ins for code, canonical tables and all results."""
    text = json.dumps(dated_plan(), indent=1, ensure_ascii=False) + "\n"
    write_text(root / "config" / "studies" / f"{STUDY}.yaml", text)
    write_study_files(root, STUDY)
    save(root / "results" / STUDY / VERSION / "data", dated_tables())
    with inside(root):
        for step in (derive, describe, employment, first_job, work_amount, histories, collect):
            step.run(STUDY)


@cache
def _made() -> Path:
    """Make the study once, in a folder that goes when Python ends."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder)
    make_study(folder)
    return folder


def copy_study(to: Path) -> Path:
    """Give a test its own copy of the study; return its results."""
    shutil.copytree(_made(), to, dirs_exist_ok=True)
    return to / "results" / STUDY / VERSION
