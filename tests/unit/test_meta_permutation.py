"""Permutation tests of meta-regression against R metafor."""

from itertools import permutations
from math import factorial, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moderators_reference import R, made_up, moderators, trials
from numpy.testing import assert_allclose

from ipsanalysis.meta import permutation
from ipsanalysis.meta.permutation import NO_MODERATOR, arrangements_of, permutation_p
from ipsanalysis.meta.regression import meta_regression
from ipsanalysis.meta.trials import Effects

EXACT = {
    "latitude_of_six": (("latitude",), slice(0, 6)),
    "latitude_year_of_six": (("latitude", "year"), slice(0, 6)),
    "north_of_eight": (("north",), slice(0, 8)),
    "north_year_of_five": (("north", "year"), slice(2, 7)),
}
DRAWN = {"bcg_year": ("year",), "bcg_latitude_year": ("latitude", "year")}


def rng():
    return np.random.default_rng(11)


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("position", range(3))
def test_exact_p_values_equal_metafor(name, position):
    case, (columns, rows) = R["permutations"][name][position], EXACT[name]
    index = np.arange(13)[rows]
    found = permutation_p(
        trials("bcg").take(index),
        moderators("bcg", *columns)[index],
        method=case["method"],
        replicates=720,
        rng=rng(),
    )
    assert found.exact
    assert (found.arrangements, found.failed) == (case["arrangements"], 0)
    assert_allclose(found.p_values, case["p_values"], rtol=1e-12)
    assert found.joint == pytest.approx(case["joint"], rel=1e-12)


@pytest.mark.parametrize("name", DRAWN)
def test_random_p_values_agree_with_metafor(name):
    case, replicates = R["permutations_random"][name], 20000
    found = permutation_p(
        trials("bcg"),
        moderators("bcg", *DRAWN[name]),
        method=case["method"],
        replicates=replicates,
        rng=rng(),
    )
    assert not found.exact
    assert found.arrangements == replicates + 1
    for ours, theirs in zip(
        [*found.p_values, found.joint], [*case["p_values"], case["joint"]], strict=True
    ):
        middle = max((ours + theirs) / 2, 1e-3)
        error = sqrt(middle * (1 - middle) * (1 / replicates + 1 / case["arrangements"]))
        assert abs(ours - theirs) < 4 * error


def test_every_arrangement_is_taken_once():
    effects, design = made_up(5, 2), np.column_stack([np.ones(5), [1.0, 3, 2, 5, 4]])
    found = permutation_p(effects, design, method="DL", replicates=factorial(5), rng=rng())
    observed = statistic(effects, design)
    sizes = [statistic(effects, design[list(order)]) for order in permutations(range(5))]
    assert found.p_values[1] == np.mean(np.array(sizes) >= observed - 1e-8)
    assert found.joint == found.p_values[1]


def statistic(effects, design):
    fit = meta_regression(effects, design, method="DL", safeguard=False, level=0.95)
    return abs(fit.statistics[1])


@pytest.mark.parametrize("sizes", [[1, 1, 1, 1], [2, 1, 2], [3, 4], [5]])
def test_arrangements_are_distinct_and_all_there(sizes):
    rows = np.concatenate(list(permutation._all(np.array(sizes))))
    label = np.repeat(np.arange(len(sizes)), sizes)
    given_to = {tuple(label[np.argsort(row)]) for row in rows}
    every = set(permutations(label.tolist()))
    assert given_to == every
    assert len(rows) == len(every) == arrangements_of(np.array(sizes))


@given(st.randoms(use_true_random=False), st.sampled_from([60, 1000]))
def test_the_order_of_trials_changes_nothing(random, replicates):
    effects, design = made_up(6, 7), np.column_stack([np.ones(6), [1, 1, 2, 3, 3, 5]])
    order = list(range(6))
    random.shuffle(order)
    one, other = (
        permutation_p(*each, method="DL", replicates=replicates, rng=rng())
        for each in ((effects, design), (effects.take(np.array(order)), design[order]))
    )
    assert one.p_values.tolist() == other.p_values.tolist()
    assert (one.joint, one.exact) == (other.joint, other.exact)
    assert one.exact == (replicates == 1000)


def test_p_values_of_a_moderator_without_effect_are_uniform():
    generator, found = np.random.default_rng(3), []
    for _ in range(400):
        variance = generator.uniform(0.05, 0.3, 12)
        effects = Effects(
            estimate=generator.normal(0.5, np.sqrt(variance + 0.1)),
            variance=variance,
            measure="risk_ratio",
        )
        design = np.column_stack([np.ones(12), generator.normal(size=12)])
        found.append(
            permutation_p(effects, design, method="DL", replicates=99, rng=generator).p_values[1]
        )
    # The 40 expected below 0.1 have a standard error of 6.
    assert 22 <= np.sum(np.array(found) <= 0.1) <= 58
    assert abs(np.mean(found) - 0.5) < 4 * 0.29 / sqrt(400)
    assert min(found) >= 0.01


def test_effects_all_0_have_no_statistic():
    effects = Effects(estimate=np.zeros(5), variance=np.full(5, 0.2), measure="risk_ratio")
    design = np.column_stack([np.ones(5), np.arange(5.0)])
    found = permutation_p(effects, design, method="REML", replicates=200, rng=rng())
    assert np.isnan(found.p_values).all()
    assert "cannot be computed" in found.note


@pytest.mark.parametrize(
    ("design", "words"),
    [
        (np.ones((5, 1)), NO_MODERATOR),
        (np.ones((5, 2)), "follows from"),
        (np.eye(5), "too few"),
    ],
)
def test_what_cannot_be_tested_has_a_reason(design, words):
    found = permutation_p(made_up(5, 1), design, method="REML", replicates=10, rng=rng())
    assert words in found.note
    assert np.isnan([*found.p_values, found.joint]).all()
    assert len(found.p_values) == design.shape[1]


@pytest.mark.parametrize(("shape", "replicates"), [((4, 2), 10), ((5,), 10), ((5, 2), 0)])
def test_wrong_arguments_are_refused(shape, replicates):
    with pytest.raises(ValueError, match=r"design|replicates"):
        permutation_p(
            made_up(5, 1), np.ones(shape), method="REML", replicates=replicates, rng=rng()
        )
