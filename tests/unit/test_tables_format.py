"""Numbers as text."""

import locale
from fractions import Fraction
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
        (999_999_999.0, 0, "999,999,999"),
        (1e9, 0, "1.0\u00d710\u2079"),
        (1e15, 0, "1.0\u00d710\u00b9\u2075"),
        (2.6496e40, 2, "2.6\u00d710\u2074\u2070"),
        (2.65e40, 2, "2.7\u00d710\u2074\u2070"),
        (9.96e40, 6, "1.0\u00d710\u2074\u00b9"),
        (-2e164, 1, f"{MINUS}2.0\u00d710\u00b9\u2076\u2074"),
        (1e300, 2, "1.0\u00d710\u00b3\u2070\u2070"),
        (1e-300, 2, "0.00"),
        (-1e-300, 2, "0.00"),
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


EXTREME = {
    1e300: ("1.0\u00d710\u00b3\u2070\u2070", "1.0\u00d710\u00b3\u2070\u00b2"),
    -1e300: (f"{MINUS}1.0\u00d710\u00b3\u2070\u2070", f"{MINUS}1.0\u00d710\u00b3\u2070\u00b2"),
    inf: ("\u221e", "\u221e"),
    -inf: (f"{MINUS}\u221e", f"{MINUS}\u221e"),
    nan: ("\u2013", "\u2013"),
}


@pytest.mark.parametrize("value", list(EXTREME))
def test_every_writer_of_numbers_at_the_ends_of_what_a_number_can_be(value):
    text, hundredfold = EXTREME[value]
    assert fmt.count(value) == text
    assert fmt.short(value) == text
    assert fmt.ratio(value) == text
    assert fmt.points(value) == hundredfold
    assert fmt.percent(value) == (hundredfold if value != value else f"{hundredfold}%")
    for null in (0.0, 1.0):
        assert fmt.limit(value, null, 2) == text


@pytest.mark.parametrize("value", [1e-300, -1e-300, 0.0, -0.0])
def test_next_to_nothing_is_zero_without_a_sign(value):
    assert fmt.count(value) == "0"
    assert fmt.short(value) in ("0", "0.0")
    assert fmt.ratio(value) == "0.00"
    assert fmt.points(value) == "0.0"
    assert fmt.percent(value) == "0.0%"
    assert fmt.limit(value, 1.0, 2) == "0.00"
    assert fmt.limit(value, 0.0, 2) == "0.00"
    assert fmt.p_value(value) == "<0.001"


def test_the_largest_number_a_hundredfold_is_beyond_all_numbers():
    assert fmt.percent(1.7e308) == "\u221e%"
    assert fmt.hundredfold(1.7e308) == inf
    assert fmt.decimals_by(1e300) == fmt.decimals_by(inf) == 0
    assert fmt.decimals_by(nan) == fmt.decimals_by(-0.0) == 1
    assert fmt.decimals_by(1e-300) == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e300, "1e+300"), (1e-300, f"1e{MINUS}300"), (-0.0, "0"), (inf, "\u221e"),
     (-inf, f"{MINUS}\u221e"), (nan, ""), (-2.0, f"{MINUS}2")],
)  # fmt: skip
def test_full_at_the_ends(value, text):
    assert fmt.full(value) == text


@given(st.floats(1e9, 1.7e308))
def test_large_numbers_are_within_half_a_unit_of_the_second_digit(value):
    digits, power = fmt.fixed(value, 2).split("\u00d710")
    plain = power.translate(
        str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")
    )
    exact, unit = Fraction(value), Fraction(10) ** int(plain)
    # A tie is of the shortest decimal that stands for the number, which is a little beside it.
    assert abs(Fraction(digits) * unit - exact) <= unit / 20 + exact / 10**15
    assert 1 <= float(digits) < 10


@given(st.floats(-1e9, 1e9, exclude_min=True, exclude_max=True))
def test_text_is_within_half_a_unit_of_the_number(value):
    text = fmt.fixed(value, 2)
    back = float(text.replace(MINUS, "-").replace(",", ""))
    assert abs(back - value) <= 0.005 + 1e-6
    assert text not in (f"{MINUS}0.00", "-0.00")
    assert "-" not in text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_full_precision_reads_back(value):
    assert float(fmt.full(value).replace(MINUS, "-") or "nan") == value
