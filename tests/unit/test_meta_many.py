"""Many meta-analyses at once, and the bootstrap of one, against R metafor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moderators_reference import R, made_up, moderators, some_effects, trials
from numpy.testing import assert_allclose

from ipsanalysis.meta import many
from ipsanalysis.meta.bootstrap import NARROW, TOO_FEW, bootstrap_pooled
from ipsanalysis.meta.heterogeneity import between_variance, heterogeneity
from ipsanalysis.meta.many import pool_many, regress_many
from ipsanalysis.meta.pooling import pool
from ipsanalysis.meta.trials import Effects

METHODS = ("DL", "PM", "REML")
SETS = {
    "bcg": lambda: trials("bcg"),
    "ips": lambda: trials("ips"),
    "two": lambda: trials("ips").take(np.arange(2)),
    "three": lambda: trials("bcg").take(np.array([0, 4, 8])),
}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("position", range(3))
def test_each_row_equals_metafor(name, position):
    expected, effects = R["many"][name][position], SETS[name]()
    index = np.array(expected["index"])
    found = pool_many(effects.estimate[index], effects.variance[index], method=expected["method"])
    assert found.converged.all()
    assert_allclose(found.tau2, expected["tau2"], rtol=1e-8, atol=1e-9)
    assert_allclose(found.coefficient, expected["coefficient"], rtol=1e-8)
    assert_allclose(found.std_error, expected["std_error"], rtol=1e-8)
    assert_allclose(found.q, expected["q"], rtol=1e-9, atol=1e-12)


@given(some_effects(1, 12), st.sampled_from(METHODS))
def test_a_batch_of_one_equals_the_single_analysis(effects, method):
    found = pool_many(effects.estimate[None], effects.variance[None], method=method)
    single = pool(effects, model="random", method=method, level=0.95)
    assert_allclose(found.tau2, [single.tau2], rtol=1e-9, atol=1e-11)
    assert_allclose(found.coefficient, [single.coefficient], rtol=1e-9, atol=1e-11)
    assert_allclose(found.std_error, [single.std_error], rtol=1e-9)
    q = heterogeneity(effects, method, level=0.95).q
    assert_allclose(found.q, [q], rtol=1e-9, atol=1e-10)


@given(some_effects(4, 10), st.randoms(use_true_random=False), st.sampled_from(METHODS))
def test_the_order_of_trials_changes_nothing(effects, random, method):
    order = list(range(effects.k))
    random.shuffle(order)
    rows = np.array([range(effects.k), order])
    found = pool_many(effects.estimate[rows], effects.variance[rows], method=method)
    for values in (found.tau2, found.coefficient, found.std_error, found.q):
        assert values[0] == pytest.approx(values[1], rel=1e-9, abs=1e-11)


@pytest.mark.parametrize("method", METHODS)
def test_regressions_in_a_batch_equal_single_ones(method):
    effects, design = trials("bcg"), moderators("bcg", "latitude", "year")
    rows = np.random.default_rng(1).permuted(np.tile(np.arange(13), (20, 1)), axis=1)
    found = regress_many(effects.estimate[rows], effects.variance[rows], design, method=method)
    singles = [between_variance(effects.take(row), method, design) for row in rows]
    assert_allclose(found.tau2, singles, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_how_rows_are_taken_together_changes_nothing(method, monkeypatch):
    effects = made_up(9, 3)
    rows = np.random.default_rng(4).integers(0, 9, (50, 9))
    whole = pool_many(effects.estimate[rows], effects.variance[rows], method=method)
    monkeypatch.setattr(many, "CELLS_PER_BATCH", 20)
    parts = pool_many(effects.estimate[rows], effects.variance[rows], method=method)
    assert_allclose(parts.tau2, whole.tau2, rtol=1e-10, atol=1e-13)
    assert_allclose(parts.coefficient, whole.coefficient, rtol=1e-12)


def test_the_higher_of_two_maxima_of_the_likelihood_wins():
    rng = np.random.default_rng(5)
    variance = rng.lognormal(-1, 1.6, (3000, 6))
    estimate = rng.normal(0, np.sqrt(variance + 0.3))
    found = pool_many(estimate, variance, method="REML")
    grid = np.concatenate([[0], np.geomspace(1e-4, 100, 80)])
    falls = likelihood(estimate, variance, 1e-7) < likelihood(estimate, variance, 0)
    assert (falls & (found.tau2 > 0)).any()
    highest = np.max([likelihood(estimate, variance, tau2) for tau2 in grid], axis=0)
    assert (likelihood(estimate, variance, found.tau2) >= highest - 1e-9).all()


def likelihood(estimate, variance, tau2):
    total = variance + np.reshape(tau2, (-1, 1))
    weight = 1 / total
    mean = (weight * estimate).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
    squares = (weight * (estimate - mean) ** 2).sum(axis=1)
    return -(np.log(total).sum(axis=1) + np.log(weight.sum(axis=1)) + squares) / 2


@pytest.mark.parametrize("method", METHODS)
def test_equal_effects_have_no_variance_between_them(method):
    found = pool_many(np.full((2, 4), 0.7), np.ones((2, 4)), method=method)
    assert found.tau2.tolist() == [0, 0]
    assert_allclose(found.coefficient, 0.7)


@pytest.mark.parametrize("method", METHODS)
def test_one_trial_is_itself_and_no_set_is_no_row(method):
    one = pool_many(np.array([[0.3]]), np.array([[4.0]]), method=method)
    values = (one.tau2[0], one.coefficient[0], one.std_error[0], one.q[0])
    assert values == pytest.approx((0, 0.3, 2, 0), abs=1e-15)
    assert pool_many(np.empty((0, 3)), np.empty((0, 3)), method=method).tau2.shape == (0,)


def test_a_set_whose_variance_is_not_found_is_marked():
    estimate = np.array([[1e200, -1e200, 3.0], [1.0, 2.0, 5.0]])
    with np.errstate(all="ignore"):
        found = pool_many(estimate, np.ones((2, 3)), method="PM")
    assert found.converged.tolist() == [False, True]
    assert np.isnan(found.tau2[0])
    assert np.isnan(found.coefficient[0])
    assert found.coefficient[1] == pytest.approx(8 / 3)


@pytest.mark.parametrize(
    ("estimate", "variance", "design"),
    [
        (np.ones(3), np.ones(3), np.ones((3, 1))),
        (np.ones((2, 3)), np.ones((2, 4)), np.ones((3, 1))),
        (np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 1))),
        (np.ones((2, 3)), np.ones((2, 3)), np.ones((3, 4))),
        (np.ones((2, 3)), np.ones((2, 3)), np.ones((3, 0))),
        (np.ones((2, 3)), np.zeros((2, 3)), np.ones((3, 1))),
        (np.full((2, 3), np.nan), np.ones((2, 3)), np.ones((3, 1))),
    ],
)
def test_what_cannot_be_fitted_is_refused(estimate, variance, design):
    with pytest.raises(ValueError, match=r"array|design|finite|above 0"):
        regress_many(estimate, variance, design, method="REML")


def test_trials_without_columns_are_refused():
    with pytest.raises(ValueError, match="shape"):
        pool_many(np.ones(3), np.ones(3), method="REML")


def test_bootstrap_limits_are_quantiles_of_pooled_resamples():
    effects = trials("ips")
    found = bootstrap_pooled(effects, replicates=300, rng=np.random.default_rng(8), level=0.9)
    ordered = effects.take(np.argsort(effects.estimate))
    drawn = np.random.default_rng(8).integers(0, 20, size=(300, 20))
    singles = [pool(ordered.take(row), model="random", level=0.9) for row in drawn]
    limits = np.quantile([[p.coefficient, p.tau2] for p in singles], [0.05, 0.95], axis=0)
    assert_allclose([found.coefficient_low, found.coefficient_high], limits[:, 0], rtol=1e-9)
    assert_allclose([found.tau2_low, found.tau2_high], limits[:, 1], rtol=1e-9, atol=1e-12)
    assert (found.replicates, found.failed, found.level, found.note) == (300, 0, 0.9, "")


def times_covered(k):
    """How many of 200 bootstrap intervals of k trials at level 0.9 hold the mean."""
    rng = np.random.default_rng(9)
    covered = 0
    for _ in range(200):
        variance = rng.uniform(0.05, 0.2, k)
        effects = Effects(
            estimate=rng.normal(0.4, np.sqrt(variance + 0.1)),
            variance=variance,
            measure="risk_ratio",
        )
        found = bootstrap_pooled(effects, method="DL", replicates=200, rng=rng, level=0.9)
        covered += found.coefficient_low <= 0.4 <= found.coefficient_high
    return covered


def test_bootstrap_limits_cover_the_mean_about_as_often_as_stated():
    # 180 expected, standard error 4.2.
    assert 160 <= times_covered(40) <= 195


def test_bootstrap_of_few_trials_covers_too_seldom_and_says_so():
    assert times_covered(4) < 165
    effects = trials("bcg")
    notes = {}
    for k in (2, 4, 9, 10, 13):
        some, rng = effects.take(np.arange(k)), np.random.default_rng(2)
        notes[k] = bootstrap_pooled(some, replicates=20, rng=rng, level=0.95).note
    assert notes == {2: NARROW, 4: NARROW, 9: NARROW, 10: "", 13: ""}
    assert NARROW == "Fewer than 10 trials: the interval is too narrow."


def test_bootstrap_does_not_depend_on_the_order_of_trials():
    effects = trials("bcg")
    turned = effects.take(np.arange(13)[::-1])
    first, second = (
        bootstrap_pooled(each, replicates=50, rng=np.random.default_rng(2), level=0.95)
        for each in (effects, turned)
    )
    assert first == second


def test_bootstrap_of_one_trial_has_a_reason():
    one = trials("bcg").take(np.array([3]))
    found = bootstrap_pooled(one, replicates=10, rng=np.random.default_rng(2), level=0.95)
    assert found.note == TOO_FEW
    assert np.isnan([found.coefficient_low, found.tau2_high]).all()
    with pytest.raises(ValueError, match="replicates"):
        bootstrap_pooled(one, replicates=0, rng=np.random.default_rng(2), level=0.95)
