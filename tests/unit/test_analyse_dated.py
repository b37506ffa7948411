"""Families of analyses on a study by date: counts known by construction; what is not shown."""

from collections.abc import Iterator
from math import isnan, log
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from dated_study import STUDY, VERSION, copy_study
from record_study import inside

from ipsanalysis.analyse.binary import binary_rows
from ipsanalysis.analyse.context import NOT_RANDOMISED
from ipsanalysis.analyse.distribution import _bars
from ipsanalysis.analyse.states import state_rows
from ipsanalysis.derive.states import monthly_states
from ipsanalysis.derive.trial import Trial, read_trial
from ipsanalysis.files import read_parquet
from ipsanalysis.plan.load import load_study
from ipsanalysis.plan.study import Plan

CONTRAST, RATIO = "new - usual", "new / usual"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("project")
    copy_study(folder)
    with inside(folder):
        yield folder


@pytest.fixture(scope="module")
def plan(project: Path) -> Plan:
    return load_study(STUDY)[0]


@pytest.fixture(scope="module")
def trial(project: Path) -> Trial:
    return read_trial(load_study(STUDY)[1])


@pytest.fixture(scope="module")
def rows(project: Path) -> pd.DataFrame:
    return read_parquet(Path("results", STUDY, VERSION, "results.parquet"))


@pytest.fixture(scope="module")
def curves(project: Path) -> pd.DataFrame:
    return read_parquet(Path("results", STUDY, VERSION, "curves.parquet"))


def chosen(rows: pd.DataFrame, **columns: object) -> pd.DataFrame:
    for column, value in columns.items():
        rows = rows[rows[column] == value]
    return rows


@pytest.mark.parametrize(
    ("missing", "counts", "difference"),
    [
        ("observed", (19, 36, 7, 18), 0.1389),
        ("as_not_employed", (19, 38, 7, 20), 0.15),
        ("best_case", (21, 38, 7, 20), 0.2026),
        ("worst_case", (19, 38, 9, 20), 0.05),
    ],
)
def test_unobserved_outcomes_are_shown_under_four_assumptions(rows, missing, counts, difference):
    """Counts of IPS in Pain at 12 months: observed, counted as no, best case, worst case."""
    shown = chosen(rows, analysis="employment", outcome="employed_12", timepoint=12.0)
    shown = chosen(shown, missing=missing, covariates="")
    contrast = chosen(shown, statistic="risk_difference")
    row = contrast[contrast["method"].str.startswith("Newcombe")].iloc[0]
    names = ["n_events", "n", "n_events_control", "n_control"]
    assert tuple(row[names]) == counts
    assert round(row["estimate"], 4) == difference
    assert row["role"] == ("primary" if missing == "observed" else "sensitivity")
    assert len(chosen(shown, statistic="proportion")) == 2
    assert len(chosen(shown, statistic="risk_ratio")) == 1


def test_the_plans_own_assumption_keeps_its_role(rows):
    roles = chosen(rows, outcome="at_12", statistic="risk_ratio").set_index("missing")["role"]
    assert roles.to_dict() == {
        "as_not_employed": "secondary",
        "observed": "sensitivity",
        "best_case": "sensitivity",
        "worst_case": "sensitivity",
    }


def test_the_difference_over_time_is_not_given_twice(rows, curves):
    over_time = chosen(rows, plan_key="status_over_time")
    assert sorted(set(over_time["timepoint"])) == [4.0, 8.0]
    assert len(over_time) == 6
    words = "The status of month {:g}; the outcome of this name is that of month 12."
    assert over_time["note"].tolist() == [words.format(time) for time in over_time["timepoint"]]
    points = chosen(curves, plan_key="status_over_time")
    assert len(points) == 2 * 12
    at_end = chosen(points, timepoint=12.0).set_index("group")
    assert at_end.loc["new", ["n_events", "n"]].tolist() == [19, 36]
    shares = chosen(points, group="new").sort_values("timepoint")["estimate"]
    assert shares.is_monotonic_increasing


def test_stratified_differences_name_their_strata(rows):
    found = chosen(rows, covariates="strata: site", statistic="risk_difference")
    assert sorted(word.split(" ")[0] for word in found["method"]) == [
        "Mantel-Haenszel",
        "stratified",
    ]
    assert set(found["role"]) == {"sensitivity"}


def test_stratified_hazards_stand_once_beside_the_crude_ones(rows):
    hazards = chosen(rows, analysis="first_job", statistic="hazard_ratio", group=RATIO)
    assert sorted(hazards["covariates"]) == ["", "age", "strata: site", "strata: site; age"]
    assert sorted(chosen(rows, statistic="log_rank")["covariates"]) == ["", "strata: site"]


def test_the_first_job_runs_in_days(rows, curves):
    first = chosen(rows, analysis="first_job", statistic="cumulative_incidence")
    assert set(first["time_unit"]) == {"day"}
    ticks = chosen(curves, statistic="at_risk", group="new")["timepoint"]
    assert sorted(ticks) == [0.0, 89.0, 181.0, 273.0, 365.0]
    assert set(chosen(rows, statistic="median_time")["unit"]) == {"day"}


def test_a_question_to_one_arm_is_not_compared(rows):
    asked = chosen(rows, outcome="useful")
    assert asked[["statistic", "group"]].to_numpy().tolist() == [["proportion", "new"]]


def test_what_only_workers_have_is_no_randomised_comparison(rows):
    among_workers = chosen(rows, analysis_set="workers")
    contrasts = among_workers[among_workers["group"].isin([CONTRAST, RATIO])]
    assert set(contrasts["outcome"]) == {"kept", "pace"}
    assert contrasts["note"].str.contains(NOT_RANDOMISED, regex=False).all()
    assert chosen(contrasts, outcome="pace")["n"].tolist() == [19]


def test_every_model_of_an_amount_has_its_own_key(rows):
    hours = chosen(rows, outcome="hours", statistic="mean_difference")
    beginnings = {method.partition(" (")[0].partition(",")[0] for method in hours["method"]}
    assert beginnings == {
        "Difference in means",
        "Difference in means with pooled variance",
        "Bootstrap within arms",
        "Two-part gamma model",
        "Two-part log-normal model",
        "Tweedie model",
    }
    ratio = chosen(rows, outcome="hours", statistic="mean_ratio").iloc[0]
    means = chosen(rows, outcome="hours", statistic="mean", method=ratio["method"])
    active, control = (chosen(means, group=arm)["estimate"].item() for arm in ("new", "usual"))
    assert abs(log(active / control) - log(ratio["estimate"])) < 1e-12


def test_amounts_are_counted_in_round_bins_and_everyone_is_in_one(rows, curves):
    points = chosen(curves, outcome="hours", group="new")
    assert points["estimate"].sum() == 36
    zero = chosen(points, timepoint=0.0)
    assert zero["n"].item() == 36 - 19
    assert zero["note"].item() == "Exactly 0."
    width = np.diff(sorted(points["timepoint"]))
    assert np.allclose(width, width[0])
    assert 10 <= len(width) <= 20


@pytest.mark.parametrize(
    ("values", "edges", "first"),
    [
        ([], [0], ""),
        ([0, 3], [0, 1, 2, 3], ""),
        ([0.0, 0.5, 10.0], list(np.arange(21) * 0.5), "Exactly 0."),
        ([61.0], list(np.arange(0, 66, 5)), "Exactly 0."),
        ([-3.0, 2.0], list(np.arange(-6, 5) * 0.5), "Above -3.5, at most -3."),
        ([0.3], list(np.arange(16) * 0.02), "Exactly 0."),
    ],
)
def test_bars_have_round_edges(values, edges, first):
    found, notes = _bars(np.array(values, dtype=float))
    assert len(found) == len(notes)
    np.testing.assert_allclose(found, edges, atol=1e-12)
    assert notes[0] == first


def test_no_amount_falls_outside_the_bars():
    rng = np.random.default_rng(2)
    for _ in range(300):
        values = rng.normal(rng.normal(0, 50), rng.gamma(1, 30), 9).round(2)
        edges, _ = _bars(values)
        assert values.max() <= edges[-1] + 1e-9 * abs(edges[-1])


def test_each_repeated_status_has_rows_of_its_own(rows):
    models = chosen(rows, analysis="repeated_status")
    per_model = models[models["statistic"] != "wald_test"].groupby("subgroup").size()
    assert per_model.to_dict() == {"by_gee": 12, "lost_as_no": 12}
    joint = chosen(models, statistic="wald_test").set_index("outcome")
    assert set(joint.index) == {"by_gee", "lost_as_no"}
    assert joint["n"].to_dict() == {"by_gee": 36, "lost_as_no": 38}
    crude = chosen(models, subgroup="lost_as_no", outcome="employed_12", group="new")
    assert abs(crude["estimate"].item() - 19 / 38) < 1e-9


def test_missing_values_of_a_repeated_status_are_counted_over_everyone(rows):
    """4 of 58 people, 2 of each arm, have none of their 3 values; the others have all of them."""
    models = chosen(rows, analysis="repeated_status")
    words = (
        "12 of 174 values are missing, among them all those of 4 people, who are left out (2 v 2). "
        "GEE needs them missing completely at random"
    )
    has = models["note"].str.contains(words, regex=False)
    by_gee = (models["subgroup"] == "by_gee") | (models["outcome"] == "by_gee")
    assert (has == by_gee).all()
    joint = chosen(models, outcome="by_gee").iloc[0]
    assert (joint["n"], joint["n_control"]) == (36, 18)


def test_a_risk_difference_of_small_cells_has_no_interval(rows):
    """At month 4 two people of the control arm had a job, at month 8 five."""
    model = chosen(rows, analysis="repeated_status", subgroup="lost_as_no")
    few = chosen(model, outcome="employed_4").set_index("statistic")
    difference, odds = few.loc["risk_difference"], few.loc["odds_ratio"]
    assert difference["n_events_control"] == 2
    assert difference["estimate"] == pytest.approx(7 / 38 - 2 / 20)
    assert difference[["std_error", "ci_low", "ci_high", "p_value"]].isna().all()
    assert difference["note"].startswith("No interval for the risk difference: fewer than 5 people")
    assert odds["ci_low"] < odds["estimate"] < odds["ci_high"]
    assert "Fewer than 10 people with" in odds["note"]
    enough = chosen(model, outcome="employed_8", statistic="risk_difference").iloc[0]
    assert enough["n_events_control"] == 5
    assert enough["ci_low"] < enough["ci_high"]


def test_received_is_counted_where_the_plan_says_how(rows):
    received = chosen(rows, analysis="flow", outcome="received").set_index("group")
    assert received.loc["new", "n"] == 3
    assert "for the author" in received.loc["usual", "note"]


def test_shares_of_industries_add_up_to_the_workers(rows):
    industries = chosen(rows, analysis="industries")
    assert set(industries["subgroup"]) == {"care", "trade", "farming", "unknown"}
    totals = industries.groupby("group")[["n_events", "estimate"]].sum()
    assert totals["n_events"].to_dict() == {"new": 19, "usual": 7}
    assert np.allclose(totals["estimate"], 1)
    none = chosen(industries, subgroup="farming", group="usual").iloc[0]
    assert none["ci_high"] == pytest.approx(1 - 0.025 ** (1 / 7))
    assert industries["note"].str.contains(NOT_RANDOMISED, regex=False).all()


def test_months_transitions_and_sequences_add_up(rows, curves, plan, trial):
    history = monthly_states(plan, trial)
    states = chosen(rows, analysis="states")
    months = chosen(states, statistic="mean", group="new").set_index("subgroup")["estimate"]
    assert months.sum() == pytest.approx(12)
    observed = months.drop("not_observed").sum() * 38
    assert observed == pytest.approx((history["arm"] == "new").sum())
    people = chosen(states, outcome="sequence", group="all")
    assert people["n"].sum() == 58
    in_part = chosen(people, subgroup="not observed throughout")["n"].item()
    assert in_part == 58 - (history.groupby("person").size() == 12).sum()
    assert in_part >= 6
    named = people[~people["subgroup"].isin(["other sequences", "not observed throughout"])]
    assert len(named)
    assert (named["n"] >= 5).all()
    both = chosen(states, outcome="sequence").groupby("group")["n"].sum()
    assert both["new"] + both["usual"] == both["all"]
    moves = chosen(states, outcome="transition", statistic="n", group="new")["n"].sum()
    own = history[history["arm"] == "new"]
    assert moves == len(own) - own["person"].nunique()
    shares = chosen(curves, analysis="states").groupby(["group", "timepoint"])["estimate"].sum()
    assert np.allclose(shares, 1)


def test_notes_say_what_a_state_of_a_month_is(rows):
    notes = chosen(rows, analysis="states")["note"]
    assert notes.str.contains("any day of it, while work at a month as an outcome is").all()
    assert notes.str.contains("Months after an intercurrent event are not observed").all()


def test_a_transition_from_a_state_nobody_was_in_has_a_reason(plan, trial):
    nobody = Trial(
        participants=trial.participants,
        follow_up=trial.follow_up,
        person_periods=trial.person_periods,
    )
    found, _ = state_rows(plan, nobody)
    empty = [row for row in found if row.subgroup.startswith("work ->") and row.statistic != "n"]
    assert empty
    assert all(isnan(row.estimate) and row.note for row in empty)


def test_nobody_observed_for_a_month_gives_counts_of_zero(plan, trial):
    gone = trial.follow_up.assign(observed_until=5, end_reason="lost")
    nobody = Trial(
        participants=trial.participants, follow_up=gone, person_periods=trial.person_periods
    )
    found, points = state_rows(plan, nobody)
    assert points == []
    counts = {(row.subgroup, row.group): row.n for row in found if row.statistic == "n" and row.n}
    arms = {("not observed throughout", "new"): 38, ("not observed throughout", "usual"): 20}
    assert counts == {**arms, ("not observed throughout", "all"): 58}
    means = {row.subgroup: row.estimate for row in found if row.statistic == "mean"}
    assert means == {"work": 0, "benefits": 0, "otherwise": 0, "not_observed": 12}


def test_reviews_are_added_up_when_whole(rows):
    reviews = chosen(rows, analysis="fidelity").set_index("subgroup")
    assert reviews.loc["Team a 2018-01-10", "estimate"] == 60
    assert isnan(reviews.loc["Team a 2018-07-10", "estimate"])
    assert reviews.loc["Team a 2018-07-10", "note"] == "14 of 15 items scored"


def test_two_comparisons_of_one_outcome_do_not_show_the_same_twice(plan, project):
    """Sensitivity comparisons may ask for an assumption that the primary one shows too."""
    first = plan.employment[0]
    again = first.model_copy(update={"missing": "as_not_employed", "role": "sensitivity"})
    both = plan.model_copy(update={"employment": [first, again]})
    table = read_parquet(load_study(STUDY)[1].table("analysis"))
    keys = [row.row_id for row in binary_rows(both, table, "employment")]
    assert len(keys) == len(set(keys))
