"""What R metafor finds, and trials to try properties of pooling on."""

import json
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from ipsanalysis.meta.effect_sizes import binary_effects
from ipsanalysis.meta.trials import Effects, Tables

R = json.loads((Path(__file__).parents[1] / "reference/meta_pooling.json").read_text("utf-8"))
MEASURES = ("risk_ratio", "odds_ratio", "risk_difference")
METHODS = ("DL", "PM", "REML")
CASES = [(name, measure) for name in sorted(R["tables"]) for measure in MEASURES]
POOLED = [
    (name, measure) for name, measure in CASES if R["tables"][name]["measures"][measure]["fits"]
]

counts = st.tuples(st.integers(1, 60), st.integers(1, 60)).flatmap(
    lambda n: st.tuples(st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1]))
)
trials = st.lists(counts, min_size=1, max_size=12)
some_effects = st.lists(
    st.tuples(st.floats(-3, 3), st.floats(0.01, 2)), min_size=2, max_size=15
).map(lambda rows: made(*zip(*rows, strict=True)))


def tables_of(rows) -> Tables:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    names = ("events", "n", "events_control", "n_control")
    return Tables(**dict(zip(names, columns, strict=True)))


def tables(name: str) -> Tables:
    return tables_of(R["tables"][name]["counts"])


def swapped(pooled: Tables) -> Tables:
    return Tables(
        events=pooled.events_control,
        n=pooled.n_control,
        events_control=pooled.events,
        n_control=pooled.n,
    )


def effects(name: str, measure: str) -> Effects:
    return binary_effects(tables(name), measure).effects


def made(estimate, variance, measure="mean_difference") -> Effects:
    return Effects(
        estimate=np.array(estimate, dtype=float),
        variance=np.array(variance, dtype=float),
        measure=measure,
    )


def numbers(values) -> np.ndarray:
    """Return R's numbers, NA as nan."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)
