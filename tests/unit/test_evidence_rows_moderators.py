"""Result rows of subgroups and meta-regressions of the shipped headline, held to R."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from shipped_review import TIGHT, R, framed, natural, nth, only, review

from ipsanalysis.evidence.moderator_rows import moderator_rows
from ipsanalysis.evidence.subgroup_rows import subgroup_rows

SPLITS = list(R["groups"])
REGRESSIONS = {", ".join(np.atleast_1d(one["moderators"])): one for one in R["regressions"]}
PERMUTED = [name for name, one in REGRESSIONS.items() if "permutation" in one]
LINES = [name for name, one in REGRESSIONS.items() if "line" in one]
WITHOUT_ONE = "largest p without one trial"


@cache
def groups() -> pd.DataFrame:
    return framed(subgroup_rows(review()))


@cache
def regressed() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, points = moderator_rows(review())
    return framed(rows), framed(points)


@pytest.mark.parametrize("by", SPLITS)
def test_each_group_pooled_by_itself_and_the_tests_between(by):
    wanted = R["groups"][by]
    found = groups()[(groups()["covariates"] == by) & (groups()["analysis"] == "subgroup")]
    assert sorted(set(found["subgroup"]) - {"", "no_value"}) == wanted["groups"]
    for index, group in enumerate(wanted["groups"]):
        row = only(found, "REML and Wald z", subgroup=group, statistic="pooled_risk_ratio")
        for column, value in natural(wanted["fits"][index], "risk_ratio").items():
            assert row[column] == pytest.approx(value, **TIGHT)
        k = wanted["k"][index]
        assert row["note"].startswith("1 trial." if k == 1 else f"{k} trials.")
        tau2 = only(found, subgroup=group, statistic="tau2")
        assert tau2["estimate"] == pytest.approx(wanted["tau2"][index], **TIGHT)
        assert ("no variance between trials" in tau2["note"]) == (k == 1)
    separate = only(found, "Q between groups", statistic="subgroup_test")
    assert separate["estimate"] == pytest.approx(wanted["q"], rel=1e-6)
    assert separate["p_value"] == pytest.approx(wanted["q_p"], rel=1e-6)
    df = len(wanted["groups"]) - 1
    words = "1 degree of freedom" if df == 1 else f"{df} degrees of freedom"
    assert separate["note"] == words
    together = only(found, "Wald test of groups", statistic="subgroup_test")
    assert together["note"] == words
    assert together["estimate"] == pytest.approx(wanted["wald"], rel=1e-6)
    assert together["p_value"] == pytest.approx(wanted["wald_p"], rel=1e-6)


@pytest.mark.parametrize("by", SPLITS)
def test_the_people_of_the_groups_are_those_of_the_headline_that_have_one(by):
    found = groups()[(groups()["covariates"] == by) & (groups()["statistic"] != "tau2")]
    headline, out = R["pools"]["any_ce"], R["groups"][by]["left_out"]
    for column, counts in headline["counts"].items():
        each = dict(zip(headline["trials"], counts, strict=True))
        assert found[column].sum() == sum(each[x] for x in each if x not in out)


@pytest.mark.parametrize("by", SPLITS)
def test_trials_of_no_group_are_counted_and_named(by):
    flow = groups()[(groups()["subgroup"] == "no_value") & (groups()["covariates"] == by)]
    out = R["groups"][by]["left_out"]
    assert out == (["MUESER_2004"] if by == "comparator_group" else [])
    if not out:
        assert flow.empty
        return
    row = only(flow, subgroup="no_value", statistic="n")
    assert len(flow) == 1
    assert row["estimate"] == len(out)
    assert row["note"] == f"The file has no value: {', '.join(out)}."
    assert sum(R["groups"][by]["k"]) == 20 - len(out)


@pytest.mark.parametrize("name", list(REGRESSIONS))
def test_coefficients_of_a_meta_regression(name):
    wanted = REGRESSIONS[name]
    found = regressed()[0]
    found = found[(found["analysis"] == "meta_regression") & (found["covariates"] == name)]
    names = ["intercept", *wanted["coefficients"]]
    assert set(found["subgroup"]) == {*names, "", WITHOUT_ONE}
    for index, coefficient in enumerate(names):
        statistic = "ratio_of_risk_ratios" if index else "pooled_risk_ratio"
        row = only(found, "REML and Knapp-Hartung", subgroup=coefficient, statistic=statistic)
        for column, value in natural(nth(wanted["fits"], index), "risk_ratio").items():
            assert row[column] == pytest.approx(value, rel=1e-5, abs=1e-8), (coefficient, column)


@pytest.mark.parametrize("name", list(REGRESSIONS))
def test_how_well_a_meta_regression_fits(name):
    wanted = REGRESSIONS[name]
    found = regressed()[0]
    found = found[(found["covariates"] == name) & (found["subgroup"] == "")]
    for statistic in ("tau2", "i2", "r2"):
        row = only(found, statistic=statistic)
        assert row["estimate"] == pytest.approx(wanted[statistic], rel=1e-5, abs=1e-7)
    joint = only(found, statistic="moderator_test")
    assert [joint["estimate"], joint["p_value"]] == pytest.approx(
        [wanted["f"], wanted["f_p"]], rel=1e-5
    )
    left = only(found, statistic="residual_q")
    assert [left["estimate"], left["p_value"]] == pytest.approx(
        [wanted["q"], wanted["q_p"]], rel=1e-6
    )
    p = len(wanted["coefficients"])
    assert (
        joint["note"] == f"{wanted['k']} trials. {p} and {wanted['k'] - p - 1} degrees of freedom"
    )


@pytest.mark.parametrize("name", list(REGRESSIONS))
def test_the_joint_test_without_the_trial_that_raises_its_p_most(name):
    wanted = REGRESSIONS[name]["without_one"]
    row = only(regressed()[0], covariates=name, subgroup=WITHOUT_ONE)
    assert (row["analysis"], row["statistic"]) == ("meta_regression", "moderator_test")
    assert [row["estimate"], row["p_value"]] == pytest.approx(
        [wanted["f"], wanted["p_value"]], rel=1e-5
    )
    assert row["note"] == f"Without {wanted['trial']}."
    each = [p_value for p_value in wanted["each"] if p_value is not None]
    assert len(each) >= REGRESSIONS[name]["k"] - 1
    assert row["p_value"] == pytest.approx(max(each), rel=1e-5)
    assert row["p_value"] > min(each)


def test_no_regression_without_coefficients_has_a_joint_test_without_one_trial():
    found = regressed()[0]
    assert set(found.loc[found["subgroup"] == WITHOUT_ONE, "covariates"]) == set(REGRESSIONS)


@pytest.mark.parametrize("name", list(REGRESSIONS))
def test_which_trials_are_in_a_meta_regression(name):
    wanted = REGRESSIONS[name]
    found = regressed()[0]
    flow = found[(found["analysis"] == "moderator_flow") & (found["covariates"] == name)]
    assert only(flow, subgroup="in the regression")["estimate"] == wanted["k"]
    left = flow[flow["subgroup"] != "in the regression"]
    assert left["estimate"].sum() == len(wanted["left_out"])
    assert flow["estimate"].sum() == 20
    if "comparator" in name:
        assert only(left, subgroup="no_value")["note"] == "The file has no value: MUESER_2004."
        assert wanted["k"] == 19
    told = " ".join(left["note"])
    assert all(trial in told for trial in wanted["left_out"])


def test_trials_across_countries_have_no_value_of_a_country():
    flow = regressed()[0]
    row = only(flow, covariates="protection", subgroup="across_countries")
    assert row["estimate"] == 1
    assert "BURNS_2007_EQOLISE" in row["note"]
    assert "BURNS_2007_EQOLISE" in REGRESSIONS["protection"]["left_out"]


@pytest.mark.parametrize("name", PERMUTED)
def test_permutation_p_is_that_of_r_within_chance(name):
    wanted = REGRESSIONS[name]["permutation"]
    found = regressed()[0]
    found = found[(found["covariates"] == name) & (found["statistic"] == "permutation_test")]
    labels = {**dict(zip(REGRESSIONS[name]["coefficients"], wanted["p_values"][1:], strict=True))}
    labels[""] = wanted["joint"]
    assert set(found["subgroup"]) == set(labels)
    for label, p_value in labels.items():
        row = only(found, "permutation of the moderators", subgroup=label)
        near = 4 * np.sqrt(p_value * (1 - p_value) * (1 / wanted["iterations"] + 1 / 10_001))
        assert row["p_value"] == pytest.approx(p_value, abs=near)
        assert row["estimate"] == row["p_value"]
        assert near < 0.06


@pytest.mark.parametrize("name", LINES)
def test_the_line_of_a_moderator_of_numbers(name):
    wanted = REGRESSIONS[name]["line"]
    points = regressed()[1]
    points = points[points["analysis"] == "meta_regression_line"]
    points = points[points["covariates"] == name].sort_values("timepoint")
    assert list(points["timepoint"]) == pytest.approx(wanted["at"], rel=1e-12)
    for column, values in {"estimate": "mean", "ci_low": "low", "ci_high": "high"}.items():
        assert list(points[column]) == pytest.approx(np.exp(wanted[values]), rel=1e-5)
    source = {"follow_up": "follow_up_months", "protection": "epl_regular_2008",
              "temporary": "epl_temporary_2008"}.get(name, name)  # fmt: skip
    assert set(points["time_unit"]) == {source}


@pytest.mark.parametrize("name", LINES)
def test_the_trials_beside_a_line_are_those_of_its_regression(name):
    points = regressed()[1]
    points = points[points["analysis"] == "meta_regression_trial"]
    points = points[points["covariates"] == name].set_index("subgroup")
    headline = R["pools"]["any_ce"]
    kept = [x for x in headline["trials"] if x not in REGRESSIONS[name]["left_out"]]
    assert sorted(points.index) == sorted(kept)
    for trial in kept:
        effect = headline["measures"]["RR"]["yi"][headline["trials"].index(trial)]
        assert points.loc[trial, "estimate"] == pytest.approx(np.exp(effect), rel=1e-9)
    if name == "follow_up":
        months = dict(zip(headline["trials"], headline["months"], strict=True))
        assert dict(points["timepoint"]) == {trial: months[trial] for trial in kept}


def test_there_are_lines_of_single_moderators_of_numbers_only():
    assert set(regressed()[1]["covariates"]) == set(LINES)


@pytest.mark.parametrize("name", ["fidelity", "unemployment"])
def test_a_moderator_that_no_trial_has_is_told(name):
    found = regressed()[0]
    row = only(found, analysis="meta_regression", covariates=name)
    assert np.isnan(row["estimate"])
    assert "no trial a value" in row["note"]
    flow = found[(found["analysis"] == "moderator_flow") & (found["covariates"] == name)]
    left = dict(zip(flow["subgroup"], flow["estimate"], strict=True))
    # Unemployment is of a country, which a trial across countries has no single value of.
    across = {"across_countries": 1} if name == "unemployment" else {}
    assert left == {"no_value": 20 - len(across), "in the regression": 0, **across}


def test_few_trials_for_each_coefficient_are_warned_of():
    found = regressed()[0]
    for name, wanted in REGRESSIONS.items():
        few = wanted["k"] < 10 * len(wanted["coefficients"])
        own = found[(found["covariates"] == name) & (found["statistic"] == "ratio_of_risk_ratios")]
        assert (own["note"].str.contains("Few trials")).eq(few).all(), name
    assert {w["k"] < 10 * len(w["coefficients"]) for w in REGRESSIONS.values()} == {True, False}
