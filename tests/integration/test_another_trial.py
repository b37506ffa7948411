"""A made-up trial runs from raw file to manifest by a plan and a dictionary alone."""

import hashlib
import json
import os
import shutil
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import PROJECT, STEPS

from ipsanalysis.files import read_parquet
from ipsanalysis.layout import Layout
from ipsanalysis.plan.load import load_study

MONTHS = 12


def people() -> pd.DataFrame:
    """Sixty people: two in three have support; some die, some are lost, one has no need score."""
    rng = np.random.default_rng(11)
    size = 60
    end = np.where(rng.random(size) < 0.2, rng.integers(3, 12, size), MONTHS)
    why = np.where(end == MONTHS, "stayed", rng.choice(["dead", "gone"], size))
    housed = rng.random((size, MONTHS)) < np.linspace(0.2, 0.7, MONTHS)
    table = pd.DataFrame(
        {
            "pid": [f"G{number:03d}" for number in range(size)],
            "grp": np.where(np.arange(size) % 3 == 0, "C", "S"),
            "site": rng.choice(["north", "south", "west"], size),
            "need": [*rng.integers(0, 30, size - 1).astype(str), ""],
            "end": end,
            "why": why,
        }
    )
    for month in range(1, MONTHS + 1):
        table[f"h{month}"] = np.where(month <= end, np.where(housed[:, month - 1], "1", "0"), "")
    return table


def dictionary(data: bytes) -> dict[str, object]:
    """Return the dictionary of the raw file."""
    words = ["pid", "grp", "site", "why"]
    fields = [{"name": name, "type": "string", "title": name} for name in words]
    fields += [{"name": name, "type": "integer", "title": name} for name in ("need", "end")]
    fields += [
        {
            "name": f"h{month}",
            "type": "string",
            "title": "Own home",
            "constraints": {"enum": ["0", "1"]},
        }
        for month in range(1, MONTHS + 1)
    ]
    order = ["pid", "grp", "site", "need", "end", "why"]
    fields.sort(key=lambda field: order.index(field["name"]) if field["name"] in order else 99)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "grove",
        "title": "GROVE",
        "licenses": [{"name": "CC0-1.0"}],
        "sources": [{"title": "Made up"}],
        "resources": [
            {
                "name": "grove",
                "path": "grove.csv",
                "format": "csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ";"},
                "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "schema": {"fields": fields, "missingValues": [""]},
                "canonical": {
                    "participants": {
                        "person": "pid",
                        "arm": {"column": "grp", "values": {"S": "support", "C": "usual"}},
                        "covariates": {"site": "site", "need": "need"},
                    },
                    "follow_up": {
                        "observed_until": "end",
                        "end_reason": {
                            "column": "why",
                            "values": {"stayed": "completed", "dead": "died", "gone": "lost"},
                        },
                    },
                    "person_periods": {
                        "housed": {
                            "pattern": "h{month}",
                            "first": 1,
                            "last": MONTHS,
                            "values": {"1": True, "0": False},
                            "blank": "after_end",
                        }
                    },
                },
            }
        ],
    }


@pytest.fixture(scope="module")
def grove(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    root = tmp_path_factory.mktemp("grove")
    for name in ("src", "workflow"):
        shutil.copytree(PROJECT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Snakefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(PROJECT / name, root / name)
    plans, raw = root / "config" / "studies", root / "data" / "raw" / "grove"
    plans.mkdir(parents=True)
    raw.mkdir(parents=True)
    shutil.copy(Path(__file__).parent / "grove.yaml", plans / "grove.yaml")
    data = people().to_csv(index=False, sep=";", lineterminator="\n").encode()
    (raw / "grove.csv").write_bytes(data)
    (raw / "datapackage.json").write_text(json.dumps(dictionary(data)), encoding="utf-8")
    before = Path.cwd()
    os.chdir(root)
    try:
        for step in STEPS:
            import_module(f"ipsanalysis.steps.{step}").run("grove")
    finally:
        os.chdir(before)
    return load_study("grove", root)[1]


def test_the_primary_outcome_is_what_the_file_says(grove):
    raw = people()
    known = (raw["end"] == MONTHS) | (raw["why"] == "dead")
    has = (raw["h12"] == "1") & (raw["end"] == MONTHS)
    rows = read_parquet(grove.results / "results.parquet")
    row = rows[(rows.statistic == "risk_difference") & (rows.role == "primary")].iloc[0]
    active = raw["grp"] == "S"
    counts = (row.n_events, row.n, row.n_events_control, row.n_control)
    assert counts == (
        (has & active).sum(),
        (known & active).sum(),
        (has & ~active).sum(),
        (known & ~active).sum(),
    )
    assert row.group == "support - usual"
    assert row.ci_level == 0.9


def test_people_lost_are_counted_and_not_analysed(grove):
    raw = people()
    lost = ((raw["why"] == "gone") & (raw["end"] < MONTHS)).groupby(raw["grp"]).sum()
    rows = read_parquet(grove.results / "results.parquet")
    left_out = rows[(rows.analysis == "flow") & (rows.outcome == "not_analysed")]
    assert left_out.set_index("group").n.to_dict() == {"support": lost["S"], "usual": lost["C"]}
    assert lost.sum() > 0


def test_a_missing_covariate_is_counted_and_drops_nobody(grove):
    rows = read_parquet(grove.results / "results.parquet")
    missing = rows[(rows.statistic == "missing") & (rows.outcome == "need")]
    assert missing.set_index("group").n["all"] == 1
    crude = rows[(rows.statistic == "risk_difference") & (rows.role == "primary")].iloc[0]
    adjusted = rows[(rows.statistic == "risk_difference") & (rows.covariates != "")].iloc[0]
    assert (crude.n, crude.n_control) == (adjusted.n, adjusted.n_control)


def test_synthetic_data_are_stamped_everywhere(grove):
    assert (read_parquet(grove.results / "results.parquet").data_status == "synthetic").all()
    assert "SYNTHETIC" in (grove.reports / "report.html").read_text(encoding="utf-8")
    figures = sorted((grove.results / "figures").glob("*.svg"))
    assert figures
    index = json.loads((grove.results / "figures" / "index.json").read_text(encoding="utf-8"))
    assert len(index) == len(figures)


def test_text_of_the_plan_stays_text_in_the_report(grove):
    page = (grove.reports / "report.html").read_text(encoding="utf-8")
    assert "Support <b>now</b>" not in page
    assert "Support &lt;b&gt;now&lt;/b&gt;" in page


def test_no_person_appears_in_anything_people_read(grove):
    read = [*grove.reports.rglob("*"), *(grove.results / "tables").rglob("*")]
    read += [*(grove.results / "figures").glob("*.csv"), grove.results / "results.csv"]
    for path in read:
        if path.is_file():
            assert b"G001" not in path.read_bytes(), path
