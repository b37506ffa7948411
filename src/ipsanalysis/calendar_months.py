"""Months of people followed by date: on which day after randomisation each month ends."""

from typing import Literal

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int64]
Months = Literal["anniversary", "calendar"]


def month_ends(randomised: Days, month: int, mode: Months) -> Days:
    """Return the last day of a month of follow-up, counted from the day of randomisation.

    `anniversary`: the day with the number of the day of randomisation, that many months later, or
    the last day of a month that is too short; 31 January plus one month is 28 or 29 February.
    `calendar`: the last day of the calendar month that many months after that of randomisation;
    month 0 is the rest of the month of randomisation.

    Args:
        randomised: Day of randomisation of each person, in days since 1970-01-01.
        month: Number of the month, 0 or more.
        mode: How months are counted.

    Returns:
        Days since randomisation, one for each person; equal to R
        `lubridate::"%m+%"(randomised, months(month)) - randomised` for anniversaries.
    """
    start = calendar_month(randomised)
    first, next_first = _first_day(start + month), _first_day(start + month + 1)
    last: Days = next_first - 1
    if mode == "anniversary":
        last = np.minimum(first + randomised - _first_day(start), last)
    return last - randomised


def calendar_month(days: Days) -> Days:
    """Return the number of the calendar month of each day, January 1970 being 0.

    Args:
        days: Days since 1970-01-01.

    Returns:
        Months since January 1970.
    """
    months: Days = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months


def _first_day(months: Days) -> Days:
    days: Days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return days
