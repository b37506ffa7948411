"""Times that must make sense: within follow-up, within the days of months, in order."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise

from ipsanalysis.plan.comparison import by_date, comparisons, in_days
from ipsanalysis.plan.document import KeyPath
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.problems import shown
from ipsanalysis.plan.references import Problem

_LONGEST = 10_000
_Limits = list[tuple[KeyPath, int, int, str]]


@cache
def least_days(months: int) -> int:
    """Return the fewest days that so many months in a row hold: 28 for 1 month, 365 for 12.

    Whoever is followed for that many months is followed for at least so many days, whether months
    are counted by anniversary or by the calendar: both are whole months in a row, or longer.

    Args:
        months: Number of months, up to 10,000.

    Returns:
        The least number of days, from any month of the four years in which leap years come round.
    """
    starts = range(2001 * 12, 2005 * 12)
    return min((_first_day(start + months) - _first_day(start)).days for start in starts)


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _length(plan: Part) -> int | None:
    length = plan.part("follow_up").whole("length")
    return length if length is not None and 1 <= length <= _LONGEST else None


def dates_count_months(plan: Part) -> Iterator[Problem]:
    """People followed by date (`follow_up.months`) have times in months: the unit is month."""
    unit = plan.part("follow_up").text("unit")
    if by_date(plan) and unit in ("day", "week", "year"):
        yield (
            plan.at("follow_up", "unit"),
            f'found "{unit}" beside follow_up.months; allowed: month, for people are followed by '
            "date. Write month, or remove follow_up.months.",
        )


def visits_in_order(plan: Part) -> Iterator[Problem]:
    """Visits stand in order of time."""
    for earlier, later in pairwise(plan.parts("visits")):
        before, after = earlier.whole("at"), later.whole("at")
        if before is not None and after is not None and after < before:
            yield (
                later.at("at"),
                f"found {shown(after)} after {shown(before)}; allowed: visits in order of time. "
                "Sort them.",
            )


def times_within_follow_up(plan: Part) -> Iterator[Problem]:
    """Every time in the plan lies within `follow_up.length`; only visits may lie later.

    Times of a first job by date are in days, and lie within the fewest days that so many months
    hold, for everyone to be followed that long.
    """
    length = _length(plan)
    if length is None:
        return
    for path, time, limit, why in (*_of_outcomes(plan, length), *_of_analyses(plan, length)):
        if time > limit:
            yield (
                path,
                f"found {shown(time)}; allowed: 1 to {limit} ({why}). Lower it, or lengthen "
                "follow-up.",
            )


def _of_outcomes(plan: Part, length: int) -> _Limits:
    times: dict[KeyPath, int] = {}
    for item in plan.parts("outcomes"):
        times |= item.wholes("at") | item.wholes("within")
    times |= plan.part("industries_worked_in").wholes("within")
    times |= plan.part("status_over_time").wholes("differences_at")
    return [(path, time, length, "follow_up.length") for path, time in times.items()]


def _of_analyses(plan: Part, length: int) -> _Limits:
    limits: _Limits = []
    for item in comparisons(plan):
        limit, why = _limit(plan, item, length)
        times = item.wholes("restricted_to") | item.wholes("landmarks")
        limits += [(path, time, limit, why) for path, time in times.items()]
    latest = max([length, *(visit.whole("at") or 0 for visit in plan.parts("visits"))])
    for ours in (item.part("ours") for item in plan.parts("published")):
        limit, why = _limit(plan, ours, length)
        limit, why = (latest, "the last visit") if length == limit < latest else (limit, why)
        limits += [(path, time, limit, why) for path, time in ours.wholes("timepoint").items()]
    return limits


def _limit(plan: Part, item: Part, length: int) -> tuple[int, str]:
    if in_days(plan, plan.find("outcomes", item.text("outcome"))):
        return least_days(length), f"days: the fewest that follow-up of {length} months holds"
    return length, "follow_up.length"


def days_fit_window(plan: Part) -> Iterator[Problem]:
    """The days of `sustained` fit into the fewest days that the months up to `within` hold."""
    length = _length(plan)
    for item in plan.parts("outcomes"):
        days, within = item.whole("days") or 0, item.whole("within") or 0
        if item.text("kind") != "sustained" or not length or not 1 <= within <= length:
            continue
        if days > least_days(within):
            yield (
                item.at("days"),
                f"found {shown(days)}; allowed: 2 to {least_days(within)}, the fewest days that "
                f"months 1 to {within} hold, for everyone to have the chance. Lower it, or raise "
                "within.",
            )


def retained_within_follow_up(plan: Part) -> Iterator[Problem]:
    """`retained` needs fewer months than follow-up has, for the first job begins within it."""
    length = _length(plan)
    for item in plan.parts("outcomes"):
        months = item.whole("months")
        if item.text("kind") == "retained" and months and length and months >= length:
            yield (
                item.at("months"),
                f"found {shown(months)}; allowed: fewer than {length} (follow_up.length), for the "
                "months begin with the first job, after randomisation. Lower it.",
            )


RULES = (
    dates_count_months,
    visits_in_order,
    times_within_follow_up,
    days_fit_window,
    retained_within_follow_up,
)
