"""Values of R and trials that the tests of moderators and resampling share."""

import csv
import json
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from ipsanalysis.meta.effect_sizes import binary_effects
from ipsanalysis.meta.trials import Effects, Tables

FOLDER = Path(__file__).parents[1] / "reference"
R = json.loads((FOLDER / "meta_moderators.json").read_text())
COUNTS = {
    "bcg": ("BCGTB", "BCGVacc", "NoVaccTB", "NoVacc"),
    "ips": ("events", "n", "events_control", "n_control"),
}
TEST = {"z": ("wald_z", False), "knha": ("knapp_hartung", False), "adhoc": ("knapp_hartung", True)}


def _columns(name):
    with (FOLDER / "data" / name).open() as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([row[key] for row in rows]) for key in rows[0]}


DATA = {"bcg": _columns("bcg.csv"), "ips": _columns("ips_any_ce.csv")}


def trials(name):
    """Return the log risk ratios of the BCG or the IPS trials."""
    counts = [DATA[name][column].astype(np.int64) for column in COUNTS[name]]
    names = ("events", "n", "events_control", "n_control")
    tables = Tables(**dict(zip(names, counts, strict=True)))
    return binary_effects(tables, "risk_ratio").effects


def moderators(name, *columns):
    """Return the design of moderators by their names in the R script."""
    data = DATA[name]
    known = {"latitude": lambda: data["Latitude"].astype(float)}
    known["year"] = lambda: data["Year"].astype(float)
    known["north"] = lambda: (known["latitude"]() > 40).astype(float)
    known["size"] = lambda: (data["n"].astype(float) + data["n_control"].astype(float)) / 100
    ones = np.ones(len(data["n" if name == "ips" else "Year"]))
    return np.column_stack([ones, *(known[column]() for column in columns)])


def made_up(k, seed, spread=0.3):
    """Return the effects of k trials that differ by a standard deviation of `spread`."""
    rng = np.random.default_rng(seed)
    variance = rng.uniform(0.02, 0.5, k)
    return Effects(
        estimate=rng.normal(0.5, np.sqrt(variance + spread**2)),
        variance=variance,
        measure="risk_ratio",
    )


def some_effects(least, most):
    """Draw the effects of some trials, among them equal and far ones."""
    one = st.tuples(st.integers(-40, 40), st.integers(1, 60))
    return st.lists(one, min_size=least, max_size=most).map(
        lambda pairs: Effects(
            estimate=np.array([first / 10 for first, _ in pairs]),
            variance=np.array([second / 20 for _, second in pairs]),
            measure="mean_difference",
        )
    )
