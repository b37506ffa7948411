"""Dates in files of text: how the dictionary says they are written, and what else they may be."""

import re
from datetime import date

FORMS = {
    "default": r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
    "%d.%m.%Y": r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})",
    "%d/%m/%Y": r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})",
    "%Y-%m": r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})",
    "%m.%Y": r"(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})",
}
PATTERNS = {form: f"^{pattern}$" for form, pattern in FORMS.items()}
EXAMPLES = {
    "default": "2026-01-31",
    "%d.%m.%Y": "31.01.2026",
    "%d/%m/%Y": "31/01/2026",
    "%Y-%m": "2026-01",
    "%m.%Y": "01.2026",
}
_ORDERS = {
    "default": "Write year-month-day.",
    "%d.%m.%Y": "Write day.month.year",
    "%d/%m/%Y": "Write day/month/year",
    "%Y-%m": "Write year-month",
    "%m.%Y": "Write month.year",
}
ANY_ORDER = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ](\d{1,2}|[A-Za-z]{3})([-/. ]\d{2,4})?"
)
_MONTH = re.compile(r"\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}|\d{1,2}[./]\d{2}")
_WITH_TIME = re.compile(r".{6,10}[T ]+\d{1,2}:\d{2}.*")


def iso_day(text: str, form: str) -> str:
    """Return a day as 2026-01-31; a month stands for its first day.

    Args:
        text: A text that matches the pattern of the form.
        form: How it is written, as in the dictionary.

    Returns:
        The day, empty when there is no such day.
    """
    found = re.fullmatch(FORMS[form], text)
    parts = {name: int(digits) for name, digits in (found.groupdict() if found else {}).items()}
    try:
        return date(parts["year"], parts["month"], parts.get("day", 1)).isoformat()
    except (KeyError, ValueError):
        return ""


def diagnose_date(text: str, form: str) -> tuple[str, str]:
    """Say why a text is no date of a form.

    Args:
        text: The text of a cell that does not fit.
        form: How dates are written, as in the dictionary.

    Returns:
        What is wrong, and what to do.
    """
    if found := re.fullmatch(FORMS[form], text):
        if int(found["month"]) > 12 and form in ("%d.%m.%Y", "%d/%m/%Y"):
            return "a month above 12", (
                "Day and month may be exchanged, here and in other rows: compare the column with "
                "its source."
            )
        return "a day that does not exist", "Compare the date with its source."
    if _WITH_TIME.fullmatch(text):
        return "a date with a time of day", "Export the day alone, if that is what is meant."
    if form != "default" and _SHORT_YEAR.fullmatch(text):
        return "a year of two digits", "Export dates with four digits for the year."
    if ANY_ORDER.fullmatch(text):
        return "a date in another order", _order(form)
    if _MONTH.fullmatch(text):
        return "a month without a day", "Find the days, or set format to that of the months."
    if re.fullmatch(r"[0-9]{1,8}(\.[0-9]+)?", text):
        return "a number for a date", (
            "A spreadsheet counts days from 1900: format the cells as dates and export again."
        )
    return "no date", "Compare the cell with its source."


def _order(form: str) -> str:
    if form == "default":
        return _ORDERS[form]
    return f"{_ORDERS[form]}, or mend format in the dictionary."
