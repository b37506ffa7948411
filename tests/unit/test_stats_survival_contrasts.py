"""Log-rank tests against R survdiff, restricted means against R survfit and survRM2."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from survival_reference import R, life, lung, read, samples

from ipsanalysis.stats.logrank import logrank
from ipsanalysis.stats.rmst import rmst, rmst_contrast

SAMPLES = samples()
people = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 2), st.integers(0, 1)), min_size=2, max_size=40
)


def columns(rows):
    time, event, group = (np.array(c) for c in zip(*rows, strict=True))
    return time.astype(float), event, group


def two_arms():
    ties, d, veteran, job = read("ten_person_ties"), lung(), read("veteran"), life()
    known = ~np.isnan(d["ph.ecog"])
    return {
        "ties": (ties["time"], ties["event"], ties["group"], None),
        "ties_stratified": (ties["time"], ties["event"], ties["group"], ties["stratum"]),
        "lung": (d["time"], d["event"], d["female"], None),
        "lung_stratified": tuple(d[k][known] for k in ("time", "event", "female", "ph.ecog")),
        "veteran": (veteran["time"], veteran["status"], veteran["trt"] == 2, None),
        "life": (job["job_time"], job["job_event"], job["active"], None),
        "life_stratified": (job["job_time"], job["job_event"], job["active"], job["wexp"]),
    }


@pytest.mark.parametrize("name", R["logrank"])
def test_logrank_equals_r_survdiff(name):
    time, event, group, strata = two_arms()[name]
    found = logrank(time, event, group, strata=strata)
    assert_allclose((found.estimate, found.p_value), R["logrank"][name], rtol=1e-9)
    assert found.method.startswith("stratified") == (strata is not None)


def test_logrank_of_life_is_the_published_one():
    time, event, group, strata = two_arms()["life_stratified"]
    assert_allclose(logrank(time, event, group).estimate, 0.0545, atol=5e-5)
    assert_allclose(logrank(time, event, group, strata=strata).estimate, 0.1461, atol=5e-5)


@pytest.mark.parametrize(
    ("time", "event", "group"),
    [
        ([1, 2, 3], [0, 0, 2], [0, 1, 0]),
        ([1, 2, 3], [1, 1, 1], [1, 1, 1]),
        ([1, 1, 1, 1], [1, 1, 1, 1], [0, 0, 1, 1]),
        ([4], [1], [1]),
        ([], [], []),
    ],
)
def test_logrank_without_information_gives_a_reason(time, event, group):
    found = logrank(time, event, group)
    assert np.isnan(found.estimate)
    assert found.note


def test_logrank_refuses_strata_of_another_length():
    with pytest.raises(ValueError, match="strata"):
        logrank([1, 2], [1, 1], [0, 1], strata=[1])


@settings(max_examples=60, deadline=None)
@given(people, st.randoms(use_true_random=False))
def test_row_order_and_constant_strata_change_nothing(rows, random):
    time, event, group = columns(rows)
    plain = logrank(time, event, group)
    same = logrank(time, event, group, strata=["a"] * len(rows))
    shuffled = rows.copy()
    random.shuffle(shuffled)
    again = logrank(*columns(shuffled))
    np.testing.assert_array_equal((plain.estimate, plain.p_value), (again.estimate, again.p_value))
    np.testing.assert_array_equal((plain.estimate, plain.p_value), (same.estimate, same.p_value))


@settings(max_examples=40, deadline=None)
@given(people)
def test_logrank_does_not_depend_on_which_arm_is_active(rows):
    time, event, group = columns(rows)
    first, second = logrank(time, event, group), logrank(time, event, 1 - group)
    assert_allclose(first.estimate, second.estimate, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", R["rmst"])
def test_restricted_mean_equals_r_survfit(name):
    expected = R["rmst"][name]
    sample = SAMPLES[{"waltons_beyond": "waltons_active"}.get(name, name)]
    found = rmst(*sample, tau=expected["tau"], level=0.95)
    assert_allclose(found.estimate, expected["mean"], rtol=1e-9)
    assert_allclose(found.std_error, expected["std_error"], rtol=1e-9)


def test_restricted_mean_of_printed_examples():
    """lung: R survfit; waltons: survRM2 in lifelines issue 1682."""
    for name, tau, mean, error, digits in (
        ("lung_male", 365, 241.495, 10.358, 5e-4),
        ("lung_female", 365, 297.465, 10.791, 5e-4),
        ("waltons_active", 10, 9.7941, 0.123, 5e-4),
    ):
        found = rmst(*SAMPLES[name], tau=tau, level=0.95)
        assert_allclose((found.estimate, found.std_error), (mean, error), atol=digits)


def test_contrasts_equal_the_printed_example_of_survrm2():
    """Vignette of survRM2: first 312 patients of pbc, tau 10 years, transplant censored."""
    d = read("pbc")
    contrast = rmst_contrast(
        d["time"] / 365.25, d["status"] == 2, d["trt"] == 1, tau=10, level=0.95
    )
    difference, ratio = contrast.difference, contrast.ratio
    assert_allclose(
        (difference.estimate, difference.ci_low, difference.ci_high, difference.p_value),
        (-0.137, -0.939, 0.665, 0.738),
        atol=5e-4,
    )
    assert_allclose(
        (ratio.estimate, ratio.ci_low, ratio.ci_high, ratio.p_value),
        (0.981, 0.878, 1.096, 0.738),
        atol=5e-4,
    )
    assert ratio.log_scale_error
    assert contrast.active.estimate < contrast.control.estimate


def test_tau_beyond_the_last_observed_time():
    censored_last = rmst([1, 2, 3], [1, 1, 0], tau=4, level=0.95)
    assert np.isnan(censored_last.estimate)
    assert "beyond the last observed time, 3" in censored_last.note
    event_last = rmst([1, 2, 3], [1, 1, 1], tau=4, level=0.95)
    assert_allclose(event_last.estimate, 2.0)
    tied_last = rmst([1, 3, 3], [1, 1, 0], tau=4, level=0.95)
    assert np.isnan(tied_last.estimate)


def test_contrast_takes_the_reason_from_the_arm():
    contrast = rmst_contrast([1, 2, 9, 9], [1, 0, 1, 0], [1, 1, 0, 0], tau=8, level=0.95)
    for found in (contrast.difference, contrast.ratio):
        assert np.isnan(found.estimate)
        assert found.note.startswith("active arm: tau lies beyond")
    empty = rmst_contrast([1, 2], [1, 1], [1, 1], tau=1, level=0.95)
    assert empty.ratio.note == "control arm: nobody in this sample"


def test_everybody_at_one_time_has_no_interval():
    contrast = rmst_contrast([1, 1, 1, 2], [1, 1, 1, 1], [1, 1, 0, 0], tau=3, level=0.95)
    assert contrast.active.estimate == 1.0
    assert_allclose(contrast.difference.estimate, -0.5)
    for found in (contrast.active, contrast.difference, contrast.ratio):
        assert np.isnan(found.ci_low)
        assert found.note.startswith("no interval")


@pytest.mark.parametrize("tau", [0, -1, np.nan, np.inf])
def test_tau_must_be_positive_and_finite(tau):
    with pytest.raises(ValueError, match="tau"):
        rmst([1], [1], tau=tau, level=0.95)


@settings(max_examples=60, deadline=None)
@given(people, st.integers(1, 5))
def test_without_events_the_restricted_mean_is_tau(rows, tau):
    time, _, _ = columns(rows)
    found = rmst(time + 5, np.zeros(time.size), tau=tau, level=0.95)
    assert_allclose(found.estimate, tau, rtol=1e-12)
    assert found.std_error == 0.0


@settings(max_examples=60, deadline=None)
@given(people, st.floats(0.5, 6))
def test_without_censoring_the_restricted_mean_is_the_mean_of_the_restricted_times(rows, tau):
    time, _, _ = columns(rows)
    found = rmst(time, np.ones(time.size), tau=tau, level=0.95)
    restricted = np.minimum(time, tau)
    assert_allclose(found.estimate, restricted.mean(), rtol=1e-12)
    assert_allclose(found.std_error, restricted.std() / np.sqrt(time.size), atol=1e-9)
