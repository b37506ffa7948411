"""Trials left out, added one by one and in groups against R metafor."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moderators_reference import R, made_up, some_effects, trials
from numpy.testing import assert_allclose

from ipsanalysis.meta.pooling import pool
from ipsanalysis.meta.sensitivity import ONE_GROUP, by_group, cumulative, leave_one_out

HOW = {
    "bcg_z": ("bcg", {"method": "REML", "test": "wald_z"}),
    "bcg_knapp_hartung": ("bcg", {"method": "REML", "test": "knapp_hartung", "safeguard": False}),
    "ips_z": ("ips", {"method": "DL", "test": "wald_z"}),
}
PARTS = ("coefficient", "std_error", "ci_low", "ci_high", "p_value", "tau2")
TESTS = {"z": "wald_z", "knha": "knapp_hartung"}


def compare(fits, expected):
    for part in PARTS:
        ours = [getattr(fit, part) for fit in fits]
        assert_allclose(ours, expected[part], rtol=1e-7, atol=1e-9, err_msg=part)


@pytest.mark.parametrize("name", HOW)
def test_leaving_each_out_equals_metafor(name):
    data, how = HOW[name]
    fits = leave_one_out(trials(data), model="random", level=0.95, **how)
    compare(fits, R["left_out"][name])
    assert {fit.k for fit in fits} == {trials(data).k - 1}


def test_adding_one_by_one_equals_metafor():
    order = np.array(R["cumulated"]["order"])
    fits = cumulative(trials("bcg"), order, model="random", level=0.95)
    compare(fits, R["cumulated"]["fits"])
    assert [fit.k for fit in fits] == list(range(1, 14))


@pytest.mark.parametrize("name", HOW)
def test_groups_equal_metafor(name):
    expected = R["grouped"][name]
    found = by_group(
        trials(HOW[name][0]),
        expected["labels"],
        model="random",
        method=expected["method"],
        test=TESTS[expected["test"]],
        safeguard=False,
        level=0.95,
    )
    assert list(found.groups) == expected["groups"]
    for ours, theirs in zip(found.pooled, expected["pooled"], strict=True):
        compare([ours], {part: [theirs[part]] for part in PARTS})
    assert (found.q, found.p_value) == pytest.approx((expected["q"], expected["p_value"]), rel=1e-7)
    assert found.df == expected["df"]
    assert found.common.tau2 == pytest.approx(expected["common_tau2"], rel=1e-7)
    assert found.common.qm == pytest.approx(expected["common_qm"], rel=1e-7)
    assert found.common.qm_p == pytest.approx(expected["common_p"], rel=1e-7)


@settings(max_examples=30)
@given(some_effects(4, 9), st.randoms(use_true_random=False))
def test_the_order_of_trials_changes_nothing(effects, random):
    labels = [str(trial % 2) for trial in range(effects.k)]
    order = list(range(effects.k))
    random.shuffle(order)
    one = by_group(effects, labels, model="random", level=0.95)
    other = by_group(
        effects.take(np.array(order)), [labels[i] for i in order], model="random", level=0.95
    )
    assert one.q == pytest.approx(other.q, rel=1e-7, abs=1e-9)
    for first, second in zip(one.pooled, other.pooled, strict=True):
        assert first.coefficient == pytest.approx(second.coefficient, rel=1e-8, abs=1e-10)


def test_under_a_common_effect_the_parts_of_q_add_up():
    effects, labels = made_up(9, 4), list("aabbbcacb")
    found = by_group(effects, labels, model="common", level=0.95)
    assert found.common is None
    whole = pool(effects, model="common", level=0.95)
    total = np.sum((effects.estimate - whole.coefficient) ** 2 / effects.variance)
    codes = np.array(labels)
    within = sum(
        np.sum(
            (effects.estimate[codes == group] - part.coefficient) ** 2
            / effects.variance[codes == group]
        )
        for group, part in zip(found.groups, found.pooled, strict=True)
    )
    assert found.q == pytest.approx(total - within)


def test_a_group_of_one_trial_counts():
    effects = made_up(4, 6)
    found = by_group(effects, ["b", "a", "b", "b"], model="random", level=0.95)
    assert found.pooled[0].k == 1
    assert found.pooled[0].coefficient == effects.estimate[1]
    assert found.q > 0


def test_as_many_groups_as_trials_have_no_test_with_one_variance():
    found = by_group(made_up(3, 6), list("abc"), model="random", level=0.95)
    assert "too few" in found.common.note
    assert found.df == 2
    assert found.q > 0


@pytest.mark.parametrize("k", [0, 1, 3])
def test_one_group_has_nothing_to_compare_with(k):
    found = by_group(made_up(k, 1), ["a"] * k, model="random", level=0.95)
    assert found.note == ONE_GROUP
    assert isnan(found.q)
    assert isnan(found.p_value)
    assert [part.k for part in found.pooled] == [k] * bool(k)


def test_one_trial_leaves_none():
    (left,) = leave_one_out(made_up(1, 1), model="random", level=0.95)
    assert left.k == 0
    assert isnan(left.coefficient)
    assert left.note
    assert leave_one_out(made_up(0, 1), model="random", level=0.95) == []
    assert cumulative(made_up(0, 1), np.arange(0), model="random", level=0.95) == []


@pytest.mark.parametrize("order", [[0, 1], [0, 1, 1], [1, 2, 3]])
def test_an_order_names_each_trial_once(order):
    with pytest.raises(ValueError, match="order"):
        cumulative(made_up(3, 1), np.array(order), model="random", level=0.95)


def test_each_trial_has_a_label():
    with pytest.raises(ValueError, match="label"):
        by_group(made_up(3, 1), ["a"], model="random", level=0.95)
