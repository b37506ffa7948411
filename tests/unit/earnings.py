"""Earnings with many zeros after a randomised trial, shared by the tests of such amounts."""

import csv
import json
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "reference"
TWO_PART = json.loads((FOLDER / "two_part_continuous.json").read_text(encoding="utf-8"))

with (FOLDER / "data" / "nsw_dw445.csv").open(encoding="utf-8", newline="") as _file:
    _ROWS = list(csv.DictReader(_file))


def _column(name):
    return np.array([float(row[name]) for row in _ROWS])


EARNINGS = _column("re78")
TREATED = _column("treat").astype(int)
COVARIATES = np.column_stack(
    [
        *(_column(name) for name in ("age", "educ", "black", "hisp", "marr", "nodegree")),
        _column("re74") / 1000,
        _column("re75") / 1000,
    ]
)
NO_COVARIATES = np.empty((EARNINGS.size, 0))


def two_arms(active, control):
    """Return values and arms of people without covariates."""
    values = np.array([*active, *control], dtype=float)
    return values, np.repeat([1, 0], [len(active), len(control)])
