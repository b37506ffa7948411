"""The LIFE data and the R values that the tests of amounts of work share."""

import csv
import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
REFERENCE = json.loads((ROOT / "tests/reference/amount.json").read_text(encoding="utf-8"))

with (ROOT / "data/raw/life/rossi.csv").open(encoding="utf-8", newline="") as file:
    _ROWS = list(csv.DictReader(file))

WEEKS = np.array([sum(row[f"emp{week}"] == "yes" for week in range(1, 53)) for row in _ROWS])
OBSERVED_WEEKS = np.array([int(row["week"]) for row in _ROWS])
ARM = np.array([row["fin"] == "yes" for row in _ROWS])
AGE = np.array([float(row["age"]) for row in _ROWS])
EDUCATION = np.array([int(row["educ"]) for row in _ROWS])
WORK_EXPERIENCE = np.array([row["wexp"] == "yes" for row in _ROWS])
COVARIATES = np.column_stack(
    [AGE, EDUCATION, np.array([float(row["prio"]) for row in _ROWS]), WORK_EXPERIENCE]
)
