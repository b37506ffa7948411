"""Mantel-Haenszel pooling against R metafor's rma.mh."""

from math import isnan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from meta_reference import CASES, MEASURES, R, counts, numbers, swapped, tables, tables_of, trials
from numpy.testing import assert_allclose

from ipsanalysis.meta.mantel_haenszel import mantel_haenszel
from ipsanalysis.stats.stratified_difference import mantel_haenszel_difference

KEYS = ("coefficient", "ci_low", "ci_high")


@pytest.mark.parametrize(("name", "measure"), CASES)
def test_mantel_haenszel_equals_rma_mh(name, measure):
    for expected in R["tables"][name]["measures"][measure]["mantel_haenszel"]:
        found = mantel_haenszel(tables(name), measure, level=expected["level"])
        coefficient, low, high = numbers(expected[key] for key in KEYS)
        if measure != "risk_difference":
            coefficient, low, high = np.exp([coefficient, low, high])
        assert_allclose(found.estimate, coefficient, rtol=1e-11, atol=1e-15)
        if expected["std_error"] in (None, 0):
            assert isnan(found.std_error)
            assert found.note
            continue
        assert found.note == ""
        assert_allclose([found.ci_low, found.ci_high], [low, high], rtol=1e-11)
        assert_allclose(found.std_error, expected["std_error"], rtol=1e-11)
        assert_allclose(found.p_value, expected["p_value"], rtol=1e-9)
        assert found.level == expected["level"]
        assert found.log_scale_error == (measure != "risk_difference")


def test_ratios_without_events_in_an_arm_are_not_estimated():
    for rows in ([(0, 9, 3, 9), (0, 4, 0, 4)], [(2, 9, 0, 9)], [(0, 5, 0, 6)]):
        for measure in ("risk_ratio", "odds_ratio"):
            found = mantel_haenszel(tables_of(rows), measure, level=0.95)
            assert isnan(found.estimate)
            assert found.note


def test_everybody_everywhere_has_no_interval():
    for measure, null in (("risk_ratio", 1), ("risk_difference", 0)):
        found = mantel_haenszel(tables("everybody"), measure, level=0.95)
        assert found.estimate == null
        assert isnan(found.ci_low)
        assert found.note == "the variance is 0"
    all_against_none = tables_of([(9, 9, 0, 7), (3, 3, 0, 11)])
    found = mantel_haenszel(all_against_none, "risk_difference", level=0.95)
    assert found.estimate == pytest.approx(1)
    assert isnan(found.std_error)


def test_no_trials_and_unknown_measures():
    assert mantel_haenszel(tables_of([]), "risk_ratio", level=0.95).note == "no trials"
    with pytest.raises(ValueError, match="unknown measure"):
        mantel_haenszel(tables("bcg"), "mean_difference", level=0.95)


@given(counts)
def test_one_trial_is_its_own_ratio(row):
    a, n1, c, n2 = row
    assume(0 < a < n1 and 0 < c < n2)
    odds = mantel_haenszel(tables_of([row]), "odds_ratio", level=0.95)
    assert odds.estimate == pytest.approx(a * (n2 - c) / ((n1 - a) * c))
    assert odds.std_error**2 == pytest.approx(1 / a + 1 / (n1 - a) + 1 / c + 1 / (n2 - c))
    risk = mantel_haenszel(tables_of([row]), "risk_ratio", level=0.95)
    assert risk.estimate == pytest.approx(a * n2 / (n1 * c))
    assert risk.std_error**2 == pytest.approx(1 / a - 1 / n1 + 1 / c - 1 / n2)


@given(trials, st.permutations(range(12)))
def test_order_does_not_matter_and_swapping_turns(rows, order):
    moved = [rows[i] for i in order if i < len(rows)]
    for measure in MEASURES:
        there = mantel_haenszel(tables_of(rows), measure, level=0.95)
        back = mantel_haenszel(tables_of(moved), measure, level=0.95)
        turned = mantel_haenszel(swapped(tables_of(rows)), measure, level=0.95)
        same = [(x.estimate, x.std_error, x.p_value) for x in (there, back, turned)]
        if measure == "risk_difference":
            same[2] = (-same[2][0], *same[2][1:])
        elif there.estimate > 0:
            same[2] = (1 / same[2][0], *same[2][1:])
        assert_allclose(same[1], same[0], rtol=1e-12, atol=1e-15)
        assert_allclose(same[2], same[0], rtol=1e-11, atol=1e-14)


@given(trials)
def test_the_difference_is_that_of_strata_of_people(rows):
    values, active, strata = [], [], []
    for stratum, (events, n, events_control, n_control) in enumerate(rows):
        values += [1] * events + [0] * (n - events)
        values += [1] * events_control + [0] * (n_control - events_control)
        active += [1] * n + [0] * n_control
        strata += [stratum] * (n + n_control)
    people = mantel_haenszel_difference(values, active, strata, level=0.95)
    found = mantel_haenszel(tables_of(rows), "risk_difference", level=0.95)
    assert_allclose(found.estimate, people.estimate, rtol=1e-9, atol=1e-14)
    assume(people.std_error > 1e-7)
    assert_allclose(found.std_error, people.std_error, rtol=1e-9)


@given(trials)
def test_a_trial_without_events_leaves_ratios_alone(rows):
    for measure in ("risk_ratio", "odds_ratio"):
        alone = mantel_haenszel(tables_of(rows), measure, level=0.95)
        more = mantel_haenszel(tables_of([*rows, (0, 40, 0, 30)]), measure, level=0.95)
        assert_allclose(more.estimate, alone.estimate, rtol=1e-12)
        assert_allclose(more.std_error, alone.std_error, rtol=1e-12)
