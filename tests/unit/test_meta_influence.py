"""Influence of single trials against R metafor."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moderators_reference import R, some_effects, trials
from numpy.testing import assert_allclose

from ipsanalysis.meta.influence import ONE_TRIAL, influence
from ipsanalysis.meta.pooling import pool
from ipsanalysis.meta.trials import Effects

SETS = {
    "bcg": lambda: trials("bcg"),
    "ips": lambda: trials("ips"),
    "three": lambda: trials("bcg").take(np.array([0, 4, 8])),
    "two": lambda: trials("bcg").take(np.array([0, 4])),
}
MEASURES = (
    "rstudent",
    "dffits",
    "cook",
    "cov_ratio",
    "tau2_deleted",
    "qe_deleted",
    "hat",
    "dfbetas",
    "weight",
)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("position", range(3))
def test_measures_equal_metafor(name, position):
    expected = R["influence"][name][position]
    found = influence(SETS[name](), expected["method"])
    for measure in MEASURES:
        assert_allclose(
            getattr(found, measure), expected[measure], rtol=1e-7, atol=1e-9, err_msg=measure
        )
    assert found.influential.tolist() == expected["influential"]
    assert found.note == ""


def test_some_trial_of_the_fixtures_is_influential():
    marks = [
        mark for sets in R["influence"].values() for one in sets for mark in one["influential"]
    ]
    assert set(marks) == {True, False}


@settings(max_examples=30)
@given(some_effects(2, 10), st.sampled_from(["DL", "PM", "REML"]))
def test_measures_follow_from_the_pooled_effects_with_and_without(effects, method):
    found = influence(effects, method)
    whole = pool(effects, model="random", method=method, level=0.95)
    assert_allclose(found.weight, whole.weights, rtol=1e-8)
    for trial in range(effects.k):
        rest = pool(
            effects.take(np.arange(effects.k) != trial), model="random", method=method, level=0.95
        )
        moved = whole.coefficient - rest.coefficient
        assert found.cook[trial] == pytest.approx((moved / whole.std_error) ** 2, abs=1e-8)
        assert found.cov_ratio[trial] == pytest.approx((rest.std_error / whole.std_error) ** 2)
        error = np.sqrt(effects.variance[trial] + rest.tau2 + rest.std_error**2)
        away = (effects.estimate[trial] - rest.coefficient) / error
        assert found.rstudent[trial] == pytest.approx(away, abs=1e-8)


@settings(max_examples=30)
@given(some_effects(3, 9), st.randoms(use_true_random=False))
def test_the_order_of_trials_changes_the_order_only(effects, random):
    order = list(range(effects.k))
    random.shuffle(order)
    one, other = influence(effects), influence(effects.take(np.array(order)))
    for measure in MEASURES:
        assert_allclose(getattr(one, measure)[order], getattr(other, measure), rtol=1e-6, atol=1e-8)


def test_a_trial_far_from_the_others_is_influential():
    effects = Effects(
        estimate=np.array([0.1, 0.2, 0.15, 0.12, 0.18, 0.1, 9]),
        variance=np.full(7, 0.2),
        measure="mean_difference",
    )
    assert influence(effects).influential.tolist() == [False] * 6 + [True]


def test_equal_effects_move_nothing():
    effects = Effects(estimate=np.full(4, 0.3), variance=np.full(4, 0.2), measure="risk_ratio")
    found = influence(effects)
    assert_allclose([found.rstudent, found.dffits, found.dfbetas, found.cook], 0, atol=1e-12)
    assert_allclose(found.cov_ratio, 4 / 3)
    assert not found.influential.any()


@pytest.mark.parametrize("k", [0, 1])
def test_fewer_than_two_trials_have_a_reason(k):
    found = influence(trials("bcg").take(np.arange(k)))
    assert found.note == ONE_TRIAL
    assert found.influential.tolist() == [False] * k
    assert all(np.isnan(getattr(found, measure)).all() for measure in MEASURES)
    assert all(len(getattr(found, measure)) == k for measure in MEASURES)
