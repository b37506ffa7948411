"""Names, texts and numbers of a plan as R literals that nothing in them can break out of."""

from math import isnan
from typing import Any

Value = bool | int | float | str | None


def literal(value: Value | list[Any]) -> str:
    """Return a value as R source.

    Args:
        value: Text, a number, true or false, nothing (`NA`), or a list of these.

    Returns:
        One R expression without names or calls but `c()` and `character(0)`.
    """
    if isinstance(value, list):
        return f"c({', '.join(map(literal, value))})" if value else "character(0)"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return quoted(value)
    if value is None or isnan(value):
        return "NA"
    return repr(value)


def quoted(text: str) -> str:
    """Return text as an R string: letters of ASCII stand as they are, all else is escaped."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in ('"', "\\"):
        return "\\" + character
    if " " <= character <= "~":
        return character
    return f"\\U{ord(character):08x}" if ord(character) > 0xFFFF else f"\\u{ord(character):04x}"
