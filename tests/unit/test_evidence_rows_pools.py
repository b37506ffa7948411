"""Result rows of the shipped pools, held to R, which chooses and pools the rows by itself."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from shipped_review import MEASURES, TIGHT, R, framed, natural, nth, only, review

from ipsanalysis.evidence.flow_rows import flow_rows
from ipsanalysis.evidence.miscount_rows import miscount_rows
from ipsanalysis.evidence.pool_rows import pool_rows
from ipsanalysis.evidence.sensitivity_rows import sensitivity_rows
from ipsanalysis.evidence.small_study_rows import small_study_rows

POOLS = list(R["pools"])
CASES = [(name, short) for name in POOLS for short in R["pools"][name]["measures"]]
METHODS = [
    (*case, how) for case in CASES for how in R["pools"][case[0]]["measures"][case[1]]["fits"]
]


@cache
def rows() -> pd.DataFrame:
    return framed(pool_rows(review()))


@cache
def single() -> pd.DataFrame:
    return framed(sensitivity_rows(review()))


@cache
def small() -> pd.DataFrame:
    return framed(small_study_rows(review()))


@pytest.mark.parametrize("name", POOLS)
def test_the_rows_of_each_pool_are_those_that_r_chooses(name):
    wanted = R["pools"][name]
    chosen = review()
    pool = next(pool for pool in chosen.plan.pools if pool.id == name)
    found = chosen.pooled(pool)
    assert list(found["row_id"]) == wanted["row_ids"]
    assert list(found["trial_id"]) == wanted["trials"]
    assert int((found["n"] + found["n_control"]).sum()) == wanted["people"]
    pooled = only(framed(flow_rows(chosen)), outcome=name, subgroup="pooled")
    assert pooled["estimate"] == len(wanted["trials"])
    assert pooled["n"] + pooled["n_control"] == wanted["people"]


def test_rows_left_out_by_name_are_told_with_the_reason_of_the_plan():
    chosen = review()
    pool = next(pool for pool in chosen.plan.pools if pool.id == "counts_sure")
    own = chosen.chosen[chosen.chosen["pool"] == pool.id].set_index("row_id")
    named = own[own["rule"] == "by_name"]
    assert set(named.index) == {"R18", "R20"}
    assert dict(named["reason"]) == dict(pool.without)
    assert not named["entered"].any()
    flow = only(framed(flow_rows(chosen)), outcome=pool.id, subgroup="by_name")
    assert flow["estimate"] == 2
    assert "Left out by name in the plan" in flow["note"]


@pytest.mark.parametrize(
    ("name", "trials", "people", "ratio", "low", "high"),
    [
        ("any_ce", 20, None, 2.52, 2.04, 3.12),
        ("any_or_point", 21, 2950, 2.43, 1.96, 3.00),
        ("all_classes", 24, None, 2.25, 1.85, 2.74),
        ("counts_sure", 8, None, 2.58, 1.67, 3.99),
    ],
)
def test_the_printed_headline(name, trials, people, ratio, low, high):
    row = only(rows(), "REML and Wald z", analysis="pooled", outcome=name,
               statistic="pooled_risk_ratio")  # fmt: skip
    assert row["note"] == f"{trials} trials."
    assert people in (None, row["n"] + row["n_control"])
    assert [round(row[x], 2) for x in ("estimate", "ci_low", "ci_high")] == [ratio, low, high]
    assert row["role"] == ("primary" if name == "any_ce" else "sensitivity")


@pytest.mark.parametrize(("name", "short", "how"), METHODS)
def test_pooled_effects_by_every_method(name, short, how):
    measure = MEASURES[short]
    row = only(rows(), how, analysis="pooled", outcome=name, statistic=f"pooled_{measure}")
    wanted = natural(R["pools"][name]["measures"][short]["fits"][how], measure)
    near = {"rel": 1e-4} if how.startswith("binomial-normal") else TIGHT
    for column, value in wanted.items():
        assert row[column] == pytest.approx(value, **near), column
    counts = R["pools"][name]["counts"]
    assert {x: row[x] for x in counts} == {x: sum(values) for x, values in counts.items()}
    assert row["ci_level"] == 0.95
    assert row["group"] == ("ips - control" if short == "RD" else "ips / control")


def test_no_method_of_pooling_is_without_its_test():
    held = {(n, f"pooled_{MEASURES[s]}", how) for n, s, how in METHODS}
    for row in rows()[rows()["analysis"] == "pooled"].to_dict("records"):
        own = (row["outcome"], row["statistic"])
        assert (
            sum(row["method"].startswith(how) for *place, how in held if tuple(place) == own) == 1
        )


@pytest.mark.parametrize(("name", "short"), CASES)
def test_heterogeneity_with_q_profile_intervals(name, short):
    spread = R["pools"][name]["measures"][short]["spread"]
    columns = {"analysis": "heterogeneity", "outcome": name, "subgroup": MEASURES[short]}
    for how, wanted in spread.items():
        row = only(rows(), how, statistic="tau2", **columns)
        found = [row["estimate"], row["ci_low"], row["ci_high"]]
        assert found == pytest.approx(wanted["tau2"], rel=1e-6, abs=1e-9)
    for statistic in ("i2", "h2"):
        row = only(rows(), "REML", statistic=statistic, **columns)
        found = [row["estimate"], row["ci_low"], row["ci_high"]]
        assert found == pytest.approx(spread["REML"][statistic], rel=1e-6, abs=1e-9)
    q = only(rows(), statistic="q", **columns)
    assert q["estimate"] == pytest.approx(spread["REML"]["q"], rel=1e-9)
    assert q["p_value"] == pytest.approx(spread["REML"]["q_p"], rel=1e-6)
    k = len(R["pools"][name]["trials"])
    assert q["note"] == f"{k} trials. {k - 1} degrees of freedom"


@pytest.mark.parametrize(("name", "short"), CASES)
def test_intervals_of_prediction(name, short):
    measure = MEASURES[short]
    for how, limits in R["pools"][name]["measures"][short]["prediction"].items():
        row = only(rows(), how, analysis="prediction", outcome=name,
                   statistic=f"predicted_{measure}")  # fmt: skip
        wanted = np.exp(limits) if measure.endswith("ratio") else limits
        assert [row["ci_low"], row["ci_high"]] == pytest.approx(wanted, **TIGHT)
        pooled = only(rows(), how, analysis="pooled", outcome=name, statistic=f"pooled_{measure}")
        assert row["estimate"] == pooled["estimate"]
        assert np.isnan(row["p_value"])
        assert np.isnan(row["std_error"])


@pytest.mark.parametrize(("name", "short"), CASES)
def test_each_trial_with_its_counts_and_weight(name, short):
    wanted, measure = R["pools"][name], MEASURES[short]
    numbers = wanted["measures"][short]
    own = {"analysis": "trial", "outcome": name}
    for index, trial in enumerate(wanted["trials"]):
        row = only(rows(), "crude", subgroup=trial, statistic=measure, **own)
        middle, wide = numbers["yi"][index], 1.959963984540054 * numbers["vi"][index] ** 0.5
        limits = np.array([middle, middle - wide, middle + wide])
        limits = np.exp(limits) if measure.endswith("ratio") else limits
        assert [row["estimate"], row["ci_low"], row["ci_high"]] == pytest.approx(limits, rel=1e-9)
        assert row["std_error"] == pytest.approx(numbers["vi"][index] ** 0.5, rel=1e-9)
        assert row["timepoint"] == wanted["months"][index]
        assert {x: row[x] for x in wanted["counts"]} == {
            x: values[index] for x, values in wanted["counts"].items()
        }
        if short == "RR":
            weight = only(rows(), statistic="weight", subgroup=trial, **own)
            assert weight["estimate"] == pytest.approx(numbers["weights"][index], rel=1e-6)


def test_totals_as_people_without_the_event_make_it_1_88():
    row = only(framed(list(miscount_rows(review()))), analysis="miscount")
    for column, value in natural(R["slip"], "risk_ratio").items():
        assert row[column] == pytest.approx(value, **TIGHT)
    assert round(row["estimate"], 2) == 1.88
    assert row["outcome"] == "any_or_point"
    assert row["note"].startswith("21 trials. Wrong on purpose")
    assert row["n"] == sum(R["pools"]["any_or_point"]["counts"]["n"]) + row["n_events"]


def test_each_trial_left_out():
    wanted = R["several"]["left_out"]
    for index, trial in enumerate(R["pools"]["any_ce"]["trials"]):
        own = {"analysis": "leave_one_out", "subgroup": trial}
        row = only(single(), statistic="pooled_risk_ratio", **own)
        for column, value in natural(nth(wanted, index), "risk_ratio").items():
            assert row[column] == pytest.approx(value, **TIGHT)
        tau2 = only(single(), statistic="tau2", **own)["estimate"]
        assert tau2 == pytest.approx(wanted["tau2"][index], **TIGHT)
        counts = R["pools"]["any_ce"]["counts"]
        assert row["n"] == sum(counts["n"]) - counts["n"][index]
        assert row["note"] == "19 trials."


def test_trials_added_one_by_one_in_the_order_of_years():
    wanted = R["several"]["cumulative"]
    found = single()[single()["analysis"] == "cumulative"].set_index("subgroup")
    assert len(found) == len(wanted["trials"])
    for index, trial in enumerate(wanted["trials"]):
        row = found.loc[trial]
        assert (row["timepoint"], row["time_unit"]) == (wanted["year"][index], "year")
        assert row["note"].startswith("1 trial." if index == 0 else f"{index + 1} trials.")
        assert row["n"] == sum(R["pools"]["any_ce"]["counts"]["n"][: index + 1])
        for column, value in natural(nth(wanted, index), "risk_ratio").items():
            assert row[column] == pytest.approx(value, **TIGHT)
    assert list(wanted["year"]) == sorted(wanted["year"])


def test_influence_of_each_trial():
    wanted = R["several"]["influence"]
    for index, trial in enumerate(R["pools"]["any_ce"]["trials"]):
        for statistic in (name for name in wanted if name != "influential"):
            row = only(single(), analysis="influence", subgroup=trial, statistic=statistic)
            assert row["estimate"] == pytest.approx(wanted[statistic][index], rel=1e-5, abs=1e-8)
            assert ("Influential" in row["note"]) == wanted["influential"][index]


def test_bootstrap_of_the_trials():
    row = only(single(), "bootstrap", analysis="pooled")
    wanted = R["several"]["bootstrap"]
    # A percentile at 2.5 % of 3,000 normal replicates varies by 2.7 sd / sqrt(3000).
    near = 4 * 2.7 * wanted["sd"] * np.sqrt(1 / wanted["replicates"] + 1 / 10_000)
    limits = np.log([row["ci_low"], row["ci_high"]])
    assert limits == pytest.approx(wanted["limits"], abs=near)
    assert near < 0.06
    assert "10000 resamples" in row["method"]


@pytest.mark.parametrize(
    ("statistic", "method"), [("egger_test", "Egger"), ("peters_test", "Peters")]
)
def test_asymmetry_of_the_funnel(statistic, method):
    wanted = R["small"][statistic]
    row = only(small(), analysis="small_study", statistic=statistic)
    for column, name in {
        "estimate": "slope",
        "std_error": "std_error",
        "p_value": "p_value",
    }.items():
        assert row[column] == pytest.approx(wanted[name], rel=1e-6)
    assert row["note"] == "20 trials. t with 18 degrees of freedom"
    limit = only(small(), method, statistic="effect_at_infinite_size")
    assert [limit["estimate"], limit["ci_low"], limit["ci_high"]] == pytest.approx(
        np.exp(wanted["limit"]), rel=1e-6
    )


def test_trim_and_fill():
    wanted = R["small"]["filled"]
    number = only(small(), statistic="filled_trials")
    assert number["estimate"] == wanted["k0"]
    missing = (
        f"Missing on the {wanted['side']} of the funnel" if wanted["k0"] else "None is missing"
    )
    assert number["note"] == missing
    row = only(small(), "trim and fill", statistic="pooled_risk_ratio")
    for column, value in natural(wanted["pooled"], "risk_ratio").items():
        assert row[column] == pytest.approx(value, rel=1e-6)
    mirrored = small()[small()["subgroup"].str.startswith("filled ")]
    assert len(mirrored) == wanted["k0"]


def test_selection_model():
    wanted = R["small"]["selection"]
    row = only(small(), "three-parameter", statistic="pooled_risk_ratio")
    for column, value in natural(wanted["pooled"], "risk_ratio").items():
        # metafor's optimiser stops at about five digits.
        assert row[column] == pytest.approx(value, rel=2e-4), column
    for statistic, name in (("tau2", "tau2"), ("selection_weight", "weight"),
                            ("selection_test", "statistic")):  # fmt: skip
        found = only(small(), statistic=statistic)["estimate"]
        assert found == pytest.approx(wanted[name], rel=2e-4, abs=1e-5)
    assert only(small(), statistic="selection_test")["p_value"] == pytest.approx(
        wanted["p_value"], rel=2e-4
    )
