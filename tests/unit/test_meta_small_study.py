"""Egger's regression against R metafor's regtest."""

from math import isnan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from meta_reference import made, some_effects
from meta_small_study_reference import NAMES, R, analysis_scale, effects_of
from numpy.testing import assert_allclose

from ipsanalysis.meta.small_study import egger


def assert_equal(found, expected):
    slope, intercept = found.slope, found.intercept
    numbers = [slope.estimate, slope.std_error, intercept.std_error, found.statistic, found.p_value]
    keys = ("slope", "slope_error", "intercept_error", "statistic", "p_value")
    assert_allclose(numbers, [expected[key] for key in keys], rtol=1e-9)
    limit = [expected[key] for key in ("limit", "limit_low", "limit_high")]
    assert_allclose(analysis_scale(found.limit), limit, rtol=1e-8, atol=1e-11)
    assert_allclose(
        [intercept.estimate, intercept.ci_low, intercept.ci_high], limit, rtol=1e-8, atol=1e-11
    )
    assert (found.df, found.note, slope.level) == (expected["df"], "", 0.95)


@pytest.mark.parametrize("name", NAMES)
def test_egger_equals_regtest(name):
    assert_equal(egger(effects_of(name), level=0.95), R["effects"][name]["egger"])


def test_the_limit_of_a_ratio_is_a_ratio():
    found = egger(effects_of("ips_rr"), level=0.9)
    assert found.limit.log_scale_error
    assert not found.slope.log_scale_error
    assert_allclose(np.log(found.limit.estimate), found.intercept.estimate, rtol=1e-12)


@pytest.mark.parametrize(
    ("estimate", "variance", "note"),
    [
        ([], [], "fewer than 3 trials"),
        ([0.3], [0.1], "fewer than 3 trials"),
        ([0.3, 0.5], [0.1, 0.2], "fewer than 3 trials"),
        ([0.3, 0.5, 0.1], [0.2, 0.2, 0.2], "do not differ in size"),
        ([0.3, 0.3, 0.3], [0.1, 0.2, 0.4], "lie on a line"),
        ([0.0, 0.0, 0.0], [0.1, 0.2, 0.4], "lie on a line"),
        ([0.1, 0.2, 0.3], [0.01, 0.04, 0.09], "lie on a line"),
    ],
)
def test_no_regression_says_why(estimate, variance, note):
    found = egger(made(estimate, variance), level=0.95)
    assert note in found.note
    assert isnan(found.slope.estimate)
    assert isnan(found.limit.estimate)
    assert isnan(found.p_value)


@given(some_effects, st.randoms())
def test_egger_is_the_regression_of_effect_over_error_on_precision(effects, random):
    assume(effects.k > 2)
    error = np.sqrt(effects.variance)
    assume(np.ptp(error) > 0.01)
    ordinary = np.column_stack([np.ones(effects.k), 1 / error])
    solved, rest, *_ = np.linalg.lstsq(ordinary, effects.estimate / error, rcond=None)
    assume(rest[0] > 1e-6)
    found = egger(effects, level=0.95)
    assert_allclose(found.slope.estimate, solved[0], rtol=1e-6, atol=1e-7)
    assert_allclose(found.intercept.estimate, solved[1], rtol=1e-6, atol=1e-7)
    order = list(range(effects.k))
    random.shuffle(order)
    again = egger(effects.take(np.array(order)), level=0.95)
    assert_allclose(again.statistic, found.statistic, rtol=1e-7, atol=1e-9)
