"""Numbers as text."""

import locale
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipsanalysis.tables import format as fmt

MINUS = "\u2212"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.0, 1, "0.0"),
        (-0.0, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (-0.05, 1, f"{MINUS}0.1"),
        (0.25, 1, "0.3"),
        (1.005, 2, "1.01"),
        (2.675, 2, "2.68"),
        (19809.0, 0, "19,809"),
        (-1234.56, 1, f"{MINUS}1,234.6"),
        (1e-12, 1, "0.0"),
        (1e15, 0, "1,000,000,000,000,000"),
        (nan, 1, "\u2013"),
        (inf, 2, "\u221e"),
        (-inf, 2, f"{MINUS}\u221e"),
    ],
)
def test_fixed(value, decimals, text):
    assert fmt.fixed(value, decimals) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.4259259, "42.6%"), (0.0625, "6.3%"), (1.0, "100.0%"), (0.0, "0.0%")]
)
def test_percent(share, text):
    assert fmt.percent(share) == text


def test_points_are_a_hundred_times_the_difference():
    assert fmt.points(0.08333333333333331) == "8.3"
    assert fmt.points(-0.008333) == f"{MINUS}0.8"
    assert fmt.points(-0.0004) == "0.0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0009999, "<0.001"),
        (0.0, "<0.001"),
        (0.001, "0.001"),
        (0.0004, "<0.001"),
        (0.0499, "0.050"),
        (0.8154, "0.815"),
        (0.9996, ">0.999"),
        (1.0, "1.000"),
        (nan, "\u2013"),
    ],
)
def test_p_value(value, text):
    assert fmt.p_value(value) == text


@pytest.mark.parametrize(
    ("value", "null", "decimals", "text"),
    [
        (-0.0151, 0.0, 1, f"{MINUS}0.02"),
        (0.9996, 1.0, 2, "0.9996"),
        (1.003, 1.0, 2, "1.003"),
        (1.0, 1.0, 2, "1.00"),
        (0.0, 0.0, 1, "0.0"),
        (17.3, 0.0, 1, "17.3"),
        (1e-9, 0.0, 1, "0.0"),
    ],
)
def test_a_limit_is_not_rounded_onto_the_null_value(value, null, decimals, text):
    assert fmt.limit(value, null, decimals) == text


def test_no_comma_for_a_decimal_point_in_any_locale():
    before = locale.setlocale(locale.LC_ALL)
    for name in ("de_DE.UTF-8", "nb_NO.UTF-8", "C"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        try:
            assert fmt.fixed(1234.5, 1) == "1,234.5"
        finally:
            locale.setlocale(locale.LC_ALL, before)


@given(st.floats(-1e9, 1e9))
def test_text_is_within_half_a_unit_of_the_number(value):
    text = fmt.fixed(value, 2)
    back = float(text.replace(MINUS, "-").replace(",", ""))
    assert abs(back - value) <= 0.005 + 1e-6
    assert text not in (f"{MINUS}0.00", "-0.00")
    assert "-" not in text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_full_precision_reads_back(value):
    assert float(fmt.full(value).replace(MINUS, "-") or "nan") == value
