"""Derivations, checked by hand on six people and by their invariants on many."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_trial import small_trial

from ipsanalysis.derive.times import derive_times
from ipsanalysis.derive.trial import Trial
from ipsanalysis.derive.values import outcome_values
from ipsanalysis.plan.design import FollowUp
from ipsanalysis.plan.outcomes import (
    EndReason,
    EndReasonEver,
    Ever,
    FirstStatus,
    PeriodCount,
    StatusAt,
)
from ipsanalysis.plan.study import Plan

PLAN = Plan.model_construct(follow_up=FollowUp(unit="week", length=5, start="Release"))
NAN = float("nan")
WORDS = {
    "label": "Outcome",
    "variable": "v",
    "metric": "m",
    "aggregation": "a",
    "time_point": "t",
}
SOURCE = {"table": "person_periods", "column": "employed"}
COMPOSITE = {"arrested": "composite"}
AT_RISK = {"arrested": "while_at_risk"}
IGNORED: dict[str, str] = {}


def status_at(week: int) -> StatusAt:
    return StatusAt(
        id="status", kind="status_at", source=SOURCE, at=week, higher_is_better=True, **WORDS
    )


def ever(within: int) -> Ever:
    return Ever(
        id="ever", kind="ever", source=SOURCE, within=within, higher_is_better=True, **WORDS
    )


def weeks(within: int) -> PeriodCount:
    return PeriodCount(
        id="weeks",
        kind="period_count",
        source=SOURCE,
        within=within,
        unit="weeks",
        higher_is_better=True,
        **WORDS,
    )


@pytest.mark.parametrize(
    ("outcome", "strategies", "expected"),
    [
        (status_at(4), COMPOSITE, [1, 0, 0, 0, NAN, NAN]),
        (status_at(4), AT_RISK, [1, 0, NAN, NAN, NAN, NAN]),
        (status_at(4), IGNORED, [1, 0, NAN, NAN, NAN, NAN]),
        (status_at(2), COMPOSITE, [1, 0, 1, 0, 0, 0]),
        (status_at(3), COMPOSITE, [1, 0, 0, 0, 1, NAN]),
        (ever(4), COMPOSITE, [1, 0, 1, 0, NAN, NAN]),
        (ever(2), COMPOSITE, [1, 0, 1, 0, 0, 0]),
        (ever(4), IGNORED, [1, 0, NAN, NAN, NAN, NAN]),
        (weeks(4), COMPOSITE, [4, 0, 1, 0, NAN, NAN]),
        (weeks(4), AT_RISK, [4, 0, 1, 0, NAN, NAN]),
        (weeks(2), COMPOSITE, [2, 0, 1, 0, 0, 0]),
    ],
)
def test_values_by_hand(outcome, strategies, expected):
    derived = outcome_values(PLAN, small_trial(), outcome, strategies)
    np.testing.assert_array_equal(derived.value, expected)


def test_every_person_has_a_reason_that_fits_the_value():
    derived = outcome_values(PLAN, small_trial(), status_at(4), COMPOSITE)
    assert derived.reason.tolist() == [
        "observed to week 4",
        "observed to week 4",
        "arrested by week 4: counts as no after it",
        "arrested by week 4: counts as no after it",
        "not observed at week 4: withdrew",
        "not observed at week 4: withdrew",
    ]


def test_exposure_is_the_number_of_periods_observed():
    derived = outcome_values(PLAN, small_trial(), weeks(4), AT_RISK)
    assert derived.exposure is not None
    assert derived.exposure.tolist() == [4, 4, 2, 2, 3, 2]


def test_a_job_in_the_week_of_the_arrest_counts_as_a_job():
    outcome = FirstStatus(
        id="first",
        kind="first_status",
        source=SOURCE,
        competing=["arrested"],
        event_is_good=True,
        **WORDS,
    )
    derived = derive_times(PLAN, small_trial(), outcome)
    assert derived.time.tolist() == [1, 4, 2, 2, 3, 2]
    assert derived.event.tolist() == [1, 0, 1, 2, 1, 0]
    assert derived.reason.tolist() == [
        "event", "completed", "event", "arrested", "event", "withdrew",
    ]  # fmt: skip


def test_time_to_an_event_that_ends_observation():
    outcome = EndReason(
        id="arrest", kind="end_reason", event="arrested", competing=[], event_is_good=False, **WORDS
    )
    derived = derive_times(PLAN, small_trial(), outcome)
    assert derived.time.tolist() == [4, 4, 2, 2, 3, 2]
    assert derived.event.tolist() == [0, 0, 1, 1, 0, 0]


def test_an_event_that_ends_observation_is_unknown_for_those_who_left_before():
    outcome = EndReasonEver(
        id="arrest",
        kind="end_reason_ever",
        event="arrested",
        within=4,
        higher_is_better=False,
        **WORDS,
    )
    derived = outcome_values(PLAN, small_trial(), outcome, {})
    np.testing.assert_array_equal(derived.value, [0, 0, 1, 1, NAN, NAN])


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    size = draw(st.integers(1, 12))
    until = [draw(st.integers(1, 5)) for _ in range(size)]
    ends = [
        "completed" if last == 5 else draw(st.sampled_from(["arrested", "withdrew"]))
        for last in until
    ]
    periods = [
        (person, period, draw(st.booleans()))
        for person, last in enumerate(until, start=1)
        for period in range(1, last + 1)
    ]
    people = list(range(1, size + 1))
    return Trial(
        participants=pd.DataFrame({"person": people, "arm": "aid"}),
        follow_up=pd.DataFrame(
            {"person": people, "observed_from": 0, "observed_until": until, "end_reason": ends}
        ),
        person_periods=pd.DataFrame(periods, columns=["person", "period", "employed"]),
    )


@settings(max_examples=60, deadline=None)
@given(trial=trials())
def test_invariants_of_the_derivations(trial):
    count = outcome_values(PLAN, trial, weeks(5), COMPOSITE)
    any_work = outcome_values(PLAN, trial, ever(5), COMPOSITE)
    first = derive_times(
        PLAN,
        trial,
        FirstStatus(
            id="first",
            kind="first_status",
            source=SOURCE,
            competing=["arrested"],
            event_is_good=True,
            **WORDS,
        ),
    )
    known = ~np.isnan(count.value)
    assert ((count.value > 0) == (any_work.value == 1))[known].all()
    told = ~np.isnan(any_work.value)
    assert ((first.event == 1) == (any_work.value == 1))[told].all()
    assert (told == known).all()
    assert (first.time <= trial.until).all()
    assert count.exposure is not None
    assert (count.exposure == trial.until).all()
    assert (count.value[known] <= count.exposure[known]).all()
    composite = outcome_values(PLAN, trial, status_at(5), COMPOSITE).value
    at_risk = outcome_values(PLAN, trial, status_at(5), AT_RISK).value
    both = ~np.isnan(at_risk)
    assert (composite[both] == at_risk[both]).all()
    assert (composite[np.isnan(at_risk) & ~np.isnan(composite)] == 0).all()
