"""Numbers as text: the one place where results lose digits."""

from decimal import ROUND_HALF_UP, Context, Decimal
from math import isinf, isnan

MINUS, NO_BREAK, MISSING = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}", "\N{EN DASH}"
INFINITY = "\N{INFINITY}"
_MOST_DECIMALS = 6
_LARGE = 1e9
_TWO_DIGITS = Context(prec=2, rounding=ROUND_HALF_UP)
_RAISED = str.maketrans(
    "0123456789",
    "\N{SUPERSCRIPT ZERO}\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}"
    "\N{SUPERSCRIPT FOUR}\N{SUPERSCRIPT FIVE}\N{SUPERSCRIPT SIX}\N{SUPERSCRIPT SEVEN}"
    "\N{SUPERSCRIPT EIGHT}\N{SUPERSCRIPT NINE}",
)


def fixed(value: float, decimals: int) -> str:
    """Write a number with that many decimals, half rounded away from zero.

    Args:
        value: The number; the shortest decimal that stands for it is what is rounded.
        decimals: Digits after the point.

    Returns:
        Text with a true minus sign, commas between thousands and no sign on zero; a dash for nan.
        Of a thousand million on, two digits and the power of ten.
    """
    if isnan(value):
        return MISSING
    if abs(value) >= _LARGE:
        return f"{MINUS if value < 0 else ''}{_large(abs(value))}"
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):,f}"


def _large(value: float) -> str:
    if isinf(value):
        return INFINITY
    digits, _, power = f"{_TWO_DIGITS.create_decimal(repr(float(value))):.1e}".partition("e+")
    return f"{digits}\N{MULTIPLICATION SIGN}10{power.translate(_RAISED)}"


def decimals_by(spread: float) -> int:
    """Return how many decimals an amount is given with, by the standard deviation of its outcome.

    Args:
        spread: Standard deviation; nan when it is not known.

    Returns:
        2 for a standard deviation below 1, 0 above 1,000, otherwise 1.
    """
    return 2 if 0 < spread < 1 else 0 if spread > 1000 else 1


def count(value: float) -> str:
    """Write a whole number, with commas between thousands."""
    return fixed(value, 0)


def short(value: float, decimals: int = 1) -> str:
    """Write an amount with some decimals, or none when it is whole."""
    return fixed(value, 0 if float(value).is_integer() else decimals)


def percent(share: float) -> str:
    """Write a proportion as a percentage with one decimal and its sign."""
    return MISSING if isnan(share) else f"{_hundredfold(share)}%"


def points(difference: float) -> str:
    """Write a difference of proportions in percentage points, one decimal, without the words."""
    return _hundredfold(difference)


def ratio(value: float) -> str:
    """Write a ratio with two decimals."""
    return fixed(value, 2)


def p_value(value: float) -> str:
    """Write a p-value with three decimals, and never as 0 or as 1 when it is neither."""
    if isnan(value):
        return MISSING
    if value < 0.001:
        return "<0.001"
    text = fixed(value, 3)
    return ">0.999" if text == "1.000" and value < 1 else text


def interval(low: str, high: str) -> str:
    """Write the two limits of an interval so that they stay on one line."""
    return f"{low}{NO_BREAK}to{NO_BREAK}{high}"


def limit(value: float, null: float, decimals: int) -> str:
    """Write a limit of an interval so that rounding does not put it on the null value.

    Args:
        value: The limit.
        null: The value at which the arms are alike: 0 for a difference, 1 for a ratio.
        decimals: Digits after the point; more are used until the limit differs from the null.

    Returns:
        The limit as text; a limit closer to the null than six decimals show is printed as the null.
    """
    if value != null:
        for digits in range(decimals, _MOST_DECIMALS + 1):
            if fixed(value, digits) != fixed(null, digits):
                return fixed(value, digits)
    return fixed(value, decimals)


def full(value: float) -> str:
    """Write a number with all its digits, no sign on zero; empty for nan."""
    if isnan(value) or isinf(value):
        return "" if isnan(value) else fixed(value, 0)
    return repr(float(value) or 0.0).replace("-", MINUS).removesuffix(".0")


def hundredfold(value: float) -> float:
    """Return a hundred times a number, exact in decimals."""
    return value if isnan(value) or isinf(value) else float(Decimal(repr(float(value))) * 100)


def _hundredfold(value: float) -> str:
    return fixed(hundredfold(value), 1)
