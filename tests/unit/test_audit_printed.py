"""Numbers as printed: what they say, which values print as them."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipsanalysis.audit.printed import prints, read_printed, remark, rounded


def printed(text):
    number = read_printed(text)
    assert number is not None
    return number


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [("10.39", 10.39, 2), (".70", 0.7, 2), ("-32.1", -32.1, 1), ("75.0", 75, 1), ("48", 48, 0)],
)
def test_text_keeps_its_decimals(text, value, decimals):
    number = printed(text)
    assert (number.value, number.decimals, number.text) == (value, decimals, text)


@pytest.mark.parametrize("text", ["", "48%", "1,5", "1.2.3", "<.001", "1e3", "nan", "--1", "."])
def test_what_is_no_number(text):
    assert read_printed(text) is None


@pytest.mark.parametrize(
    ("value", "text", "agrees"),
    [
        (54.487, "54", True),
        (54.487, "55", False),
        (12.5, "13", True),  # half up
        (12.5, "12", True),  # half to even
        (13.5, "14", True),
        (13.5, "13", False),
        (-12.5, "-13", True),  # away from 0
        (-12.5, "-12", True),
        (-32.0513, "-32.1", True),
        (32.0513, "-32.1", False),
        (0.04, "0.0", True),
        (-0.04, "0.0", True),
        (0.0004, ".00", True),
        (100 / 3, "33.33333333", True),
        (100 / 3, "33.33333334", False),
        (100 * 40 / 45, "88.8888889", True),
        (100 * 40 / 45, "88.8888888", False),
        (float("nan"), "0", False),
        (float("inf"), "100", False),
    ],
)
def test_rounding_half_up_or_to_even(value, text, agrees):
    assert bool(prints(value, printed(text))) is agrees


def test_many_values_at_once():
    assert prints(np.array([17.33, 18.0, 18.4999, 18.67]), printed("18")).tolist() == [
        False, True, True, False,
    ]  # fmt: skip


def test_remarks_name_other_ways_of_writing():
    assert remark(100 * 14 / 75, printed("18")) == "cut off and not rounded would print 18"
    assert "rounded to 54.5 and then again" in remark(100 * 85 / 156, printed("55"))
    assert remark(100 * 13 / 75, printed("18")) == ""
    assert remark(float("nan"), printed("18")) == ""


def test_rounded_text():
    assert rounded(2.5, 0) == "3"
    assert rounded(-0.125, 2) == "-0.13"
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite"):
            rounded(value, 2)


@given(
    st.integers(0, 5000).flatmap(lambda k: st.tuples(st.just(k), st.integers(max(k, 1), 5000))),
    st.integers(0, 3),
    st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
)
def test_every_percentage_prints_as_its_rounding_and_nothing_further(counts, decimals, rule):
    k, n = counts
    unit = Decimal(1).scaleb(-decimals)
    exact = Fraction(100 * k, n) * 10**decimals
    whole, rest = divmod(exact.numerator, exact.denominator)
    half = Fraction(rest, exact.denominator)
    up = half > Fraction(1, 2) or (half == Fraction(1, 2) and (rule == ROUND_HALF_UP or whole % 2))
    text = str((whole + int(up)) * unit)
    assert prints(100 * k / n, printed(text))
    for step in (-2, 2):
        other = (whole + int(up) + step) * unit
        if other >= 0:
            assert not prints(100 * k / n, printed(str(other)))
