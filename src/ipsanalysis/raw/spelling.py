"""Values that are not text, in the one spelling that every column is checked in."""

from datetime import date, datetime, timedelta
from typing import Any

EXACT = 1e15  # whole numbers up to here are written without an exponent


def spelled(value: Any) -> str:  # noqa: ANN401
    """Return a value as text.

    Args:
        value: A value of a cell; nothing is an empty text.

    Returns:
        Whole numbers as 17, others in the shortest way that gives them back (17.5), days as
        2026-01-31, followed by the time when there is one, truth as true or false.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def number_text(value: float) -> str:
    """Return a number as 17 or 17.5; not a number is an empty text."""
    if value != value:
        return ""
    if abs(value) < EXACT and value == int(value):
        return str(int(value))
    return repr(value)


def moment_text(value: datetime) -> str:
    """Return a moment as 2026-01-31 when it is midnight, else with its time."""
    if (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0):
        return value.date().isoformat()
    return value.isoformat(sep=" ")


def moment_after(origin: datetime, seconds: float) -> str:
    """Return the moment some seconds after another as text, or the seconds when there is none."""
    try:
        return moment_text(origin + timedelta(seconds=seconds))
    except (OverflowError, ValueError):
        return number_text(seconds)
