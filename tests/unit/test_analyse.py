"""Families of analyses: what they refuse, what they keep, and that order does not matter."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipsanalysis.analyse.amounts import amount_rows, summary
from ipsanalysis.analyse.baseline import baseline_rows
from ipsanalysis.analyse.binary import binary_rows
from ipsanalysis.analyse.event_times import time_rows
from ipsanalysis.analyse.flow import flow_rows
from ipsanalysis.analyse.published import published_rows
from ipsanalysis.analyse.small_numbers import WITH_OUTCOME, cells, few_note
from ipsanalysis.derive.design import coded
from ipsanalysis.derive.members import members
from ipsanalysis.derive.table import analysis_table
from ipsanalysis.derive.trial import Trial
from ipsanalysis.errors import UserError
from ipsanalysis.plan.analyses import Resampling
from ipsanalysis.plan.design import Covariate, Visit
from ipsanalysis.plan.load import load_study
from ipsanalysis.plan.outcomes import Answer
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row, to_frame
from ipsanalysis.seeds import generator
from ipsanalysis.stats.mean import STUDENT

PROJECT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_study("life", PROJECT)[0]


def made_up(ends: list[str], arms: list[str]) -> Trial:
    """People of any arms and endings who work every second observed week."""
    people = list(range(1, len(ends) + 1))
    until = [52 if end == "completed" else 20 for end in ends]
    rng = np.random.default_rng(5)
    participants = pd.DataFrame(
        {
            "person": people,
            "arm": arms,
            "age": rng.integers(18, 60, len(people)).astype(float),
            "race": rng.choice(["black", "other"], len(people)),
            "wexp": rng.choice(["no", "yes"], len(people)),
            "mar": rng.choice(["married", "not married"], len(people)),
            "paro": rng.choice(["no", "yes"], len(people)),
            "prio": rng.integers(0, 9, len(people)).astype(float),
            "educ": rng.choice(["2", "3", "4", "5", "6"], len(people)),
        }
    )
    periods = [
        (person, week, (week + person) % 2 == 0)
        for person, last in zip(people, until, strict=True)
        for week in range(1, last + 1)
    ]
    return Trial(
        participants=participants,
        follow_up=pd.DataFrame(
            {"person": people, "observed_from": 0, "observed_until": until, "end_reason": ends}
        ),
        person_periods=pd.DataFrame(periods, columns=["person", "period", "employed"]),
    )


ENDS = ["completed"] * 14 + ["arrested"] * 6
ARMS = ["aid", "no_aid"] * 10


def test_someone_unobserved_stops_the_run_when_the_plan_says_there_is_nobody(plan):
    trial = made_up([*ENDS[:-1], "withdrew"], ARMS)
    table = analysis_table(plan, trial)
    with pytest.raises(UserError, match="employed_week_52 is not observed for 1 people"):
        members(plan, table, plan.employment[0])


def test_someone_unobserved_is_left_out_with_the_reason_when_the_plan_allows_it(plan):
    trial = made_up([*ENDS[:-1], "withdrew"], ARMS)
    allowed = plan.employment[0].model_copy(update={"missing": "observed"})
    people = members(plan, analysis_table(plan, trial), allowed)
    assert people.included.sum() == 19
    assert people.left_out.to_dict("list") == {
        "arm": ["no_aid"],
        "reason": ["not observed at week 52: withdrew"],
    }


def test_the_flow_keeps_reasons_that_nobody_has(plan):
    trial = made_up(["completed"] * 4, ["aid", "no_aid", "aid", "no_aid"])
    rows = flow_rows(plan, trial, analysis_table(plan, trial))
    ended = {(row.group, row.subgroup): row.n for row in rows if row.outcome == "ended"}
    assert ended == {("aid", "arrested"): 0, ("no_aid", "arrested"): 0}


def test_the_flow_refuses_boxes_that_do_not_add_up(plan):
    trial = made_up(ENDS, ARMS)
    table = analysis_table(plan, trial)
    table.loc[table.index[0], "arm"] = "a third arm"
    with pytest.raises(UserError, match="do not add up") as caught:
        flow_rows(plan, trial, table)
    assert "randomised: 20 people, but 19 in the boxes below it" in str(caught.value)


def assessed(plan: Plan) -> Plan:
    """Return the plan with nothing but an answer at a visit in it."""
    answer = Answer(
        id="employed_week_52",
        kind="answer",
        label="Employed",
        source={"table": "assessments", "instrument": "form", "item": "job", "visit": "last"},
        yes=["yes"],
        higher_is_better=True,
        **dict.fromkeys(("variable", "metric", "aggregation", "time_point"), "x"),
    )
    visit = Visit(id="last", label="Last", at=52)
    return plan.model_copy(update={"outcomes": [answer], "visits": [visit]})


def test_how_long_people_were_followed_is_unknown_when_they_were_only_asked(plan):
    trial = made_up(["completed"] * 4, ["aid", "no_aid"] * 2)
    table = analysis_table(plan, trial)
    boxes = {(row.outcome, row.group): row for row in flow_rows(assessed(plan), trial, table)}
    for box in ("completed", "ended"):
        row = boxes[box, "aid"]
        assert row.n is None
        assert np.isnan(row.estimate)
        assert row.note.startswith("Not in the data")
    assert boxes["analysed", "aid"].n == boxes["allocated", "aid"].n == 2


def test_boxes_that_are_known_must_add_up_when_others_are_not(plan):
    trial = made_up(["completed"] * 4, ["aid", "no_aid"] * 2)
    table = analysis_table(plan, trial)
    table.loc[table.index[0], "arm"] = "a third arm"
    with pytest.raises(UserError, match="randomised: 4 people, but 3"):
        flow_rows(assessed(plan), trial, table)


def test_someone_who_left_shows_that_follow_up_is_known(plan):
    trial = made_up([*["completed"] * 3, "lost"], ["aid", "no_aid"] * 2)
    found = answered_flow(plan, trial)
    ended = {row.group: row.n for row in found if row.outcome == "ended" and row.subgroup == "lost"}
    assert ended == {"aid": 0, "no_aid": 1}


def answered_flow(plan: Plan, trial: Trial) -> list[Row]:
    """Return the flow of an answer that people lost may have given."""
    allowed = plan.employment[0].model_copy(update={"missing": "observed"})
    changed = plan.model_copy(update={"employment": [allowed, *plan.employment[1:]]})
    return flow_rows(assessed(changed), trial, analysis_table(plan, trial))


def test_a_figure_met_by_synthetic_data_is_built_in_and_not_reproduced(plan):
    trial = made_up(ENDS, ARMS)
    frame = to_frame(binary_rows(plan, analysis_table(plan, trial), "other_outcomes"))
    choice = plan.published[0].ours.model_copy(update={"number": "n"})
    made = {"value": 10.0, "ours": choice}
    figures = [
        plan.published[0].model_copy(update=made | {"id": "met"}),
        plan.published[0].model_copy(update=made | {"id": "missed", "value": 9.0}),
    ]
    synthetic = plan.model_copy(update={"published": figures, "data_status": "synthetic"})
    notes = {
        row.outcome: row.note for row in published_rows(synthetic, frame) if row.group == "ours"
    }
    assert notes["met"].startswith("built in: other_outcome/")
    assert notes["missed"].startswith("differs: other_outcome/")


def test_a_primary_amount_has_one_primary_difference(plan):
    """Of a primary amount Welch's difference and the arms' means; else the measure named first."""
    table = analysis_table(plan, made_up(ENDS, ARMS))
    amount = next(item for item in plan.work_amount if "two_part" in item.measures)
    few = {"resampling": Resampling(bootstrap_replicates=199, permutation_replicates=199)}
    for measures, methods in (
        (["two_part", "mean_difference", "student"], {"Mean", "Difference in means, Welch t"}),
        (["student", "two_part"], {"Mean", STUDENT}),
    ):
        alone = amount.model_copy(update={"role": "primary", "measures": measures})
        rows = amount_rows(plan.model_copy(update=few | {"work_amount": [alone]}), table)[0]
        primary = [row for row in rows if row.role == "primary"]
        assert {row.method.replace("Mean, t interval", "Mean") for row in primary} == methods
        assert sorted(row.statistic for row in primary) == ["mean", "mean", "mean_difference"]
        assert {row.role for row in rows} == {"primary", "sensitivity"}


def test_models_that_rest_on_few_people_say_so(plan):
    """Sixteen people: the models of them have a note, the exact methods have none."""
    table = analysis_table(plan, made_up(ENDS[2:18], ["aid", "aid", "no_aid", "no_aid"] * 4))
    table.loc[:3, "weeks_worked.composite"] = 0.0
    by_age = {"adjusted_for": ["age"]}
    employed = next(item for item in plan.employment if item.outcome == "employed_week_26")
    amount = next(item for item in plan.work_amount if "two_part" in item.measures)
    small = plan.model_copy(
        update={
            "employment": [employed.model_copy(update=by_age)],
            "work_amount": [amount.model_copy(update=by_age)],
            "resampling": Resampling(bootstrap_replicates=199, permutation_replicates=199),
        }
    )
    rows = binary_rows(small, table, "employment") + amount_rows(small, table)[0]
    warned = [row for row in rows if "Fewer than 10 people with" in row.note]
    assert {row.method.partition(" ")[0] for row in warned} == {"standardisation", "Two-part"}
    assert all(row.covariates and not np.isnan(row.ci_low) for row in warned)


def test_ten_in_every_cell_are_enough():
    assert few_note(cells(10, 20, 10, 20), WITH_OUTCOME) == ""
    for few in ((9, 20, 10, 20), (11, 20, 10, 20), (10, 20, 9, 20), (10, 20, 11, 20)):
        assert few_note(cells(*few), WITH_OUTCOME).startswith("Fewer than 10 people with or")


def test_the_order_of_people_does_not_matter(plan):
    """The tables are sorted by person, so order can only enter through the raw file."""
    trial = made_up(ENDS, ARMS)
    table = analysis_table(plan, trial)
    shuffled = table.sample(frac=1, random_state=1).sort_values("person", ignore_index=True)
    pd.testing.assert_frame_equal(
        to_frame(binary_rows(plan, table, "employment")),
        to_frame(binary_rows(plan, shuffled, "employment")),
    )


@pytest.mark.parametrize("empty", ["aid", "no_aid"])
def test_an_empty_arm_gives_rows_with_reasons(plan, empty):
    other = "no_aid" if empty == "aid" else "aid"
    trial = made_up(ENDS, [other] * 20)
    table = analysis_table(plan, trial)
    rows = binary_rows(plan, table, "employment") + baseline_rows(plan, table)
    rows += time_rows(plan, table, "first_job")[0]
    contrasts = [row for row in rows if " " in row.group]
    assert contrasts
    assert all(row.estimate != row.estimate and row.note for row in contrasts)


def test_one_person_gives_rows_with_reasons(plan):
    trial = made_up(["completed"], ["aid"])
    table = analysis_table(plan, trial)
    rows = binary_rows(plan, table, "employment") + time_rows(plan, table, "first_job")[0]
    share = next(row for row in rows if row.statistic == "proportion" and row.group == "aid")
    assert share.n == 1
    assert all(row.note for row in rows if row.estimate != row.estimate)


def test_a_published_figure_must_name_exactly_one_row(plan):
    with pytest.raises(UserError, match=r"published.0.ours: fits 0 result rows"):
        published_rows(plan, to_frame([]))


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [
        (48.0, "reproduced"),
        (48.49, "reproduced"),
        (48.51, "differs"),
        (47.0, "differs"),
    ],
)
def test_a_published_figure_is_reproduced_to_the_decimals_printed(plan, ours, verdict):
    first = plan.published[0].model_copy(
        update={"ours": plan.published[0].ours.model_copy(update={"number": "estimate"})}
    )
    alone = plan.model_copy(update={"published": [first]})
    trial = made_up(ENDS, ARMS)
    rows = binary_rows(plan, analysis_table(plan, trial), "other_outcomes")
    frame = to_frame(rows)
    share = (frame.statistic == "proportion") & (frame.group == "aid")
    frame.loc[share, "estimate"] = ours
    own = published_rows(alone, frame)[1]
    assert own.note.startswith(f"{verdict}: other_outcome/")


def test_covariates_are_coded_and_nobody_is_dropped():
    table = pd.DataFrame(
        {"age": [20.0, 40.0, np.nan], "site": ["a", "b", "c"], "grade": ["1", "2", "3"]}
    )
    covariates = [
        Covariate(id="age", label="Age", kind="continuous", unit="years"),
        Covariate(
            id="site", label="Site", kind="categorical", levels={"a": "A", "b": "B", "c": "C"}
        ),
        Covariate(id="grade", label="Grade", kind="ordinal", levels={"1": "1", "2": "2", "3": "3"}),
    ]
    design = coded(table, covariates)
    assert design.names == ["age", "site=b", "site=c", "grade"]
    expected = [[20, 0, 0, 1], [40, 1, 0, 2], [30, 0, 1, 3]]
    np.testing.assert_array_equal(design.matrix, expected)
    assert design.note == "Missing and set to the mean of everyone: age for 1."


def test_a_covariate_nobody_has_stops_with_a_plain_message():
    table = pd.DataFrame({"age": [np.nan, np.nan]})
    with pytest.raises(UserError, match="age: has no value for anyone"):
        coded(table, [Covariate(id="age", label="Age", kind="continuous", unit="years")])


def test_an_unknown_stratum_is_not_a_stratum(plan):
    trial = made_up(ENDS, ARMS)
    trial.participants.loc[0, "wexp"] = None
    with pytest.raises(UserError, match="stratified_by wexp: not known for 1 people"):
        time_rows(plan, analysis_table(plan, trial), "first_job")


def test_missing_covariates_are_told_on_every_adjusted_row(plan):
    trial = made_up(ENDS, ARMS)
    trial.participants.loc[[0, 1], "educ"] = None
    table = analysis_table(plan, trial)
    rows = binary_rows(plan, table, "employment") + amount_rows(plan, table)[0]
    adjusted = [row for row in rows if row.covariates]
    assert adjusted
    assert all("Missing and set to the mean of everyone: educ for 2." in r.note for r in adjusted)
    assert not any("set to the mean" in row.note for row in rows if not row.covariates)


def test_the_random_stream_depends_on_names_and_seed_only(plan):
    first = generator(plan, "bootstrap", "weeks").random(3)
    again = generator(plan, "bootstrap", "weeks").random(3)
    other_outcome = generator(plan, "bootstrap", "hours").random(3)
    other_seed = generator(plan.model_copy(update={"seed": 1}), "bootstrap", "weeks").random(3)
    assert (first == again).all()
    assert (first != other_outcome).all()
    assert (first != other_seed).all()


def test_summary_of_nobody_and_of_one():
    assert all(np.isnan(number) for number in summary(np.array([])).values())
    alone = summary(np.array([3.0]))
    assert np.isnan(alone["standard_deviation"])
    assert alone["median"] == 3
