"""Restricted mean time without the event, competing events as never, against R survfit."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from survival_reference import ROOT, life, read

from ipsanalysis.stats.restricted_time import restricted_time, restricted_time_contrast
from ipsanalysis.stats.rmst import rmst, rmst_contrast

R = json.loads((ROOT / "tests/reference/restricted_time.json").read_text(encoding="utf-8"))
PROPERTY = settings(max_examples=60, deadline=None, derandomize=True)
people = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 2), st.integers(0, 1)), min_size=2, max_size=40
)


def columns(rows):
    time, event, group = (np.array(c) for c in zip(*rows, strict=True))
    return time.astype(float), event, group


def data(name):
    job, mgus, ties = life(), read("mgus2"), read("ten_person_ties")
    read_from_file = {
        "life": (job["job_time"], job["job_event"], job["active"]),
        "mgus": (mgus["time"], mgus["event"], mgus["male"]),
        "ties": (ties["time"], ties["event"], ties["group"]),
    }
    if name in read_from_file:
        return read_from_file[name]
    return tuple(np.array(R[name][key], dtype=float) for key in ("time", "event", "group"))


def numbers(found):
    return [found.estimate, found.std_error, found.ci_low, found.ci_high, found.p_value]


@pytest.mark.parametrize(
    "name", ["life", "mgus", "ties", "small", "small_at_an_event", "known_beyond"]
)
def test_restricted_time_equals_tau_minus_the_time_in_the_state_of_r(name):
    expected = R[name]
    found = restricted_time_contrast(*data(name), tau=expected["tau"], level=0.95)
    for arm, mean, error in zip(
        (found.control, found.active), expected["mean"], expected["std_error"], strict=True
    ):
        assert_allclose(arm.estimate, expected["tau"] - mean, rtol=1e-9)
        assert_allclose(arm.std_error, error, rtol=1e-9)
        assert_allclose(arm.ci_high - arm.estimate, 1.959963984540054 * error, rtol=1e-9)
    assert_allclose(found.difference.estimate, -np.diff(expected["mean"])[0], rtol=1e-9)
    assert_allclose(found.difference.std_error, np.hypot(*expected["std_error"]), rtol=1e-9)


def test_time_without_a_job_in_life():
    found = restricted_time_contrast(*data("life"), tau=52, level=0.95)
    assert_allclose([found.active.estimate, found.control.estimate], [15.47, 16.04], atol=5e-3)
    assert_allclose(numbers(found.difference)[2:4], [-4.02, 2.88], atol=5e-3)
    log_error = np.hypot(*[arm.std_error / arm.estimate for arm in (found.active, found.control)])
    assert_allclose(found.ratio.estimate, 15.472222222222221 / 16.041666666666668, rtol=1e-12)
    assert_allclose(found.ratio.std_error, log_error, rtol=1e-12)
    assert found.ratio.log_scale_error


def test_methods_say_what_the_mean_is():
    found = restricted_time_contrast([1, 2, 1, 3], [1, 0, 2, 1], [1, 1, 0, 0], tau=2, level=0.9)
    for result in (found.active, found.control, found.difference, found.ratio):
        assert result.method.startswith("Restricted mean time without the event to 2, ")


@PROPERTY
@given(people, st.floats(0.5, 6))
def test_without_competing_events_it_is_the_restricted_mean_survival_time(rows, tau):
    time, event, group = columns(rows)
    event = (event == 1).astype(int)
    ours, theirs = (
        f(time, event, group, tau=tau, level=0.95)
        for f in (restricted_time_contrast, rmst_contrast)
    )
    for part in ("active", "control", "difference", "ratio"):
        here, there = getattr(ours, part), getattr(theirs, part)
        assert_allclose(numbers(here), numbers(there), rtol=1e-9, atol=1e-9)
        assert here.note == there.note


@PROPERTY
@given(people, st.floats(0.5, 8))
def test_without_censoring_it_is_the_mean_of_the_times_with_never_as_tau(rows, tau):
    time, event, _ = columns(rows)
    event = np.maximum(event, 1)
    found = restricted_time(time, event, tau=tau, level=0.95)
    without = np.where(event == 1, np.minimum(time, tau), tau)
    assert_allclose(found.estimate, without.mean(), rtol=1e-12)
    assert_allclose(found.std_error, without.std() / np.sqrt(time.size), rtol=1e-9, atol=1e-7)


@PROPERTY
@given(people, st.floats(0.5, 6))
def test_competing_events_leave_more_time_without_the_event_than_censoring(rows, tau):
    time, event, _ = columns(rows)
    as_never, censored = (f(time, event, tau=tau, level=0.95) for f in (restricted_time, rmst))
    if np.isfinite([as_never.estimate, censored.estimate]).all():
        assert as_never.estimate >= censored.estimate - 1e-12


@PROPERTY
@given(people, st.randoms(use_true_random=False))
def test_row_order_changes_no_bit(rows, random):
    shuffled = rows.copy()
    random.shuffle(shuffled)
    first, second = (
        restricted_time_contrast(*columns(r), tau=2.5, level=0.95) for r in (rows, shuffled)
    )
    for part in ("active", "control", "difference", "ratio"):
        assert_array_equal(numbers(getattr(first, part)), numbers(getattr(second, part)))


@pytest.mark.parametrize("event", [[0, 0, 0], [2, 2, 0], [2, 2, 2]])
def test_nobody_with_the_event_gives_tau_without_interval(event):
    found = restricted_time([1, 4, 5], event, tau=5, level=0.95)
    assert (found.estimate, found.std_error) == (5.0, 0.0)
    assert np.isnan(found.ci_low)
    assert found.note.startswith("no interval")


def test_everybody_at_one_time_has_no_interval():
    time, event = [0.1, 0.1, 0.1, 2, 3], [1, 1, 1, 1, 2]
    found = restricted_time_contrast(time, event, [1, 1, 1, 0, 0], tau=3, level=0.95)
    assert_allclose(numbers(found.active)[:2], [0.1, 0], rtol=1e-12)
    assert_allclose(found.difference.estimate, 0.1 - 2.5)
    for result in (found.active, found.difference, found.ratio):
        assert np.isnan(result.ci_low)
        assert result.note.startswith("no interval")


@pytest.mark.parametrize(("event", "expected"), [(0, 3.0), (1, 2.0), (2, 3.0)])
def test_a_single_person(event, expected):
    found = restricted_time([2.0 if event else 3.0], [event], tau=3, level=0.95)
    assert found.estimate == expected
    assert found.std_error == 0.0


def test_tau_beyond_the_last_time_known():
    open_end = restricted_time([1, 2, 3], [1, 2, 0], tau=4, level=0.95)
    assert np.isnan(open_end.estimate)
    assert open_end.note == "tau lies beyond the last observed time, 3, a censoring"
    assert_allclose(restricted_time([1, 2], [1, 2], tau=4, level=0.95).estimate, 2.5)
    before_all = restricted_time([3, 4], [1, 2], tau=2, level=0.95)
    assert (before_all.estimate, before_all.std_error) == (2.0, 0.0)


def test_an_empty_arm_gives_the_reason():
    found = restricted_time_contrast([1, 2], [1, 2], [1, 1], tau=2, level=0.95)
    assert found.active.estimate == 1.5
    for result in (found.difference, found.ratio):
        assert np.isnan(result.estimate)
        assert result.note == "control arm: nobody in this sample"


@pytest.mark.parametrize("tau", [0, -1, np.nan, np.inf])
def test_wrong_input_is_refused(tau):
    with pytest.raises(ValueError, match="tau"):
        restricted_time([1], [1], tau=tau, level=0.95)
    with pytest.raises(ValueError, match="group"):
        restricted_time_contrast([1, 2], [1, 1], [1], tau=1, level=0.95)
    with pytest.raises(ValueError, match="event"):
        restricted_time([1], [3], tau=1, level=0.95)
