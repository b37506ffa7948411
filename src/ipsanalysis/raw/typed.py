"""Texts of a column read as what its dictionary says they are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipsanalysis.raw.dates import PATTERNS as DATE_PATTERNS
from ipsanalysis.raw.dates import iso_day

Mask = npt.NDArray[np.bool_]

# Letters, digits and punctuation only: no control, format or separator characters but the space.
HIDDEN = (
    r"[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\x{A0}\x{1680}\x{2000}-\x{200F}\x{202F}\x{205F}\x{3000}"
    r"\x{115F}\x{1160}\x{3164}\x{2800}]"
)
NUMBER = r"^-?((0|[1-9][0-9]{0,17})(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
PATTERNS = {
    ".": {"integer": r"^(0|-?[1-9][0-9]{0,17})$", "number": NUMBER},
    ",": {"integer": r"^(0|-?[1-9][0-9]{0,17})$", "number": NUMBER.replace(r"\.", ",")},
}
FORMULA = r"^([=@]|[+-].)"
SHEET_ERROR = r"^#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$"
SIGNED = r"^[+-]([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"
LONGEST_CELL = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The distinct texts of a column as values.

    Attributes:
        missing: Texts that mean not observed.
        wrong: Texts that are not what the column holds; their value means nothing.
        values: int64, float64 or str for each text; 0, nan or "" where missing or wrong. Days are
            written 2026-01-31.
    """

    missing: Mask
    wrong: Mask
    values: npt.NDArray[Any]

    @property
    def usable(self) -> Mask:
        """Texts that have a value."""
        return ~self.missing & ~self.wrong


def read_typed(
    texts: pa.Array,
    kind: str,
    missing_values: list[str],
    *,
    form: str = "default",
    decimal: str = ".",
) -> Typed:
    """Read texts as integers, numbers, dates or strings.

    Args:
        texts: Distinct texts.
        kind: integer, number, date or string.
        missing_values: Texts that mean not observed.
        form: How dates are written, as in the dictionary.
        decimal: What stands before the decimals of numbers.

    Returns:
        What is missing, what is wrong, and the values.
    """
    missing = _mask(pc.is_in(texts, value_set=pa.array(missing_values, pa.string())))
    wrong = unfit(texts) & ~missing
    if kind == "string":
        filled = _blank(texts, missing | wrong, "")
        return Typed(missing=missing, wrong=wrong, values=np.array(filled.to_pylist(), object))
    pattern = DATE_PATTERNS[form] if kind == "date" else PATTERNS[decimal][kind]
    wrong |= ~_matches(texts, pattern) & ~missing
    if kind == "date":
        return _dates(texts, missing, wrong, form)
    if kind == "integer":
        filled = _blank(texts, missing | wrong, "0")
        return Typed(missing=missing, wrong=wrong, values=filled.cast(pa.int64()).to_numpy())
    if decimal != ".":
        texts = pc.replace_substring(texts, decimal, ".")
    numbers = _blank(texts, missing | wrong, "nan").cast(pa.float64()).to_numpy() + 0.0
    wrong |= np.isinf(numbers)
    return Typed(missing=missing, wrong=wrong, values=np.where(wrong, np.nan, numbers))


def unfit(texts: pa.Array) -> Mask:
    """Return texts that no column may hold: too long, hidden, formulas and errors."""
    formula = _matches(texts, FORMULA)
    if formula.any():
        formula &= ~_matches(texts, SIGNED)
    return formula | hidden(texts) | too_long(texts) | _matches(texts, SHEET_ERROR)


def hidden(texts: pa.Array) -> Mask:
    """Return which texts hold control or invisible characters."""
    return _matches(texts, HIDDEN)


def too_long(texts: pa.Array) -> Mask:
    """Return which texts are longer than any cell may be."""
    return _mask(pc.greater(pc.utf8_length(texts), LONGEST_CELL))


def _dates(texts: pa.Array, missing: Mask, wrong: Mask, form: str) -> Typed:
    values = np.array(_blank(texts, missing | wrong, "").to_pylist(), object)
    for index in np.flatnonzero(~missing & ~wrong):
        values[index] = iso_day(values[index], form)
        wrong[index] = not values[index]
    return Typed(missing=missing, wrong=wrong, values=values)


def _matches(texts: pa.Array, pattern: str) -> Mask:
    return _mask(pc.match_substring_regex(texts, pattern))


def _mask(array: pa.Array) -> Mask:
    mask: Mask = array.to_numpy(zero_copy_only=False).astype(bool)
    return mask


def _blank(texts: pa.Array, where: Mask, filler: str) -> pa.Array:
    return pc.if_else(pa.array(where), filler, texts)
