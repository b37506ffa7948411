"""Pooled effects against R metafor and papers."""

from math import exp, inf, isnan, log, nan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from meta_reference import METHODS, POOLED, R, effects, made, numbers, some_effects
from numpy.testing import assert_allclose

from ipsanalysis.meta.pooling import pool, pooled_estimate

TESTS = {"z": ("wald_z", True), "knha": ("knapp_hartung", False), "adhoc": ("knapp_hartung", True)}
NUMBERS = ("coefficient", "std_error", "ci_low", "ci_high", "statistic")
OPTIONS = [
    {"model": "common"},
    *({"model": "random", "method": method} for method in METHODS),
    *({"model": "random", "method": method, "test": "knapp_hartung"} for method in METHODS),
]


def equal_to_metafor(found, expected, prediction):
    """metafor stops within 1e-13 of 0 where tau2 is 0."""
    for name in NUMBERS:
        assert_allclose(getattr(found, name), expected[name], rtol=1e-9, atol=1e-12)
    # Normal tails of 1e-200 differ in the tenth digit.
    assert_allclose(found.p_value, expected["p_value"], rtol=1e-8)
    assert_allclose(found.tau2, expected["tau2"], rtol=1e-9, atol=3e-12)
    if expected.get("weights") is not None:
        assert_allclose(found.weights, expected["weights"], rtol=1e-9)
    assert found.weights.sum() == pytest.approx(1)
    low_high = [found.prediction_low, found.prediction_high]
    assert_allclose(low_high, prediction, rtol=1e-9, atol=1e-12)


def expected_prediction(expected, k):
    """metafor lends two trials 1 degree of freedom beside Wald, and one trial too."""
    from_r = numbers(expected["prediction"])
    too_few = k < 3 if expected["test"] == "z" else k < 2
    return [nan, nan] if too_few else from_r


def compare(pooled, fits):
    common = pool(pooled, model="common", level=fits["level"])
    equal_to_metafor(common, fits["common"], [nan, nan])
    for expected in fits["random"]:
        test, safeguard = TESTS[expected["test"]]
        found = pool(
            pooled,
            model="random",
            method=expected["method"],
            test=test,
            safeguard=safeguard,
            level=fits["level"],
        )
        if expected["std_error"] == 0:
            assert isnan(found.std_error)
            assert "equal" in found.note
            continue
        equal_to_metafor(found, expected, expected_prediction(expected, pooled.k))
        assert found.k == pooled.k
        assert found.level == fits["level"]
        without = test == "wald_z" or pooled.k == 1
        assert isnan(found.df) if without else found.df == pooled.k - 1


@pytest.mark.parametrize(("name", "measure"), POOLED)
def test_pooled_effects_equal_metafor(name, measure):
    for fits in R["tables"][name]["measures"][measure]["fits"]:
        compare(effects(name, measure), fits)


@pytest.mark.parametrize("measure", ["mean_difference", "standardised_mean_difference"])
def test_pooled_continuous_effects_equal_metafor(measure):
    reference = R["continuous"][measure]
    compare(made(reference["yi"], reference["vi"], measure), reference["fits"][0])


def test_bcg_as_published():
    """Viechtbauer (2010), J Stat Softw 36(3), and the README of metafor for Knapp-Hartung."""
    pooled = effects("bcg", "risk_ratio")
    assert round(pool(pooled, model="common", level=0.95).coefficient, 4) == -0.4303
    wald = pool(pooled, model="random", level=0.95)
    assert (round(wald.coefficient, 4), round(wald.std_error, 4)) == (-0.7145, 0.1798)
    adjusted = pool(pooled, model="random", test="knapp_hartung", level=0.95)
    assert (round(adjusted.std_error, 4), round(adjusted.statistic, 4)) == (0.1808, -3.9522)
    assert [round(x, 4) for x in (adjusted.ci_low, adjusted.ci_high)] == [-1.1084, -0.3206]
    assert not adjusted.safeguarded


def test_twenty_trials_on_the_natural_scale():
    pooled = pool(effects("ips", "risk_ratio"), model="random", level=0.95)
    found = pooled_estimate(pooled, "risk_ratio", "REML, Wald z")
    assert [round(x, 2) for x in (found.estimate, found.ci_low, found.ci_high)] == [
        2.52,
        2.04,
        3.12,
    ]
    assert found.log_scale_error
    assert found.method == "REML, Wald z"
    assert found.p_value == pooled.p_value
    assert found.estimate == pytest.approx(exp(pooled.coefficient))
    same = pooled_estimate(pooled, "risk_difference", "words")
    assert same.estimate == pooled.coefficient
    assert not same.log_scale_error


def test_equal_effects_have_a_knapp_hartung_interval_by_the_safeguard_only():
    pooled = made([log(2)] * 3, [0.1, 0.2, 0.3], "risk_ratio")
    guarded = pool(pooled, model="random", test="knapp_hartung", level=0.95)
    assert guarded.safeguarded
    wald = pool(pooled, model="random", level=0.95)
    assert guarded.std_error == wald.std_error
    bare = pool(pooled, model="random", test="knapp_hartung", safeguard=False, level=0.95)
    assert bare.coefficient == pytest.approx(log(2))
    assert isnan(bare.std_error)
    assert isnan(bare.ci_low)
    assert isnan(bare.p_value)
    assert "effects of the trials are equal" in bare.note
    assert "equal" in pooled_estimate(bare, "risk_ratio", "x").note


def test_two_trials_under_reml_are_not_safeguarded_for_a_rounding():
    """Their Knapp-Hartung factor is 1 wherever tau2 is above 0."""
    for second in np.linspace(1, 3, 41):
        found = pool(
            made([0, second], [0.1, 0.3]), model="random", test="knapp_hartung", level=0.95
        )
        assert found.tau2 > 0
        assert not found.safeguarded


def test_one_trial_is_itself():
    for test in ("wald_z", "knapp_hartung"):
        found = pool(made([0.3], [0.04]), model="random", test=test, level=0.95)
        assert (found.coefficient, found.tau2, found.k) == (0.3, 0, 1)
        assert found.std_error == pytest.approx(0.2)
        assert found.ci_low == pytest.approx(0.3 - 1.959963984540054 * 0.2)
        assert found.note.startswith("one trial: its own effect and Wald interval")
        assert isnan(found.prediction_low)
    assert pool(made([0.3], [0.04]), model="common", level=0.95).note == ""


def test_no_trials_have_no_effect():
    for options in OPTIONS:
        found = pool(made([], []), level=0.95, **options)
        assert (found.k, len(found.weights), found.note) == (0, 0, "no trial has an effect")
        assert isnan(found.coefficient)
        natural = pooled_estimate(found, "risk_ratio", "words")
        assert (natural.method, natural.note) == ("words", "no trial has an effect")
        assert isnan(natural.estimate)


def test_a_ratio_beyond_numbers_is_infinite():
    found = pool(made([1000, 1001], [1, 1], "odds_ratio"), model="common", level=0.95)
    assert pooled_estimate(found, "odds_ratio", "x").estimate == inf


def test_wrong_options_are_refused():
    pooled = made([1, 2], [1, 1])
    with pytest.raises(ValueError, match="unknown model"):
        pool(pooled, model="fixed", level=0.95)
    with pytest.raises(ValueError, match="unknown test"):
        pool(pooled, model="random", test="t", level=0.95)
    with pytest.raises(ValueError, match="unknown method"):
        pool(pooled, model="random", method="ML", level=0.95)
    with pytest.raises(ValueError, match="Knapp-Hartung"):
        pool(pooled, model="common", test="knapp_hartung", level=0.95)


@given(some_effects, st.permutations(range(15)))
def test_order_does_not_matter(pooled, order):
    order = np.array([i for i in order if i < pooled.k])
    for options in OPTIONS:
        there = pool(pooled, level=0.9, **options)
        back = pool(pooled.take(order), level=0.9, **options)
        size = there.std_error
        assert_allclose(back.coefficient, there.coefficient, rtol=1e-12, atol=1e-12 * size)
        assert_allclose(back.std_error, there.std_error, rtol=1e-12)
        assert_allclose(back.weights, there.weights[order], rtol=1e-11)
        assert back.safeguarded == there.safeguarded


@given(some_effects, st.floats(0.01, 100), st.floats(-5, 5))
def test_effects_scaled_moved_and_turned(pooled, scale, shift):
    other = made(shift - scale * pooled.estimate, scale**2 * pooled.variance)
    for options in OPTIONS:
        there, back = (pool(each, level=0.9, **options) for each in (pooled, other))
        wide = scale * there.std_error + abs(shift)
        assert_allclose(back.coefficient, shift - scale * there.coefficient, atol=1e-8 * wide)
        assert_allclose(back.ci_low, shift - scale * there.ci_high, atol=1e-8 * wide)
        assert_allclose(back.std_error, scale * there.std_error, rtol=1e-8)


@given(some_effects)
def test_without_variance_between_trials_the_models_agree(pooled):
    common = pool(pooled, model="common", level=0.95)
    for method in METHODS:
        found = pool(pooled, model="random", method=method, level=0.95)
        assert found.tau2 >= 0
        assert found.std_error >= common.std_error
        if found.tau2 == 0:
            assert found.coefficient == common.coefficient
            assert (found.ci_low, found.ci_high) == (common.ci_low, common.ci_high)
        if pooled.k > 2:
            assert found.prediction_low < found.ci_low < found.ci_high < found.prediction_high


@given(some_effects)
def test_the_safeguard_never_narrows(pooled):
    guarded = pool(pooled, model="random", test="knapp_hartung", level=0.95)
    wald = pool(pooled, model="random", level=0.95)
    assert guarded.std_error >= wald.std_error * (1 - 1e-9)
    bare = pool(pooled, model="random", test="knapp_hartung", safeguard=False, level=0.95)
    assume(not isnan(bare.std_error))
    assert guarded.safeguarded == (bare.std_error < wald.std_error * (1 - 5e-10))
