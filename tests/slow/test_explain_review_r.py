"""The R code of `explain` gives every number of a meta-analysis again, shipped and made up."""

import math
import re
import shutil
from collections.abc import Callable
from contextlib import chdir
from functools import cache
from importlib import import_module
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pandas as pd
import pytest
from run_r import NUMBERS, run_r

from ipsanalysis.files import read_parquet, write_parquet
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.record.made_by import function_of
from ipsanalysis.record.methods import method_of
from ipsanalysis.record.r_review import review_script
from ipsanalysis.record.r_review_settings import FEWER
from ipsanalysis.rows import TEXT, in_schema

pytestmark = pytest.mark.slow
with_r = pytest.mark.skipif(
    shutil.which("Rscript") is None,
    reason="R is not installed: the R code of `explain` was not run. Install R with the packages "
    "metafor, lme4 and numDeriv.",
)

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "tests" / "unit"
STEPS = ("gather", "pool", "moderators", "bayes", "combine")
SOURCE = re.compile(r"\b(18|19|20)\d\d\b|\bR:? `")
Row = dict[str, Any]
Make = Callable[[Path], Layout]


def shipped(folder: Path) -> Layout:
    """Run the shipped meta-analysis on the released results of the studies it reads."""
    for name in ("config", "data"):
        shutil.copytree(ROOT / name, folder / name)
    for used in load_review("ips")[1].uses:
        released = ROOT / used.released / "results.csv"
        used.results.mkdir(parents=True)
        shutil.copy(released, used.results)
        text = dict.fromkeys(TEXT, str)
        rows = pd.read_csv(released, dtype=text, keep_default_na=False, na_values=[""])
        filled = rows.fillna(dict.fromkeys(TEXT, ""))
        write_parquet(used.results / "results.parquet", in_schema(filled))
    for step in STEPS:
        import_module(f"ipsanalysis.steps.{step}").run("ips")
    return load_review("ips", folder)[1]


def made_up(folder: Path) -> Layout:
    """Run a small meta-analysis with zero cells and hard names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(UNIT))
        review = import_module("record_review")
    review.copy_review(folder)
    return load_review(str(review.REVIEW), folder)[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Make], Layout]:
    """The finished runs, each made when it is first asked for."""

    @cache
    def of(make: Make) -> Layout:
        folder = tmp_path_factory.mktemp(make.__name__)
        with chdir(folder):
            return make(folder)

    return of


def agrees(plan: EvidencePlan, row: Row, name: str, there: float) -> bool:
    """Whether R's number is that of the row, to the digits stated or within 4 Monte Carlo errors.

    Of a permutation test R draws fewer arrangements. The error of a bootstrap limit is that of a
    normal quantile, the standard error being that of the interval's width.
    """
    here = row[name]
    method = method_of(row["statistic"], row["method"], "evidence")
    if row["statistic"] == "permutation_test":
        drawn = 0.0 if "exact" in row["method"] else 1 / plan.resamples.permutations
        error = math.sqrt(here * (1 - here) * (drawn + 1 / FEWER))
        return abs(here - there) <= 4 * error + 1 / FEWER
    if method.resampled and name != "estimate":
        share = (1 - row["ci_level"]) / 2
        z = -NormalDist().inv_cdf(share)
        spread = math.log(row["ci_high"] / row["ci_low"]) / (2 * z)
        quantile = math.sqrt(share * (1 - share) / plan.resamples.bootstrap) / NormalDist().pdf(z)
        return abs(math.log(here / there)) <= 4 * math.sqrt(2) * quantile * spread
    # Where tau2 is 0, metafor ends a little above it.
    least = 1e-4 if row["statistic"] in ("tau2", "i2", "h2") else 1e-6
    return here == there or abs(here - there) <= 10**-method.digits * max(abs(here), least)


@with_r
@pytest.mark.parametrize("make", [shipped, made_up])
def test_r_gives_every_number_again(
    make: Make, made: Callable[[Make], Layout], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made(make).root)
    plan, layout = load_review(made(make).study)
    rows: list[Row] = read_parquet(layout.results / "results.parquet").to_dict("records")
    scripts, without = {}, []
    for number, row in enumerate(rows):
        script = review_script(plan, layout, row)
        if isinstance(script, str):
            without.append(row)
        else:
            scripts[number] = script.text
    computed = run_r(made(make).root, scripts)
    assert computed.keys() == scripts.keys()
    wrong, compared = [], 0
    for number, found in computed.items():
        row = rows[number]
        for name in NUMBERS:
            here, there = row[name], found.get(name, math.nan)
            if math.isnan(here) and (name != "estimate" or math.isnan(there)):
                continue
            compared += 1
            if not agrees(plan, row, name, there):
                wrong.append(f"{row['row_id']} {name}: here {here!r}, R {there!r}")
    print(f"{len(scripts)} rows with R code, {len(without)} without; {compared} numbers compared")
    assert not wrong, "\n".join(wrong)
    for row in without:
        empty = math.isnan(row["estimate"]) and bool(row["note"])
        assert empty or row["analysis"] in ("published", "audit"), row["row_id"]


def test_every_row_has_a_function_that_names_its_source(
    made: Callable[[Make], Layout],
) -> None:
    rows: list[Row] = read_parquet(made(shipped).results / "results.parquet").to_dict("records")
    assert len(rows) > 500
    for row in rows:
        made = function_of(row["statistic"], row["method"], "evidence")
        counted = method_of(row["statistic"], row["method"], "evidence").counted
        assert counted or SOURCE.search(made.says), (row["row_id"], made)
