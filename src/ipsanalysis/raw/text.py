"""Text of raw files, made safe to print on a terminal and to open in a spreadsheet."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def shown(text: str, longest: int) -> str:
    r"""Return text with what does not print as escapes such as `\u200b`, cut to a length.

    Args:
        text: Any text.
        longest: The most characters to return.

    Returns:
        Printable text.
    """
    if len(text) > longest:
        text = text[: longest - 3] + "..."
    if text.isprintable():
        return text
    return "".join(x if x.isprintable() else f"\\u{ord(x):04x}" for x in text)


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would run the text as a formula; numbers are not formulas."""
    return text.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(text)


def neutral(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a frame in which text that a spreadsheet would run as a formula begins with `'`.

    Args:
        frame: Any frame; columns that are not text stay as they are.

    Returns:
        The frame itself when nothing had to change, otherwise a changed copy.
    """
    changed = {}
    for name in frame.select_dtypes("object").columns:
        risky = {x for x in frame[name].unique() if isinstance(x, str) and is_formula(x)}
        if risky:
            changed[name] = frame[name].replace({text: f"'{text}" for text in risky})
    return frame.assign(**changed) if changed else frame
