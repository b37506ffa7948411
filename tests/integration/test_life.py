"""The LIFE experiment end to end, held to printed and independently computed figures.

Sources. P: Fox & Weisberg, online appendix on Cox regression (coefficients of arrest), and the
counts of arrests in Rossi, Berk & Lenihan 1980. C: counted or computed from the raw file with R
4.2.2 (base, survival 3.5-3), independently of this package.
"""

import pandas as pd
import pytest

from ipsanalysis.files import read_parquet
from ipsanalysis.layout import Layout
from ipsanalysis.plan.load import load_study
from ipsanalysis.statistics import STATISTICS


@pytest.fixture(scope="module")
def results(life: Layout) -> pd.DataFrame:
    return read_parquet(life.results / "results.parquet").set_index("row_id", drop=False)


def one(results: pd.DataFrame, **wanted: object) -> pd.Series:
    found = results
    for column, value in wanted.items():
        found = found[found[column] == value]
    assert len(found) == 1, found.row_id.tolist()
    return found.iloc[0]


COUNTS = [  # C, all counted in R from the raw file
    ("employed_week_52", "all_randomised", 92, 216, 74, 216),
    ("employed_week_26", "all_randomised", 104, 216, 90, 216),
    ("employed_at_any_time", "all_randomised", 181, 216, 179, 216),
    ("employed_week_26", "not_yet_arrested", 104, 194, 90, 187),
    ("employed_week_52", "not_yet_arrested", 92, 168, 74, 154),
    ("arrested", "all_randomised", 48, 216, 66, 216),  # P
]


@pytest.mark.parametrize(("outcome", "members", "x", "n", "x0", "n0"), COUNTS)
def test_counts(results, outcome, members, x, n, x0, n0):
    row = one(
        results,
        outcome=outcome,
        analysis_set=members,
        statistic="risk_difference",
        covariates="",
        method="Newcombe hybrid score",
    )
    assert (row.n_events, row.n, row.n_events_control, row.n_control) == (x, n, x0, n0)
    assert row.estimate == pytest.approx(x / n - x0 / n0, abs=1e-12)


def test_primary_answer(results):
    row = one(results, role="primary", statistic="risk_difference", method="Newcombe hybrid score")
    assert round(row.estimate, 3) == 0.083  # C
    assert (round(row.ci_low, 3), round(row.ci_high, 3)) == (-0.008, 0.173)  # C
    assert (row.analysis_set, row.ice_strategy, row.missing) == (
        "all_randomised",
        "composite",
        "none",
    )


FIRST_JOB = [  # C: survfit, survdiff, coxph
    ("cumulative_incidence", "aid", 0.838, 3),
    ("cumulative_incidence", "no_aid", 0.829, 3),
    ("kaplan_meier", "aid", 0.865, 3),
    ("kaplan_meier", "no_aid", 0.882, 3),
]


@pytest.mark.parametrize(("statistic", "group", "value", "digits"), FIRST_JOB)
def test_risk_of_a_first_job(results, statistic, group, value, digits):
    row = one(results, analysis="first_job", statistic=statistic, group=group, timepoint=52.0)
    assert round(row.estimate, digits) == value


def test_hazards_of_a_first_job(results):
    crude = one(results, analysis="first_job", statistic="log_rank", covariates="")
    assert (round(crude.estimate, 4), round(crude.p_value, 3)) == (0.0545, 0.815)  # C: survdiff
    stratified = one(results, analysis="first_job", statistic="log_rank", covariates="strata: wexp")
    assert round(stratified.estimate, 4) == 0.1461  # C: survdiff with strata
    ratio = one(results, analysis="first_job", statistic="hazard_ratio")
    assert round(ratio.estimate, 3) == 0.977  # C: coxph, Efron


def test_published_figures_are_reproduced(results):
    verdicts = results[(results.analysis == "published") & (results.group == "ours")]
    words = verdicts.note.str.split(":").str[0].value_counts().to_dict()
    assert words == {"reproduced": 10, "cannot be computed": 1}  # P


def test_weeks_worked(results):
    totals = {"aid": 4801, "no_aid": 4477}  # C: counted in R
    for arm, total in totals.items():
        row = one(
            results,
            outcome="weeks_worked",
            statistic="mean",
            group=arm,
            analysis_set="all_randomised",
            covariates="",
        )
        assert row.estimate * row.n == pytest.approx(total)
    welch = results[
        (results.outcome == "weeks_worked")
        & results.method.str.contains("Welch")
        & (results.statistic == "mean_difference")
    ].iloc[0]
    numbers = (welch.estimate, welch.ci_low, welch.ci_high)
    assert tuple(round(number, 1) for number in numbers) == (1.5, -1.9, 4.9)  # C: t.test


def test_every_row_keeps_the_schema(results):
    assert results.row_id.is_unique
    assert set(results.statistic) <= set(STATISTICS)
    estimated = results.estimate.notna()
    assert (results.note[~estimated] != "").all()
    with_interval = results.ci_low.notna() & results.ci_high.notna()
    assert (results.ci_low <= results.estimate)[with_interval].all()
    assert (results.estimate <= results.ci_high)[with_interval].all()
    assert (results.ci_level[with_interval] == 0.95).all()
    assert results.p_value.dropna().between(0, 1).all()
    assert (results.data_status == "real").all()


def test_every_plan_key_leads_to_the_plan(results, life):
    plan = load_study("life", life.root)[0].model_dump()
    for key in results.plan_key.unique():
        node = plan
        for part in key.split("."):
            node = node[int(part)] if part.isdigit() else node[part]
        assert node


def test_sets_that_are_not_randomised_say_so_on_every_contrast(results):
    contrasts = results[results.group.str.contains(" ") & (results.analysis_set != "")]
    not_randomised = ~contrasts.analysis_set.isin(["all_randomised"])
    said = contrasts.note.str.contains("Not a randomised comparison")
    assert not_randomised.any()
    assert (said == not_randomised).all()


def test_flow_adds_up(results):
    flow = results[results.analysis == "flow"]
    boxes = flow.groupby(["outcome", "group", "subgroup"]).estimate.sum()
    assert boxes["randomised"].sum() == 432
    assert boxes["allocated"].to_dict() == {("aid", ""): 216, ("no_aid", ""): 216}
    assert boxes["ended"].to_dict() == {("aid", "arrested"): 48, ("no_aid", "arrested"): 66}  # P
    assert boxes["completed"].to_dict() == {("aid", ""): 168, ("no_aid", ""): 150}


def test_tables_hold_everyone(life):
    people = read_parquet(life.table("participants"))
    periods = read_parquet(life.table("person_periods"))
    assert people.arm.value_counts().to_dict() == {"aid": 216, "no_aid": 216}
    assert len(periods) == 19_809  # P: person-weeks in Fox & Weisberg
    assert 432 * 52 - len(periods) == 2_655  # C: blank weeks
    assert len(read_parquet(life.table("analysis"))) == 432
