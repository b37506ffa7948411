"""Made-up trials of a meta-analysis, and the columns of an estimate with its interval."""

from dataclasses import dataclass
from math import exp, log
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A made-up trial."""

    id: str
    label: str
    year: int
    months: float
    events: int
    n: int
    events_control: int
    n_control: int

    @property
    def counts(self) -> dict[str, int]:
        """Its counts as rows hold them."""
        return {
            "n": self.n,
            "n_events": self.events,
            "n_control": self.n_control,
            "n_events_control": self.events_control,
        }

    @property
    def log_ratio(self) -> tuple[float, float]:
        """The logarithm of its risk ratio, and the variance of it."""
        a, n, c, m = self.events, self.n, self.events_control, self.n_control
        if 0 in (a, c):
            a, n, c, m = a + 0.5, n + 1, c + 0.5, m + 1
        return log(a / n / (c / m)), 1 / a - 1 / n + 1 / c - 1 / m


def some_trials(number: int = 8) -> list[Trial]:
    """Made-up trials, one a year; the third one has no event in its control arm."""
    return [
        Trial(
            id=f"TRIAL_{index:02d}",
            label=f"Author{index} {1996 + index}",
            year=1996 + index,
            months=float((12, 18, 24)[index % 3]),
            events=(15 + 7 * (index % 5)),
            n=40 + 9 * (index % 7),
            events_control=0 if index == 2 else 6 + 3 * (index % 4),
            n_control=38 + 8 * (index % 6),
        )
        for index in range(number)
    ]


def ratio(mean: float, error: float) -> dict[str, Any]:
    """A ratio and its interval, from its logarithm."""
    return {
        "estimate": exp(mean),
        "std_error": error,
        "ci_low": exp(mean - 1.96 * error),
        "ci_high": exp(mean + 1.96 * error),
        "ci_level": 0.95,
    }


def interval(value: float, half: float) -> dict[str, float]:
    """An estimate with an interval around it, not below 0."""
    low, high = max(value - half, 0.0), value + half
    return {"estimate": value, "ci_low": low, "ci_high": high, "ci_level": 0.95}
