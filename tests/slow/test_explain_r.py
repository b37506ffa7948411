"""The R code of `explain` gives every number again: run for every row of real and made-up data."""

import math
import re
import shutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest
from run_r import NUMBERS, run_r

from ipsanalysis.__main__ import main
from ipsanalysis.files import read_parquet
from ipsanalysis.plan.load import load_study
from ipsanalysis.record.made_by import function_of
from ipsanalysis.record.methods import method_of
from ipsanalysis.record.r_code import r_script

pytestmark = pytest.mark.slow
with_r = pytest.mark.skipif(
    shutil.which("Rscript") is None,
    reason="R is not installed: the R code of `explain` was not run. Install R with the packages "
    "survival, boot, sandwich, geepack and statmod.",
)

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "tests" / "unit"
STEPS = (
    "clean",
    "derive",
    "describe",
    "employment",
    "first_job",
    "work_amount",
    "histories",
    "collect",
)
EXACT = 1e-8
SOURCE = re.compile(r"\b(18|19|20)\d\d\b|\bR:? `|CONSORT")
Row = dict[str, Any]


def life(folder: Path) -> str:
    for name in ("config", "data"):
        shutil.copytree(ROOT / name, folder / name)
    for step in STEPS:
        assert main([step, "life"]) == 0
    return "life"


def made_up(folder: Path) -> str:
    return _made("record_study", folder)


def by_date(folder: Path) -> str:
    return _made("dated_study", folder)


def _made(name: str, folder: Path) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(UNIT))
        study = import_module(name)
    study.make_study(folder)
    return str(study.STUDY)


def tolerance(row: Row, name: str) -> float:
    """Return how far two numbers may be apart: 4 Monte Carlo errors if resampled, else rounding.

    The error of a limit is that of a normal quantile whose bias correction is estimated too, both
    from the resamples; two runs of resamples differ by the root of 2 more.
    """
    exact = EXACT * max(abs(row[name]), 1e-6)
    if name == "estimate" or not method_of(row["statistic"], row["method"]).resampled:
        return exact
    replicates = int(re.findall(r"\d+", row["method"])[-1])
    if name == "p_value":
        return 4 * math.sqrt(2 * row[name] * (1 - row[name]) / replicates)
    share = (1 - row["ci_level"]) / 2
    density = NormalDist().pdf(NormalDist().inv_cdf(share))
    quantile = math.sqrt(share * (1 - share) / replicates) / density
    correction = 2 * math.sqrt(math.pi / 2 / replicates)
    errors = {"std_error": 1 / math.sqrt(2 * replicates)}
    error = errors.get(name, math.hypot(quantile, correction))
    return 4 * math.sqrt(2) * error * row["std_error"]


@with_r
@pytest.mark.parametrize("make", [life, made_up, by_date])
def test_r_gives_every_number_again(
    make: Callable[[Path], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plan, layout = load_study(make(tmp_path))
    rows: list[Row] = read_parquet(layout.results / "results.parquet").to_dict("records")
    scripts, without = {}, {}
    for number, row in enumerate(rows):
        script = r_script(plan, layout, row)
        if isinstance(script, str):
            without[row["row_id"]] = script
        else:
            scripts[number] = script.text
    print(f"{len(scripts)} rows with R code, {len(without)} without:")
    print("\n".join(f"  {key}: {reason}" for key, reason in without.items()))

    computed = run_r(tmp_path, scripts)
    assert computed.keys() == scripts.keys()
    wrong, compared = [], 0
    for number, found in computed.items():
        row = rows[number]
        for name in NUMBERS:
            here, there = row[name], found.get(name, math.nan)
            if math.isnan(here) and (name != "estimate" or math.isnan(there)):
                continue
            compared += 1
            if here != there and not abs(here - there) <= tolerance(row, name):
                wrong.append(f"{row['row_id']} {name}: here {here!r}, R {there!r}")
    print(f"{compared} numbers compared")
    assert not wrong, "\n".join(wrong)
    for row in rows:
        if row["row_id"] in without:
            empty = math.isnan(row["estimate"])
            assert row["analysis"] == "published" or (empty and row["note"]), row["row_id"]


def test_every_row_has_a_function_that_names_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, layout = load_study(life(tmp_path))
    rows: list[Row] = read_parquet(layout.results / "results.parquet").to_dict("records")
    assert len(rows) > 250
    for row in rows:
        made = function_of(row["statistic"], row["method"])
        counted = method_of(row["statistic"], row["method"]).counted
        assert counted or SOURCE.search(made.says), (row["row_id"], made)
