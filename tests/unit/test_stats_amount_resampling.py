"""The bootstrap interval and the permutation test of a difference in means."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import norm
from stats_amount_reference import ARM, REFERENCE, WEEKS

from ipsanalysis.stats import bootstrap, permutation
from ipsanalysis.stats.bootstrap import bca_interval, bca_mean_difference
from ipsanalysis.stats.permutation import permutation_test

PROPERTY = settings(max_examples=40, deadline=None, derandomize=True)
ARM_VALUES = st.lists(st.integers(0, 6), min_size=1, max_size=9)
SMALL = REFERENCE["bootstrap"]
SMALL_VALUES, SMALL_ARM = np.array(SMALL["values"]), np.array(SMALL["group"]) == 1
INDICES = np.array(SMALL["indices"])


def two_arms(active, control):
    return np.array([*active, *control], dtype=float), np.repeat(
        [1, 0], [len(active), len(control)]
    )


def bca(values, group, *, level=0.95, replicates=200, seed=1):
    rng = np.random.default_rng(seed)
    return bca_mean_difference(values, group, level=level, replicates=replicates, rng=rng)


def permuted(values, group, *, replicates=200, seed=1):
    return permutation_test(values, group, replicates=replicates, rng=np.random.default_rng(seed))


class ResamplesOfR:
    """Hands out the resamples drawn by R as counts of the distinct values of each arm."""

    def __init__(self):
        self.arms = [SMALL_ARM, ~SMALL_ARM]

    def multinomial(self, n, pvals, size):
        arm = self.arms.pop(0)
        drawn = SMALL_VALUES[INDICES[:, arm]]
        distinct = np.unique(SMALL_VALUES[arm])
        assert (n, len(pvals), size) == (arm.sum(), distinct.size, len(INDICES))
        return (drawn[:, :, None] == distinct).sum(axis=1)


@pytest.mark.parametrize(
    ("level", "key"), [(0.9, "limits_90"), (0.95, "limits_95"), (0.999, "limits_999")]
)
def test_the_resamples_of_r_give_the_limits_of_boot_ci(level, key):
    result = bca_mean_difference(
        SMALL_VALUES, SMALL_ARM, level=level, replicates=len(INDICES), rng=ResamplesOfR()
    )
    assert (result.ci_low, result.ci_high) == pytest.approx(SMALL[key], rel=1e-9)
    assert ("most extreme resample" in result.note) == (level == 0.999)


def test_the_interval_of_given_replicates_equals_boot_ci():
    """Undivided jackknife values, as `empinf` of R leaves them for arms of unlike size."""
    drawn = SMALL_VALUES[INDICES]
    replicates = drawn[:, SMALL_ARM].mean(axis=1) - drawn[:, ~SMALL_ARM].mean(axis=1)
    means = np.where(SMALL_ARM, SMALL_VALUES[SMALL_ARM].mean(), SMALL_VALUES[~SMALL_ARM].mean())
    influence = np.where(SMALL_ARM, 1, -1) * (SMALL_VALUES - means)
    observed = SMALL_VALUES[SMALL_ARM].mean() - SMALL_VALUES[~SMALL_ARM].mean()
    result = bca_interval(replicates, observed, influence, level=0.95)
    assert (result.ci_low, result.ci_high) == pytest.approx(SMALL["limits_95_undivided"], rel=1e-9)
    assert result.std_error == pytest.approx(replicates.std(ddof=1))


def test_bootstrap_of_weeks_agrees_with_r_within_monte_carlo_error():
    ours, reference = bca(WEEKS, ARM, replicates=20_000), REFERENCE["bootstrap_life"]
    resamples = 1 / 20_000 + 1 / reference["replicates"]
    bias_error = 2 * np.sqrt(0.25 * resamples) / norm.pdf(0)
    tail_error = np.sqrt(0.025 * 0.975 * resamples) / norm.pdf(ndtri(0.025))
    error = ours.std_error * np.hypot(bias_error, tail_error)
    assert (ours.ci_low, ours.ci_high) == pytest.approx(reference["limits_95"], abs=4 * error)
    assert ours.estimate == 1.5


def test_bootstrap_standard_error_is_the_exact_one_within_monte_carlo_error():
    exact = np.sqrt(WEEKS[ARM].var() / ARM.sum() + WEEKS[~ARM].var() / (~ARM).sum())
    ours = bca(WEEKS, ARM, replicates=20_000)
    assert ours.std_error == pytest.approx(exact, abs=4 * exact / np.sqrt(2 * 20_000))


@pytest.mark.parametrize(
    ("active", "control", "expected", "why"),
    [
        ([0, 0], [0, 0, 0], 0, "all values are equal"),
        ([0.1] * 3, [0.1] * 7, 0, "all values are equal"),
        ([4, 4], [1, 1], 3, "no value varies within an arm"),
    ],
)
def test_bootstrap_without_variation_has_no_interval(active, control, expected, why):
    result = bca(*two_arms(active, control))
    assert result.estimate == expected and result.note.startswith(why)
    assert np.isnan([result.std_error, result.ci_low, result.ci_high, result.level]).all()


def test_resamples_that_are_all_alike_give_no_interval():
    result = bca_interval([2.0, 2.0, 2.0], 1.5, [1.0, -1.0], level=0.95)
    assert result.estimate == 1.5 and "all resamples" in result.note
    assert np.isnan([result.std_error, result.ci_low, result.ci_high]).all()


def test_bootstrap_with_an_empty_arm_or_one_person():
    empty = bca(*two_arms([], [1, 2]))
    assert np.isnan(empty.estimate) and empty.note == "an arm is empty"
    single = bca(*two_arms([5], [1, 2]))
    assert single.estimate == 3.5 and np.isnan(single.ci_low) and "one person" in single.note


def test_bootstrap_with_all_resamples_on_one_side_has_no_interval():
    for replicates in ([1.0, 2.0, 3.0], [-1.0, -2.0, -3.0]):
        result = bca_interval(replicates, 0.0, [1.0, -1.0], level=0.95)
        assert np.isnan(result.ci_low) and "one side" in result.note
        assert result.std_error == pytest.approx(1)


def test_bootstrap_correction_without_solution_gives_no_interval():
    replicates = np.r_[np.full(9_999, -1.0), 1.0]
    result = bca_interval(replicates, 0.5, np.r_[1.0, np.zeros(50)], level=0.999)
    assert np.isnan(result.ci_low) and "one side" in result.note


@pytest.mark.parametrize(
    ("replicates", "influence", "message"),
    [
        ([], [1.0], "must not be empty"),
        ([1.0, 2.0], [0.0, 0.0], "influence must not be 0"),
        ([1.0, 2.0], [], "influence must not be 0"),
        ([1.0, np.nan], [1.0], "finite"),
        ([1.0, 2.0], [np.nan], "finite"),
    ],
)
def test_bca_interval_refuses_wrong_input(replicates, influence, message):
    with pytest.raises(ValueError, match=message):
        bca_interval(replicates, 1.5, influence, level=0.95)


@pytest.mark.parametrize("estimator", [bca, permuted])
@pytest.mark.parametrize(
    ("values", "group", "replicates", "message"),
    [
        ([1, np.nan], [1, 0], 10, "finite"),
        ([1, 2], [1], 10, "one code per person"),
        ([1, 2], [1, 0], 0, "at least 1"),
    ],
)
def test_wrong_input_is_refused(estimator, values, group, replicates, message):
    with pytest.raises(ValueError, match=message):
        estimator(values, group, replicates=replicates)


@PROPERTY
@given(ARM_VALUES, ARM_VALUES, st.randoms(use_true_random=False))
def test_no_result_depends_on_the_order_of_rows(active, control, random):
    values, group = two_arms(np.array(active) / 7, np.array(control) / 7)
    order = list(range(values.size))
    random.shuffle(order)
    for estimator in (bca, permuted):
        assert repr(estimator(values, group)) == repr(estimator(values[order], group[order]))


@PROPERTY
@given(ARM_VALUES, ARM_VALUES, st.integers(-1_000_000, 1_000_000))
def test_a_shift_of_all_values_changes_nothing(active, control, shift):
    values, group = two_arms(active, control)
    before, after = bca(values, group), bca(values + shift, group)
    assert [after.estimate, after.ci_low, after.ci_high] == pytest.approx(
        [before.estimate, before.ci_low, before.ci_high], abs=1e-8, nan_ok=True
    )
    assert permuted(values, group).p_value == permuted(values + shift, group).p_value


@PROPERTY
@given(ARM_VALUES, ARM_VALUES, st.sampled_from([0.1, 1 / 3, 1e-7, 3e5]))
def test_the_unit_of_the_values_does_not_reach_the_p_value(active, control, unit):
    values, group = two_arms(active, control)
    assert permuted(values * unit, group).p_value == permuted(values, group).p_value


@pytest.mark.parametrize("module", [bootstrap, permutation])
def test_the_size_of_a_batch_does_not_reach_the_result(module, monkeypatch):
    estimator = {bootstrap: bca, permutation: permuted}[module]
    before = estimator(WEEKS, ARM, replicates=50)
    monkeypatch.setattr(module, "CELLS_PER_BATCH", 300)
    assert repr(estimator(WEEKS, ARM, replicates=50)) == repr(before)


@pytest.mark.parametrize("estimator", [bca, permuted])
@pytest.mark.parametrize("replicates", [10_000, 100])
def test_memory_stays_bounded_for_a_hundred_thousand_people(estimator, replicates):
    """10,000 resamples of whole weeks, or 100 of values that nobody shares."""
    rng = np.random.default_rng(0)
    values = rng.integers(0, 53, 100_000) + (replicates == 100) * rng.random(100_000)
    group = rng.integers(0, 2, 100_000)
    tracemalloc.start()
    estimator(values, group, replicates=replicates)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150 * 2**20


def test_permutation_p_agrees_with_every_deal_of_r():
    exact, replicates = REFERENCE["permutation"]["exact_p"], 20_000
    result = permuted(SMALL_VALUES, SMALL_ARM, replicates=replicates)
    error = np.sqrt(exact * (1 - exact) / replicates)
    assert result.p_value == pytest.approx(exact, abs=4 * error)


def test_permutation_p_of_weeks_agrees_with_shuffles_of_r():
    reference = REFERENCE["permutation"]
    result = permuted(WEEKS, ARM, replicates=20_000)
    p = reference["life_p"]
    error = np.sqrt(p * (1 - p) * (1 / 20_000 + 1 / reference["life_replicates"]))
    assert result.p_value == pytest.approx(p, abs=4 * error)
    assert result.estimate == 1.5


def test_permutation_p_is_never_zero():
    values, group = two_arms(np.arange(50) + 100, np.arange(50))
    assert permuted(values, group, replicates=99).p_value == 0.01


@pytest.mark.parametrize(("active", "control"), [([0, 0], [0, 0]), ([0.1] * 3, [0.1]), ([7], [7])])
def test_permutation_of_equal_values_has_p_1(active, control):
    result = permuted(*two_arms(active, control))
    assert result.estimate == 0 and result.p_value == 1


def test_permutation_of_two_people_has_p_1():
    result = permuted(*two_arms([5], [1]))
    assert result.estimate == 4 and result.p_value == 1


@pytest.mark.parametrize(("active", "control"), [([], [1, 2]), ([1], []), ([], [])])
def test_permutation_with_an_empty_arm_gives_no_estimate(active, control):
    result = permuted(*two_arms(active, control))
    assert np.isnan(result.estimate) and np.isnan(result.p_value)
    assert result.note == "an arm is empty"
