"""The shipped meta-analysis in memory, its twins' results taken from their released records."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ipsanalysis.evidence.choose import chosen_table
from ipsanalysis.evidence.gather import gather
from ipsanalysis.evidence.load import load_evidence
from ipsanalysis.evidence.new_trial import StudyRow, study_rows
from ipsanalysis.evidence.review import Review
from ipsanalysis.evidence.study_comparisons import with_studies
from ipsanalysis.files import write_parquet
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.rows import COUNTS, NUMBERS, TEXT, Row, in_schema, to_frame

PROJECT = Path(__file__).parents[2]
R = json.loads((PROJECT / "tests/reference/evidence_rows.json").read_text(encoding="utf-8"))
MEASURES = {"RR": "risk_ratio", "OR": "odds_ratio", "RD": "risk_difference"}
LIMITS = ["estimate", "ci_low", "ci_high"]
TIGHT = {"rel": 1e-6, "abs": 1e-9}


def plan_and_layout() -> tuple[EvidencePlan, Layout]:
    """The plan, and where its files lie."""
    return load_review("ips", PROJECT)


def released(layout: Layout) -> pd.DataFrame:
    """The released result rows of a study."""
    path = layout.released / "results.csv"
    types = (
        dict.fromkeys(TEXT, str) | dict.fromkeys(NUMBERS, float) | dict.fromkeys(COUNTS, "Int64")
    )
    return in_schema(pd.read_csv(path, dtype=types).fillna(dict.fromkeys(TEXT, "")))


@cache
def twins() -> tuple[StudyRow, ...]:
    """The studies that the plan sets among the trials."""
    plan, layout = plan_and_layout()
    with tempfile.TemporaryDirectory() as folder:
        used = tuple(replace(own, root=Path(folder)) for own in layout.uses)
        for own, there in zip(layout.uses, used, strict=True):
            write_parquet(there.results / "results.parquet", released(own))
        return tuple(study_rows(plan, replace(layout, uses=used)))


@cache
def published() -> pd.DataFrame:
    """The table of comparisons without the studies."""
    plan, layout = plan_and_layout()
    package = load_evidence(layout.raw, plan)
    return gather(package, plan, layout.raw).tables["comparisons"]


def review(comparisons: pd.DataFrame | None = None, **changes: Any) -> Review:
    """The meta-analysis, with changes of its plan or of its published rows."""
    plan = plan_and_layout()[0].model_copy(update=changes)
    rows = published() if comparisons is None else comparisons
    table = with_studies(rows, plan, twins() if plan.new_trials else [])
    return Review(plan=plan, comparisons=table, chosen=chosen_table(plan.pools, table))


def framed(rows: Sequence[Row]) -> pd.DataFrame:
    """Rows as a frame."""
    return to_frame(list(rows))


def only(frame: pd.DataFrame, method: str = "", **columns: Any) -> pd.Series:
    """The one row that has these columns and whose method begins so."""
    found = frame
    for name, value in columns.items():
        found = found[found[name] == value]
    found = found[found["method"].str.startswith(method)]
    assert len(found) == 1, f"{method} {columns}: {list(found['row_id'])}"
    return found.iloc[0]


def natural(numbers: dict[str, float], measure: str) -> dict[str, float]:
    """R's numbers as a row holds them: ratios and their limits not as logarithms."""
    back = np.exp if measure.endswith("ratio") else float
    names = {"coefficient": "estimate", "ci_low": "ci_low", "ci_high": "ci_high"}
    found = {own: float(back(numbers[name])) for name, own in names.items()}
    return {**found, **{x: numbers[x] for x in ("std_error", "p_value") if x in numbers}}


def nth(columns: dict[str, list[float]], index: int) -> dict[str, float]:
    """One place of R's columns."""
    names = ("coefficient", "std_error", "ci_low", "ci_high", "p_value")
    return {name: columns[name][index] for name in names if name in columns}
