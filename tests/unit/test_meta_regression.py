"""Meta-regression against R metafor."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moderators_reference import TEST, R, made_up, moderators, trials
from numpy.testing import assert_allclose

from ipsanalysis.meta.pooling import pool
from ipsanalysis.meta.regression import PERFECT, line_at, meta_regression
from ipsanalysis.meta.trials import Effects

DESIGNS = {
    "bcg_latitude": (slice(None), "bcg", "latitude"),
    "bcg_latitude_year": (slice(None), "bcg", "latitude", "year"),
    "ips_size": (slice(None), "ips", "size"),
    "calm_size": (slice(7, 15), "ips", "size"),
}
CASES = [(name, i) for name in DESIGNS for i in range(9)]
VECTORS = ("coefficients", "std_errors", "ci_low", "ci_high", "p_values", "covariance")
NUMBERS = ("tau2", "i2", "r2", "qm", "qm_df", "qm_p", "qe", "qe_p", "k")


def fitted(name, case):
    rows, data, *columns = DESIGNS[name]
    index = np.arange(len(trials(data).estimate))[rows]
    test, safeguard = TEST[case["test"]]
    return meta_regression(
        trials(data).take(index),
        moderators(data, *columns)[index],
        method=case["method"],
        test=test,
        safeguard=safeguard,
        level=0.95,
    )


@pytest.mark.parametrize(("name", "position"), CASES)
def test_regressions_equal_metafor(name, position):
    case = R["regressions"][name][position]
    found = fitted(name, case)
    for part in (*VECTORS, *NUMBERS):
        assert_allclose(getattr(found, part), case[part], rtol=1e-7, atol=1e-10, err_msg=part)
    assert found.qe_df == case["df"]
    assert isnan(found.df) if case["test"] == "z" else found.df == case["df"]
    assert_allclose(found.statistics, found.coefficients / found.std_errors)
    assert found.note == ""


@pytest.mark.parametrize(("name", "position"), CASES)
def test_lines_equal_metafor_predict(name, position):
    case = R["regressions"][name][position]
    at = np.array(case["at"], dtype=float)
    line = line_at(fitted(name, case), np.column_stack([np.ones(len(at)), at]))
    for ours, theirs in (
        (line.mean, "line"),
        (line.ci_low, "line_low"),
        (line.ci_high, "line_high"),
    ):
        assert_allclose(ours, case[theirs], rtol=1e-7, atol=1e-9)


def test_some_fixture_is_safeguarded_and_some_is_not():
    adhoc = [(name, i) for name, i in CASES if R["regressions"][name][i]["test"] == "adhoc"]
    found = [fitted(name, R["regressions"][name][i]).safeguarded for name, i in adhoc]
    assert set(found) == {True, False}


def test_bcg_latitude_and_year_as_published():
    # Viechtbauer (2010), J Stat Softw 36(3), section 3.2, whose iteration stops at 1e-5.
    found = meta_regression(
        trials("bcg"), moderators("bcg", "latitude", "year"), test="wald_z", level=0.95
    )
    assert_allclose(found.coefficients, [-3.5455, -0.0280, 0.0019], atol=5e-4)
    assert_allclose(found.std_errors, [29.0959, 0.0102, 0.0147], atol=5e-4)
    assert round(found.tau2, 4) == 0.1108
    assert found.qm == pytest.approx(12.2043, abs=5e-4)
    assert (found.qm_df, round(found.qm_p, 4)) == (2, 0.0022)
    assert (round(found.qe, 4), found.qe_df, round(found.qe_p, 4)) == (28.3251, 10, 0.0016)


def test_without_moderators_it_is_the_pooled_effect():
    effects = trials("bcg")
    found = meta_regression(effects, np.ones((13, 1)), level=0.9)
    pooled = pool(effects, model="random", test="knapp_hartung", level=0.9)
    assert found.coefficients[0] == pytest.approx(pooled.coefficient, rel=1e-12)
    assert (found.ci_low[0], found.ci_high[0]) == pytest.approx((pooled.ci_low, pooled.ci_high))
    assert found.p_values[0] == pytest.approx(pooled.p_value)
    assert np.isnan([found.qm, found.qm_p, found.r2]).all()
    assert found.qm_df == 0


@settings(max_examples=40)
@given(st.randoms(use_true_random=False), st.integers(4, 12))
def test_the_order_of_trials_changes_nothing(random, k):
    effects, design = made_up(k, k), np.column_stack([np.ones(k), np.arange(k) % 3])
    order = list(range(k))
    random.shuffle(order)
    one = meta_regression(effects, design, level=0.95)
    other = meta_regression(effects.take(np.array(order)), design[order], level=0.95)
    for part in (*VECTORS, "tau2", "qm", "qe"):
        assert_allclose(getattr(one, part), getattr(other, part), rtol=1e-8, atol=1e-11)


@settings(max_examples=40)
@given(st.integers(0, 200), st.floats(-1000, 1000), st.floats(0.01, 100))
def test_moving_and_stretching_a_moderator_changes_its_unit_only(seed, move, stretch):
    effects, values = made_up(8, seed), np.random.default_rng(seed).normal(size=8)
    one = meta_regression(effects, np.column_stack([np.ones(8), values]), level=0.95)
    moved = np.column_stack([np.ones(8), move + stretch * values])
    other = meta_regression(effects, moved, level=0.95)
    assert other.coefficients[1] * stretch == pytest.approx(one.coefficients[1], rel=1e-5, abs=1e-7)
    assert other.p_values[1] == pytest.approx(one.p_values[1], rel=1e-5)
    assert other.tau2 == pytest.approx(one.tau2, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize(
    ("columns", "k"),
    [
        ([2, 2, 2, 2, 2], 5),
        ([0, 0, 0, 0, 0], 5),
        ([2001, 2002, 2002, 2003, 2001, 2001, 2002, 2002, 2003, 2001], 5),
        ([1], 1),
        ([1, 2], 2),
        ([], 0),
    ],
)
def test_what_cannot_be_told_apart_has_a_reason(columns, k):
    extra = np.reshape(np.array(columns, dtype=float), (-1, k)).T if k else np.empty((0, 1))
    found = meta_regression(made_up(k, 1), np.column_stack([np.ones(k), extra]), level=0.95)
    assert ("too few" in found.note) == (k < 3)
    assert ("follows from" in found.note) == (k == 5)
    assert np.isnan(found.coefficients).all()
    assert np.isnan([found.tau2, found.qm, found.r2, found.i2]).all()
    assert found.coefficients.shape == (1 + extra.shape[1],)
    assert np.isnan(line_at(found, np.ones((2, 1 + extra.shape[1]))).mean).all()


def perfect():
    values = np.arange(6.0)
    effects = Effects(
        estimate=np.array([0.0, 0, 0, 1, 1, 1]), variance=np.full(6, 0.3), measure="risk_ratio"
    )
    return effects, np.column_stack([np.ones(6), values > 2])


def test_a_perfect_fit_has_intervals_by_the_safeguard_only():
    effects, design = perfect()
    bare = meta_regression(effects, design, safeguard=False, level=0.95)
    assert bare.note == PERFECT
    assert_allclose(bare.coefficients, [0, 1], atol=1e-12)
    assert np.isnan([*bare.ci_low, *bare.p_values, bare.qm, bare.qm_p]).all()
    held = meta_regression(effects, design, level=0.95)
    assert held.safeguarded
    assert_allclose(held.std_errors, [np.sqrt(0.1), np.sqrt(0.2)])
    assert held.note == ""


def test_nothing_to_explain_explains_nothing():
    effects = Effects(estimate=np.full(6, 0.4), variance=np.full(6, 0.3), measure="risk_ratio")
    assert meta_regression(effects, perfect()[1], level=0.95).r2 == 0


@pytest.mark.parametrize(
    ("design", "test"),
    [
        (np.ones(5), "wald_z"),
        (np.ones((4, 1)), "wald_z"),
        (np.full((5, 1), 2.0), "wald_z"),
        (np.empty((5, 0)), "wald_z"),
        (np.full((5, 1), np.nan), "wald_z"),
        (np.ones((5, 1)), "z"),
    ],
)
def test_wrong_designs_and_tests_are_refused(design, test):
    with pytest.raises(ValueError, match=r"design|test"):
        meta_regression(made_up(5, 1), design, test=test, level=0.95)
