"""Meta-analyses with few trials, empty pools or no events: rows that say so, never a crash."""

import numpy as np
import pandas as pd
import pytest
from small_review import BAYES, FIVE, MODERATORS, SmallReview, a_plan, a_pool, run_steps, trial

from ipsanalysis.__main__ import main
from ipsanalysis.errors import UserError
from ipsanalysis.plan.evidence_load import load_review

ALL = ["risk_ratio", "odds_ratio", "risk_difference"]
CODED = {
    "countries": {"Norland": (1.0, 2.0), "Sudland": (2.0, 3.0)},
    "coding": dict.fromkeys(("C", "E"), ("south", "ill", "usual")),
}
EVERYTHING = {
    "subgroups": [{"by": "region", "reason": "It may matter."}],
    "moderators": MODERATORS,
    "regressions": [
        {"moderators": [item["id"]], "reason": "It may matter."} for item in MODERATORS
    ],
    "totals_as_non_events": "main",
    "pools": [a_pool(measures=ALL)],
}


def changed(**cells):
    return [{**row, **cells} for row in FIVE]


def everybody(row):
    return {**row, "events_ips": row["n_ips"], "events_control": row["n_control"]}


HARD = {
    "one trial": FIVE[:1],
    "two trials": FIVE[:2],
    "three trials": FIVE[:3],
    "nobody among the controls": changed(events_control=0),
    "nobody among the active": changed(events_ips=0),
    "nobody at all": changed(events_ips=0, events_control=0),
    "everybody": [everybody(row) for row in FIVE],
    "everybody in one trial": [everybody(FIVE[0]), *FIVE[1:]],
    "nobody in two trials": [{**r, "events_ips": 0, "events_control": 0} for r in FIVE[:2]]
    + FIVE[2:],
    "arms of one": [
        {**row, "n_ips": 1, "n_control": 1, "events_ips": 1, "events_control": 0} for row in FIVE
    ],
    "all alike": changed(n_ips=40, events_ips=20, n_control=40, events_control=10),
}
EMPTY = {
    "no trial": (changed(outcome_class="steady"), "outcome_class 5"),
    "no counts": (
        changed(ma_primary="no_counts", n_ips="", events_ips="", n_control="", events_control=""),
        "no_counts 5",
    ),
}
TRIALS = {"one trial": 1, "two trials": 2, "three trials": 3}
WITH_PRIORS = ("one trial", "nobody at all", "everybody", "arms of one")
NONE_OF_RATIOS = ("nobody at all", "everybody")


def plainly_told(rows: pd.DataFrame) -> None:
    """What holds of every meta-analysis."""
    silent = rows["estimate"].isna() & (rows["note"] == "")
    assert not silent.any(), list(rows.index[silent])
    assert rows.index.is_unique
    ordered = rows[rows["ci_low"].notna() & rows["estimate"].notna()]
    near = 1e-9 * ordered["estimate"].abs()
    assert (ordered["ci_low"] <= ordered["estimate"] + near).all()
    assert (ordered["estimate"] <= ordered["ci_high"] + near).all()
    assert rows.loc[rows["ci_low"].notna(), "ci_level"].eq(0.95).all()
    assert rows.loc[rows["ci_low"].isna(), "ci_level"].isna().all()
    p_values = rows["p_value"].dropna()
    assert p_values.between(0, 1).all()
    ratio = rows["statistic"].str.contains("_ratio") & rows["estimate"].notna()
    assert (rows.loc[ratio, "estimate"] > 0).all()


def flows_add_up(rows: pd.DataFrame) -> None:
    flow = rows[rows["analysis"] == "review_flow"]
    assert len(flow)
    for _, pool in flow.groupby("outcome"):
        boxes = pool.set_index("subgroup")["estimate"]
        assert boxes.drop("rows").sum() == boxes["rows"]


def nothing_is_told_of_differences(rows: pd.DataFrame) -> None:
    """What holds of one trial: no tau2 by any estimator, and no other statistic beside it."""
    spread = rows[rows["analysis"] == "heterogeneity"]
    assert set(spread["subgroup"]) == set(ALL)
    for _, own in spread.groupby("subgroup"):
        first = own["method"].str.split(" and ").str[0]
        assert sorted(first) == ["DerSimonian-Laird", "Paule-Mandel", "REML"]
    assert set(spread["statistic"]) == {"tau2"}
    assert spread[["estimate", "ci_low", "ci_high", "p_value"]].isna().all(axis=None)
    reason = "one trial shows nothing of differences between trials"
    assert set(spread["note"]) == {f"1 trial. {reason}"}


def test_a_row_left_out_by_name_is_not_pooled_and_its_trial_may_have_another(tmp_path):
    late = trial("A", 6, 40, 4, 41, year=1999, row_id="R_A_late", follow_up_months=24)
    plan = a_plan(pools=[a_pool(without={"R_A_late": "Its counts are doubtful."})])
    rows = SmallReview([*FIVE, late], plan).results(tmp_path / "named")
    alone = SmallReview(FIVE).results(tmp_path / "alone")
    flow = rows["analysis"] == "review_flow"
    pd.testing.assert_frame_equal(rows[~flow], alone[alone["analysis"] != "review_flow"])
    boxes = rows[flow].set_index("subgroup")["estimate"]
    assert dict(boxes) == {"rows": 6, "by_name": 1, "pooled": 5}
    flows_add_up(rows)
    chosen = pd.read_parquet(load_review("small", tmp_path / "named")[1].table("chosen"))
    left = chosen.set_index("row_id").loc["R_A_late"]
    assert (left["rule"], left["reason"]) == ("by_name", "Its counts are doubtful.")


def test_a_row_left_out_by_name_is_told_so_whatever_else_is_wrong_with_it(tmp_path):
    rows = [*FIVE, trial("F", 1, 10, 1, 12, outcome_class="steady", ma_primary="no")]
    plan = a_plan(pools=[a_pool(without={"R_F": "It is a copy."})])
    flow = SmallReview(rows, plan).results(tmp_path).query("analysis == 'review_flow'")
    assert set(flow["subgroup"]) == {"rows", "by_name", "pooled"}


def test_a_row_left_out_that_the_file_does_not_have_is_told(tmp_path, monkeypatch, capsys):
    plan = a_plan(pools=[a_pool(without={"R_AA": "Its counts are doubtful."})])
    layout = SmallReview(FIVE, plan).write(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["gather", "small"]) == 1
    told = capsys.readouterr().err
    for words in ("pools.0.without.R_AA", 'found "R_AA"', "a row_id", 'Did you mean "R_A"?'):
        assert words in told
    assert "Traceback" not in told
    assert not layout.results.exists()


@pytest.mark.parametrize("name", list(HARD))
def test_hard_trials_give_rows_that_say_what_is_wrong(name, tmp_path):
    plan = a_plan(**EVERYTHING, bayes=BAYES if name in WITH_PRIORS else None)
    rows = SmallReview(HARD[name], plan, **CODED).results(tmp_path)
    plainly_told(rows)
    flows_add_up(rows)
    pooled = rows[rows["analysis"] == "pooled"]
    k = TRIALS.get(name, 5)
    flow = rows[rows["analysis"] == "review_flow"].set_index("subgroup")
    assert flow.loc["pooled", "estimate"] == k
    # Of each measure every method has its row, whatever the trials.
    assert set(pooled["statistic"]) == {f"pooled_{measure}" for measure in ALL}
    main = pooled[pooled["method"].str.startswith("REML and Wald z")].set_index("statistic")
    ratio = main.loc["pooled_risk_ratio"]
    if name in NONE_OF_RATIOS:
        assert np.isnan(ratio["estimate"])
        assert ratio["note"] == "0 trials. no trial has an effect"
    else:
        assert ratio["estimate"] > 0
    if name == "one trial":
        assert "one trial" in ratio["note"]
        assert [ratio["estimate"]] == pytest.approx([(12 / 40) / (8 / 41)])
        nothing_is_told_of_differences(rows)
    if name == "two trials":
        q = rows[(rows["analysis"] == "heterogeneity") & (rows["statistic"] == "q")]
        assert set(q["note"]) == {"2 trials. 1 degree of freedom"}
    for analysis in ("leave_one_out", "cumulative", "influence", "small_study"):
        enough = int(ratio["note"].split()[0]) >= 3
        assert (rows["analysis"] == analysis).any() == enough


@pytest.mark.parametrize("name", ["nobody at all", "everybody"])
def test_a_posterior_that_is_the_prior_is_no_result(name, tmp_path):
    layout = SmallReview(HARD[name], a_plan(**EVERYTHING, bayes=BAYES), **CODED).run(tmp_path)
    rows = pd.read_parquet(layout.results / "results.parquet")
    bayes = rows[rows["analysis"].isin(["bayes", "bayes_trial"])]
    assert set(bayes["statistic"]) == {
        "pooled_risk_ratio", "predicted_risk_ratio", "tau", "posterior_probability", "odds_ratio",
        "pooled_odds_ratio", "predicted_odds_ratio",
    }  # fmt: skip
    assert bayes[["estimate", "std_error", "ci_low", "ci_high"]].isna().all(axis=None)
    assert bayes["note"].str.endswith("so only the priors would be shown").all()
    binomial = bayes["method"].str.startswith("binomial")
    why = "in each trial nobody, or everybody, has the event, so"
    assert bayes.loc[binomial, "note"].str.contains(why).all()
    assert bayes.loc[~binomial, "note"].str.contains("no trial has an effect, so").all()
    curves = pd.read_parquet(layout.results / "curves.parquet")
    assert "bayes_density" not in set(curves["analysis"])


def test_events_in_one_arm_of_one_trial_are_a_result(tmp_path):
    nobody = [{**row, "events_ips": 0, "events_control": 0} for row in FIVE]
    rows = SmallReview([{**nobody[0], "events_ips": 1}, *nobody[1:]], a_plan(bayes=BAYES))
    bayes = rows.results(tmp_path).query("analysis in ('bayes', 'bayes_trial')")
    binomial = bayes["method"].str.startswith("binomial")
    assert bayes.loc[binomial, "estimate"].notna().all()
    assert (binomial & (bayes["analysis"] == "bayes_trial")).sum() == 5


SAME = "the moderator is the same in all trials"


@pytest.mark.parametrize("k", [2, 5])
@pytest.mark.parametrize("group", ["north", "south"])
def test_a_moderator_that_is_the_same_in_all_trials_is_told_so(k, group, tmp_path):
    plan = a_plan(
        moderators=MODERATORS[:2], regressions=[{"moderators": ["region"], "reason": "Why not."}]
    )
    coding = {row["trial_id"]: (group, "ill", "usual") for row in FIVE}
    rows = SmallReview(FIVE[:k], plan, coding=coding).results(tmp_path)
    plainly_told(rows)
    own = rows[(rows["analysis"] == "meta_regression") & (rows["subgroup"] == "")]
    own = own.set_index("statistic")
    for statistic in ("moderator_test", "permutation_test", "r2"):
        assert np.isnan(own.loc[statistic, "estimate"])
        assert own.loc[statistic, "note"] == f"{k} trials. {SAME}"
    # The group of reference leaves the mean of all trials; another group leaves nothing to fit.
    assert np.isnan(own.loc["tau2", "estimate"]) == (group == "south")


def test_one_of_two_moderators_that_is_the_same_in_all_trials_is_told_beside_the_test(tmp_path):
    both = [{"moderators": ["year", "region"], "reason": "Why not."}]
    plan = a_plan(moderators=MODERATORS[:2], regressions=both)
    coding = {row["trial_id"]: ("north", "ill", "usual") for row in FIVE}
    rows = SmallReview(FIVE, plan, coding=coding).results(tmp_path)
    test = rows[(rows["statistic"] == "moderator_test") & (rows["subgroup"] == "")].iloc[0]
    assert test["estimate"] > 0
    assert test["note"] == (
        "5 trials. 1 and 3 degrees of freedom; Region is the same in all trials"
    )


def test_the_bootstrap_of_few_trials_says_that_it_is_too_narrow(tmp_path):
    ten = [{**row, "trial_id": f"{row['trial_id']}{i}", "row_id": f"{row['row_id']}_{i}"}
           for i in (1, 2) for row in FIVE]  # fmt: skip
    for name, trials, more in (("five", FIVE, " Fewer than 10 trials: the interval is too narrow."),
                               ("ten", ten, "")):  # fmt: skip
        rows = SmallReview(trials).results(tmp_path / name)
        own = rows[rows["method"].str.startswith("bootstrap of the trials")]
        assert list(own["note"]) == [f"{len(trials)} trials.{more}"]


def test_no_trial_with_an_effect_is_not_told_as_no_value(tmp_path):
    rows = SmallReview(HARD["nobody at all"], a_plan(**EVERYTHING), **CODED).results(tmp_path)
    tests = rows[rows["statistic"] == "moderator_test"]
    assert len(tests) == len(MODERATORS)
    assert tests["note"].str.contains("0 trials for ").all()


@pytest.mark.parametrize("name", list(EMPTY))
def test_a_headline_that_takes_no_row_is_refused_before_anything_is_written(name, tmp_path):
    rows, why = EMPTY[name]
    layout = SmallReview(rows, a_plan(**EVERYTHING), **CODED).write(tmp_path)
    with pytest.raises(UserError, match=rf"small.yaml, pools.0: found no row.*, main: {why}; all"):
        run_steps(tmp_path, "small", ["gather"])
    assert not layout.results.exists()


@pytest.mark.parametrize("measure", ALL)
def test_the_headline_may_be_of_any_measure(measure, tmp_path):
    plan = a_plan(**{**EVERYTHING, "pools": [a_pool(measures=[measure])]}, bayes=BAYES)
    rows = SmallReview(FIVE, plan, **CODED).results(tmp_path)
    plainly_told(rows)
    own = f"pooled_{measure}"
    for analysis in ("pooled", "leave_one_out", "cumulative", "small_study", "subgroup",
                     "miscount", "meta_regression"):  # fmt: skip
        found = set(rows.loc[rows["analysis"] == analysis, "statistic"])
        assert {x for x in found if x.startswith("pooled_")} == {own}
    changes = {"risk_ratio": "ratio_of_risk_ratios", "odds_ratio": "ratio_of_odds_ratios",
               "risk_difference": "change_in_risk_difference"}  # fmt: skip
    assert changes[measure] in set(rows["statistic"])
    bayes = rows[(rows["analysis"] == "bayes") & (rows["statistic"] == own)]
    assert bayes["method"].str.startswith("normal-normal").any()
    logs = rows[rows["unit"].str.contains("log scale")]["statistic"]
    assert not logs.str.contains("difference").any()
    words = "prior of the mean" if measure == "risk_difference" else "prior of the mean logarithm"
    assert bayes.loc[bayes["method"].str.startswith("normal-"), "method"].str.endswith(words).all()


def test_a_plan_that_asks_for_little_gets_little(tmp_path):
    rows = SmallReview(FIVE).results(tmp_path)
    asked = {"review_flow", "trial", "pooled", "heterogeneity", "prediction", "leave_one_out",
             "cumulative", "influence", "small_study"}  # fmt: skip
    assert set(rows["analysis"]) == asked
    plainly_told(rows)


def test_a_second_pool_without_trials_leaves_the_headline_alone(tmp_path):
    empty = a_pool(id="other", role="sensitivity", outcome_classes=["steady"], measures=ALL)
    plan = a_plan(pools=[a_pool(), empty])
    rows = SmallReview(FIVE, plan).results(tmp_path / "two")
    plainly_told(rows)
    flows_add_up(rows)
    alone = SmallReview(FIVE).results(tmp_path / "one")
    pd.testing.assert_frame_equal(rows[rows["outcome"] == "main"], alone)
    lost = rows[(rows["outcome"] == "other") & (rows["analysis"] == "pooled")]
    assert len(lost)
    assert lost["estimate"].isna().all()
    assert lost["note"].str.startswith("0 trials.").all()


def test_trials_counted_beside_mantel_haenszel_are_those_it_counts(tmp_path):
    rows = SmallReview(HARD["everybody in one trial"], a_plan(**EVERYTHING), **CODED)
    found = rows.results(tmp_path)
    found = found[(found["analysis"] == "pooled") & found["method"].str.startswith("Mantel")]
    notes = found.set_index("statistic")["note"]
    # Everybody in both arms: a risk ratio of 1 and a difference of 0, but no odds ratio.
    assert notes["pooled_risk_ratio"] == "5 trials."
    assert notes["pooled_risk_difference"] == "5 trials."
    assert notes["pooled_odds_ratio"] == "4 trials."
    people = found.set_index("statistic")["n"]
    assert people["pooled_risk_ratio"] - people["pooled_odds_ratio"] == 40


def test_rows_in_another_order_give_the_same_bytes(tmp_path):
    plan = a_plan(**EVERYTHING, bayes=BAYES)
    layouts = [
        SmallReview(rows, plan, **CODED).run(tmp_path / name)
        for name, rows in (("one", FIVE), ("other", [FIVE[i] for i in (3, 0, 4, 2, 1)]))
    ]
    for name in ("results.parquet", "results.csv", "curves.parquet", "curves.csv"):
        one, other = ((layout.results / name).read_bytes() for layout in layouts)
        assert one == other, name


def test_a_row_that_no_pool_takes_changes_the_flow_only(tmp_path):
    more = [*FIVE, trial("F", 7, 10, 1, 12, outcome_class="steady"),
            trial("G", 7, 10, 1, 12, ma_primary="no")]  # fmt: skip
    plan = a_plan(**EVERYTHING, bayes=BAYES)
    before = SmallReview(FIVE, plan, **CODED).results(tmp_path / "before")
    after = SmallReview(more, plan, **CODED).results(tmp_path / "after")
    flow = "review_flow"
    pd.testing.assert_frame_equal(
        after[after["analysis"] != flow], before[before["analysis"] != flow]
    )
    boxes = after[after["analysis"] == flow].set_index("subgroup")["estimate"]
    assert dict(boxes) == {"rows": 7, "outcome_class": 1, "use": 1, "pooled": 5}
    flows_add_up(after)


def test_a_wholly_made_up_meta_analysis_pools_its_own_rows_and_is_stamped(tmp_path):
    rows = SmallReview(FIVE, a_plan(data_status="synthetic")).results(tmp_path)
    assert set(rows["data_status"]) == {"synthetic"}
    pooled = rows[(rows["analysis"] == "review_flow") & (rows["subgroup"] == "pooled")]
    assert list(pooled["estimate"]) == [5]


def test_the_seed_moves_resampling_and_nothing_else(tmp_path):
    plans = [a_plan(**EVERYTHING, seed=seed) for seed in (7, 8)]
    one, other = (
        SmallReview(FIVE, plan, **CODED).results(tmp_path / str(plan["seed"])) for plan in plans
    )
    drawn = one["method"].str.startswith("bootstrap") | one["method"].str.contains("arrangements")
    pd.testing.assert_frame_equal(one[~drawn], other[~drawn])
    assert not one[drawn].equals(other[drawn])


def test_steps_without_gather_are_told_to_run_it(tmp_path):
    review = SmallReview(FIVE)
    review.write(tmp_path)
    with pytest.raises(UserError, match=r"comparisons.parquet: there is no such file. Run make"):
        run_steps(tmp_path, "small", ["pool"])


@pytest.mark.parametrize("prior", [
    {"mu": {"mean": 20.0, "sd": 0.01}},
    {"mu": {"mean": 0.0, "sd": 100.0}, "baseline": {"mean": 0.0, "sd": 100.0}},
    {"baseline": {"mean": -20.0, "sd": 0.01}},
    {"tau": [{"family": "half_cauchy", "scale": 100.0}]},
], ids=["mean far away", "nothing known", "controls far away", "any spread"])  # fmt: skip
def test_priors_at_their_limits(prior, tmp_path):
    rows = SmallReview(FIVE, a_plan(bayes={**BAYES, **prior})).results(tmp_path)
    plainly_told(rows)
    shrunken = rows[rows["analysis"] == "bayes_trial"]
    assert len(shrunken) == 10
    assert np.isfinite(shrunken["estimate"]).all()


@pytest.mark.parametrize("trials", [FIVE, HARD["all alike"]], ids=["five trials", "all alike"])
def test_the_highest_level_that_a_plan_may_have_is_computed(trials, tmp_path):
    plan = a_plan(**EVERYTHING, ci_level=0.999, bayes=BAYES)
    rows = SmallReview(trials, plan).results(tmp_path)
    limits = rows[rows["ci_low"].notna()]
    assert limits["ci_level"].eq(0.999).all()
    usual = SmallReview(trials, a_plan(**EVERYTHING, bayes=BAYES)).results(tmp_path / "usual")
    both = limits.join(usual[["ci_low", "ci_high"]], rsuffix="_usual")
    apart = 1e-9 * both[["ci_low_usual", "ci_high_usual"]].abs().max(axis=1)
    assert (both["ci_low"] <= both["ci_low_usual"] + apart).all()
    assert (both["ci_high"] >= both["ci_high_usual"] - apart).all()
