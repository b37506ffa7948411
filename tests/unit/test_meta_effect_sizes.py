"""Effects of trials against R metafor's escalc."""

import numpy as np
import pytest
from hypothesis import given
from meta_reference import CASES, MEASURES, R, made, numbers, swapped, tables, tables_of, trials
from numpy.testing import assert_allclose, assert_array_equal

from ipsanalysis.meta.effect_sizes import binary_effects, continuous_effects
from ipsanalysis.meta.trials import Groups

NOBODY = "nobody has the event in either arm"
EVERYBODY = "everybody has the event in both arms"


def equal_to_escalc(found, yi, vi):
    yi, vi = numbers(yi), numbers(vi)
    assert_array_equal(found.kept, np.flatnonzero(~np.isnan(yi)))
    assert_allclose(found.effects.estimate, yi[found.kept], rtol=1e-12, atol=1e-14)
    assert_allclose(found.effects.variance, vi[found.kept], rtol=1e-12)
    assert len(found.left_out) == len(yi) - len(found.kept)


@pytest.mark.parametrize(("name", "measure"), CASES)
def test_binary_effects_equal_escalc(name, measure):
    expected = R["tables"][name]["measures"][measure]
    found = binary_effects(tables(name), measure)
    equal_to_escalc(found, expected["yi"], expected["vi"])
    assert found.effects.measure == measure


@pytest.mark.parametrize("row", range(2))
@pytest.mark.parametrize("measure", MEASURES)
def test_another_correction_equals_escalc(row, measure):
    expected = R["corrections"][row][measure]
    found = binary_effects(tables("all_kinds_of_zeros"), measure, correction=expected["correction"])
    equal_to_escalc(found, expected["yi"], expected["vi"])


def test_trials_without_information_on_a_ratio_are_named():
    for measure in ("risk_ratio", "odds_ratio"):
        found = binary_effects(tables("all_kinds_of_zeros"), measure)
        assert found.left_out == (NOBODY, EVERYBODY)
        assert found.corrected.tolist() == [True, True, False, True, True, True]
    found = binary_effects(tables("all_kinds_of_zeros"), "risk_difference")
    assert found.left_out == ()
    assert found.corrected.tolist() == [True, True, True, True, False, True, True, True]


def test_without_correction_trials_with_a_zero_in_the_way_are_left_out():
    rows = tables_of([(0, 9, 3, 9), (5, 5, 2, 8), (2, 9, 4, 9), (0, 9, 0, 9), (5, 5, 0, 3)])
    zero = "a count of 0 and no continuity correction"
    ratio = binary_effects(rows, "risk_ratio", correction=0)
    assert ratio.kept.tolist() == [1, 2]
    assert ratio.left_out == (zero, NOBODY, zero)
    assert not ratio.corrected.any()
    assert_allclose(ratio.effects.estimate[0], np.log(4))
    assert binary_effects(rows, "odds_ratio", correction=0).kept.tolist() == [2]
    difference = binary_effects(rows, "risk_difference", correction=0)
    assert difference.kept.tolist() == [0, 1, 2]
    assert difference.left_out == (zero, zero)


@pytest.mark.parametrize("measure", ["mean_difference", "standardised_mean_difference"])
def test_continuous_effects_equal_escalc(measure):
    expected = R["continuous"][measure]
    columns = {key: np.array([row[key] for row in R["groups"]]) for key in R["groups"][0]}
    found = continuous_effects(Groups(**columns), measure)
    equal_to_escalc(found, expected["yi"], expected["vi"])


def groups(*rows):
    columns = np.array(rows, dtype=float).T
    mean, sd, n, mean_control, sd_control, n_control = columns
    return Groups(
        mean=mean,
        sd=sd,
        n=n.astype(int),
        mean_control=mean_control,
        sd_control=sd_control,
        n_control=n_control.astype(int),
    )


def test_continuous_trials_without_an_effect_are_named():
    rows = groups(
        (1, 2, 9, 0, 3, 9), (1, np.nan, 9, 0, 3, 9), (1, 0, 9, 0, 0, 9), (1, 2, 2, 0, 3, 1)
    )
    unknown = "a mean or a standard deviation is not known"
    flat, few = "both standard deviations are 0", "fewer than 4 people in the two arms"
    difference = continuous_effects(rows, "mean_difference")
    assert difference.kept.tolist() == [0, 3]
    assert difference.left_out == (unknown, flat)
    g = continuous_effects(rows, "standardised_mean_difference")
    assert g.kept.tolist() == [0]
    assert g.left_out == (unknown, flat, few)
    one_each = groups((1, 2, 1, 0, 3, 1))
    assert continuous_effects(one_each, "standardised_mean_difference").left_out == (few,)


def test_wrong_input_is_refused():
    with pytest.raises(ValueError, match="correction"):
        binary_effects(tables("bcg"), "risk_ratio", correction=-0.5)
    with pytest.raises(ValueError, match="unknown measure"):
        binary_effects(tables("bcg"), "mean_difference")
    with pytest.raises(ValueError, match="unknown measure"):
        continuous_effects(groups((1, 2, 9, 0, 3, 9)), "risk_ratio")
    with pytest.raises(ValueError, match="standard deviations"):
        continuous_effects(groups((1, -2, 9, 0, 3, 9)), "mean_difference")
    with pytest.raises(ValueError, match="at least 1"):
        continuous_effects(groups((1, 2, 0, 0, 3, 9)), "mean_difference")
    with pytest.raises(ValueError, match="above 0"):
        made([1], [0])


def test_no_trials_have_no_effects():
    found = binary_effects(tables_of([]), "odds_ratio")
    assert (found.effects.k, found.left_out) == (0, ())


@given(trials)
def test_swapping_the_arms_turns_the_sign(rows):
    for measure in MEASURES:
        there = binary_effects(tables_of(rows), measure)
        back = binary_effects(swapped(tables_of(rows)), measure)
        assert there.kept.tolist() == back.kept.tolist()
        assert there.left_out == back.left_out
        assert_allclose(back.effects.estimate, -there.effects.estimate, rtol=1e-12, atol=1e-14)
        assert_allclose(back.effects.variance, there.effects.variance, rtol=1e-12)


@given(trials)
def test_counting_people_without_the_event_turns_odds_and_differences(rows):
    without = [(n - a, n, m - c, m) for a, n, c, m in rows]
    for measure in ("odds_ratio", "risk_difference"):
        there = binary_effects(tables_of(rows), measure).effects
        back = binary_effects(tables_of(without), measure).effects
        assert_allclose(back.estimate, -there.estimate, rtol=1e-12, atol=1e-13)
        assert_allclose(back.variance, there.variance, rtol=1e-12)
