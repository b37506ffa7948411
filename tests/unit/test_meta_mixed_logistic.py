"""The mixed logistic model against R metafor and lme4, and against the same likelihood in R."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from meta_reference import swapped, tables_of, trials
from meta_small_study_reference import R
from numpy.testing import assert_allclose

from ipsanalysis.meta.mixed_likelihood import highest
from ipsanalysis.meta.mixed_logistic import mixed_logistic

CASES = sorted(R["mixed"])
BETWEEN = [name for name in CASES if R["mixed"][name]["exact"]]
NONE_BETWEEN = [name for name in CASES if R["mixed"][name]["without_variance"]]


def fitted(rows):
    return mixed_logistic(tables_of(rows), level=0.95)


@pytest.mark.parametrize("name", CASES)
def test_equals_rma_glmm_to_four_digits_with_any_number_of_nodes(name):
    case = R["mixed"][name]
    found = fitted(case["counts"])
    estimate = found.estimate
    assert [fit["nodes"] for fit in case["glmm"]] == [7, 15, 25]
    for fit in case["glmm"]:
        limits = np.log([estimate.estimate, estimate.ci_low, estimate.ci_high])
        keys = ("coefficient", "ci_low", "ci_high")
        assert_allclose(limits, [fit[key] for key in keys], rtol=3e-5, atol=3e-6)
        assert_allclose(estimate.std_error, fit["std_error"], rtol=5e-5)
        assert_allclose(estimate.p_value, fit["p_value"], rtol=2e-3)
        assert_allclose(found.tau2, fit["tau2"], rtol=1e-5, atol=1e-10)
    assert estimate.log_scale_error


@pytest.mark.parametrize("name", BETWEEN)
def test_equals_the_same_likelihood_maximised_in_r(name):
    case = R["mixed"][name]
    found, exact = fitted(case["counts"]), case["exact"]
    assert exact["largest_slope"] < 1e-6
    assert_allclose(np.log(found.estimate.estimate), exact["coefficient"], atol=1e-8)
    assert_allclose(found.estimate.std_error, exact["std_error"], rtol=1e-8)
    assert_allclose(found.tau2, exact["tau2"], rtol=1e-8)
    assert_allclose(found.log_likelihood, exact["log_likelihood"], atol=1e-8)
    assert ("left out" in found.note) == (name == "zero_in_both_arms")


@pytest.mark.parametrize("name", NONE_BETWEEN)
def test_without_variance_between_trials_it_is_logistic_regression(name):
    case = R["mixed"][name]
    found, glm = fitted(case["counts"]), case["without_variance"]
    assert glm["glmer_tau2"] < 1e-10
    assert_allclose(np.log(found.estimate.estimate), glm["glmer_coefficient"], rtol=1e-6)
    assert_allclose(np.log(found.estimate.estimate), glm["coefficient"], rtol=1e-9)
    assert_allclose(found.estimate.std_error, glm["std_error"], rtol=1e-9)
    assert_allclose(found.log_likelihood, glm["log_likelihood"], atol=1e-9)
    assert found.tau2 == 0
    assert found.note == "tau2 is estimated as 0"


def test_the_cases_hold_variance_and_none():
    assert len(BETWEEN) >= 5
    assert NONE_BETWEEN == ["tau2_at_zero"]


def test_one_trial_is_its_own_odds_ratio():
    found = fitted([(19, 36, 7, 18)])
    assert_allclose(found.estimate.estimate, (19 * 11) / (17 * 7), rtol=1e-10)
    assert_allclose(found.estimate.std_error**2, 1 / 19 + 1 / 17 + 1 / 7 + 1 / 11, rtol=1e-9)
    assert (found.tau2, found.k) == (0, 1)
    assert "one trial" in found.note


def test_trials_without_information_are_left_out_and_said():
    rows, empty = [(19, 36, 7, 18), (22, 46, 3, 37)], [(0, 20, 0, 22), (5, 5, 9, 9)]
    with_empty, without = fitted([*rows, *empty]), fitted(rows)
    assert with_empty.estimate.estimate == without.estimate.estimate
    assert with_empty.log_likelihood == without.log_likelihood
    assert with_empty.k == 2
    assert "2 trials left out" in with_empty.note
    assert "1 trial left out" in fitted([*rows, empty[0]]).note


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([], "in no trial do some people have the event"),
        ([(0, 30, 0, 30), (4, 4, 5, 5)], "in no trial do some people have the event"),
        ([(3, 30, 0, 30), (1, 14, 0, 15)], "no finite odds ratio"),
        ([(30, 30, 3, 30), (14, 14, 2, 15)], "no finite odds ratio"),
        ([(0, 30, 3, 30), (0, 14, 2, 15)], "no finite odds ratio"),
        ([(30, 30, 0, 30), (0, 14, 15, 15)], "no finite odds ratio"),
        ([(3, 30, 0, 30)], "no finite odds ratio"),
    ],
)
def test_no_estimate_says_why(rows, note):
    found = fitted(rows)
    assert note in found.note
    assert found.estimate.note == found.note
    assert isnan(found.estimate.estimate)
    assert isnan(found.tau2)
    assert isnan(found.log_likelihood)


@pytest.mark.parametrize("name", ["ips", "zero_in_one_arm", "all_of_one_none_of_other"])
def test_slope_and_likelihood_belong_together(name):
    tables = tables_of(R["mixed"][name]["counts"])
    for tau2 in (0.05, 0.6, 4.0):
        below, above = (highest(tables, tau2 + d, None).log_likelihood for d in (-1e-4, 1e-4))
        slope = highest(tables, tau2, None).slope
        assert_allclose((above - below) / 2e-4, slope, rtol=1e-5, atol=1e-6)
    start = highest(tables, 0.0, None)
    near = highest(tables, 1e-6, None).log_likelihood
    assert_allclose((near - start.log_likelihood) / 1e-6, start.slope, rtol=1e-3, atol=1e-5)


@settings(max_examples=60)
@given(trials, st.randoms())
def test_order_does_not_matter_and_swapping_turns(rows, random):
    found, mixed_up = fitted(rows), list(rows)
    random.shuffle(mixed_up)
    again = fitted(mixed_up)
    turned = mixed_logistic(swapped(tables_of(rows)), level=0.95)
    assert again.note == turned.note == found.note
    # Beyond tau of 4 arms of all and none cost the quadrature digits.
    digits = 1e-6 if not found.tau2 > 16 else 0.05
    for other, sign in ((again, 1), (turned, -1)):
        assert_allclose(
            sign * np.log(other.estimate.estimate),
            np.log(found.estimate.estimate),
            rtol=digits,
            atol=digits,
        )
        assert_allclose(other.log_likelihood, found.log_likelihood, atol=10 * digits)
    assert isnan(found.estimate.estimate) == isnan(found.estimate.std_error)
