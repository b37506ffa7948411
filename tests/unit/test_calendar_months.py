"""Month ends against dates counted by hand, and against what must hold for every date."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipsanalysis.calendar_months import calendar_month, month_ends

EPOCH = date(1970, 1, 1)


def end(day: str, month: int, mode: str) -> str:
    start = date.fromisoformat(day)
    (days,) = month_ends(np.array([(start - EPOCH).days]), month, mode)
    return (start + timedelta(days=int(days))).isoformat()


@pytest.mark.parametrize(
    ("randomised", "month", "ends"),
    [
        ("2015-03-10", 1, "2015-04-10"),
        ("2015-03-10", 12, "2016-03-10"),
        ("2015-01-31", 1, "2015-02-28"),
        ("2016-01-31", 1, "2016-02-29"),
        ("2015-01-31", 2, "2015-03-31"),
        ("2015-08-31", 6, "2016-02-29"),
        ("2015-12-31", 2, "2016-02-29"),
        ("2016-02-29", 12, "2017-02-28"),
        ("2016-02-29", 48, "2020-02-29"),
        ("2015-10-15", 3, "2016-01-15"),
        ("1999-12-01", 0, "1999-12-01"),
        ("1900-01-30", 1, "1900-02-28"),
    ],
)
def test_anniversaries(randomised, month, ends):
    assert end(randomised, month, "anniversary") == ends


@pytest.mark.parametrize(
    ("randomised", "month", "ends"),
    [
        ("2015-03-10", 0, "2015-03-31"),
        ("2015-03-10", 1, "2015-04-30"),
        ("2015-03-31", 0, "2015-03-31"),
        ("2015-03-31", 1, "2015-04-30"),
        ("2015-12-01", 2, "2016-02-29"),
        ("2016-02-29", 12, "2017-02-28"),
        ("1969-11-30", 1, "1969-12-31"),
    ],
)
def test_calendar_months(randomised, month, ends):
    assert end(randomised, month, "calendar") == ends


def test_days_of_follow_up():
    randomised = np.array([0, 30, 31])  # 1 January, 31 January and 1 February 1970
    assert month_ends(randomised, 1, "anniversary").tolist() == [31, 28, 28]
    assert month_ends(randomised, 1, "calendar").tolist() == [58, 28, 58]
    assert month_ends(np.zeros(0, np.int64), 1, "calendar").tolist() == []


def test_calendar_month_of_days_before_1970():
    assert calendar_month(np.array([-1, 0, 30, 31])).tolist() == [-1, 0, 0, 1]


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_every_date(day, month):
    randomised = np.array([(day - EPOCH).days])
    anniversary = month_ends(randomised, month, "anniversary")
    calendar = month_ends(randomised, month, "calendar")
    reached = day + timedelta(days=int(anniversary[0]))
    last = day + timedelta(days=int(calendar[0]))
    whole = day.year * 12 + day.month + month
    assert reached.year * 12 + reached.month == whole == last.year * 12 + last.month
    assert (last + timedelta(days=1)).day == 1
    assert reached.day == min(day.day, last.day)
