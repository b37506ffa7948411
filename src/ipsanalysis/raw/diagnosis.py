"""Why a text is not what its column holds, in words a reader can act on."""

import re

from ipsanalysis.raw.text import is_formula
from ipsanalysis.raw.typed import LONGEST_CELL

ALLOWED = {
    "integer": "a whole number such as 27",
    "number": "a number such as 27 or 1.5",
    "date": "a date such as 2026-01-31",
    "string": "plain text",
}
_UNSEEN = re.compile(r"[\u2060-\u206f\u200b-\u200f\ufeff\u00ad\u00a0\u2000-\u200a\u202f\u3000]")
_MISSING = {"na", "n/a", "nan", "null", "none", "nil", ".", "-", "--", "?", "#n/a", "missing"}
_INFINITE = {"inf", "infinity", "1.#inf"}
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ](\d{1,2}|[A-Za-z]{3})([-/. ]\d{2,4})?"
)
_SHAPES = (
    (r"[0-9]{1,3}([, '\u2019][0-9]{3})+(\.[0-9]+)?", "a thousands separator",
     "Write the number without separators."),
    (r"[0-9]*,[0-9]+", "a decimal comma", "Export the file with decimal points."),
    (r"[+].*", "a plus sign", "Write the number without it."),
    (r"(0[0-9]+)(\.[0-9]+)?", "leading zeros",
     "If it is a code, its type in the dictionary is string; if it is a number, take them out."),
    (r"[0-9.]+[eE][+-]?[0-9]+", "scientific notation",
     "Export the number in full; a spreadsheet may have rounded it."),
    (r"[0-9]+\.[0-9]*", "decimals", "Mend the cell, or set the type to number in the dictionary."),
    (r"-0", "minus zero", "Write 0."),
    (r"[0-9]{19,}", "a number too large to hold", "If it is a code, its type is string."),
    (r"[0-9].*", "a number with text after it", "Leave the number; units go in the dictionary."),
)  # fmt: skip
# What the same shapes mean in a column that may hold decimals and exponents.
_NUMBERS = {
    "scientific notation": ("a number too large to hold", "Compare the cell with its source."),
    "decimals": ("a number that is not written out", "Write it as 1.5, with digits at both ends."),
}


def diagnose(text: str, kind: str) -> tuple[str, str]:
    """Say why a text does not fit its column.

    Args:
        text: The text of a cell that does not fit.
        kind: What the column holds: integer, number, date or string.

    Returns:
        What is wrong with what is allowed, and what to do.
    """
    what, action = _general(text) or (_date(text) if kind == "date" else _number(text, kind))
    return f"{what}; allowed: {ALLOWED[kind]}", action


def _general(text: str) -> tuple[str, str] | None:
    if len(text) > LONGEST_CELL:
        return (
            f"a text of more than {LONGEST_CELL} characters",
            "Look at the cell: a quote or line end is probably missing.",
        )
    if _UNSEEN.search(text):
        return "an invisible character", "Delete the cell and type it again."
    if not text.isprintable():
        return "a control character", "Delete the cell and type it again, or export the file again."
    if is_formula(text):
        return "the text of a formula", "Write its value instead; nothing here is ever calculated."
    return None


def _date(text: str) -> tuple[str, str]:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return "a day that does not exist", "Compare the date with its source."
    if _DATE.fullmatch(text):
        return "a date in another order", "Write year-month-day."
    return "no date", "Compare the cell with its source."


def _number(text: str, kind: str) -> tuple[str, str]:
    bare = text.lstrip("-").lower()
    if any(character.isdigit() and not character.isascii() for character in text):
        return "digits that are not 0 to 9", "Type the number again with plain digits."
    if text[0] in "\u2212\u2013\u2014":
        return "a dash for a minus", "Write -."
    if bare.strip("+") in _INFINITE:
        return "infinity", "Find out what was divided by zero at the source."
    if text.lower() in _MISSING:
        return (
            "a code for missing",
            "List it in missingValues of the dictionary, or leave it blank.",
        )
    if text.lower() in ("true", "false"):
        return "true or false", "Write 1 or 0, or set the type to string in the dictionary."
    if _DATE.fullmatch(text) and not re.fullmatch(r"[0-9]+[. ][0-9]+", text):
        return "a date", "A spreadsheet may have changed it: compare the cell with its source."
    for pattern, what, action in _SHAPES:
        if re.fullmatch(pattern, bare if what != "minus zero" else text):
            return _NUMBERS.get(what, (what, action)) if kind == "number" else (what, action)
    return "text", "Compare the cell with its source."
