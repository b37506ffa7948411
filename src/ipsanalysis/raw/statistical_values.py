"""Values of files of SPSS and Stata as text: numbers, codes, and days counted from an origin."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np

from ipsanalysis.raw.spelling import moment_after, number_text

SPSS_DATES = (
    "DATE", "ADATE", "EDATE", "SDATE", "JDATE", "DATETIME", "YMDHMS", "MOYR", "QYR", "WKYR",
)  # fmt: skip
SPSS_ORIGIN, STATA_ORIGIN = datetime(1582, 10, 14), datetime(1960, 1, 1)
DAY = 86_400
MONTHS = 12 * 1960  # before and after 1960, so that years have four digits
_STATA_DATE = re.compile(r"%-?(?P<unit>tc|tC|td|tm|d)(?P<shown>.*)")
_TIME_ONLY = re.compile(r"[HhMSs.:_]+")


def speller(stored: str, shown: str) -> Callable[[Any], str]:
    """Return what turns the numbers of a column into text.

    Args:
        stored: How the file stores the column, for example double.
        shown: How the program shows it: `F8.2` or `DATE11` in SPSS, `%9.0g` or `%td` in Stata.

    Returns:
        A function of one value.
    """
    if found := _STATA_DATE.fullmatch(shown):
        if found["unit"] in ("td", "d", "tm") or not _TIME_ONLY.fullmatch(found["shown"]):
            return partial(_stata_moment, unit=found["unit"])
    elif re.split(r"[0-9]", shown, maxsplit=1)[0] in SPSS_DATES:
        return partial(moment_after, SPSS_ORIGIN)
    return _single if stored == "float" else code


def code(value: Any) -> str:  # noqa: ANN401
    """Return a number as text; what Stata calls missing a stands as .a."""
    return f".{value}" if isinstance(value, str) else number_text(float(value))


def _single(value: Any) -> str:  # noqa: ANN401
    """Return a number of single precision in the shortest way that gives it back."""
    return code(value) if isinstance(value, str) else number_text(float(str(np.float32(value))))


def _stata_moment(value: Any, unit: str) -> str:  # noqa: ANN401
    if isinstance(value, str):
        return code(value)
    if unit == "tm" and abs(value) < MONTHS:
        year, month = divmod(int(value), 12)
        return f"{1960 + year:04}-{month + 1:02}-01"
    return moment_after(STATA_ORIGIN, value * DAY if unit in ("td", "d") else value / 1000)


def declared(known: Mapping[Any, str], ranges: Sequence[Mapping[str, Any]], text: bool) -> set[str]:
    """Return the texts that the file itself calls missing: ranges of SPSS, letters of Stata."""
    found = {spelled for value, spelled in known.items() if not text and isinstance(value, str)}
    for limits in ranges:
        low, high = limits["lo"], limits["hi"]
        of_kind = [x for x in known if x is not None and isinstance(x, str) == isinstance(low, str)]
        found |= {known[value] for value in of_kind if low <= value <= high}
    return found - {""}
