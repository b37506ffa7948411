"""Peters' regression with his own weights, against R's lm (tests/reference/meta_peters.R)."""

import json
from pathlib import Path

import numpy as np
import pytest
from meta_reference import tables_of
from numpy.testing import assert_allclose

from ipsanalysis.meta.effect_sizes import binary_effects
from ipsanalysis.meta.small_study import peters

REFERENCE = Path(__file__).parents[1] / "reference" / "meta_peters.json"
SETS = json.loads(REFERENCE.read_text(encoding="utf-8"))["sets"]
MEASURES = {"RR": "risk_ratio", "OR": "odds_ratio", "RD": "risk_difference"}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("measure", MEASURES)
def test_it_equals_weighted_least_squares(name, measure):
    made = SETS[name]
    tables = tables_of(list(zip(made["a"], made["n1"], made["c"], made["n2"], strict=True)))
    effects = binary_effects(tables, MEASURES[measure]).effects
    found, expected = peters(tables, effects, level=0.95), made[measure]
    numbers = [found.slope.estimate, found.slope.std_error, found.statistic, found.p_value]
    keys = ("slope", "slope_error", "statistic", "p_value")
    assert_allclose(numbers, [expected[key] for key in keys], rtol=1e-9)
    at_infinity = found.intercept
    limit = [at_infinity.estimate, at_infinity.ci_low, at_infinity.ci_high]
    keys = ("limit", "limit_low", "limit_high")
    assert_allclose(limit, [expected[key] for key in keys], rtol=1e-8, atol=1e-11)
    assert found.df == expected["df"]


def test_trials_without_weight_are_left_out():
    counts = [(5, 20, 3, 20), (9, 40, 5, 41), (2, 9, 3, 11), (7, 80, 6, 78)]
    with_none = [*counts, (0, 15, 0, 15), (12, 12, 10, 10)]
    few, more = tables_of(counts), tables_of(with_none)
    found = [
        peters(tables, binary_effects(tables, "risk_difference").effects, level=0.95)
        for tables in (few, more)
    ]
    assert_allclose(found[0].slope.estimate, found[1].slope.estimate, rtol=1e-12)
    assert found[0].df == found[1].df == 2


def test_tables_and_effects_must_belong_together():
    tables = tables_of([(5, 20, 3, 20), (9, 40, 5, 41), (2, 9, 3, 11)])
    effects = binary_effects(tables, "risk_ratio").effects.take(np.array([0, 1]))
    with pytest.raises(ValueError, match="same trials"):
        peters(tables, effects, level=0.95)
