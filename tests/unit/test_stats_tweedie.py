"""The Tweedie model and the log-linear families behind it."""

import json
from functools import partial

import numpy as np
import pytest
from earnings import COVARIATES, EARNINGS, FOLDER, NO_COVARIATES, TREATED, two_arms
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from ipsanalysis.stats.family import power_variance
from ipsanalysis.stats.glm import fit_family
from ipsanalysis.stats.tweedie import tweedie

REFERENCE = json.loads((FOLDER / "tweedie.json").read_text(encoding="utf-8"))
CASES = pytest.mark.parametrize(
    ("key", "covariates", "power"),
    [
        ("covariates", COVARIATES, 1.5),
        ("none", NO_COVARIATES, 1.5),
        ("covariates_power_1.2", COVARIATES, 1.2),
    ],
)
PROPERTY = settings(max_examples=40, deadline=None, derandomize=True)
SOME_OF_EACH = st.lists(
    st.one_of(st.just(0.0), st.floats(0.5, 5_000)), min_size=1, max_size=12
).map(lambda values: [0.0, 40.0, 7.5, *values])


def estimates(means):
    return [means.mean_active, means.mean_control, means.mean_difference, means.mean_ratio]


def without_covariates(active, control, **options):
    values, group = two_arms(active, control)
    return tweedie(values, group, np.empty((values.size, 0)), level=0.95, **options)


@CASES
def test_coefficients_and_covariance_equal_r_glm_and_sandwich(key, covariates, power):
    design = np.column_stack([np.ones(EARNINGS.size), TREATED, covariates])
    fit = fit_family(EARNINGS, design, power_variance(power, information="expected"))
    assert fit.coef == pytest.approx(np.array(REFERENCE[key]["coef"]), rel=1e-9)
    np.testing.assert_allclose(fit.covariance, REFERENCE[key]["covariance"], rtol=1e-7, atol=1e-12)


@CASES
def test_earnings_equal_r(key, covariates, power):
    result = estimates(tweedie(EARNINGS, TREATED, covariates, level=0.9, power=power))
    reference, of = REFERENCE[key], ("active", "control", "difference", "ratio")
    means, errors = ([reference[f"{what}_{name}"] for name in of] for what in ("mean", "error"))
    assert [x.estimate for x in result] == pytest.approx(means, rel=1e-9)
    assert [x.std_error for x in result] == pytest.approx(errors, rel=1e-9)
    assert [x.log_scale_error for x in result] == [False, False, False, True]
    half = norm.ppf(0.95) * np.array(errors)
    low, high = means[2] - half[2], means[2] + half[2]
    assert (result[2].ci_low, result[2].ci_high) == pytest.approx((low, high), rel=1e-8)
    low, high = means[3] * np.exp(-half[3]), means[3] * np.exp(half[3])
    assert (result[3].ci_low, result[3].ci_high) == pytest.approx((low, high), rel=1e-8)
    z_scores = [means[2] / errors[2], np.log(means[3]) / errors[3]]
    assert [x.p_value for x in result[2:]] == pytest.approx(2 * norm.sf(z_scores), rel=1e-7)
    assert np.isnan([x.p_value for x in result[:2]]).all()


def test_the_power_is_1_5_unless_another_is_given():
    given_power = without_covariates([0, 1, 5], [0, 2, 2.5], power=1.5)
    assert repr(without_covariates([0, 1, 5], [0, 2, 2.5])) == repr(given_power)
    name = "Tweedie model (log link, variance power 1.5), standardised"
    assert [x.method for x in estimates(given_power)] == [name] * 4


@PROPERTY
@given(SOME_OF_EACH, SOME_OF_EACH, st.sampled_from([1.1, 1.5, 1.9]))
def test_without_covariates_means_and_errors_are_the_raw_ones(active, control, power):
    errors = [np.std(arm) / np.sqrt(len(arm)) for arm in (active, control)]
    means = [np.mean(arm) for arm in (active, control)]
    result = without_covariates(active, control, power=power)
    assert result.mean_active.estimate == pytest.approx(means[0], rel=1e-8)
    assert result.mean_control.estimate == pytest.approx(means[1], rel=1e-8)
    assert result.mean_active.std_error == pytest.approx(errors[0], rel=1e-6)
    assert result.mean_control.std_error == pytest.approx(errors[1], rel=1e-6)
    assert result.mean_difference.std_error == pytest.approx(np.hypot(*errors), rel=1e-6)
    assert result.mean_ratio.estimate == pytest.approx(means[0] / means[1], rel=1e-8)
    log_error = np.hypot(errors[0] / means[0], errors[1] / means[1])
    assert result.mean_ratio.std_error == pytest.approx(log_error, rel=1e-6)


@PROPERTY
@given(st.floats(1.01, 2), st.floats(-3, 3), st.floats(0, 20))
def test_residual_and_curvature_are_the_derivatives_of_the_log_likelihood(power, eta, y):
    family, step = power_variance(power, information="observed"), 1e-4
    at = [np.array([eta - step]), np.array([eta]), np.array([eta + step])]
    amount = np.array([y])
    values = [family.log_likelihood(amount, x) for x in at]
    scores = [family.residual(amount, x) for x in at]
    size = abs(values[1]).max() + 1
    assert (values[2] - values[0]) / (2 * step) == pytest.approx(scores[1], abs=1e-5 * size)
    curvature = family.curvature(amount, at[1])
    assert (scores[0] - scores[2]) / (2 * step) == pytest.approx(curvature, rel=1e-5, abs=1e-5)
    mean = family.mean(at[1])
    expected = power_variance(power, information="expected").information(amount, at[1])
    assert family.information(mean, at[1]) == pytest.approx(expected, rel=1e-12)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    """Simulated compound Poisson-gamma amounts: power 1.5 where the gamma has shape 1."""
    rng = np.random.default_rng(20240608)
    trials, people, hits = 300, 600, 0
    for _ in range(trials):
        z, arm = rng.standard_normal(people), np.arange(people) % 2
        mean = np.exp(1.0 + 0.3 * arm + 0.4 * z)
        pieces = rng.poisson(np.sqrt(mean))
        y = np.where(pieces > 0, rng.gamma(np.maximum(pieces, 1), np.sqrt(mean)), 0.0)
        found = tweedie(y, arm, z[:, None], level=0.95).mean_ratio
        hits += found.ci_low <= np.exp(0.3) <= found.ci_high
    assert 0.92 <= hits / trials <= 0.98


def test_result_does_not_depend_on_the_order_of_rows():
    order = np.random.default_rng(4).permutation(EARNINGS.size)
    before = tweedie(EARNINGS, TREATED, COVARIATES, level=0.95)
    after = tweedie(EARNINGS[order], TREATED[order], COVARIATES[order], level=0.95)
    assert repr(after) == repr(before)


@pytest.mark.parametrize("unit", [1e-6, 1e6])
def test_the_unit_of_amounts_and_covariates_changes_nothing_else(unit):
    before = estimates(tweedie(EARNINGS, TREATED, COVARIATES, level=0.95))
    after = estimates(tweedie(EARNINGS * unit, TREATED, COVARIATES * 1e4 - 7, level=0.95))
    for here, there in zip(before[:3], after[:3], strict=True):
        assert there.estimate / unit == pytest.approx(here.estimate, rel=1e-8)
        assert there.std_error / unit == pytest.approx(here.std_error, rel=1e-8)
    assert after[3].estimate == pytest.approx(before[3].estimate, rel=1e-8)
    assert after[3].p_value == pytest.approx(before[3].p_value, rel=1e-6)


@pytest.mark.parametrize(
    ("active", "control", "reason"),
    [
        ([], [0, 1, 2], "an arm is empty"),
        ([0, 1, 2], [], "an arm is empty"),
        ([], [], "an arm is empty"),
        ([0, 0], [0, 0], "nobody in the active arm is above zero"),
        ([0, 0, 3], [0, 0], "nobody in the control arm is above zero"),
        ([3], [0], "nobody in the control arm is above zero"),
    ],
)
def test_the_reason_why_there_is_no_estimate_is_stated(active, control, reason):
    for estimate in estimates(without_covariates(active, control)):
        assert np.isnan(estimate.estimate) and estimate.note.startswith(reason)


def test_everybody_or_one_person_above_zero_is_fitted():
    result = without_covariates([3, 5, 10], [0, 0, 7])
    assert result.mean_difference.estimate == pytest.approx(6 - 7 / 3)
    assert result.mean_control.std_error == pytest.approx(np.std([0, 0, 7]) / np.sqrt(3))
    assert all(x.note == "" for x in estimates(result))


def test_one_person_in_an_arm_is_noted():
    result = without_covariates([6], [0, 0, 7])
    assert result.mean_difference.estimate == pytest.approx(6 - 7 / 3)
    assert all("too few people" in x.note for x in estimates(result))


def test_equal_amounts_have_neither_interval_nor_test():
    result = without_covariates([5, 5, 5], [2, 2])
    assert [x.estimate for x in estimates(result)] == pytest.approx([5, 2, 3, 2.5])
    for x in estimates(result):
        assert np.isnan([x.std_error, x.ci_low, x.p_value]).all() and "no variation" in x.note


def test_redundant_covariates_are_left_out_and_counted():
    age = COVARIATES[:, :1]
    redundant = np.column_stack([age, 2 * age - 3, np.ones(EARNINGS.size)])
    ours = estimates(tweedie(EARNINGS, TREATED, redundant, level=0.95))
    plain = estimates(tweedie(EARNINGS, TREATED, age, level=0.95))
    assert all(x.note.startswith("2 constant or collinear") for x in ours)
    assert [x.std_error for x in ours] == pytest.approx([x.std_error for x in plain], rel=1e-10)


def test_a_covariate_found_only_at_zero_gives_no_estimate():
    values, group = two_arms([0, 0, 2, 3, 4], [0, 0, 1, 3, 3])
    only_zero = np.array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0])
    result = tweedie(values, group, only_zero[:, None], level=0.95).mean_ratio
    assert np.isnan(result.estimate) and "no finite estimate" in result.note


def test_a_prediction_too_large_for_a_number_gives_no_estimate():
    """Amounts rise as exp(100 z), and somebody of the control arm has a z for exp(400)."""
    z = np.tile([0, 0.01, 0.02, 0.03, 0.04], 2)
    z[4] = 4.0
    y = np.exp(100 * z)
    result = tweedie(y, np.repeat([1, 0], 5), z[:, None], level=0.95).mean_ratio
    assert np.isnan(result.estimate) and result.note


@PROPERTY
@given(st.data())
def test_no_legitimate_data_raise_or_warn(data):
    size = data.draw(st.integers(0, 14))
    some = partial(st.lists, min_size=size, max_size=size)
    amount = st.one_of(st.just(0.0), st.floats(1e-3, 1e7))
    values, group = data.draw(some(amount)), data.draw(some(st.integers(0, 1)))
    columns = data.draw(st.integers(0, 3))
    cells = [data.draw(some(st.floats(-1e4, 1e4))) for _ in range(columns)]
    covariates = np.array(cells, dtype=float).reshape(columns, size).T
    for x in estimates(tweedie(values, group, covariates, level=0.95)):
        assert np.isfinite([x.estimate, x.std_error, x.ci_low]).all() or x.note


@pytest.mark.parametrize(
    ("values", "group", "covariates", "message"),
    [
        ([0, -1], [1, 0], np.empty((2, 0)), "between 0 and"),
        ([0, np.nan], [1, 0], np.empty((2, 0)), "finite"),
        ([0, 1], [1, 0, 1], np.empty((2, 0)), "one code per person"),
        ([0, 1], [1, 0], np.empty((3, 1)), "one row per person"),
        ([0, 1], [1, 0], [[0], [np.nan]], "covariates must be finite"),
    ],
)
def test_wrong_input_is_refused(values, group, covariates, message):
    with pytest.raises(ValueError, match=message):
        tweedie(values, group, covariates, level=0.95)


@pytest.mark.parametrize("power", [0, 1, 2, 3, np.nan])
def test_a_power_out_of_range_is_refused(power):
    with pytest.raises(ValueError, match="variance power"):
        without_covariates([0, 1], [0, 2], power=power)
    if power != 2:
        with pytest.raises(ValueError, match="variance power"):
            power_variance(power, information="observed")
