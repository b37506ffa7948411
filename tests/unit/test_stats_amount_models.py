"""The two-part model and the quasi-Poisson rate."""

import numpy as np
import pytest
from delicatessen import MEstimator
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from stats_amount_reference import ARM, COVARIATES, OBSERVED_WEEKS, REFERENCE, WEEKS

from ipsanalysis.stats.glm import fit_glm
from ipsanalysis.stats.rate import quasi_poisson_rate_ratio
from ipsanalysis.stats.two_part import two_part

PROPERTY = settings(max_examples=40, deadline=None, derandomize=True)
NO_COVARIATES = np.empty((WEEKS.size, 0))
SOME_OF_EACH = st.lists(st.integers(0, 9), min_size=2, max_size=15).map(lambda x: [0, 4, *x])


def two_arms(active, control):
    return np.array([*active, *control], dtype=float), np.repeat(
        [1, 0], [len(active), len(control)]
    )


def without_covariates(active, control):
    values, group = two_arms(active, control)
    return two_part(values, group, np.empty((values.size, 0)), maximum=10, level=0.95)


@pytest.mark.parametrize(
    ("key", "covariates"), [("covariates", COVARIATES), ("none", NO_COVARIATES)]
)
def test_marginal_means_equal_r(key, covariates):
    result, reference = (
        two_part(WEEKS, ARM, covariates, maximum=52, level=0.95),
        REFERENCE["two_part"],
    )
    expected = reference[key]["mean_active"], reference[key]["mean_control"]
    assert (result.mean_active.estimate, result.mean_control.estimate) == pytest.approx(
        expected, rel=1e-9
    )
    assert result.mean_difference.estimate == pytest.approx(expected[0] - expected[1], rel=1e-8)


def test_without_covariates_the_difference_of_weeks_is_the_raw_difference():
    result = two_part(WEEKS, ARM, NO_COVARIATES, maximum=52, level=0.95)
    assert result.mean_difference.estimate == pytest.approx(1.5, abs=1e-9)


@PROPERTY
@given(SOME_OF_EACH, SOME_OF_EACH)
def test_without_covariates_means_and_errors_are_the_raw_ones(active, control):
    result = without_covariates(active, control)
    errors = [np.std(arm) / np.sqrt(len(arm)) for arm in (active, control)]
    assert result.mean_active.estimate == pytest.approx(np.mean(active), abs=1e-8)
    assert result.mean_control.estimate == pytest.approx(np.mean(control), abs=1e-8)
    assert result.mean_active.std_error == pytest.approx(errors[0], rel=1e-6)
    assert result.mean_control.std_error == pytest.approx(errors[1], rel=1e-6)
    assert result.mean_difference.std_error == pytest.approx(np.hypot(*errors), rel=1e-6)


def estimating_functions(theta, y, design, maximum):
    """Stacked equations: two marginal means, their difference, both parts."""
    columns = design.shape[1]
    alpha, beta = theta[3 : 3 + columns], theta[3 + columns :]
    marginal = []
    for arm in (1, 0):
        assigned = design.copy()
        assigned[:, 1] = arm
        marginal.append(expit(assigned @ alpha) * maximum * expit(assigned @ beta))
    working = y > 0
    any_amount = (working - expit(design @ alpha))[:, None] * design
    amount = (working * (y / maximum - expit(design @ beta)))[:, None] * design
    return np.vstack(
        [
            marginal[0] - theta[0],
            marginal[1] - theta[1],
            np.full(y.size, theta[0] - theta[1] - theta[2]),
            any_amount.T,
            amount.T,
        ]
    )


def test_standard_errors_equal_delicatessen():
    design = np.column_stack([np.ones(WEEKS.size), ARM, COVARIATES])
    working = WEEKS > 0
    starts = [
        fit_glm(working, design, family="binomial").coef,
        fit_glm(WEEKS[working] / 52, design[working], family="binomial").coef,
    ]
    stacked = MEstimator(
        lambda theta: estimating_functions(theta, WEEKS, design, 52),
        init=np.concatenate([[22, 21, 1], *starts]),
    )
    stacked.estimate(solver="lm", deriv_method="approx")
    result = two_part(WEEKS, ARM, COVARIATES, maximum=52, level=0.95)
    ours = [result.mean_active, result.mean_control, result.mean_difference]
    assert [x.estimate for x in ours] == pytest.approx(stacked.theta[:3], rel=1e-6)
    errors = np.sqrt(np.diag(stacked.variance)[:3])
    assert [x.std_error for x in ours] == pytest.approx(errors, rel=1e-6)
    low, high = stacked.confidence_intervals(alpha=0.05)[2]
    assert (ours[2].ci_low, ours[2].ci_high) == pytest.approx((low, high), rel=1e-6)
    assert ours[2].p_value == pytest.approx(stacked.p_values(null=0)[2], rel=1e-5)
    assert np.isnan([ours[0].p_value, ours[1].p_value]).all()


def test_two_part_does_not_depend_on_the_order_of_rows_or_the_unit_of_covariates():
    order = np.random.default_rng(4).permutation(WEEKS.size)
    before = two_part(WEEKS, ARM, COVARIATES, maximum=52, level=0.95)
    after = two_part(WEEKS[order], ARM[order], COVARIATES[order], maximum=52, level=0.95)
    assert repr(after) == repr(before)
    moved = two_part(WEEKS, ARM, COVARIATES * 10 - 7, maximum=52, level=0.95).mean_difference
    assert moved.estimate == pytest.approx(before.mean_difference.estimate, rel=1e-7)
    assert moved.std_error == pytest.approx(before.mean_difference.std_error, rel=1e-7)


@pytest.mark.parametrize(
    ("active", "control", "reason"),
    [
        ([], [0, 1, 2], "an arm is empty"),
        ([0, 1, 2], [], "an arm is empty"),
        ([3], [], "an arm is empty"),
        ([], [], "an arm is empty"),
        ([3], [0], "whether any amount"),
        ([0, 0], [0, 0], "whether any amount"),
        ([1, 2], [3, 4], "whether any amount"),
        ([0, 0, 0], [0, 1, 2], "whether any amount"),
        ([1, 2, 3], [0, 1, 2], "whether any amount"),
        ([0, 10, 10], [0, 10, 10], "amount among those with any"),
        ([0, 10, 10], [0, 1, 2], "amount among those with any"),
    ],
)
def test_two_part_states_why_there_is_no_estimate(active, control, reason):
    result = without_covariates(active, control)
    for estimate in (result.mean_active, result.mean_control, result.mean_difference):
        assert np.isnan(estimate.estimate) and estimate.note.startswith(reason)


def test_two_part_states_collinear_covariates():
    twice = np.column_stack([COVARIATES[:, 0], 2 * COVARIATES[:, 0]])
    result = two_part(WEEKS, ARM, twice, maximum=52, level=0.95).mean_difference
    assert np.isnan(result.estimate) and "collinear" in result.note


@pytest.mark.parametrize(
    ("values", "group", "covariates", "message"),
    [
        ([0, 11], [1, 0], np.empty((2, 0)), "between 0 and the maximum"),
        ([0, -1], [1, 0], np.empty((2, 0)), "between 0 and the maximum"),
        ([0, np.nan], [1, 0], np.empty((2, 0)), "finite"),
        ([0, 1], [1, 0, 1], np.empty((2, 0)), "one code per person"),
        ([0, 1], [1, 0], np.empty((3, 1)), "one row per person"),
        ([0, 1], [1, 0], np.zeros(2), "one row per person"),
        ([0, 1], [1, 0], [[0], [np.nan]], "covariates must be finite"),
    ],
)
def test_two_part_refuses_wrong_input(values, group, covariates, message):
    with pytest.raises(ValueError, match=message):
        two_part(values, group, covariates, maximum=10, level=0.95)


def test_rates_equal_r_glm():
    result = quasi_poisson_rate_ratio(WEEKS, OBSERVED_WEEKS, ARM, level=0.95)
    for name in ("rate_active", "rate_control", "ratio"):
        ours, reference = getattr(result, name), REFERENCE["rate"][name]
        assert [ours.estimate, ours.std_error, ours.ci_low, ours.ci_high] == pytest.approx(
            [reference[key] for key in ("estimate", "std_error", "ci_low", "ci_high")], rel=1e-9
        )
        assert ours.log_scale_error
    assert result.ratio.p_value == pytest.approx(REFERENCE["rate"]["ratio"]["p_value"], rel=1e-9)
    assert np.isnan(result.rate_active.p_value)


@PROPERTY
@given(SOME_OF_EACH, SOME_OF_EACH, st.randoms(use_true_random=False))
def test_rate_ratio_does_not_depend_on_row_order_or_unit_of_time(active, control, random):
    counts, group = two_arms(active, control)
    exposure = 1 + np.arange(counts.size) % 4
    order = list(range(counts.size))
    random.shuffle(order)
    before = quasi_poisson_rate_ratio(counts, exposure, group, level=0.9)
    after = quasi_poisson_rate_ratio(counts[order], exposure[order], group[order], level=0.9)
    assert repr(after) == repr(before)
    days = quasi_poisson_rate_ratio(counts, exposure * 7, group, level=0.9)
    assert [days.ratio.ci_low, days.ratio.ci_high, days.ratio.p_value] == pytest.approx(
        [before.ratio.ci_low, before.ratio.ci_high, before.ratio.p_value], nan_ok=True
    )
    assert days.rate_active.estimate == pytest.approx(before.rate_active.estimate / 7)
    assert before.ratio.estimate == pytest.approx(
        before.rate_active.estimate / before.rate_control.estimate
    )


def rate(active, control, exposure=None):
    counts, group = two_arms(active, control)
    time = np.full(counts.size, 3) if exposure is None else exposure
    return quasi_poisson_rate_ratio(counts, time, group, level=0.95)


@pytest.mark.parametrize(("active", "control"), [([0, 0], [1, 4]), ([0, 0], [0, 0])])
def test_no_event_in_an_arm_gives_no_ratio(active, control):
    result = rate(active, control)
    assert np.isnan(result.ratio.estimate) and "no event" in result.ratio.note
    assert result.rate_active.estimate == 0 and np.isnan(result.rate_active.ci_high)
    assert result.rate_control.estimate == sum(control) / 6


def test_an_empty_arm_leaves_the_rate_of_the_other():
    """The rate of one sample equals R glm(c(1, 4, 4) ~ 1 + offset(log(c(3, 3, 3))))."""
    result = rate([], [1, 4, 4])
    assert result.ratio.note == "an arm is empty" and np.isnan(result.rate_active.estimate)
    dispersion = ((1 - 3) ** 2 + 2 * (4 - 3) ** 2) / 3 / 2
    assert result.rate_control.estimate == pytest.approx(1)
    assert result.rate_control.std_error == pytest.approx(np.sqrt(dispersion / 9))
    nobody = rate([], [])
    assert np.isnan([nobody.rate_control.estimate, nobody.ratio.estimate]).all()


def test_one_person_in_each_arm_gives_a_ratio_without_interval():
    result = rate([2], [1])
    assert result.ratio.estimate == pytest.approx(2)
    assert np.isnan([result.ratio.ci_low, result.ratio.p_value]).all()
    assert "too few people" in result.ratio.note and "too few people" in result.rate_active.note


@pytest.mark.parametrize(("active", "control", "ratio"), [([1, 3], [1, 3], 1), ([2, 6], [1, 3], 2)])
def test_equal_rates_within_arms_give_neither_interval_nor_p(active, control, ratio):
    result = rate(active, control, exposure=[1, 3, 1, 3]).ratio
    assert result.estimate == pytest.approx(ratio)
    assert np.isnan([result.std_error, result.ci_low, result.ci_high, result.p_value]).all()
    assert "no dispersion" in result.note


def test_a_limit_beyond_the_largest_number_is_infinite():
    result = rate([10_000_000_000, 1, 1], [1], exposure=[1, 10**6, 10**6, 1])
    assert result.ratio.ci_high == np.inf and result.ratio.ci_low == 0


@pytest.mark.parametrize(
    ("counts", "exposure", "message"),
    [
        ([1, 2], [0, 1], "exposure must be above 0"),
        ([1, 2], [-1, 1], "exposure must be above 0"),
        ([-1, 2], [1, 1], "counts must not be negative"),
        ([1, np.nan], [1, 1], "counts must be finite"),
        ([1, 2], [1, np.nan], "exposure must be finite"),
        ([1, 2], [1, 1, 1], "one number per person"),
    ],
)
def test_rate_refuses_wrong_input(counts, exposure, message):
    with pytest.raises(ValueError, match=message):
        quasi_poisson_rate_ratio(counts, exposure, [1, 0], level=0.95)
