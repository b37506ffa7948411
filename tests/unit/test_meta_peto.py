"""Peto's odds ratio against R metafor's rma.peto."""

from math import isnan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from meta_reference import R, swapped, tables, tables_of, trials
from numpy.testing import assert_allclose
from scipy.stats import hypergeom

from ipsanalysis.meta.peto import peto


@pytest.mark.parametrize("name", sorted(R["tables"]))
def test_peto_equals_rma_peto(name):
    for expected in R["tables"][name]["peto"]:
        found = peto(tables(name), level=0.95 if expected is None else expected["level"])
        if expected is None:
            assert isnan(found.estimate)
            assert isnan(found.q)
            assert found.note == "in no trial do some people have the event and others not"
            continue
        natural = np.exp([expected[key] for key in ("coefficient", "ci_low", "ci_high")])
        assert_allclose([found.estimate, found.ci_low, found.ci_high], natural, rtol=1e-11)
        assert_allclose(found.std_error, expected["std_error"], rtol=1e-11)
        assert_allclose(found.p_value, expected["p_value"], rtol=1e-9)
        assert_allclose(found.q, expected["q"], rtol=1e-9, atol=1e-12)
        assert_allclose(found.q_p_value, expected["q_p_value"], rtol=1e-9)
        assert (found.df, found.level) == (expected["df"], expected["level"])
        assert found.log_scale_error


def test_no_trials():
    assert isnan(peto(tables_of([]), level=0.95).estimate)


@given(trials)
def test_the_parts_are_those_of_the_hypergeometric_distribution(rows):
    excess = total = 0.0
    for events, n, events_control, n_control in rows:
        possible = np.arange(events + events_control + 1)
        chance = hypergeom.pmf(possible, n + n_control, events + events_control, n)
        mean = np.sum(chance * possible)
        excess += events - mean
        total += np.sum(chance * (possible - mean) ** 2)
    assume(total > 1e-9)
    found = peto(tables_of(rows), level=0.95)
    assert_allclose(np.log(found.estimate), excess / total, rtol=1e-9, atol=1e-12)
    assert_allclose(found.std_error, total**-0.5, rtol=1e-10)


@given(trials, st.permutations(range(12)))
def test_order_does_not_matter_and_swapping_turns(rows, order):
    there = peto(tables_of(rows), level=0.95)
    assume(not isnan(there.estimate))
    back = peto(tables_of([rows[i] for i in order if i < len(rows)]), level=0.95)
    turned = peto(swapped(tables_of(rows)), level=0.95)
    for other, sign in ((back, 1), (turned, -1)):
        assert_allclose(
            np.log(other.estimate), sign * np.log(there.estimate), rtol=1e-12, atol=1e-13
        )
        assert_allclose(other.std_error, there.std_error, rtol=1e-12)
        assert_allclose(other.q, there.q, rtol=1e-10, atol=1e-12)
    assert there.q >= 0
