"""Answers, periods with gaps, states, industries, rules and members, worked out by hand."""

from math import nan

import numpy as np
import pandas as pd
import pytest
from small_spells import COMPETITIVE, PAID, WORDS, dated_plan, dated_trial, spell

from ipsanalysis.derive.industries import industry_of_workers
from ipsanalysis.derive.members import members
from ipsanalysis.derive.rules import COLUMNS, rule_uses
from ipsanalysis.derive.states import monthly_states
from ipsanalysis.derive.table import analysis_table
from ipsanalysis.derive.times import derive_times
from ipsanalysis.derive.trial import Trial
from ipsanalysis.derive.values import outcome_values
from ipsanalysis.errors import UserError
from ipsanalysis.plan.analyses import (
    AmountComparison,
    BinaryComparison,
    IndustryShares,
    RepeatedStatus,
    State,
    States,
)
from ipsanalysis.plan.design import AnalysisSet, Arm, FollowUp, SpellSource, Visit
from ipsanalysis.plan.outcomes import (
    Answer,
    Ever,
    FirstStatus,
    Outcome,
    PeriodCount,
    Retained,
    Score,
    SpellAmount,
    StatusAt,
)
from ipsanalysis.plan.study import Plan

COMPOSITE = {"died": "composite"}
AT_RISK = {"died": "while_at_risk"}
REGISTER = {"table": "person_periods", "column": "working"}
ITEM = {"table": "assessments", "instrument": "phone", "item": "job", "visit": "m6"}
VISITS = [Visit(id="m6", label="6 months", at=6)]
TIME_WORDS = {key: WORDS[key] for key in WORDS if key != "higher_is_better"}


def period_status(month: int) -> StatusAt:
    return StatusAt(id="o", kind="status_at", source=REGISTER, at=month, **WORDS)


def period_ever(within: int) -> Ever:
    return Ever(id="o", kind="ever", source=REGISTER, within=within, **WORDS)


def register(months: dict[int, str]) -> pd.DataFrame:
    """Return periods from letters a person: w work, x none, - not observed."""
    rows = [
        (person, month, {"w": True, "x": False, "-": None}[letter])
        for person, letters in months.items()
        for month, letter in enumerate(letters, start=1)
    ]
    frame = pd.DataFrame(rows, columns=["person", "period", "working"])
    frame["working"] = frame["working"].astype("boolean")
    return frame


def test_answers_at_a_visit():
    """Month 6 ends on day 182. Person 3 was told dead on day 100, person 4 left on day 150."""
    rows = pd.DataFrame(
        [
            (1, "yes", 3.0, ""),
            (2, "no", 1.0, ""),
            (5, "", nan, "refused"),
            (7, "often", nan, ""),
        ],
        columns=["person", "text", "value", "missing"],
    ).assign(visit="m6", instrument="phone", item="job", day=pd.NA)
    other = rows.assign(item="pay", text="yes")
    trial = dated_trial(
        [],
        [366, 366, 100, 150, 366, 366, 100],
        ends=["completed", "completed", "died", "withdrew", "completed", "completed", "died"],
        assessments=pd.concat([other, rows], ignore_index=True),
    )
    plan = dated_plan(visits=VISITS)
    has_job = Answer(id="o", kind="answer", source=ITEM, yes=["yes", "often"], **WORDS)
    told = outcome_values(plan, trial, has_job, COMPOSITE)
    np.testing.assert_array_equal(told.value, [1, 0, 0, nan, nan, nan, 1])
    assert told.reason.tolist() == [
        "answered at 6 months",
        "answered at 6 months",
        "died by 6 months: counts as no after it",
        "not observed at 6 months: withdrew",
        "not observed at 6 months: refused",
        "not observed at 6 months: no questionnaire",
        "answered at 6 months",
    ]
    many = Answer(id="o", kind="answer", source=ITEM, above=1.0, **WORDS)
    np.testing.assert_array_equal(
        outcome_values(plan, trial, many, AT_RISK).value, [1, 0, nan, nan, nan, nan, nan]
    )
    score = Score(id="o", kind="score", source=ITEM, unit="points", **WORDS)
    scored = outcome_values(plan, trial, score, {})
    np.testing.assert_array_equal(scored.value, [3, 1, nan, nan, nan, nan, nan])
    assert scored.reason[2] == "not observed at 6 months: died"
    assert scored.reason[6] == "not observed at 6 months: not a number"


def test_an_answer_that_is_a_number_like_the_limit_is_not_above_it():
    rows = pd.DataFrame({"person": [1, 2], "text": ["5", "6"], "value": [5.0, 6.0]}).assign(
        visit="m6", instrument="phone", item="job", missing="", day=pd.NA
    )
    trial = dated_trial([], [366, 366], assessments=rows)
    above = Answer(id="o", kind="answer", source=ITEM, above=5.0, **WORDS)
    assert outcome_values(dated_plan(visits=VISITS), trial, above, {}).value.tolist() == [0, 1]


def test_periods_by_date_are_observed_when_the_month_has_ended():
    """Months 1 to 3 end on days 31, 60 and 91. Four people end on days 91, 90, 90 and 40.

    Person 2 dies in month 3, in which work was seen; person 3 is lost then; person 4 dies in
    month 2 and has a row of month 3 that is later than death.
    """
    months = {1: "xxw", 2: "xxw", 3: "xxw", 4: "xxw"}
    trial = dated_trial(
        [],
        [91, 90, 90, 40],
        ends=["completed", "died", "lost", "died"],
        periods=register(months),
    )
    plan = dated_plan(length=3)
    told = outcome_values(plan, trial, period_ever(3), COMPOSITE)
    np.testing.assert_array_equal(told.value, [1, 1, nan, 0])
    assert told.recorded is not None
    assert told.recorded.tolist() == [False, False, True, False]
    at = outcome_values(plan, trial, period_status(3), COMPOSITE)
    np.testing.assert_array_equal(at.value, [1, 1, nan, 0])
    first = FirstStatus(
        id="o", kind="first_status", source=REGISTER, competing=["died"], event_is_good=True,
        **TIME_WORDS,
    )  # fmt: skip
    times = derive_times(plan, trial, first)
    assert times.time.tolist() == [3, 3, 3, 2]
    assert times.event.tolist() == [1, 1, 1, 2]


def test_a_period_not_recorded_leaves_the_window_unknown():
    """Also for someone who died later: the gap could hold the only work."""
    trial = dated_trial(
        [],
        [91, 91, 91, 60],
        ends=["completed", "completed", "completed", "died"],
        periods=register({1: "x-x", 2: "w-x", 3: "xxw", 4: "-x"}),
    )
    told = outcome_values(dated_plan(length=3), trial, period_ever(3), COMPOSITE)
    np.testing.assert_array_equal(told.value, [nan, nan, 1, nan])
    assert told.reason[0] == "not observed at month 3: not recorded"
    assert told.reason[3] == "not observed at month 3: not recorded"
    assert told.recorded is not None
    assert told.recorded.tolist() == [False, True, False, False]
    at = outcome_values(dated_plan(length=3), trial, period_status(2), COMPOSITE)
    np.testing.assert_array_equal(at.value, [nan, nan, 0, 0])
    count = PeriodCount(
        id="o", kind="period_count", source=REGISTER, within=3, unit="months", **WORDS
    )
    counted = outcome_values(dated_plan(length=3), trial, count, COMPOSITE)
    np.testing.assert_array_equal(counted.value, [nan, nan, 1, nan])
    assert counted.exposure is not None
    assert counted.exposure.tolist() == [2, 2, 3, 1]


def test_states_by_precedence_in_months_observed():
    """Months end on days 31, 60 and 91; person 2 was observed until day 70."""
    spells = [
        spell(1, 1, 20, 40),
        spell(1, 2, 10, 70, kind="other_paid"),
        spell(2, 1, 31, 31, kind="other_paid"),
    ]
    trial = dated_trial(
        spells, [91, 70], ends=["completed", "lost"], periods=register({1: "wxw", 2: "w-w"})
    )
    states = States(
        of=[
            State(id="own", label="Own", source=COMPETITIVE),
            State(id="other", label="Other", source=PAID),
            State(id="benefit", label="Benefit", source=REGISTER),
        ],
        otherwise="None",
        at_least=5,
    )
    found = monthly_states(dated_plan(length=3, states=states), trial)
    assert list(found.columns) == ["person", "arm", "month", "state"]
    # Person 1: competitive work touches months 1 and 2, other work month 3. Person 2: one day of
    # other work in month 1; month 2 has no register row and no work: not known, so no row.
    assert found[["person", "month", "state"]].to_numpy().tolist() == [
        [1, 1, "own"],
        [1, 2, "own"],
        [1, 3, "other"],
        [2, 1, "other"],
    ]


def test_the_state_of_people_in_none():
    states = States(
        of=[State(id="own", label="Own", source=COMPETITIVE)], otherwise="None", at_least=5
    )
    trial = dated_trial([], [60])
    found = monthly_states(dated_plan(length=3, states=states), trial)
    assert found["state"].tolist() == ["otherwise", "otherwise"]
    assert monthly_states(dated_plan(), trial).empty


def test_one_industry_a_worker():
    """The longest job; of equals the earliest; a known industry of a job counts for all of it."""
    spells = [
        spell(1, 1, 1, 10, industry="care"),
        spell(1, 2, 20, 40, industry="trade"),
        spell(2, 1, 11, 20, industry="care"),
        spell(2, 2, 1, 10, industry="trade"),
        spell(3, 1, 1, 10),
        spell(3, 1, 11, 12, industry="care"),
        spell(4, 1, 1, 5),
        spell(5, 1, 1, 90, kind="voluntary", industry="care"),
        spell(6, 1, 1, 30, industry="care"),
        spell(6, 2, 200, 340, industry="trade"),
    ]
    trial = dated_trial(spells, [366] * 7)
    shares = IndustryShares(source=SpellSource(**COMPETITIVE), within=6)
    found = industry_of_workers(dated_plan(industries=shares), trial)
    assert dict(zip(found["person"], found["industry"], strict=True)) == {
        1: "trade", 2: "trade", 3: "care", 4: "unknown", 6: "care",
    }  # fmt: skip
    none = industry_of_workers(dated_plan(industries=shares), dated_trial([], [366]))
    assert none.empty
    assert industry_of_workers(dated_plan(), trial).empty


def test_industries_of_one_job_known_from_the_same_day_are_taken_by_name():
    """Both stretches begin within follow-up on day 1; the first of them is also cut in two."""
    shares = IndustryShares(source=COMPETITIVE, within=12)
    plan = dated_plan(industries=shares)
    late = spell(1, 1, 1, 1, industry="trade")
    whole = [spell(1, 1, 0, 1, industry="care"), late]
    halves = [spell(1, 1, 0, 0, industry="care"), spell(1, 1, 1, 1, industry="care"), late]
    for spells in (whole, halves, halves[::-1]):
        found = industry_of_workers(plan, dated_trial(spells, [366]))
        assert found["industry"].tolist() == ["care"]


def ever(months: int = 12) -> Ever:
    return Ever(id="ever", kind="ever", source=COMPETITIVE, within=months, **WORDS)


def test_each_rule_is_counted():
    """Each use below is marked with its rule; observation ends on day 100 for everyone."""
    spells = [
        spell(1, 1, -9, 10),  # held at randomisation; no first job
        spell(2, 1, 5, 5),  # one day
        spell(2, 1, 6, 9, 30.0),  # touching; hours change
        spell(2, 1, 20, 30, 30.0),  # gap in a job
        spell(2, 2, 25, 40, nan, nan),  # overlapping; two jobs; hours and pay not known
        spell(3, 1, 90, 100, still_held=True),  # open end
        spell(3, 2, 95, 140),  # cut at the end; overlapping; two jobs
        spell(4, 1, 101, 120),  # outside
        spell(4, 2, -20, 0),  # outside
        spell(4, 3, 1, 20, kind="education"),  # does not count
        spell(5, 1, 1, 20),
        spell(5, 1, 11, 15),  # one job twice; overlapping
    ]
    trial = dated_trial(spells, [100] * 5)
    found = rule_uses(dated_plan(outcomes=[ever()]), trial)
    assert tuple(found.columns) == COLUMNS
    uses = {row.rule: (row.uses, row.people) for row in found.itertuples()}
    assert uses == {
        "kind_does_not_count": (1, 1),
        "outside_observation": (2, 1),
        "one_day": (1, 1),
        "open_end": (1, 1),
        "cut_at_end": (1, 1),
        "held_at_randomisation": (1, 1),
        "no_first_job": (1, 1),
        "touching": (1, 1),
        "overlapping": (3, 3),
        "two_jobs": (2, 2),
        "one_job_twice": (1, 1),
        "hours_change": (1, 1),
        "gap_in_job": (1, 1),
        "hours_not_known": (1, 1),
        "pay_not_known": (1, 1),
    }


def test_rules_never_used_are_listed_and_studies_without_spells_have_none():
    trial = dated_trial([], [366])
    assert (rule_uses(dated_plan(outcomes=[ever()]), trial)["uses"] == 0).all()
    without = rule_uses(dated_plan(outcomes=[period_ever(3)]), trial)
    assert without.empty
    assert tuple(without.columns) == COLUMNS


def compared(outcome: str, people: str = "all", missing: str = "observed") -> BinaryComparison:
    return BinaryComparison(
        outcome=outcome,
        role="primary",
        analysis_set=people,
        intercurrent_events={},
        missing=missing,
        prespecified=True,
        adjusted_for=[],
    )


def arms_plan(outcomes: list[Outcome], comparisons: list[BinaryComparison]) -> Plan:
    arms = [
        Arm(id=name, label=name, role=role, treatment=name)
        for name, role in (("ips", "active"), ("usual", "control"))
    ]
    sets = [
        AnalysisSet(id=name, label=name, members=name, explanation="x")
        for name in ("all", "workers")
    ]
    return Plan.model_construct(
        study="made_up",
        arms=arms,
        analysis_sets=sets,
        follow_up=FollowUp(unit="month", length=12, start="x", months="anniversary"),
        outcomes=outcomes,
        covariates=[],
        visits=[],
        employment=comparisons,
        other_outcomes=[],
        work_amount=[],
        repeated_status=[],
    )


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("observed", [1, 0]),
        ("as_not_employed", [1, 1, 0, 1, 0, 0]),
        ("best_case", [1, 1, 1, 1, 0, 0]),
        ("worst_case", [1, 1, 0, 1, 0, 1]),
    ],
)
def test_what_unobserved_people_count_as(missing, expected):
    """People 1 and 5 are observed. Lost: 2 and 4 after work was seen, 3 and 6 before any."""
    spells = [spell(person, 1, 5, 9) for person in (1, 2, 4)]
    ends = ["completed", "lost", "lost", "lost", "completed", "lost"]
    trial = dated_trial(spells, [366, 30, 30, 30, 366, 30], ends=ends)
    arm = ["ips", "ips", "ips", "usual", "usual", "usual"]
    trial = Trial(
        trial.participants.assign(arm=arm), trial.follow_up, trial.person_periods, trial.job_spells
    )
    plan = arms_plan([ever()], [compared("ever")])
    table = analysis_table(plan, trial)
    np.testing.assert_array_equal(table["ever.plain.recorded"], [nan, 1, nan, 1, nan, nan])
    people = members(plan, table, plan.employment[0], missing=missing)
    assert people.value.tolist() == expected
    assert people.unobserved == 4
    assert len(people.left_out) == 6 - len(expected)
    bad = ever().model_copy(update={"higher_is_better": False})
    turned = plan.model_copy(update={"outcomes": [bad]})
    if missing == "best_case":
        other = members(turned, table, plan.employment[0], missing=missing)
        assert other.value.tolist() == [1, 1, 0, 1, 0, 1]
    with pytest.raises(UserError, match="ever is not observed for 4 people"):
        members(plan, table, compared("ever", missing="none"))


def test_people_without_a_job_are_left_out_and_not_missing():
    kept = Retained(id="kept", kind="retained", source=COMPETITIVE, months=3, **WORDS)
    comparison = compared("kept", "workers", "none")
    plan = arms_plan([kept], [comparison])
    trial = dated_trial([spell(1, 1, 5, 300), spell(2, 1, 5, 60)], [366] * 3)
    people = members(plan, analysis_table(plan, trial), comparison)
    assert people.value.tolist() == [1, 0]
    assert people.unobserved == 0
    assert people.left_out["reason"].tolist() == ["no job that counts"]


def test_the_longest_job_of_workers_leaves_out_people_without_one():
    """Persons 1 and 2 held a job for 300 and 56 days, person 3 none."""
    longest = SpellAmount(
        id="longest", kind="spell_amount", source=COMPETITIVE, measure="longest_job", within=12,
        unit="weeks", **WORDS,
    )  # fmt: skip
    comparison = AmountComparison(
        outcome="longest",
        role="supplementary",
        analysis_set="workers",
        intercurrent_events={},
        missing="none",
        prespecified=True,
        adjusted_for=[],
        measures=["mean"],
    )
    plan = arms_plan([longest], []).model_copy(update={"work_amount": [comparison]})
    trial = dated_trial([spell(1, 1, 1, 300), spell(2, 1, 5, 60)], [366] * 3)
    people = members(plan, analysis_table(plan, trial), comparison)
    assert people.value.tolist() == [300 / 7, 56 / 7]
    assert people.left_out["reason"].tolist() == ["no job that counts"]
    everyone = comparison.model_copy(update={"analysis_set": "all"})
    assert members(plan, analysis_table(plan, trial), everyone).value.tolist() == [300 / 7, 8, 0]


def test_the_table_holds_outcomes_of_repeated_status_and_times_in_days():
    first = FirstStatus(
        id="first", kind="first_status", source=COMPETITIVE, competing=[], event_is_good=True,
        **TIME_WORDS,
    )  # fmt: skip
    six = ever(6).model_copy(update={"id": "by_six"})
    model = RepeatedStatus(
        id="over_time",
        label="x",
        outcomes=["ever", "by_six"],
        role="secondary",
        analysis_set="all",
        intercurrent_events={},
        missing="observed",
        prespecified=True,
        working_correlation="independence",
        adjusted_for=[],
    )
    plan = arms_plan([ever(), six, first], [compared("ever")])
    plan = plan.model_copy(update={"repeated_status": [model]})
    trial = dated_trial([spell(1, 1, 200, 300)], [366, 366])
    table = analysis_table(plan, trial)
    assert list(table.columns) == [
        "person", "arm", "ever.plain", "ever.plain.reason", "by_six.plain", "by_six.plain.reason",
        "first.time", "first.event", "first.reason",
    ]  # fmt: skip
    assert table["by_six.plain"].tolist() == [0, 0]
    assert table["first.time"].tolist() == [200, 366]
