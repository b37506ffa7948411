"""Result rows with priors, and studies among the trials, held to R's sums over grids."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from shipped_review import R, framed, only, published, review, twins

from ipsanalysis.evidence.bayes_rows import bayes_rows
from ipsanalysis.evidence.new_trial_rows import among, new_trial_rows
from ipsanalysis.evidence.pool_rows import pool_rows

PRIORS = ("half-normal 0.5", "half-Cauchy 0.5")
NEAR = {"rel": 3e-4}
TWINS = {one["study"]: one for one in R["twins"]}


@cache
def bayes() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, points = bayes_rows(review())
    return framed(rows), framed(points)


@cache
def crude() -> pd.DataFrame:
    return framed(pool_rows(review()))


@cache
def new() -> tuple[pd.DataFrame, pd.DataFrame]:
    whole = review()
    assert whole.plan.bayes is not None
    rows, points = new_trial_rows(whole, list(twins()), whole.plan.bayes)
    return framed(rows), framed(points)


def limits(row: pd.Series) -> list[float]:
    return [row["estimate"], row["ci_low"], row["ci_high"]]


def of_r(summary: dict[str, float], ratio: bool = True) -> list[float]:
    numbers = np.array([summary[name] for name in ("median", "low", "high")])
    return list(np.exp(numbers) if ratio else numbers)


@pytest.mark.parametrize("prior", PRIORS)
def test_normal_model(prior):
    wanted = R["bayes"]["normal"][prior.lower()]
    how = f"normal-normal with {prior} prior of tau"
    found = bayes()[0]
    row = only(found, how, analysis="bayes", statistic="pooled_risk_ratio")
    assert limits(row) == pytest.approx(of_r(wanted["mean"]), **NEAR)
    assert row["std_error"] == pytest.approx(wanted["mean"]["sd"], **NEAR)
    assert "normal(0, 2) prior of the mean logarithm" in row["method"]
    assert row["unit"].startswith("posterior median and credible interval")
    tau = only(found, how, analysis="bayes", statistic="tau")
    assert limits(tau) == pytest.approx(of_r(wanted["tau"], ratio=False), **NEAR)
    above = only(found, how, statistic="posterior_probability", subgroup="mean")
    assert above["estimate"] == pytest.approx(wanted["above"], abs=1e-6)


def test_binomial_model():
    wanted = R["bayes"]["binomial"]
    how = "binomial-normal with half-normal 0.5 prior of tau"
    found = bayes()[0]
    for statistic, name in (("pooled_odds_ratio", "mean"), ("predicted_odds_ratio", "following")):
        row = only(found, how, analysis="bayes", statistic=statistic)
        assert limits(row) == pytest.approx(of_r(wanted[name]), **NEAR)
        assert row["std_error"] == pytest.approx(wanted[name]["sd"], **NEAR)
    tau = only(found, how, analysis="bayes", statistic="tau")
    # R's grid of tau has steps of 0.02.
    assert limits(tau) == pytest.approx(of_r(wanted["tau"], ratio=False), rel=2e-3)


def test_trials_are_shrunken_towards_the_mean():
    found = bayes()[0]
    for measure in ("risk_ratio", "odds_ratio"):
        own = found[(found["analysis"] == "bayes_trial") & (found["statistic"] == measure)]
        assert list(own["subgroup"]) == sorted(R["pools"]["any_ce"]["trials"])
        assert own["method"].str.contains("half-normal 0.5 prior of tau, shrunken").all()
    mean = only(found, "normal-normal with half-normal", statistic="pooled_risk_ratio")["estimate"]
    for trial in R["pools"]["any_ce"]["trials"]:
        before = only(crude(), "crude", analysis="trial", outcome="any_ce", subgroup=trial,
                      statistic="risk_ratio")  # fmt: skip
        after = only(found, "normal-normal", subgroup=trial, analysis="bayes_trial")
        assert abs(np.log(after["estimate"] / mean)) < abs(np.log(before["estimate"] / mean)) + 0.05
        # What is not known of the mean makes that of a large trial a little wider again.
        wide = [np.log(row["ci_high"] / row["ci_low"]) for row in (after, before)]
        assert wide[0] < 1.01 * wide[1]
        assert after["n"] == before["n"]


def test_densities_have_an_area_of_one():
    points = bayes()[1]
    for _, curve in points.groupby(["method", "subgroup"]):
        ordered = curve.sort_values("timepoint")
        area = np.trapezoid(ordered["estimate"], ordered["timepoint"])
        assert area == pytest.approx(1, abs=0.01)


def test_without_priors_there_are_no_rows():
    assert bayes_rows(review(bayes=None)) == ([], [])


@pytest.mark.parametrize("study", list(TWINS))
def test_a_study_stands_beside_the_trials_with_its_own_counts(study):
    wanted, found = TWINS[study], new()[0]
    own = found[found["subgroup"] == study]
    names = ("n", "n_events", "n_control", "n_events_control")
    asked = ("n_ips", "events_ips", "n_control", "events_control")
    for name, there in zip(names, asked, strict=True):
        assert set(own[name]) == {wanted["counts"][there]}
    for measure, (middle, error, low, high) in wanted["crude"].items():
        row = only(own, "crude", statistic=measure)
        assert limits(row) == pytest.approx(np.exp([middle, low, high]), rel=1e-9)
        assert row["std_error"] == pytest.approx(error, rel=1e-9)
    assert set(own["data_status"]) == {"synthetic"}
    assert own["note"].str.startswith("SYNTHETIC, never pooled. ").all()
    assert own["note"].str.contains("without the published row of ").all()
    assert set(new()[1].query("subgroup == @study")["data_status"]) == {"synthetic"}


@pytest.mark.parametrize("study", list(TWINS))
def test_a_study_is_analysed_again_with_the_others_as_prior(study):
    wanted = TWINS[study]
    own = new()[0]
    own = own[own["subgroup"] == study]
    assert {one["weight"] for one in wanted["analysed"]} == {0, 0.2, 0.5, 1}
    for one in wanted["analysed"]:
        how = f"re-analysed with vague weight {one['weight']:g},"
        row = only(own, how, statistic="odds_ratio")
        assert limits(row) == pytest.approx(of_r(one), rel=3e-4)
        assert row["std_error"] == pytest.approx(one["sd"], rel=3e-4)
        vague = only(own, how, statistic="vague_weight")["estimate"]
        assert vague == pytest.approx(one["vague"], abs=2e-4)
        above = only(own, how, statistic="posterior_probability")["estimate"]
        assert above == pytest.approx(one["above"], abs=2e-4)
    assert len(own[own["statistic"] == "vague_weight"]) == 4


@pytest.mark.parametrize("study", list(TWINS))
def test_the_more_vague_the_prior_the_nearer_to_the_data_alone(study):
    """A mixture's quantiles lie between those of its parts, nearer to the heavier one."""
    own = new()[0]
    own = own[(own["subgroup"] == study) & own["method"].str.startswith("re-analysed")]
    by_weight = own[own["statistic"] == "odds_ratio"].sort_values("method")
    for column in ("estimate", "ci_low", "ci_high"):
        assert by_weight[column].is_monotonic_decreasing
    vague = own[own["statistic"] == "vague_weight"].sort_values("method")["estimate"]
    assert [vague.iloc[0], vague.iloc[-1]] == [0, 1]
    assert vague.is_monotonic_increasing


@pytest.mark.parametrize("study", list(TWINS))
def test_the_prior_is_made_of_the_other_trials_only(study):
    twin = next(one for one in twins() if one.asked.study == study)
    placed = among(review(), twin)
    assert placed.left_out
    assert placed.others.k == TWINS[study]["others"]


@pytest.mark.parametrize("study", list(TWINS))
def test_counts_of_the_published_row_change_nothing_of_its_study(study):
    """The study's own trial is not in its prior, so whatever is printed of it is not used."""
    twin = next(one for one in twins() if one.asked.study == study)
    rows = published().copy()
    own = (rows["trial_id"] == twin.asked.trial_id) & (rows["use"] == "primary")
    assert own.sum() == 1
    rows.loc[own, ["events", "events_control"]] = [1, 17]
    changed = review(rows)
    assert changed.plan.bayes is not None
    after = framed(new_trial_rows(changed, [twin], changed.plan.bayes)[0])
    before = new()[0]
    before = before[before["subgroup"] == study].reset_index(drop=True)
    # The place in the plan is another: it is the first study now.
    pd.testing.assert_frame_equal(
        after.drop(columns="plan_key"), before.drop(columns="plan_key"), check_exact=True
    )
    # It does change the pool that the published row is in.
    asked = {"analysis": "pooled", "outcome": after["outcome"].iloc[0],
             "statistic": "pooled_risk_ratio"}  # fmt: skip
    both = (crude(), framed(pool_rows(changed)))
    pools = [only(rows, "REML and Wald z", **asked) for rows in both]
    assert pools[0]["estimate"] != pools[1]["estimate"]


def test_a_synthetic_study_changes_no_pool_and_a_real_one_takes_its_trials_place(monkeypatch):
    without = framed(pool_rows(review(new_trials=None)))
    pd.testing.assert_frame_equal(crude(), without)
    real = tuple(replace(twin, data_status="real") for twin in twins())
    monkeypatch.setattr("shipped_review.twins", lambda: real)
    beside = review()
    headline = beside.pooled(beside.plan.headline)
    assert len(headline) == 20
    assert list(headline.loc[headline["trial_id"] == "IPS_PAIN", "row_id"]) == ["study ipsinpain"]
    placed = among(beside, real[0])
    assert placed.others.k == 19


@cache
def new_by(measure: str) -> pd.DataFrame:
    """Rows of new trials where the headline, and no other pool, is first of this measure."""
    headline, *rest = review().plan.pools
    pools = [headline.model_copy(update={"measures": [measure]}), *rest]
    whole = review(pools=pools)
    assert whole.plan.bayes is not None
    return framed(new_trial_rows(whole, list(twins()), whole.plan.bayes)[0])


@pytest.mark.parametrize("study", list(TWINS))
@pytest.mark.parametrize("measure", ["odds_ratio", "risk_difference"])
def test_a_study_is_crude_and_shrunken_by_the_measure_of_the_headline(study, measure):
    own = new_by(measure)
    own = own[own["subgroup"] == study]
    kinds = own["method"].str.split("[ ,]", regex=True).str[0]
    found = set(zip(own["statistic"], kinds, strict=True))
    assert found == {
        (measure, "crude"), ("odds_ratio", "crude"), (measure, "normal-normal"),
        ("odds_ratio", "re-analysed"), ("posterior_probability", "re-analysed"),
        ("vague_weight", "re-analysed"),
    }  # fmt: skip
    sign = " - " if measure == "risk_difference" else " / "
    row = only(own, "crude", statistic=measure)
    assert sign in row["group"]
    counts = (row["n_events"], row["n"], row["n_events_control"], row["n_control"])
    a, n, c, m = (int(count) for count in counts)
    crude = a / n - c / m if measure == "risk_difference" else a * (m - c) / (c * (n - a))
    assert row["estimate"] == pytest.approx(crude, rel=1e-12)
    shrunken = only(own, "normal-normal", statistic=measure)
    assert shrunken["method"].endswith("prior of tau, shrunken")
    assert ("log scale" in shrunken["unit"]) == (measure == "odds_ratio")
    assert shrunken["ci_low"] < shrunken["estimate"] < shrunken["ci_high"]


def test_the_new_analysis_of_a_study_does_not_hang_on_the_measure_of_the_headline():
    tables = [new_by(measure) for measure in ("odds_ratio", "risk_difference")]
    again = [
        table[table["method"].str.startswith("re-analysed")].reset_index(drop=True)
        for table in (*tables, new()[0])
    ]
    for other in again[:2]:
        pd.testing.assert_frame_equal(other, again[2], check_exact=True)


@pytest.mark.parametrize("measure", ["odds_ratio", "risk_difference"])
def test_a_study_is_shrunken_as_a_trial_of_its_counts_would_be(measure):
    """In the place of its published row, the study is one of the trials of the same model."""
    twin = next(one for one in twins() if one.asked.study == "ipsinpain")
    rows = published().copy()
    there = (rows["trial_id"] == twin.asked.trial_id) & (rows["use"] == "primary")
    counts = {"events": twin.events, "n": twin.n, "events_control": twin.events_control,
              "n_control": twin.n_control}  # fmt: skip
    rows.loc[there, list(counts)] = list(counts.values())
    headline, *rest = review().plan.pools
    pools = [headline.model_copy(update={"measures": [measure]}), *rest]
    trials = framed(bayes_rows(review(rows, pools=pools))[0])
    as_trial = only(
        trials, "normal-normal", analysis="bayes_trial", subgroup=twin.asked.trial_id,
        statistic=measure,
    )  # fmt: skip
    own = new_by(measure)
    as_study = only(own, "normal-normal", subgroup="ipsinpain", statistic=measure)
    assert as_study["method"] == as_trial["method"]
    assert limits(as_study) == pytest.approx(limits(as_trial), rel=1e-9)


@pytest.mark.parametrize("others", ["none", "without events"])
def test_others_that_tell_nothing_are_no_prior(others):
    twin = next(one for one in twins() if one.asked.study == "ipsinpain")
    rows = published().copy()
    if others == "none":
        rows.loc[rows["trial_id"] != twin.asked.trial_id, "use"] = "sensitivity"
    else:
        rows[["events", "events_control"]] = 0
    whole = review(rows)
    assert whole.plan.bayes is not None
    made, points = new_trial_rows(whole, [twin], whole.plan.bayes)
    found, curves = framed(made), framed(points)
    why = "there is no trial" if others == "none" else "in each trial nobody, or everybody,"
    numbers = ["estimate", "ci_low", "ci_high"]
    for statistic in ("odds_ratio", "posterior_probability", "vague_weight"):
        for weight in ("0,", "0.2,", "0.5,"):
            row = only(found, f"re-analysed with vague weight {weight}", statistic=statistic)
            assert row[numbers].isna().all()
            assert f"The other trials give no prior: {why}" in row["note"]
    shrunken = only(found, "normal-normal", statistic="risk_ratio")
    assert shrunken[numbers].isna().all()
    assert shrunken["note"].endswith(
        "With 0 trials. No other trial has an effect to shrink towards."
    )
    # The vague prior alone is as it is among other trials.
    alone, before = (
        rows[rows["method"].str.startswith("re-analysed with vague weight 1,")].drop(
            columns=["plan_key", "note"]
        )
        for rows in (found, new()[0][new()[0]["subgroup"] == "ipsinpain"])
    )
    for one, other in zip(alone.to_dict("records"), before.to_dict("records"), strict=True):
        assert [one[x] for x in numbers] == pytest.approx(
            [other[x] for x in numbers], rel=1e-9, nan_ok=True
        )
    assert set(curves["method"]) == {"vague prior", "re-analysed with vague weight 1"}
    assert set(found.loc[found["method"].str.startswith("crude"), "statistic"]) == {
        "risk_ratio", "odds_ratio",
    }  # fmt: skip
