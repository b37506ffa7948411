"""Heterogeneity of trials against R metafor and the definitions."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from meta_reference import METHODS, POOLED, R, effects, made, some_effects
from numpy.testing import assert_allclose

from ipsanalysis.meta.heterogeneity import between_variance, heterogeneity
from ipsanalysis.meta.weighted_fit import weighted_fit

NUMBERS = ("q", "tau2", "i2", "h2")


def equal_to_metafor(found, expected):
    """metafor stops within 1e-13 of 0 where tau2 is 0."""
    assert found.df == expected["df"]
    assert_allclose(found.p_value, expected["p_value"], rtol=1e-8)
    for name in NUMBERS:
        assert_allclose(getattr(found, name), expected[name], rtol=1e-8, atol=3e-12)
    for name in ("tau2", "i2", "h2"):
        limits = [getattr(found, f"{name}_low"), getattr(found, f"{name}_high")]
        if expected["limits"] is None:
            assert all(isnan(limit) for limit in limits)
        else:
            assert_allclose(limits, expected["limits"][name], rtol=1e-8, atol=3e-12)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("name", "measure"), POOLED)
def test_heterogeneity_equals_metafor(name, measure, method):
    for fits in R["tables"][name]["measures"][measure]["fits"]:
        expected = next(row for row in fits["heterogeneity"] if row["method"] == method)
        found = heterogeneity(effects(name, measure), method, level=fits["level"])
        equal_to_metafor(found, expected)
        assert between_variance(effects(name, measure), method) == found.tau2


@pytest.mark.parametrize("measure", ["mean_difference", "standardised_mean_difference"])
def test_heterogeneity_of_continuous_effects_equals_metafor(measure):
    reference = R["continuous"][measure]
    for expected in reference["fits"][0]["heterogeneity"]:
        pooled = made(reference["yi"], reference["vi"], measure)
        equal_to_metafor(heterogeneity(pooled, expected["method"], level=0.95), expected)


@pytest.mark.parametrize("expected", [row for rows in R["moderated"] for row in rows])
def test_residual_heterogeneity_equals_metafor(expected):
    design = np.array(expected["design"], dtype=float)
    found = heterogeneity(
        effects("bcg", "risk_ratio"), expected["method"], level=0.95, design=design
    )
    equal_to_metafor(found, expected)


def test_bcg_as_published():
    """Viechtbauer (2010), J Stat Softw 36(3): REML tau2 0.3132, I2 92.22 %, Q 152.23."""
    found = heterogeneity(effects("bcg", "risk_ratio"), "REML", level=0.95)
    assert round(found.tau2, 4) == 0.3132
    assert round(100 * found.i2, 2) == 92.22
    assert (round(found.q, 4), found.df) == (152.2330, 12)
    assert [round(x, 4) for x in (found.tau2_low, found.tau2_high)] == [0.1197, 1.1115]
    assert round(between_variance(effects("bcg", "risk_ratio"), "DL"), 4) == 0.3088


@pytest.mark.parametrize("expected", R["two_maxima"])
def test_the_higher_of_two_maxima_is_taken(expected):
    pooled = made(expected["yi"], expected["vi"])
    best = max(expected["maxima"], key=lambda row: row["log_likelihood"])
    assert_allclose(between_variance(pooled, "REML"), best["tau2"], rtol=1e-9)


def test_metafor_takes_the_lower_maximum_of_the_first_example():
    first = R["two_maxima"][0]
    lower = min(first["maxima"], key=lambda row: row["log_likelihood"])
    assert first["default"] == pytest.approx(lower["tau2"])
    found = between_variance(made(first["yi"], first["vi"]), "REML")
    assert found < first["default"] / 30


def test_one_trial_has_no_variance_between_trials():
    for method in METHODS:
        found = heterogeneity(made([0.3], [0.1]), method, level=0.95)
        assert (found.q, found.df, found.p_value, found.tau2) == (0, 0, 1, 0)
        assert (found.i2, found.h2) == (0, 1)
        assert isnan(found.tau2_low)
        assert isnan(found.i2_high)


def test_no_trials():
    for method in METHODS:
        found = heterogeneity(made([], []), method, level=0.95)
        assert isnan(found.q)
        assert isnan(found.tau2)
        assert isnan(found.h2_high)


def test_wrong_input_is_refused():
    pooled = made([1, 2, 3], [1, 1, 1])
    with pytest.raises(ValueError, match="unknown method"):
        between_variance(pooled, "HE")
    with pytest.raises(ValueError, match="one row"):
        between_variance(pooled, "DL", np.ones((2, 1)))
    with pytest.raises(ValueError, match="not independent"):
        between_variance(pooled, "DL", np.ones((3, 2)))
    with pytest.raises(ValueError, match="not independent"):
        between_variance(pooled, "DL", np.eye(4)[:3])


@given(some_effects)
def test_definitions(pooled):
    """PM has Q = df, REML no uphill direction, and the limits have Q at quantiles that bracket."""
    design = np.ones((pooled.k, 1))

    def q(tau2):
        return float(weighted_fit(pooled.estimate, pooled.variance + tau2, design).q)

    pm, dl = between_variance(pooled, "PM"), between_variance(pooled, "DL")
    assert pm >= 0
    if pm > 0:
        assert q(pm) == pytest.approx(pooled.k - 1, rel=1e-9)
    else:
        assert q(0) <= pooled.k - 1
    assert (dl > 0) == (pm > 0)
    found = heterogeneity(pooled, "REML", level=0.9)
    assert 0 <= found.tau2_low <= found.tau2_high
    assert 0 <= found.i2 < 1
    assert found.h2 == pytest.approx(1 / (1 - found.i2))
    best = restricted(pooled, found.tau2)
    for other in (0, 1e-4, 0.01, 0.1, 0.5, 1, 5, found.tau2 * 0.99, found.tau2 * 1.01 + 1e-6):
        assert restricted(pooled, other) <= best + 1e-10


def restricted(pooled, tau2):
    """Return the restricted log likelihood of one mean, written out."""
    w = 1 / (pooled.variance + tau2)
    mean = np.sum(w * pooled.estimate) / np.sum(w)
    return (np.sum(np.log(w)) - np.log(np.sum(w)) - np.sum(w * (pooled.estimate - mean) ** 2)) / 2


@given(some_effects, st.floats(0.01, 100), st.permutations(range(15)))
def test_scale_order_and_sign_do_not_matter(pooled, scale, order):
    order = np.array([i for i in order if i < pooled.k])
    others = [
        (pooled.take(order), 1.0),
        (made(-pooled.estimate, pooled.variance), 1.0),
        (made(scale * pooled.estimate, scale**2 * pooled.variance), scale**2),
    ]
    for method in METHODS:
        tau2 = between_variance(pooled, method)
        for other, factor in others:
            same = between_variance(other, method) / factor
            assert_allclose(same, tau2, rtol=1e-7, atol=1e-12)
