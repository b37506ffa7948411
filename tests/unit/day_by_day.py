"""What one person's work comes to, found by looking at each day in turn: slow and plain."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from math import isnan, nan
from typing import Any

Spell = dict[str, Any]


def months_later(start: date, months: int) -> date:
    """Return the anniversary some months later, or the last day of a month too short."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def month_end(randomised: date, month: int, mode: str) -> int:
    """Return the last day of a month, in days since randomisation."""
    if mode == "anniversary":
        return (months_later(randomised, month) - randomised).days
    first = months_later(randomised.replace(day=1), month + 1)
    return (first - timedelta(days=1) - randomised).days


class Person:
    """One person, looked at day by day up to a last day."""

    def __init__(
        self, spells: Sequence[Spell], kinds: Sequence[str], randomised: str, until: int
    ) -> None:
        self.spells = [item for item in spells if item["kind"] in kinds]
        self.randomised, self.until = date.fromisoformat(randomised), until

    def on(self, day: int) -> list[Spell]:
        """Return the segments of a day; none before day 1 or after observation."""
        if not 1 <= day <= self.until:
            return []
        return [item for item in self.spells if item["start"] <= day <= item["end"]]

    def window(self, last: int) -> list[int]:
        return [day for day in range(1, last + 1) if self.on(day)]

    def measure(self, name: str, last: int) -> float:
        """Return an amount; nan when a segment's hours or pay are not known, or without a job."""
        days = self.window(last)
        jobs: dict[int, int] = {}
        hours = wages = 0.0
        for day in days:
            today = self.on(day)
            hours += sum(item["hours_per_week"] for item in today) / 7
            wages += sum(item["pay_per_week"] for item in today) / 7
            for job in {item["job"] for item in today}:
                jobs[job] = jobs.get(job, 0) + 1
        weeks = len(days) / 7
        return {
            "days": float(len(days)),
            "weeks": weeks,
            "hours": hours,
            "wages": wages,
            "longest_job": max(jobs.values(), default=0) / 7,
            "jobs": float(len(jobs)),
            "hours_per_week": hours / weeks if days else nan,
            "wage_per_hour": wages / hours if days and hours else nan,
        }[name]

    def longest_run(self, last: int) -> int:
        longest = run = 0
        for day in range(1, last + 1):
            run = run + 1 if self.on(day) else 0
            longest = max(longest, run)
        return longest

    def most_hours(self, last: int) -> float:
        """Return the most hours a week known on one day."""
        days = [[item["hours_per_week"] for item in self.on(day)] for day in range(1, last + 1)]
        return max((sum(x for x in today if not isnan(x)) for today in days), default=0.0)

    def hours_known(self, last: int) -> bool:
        return not any(
            isnan(item["hours_per_week"]) for day in range(1, last + 1) for item in self.on(day)
        )

    def first_job(self) -> int | None:
        """Return the first day on which a job is worked that was never worked before day 1."""
        for day in range(1, self.until + 1):
            for item in self.on(day):
                others = [one for one in self.spells if one["job"] == item["job"]]
                if min(one["start"] for one in others) >= 1:
                    return day
        return None

    def retention_day(self, months: int) -> int | None:
        first = self.first_job()
        if first is None:
            return None
        began = self.randomised + timedelta(days=first)
        return (months_later(began, months) - self.randomised).days

    def industry(self, last: int) -> str | None:
        """Return the industry of the job held longest; of equals, of the one that began first."""
        held: dict[int, list[int]] = {}
        for day in self.window(last):
            for item in self.on(day):
                held.setdefault(item["job"], [])
                if day not in held[item["job"]]:
                    held[item["job"]].append(day)
        if not held:
            return None
        begun = {
            job: min(item["start"] for item in self.spells if item["job"] == job) for job in held
        }
        job = min(held, key=lambda one: (-len(held[one]), begun[one], one))
        stated = [
            item["industry"]
            for day in held[job]
            for item in self.on(day)
            if item["job"] == job and item["industry"] is not None
        ]
        return stated[0] if stated else "unknown"
