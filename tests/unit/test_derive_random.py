"""Random job spells: against a count day by day, and properties that always hold."""

from datetime import date
from itertools import pairwise
from math import isnan

import numpy as np
import pandas as pd
import pytest
from day_by_day import Person, month_end
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from small_spells import COMPETITIVE, PAID, WORDS, dated_plan, dated_trial, spell

from ipsanalysis.derive.clock import horizon
from ipsanalysis.derive.industries import industry_of_workers
from ipsanalysis.derive.intervals import union
from ipsanalysis.derive.rules import rule_uses
from ipsanalysis.derive.spells import counting_spells
from ipsanalysis.derive.states import monthly_states
from ipsanalysis.derive.times import derive_times
from ipsanalysis.derive.trial import Trial
from ipsanalysis.derive.values import outcome_values
from ipsanalysis.plan.analyses import IndustryShares, State, States
from ipsanalysis.plan.design import SpellSource
from ipsanalysis.plan.outcomes import (
    Ever,
    FirstStatus,
    HoursReached,
    Outcome,
    Retained,
    SpellAmount,
    StatusAt,
    Sustained,
)

MEASURES = ("days", "weeks", "hours", "wages", "longest_job", "jobs", "hours_per_week",
            "wage_per_hour")  # fmt: skip
TIME_WORDS = {key: WORDS[key] for key in WORDS if key != "higher_is_better"}
NAN = float("nan")
LENGTH = 6


def amount(measure: str, within: int = LENGTH) -> SpellAmount:
    return SpellAmount(
        id=measure, kind="spell_amount", source=PAID, measure=measure, within=within,
        unit="units", **WORDS,
    )  # fmt: skip


def ever(within: int = LENGTH) -> Ever:
    return Ever(id="ever", kind="ever", source=PAID, within=within, **WORDS)


def status(month: int) -> StatusAt:
    return StatusAt(id="status", kind="status_at", source=PAID, at=month, **WORDS)


def sustained(days: int, within: int = LENGTH) -> Sustained:
    return Sustained(id="s", kind="sustained", source=PAID, days=days, within=within, **WORDS)


def reached(hours: float, *, strictly: bool) -> HoursReached:
    return HoursReached(
        id="h", kind="hours_reached", source=PAID, hours=hours, strictly=strictly,
        within=LENGTH, **WORDS,
    )  # fmt: skip


RETAINED = Retained(id="r", kind="retained", source=PAID, months=2, **WORDS)
FIRST = FirstStatus(
    id="f", kind="first_status", source=PAID, competing=["died"], event_is_good=True, **TIME_WORDS
)
STATES = States(
    of=[
        State(id="own", label="Own", source=COMPETITIVE),
        State(id="other", label="Other", source=PAID),
    ],
    otherwise="None",
    at_least=5,
)
SHARES = IndustryShares(source=SpellSource(**PAID), within=LENGTH)
KINDS = PAID["kinds"]


@st.composite
def segments(draw: st.DrawFn, person: int, *, known: bool) -> dict[str, object]:
    hours = [0.0, 7.5, 12.3, 20.0, 37.5] if known else [7.5, 20.0, NAN]
    start = draw(st.integers(-40, 200))
    return spell(
        person,
        draw(st.integers(1, 3)),
        start,
        start + draw(st.integers(0, 90)),
        draw(st.sampled_from(hours)),
        draw(st.sampled_from([100.0, 250.5])),
        kind=draw(st.sampled_from(["competitive", "competitive", "other_paid", "voluntary"])),
        industry=draw(st.sampled_from(["trade", "care", None])),
    )


@st.composite
def trials(draw: st.DrawFn, *, known: bool = True) -> Trial:
    size = draw(st.integers(1, 3))
    randomised = [
        str(draw(st.dates(date(2019, 1, 1), date(2024, 12, 31))))[:10] for _ in range(size)
    ]
    ends = [draw(st.sampled_from(["completed", "died", "lost"])) for _ in range(size)]
    until = [185 if end == "completed" else draw(st.integers(0, 185)) for end in ends]
    spells = [
        draw(segments(person, known=known))
        for person in range(1, size + 1)
        for _ in range(draw(st.integers(0, 5)))
    ]
    return dated_trial(spells, until, randomised=randomised, ends=ends)


def people(trial: Trial) -> list[Person]:
    return [
        Person(
            [
                row
                for row in trial.job_spells.to_dict("records")
                if row["person"] == person
            ],
            KINDS,
            randomised,
            until,
        )
        for person, randomised, until in zip(
            trial.participants["person"],
            trial.participants["randomised"],
            trial.until.tolist(),
            strict=True,
        )
    ]  # fmt: skip


def whole(trial: Trial, last: list[int]) -> list[bool]:
    return [until >= end for until, end in zip(trial.until.tolist(), last, strict=True)]


def value(trial: Trial, outcome: Outcome, mode: str, strategies: object = None) -> list[float]:
    plan = dated_plan(mode, LENGTH)
    return outcome_values(plan, trial, outcome, strategies or {}).value.tolist()


def same(found: list[float], expected: list[float]) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-9)


MODES = st.sampled_from(["anniversary", "calendar"])


@settings(max_examples=80, deadline=None)
@given(trial=trials(), mode=MODES, month=st.integers(1, LENGTH))
def test_all_measures_equal_a_count_day_by_day(trial, mode, month):
    everyone = people(trial)
    last = [month_end(one.randomised, month, mode) for one in everyone]
    known = whole(trial, last)

    def where_known(values: list[float]) -> list[float]:
        return [x if sure else NAN for x, sure in zip(values, known, strict=True)]

    pairs = list(zip(everyone, last, strict=True))
    assert horizon(trial, dated_plan(mode, LENGTH), month).tolist() == last
    for name in MEASURES:
        expected = [one.measure(name, end) for one, end in pairs]
        same(value(trial, amount(name, month), mode), where_known(expected))
    any_work = [float(bool(one.window(end))) for one, end in pairs]
    same(value(trial, ever(month), mode), where_known(any_work))
    runs = [float(one.longest_run(end) >= 30) for one, end in pairs]
    same(value(trial, sustained(30, month), mode), where_known(runs))
    before = [month_end(one.randomised, month - 1, mode) for one in everyone]
    start = before if mode == "calendar" else [end - 1 for end in last]
    at = [
        float(any(one.on(day) for day in range(first + 1, end + 1)))
        for (one, end), first in zip(pairs, start, strict=True)
    ]
    same(value(trial, status(month), mode), where_known(at))
    # Death closes the window: what was seen before it counts.
    dead = [
        x if sure or reason == "died" else NAN
        for x, sure, reason in zip(
            [one.measure("hours", end) for one, end in pairs], known, trial.end_reason, strict=True
        )
    ]
    same(value(trial, amount("hours", month), mode, {"died": "composite"}), dead)


@settings(max_examples=80, deadline=None)
@given(trial=trials(known=False), strictly=st.booleans())
def test_hours_reached_equal_a_count_day_by_day(trial, strictly):
    expected, recorded, amounts = [], [], []
    for one in people(trial):
        end = month_end(one.randomised, LENGTH, "anniversary")
        most = one.most_hours(end)
        yes = most > 20 if strictly else most >= 20
        known = one.until >= end and (yes or one.hours_known(end))
        expected.append(float(yes) if known else NAN)
        recorded.append(yes and not known)
        amounts.append(one.until >= end and one.hours_known(end))
    told = outcome_values(dated_plan(length=LENGTH), trial, reached(20, strictly=strictly), {})
    same(told.value.tolist(), expected)
    assert told.recorded is not None
    assert told.recorded.tolist() == recorded
    hours = value(trial, amount("hours"), "anniversary")
    assert [not isnan(x) for x in hours] == amounts


@settings(max_examples=80, deadline=None)
@given(trial=trials())
def test_first_job_and_retention_equal_a_count_day_by_day(trial):
    times = derive_times(dated_plan(length=LENGTH), trial, FIRST)
    kept = value(trial, RETAINED, "anniversary")
    for place, one in enumerate(people(trial)):
        first, later = one.first_job(), one.retention_day(2)
        died = trial.end_reason[place] == "died"
        assert times.event[place] == (1 if first is not None else 2 if died else 0)
        assert times.time[place] == (one.until if first is None else first)
        if later is None or later > one.until:
            assert isnan(kept[place])
        else:
            assert kept[place] == float(bool(one.on(later)))


@settings(max_examples=60, deadline=None)
@given(trial=trials(), mode=MODES)
def test_states_and_industries_equal_a_count_day_by_day(trial, mode):
    plan = dated_plan(mode, LENGTH, states=STATES, industries=SHARES)
    months, workers = [], []
    for place, one in enumerate(people(trial)):
        person = place + 1
        for month in range(1, LENGTH + 1):
            first = month_end(one.randomised, month - 1, mode) + 1
            last = month_end(one.randomised, month, mode)
            kinds = {item["kind"] for day in range(first, last + 1) for item in one.on(day)}
            own = "own" if "competitive" in kinds else "other" if kinds else "otherwise"
            if last <= one.until:
                months.append((person, month, own))
        industry = one.industry(month_end(one.randomised, LENGTH, mode))
        if industry is not None:
            workers.append((person, industry))
    states = monthly_states(plan, trial)
    assert list(states[["person", "month", "state"]].itertuples(index=False, name=None)) == months
    found = industry_of_workers(plan, trial)
    jobs = trial.job_spells
    clear = (
        jobs.groupby(["person", "job"])["industry"].nunique(dropna=False).max() if len(jobs) else 1
    )
    assume(clear <= 1)
    assert list(found[["person", "industry"]].itertuples(index=False, name=None)) == workers


def everything(trial: Trial, mode: str) -> list[object]:
    """Return every outcome, the times, the industries and the states of a trial."""
    plan = dated_plan(mode, LENGTH, states=STATES, industries=SHARES)
    outcomes = [
        *map(amount, MEASURES), ever(), status(3), sustained(30), reached(20, strictly=True),
        RETAINED,
    ]  # fmt: skip
    found: list[object] = []
    for outcome in outcomes:
        told = outcome_values(plan, trial, outcome, {"died": "composite"})
        found += [told.value.tolist(), told.reason.tolist()]
        found.append(None if told.recorded is None else told.recorded.tolist())
    times = derive_times(plan, trial, FIRST)
    found += [times.time.tolist(), times.event.tolist(), times.reason.tolist()]
    found += [monthly_states(plan, trial).to_dict("list")]
    return found


def with_spells(trial: Trial, spells: pd.DataFrame) -> Trial:
    return Trial(trial.participants, trial.follow_up, trial.person_periods, job_spells=spells)


@settings(max_examples=60, deadline=None)
@given(trial=trials(known=False), mode=MODES, data=st.data())
def test_a_spell_cut_in_two_changes_nothing(trial, mode, data):
    spells = trial.job_spells
    long = np.flatnonzero((spells["end"] > spells["start"]).to_numpy(bool))
    assume(len(long) > 0)
    place = int(data.draw(st.sampled_from(long.tolist())))
    cut = data.draw(st.integers(int(spells["start"][place]), int(spells["end"][place]) - 1))
    second = spells.iloc[[place]].assign(start=cut + 1)
    first = spells.copy()
    first.loc[place, "end"] = cut
    halves = pd.concat([first, second], ignore_index=True)
    assert repr(everything(with_spells(trial, halves), mode)) == repr(everything(trial, mode))
    plan = dated_plan(mode, LENGTH, industries=SHARES)
    pd.testing.assert_frame_equal(
        industry_of_workers(plan, with_spells(trial, halves)), industry_of_workers(plan, trial)
    )


@settings(max_examples=60, deadline=None)
@given(trial=trials(known=False), mode=MODES, data=st.data())
def test_the_order_of_rows_never_matters(trial, mode, data):
    spells = trial.job_spells
    order = data.draw(st.permutations(range(len(spells))))
    shuffled = with_spells(trial, spells.iloc[list(order)].reset_index(drop=True))
    assert repr(everything(shuffled, mode)) == repr(everything(trial, mode))
    plan = dated_plan(mode, LENGTH, outcomes=[ever()])
    pd.testing.assert_frame_equal(rule_uses(plan, shuffled), rule_uses(plan, trial))


@settings(max_examples=60, deadline=None)
@given(trial=trials(), mode=MODES, data=st.data())
def test_removing_a_spell_never_raises_hours_or_days(trial, mode, data):
    spells = trial.job_spells
    assume(len(spells) > 0)
    gone = data.draw(st.integers(0, len(spells) - 1))
    fewer = with_spells(trial, spells.drop(index=gone).reset_index(drop=True))
    for name in ("days", "weeks", "hours", "wages", "longest_job", "jobs"):
        before = np.array(value(trial, amount(name), mode))
        after = np.array(value(fewer, amount(name), mode))
        assert (np.isnan(after) == np.isnan(before)).all()
        known = ~np.isnan(before)
        assert (after[known] <= before[known]).all()


@settings(max_examples=60, deadline=None)
@given(trial=trials(), mode=MODES)
def test_days_employed_not_employed_and_not_observed_are_all_days(trial, mode):
    """Days not employed are counted between the episodes, not as what is left over."""
    end = horizon(trial, dated_plan(mode, LENGTH), LENGTH)
    looked_at = np.minimum(end, trial.until)
    spells = counting_spells(trial, SpellSource(**PAID), end)
    person, first, last = union(spells.person, spells.first, spells.last)
    for place in range(trial.size):
        mine = person == place
        edges = [0, *np.column_stack([first[mine], last[mine]]).ravel().tolist()]
        edges.append(int(looked_at[place]) + 1)
        idle = sum(
            after - before - 1 for before, after in zip(edges[::2], edges[1::2], strict=True)
        )
        employed = int((last[mine] - first[mine] + 1).sum())
        lost = max(int(end[place] - trial.until[place]), 0)
        assert employed + idle + lost == end[place]


@settings(max_examples=60, deadline=None)
@given(trial=trials(), mode=MODES)
def test_outcomes_agree_with_each_other(trial, mode):
    days = np.array(value(trial, amount("days"), mode))
    known = ~np.isnan(days)
    assert ((np.array(value(trial, ever(), mode)) == 1)[known] == (days > 0)[known]).all()
    assert (np.array(value(trial, amount("hours"), mode))[known] >= 0).all()
    runs = [np.array(value(trial, sustained(length), mode))[known] for length in (2, 14, 60, 91)]
    for shorter, longer in pairwise(runs):
        assert (longer <= shorter).all()
    assert (runs[0] <= (days >= 2)[known]).all()
    for month in range(1, LENGTH + 1):
        at, by = (
            np.array(value(trial, status(month), mode)),
            np.array(value(trial, ever(month), mode)),
        )
        assert (at[~np.isnan(by)] <= by[~np.isnan(by)]).all()
    jobs = np.array(value(trial, amount("jobs"), mode))[known]
    longest = np.array(value(trial, amount("longest_job"), mode))[known]
    assert ((jobs > 0) == (longest > 0)).all()
    assert (longest * 7 <= days[known] + 1e-9).all()


@pytest.mark.parametrize("mode", ["anniversary", "calendar"])
def test_people_copied_have_the_values_of_those_copied(mode):
    """A large trial is derived all at once: the people of a small one must not touch."""
    rng = np.random.default_rng(1)
    n, copies = 200, 50
    start = rng.integers(-100, 340, 3 * n)
    frame = pd.DataFrame(
        {
            "person": np.repeat(np.arange(1, n + 1), 3),
            "job": np.tile([1, 2, 3], n),
            "start": start,
            "end": start + rng.integers(0, 200, 3 * n),
            "open": False,
            "kind": rng.choice(["competitive", "other_paid", "voluntary"], 3 * n),
            "hours_per_week": rng.choice([7.5, 20.0, 37.5], 3 * n),
            "pay_per_week": 4000.0,
            "industry": rng.choice(["trade", "care"], 3 * n),
            "occupation": None,
        }
    )
    days = np.datetime_as_string(np.datetime64("2020-01-01") + rng.integers(0, 900, n)).tolist()
    one = with_spells(dated_trial([], [186] * n, randomised=days), frame)
    further = [frame.assign(person=frame["person"] + n * copy) for copy in range(copies)]
    large = with_spells(
        dated_trial([], [186] * n * copies, randomised=days * copies),
        pd.concat(further, ignore_index=True),
    )
    for small, big in zip(everything(one, mode), everything(large, mode), strict=True):
        if isinstance(small, dict):
            for name in small.keys() - {"person"}:
                assert_array_equal(np.tile(small[name], copies), big[name])
        elif small is not None:
            assert_array_equal(np.tile(small, copies), big)
