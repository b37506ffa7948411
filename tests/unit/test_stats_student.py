"""Student's t with pooled variance."""

import numpy as np
import pytest
from earnings import EARNINGS, TREATED, TWO_PART, two_arms
from hypothesis import given, settings
from hypothesis import strategies as st

from ipsanalysis.stats.mean import student, welch

PROPERTY = settings(max_examples=60, deadline=None, derandomize=True)
ARM_VALUES = st.lists(st.integers(0, 6), min_size=2, max_size=12)
NUMBERS = ("estimate", "std_error", "ci_low", "ci_high", "p_value")


def numbers(estimate):
    return [getattr(estimate, name) for name in NUMBERS]


@pytest.mark.parametrize(("estimator", "key"), [(student, "student"), (welch, "welch")])
def test_earnings_equal_r_t_test(estimator, key):
    result = estimator(EARNINGS, TREATED, level=0.95)
    expected = [TWO_PART[key][name] for name in NUMBERS]
    assert numbers(result) == pytest.approx(expected, rel=1e-10)


def test_earnings_equal_dehejia_and_wahba():
    """1,794 (633): Dehejia and Wahba 1999, J Am Stat Assoc 94:1053-1062."""
    result = student(EARNINGS, TREATED, level=0.95)
    assert (round(result.estimate), round(result.std_error)) == (1794, 633)


@PROPERTY
@given(ARM_VALUES, ARM_VALUES, st.randoms(use_true_random=False))
def test_result_does_not_depend_on_row_order_and_mirrors_with_the_arms(active, control, random):
    values, group = two_arms(active, control)
    values = values / 7
    here = student(values, group, level=0.9)
    order = list(range(values.size))
    random.shuffle(order)
    assert repr(student(values[order], group[order], level=0.9)) == repr(here)
    there = student(values, 1 - group, level=0.9)
    assert numbers(there) == pytest.approx(
        [-here.estimate, here.std_error, -here.ci_high, -here.ci_low, here.p_value], nan_ok=True
    )


@PROPERTY
@given(st.lists(st.integers(0, 9), min_size=4, max_size=20).filter(lambda x: len(x) % 2 == 0))
def test_arms_of_one_size_have_the_error_of_welch(values):
    group = np.arange(len(values)) % 2
    ours, other = (f(values, group, level=0.95).std_error for f in (student, welch))
    assert ours == pytest.approx(other, rel=1e-12, nan_ok=True)


def test_one_person_in_one_arm_equals_r():
    """R 4.2.2: t.test(5, c(1, 2, 4), var.equal = TRUE)."""
    result = student(*two_arms([5], [1, 2, 4]), level=0.95)
    assert numbers(result) == pytest.approx(
        [
            2.666666666666667,
            1.763834207376394,
            -4.922499400526853,
            10.255832733860185,
            0.269703256659778,
        ],
        rel=1e-10,
    )


@pytest.mark.parametrize(("active", "control"), [([], [1, 2]), ([1, 2], []), ([], [])])
def test_an_empty_arm_gives_no_estimate(active, control):
    result = student(*two_arms(active, control), level=0.95)
    assert np.isnan(result.estimate) and result.note == "an arm is empty"


@pytest.mark.parametrize(
    ("active", "control", "difference", "why"),
    [
        ([5], [1], 4, "one person in each arm"),
        ([0.1] * 3, [0.1] * 7, 0, "all values are equal"),
        ([4, 4], [1, 1], 3, "no value varies within an arm"),
        ([4], [1, 1], 3, "no value varies within an arm"),
    ],
)
def test_without_variation_there_is_neither_interval_nor_test(active, control, difference, why):
    result = student(*two_arms(active, control), level=0.95)
    assert result.estimate == difference and result.note.startswith(why)
    assert np.isnan(numbers(result)[1:]).all()


@pytest.mark.parametrize(
    ("values", "group", "message"),
    [
        ([1, np.nan], [1, 0], "finite"),
        ([[1, 2]], [1, 0], "one-dimensional"),
        ([1, 2], [1], "one code per person"),
        ([1, 2], [1, 2], "only 1 .* and 0"),
    ],
)
def test_wrong_input_is_refused(values, group, message):
    with pytest.raises(ValueError, match=message):
        student(values, group, level=0.95)
