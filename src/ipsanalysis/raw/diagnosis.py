"""Why a text is not what its column holds, in words a reader can act on."""

import re

from ipsanalysis.raw.dates import ANY_ORDER, EXAMPLES, diagnose_date
from ipsanalysis.raw.text import is_formula
from ipsanalysis.raw.typed import LONGEST_CELL, SHEET_ERROR

ALLOWED = {
    "integer": "a whole number such as 27",
    "number": "a number such as 27 or 1.5",
    "string": "plain text",
}
_UNSEEN = re.compile(r"[\u2060-\u206f\u200b-\u200f\ufeff\u00ad\u00a0\u2000-\u200a\u202f\u3000]")
_STATA = re.compile(r"\.[a-z]")  # its codes for missing beside the dot
_MISSING = {"na", "n/a", "nan", "null", "none", "nil", ".", "-", "--", "?", "#n/a", "missing"}
_INFINITE = {"inf", "infinity", "1.#inf"}
_POINT = (
    (r"[0-9]{1,3}([, '\u2019][0-9]{3})+(\.[0-9]+)?", "a thousands separator",
     "Write the number without separators."),
    (r"[0-9]*,[0-9]+", "a decimal comma", "Export the file with decimal points."),
)  # fmt: skip
_COMMA = (
    (r"[0-9]{1,3}([. '\u2019][0-9]{3})+(,[0-9]+)?", "a thousands separator or a decimal point",
     "Write the number without separators, with a comma before its decimals."),
    (r"[0-9]*\.[0-9]+", "a decimal point",
     'Export the column with decimal commas, or set its decimalChar to "." in the dictionary.'),
)  # fmt: skip
_SHAPES = (
    (r"[+].*", "a plus sign", "Write the number without it."),
    (r"(0[0-9]+)([.,][0-9]+)?", "leading zeros",
     "If it is a code, its type in the dictionary is string; if it is a number, take them out."),
    (r"[0-9.,]+[eE][+-]?[0-9]+", "scientific notation",
     "Export the number in full; a spreadsheet may have rounded it."),
    (r"[0-9]+[.,][0-9]*", "decimals",
     "Mend the cell, or set the type to number in the dictionary."),
    (r"-0", "minus zero", "Write 0."),
    (r"[0-9]{19,}", "a number too large to hold", "If it is a code, its type is string."),
    (r"[0-9].*", "a number with text after it", "Leave the number; units go in the dictionary."),
)  # fmt: skip
# What the same shapes mean in a column that may hold decimals and exponents.
_NUMBERS = {
    "scientific notation": ("a number too large to hold", "Compare the cell with its source."),
    "decimals": ("a number that is not written out", "Write it as {example}, with digits at both "
                 "ends."),
    "a decimal comma": ("a decimal comma", "Export the file with decimal points, or set "
                        'decimalChar to "," for the column in the dictionary.'),
}  # fmt: skip


def diagnose(text: str, kind: str, form: str = "default", decimal: str = ".") -> tuple[str, str]:
    """Say why a text does not fit its column.

    Args:
        text: The text of a cell that does not fit.
        kind: What the column holds: integer, number, date or string.
        form: How its dates are written, as in the dictionary.
        decimal: What stands before the decimals of its numbers.

    Returns:
        What is wrong with what is allowed, and what to do.
    """
    what, action = _general(text) or (
        diagnose_date(text, form) if kind == "date" else _number(text, kind, decimal)
    )
    return f"{what}; allowed: {_allowed(kind, form, decimal)}", action


def _allowed(kind: str, form: str, decimal: str) -> str:
    if kind == "date":
        return f"a {'date' if 'd' in form else 'month'} such as {EXAMPLES[form]}"
    return ALLOWED[kind].replace("1.5", f"1{decimal}5")


def _general(text: str) -> tuple[str, str] | None:
    if not text:
        return (
            "nothing, which is no code for missing here",
            'Add "" to missingValues of the column, or find the value at the source.',
        )
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
    if re.match(SHEET_ERROR, text):
        return (
            "an error of a spreadsheet",
            "Find out which formula failed, and put the value in its place.",
        )
    return None


def _number(text: str, kind: str, decimal: str) -> tuple[str, str]:
    bare = text.lstrip("-").lower()
    if any(character.isdigit() and not character.isascii() for character in text):
        return "digits that are not 0 to 9", "Type the number again with plain digits."
    if text[0] in "\u2212\u2013\u2014":
        return "a dash for a minus", "Write -."
    if bare.strip("+") in _INFINITE:
        return "infinity", "Find out what was divided by zero at the source."
    if text.lower() in _MISSING or _STATA.fullmatch(text):
        return (
            "a code for missing",
            "List it in missingValues of the dictionary, or leave it blank.",
        )
    if text.lower() in ("true", "false"):
        return "true or false", "Write 1 or 0, or set the type to string in the dictionary."
    if ANY_ORDER.fullmatch(text) and not re.fullmatch(r"[0-9]+[. ][0-9]+", text):
        return "a date", "A spreadsheet may have changed it: compare the cell with its source."
    for pattern, what, action in (*(_POINT if decimal == "." else _COMMA), *_SHAPES):
        if decimal == "," and what == "a decimal point" and kind == "integer":
            continue
        if re.fullmatch(pattern, bare if what != "minus zero" else text):
            if kind == "number":
                what, action = _NUMBERS.get(what, (what, action))
            return what, action.format(example=f"1{decimal}5")
    return "text", "Compare the cell with its source."
