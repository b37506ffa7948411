"""The shipped meta-analysis from its files to all result rows, twice."""

import shutil
from contextlib import chdir
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.rows import COUNTS, NUMBERS, TEXT, in_schema
from ipsanalysis.statistics import STATISTICS

PROJECT = Path(__file__).parents[2]
STEPS = ("gather", "pool", "moderators", "bayes", "combine")
TWINS = {"ipsinpain": "IPS_PAIN", "ipsnorway": "IPS_NORWAY"}
MADE = ("results.csv", "results.parquet", "curves.csv", "curves.parquet")


def placed(root: Path) -> Layout:
    """A copy of the files, with the released results of the twins."""
    shutil.copytree(PROJECT / "config", root / "config")
    shutil.copytree(PROJECT / "data" / "raw" / "evidence", root / "data" / "raw" / "evidence")
    layout = load_review("ips", root)[1]
    types = (
        dict.fromkeys(TEXT, str) | dict.fromkeys(NUMBERS, float) | dict.fromkeys(COUNTS, "Int64")
    )
    for used in layout.uses:
        there = Layout(study=used.study, version=used.version, root=PROJECT).released
        frame = pd.read_csv(there / "results.csv", dtype=types).fillna(dict.fromkeys(TEXT, ""))
        used.results.mkdir(parents=True)
        in_schema(frame).to_parquet(used.results / "results.parquet", index=False)
    return layout


def run(root: Path, *steps: str) -> None:
    """Run steps there."""
    with chdir(root):
        for step in steps:
            import_module(f"ipsanalysis.steps.{step}").run("ips")


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Layout:
    root = tmp_path_factory.mktemp("first")
    layout = placed(root)
    run(root, *STEPS)
    return layout


@pytest.fixture(scope="module")
def rows(first) -> pd.DataFrame:
    return pd.read_parquet(first.results / "results.parquet")


def one(rows: pd.DataFrame, method: str, **columns) -> pd.Series:
    found = rows[rows["method"].str.startswith(method)]
    for name, value in columns.items():
        found = found[found[name] == value]
    assert len(found) == 1, list(found["row_id"])
    return found.iloc[0]


def printed(row: pd.Series) -> list[float]:
    return [round(row[name], 2) for name in ("estimate", "ci_low", "ci_high")]


@pytest.mark.parametrize(
    ("pool", "trials", "figures"),
    [
        ("any_ce", 20, [2.52, 2.04, 3.12]),
        ("any_or_point", 21, [2.43, 1.96, 3.00]),
        ("all_classes", 24, [2.25, 1.85, 2.74]),
        ("counts_sure", 8, [2.58, 1.67, 3.99]),
    ],
)
def test_headline_and_what_stands_beside_it(rows, pool, trials, figures):
    row = one(rows, "REML and Wald z", analysis="pooled", outcome=pool,
              statistic="pooled_risk_ratio")  # fmt: skip
    assert printed(row) == figures
    assert row["note"].startswith(f"{trials} trials.")
    if pool == "any_or_point":
        assert row["n"] + row["n_control"] == 2950


def test_totals_as_non_events_give_1_88(rows):
    assert printed(one(rows, "REML", analysis="miscount"))[0] == 1.88


def test_every_interval_of_a_random_effect_says_which_it_is(rows):
    random = rows[
        rows["method"].str.contains("REML|DerSimonian|Paule")
        & rows["ci_low"].notna()
        & rows["statistic"].str.startswith(("pooled_", "predicted_", "ratio_of_"))
    ]
    assert len(random) > 100
    named = random["method"].str.contains("Wald z|Knapp-Hartung|bootstrap")
    assert named.all(), list(random.loc[~named, "row_id"])


@pytest.mark.slow
def test_two_runs_give_the_same_bytes(first, tmp_path):
    """The posteriors, which take longest, are made once: a small review holds them to it."""
    second = placed(tmp_path)
    run(tmp_path, "gather", "pool", "moderators")
    for name in ("bayes", "bayes_curves"):
        shutil.copy(first.analysis(name), second.analysis(name))
    run(tmp_path, "combine")
    for name in MADE:
        assert (first.results / name).read_bytes() == (second.results / name).read_bytes()
    for name in ("pool", "moderators"):
        assert first.analysis(name).read_bytes() == second.analysis(name).read_bytes()
    for name in ("comparisons", "chosen"):
        assert first.table(name).read_bytes() == second.table(name).read_bytes()


def test_keys_statistics_and_notes(rows):
    assert rows["row_id"].is_unique
    assert set(rows["statistic"]) <= set(STATISTICS)
    assert not (rows["estimate"].isna() & (rows["note"] == "")).any()
    assert set(rows["study"]) == {"ips"}
    wanted = {
        "audit", "bayes", "bayes_trial", "cumulative", "heterogeneity", "influence",
        "leave_one_out", "meta_regression", "miscount", "moderator_flow", "new_trial", "pooled",
        "prediction", "published", "review_flow", "small_study", "subgroup", "trial",
    }  # fmt: skip
    assert set(rows["analysis"]) == wanted


def test_every_flow_adds_up_and_no_synthetic_row_is_pooled(first, rows):
    chosen = pd.read_parquet(first.table("chosen"))
    table = pd.read_parquet(first.table("comparisons")).set_index("row_id")
    entered = chosen[chosen["entered"]]
    assert set(table.loc[entered["row_id"], "data_status"]) == {"real"}
    assert not entered.duplicated(["pool", "trial_id"]).any()
    synthetic = table.index[table["data_status"] == "synthetic"]
    assert list(synthetic) == [f"study {name}" for name in TWINS]
    flow = rows[rows["analysis"] == "review_flow"]
    for pool, own in flow.groupby("outcome"):
        boxes = own.set_index("subgroup")["estimate"]
        assert boxes.drop("rows").sum() == boxes["rows"] == len(table), pool
        assert boxes["synthetic"] == 2


def test_only_rows_of_the_twins_are_stamped(first, rows):
    stamped = rows[rows["data_status"] == "synthetic"]
    assert set(stamped["analysis"]) == {"new_trial"}
    assert set(stamped["subgroup"]) == set(TWINS)
    assert set(rows.loc[rows["analysis"] == "new_trial", "data_status"]) == {"synthetic"}
    curves = pd.read_parquet(first.results / "curves.parquet")
    stamped = curves[curves["data_status"] == "synthetic"]
    assert set(stamped["analysis"]) == {"new_trial_density"}


def test_the_twins_are_analysed_anew_with_every_weight(rows):
    for study in TWINS:
        own = rows[(rows["analysis"] == "new_trial") & (rows["subgroup"] == study)]
        for weight in ("0", "0.2", "0.5", "1"):
            how = f"re-analysed with vague weight {weight},"
            for statistic in ("odds_ratio", "vague_weight", "posterior_probability"):
                assert np.isfinite(one(own, how, statistic=statistic)["estimate"])
        one(own, "crude", statistic="risk_ratio")
        one(own, "crude", statistic="odds_ratio")
        shrunken = one(own, "normal-normal", statistic="risk_ratio")
        assert "shrunken" in shrunken["method"]


def test_printed_pools_stand_as_printed(rows):
    plan = load_review("ips", PROJECT)[0]
    assert plan.printed_pools
    for item in plan.printed_pools:
        row = one(rows, "as printed", analysis="published", outcome=item.id)
        found = [row["estimate"], row["ci_low"], row["ci_high"]]
        assert found == [item.estimate, item.ci_low, item.ci_high]
        assert row["statistic"] == f"pooled_{item.measure}"
        assert str(item.trials) in row["note"]
        assert f"Source: {item.source.rstrip('.')}" in row["note"]
    assert (rows["analysis"] == "published").sum() == len(plan.printed_pools)


def test_each_finding_of_the_audit_is_one_row(first, rows):
    listed = pd.read_csv(first.table("audit").with_suffix(".csv"), keep_default_na=False)
    own = rows[rows["analysis"] == "audit"]
    assert len(own) == len(listed) > 100
    found = own.groupby(["outcome", "subgroup"]).size()
    wanted = listed.groupby(["item_id", "quantity"]).size()
    assert dict(found) == dict(wanted)
    verdicts = {text.split(":", 1)[0].replace(" ", "_") for text in own["note"]}
    assert verdicts == set(listed["verdict"])
    burns = own[own["outcome"].str.startswith("burns") & own["note"].str.contains("printed 55")]
    assert burns["note"].str.startswith("inconsistent").any()
