"""Reference values of R and the data they were made from."""

import csv
import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
R = json.loads((ROOT / "tests/reference/survival.json").read_text(encoding="utf-8"))


def floats(values):
    """Return an R vector as floats, NA as nan."""
    return np.array([np.nan if v is None else v for v in np.atleast_1d(values)], dtype=float)


def read(name):
    """Return the columns of a reference CSV, text where a value is not a number."""
    path = ROOT / ("data/raw/life" if name == "rossi" else "tests/reference/data") / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {key: _column([row[key] for row in rows]) for key in rows[0]}


def _column(values):
    try:
        return np.array([float(v) if v else np.nan for v in values])
    except ValueError:
        return np.array(values)


def life():
    """Return the LIFE data with time and kind of the first job or arrest."""
    d = read("rossi")
    worked = np.column_stack([d[f"emp{k}"] == "yes" for k in range(1, 53)])
    ever = worked.any(axis=1)
    d["job_time"] = np.where(ever, worked.argmax(axis=1) + 1, d["week"])
    d["job_event"] = np.where(ever, 1, 2 * d["arrest"]).astype(int)
    d["active"] = (d["fin"] == "yes").astype(int)
    d["x"] = np.column_stack(
        [
            d["active"],
            d["age"],
            d["race"] != "black",
            d["wexp"] == "yes",
            d["mar"] != "married",
            d["paro"] == "yes",
            d["prio"],
        ]
    ).astype(float)
    return d


def lung():
    """Return survival::lung with event 0/1 and female 0/1."""
    d = read("lung")
    return d | {"event": (d["status"] - 1).astype(int), "female": (d["sex"] - 1).astype(int)}


def samples():
    """Return the one-sample data sets of the R script as (time, event) by name."""
    ties, d, male = read("ten_person_ties"), lung(), lung()["female"] == 0
    veteran, waltons, mgus, job = read("veteran"), read("waltons"), read("mgus2"), life()
    pbc = read("pbc")
    years, dead = pbc["time"] / 365.25, (pbc["status"] == 2).astype(int)
    arm, mir, treated = ties["group"] == 1, waltons["group"] == 1, pbc["trt"] == 1
    active = job["active"] == 1
    return {
        "ties": (ties["time"], ties["event"]),
        "ties_active": (ties["time"][arm], ties["event"][arm]),
        "lung_male": (d["time"][male], d["event"][male]),
        "lung_female": (d["time"][~male], d["event"][~male]),
        "veteran": (veteran["time"], veteran["status"]),
        "waltons_active": (waltons["time"][mir], waltons["event"][mir]),
        "life_job_active": (job["job_time"][active], job["job_event"][active]),
        "life_job_control": (job["job_time"][~active], job["job_event"][~active]),
        "mgus": (mgus["time"], mgus["event"]),
        "pbc_active": (years[treated], dead[treated]),
        "pbc_control": (years[~treated], dead[~treated]),
    }
