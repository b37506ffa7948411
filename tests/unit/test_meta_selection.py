"""The three-parameter selection model against R metafor's selmodel."""

from itertools import pairwise
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from meta_reference import made, some_effects
from meta_small_study_reference import NAMES, R, analysis_scale, effects_of
from numpy.testing import assert_allclose
from scipy.stats import norm

from ipsanalysis.meta.selection import three_parameter_selection
from ipsanalysis.meta.selection_likelihood import Selected, highest

CASES = [(name, way) for name in NAMES for way in R["effects"][name]["selection"]]


def selection(effects, **options):
    return three_parameter_selection(effects, level=0.95, **options)


@pytest.mark.parametrize(("name", "way"), CASES)
def test_equals_selmodel(name, way):
    found = selection(effects_of(name), step=way["step"], alternative=way["alternative"])
    pooled, weight = found.pooled, found.weight
    limits = [way["coefficient"], way["ci_low"], way["ci_high"]]
    assert_allclose(analysis_scale(pooled), limits, rtol=2e-6, atol=2e-7)
    numbers = [pooled.std_error, weight.estimate, weight.std_error, weight.ci_low, weight.ci_high]
    keys = ("std_error", "weight", "weight_error", "weight_low", "weight_high")
    assert_allclose(numbers, [way[key] for key in keys], rtol=1e-6)
    assert_allclose(found.tau2, way["tau2"], rtol=1e-6, atol=1e-9)
    # A p-value far out in the tail loses digits of its statistic.
    expected = norm.isf([way["p_value"] / 2, way["weight_p"] / 2])
    p_values = norm.isf([pooled.p_value / 2, weight.p_value / 2])
    assert_allclose(p_values, expected, rtol=1e-6, atol=1e-6)
    tests = [found.lr_statistic, found.lr_p]
    assert_allclose(tests, [way["lr_statistic"], way["lr_p"]], rtol=1e-6)
    assert found.note == ("" if way["tau2"] else "tau2 is estimated as 0")


def test_the_cases_hold_both_directions_and_no_variance_between_trials():
    assert {way["alternative"] for _, way in CASES} == {"greater", "less"}
    assert {way["tau2"] > 0 for _, way in CASES} == {True, False}


@pytest.mark.parametrize(
    ("estimate", "variance", "note"),
    [
        ([], [], "fewer than 3 trials"),
        ([0.3], [0.1], "fewer than 3 trials"),
        ([0.3, 3.0], [0.1, 0.1], "fewer than 3 trials"),
        ([2.0, 3.0, 2.5], [0.1, 0.1, 0.2], "no trial has a one-sided p above 0.025"),
        ([0.1, 0.2, -2.5], [0.1, 0.1, 0.2], "no trial has a one-sided p of at most 0.025"),
    ],
)
def test_no_estimate_says_why(estimate, variance, note):
    found = selection(made(estimate, variance))
    assert note in found.note
    assert found.pooled.note == found.weight.note == found.note
    assert isnan(found.pooled.estimate)
    assert isnan(found.tau2)
    assert isnan(found.lr_p)


def test_a_p_value_at_the_step_is_significant():
    at = norm.isf(0.5) + 0.0
    selected = Selected.of(made([at, 1.0, -1.0], [1.0, 1.0, 1.0]), 0.5, turned=False)
    assert selected.missed.tolist() == [False, False, True]


def test_unknown_options_are_refused():
    for options in ({"alternative": "two"}, {"step": 0.0}, {"step": 1.0}):
        with pytest.raises(ValueError, match="alternative is greater or less"):
            selection(effects_of("three"), **options)


@pytest.mark.parametrize("name", ["bcg_rr", "ips_or", "small_are_large"])
def test_slope_and_likelihood_belong_together(name):
    selected = Selected.of(effects_of(name), 0.025, turned=name == "bcg_rr")
    for tau2 in (0.01, 0.2, 1.5):
        below, above = (highest(selected, tau2 + d, None).log_likelihood for d in (-1e-5, 1e-5))
        slope = highest(selected, tau2, None).slope
        assert_allclose((above - below) / 2e-5, slope, rtol=1e-5, atol=1e-5)


def test_the_largest_maximum_is_found():
    """On no finer grid of tau2 is the likelihood higher."""
    for name in ("ips_rr", "bcg_rr", "zeros_or"):
        effects, turned = effects_of(name), name == "bcg_rr"
        found = selection(effects, step=0.1, alternative="less" if turned else "greater")
        selected = Selected.of(effects, 0.1, turned=turned)
        best = highest(selected, found.tau2, None).log_likelihood
        tried = [
            highest(selected, tau2, None).log_likelihood for tau2 in np.geomspace(1e-4, 50, 60)
        ]
        assert max(tried) <= best + 1e-9
        assert all(np.isfinite(first) and np.isfinite(then) for first, then in pairwise(tried))


@given(some_effects, st.randoms())
def test_order_does_not_matter_and_turning_turns(effects, random):
    found = selection(effects)
    order = list(range(effects.k))
    random.shuffle(order)
    again = selection(effects.take(np.array(order)))
    turned = selection(made(-effects.estimate, effects.variance), alternative="less")
    assert again.note == turned.note == found.note
    for other, sign in ((again, 1), (turned, -1)):
        assert_allclose(other.lr_statistic, found.lr_statistic, rtol=1e-6, atol=1e-6)
        assert_allclose(sign * other.pooled.estimate, found.pooled.estimate, rtol=1e-4, atol=1e-5)
    if not isnan(found.tau2):
        assert found.lr_statistic >= 0
        assert 0 <= found.weight.ci_low <= found.weight.estimate


@given(
    st.lists(
        st.tuples(st.floats(-1000, 1000), st.floats(-14, 6).map(np.exp)), min_size=3, max_size=10
    )
)
def test_an_estimate_has_errors_or_a_reason_however_far_effects_lie(rows):
    found = selection(made(*zip(*rows, strict=True)))
    numbers = [found.pooled.estimate, found.pooled.std_error, found.weight.std_error, found.tau2]
    assert np.isfinite(numbers).all() or (np.isnan(numbers).all() and found.note)


def test_a_flat_likelihood_is_said():
    found = selection(made([-300.0, -300.0, 3.0], [1.0, 1.0, 1.0]))
    assert "hardly depends on the weight" in found.note
    assert isnan(found.weight.estimate)
