"""The two-part models of amounts without upper limit."""

from functools import partial

import numpy as np
import pytest
from delicatessen import MEstimator
from earnings import COVARIATES, EARNINGS, NO_COVARIATES, TREATED, TWO_PART, two_arms
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import norm

from ipsanalysis.stats.family import power_variance
from ipsanalysis.stats.glm import fit_family, fit_glm
from ipsanalysis.stats.two_part_gamma import two_part_gamma
from ipsanalysis.stats.two_part_lognormal import two_part_lognormal

PROPERTY = settings(max_examples=40, deadline=None, derandomize=True)
MODELS = {"gamma": two_part_gamma, "lognormal": two_part_lognormal}
both_models = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
AMOUNTS = st.floats(0.5, 5_000)
SOME_OF_EACH = st.lists(st.one_of(st.just(0.0), AMOUNTS), min_size=1, max_size=12).map(
    lambda values: [0.0, 40.0, 7.5, *values]
)


def estimates(means):
    return [means.mean_active, means.mean_control, means.mean_difference]


def without_covariates(model, active, control):
    values, group = two_arms(active, control)
    return model(values, group, np.empty((values.size, 0)), level=0.95)


@pytest.mark.parametrize(
    ("key", "covariates"), [("covariates", COVARIATES), ("none", NO_COVARIATES)]
)
@pytest.mark.parametrize("name", MODELS)
def test_earnings_equal_r(name, key, covariates):
    result = estimates(MODELS[name](EARNINGS, TREATED, covariates, level=0.9))
    reference = TWO_PART[name][key]
    means = [reference[f"mean_{of}"] for of in ("active", "control", "difference")]
    errors = [reference[f"error_{of}"] for of in ("active", "control", "difference")]
    assert [x.estimate for x in result] == pytest.approx(means, rel=1e-9)
    assert [x.std_error for x in result] == pytest.approx(errors, rel=1e-8)
    z = norm.ppf(0.95)
    low, high = means[2] - z * errors[2], means[2] + z * errors[2]
    assert (result[2].ci_low, result[2].ci_high) == pytest.approx((low, high), rel=1e-7)
    assert result[2].p_value == pytest.approx(2 * norm.sf(means[2] / errors[2]), rel=1e-6)
    assert np.isnan([x.p_value for x in result[:2]]).all()
    assert all(x.level == 0.9 and x.note == "" for x in result)


def test_methods_are_named_in_words():
    names = [
        model(EARNINGS, TREATED, NO_COVARIATES, level=0.95).mean_difference.method
        for model in MODELS.values()
    ]
    assert names == [
        "Two-part gamma model (logistic, gamma log link), standardised",
        "Two-part log-normal model (logistic, log-normal with smearing by arm), standardised",
    ]


def gamma_equations(theta, y, design):
    """Stacked equations: two marginal means, their difference, both parts."""
    columns = design.shape[1]
    alpha, beta = theta[3 : 3 + columns], theta[3 + columns :]
    marginal = []
    for arm in (1, 0):
        assigned = design.copy()
        assigned[:, 1] = arm
        marginal.append(1_000 / (1 + np.exp(-(assigned @ alpha))) * np.exp(assigned @ beta))
    above = y > 0
    mean = 1_000 * np.exp(design @ beta)
    return np.vstack(
        [
            marginal[0] - theta[0],
            marginal[1] - theta[1],
            np.full(y.size, theta[0] - theta[1] - theta[2]),
            ((above - 1 / (1 + np.exp(-(design @ alpha))))[:, None] * design).T,
            ((above * (y - mean) / mean)[:, None] * design).T,
        ]
    )


def test_gamma_standard_errors_equal_delicatessen():
    covariates = COVARIATES[:, :3]
    design = np.column_stack([np.ones(EARNINGS.size), TREATED, covariates])
    above = EARNINGS > 0
    starts = [
        fit_glm(above, design, family="binomial").coef,
        fit_family(
            EARNINGS[above] / 1_000, design[above], power_variance(2, information="observed")
        ).coef,
    ]
    stacked = MEstimator(
        lambda theta: gamma_equations(theta, EARNINGS, design),
        init=np.concatenate([[6_300, 4_600, 1_700], *starts]),
    )
    stacked.estimate(solver="lm", deriv_method="exact")
    result = estimates(two_part_gamma(EARNINGS, TREATED, covariates, level=0.95))
    assert [x.estimate for x in result] == pytest.approx(stacked.theta[:3], rel=1e-6)
    errors = np.sqrt(np.diag(stacked.variance)[:3])
    assert [x.std_error for x in result] == pytest.approx(errors, rel=1e-6)


@PROPERTY
@given(SOME_OF_EACH, SOME_OF_EACH)
def test_without_covariates_means_and_errors_are_the_raw_ones(active, control):
    errors = [np.std(arm) / np.sqrt(len(arm)) for arm in (active, control)]
    for model in MODELS.values():
        result = without_covariates(model, active, control)
        assert result.mean_active.estimate == pytest.approx(np.mean(active), rel=1e-8)
        assert result.mean_control.estimate == pytest.approx(np.mean(control), rel=1e-8)
        assert result.mean_active.std_error == pytest.approx(errors[0], rel=1e-6)
        assert result.mean_control.std_error == pytest.approx(errors[1], rel=1e-6)
        assert result.mean_difference.std_error == pytest.approx(np.hypot(*errors), rel=1e-6)


@both_models
def test_the_interval_covers_the_truth_as_often_as_it_says(model):
    """Simulated trials; the covariate matters for both parts, and the arms vary differently."""
    rng = np.random.default_rng(20240607)
    trials, people, hits = 300, 1_000, 0
    grid = rng.standard_normal(400_000)
    truth = np.mean(expit(0.8 + 0.7 * grid) * np.exp(2.4 + 0.5 * grid)) - np.mean(
        expit(0.2 + 0.7 * grid) * np.exp(2.0 + 0.5 * grid)
    )
    for _ in range(trials):
        z, arm = rng.standard_normal(people), np.arange(people) % 2
        above = rng.random(people) < expit(0.2 + 0.6 * arm + 0.7 * z)
        spread = np.where(arm == 1, 0.8, 0.5)
        noise = np.exp(spread * rng.standard_normal(people) - spread**2 / 2)
        y = above * np.exp(2.0 + 0.4 * arm + 0.5 * z) * noise
        found = model(y, arm, z[:, None], level=0.95).mean_difference
        hits += found.ci_low <= truth <= found.ci_high
    assert 0.92 <= hits / trials <= 0.98


@both_models
def test_result_does_not_depend_on_the_order_of_rows(model):
    order = np.random.default_rng(4).permutation(EARNINGS.size)
    before = model(EARNINGS, TREATED, COVARIATES, level=0.95)
    after = model(EARNINGS[order], TREATED[order], COVARIATES[order], level=0.95)
    assert repr(after) == repr(before)


@both_models
@pytest.mark.parametrize("unit", [1e-6, 1e6])
def test_the_unit_of_amounts_and_covariates_changes_nothing_else(model, unit):
    before = estimates(model(EARNINGS, TREATED, COVARIATES, level=0.95))
    after = estimates(model(EARNINGS * unit, TREATED, COVARIATES * 1e4 - 7, level=0.95))
    for here, there in zip(before, after, strict=True):
        assert there.estimate / unit == pytest.approx(here.estimate, rel=1e-8)
        assert there.std_error / unit == pytest.approx(here.std_error, rel=1e-8)
    assert after[2].p_value == pytest.approx(before[2].p_value, rel=1e-6)


@both_models
def test_everybody_above_zero_leaves_the_model_of_the_amounts(model):
    result = without_covariates(model, [3, 5, 10], [1, 2, 2.5])
    assert result.mean_difference.estimate == pytest.approx(6 - 5.5 / 3)
    assert result.mean_active.std_error == pytest.approx(np.std([3, 5, 10]) / np.sqrt(3))
    assert all("without a logistic part" in x.note for x in estimates(result))


@both_models
def test_one_person_above_zero_in_an_arm_is_noted(model):
    result = without_covariates(model, [0, 0, 12], [0, 1, 2, 2.5])
    assert result.mean_active.estimate == pytest.approx(4)
    assert result.mean_active.std_error == pytest.approx(np.std([0, 0, 12]) / np.sqrt(3))
    assert all("too few people" in x.note for x in estimates(result))


@both_models
def test_equal_amounts_without_zeros_have_neither_interval_nor_test(model):
    result = without_covariates(model, [5, 5, 5], [2, 2])
    assert [x.estimate for x in estimates(result)] == pytest.approx([5, 2, 3])
    for x in estimates(result):
        assert np.isnan([x.std_error, x.ci_low, x.p_value]).all() and "no variation" in x.note


@both_models
@pytest.mark.parametrize(
    ("active", "control", "reason"),
    [
        ([], [0, 1, 2], "an arm is empty"),
        ([0, 1, 2], [], "an arm is empty"),
        ([], [], "an arm is empty"),
        ([3], [0], "everybody in the active arm is above zero and not in the other"),
        ([0, 0], [0, 0], "nobody in the active arm is above zero"),
        ([0, 0, 3], [0, 0], "nobody in the control arm is above zero"),
        ([0, 0, 0], [0, 1, 2], "nobody in the active arm is above zero"),
        ([0, 2, 3], [1, 2], "everybody in the control arm is above zero"),
    ],
)
def test_the_reason_why_there_is_no_estimate_is_stated(model, active, control, reason):
    for estimate in estimates(without_covariates(model, active, control)):
        assert np.isnan(estimate.estimate) and estimate.note.startswith(reason)


@both_models
def test_redundant_covariates_are_left_out_and_counted(model):
    age = COVARIATES[:, :1]
    redundant = np.column_stack([age, 2 * age - 3, np.ones(EARNINGS.size)])
    ours = estimates(model(EARNINGS, TREATED, redundant, level=0.95))
    plain = estimates(model(EARNINGS, TREATED, age, level=0.95))
    assert all(x.note.startswith("2 constant or collinear") for x in ours)
    assert [x.estimate for x in ours] == pytest.approx([x.estimate for x in plain], rel=1e-10)
    assert [x.std_error for x in ours] == pytest.approx([x.std_error for x in plain], rel=1e-10)


@both_models
def test_a_covariate_found_only_among_people_at_zero_gives_no_estimate(model):
    values, group = two_arms([0, 0, 2, 3, 4], [0, 0, 1, 3, 3])
    only_zero = np.array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0])
    with_one = model(values, group, only_zero[:, None], level=0.95).mean_difference
    assert np.isnan(with_one.estimate) and "no finite estimate" in with_one.note
    varies = np.array([1, 3, 2, 2, 2, 1, 3, 2, 2, 2])
    constant_above = model(values, group, varies[:, None], level=0.95).mean_difference
    assert np.isnan(constant_above.estimate) and "above zero" in constant_above.note


@both_models
def test_a_prediction_too_large_for_a_number_gives_no_estimate(model):
    """Above zero the covariate runs to 0.03, amounts as exp(100 z); somebody at zero has 40."""
    z = np.array([0, 0.01, 0.02, 0.03, 0.015, 0, 0.01, 0.02, 0.03, 40.0])
    y = np.exp(100 * np.array([0, 0.01, 0.02, 0.03, 0, 0, 0.01, 0.02, 0.03, 0]))
    y[[4, 9]] = 0
    result = model(y, np.repeat([1, 0], 5), z[:, None], level=0.95).mean_difference
    assert np.isnan(result.estimate) and "too large" in result.note


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
    for model in MODELS.values():
        for x in estimates(model(values, group, covariates, level=0.95)):
            assert np.isfinite([x.estimate, x.std_error, x.ci_low, x.ci_high]).all() or x.note


@both_models
@pytest.mark.parametrize(
    ("values", "group", "covariates", "message"),
    [
        ([0, -1], [1, 0], np.empty((2, 0)), "between 0 and"),
        ([0, np.nan], [1, 0], np.empty((2, 0)), "finite"),
        ([0, np.inf], [1, 0], np.empty((2, 0)), "finite"),
        ([0, 1], [1, 0, 1], np.empty((2, 0)), "one code per person"),
        ([0, 1], [1, 0], np.empty((3, 1)), "one row per person"),
        ([0, 1], [1, 0], np.zeros(2), "one row per person"),
        ([0, 1], [1, 0], [[0], [np.nan]], "covariates must be finite"),
    ],
)
def test_wrong_input_is_refused(model, values, group, covariates, message):
    with pytest.raises(ValueError, match=message):
        model(values, group, covariates, level=0.95)
