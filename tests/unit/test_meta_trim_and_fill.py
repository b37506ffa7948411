"""Trim and fill against R metafor's trimfill."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from meta_reference import made, some_effects
from meta_small_study_reference import NAMES, R, effects_of
from numpy.testing import assert_allclose

from ipsanalysis.meta.pooling import pool
from ipsanalysis.meta.trim_and_fill import trim_and_fill

FITS = {
    "REML_z": {},
    "REML_adhoc": {"test": "knapp_hartung"},
    "DL_z": {"method": "DL"},
    "EE_z": {"model": "common"},
}
WAYS = [(name, way) for name in NAMES for way in R["effects"][name]["trim_and_fill"]]


def filled(effects, **options):
    return trim_and_fill(effects, level=0.95, **options)


@pytest.mark.parametrize(("name", "way"), WAYS)
def test_equals_trimfill(name, way):
    found = filled(
        effects_of(name), estimator=way["estimator"], side=way["side"], **FITS[way["fit"]]
    )
    assert (found.k0, found.side, found.note) == (way["k0"], way["found"], "")
    order = np.argsort(found.filled.estimate)
    expected = np.argsort(way["filled_yi"])
    assert_allclose(found.filled.estimate[order], np.array(way["filled_yi"])[expected], rtol=1e-9)
    assert_allclose(found.filled.variance[order], np.array(way["filled_vi"])[expected], rtol=1e-12)
    keys = ("coefficient", "std_error", "ci_low", "ci_high", "tau2", "p_value")
    numbers = [getattr(found.pooled, key) for key in keys]
    assert_allclose(numbers, [way[key] for key in keys], rtol=1e-8, atol=1e-10)


def test_the_ways_tried_fill_none_some_and_many_on_both_sides():
    assert {way["k0"] for _, way in WAYS} >= {0, 1, 2, 3, 5, 6, 7}
    assert {way["found"] for _, way in WAYS if way["k0"]} == {"left", "right"}


@pytest.mark.parametrize("estimator", ["L0", "R0"])
@pytest.mark.parametrize(
    ("estimate", "variance"), [([], []), ([0.3], [0.1]), ([0.3, 0.9], [0.1, 0.4])]
)
def test_fewer_than_three_trials_are_pooled_as_they_are(estimate, variance, estimator):
    found = filled(made(estimate, variance), estimator=estimator)
    assert (found.k0, found.filled.k, found.pooled.k) == (0, 0, len(estimate))
    assert "fewer than 3 trials" in found.note
    assert isnan(found.pooled.coefficient) == (not estimate)


@pytest.mark.parametrize("estimator", ["L0", "R0"])
@pytest.mark.parametrize("equal", [0.0, 0.3, 0.1])
def test_equal_effects_miss_none(equal, estimator):
    found = filled(made([equal] * 5, [0.1, 0.2, 0.4, 0.3, 0.15]), estimator=estimator)
    assert (found.k0, found.side) == (0, "left")


def test_a_number_that_turns_is_said_where_trimfill_stops():
    turning = R["turning"]
    assert "did not converge" in turning["message"]
    found = filled(made(turning["yi"], turning["vi"]), method="DL", side="left")
    assert (found.k0, found.filled.k, found.pooled.k) == (1, 1, 5)
    assert found.note == "the number of missing trials turns between 0, 1; the largest is taken"


def test_unknown_options_are_refused():
    for options in ({"estimator": "Q0"}, {"side": "both"}):
        with pytest.raises(ValueError, match="estimator is L0 or R0"):
            filled(effects_of("three"), **options)


@given(some_effects, st.sampled_from(["L0", "R0"]), st.randoms())
def test_order_does_not_matter_and_turning_turns(effects, estimator, random):
    found = filled(effects, estimator=estimator, side="left", method="DL")
    order = list(range(effects.k))
    random.shuffle(order)
    again = filled(effects.take(np.array(order)), estimator=estimator, side="left", method="DL")
    turned = filled(
        made(-effects.estimate, effects.variance), estimator=estimator, side="right", method="DL"
    )
    assert found.k0 == again.k0 == turned.k0 < max(effects.k, 1)
    assert_allclose(again.pooled.coefficient, found.pooled.coefficient, rtol=1e-9, atol=1e-12)
    assert_allclose(turned.pooled.coefficient, -found.pooled.coefficient, rtol=1e-9, atol=1e-12)
    # What is filled in is smaller, so the mean falls or stays under equal weights.
    plain = pool(effects, model="common", level=0.95).coefficient
    below = filled(effects, estimator=estimator, side="left", model="common").pooled.coefficient
    assert below <= plain + 1e-9
