"""A number as it stands in print, and which values print as it."""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

ROUNDING = "rounded to the decimals printed, half up or half to even"
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_SLACK, _FLOAT_ERROR = 1e-9, 1e-13


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A number as printed.

    Attributes:
        text: The characters, for example `.70`.
        value: What they say, 0.7.
        decimals: How many decimals are printed, 2.
    """

    text: str
    value: float
    decimals: int

    @property
    def half_unit(self) -> float:
        """Half a unit in the last decimal."""
        return float(0.5 * 10.0**-self.decimals)

    @property
    def least(self) -> float:
        """The smallest value that prints as this."""
        return self.value - self.half_unit

    @property
    def most(self) -> float:
        """The largest value that prints as this."""
        return self.value + self.half_unit


def read_printed(text: str) -> Printed | None:
    """Read a number, or return None where the text is none.

    Args:
        text: Digits with at most one decimal point and a sign, as in `10.39`, `.022` or `-32.1`.
    """
    if not _NUMBER.fullmatch(text):
        return None
    return Printed(text=text, value=float(text), decimals=len(text.partition(".")[2]))


def prints(values: ArrayLike, printed: Printed) -> NDArray[np.bool_]:
    """Say which values print as the text, rounded half up (away from 0) or half to even.

    Args:
        values: Numbers on the scale of the text; nan prints as nothing.
        printed: The text.

    Returns:
        True where one of the two rules gives the text. A value within 1e-9 of the last unit
        printed from a tie, or within 1e-13 of its own size, is taken as the tie.
    """
    sign = -1.0 if printed.text.startswith("-") else 1.0
    units = np.asarray(values, dtype=float) * (sign * 10.0**printed.decimals)
    target = round(abs(printed.value) * 10**printed.decimals)
    slack = max(_SLACK, _FLOAT_ERROR * target)
    above = units >= target - 0.5 - slack
    below = units < target + 0.5 - slack
    even_tie = (np.abs(units - (target + 0.5)) <= slack) & (target % 2 == 0)
    return np.asarray(above & (below | even_tie))


def rounded(value: float, decimals: int) -> str:
    """Return a number rounded half up, as text.

    Raises:
        ValueError: If it is not finite, for nothing is to be printed of what does not exist.
    """
    if not np.isfinite(value):
        raise ValueError("only a finite number can be written")
    return str(_exact(value).quantize(_unit(decimals), ROUND_HALF_UP))


def remark(value: float, printed: Printed) -> str:
    """Say when other ways of writing numbers than rounding once give the text.

    Args:
        value: A value that does not print as the text.
        printed: The text.

    Returns:
        Words naming cutting off, or rounding twice; empty when neither gives the text.
    """
    if not np.isfinite(value):
        return ""
    target = Decimal(printed.text)
    if _exact(value).quantize(_unit(printed.decimals), ROUND_DOWN) == target:
        return f"cut off and not rounded would print {printed.text}"
    once = _exact(value).quantize(_unit(printed.decimals + 1), ROUND_HALF_UP)
    if once.quantize(_unit(printed.decimals), ROUND_HALF_UP) == target:
        return f"rounded to {once} and then again would print {printed.text}"
    return ""


def _unit(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def _exact(value: float) -> Decimal:
    return Decimal(f"{value:.12g}")
