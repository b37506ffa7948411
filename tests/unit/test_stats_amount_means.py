"""Means, standardised differences and the probability of superiority."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import brunnermunzel
from stats_amount_reference import AGE, ARM, EDUCATION, REFERENCE, WEEKS, WORK_EXPERIENCE

from ipsanalysis.stats.mean import mean, welch
from ipsanalysis.stats.standardised_difference import (
    standardised_category_difference,
    standardised_mean_difference,
    standardised_proportion_difference,
)
from ipsanalysis.stats.superiority import probability_of_superiority

PROPERTY = settings(max_examples=60, deadline=None, derandomize=True)
ARM_VALUES = st.lists(st.integers(0, 6), min_size=2, max_size=12)
HOURS = np.array(REFERENCE["hours"]["values"])
HOURS_ARM = np.array(REFERENCE["hours"]["group"])


def two_arms(active, control):
    return np.array([*active, *control], dtype=float), np.repeat(
        [1, 0], [len(active), len(control)]
    )


def numbers(estimate):
    return [
        estimate.estimate,
        estimate.std_error,
        estimate.ci_low,
        estimate.ci_high,
        estimate.p_value,
    ]


def r_numbers(reference):
    return [reference[key] for key in ("estimate", "std_error", "ci_low", "ci_high", "p_value")]


def test_mean_equals_r_t_test():
    reference = REFERENCE["mean"]["weeks_active"]
    result = mean(WEEKS[ARM], level=0.95)
    assert numbers(result)[:4] == pytest.approx(r_numbers(reference)[:4], rel=1e-10)
    assert np.isnan(result.p_value)


def test_mean_of_nobody_of_one_and_of_equal_values():
    assert np.isnan(mean([], level=0.95).estimate)
    assert mean([], level=0.95).note == "there is nobody to average"
    one = mean([7], level=0.95)
    assert one.estimate == 7 and np.isnan(one.std_error) and "one person" in one.note
    equal = mean([0.1] * 3, level=0.95)
    assert equal.estimate == 0.1 and equal.note == "all values are equal: no interval"
    assert np.isnan(numbers(equal)[1:]).all()


def test_welch_equals_r_t_test():
    weeks = welch(WEEKS, ARM, level=0.95)
    assert numbers(weeks) == pytest.approx(r_numbers(REFERENCE["welch"]["weeks"]), rel=1e-10)
    hours = welch(HOURS, HOURS_ARM, level=0.9)
    assert numbers(hours) == pytest.approx(r_numbers(REFERENCE["welch"]["hours"]), rel=1e-10)
    assert (weeks.level, hours.level) == (0.95, 0.9)


@pytest.mark.parametrize(("active", "control"), [([], [1, 2]), ([1, 2], []), ([], [])])
def test_an_empty_arm_gives_no_estimate(active, control):
    values, group = two_arms(active, control)
    for result in (
        welch(values, group, level=0.95),
        probability_of_superiority(values, group, level=0.95),
        standardised_category_difference(values, group),
        standardised_proportion_difference(values > 1, group),
    ):
        assert np.isnan(result.estimate) and result.note == "an arm is empty"
    assert np.isnan(standardised_mean_difference(values, group).estimate)


def test_one_person_in_an_arm_gives_an_estimate_without_interval():
    values, group = two_arms([5], [1, 2])
    assert welch(values, group, level=0.95).estimate == 3.5
    assert probability_of_superiority(values, group, level=0.95).estimate == 1
    for estimator in (welch, probability_of_superiority):
        result = estimator(values, group, level=0.95)
        assert np.isnan(result.ci_low) and "one person" in result.note
    smd = standardised_mean_difference(values, group)
    assert np.isnan(smd.estimate) and "fewer than two" in smd.note


@pytest.mark.parametrize(
    ("active", "control", "difference", "why"),
    [
        ([0, 0, 0], [0, 0], 0, "all values are equal"),
        ([0.1] * 3, [0.1] * 7, 0, "all values are equal"),
        ([4, 4], [1, 1], 3, "no value varies within an arm"),
        ([1, 1], [0, 0], 1, "no value varies within an arm"),
    ],
)
def test_welch_without_variation_has_neither_interval_nor_test(active, control, difference, why):
    """R t.test stops here: "data are essentially constant"."""
    result = welch(*two_arms(active, control), level=0.95)
    assert result.estimate == difference
    assert np.isnan(numbers(result)[1:]).all()
    assert result.note == f"{why}: neither an interval nor a test"


def test_welch_with_variation_in_one_arm_equals_r():
    """R 4.2.2: t.test(c(1, 1, 1), c(0, 2, 3, 4))."""
    result = welch(*two_arms([1, 1, 1], [0, 2, 3, 4]), level=0.95)
    assert numbers(result) == pytest.approx(
        [-1.25, 0.853912563829966, -3.967530883796015, 1.467530883796015, 0.239442598636003]
    )
    assert result.note == ""


@pytest.mark.parametrize(
    ("values", "group", "message"),
    [
        ([1, np.nan], [1, 0], "finite"),
        ([1, np.inf], [1, 0], "finite"),
        ([[1, 2]], [1, 0], "one-dimensional"),
        ([1, 2], [1], "one code per person"),
        ([1, 2], [1, 2], "only 1 .* and 0"),
        ([1, 2], [1, np.nan], "only 1 .* and 0"),
    ],
)
@pytest.mark.parametrize(
    "estimator",
    [
        lambda values, group: welch(values, group, level=0.95),
        lambda values, group: probability_of_superiority(values, group, level=0.95),
        standardised_mean_difference,
        standardised_proportion_difference,
    ],
)
def test_wrong_input_is_refused(estimator, values, group, message):
    with pytest.raises(ValueError, match=message):
        estimator(values, group)


@PROPERTY
@given(ARM_VALUES, ARM_VALUES, st.randoms(use_true_random=False))
def test_no_result_depends_on_the_order_of_rows(active, control, random):
    values, group = two_arms(np.array(active) / 7, np.array(control) / 7)
    order = list(range(values.size))
    random.shuffle(order)
    for estimator in (
        lambda y, g: welch(y, g, level=0.95),
        lambda y, g: probability_of_superiority(y, g, level=0.95),
        standardised_mean_difference,
        standardised_category_difference,
    ):
        assert repr(estimator(values, group)) == repr(estimator(values[order], group[order]))


@PROPERTY
@given(ARM_VALUES, ARM_VALUES, st.integers(-50, 50))
def test_a_shift_of_all_values_changes_nothing(active, control, shift):
    values, group = two_arms(active, control)
    for estimator in (
        lambda y, g: welch(y, g, level=0.95),
        lambda y, g: probability_of_superiority(y, g, level=0.95),
        standardised_mean_difference,
    ):
        before, after = estimator(values, group), estimator(values + shift, group)
        assert numbers(after) == pytest.approx(numbers(before), abs=1e-9, nan_ok=True)
        assert before.note == after.note


@PROPERTY
@given(ARM_VALUES, ARM_VALUES)
def test_swapping_the_arms_mirrors_the_contrast(active, control):
    values, group = two_arms(active, control)
    here, there = welch(values, group, level=0.95), welch(values, 1 - group, level=0.95)
    assert there.estimate == -here.estimate
    mirrored = (-here.ci_high, -here.ci_low)
    assert (there.ci_low, there.ci_high) == pytest.approx(mirrored, nan_ok=True)
    assert there.note == here.note
    here = probability_of_superiority(values, group, level=0.95)
    there = probability_of_superiority(values, 1 - group, level=0.95)
    assert there.estimate == pytest.approx(1 - here.estimate)
    assert there.p_value == pytest.approx(here.p_value, nan_ok=True)


def test_standardised_differences_equal_r():
    reference = REFERENCE["standardised"]
    assert standardised_mean_difference(AGE, ARM).estimate == pytest.approx(reference["age"])
    assert standardised_mean_difference(HOURS, HOURS_ARM).estimate == pytest.approx(
        reference["hours"]
    )
    assert standardised_proportion_difference(WORK_EXPERIENCE, ARM).estimate == pytest.approx(
        reference["wexp"]
    )
    assert standardised_category_difference(EDUCATION, ARM).estimate == pytest.approx(
        reference["educ"]
    )


def test_category_difference_equals_the_tableone_vignette():
    """Race in the right heart catheterisation study: 0.036 (CRAN tableone, vignette smd)."""
    group = np.repeat([1, 0], [3551, 2184])
    race = np.repeat(["black", "other", "white"] * 2, [585, 213, 2753, 335, 142, 1707])
    assert round(standardised_category_difference(race, group).estimate, 3) == 0.036


@PROPERTY
@given(st.integers(1, 9), st.integers(1, 9))
def test_two_categories_are_the_size_of_the_difference_in_proportions(active, control):
    values, group = two_arms([1] * active + [0] * (10 - active), [1] * control + [0] * 7)
    signed = standardised_proportion_difference(values, group).estimate
    assert standardised_category_difference(values, group).estimate == pytest.approx(abs(signed))
    assert np.sign(signed) == np.sign(active / 10 - control / (control + 7))


@PROPERTY
@given(
    st.lists(st.sampled_from("ABCD"), min_size=1, max_size=15),
    st.lists(st.sampled_from("ABCD"), min_size=1, max_size=15),
    st.permutations("ABCD"),
)
def test_category_difference_does_not_depend_on_the_category_left_out(active, control, names):
    group = np.repeat([1, 0], [len(active), len(control)])
    renamed = dict(zip("ABCD", names, strict=True))
    before = standardised_category_difference([*active, *control], group)
    after = standardised_category_difference([renamed[x] for x in [*active, *control]], group)
    assert after.estimate == pytest.approx(before.estimate, abs=1e-7, nan_ok=True)
    assert np.isnan(before.estimate) == set(active).isdisjoint(control)


@pytest.mark.parametrize("b", [49, 45, 25])
def test_arms_that_share_no_category_are_not_called_balanced(b):
    """kaz-yos/tableone issue 114: A against B or C came out as |c - b| / sqrt(2 b c)."""
    group = np.repeat([1, 0], [100, 100])
    apart = standardised_category_difference(["A"] * 100 + ["B"] * b + ["C"] * (100 - b), group)
    assert np.isnan(apart.estimate) and "share no category" in apart.note
    nearly = ["A"] * 100 + ["A"] + ["B"] * (b - 1) + ["C"] * (100 - b)
    assert standardised_category_difference(nearly, group).estimate > 10


def test_standardised_differences_without_spread():
    same, group = two_arms([0.1] * 3, [0.1] * 4)
    assert standardised_mean_difference(same, group).estimate == 0
    assert standardised_category_difference(same, group).estimate == 0
    assert standardised_proportion_difference(same > 1, group).estimate == 0
    apart, group = two_arms([1, 1], [0, 0])
    for estimator in (standardised_mean_difference, standardised_proportion_difference):
        result = estimator(apart, group)
        assert np.isnan(result.estimate) and "infinite" in result.note


@pytest.mark.parametrize(
    ("categories", "message"),
    [
        (["a", None], "missing"),
        ([1.0, np.nan], "missing"),
        (np.array(["a", np.nan], dtype=object), "missing"),
        ([["a", "b"]], "one-dimensional"),
        (["a"], "one code per person"),
    ],
)
def test_wrong_categories_are_refused(categories, message):
    with pytest.raises(ValueError, match=message):
        standardised_category_difference(categories, [1, 0])


def test_proportion_difference_refuses_what_is_not_binary():
    with pytest.raises(ValueError, match="only 1 and 0"):
        standardised_proportion_difference([0, 2], [1, 0])


def test_superiority_equals_the_published_pain_scores():
    """Example of R lawstat::brunner.munzel.test, following Neubert and Brunner 2007."""
    treated = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
    control = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]
    result = probability_of_superiority(*two_arms(treated, control), level=0.95)
    assert result.estimate == pytest.approx(0.788961, abs=5e-7)
    assert (result.ci_low, result.ci_high) == pytest.approx((0.5952169, 0.9827052), abs=5e-8)
    assert result.p_value == pytest.approx(0.005786, abs=5e-7)
    assert (result.estimate - 0.5) / result.std_error == pytest.approx(3.1375, abs=5e-5)


@PROPERTY
@given(ARM_VALUES, ARM_VALUES)
def test_superiority_equals_scipy(active, control):
    result = probability_of_superiority(*two_arms(active, control), level=0.95)
    wins = np.subtract.outer(active, control)
    assert result.estimate == pytest.approx(np.mean((wins > 0) + 0.5 * (wins == 0)))
    if np.isfinite(result.p_value):
        assert result.p_value == pytest.approx(brunnermunzel(control, active).pvalue, abs=1e-12)
        assert 0 <= result.ci_low <= result.estimate <= result.ci_high <= 1
    else:
        assert result.estimate in (0, 0.5, 1)


def test_superiority_of_weeks_equals_scipy():
    result = probability_of_superiority(WEEKS, ARM, level=0.95)
    expected = brunnermunzel(WEEKS[~ARM], WEEKS[ARM]).pvalue
    assert result.p_value == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("active", "control", "expected"),
    [([3, 4], [1, 2], 1), ([1, 2], [3, 4], 0), ([0, 0], [0, 0, 0], 0.5)],
)
def test_superiority_without_variance_has_neither_interval_nor_test(active, control, expected):
    result = probability_of_superiority(*two_arms(active, control), level=0.95)
    assert result.estimate == expected and "completely separated or all" in result.note
    assert np.isnan([result.std_error, result.ci_low, result.ci_high, result.p_value]).all()


def test_superiority_limits_stay_between_0_and_1():
    result = probability_of_superiority(*two_arms([2, 3, 4, 9], [1, 1, 2, 1]), level=0.99)
    assert result.ci_high == 1 and result.ci_low > 0
