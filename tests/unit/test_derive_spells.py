"""Outcomes from job spells, each worked out by hand on a few people."""

import numpy as np
import pytest
from small_spells import COMPETITIVE, PAID, WORDS, dated_plan, dated_trial, day, spell

from ipsanalysis.derive.clock import horizon, month_window, progress, time_unit
from ipsanalysis.derive.spells import counting_spells
from ipsanalysis.derive.times import derive_times
from ipsanalysis.derive.values import Values, outcome_values
from ipsanalysis.plan.outcomes import (
    EndReason,
    EndReasonEver,
    Ever,
    FirstStatus,
    HoursReached,
    Outcome,
    Retained,
    SpellAmount,
    StatusAt,
    Sustained,
)

NAN = float("nan")
COMPOSITE = {"died": "composite"}
AT_RISK = {"died": "while_at_risk"}
TIME_WORDS = {key: WORDS[key] for key in WORDS if key != "higher_is_better"}


def status(month: int) -> StatusAt:
    return StatusAt(id="o", kind="status_at", source=COMPETITIVE, at=month, **WORDS)


def ever(month: int) -> Ever:
    return Ever(id="o", kind="ever", source=COMPETITIVE, within=month, **WORDS)


def sustained(days: int, month: int = 12) -> Sustained:
    return Sustained(id="o", kind="sustained", source=COMPETITIVE, days=days, within=month, **WORDS)


def reached(hours: float, *, strictly: bool) -> HoursReached:
    return HoursReached(
        id="o",
        kind="hours_reached",
        source=COMPETITIVE,
        hours=hours,
        strictly=strictly,
        within=12,
        **WORDS,
    )


def retained(months: int) -> Retained:
    return Retained(id="o", kind="retained", source=COMPETITIVE, months=months, **WORDS)


def amount(measure: str, month: int = 12, source: object = COMPETITIVE) -> SpellAmount:
    return SpellAmount(
        id="o",
        kind="spell_amount",
        source=source,
        measure=measure,
        within=month,
        unit="units",
        **WORDS,
    )


def first_job(*competing: str) -> FirstStatus:
    return FirstStatus(
        id="o",
        kind="first_status",
        source=COMPETITIVE,
        competing=list(competing),
        event_is_good=True,
        **TIME_WORDS,
    )


def values(outcome: Outcome, trial: object, strategies: object = None, months="anniversary"):
    return outcome_values(dated_plan(months), trial, outcome, strategies or {})


def test_months_end_on_the_anniversary_or_with_the_calendar_month():
    """31 January 2020: 2020 is a leap year, 2021 is not."""
    trial = dated_trial([], [366, 366], randomised=["2020-01-31", "2021-01-31"])
    anniversary, calendar = dated_plan("anniversary"), dated_plan("calendar")
    assert horizon(trial, anniversary, 1).tolist() == [29, 28]
    assert horizon(trial, anniversary, 12).tolist() == [366, 365]
    assert horizon(trial, calendar, 0).tolist() == [0, 0]
    assert horizon(trial, calendar, 1).tolist() == [29, 28]
    assert [days.tolist() for days in month_window(trial, anniversary, 2)] == [[30, 29], [60, 59]]


def test_months_observed_and_begun():
    """Randomised on 15 January 2020: month 1 ends on day 31, month 2 on day 60, month 3 on 91."""
    trial = dated_trial([], [31, 32, 60, 0])
    done = progress(trial, dated_plan(length=3))
    assert done.full.tolist() == [1, 1, 2, 0]
    assert done.begun.tolist() == [1, 2, 2, 0]
    calendar = progress(trial, dated_plan("calendar", length=3))
    # January ends on day 16, February (month 1) on day 45, March on day 76.
    assert calendar.full.tolist() == [0, 0, 1, 0]
    assert calendar.begun.tolist() == [1, 1, 2, 0]


def test_the_first_job_is_in_days_and_other_times_in_the_unit_of_the_plan():
    end = EndReason(
        id="o", kind="end_reason", event="died", competing=[], event_is_good=False, **TIME_WORDS
    )
    assert time_unit(dated_plan(), first_job()) == "day"
    assert time_unit(dated_plan(), end) == "month"


def test_status_on_the_anniversary_is_that_of_one_day():
    """Month 1 ends on 15 February, day 31."""
    spells = [
        spell(1, 1, 31, 31),
        spell(2, 1, 1, 30),
        spell(3, 1, 32, 60),
        spell(4, 1, -40, 31),
        spell(5, 1, 10, 50, kind="other_paid"),
    ]
    trial = dated_trial(spells, [366] * 5)
    assert values(status(1), trial).value.tolist() == [1, 0, 0, 1, 0]


def test_status_in_a_calendar_month_needs_one_day_in_it():
    """Month 1 is February 2020: days 17 to 45 after 15 January."""
    spells = [
        spell(1, 1, 17, 17),
        spell(2, 1, 45, 45),
        spell(3, 1, 1, 16),
        spell(4, 1, 46, 60),
        spell(5, 1, 1, 60),
    ]
    trial = dated_trial(spells, [381] * 5)
    assert values(status(1), trial, months="calendar").value.tolist() == [1, 1, 0, 0, 1]


@pytest.mark.parametrize("randomised", ["2020-01-31", "2023-01-31"])
def test_the_last_day_of_a_short_month(randomised):
    """Month 1 after 31 January ends on 29 February in a leap year, on the 28th in others."""
    last = {"2020-01-31": "2020-02-29", "2023-01-31": "2023-02-28"}[randomised]
    on = day(last, randomised)
    trial = dated_trial([spell(1, 1, on, on), spell(2, 1, on + 1, on + 9)], [366, 366],
                        randomised=randomised)  # fmt: skip
    assert values(status(1), trial).value.tolist() == [1, 0]


def test_employment_at_any_time_within_a_window():
    """Twelve months end on day 366; the first six on day 182 (15 July 2020)."""
    spells = [
        spell(1, 1, 366, 366),
        spell(2, 1, 367, 400),
        spell(3, 1, -30, 0),
        spell(4, 1, -30, 1),
        spell(5, 1, 5, 5, kind="voluntary"),
    ]
    trial = dated_trial(spells, [366] * 5)
    assert values(ever(12), trial).value.tolist() == [1, 0, 0, 1, 0]
    assert values(ever(6), trial).value.tolist() == [0, 0, 0, 1, 0]
    assert values(ever(12), trial).reason[0] == "observed to month 12"


def test_early_ends_by_reason():
    """Worked on days 5 to 9; observation ended on day 100, or on the last day of the window."""
    spells = [spell(person, 1, 5, 9) for person in (1, 2, 4)]
    trial = dated_trial(
        spells, [100, 100, 100, 366, 366], ends=["died", "lost", "withdrew", "died", "completed"]
    )
    told = values(ever(12), trial, COMPOSITE)
    np.testing.assert_array_equal(told.value, [1, NAN, NAN, 1, 0])
    assert told.reason.tolist() == [
        "died by month 12: counts as no after it",
        "not observed at month 12: lost",
        "not observed at month 12: withdrew",
        "observed to month 12",
        "observed to month 12",
    ]
    assert told.recorded is not None
    assert told.recorded.tolist() == [False, True, False, False, False]
    at_end = values(status(12), trial, COMPOSITE)
    np.testing.assert_array_equal(at_end.value, [0, NAN, NAN, 0, 0])
    at_risk = values(status(12), trial, AT_RISK)
    np.testing.assert_array_equal(at_risk.value, [NAN, NAN, NAN, 0, 0])
    assert at_risk.reason[0] == "died by month 12: no longer at risk"
    kept = values(amount("days"), trial, AT_RISK)
    np.testing.assert_array_equal(kept.value, [5, NAN, NAN, 5, 0])


def test_in_the_month_of_the_event_what_was_seen_counts():
    """February is days 17 to 45; death on day 20, after one day of work on day 18."""
    trial = dated_trial([spell(1, 1, 18, 18), spell(2, 1, 1, 16)], [20, 20], ends=["died", "died"])
    told = values(status(1), trial, COMPOSITE, months="calendar")
    assert told.value.tolist() == [1, 0]


def test_whether_an_event_happened_by_a_month():
    outcome = EndReasonEver(
        id="o", kind="end_reason_ever", event="died", within=1, higher_is_better=False, **TIME_WORDS
    )  # fmt: skip
    trial = dated_trial([], [31, 32, 30, 366], ends=["died", "died", "lost", "completed"])
    np.testing.assert_array_equal(values(outcome, trial).value, [1, 0, NAN, 0])


def test_days_are_counted_once_and_hours_added_up():
    """Person 1: days 1-14 at 20 h and days 8-21 at 10 h: 21 days, (14 x 20 + 14 x 10) / 7 = 60 h.

    Person 2: one day at 7 h a week: 1 hour. Person 3: none.
    """
    spells = [spell(1, 1, 1, 14, 20, 700), spell(1, 2, 8, 21, 10, 70), spell(2, 1, 9, 9, 7, 70)]
    trial = dated_trial(spells, [366] * 3)
    assert values(amount("days"), trial).value.tolist() == [21, 1, 0]
    assert values(amount("weeks"), trial).value.tolist() == [3, 1 / 7, 0]
    assert values(amount("hours"), trial).value.tolist() == [60, 1, 0]
    assert values(amount("wages"), trial).value.tolist() == [1540, 10, 0]
    assert values(amount("jobs"), trial).value.tolist() == [2, 1, 0]
    assert values(amount("longest_job"), trial).value.tolist() == [2, 1 / 7, 0]
    np.testing.assert_array_equal(values(amount("hours_per_week"), trial).value, [20, 7, NAN])
    np.testing.assert_allclose(
        values(amount("wage_per_hour"), trial).value, [1540 / 60, 10, NAN], rtol=1e-15
    )
    assert values(amount("wage_per_hour"), trial).reason[2] == "no job that counts"


def test_kinds_of_work_are_kept_apart():
    spells = [spell(1, 1, 1, 7), spell(1, 2, 8, 14, kind="other_paid"),
              spell(1, 3, 15, 21, kind="education")]  # fmt: skip
    trial = dated_trial(spells, [366])
    assert values(amount("days"), trial).value.tolist() == [7]
    assert values(amount("days", source=PAID), trial).value.tolist() == [14]


def test_hours_that_change_within_a_job_come_from_its_segments():
    """Ten hours for two weeks, then thirty for one: 50 hours in one job of three weeks."""
    trial = dated_trial([spell(1, 1, 1, 14, 10), spell(1, 1, 15, 21, 30)], [366])
    assert values(amount("hours"), trial).value.tolist() == [50]
    assert values(amount("jobs"), trial).value.tolist() == [1]
    assert values(amount("longest_job"), trial).value.tolist() == [3]


def test_a_gap_inside_a_job_is_not_held():
    """Days 1-7 and 15-21 of one job: two weeks, not three. The other job: 15 days."""
    spells = [spell(1, 1, 1, 7), spell(1, 1, 15, 21), spell(2, 1, 1, 15)]
    trial = dated_trial(spells, [366, 366])
    assert values(amount("longest_job"), trial).value.tolist() == [2, 15 / 7]


def test_spells_are_cut_to_day_1_and_to_the_end_of_observation():
    """Held from day -9 to 10: 10 days. Open, observed until day 40: days 31 to 40."""
    spells = [spell(1, 1, -9, 10), spell(2, 1, 31, 40, still_held=True), spell(3, 1, 39, 500)]
    trial = dated_trial(spells, [366, 40, 40], ends=["completed", "died", "died"])
    assert values(amount("days"), trial, COMPOSITE).value.tolist() == [10, 10, 2]


def test_hours_not_known_are_not_observed():
    """Person 1: 25 h known in another job. Person 2: nothing known. Person 3: 25 h. 4: pay only."""
    spells = [
        spell(1, 1, 1, 7, 25),
        spell(1, 2, 20, 27, NAN, NAN),
        spell(2, 1, 1, 7, NAN, NAN),
        spell(3, 1, 1, 7, 25),
        spell(4, 1, 1, 7, NAN, 100),
    ]
    trial = dated_trial(spells, [366] * 4)
    hours = values(amount("hours"), trial)
    np.testing.assert_array_equal(hours.value, [NAN, NAN, 25, NAN])
    assert hours.reason[0] == "not observed: hours of a job not known"
    np.testing.assert_array_equal(values(amount("wages"), trial).value, [NAN, NAN, 4000, 100])
    assert values(amount("wages"), trial).reason[1] == "not observed: pay of a job not known"
    twenty = values(reached(20, strictly=False), trial)
    np.testing.assert_array_equal(twenty.value, [1, NAN, 1, NAN])
    assert twenty.reason.tolist() == [
        "observed to month 12",
        "not observed: hours of a job not known",
        "observed to month 12",
        "not observed: hours of a job not known",
    ]
    assert twenty.recorded is not None
    assert not twenty.recorded.any()
    assert values(amount("days"), trial).value.tolist() == [15, 7, 7, 7]


def test_hours_reached_before_someone_was_lost_are_recorded_only():
    """Of both the hours of one job are not known; person 1 is lost, person 2 dies."""
    spells = [
        item
        for person in (1, 2)
        for item in (spell(person, 1, 1, 7, 25), spell(person, 2, 20, 27, NAN))
    ]
    trial = dated_trial(spells, [100, 100], ends=["lost", "died"])
    told = values(reached(20, strictly=False), trial, COMPOSITE)
    np.testing.assert_array_equal(told.value, [NAN, 1])
    assert told.recorded is not None
    assert told.recorded.tolist() == [True, False]


def test_hours_of_a_job_outside_the_window_need_not_be_known():
    trial = dated_trial([spell(1, 1, 1, 7, 25), spell(1, 2, 200, 207, NAN)], [366])
    assert values(amount("hours", 6), trial).value.tolist() == [25]


def test_hours_a_week_of_jobs_at_the_same_time_are_added():
    """12.3 + 7.7 = 20 on day 8 only; the same hours one after another never make 20."""
    spells = [
        spell(1, 1, 1, 8, 12.3),
        spell(1, 2, 8, 20, 7.7),
        spell(2, 1, 1, 7, 12.3),
        spell(2, 2, 8, 20, 7.7),
        spell(3, 1, 1, 1, 20.5),
    ]
    trial = dated_trial(spells, [366] * 3)
    assert values(reached(20, strictly=False), trial).value.tolist() == [1, 0, 1]
    assert values(reached(20, strictly=True), trial).value.tolist() == [0, 0, 1]


def test_sustained_work_joins_jobs_without_a_day_between():
    """Days 1-40 and 41-91 make 91 days; with day 41 off they do not. Held before: from day 1."""
    spells = [
        spell(1, 1, 1, 40),
        spell(1, 2, 41, 91),
        spell(2, 1, 1, 40),
        spell(2, 2, 42, 100),
        spell(3, 1, -50, 90),
        spell(4, 1, 276, 400),
    ]
    trial = dated_trial(spells, [366] * 4)
    assert values(sustained(91), trial).value.tolist() == [1, 0, 0, 1]


def test_the_first_job_begins_after_the_day_of_randomisation():
    """Person 1 holds a job at randomisation and changes hours in it: no first job.

    Person 2 holds one and starts another on day 30. Person 3 starts on day 0: held. Person 4
    starts on day 1. Person 5 dies on day 50 before the job of day 51, person 6 on the day it
    begins. In person 7's job what counts begins on day 12, after a time as a volunteer in it.
    """
    spells = [
        spell(1, 1, -20, 39, 10),
        spell(1, 1, 40, 80, 20),
        spell(2, 1, -20, 80),
        spell(2, 2, 30, 31),
        spell(3, 1, 0, 20),
        spell(4, 1, 1, 1),
        spell(5, 1, 51, 60),
        spell(6, 1, 50, 60),
        spell(7, 1, -5, 11, kind="voluntary"),
        spell(7, 1, 12, 20),
    ]
    ends = ["completed"] * 4 + ["died", "died", "completed"]
    trial = dated_trial(spells, [366, 366, 366, 366, 50, 50, 366], ends=ends)
    times = derive_times(dated_plan(), trial, first_job("died"))
    assert times.time.tolist() == [366, 30, 366, 1, 50, 50, 12]
    assert times.event.tolist() == [0, 1, 0, 1, 2, 1, 1]
    assert times.reason.tolist() == [
        "completed", "event", "completed", "event", "died", "event", "event",
    ]  # fmt: skip


def test_times_to_the_end_of_observation_are_months():
    """Month 1 ends on day 31: death on day 31 is in month 1, on day 32 in month 2.

    Whoever is lost on day 32 was observed for one month.
    """
    outcome = EndReason(
        id="o", kind="end_reason", event="died", competing=["moved"], event_is_good=False,
        **TIME_WORDS,
    )  # fmt: skip
    ends = ["died", "died", "lost", "completed", "moved", "died"]
    trial = dated_trial([], [31, 32, 32, 366, 32, 0], ends=ends)
    times = derive_times(dated_plan(), trial, outcome)
    assert times.time.tolist() == [1, 2, 1, 12, 2, 1]
    assert times.event.tolist() == [1, 1, 0, 0, 2, 1]


def test_retention_is_work_on_the_day_some_months_after_the_first_job_began():
    """The first job begins on 31 August 2020 (day 229): six months later is 28 February 2021.

    That is day 410. Person 2 has changed jobs, person 3 is between jobs, person 4 has no job,
    person 5 was lost before, person 6 died, person 7 began too late to be seen so long.
    """
    start, later = day("2020-08-31"), day("2021-02-28")
    assert (start, later) == (229, 410)
    spells = [
        spell(1, 1, start, later),
        spell(2, 1, start, start),
        spell(2, 2, later, later),
        spell(3, 1, start, later - 1),
        spell(3, 2, later + 1, 600),
        spell(4, 1, -10, 600),
        spell(5, 1, start, later),
        spell(6, 1, start, later),
        spell(7, 1, 600, 731),
    ]
    ends = ["completed"] * 4 + ["lost", "died", "completed"]
    trial = dated_trial(spells, [731, 731, 731, 731, 409, 409, 731], ends=ends)
    told = outcome_values(dated_plan(length=24), trial, retained(6), COMPOSITE)
    np.testing.assert_array_equal(told.value, [1, 1, 0, NAN, NAN, 0, NAN])
    assert told.reason.tolist() == [
        "observed to 6 months after the first job began",
        "observed to 6 months after the first job began",
        "observed to 6 months after the first job began",
        "no job that counts",
        "not observed at 6 months after the first job began: lost",
        "died by 6 months after the first job began: counts as no after it",
        "not observed at 6 months after the first job began: after the end of follow-up",
    ]


def test_retention_after_the_end_of_follow_up_is_not_observed_whatever_happened():
    """The first job begins on day 300 of 366: six months later nobody is followed."""
    ends = ["completed", "died", "lost", "died"]
    spells = [spell(person, 1, 300, 310) for person in (1, 2, 3)] + [spell(4, 1, 20, 30)]
    trial = dated_trial(spells, [366, 320, 320, 100], ends=ends)
    for strategies in (COMPOSITE, AT_RISK):
        told = values(retained(6), trial, strategies)
        assert np.isnan(told.value[:3]).all()
        late = "not observed at 6 months after the first job began: after the end of follow-up"
        assert told.reason[:3].tolist() == [late] * 3
    np.testing.assert_array_equal(values(retained(6), trial, COMPOSITE).value[3], 0)


def test_whoever_was_lost_without_a_job_is_missing_and_has_not_gone_without():
    """1 completed, 2 was lost, 3 died, all without a job; 4 only had a job held before."""
    trial = dated_trial(
        [spell(4, 1, -10, 90)], [366, 99, 99, 99], ends=["completed", "lost", "died", "lost"]
    )
    expected = [
        "no job that counts",
        "not observed at month 12: lost",
        "no job that counts",
        "not observed at month 12: lost",
    ]
    kept = values(retained(3), trial, COMPOSITE)
    assert kept.reason.tolist() == expected
    assert np.isnan(kept.value).all()
    for measure in ("hours_per_week", "wage_per_hour"):
        told = values(amount(measure), trial, COMPOSITE)
        assert told.reason[:3].tolist() == expected[:3]
        assert np.isnan(told.value).all()


def test_someone_without_spells_and_a_study_without_spells():
    trial = dated_trial([], [366, 30], ends=["completed", "lost"])
    for outcome in (ever(12), sustained(91), reached(20, strictly=True), status(12)):
        np.testing.assert_array_equal(values(outcome, trial).value, [0, NAN])
    for measure in ("days", "weeks", "hours", "wages", "longest_job", "jobs"):
        np.testing.assert_array_equal(values(amount(measure), trial).value, [0, NAN])
    told: Values = values(amount("hours_per_week"), trial)
    assert told.reason.tolist() == ["no job that counts", "not observed at month 12: lost"]
    assert counting_spells(trial, ever(12).source, trial.until).person.size == 0


def test_work_of_no_hours_has_no_wage_per_hour():
    trial = dated_trial([spell(1, 1, 1, 7, 0.0, 100.0)], [366])
    told = values(amount("wage_per_hour"), trial)
    assert np.isnan(told.value[0])
    assert told.reason[0] == "no hours worked"
