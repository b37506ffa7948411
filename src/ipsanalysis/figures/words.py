"""Numbers and sentences as figures print them: labels come from the plan."""

from collections.abc import Iterable
from math import isnan
from typing import Any

from ipsanalysis.figures.measure import lines, width
from ipsanalysis.plan.analyses import (
    AmountComparison,
    BinaryComparison,
    StatusOverTime,
    TimeComparison,
)
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.events import by_strategy, counted_as, cut_unit, event_names
from ipsanalysis.tables.format import fixed, hundredfold, limit
from ipsanalysis.tables.labels import TIME_UNITS

_LINES = 4
_COMPOSITE = {
    "status": "counts as no from the {unit} after it (composite)",
    "event_time": "counts as never having the event from the {unit} after it (competing event)",
    "amount": "counts as 0 from the {unit} after it (composite)",
    "average": "adds nothing from the {unit} after it (composite)",
}
NO_BREAK = "\u00a0"
Comparison = BinaryComparison | TimeComparison | AmountComparison | StatusOverTime

NOT_RANDOMISED = "Not a randomised comparison: who is in this set was decided after randomisation."


def number(value: float, decimals: int) -> str:
    """Return a number as the tables print it, or the words for none."""
    return "not estimable" if isnan(value) else fixed(value, decimals)


def percent(share: float) -> str:
    """Return a share between 0 and 1 as a percentage with one decimal."""
    return "not estimable" if isnan(share) else f"{number(hundredfold(share), 1)}%"


def points(difference: float) -> str:
    """Return a difference of shares in percentage points with one decimal."""
    return number(hundredfold(difference), 1)


def limits_words(row: Any, decimals: int) -> str:  # noqa: ANN401
    """Return an interval in brackets; no limit is rounded to 0 that is not 0."""
    return f"({limit(row.ci_low, 0.0, decimals)} to {limit(row.ci_high, 0.0, decimals)})"


def point_limits(row: Any) -> str:  # noqa: ANN401
    """Return an interval of a difference of shares in brackets, in percentage points."""
    low, high = hundredfold(row.ci_low), hundredfold(row.ci_high)
    return f"({limit(low, 0.0, 1)} to {limit(high, 0.0, 1)})"


def level_name(level: float) -> str:
    """Return a confidence level as a percentage, for example 95%."""
    return f"{100 * level:g}%"


def plural(unit: str) -> str:
    """Return a unit in the plural, where it is a unit of time."""
    return f"{unit}s" if unit in TIME_UNITS else unit


def counted(numbers: Iterable[int]) -> str:
    """Return the people behind a line, such as `(n = 216)` or `(n = 150 to 216)`, unbroken."""
    known = sorted(set(numbers)) or [0]
    return joined("(n = " + " to ".join(f"{n:,}" for n in sorted({known[0], known[-1]})) + ")")


def joined(text: str) -> str:
    """Return text that no line breaks."""
    return text.replace(" ", NO_BREAK)


def spoken(text: str) -> str:
    """Return text with plain spaces, for files that are read aloud."""
    return text.replace(NO_BREAK, " ")


def arm_heads(plan: Plan, room: float) -> tuple[list[list[str]], str]:
    """Return the heading of each arm's column, and a sentence that explains it where it must.

    A label with a word that does not fit the room is replaced by a letter.
    """
    found = [lines(arm.label, room, bold=True) for arm in plan.arms]
    words = [word for arm in plan.arms for word in arm.label.split()]
    if all(width(word, bold=True) <= room for word in words) and max(map(len, found)) <= _LINES:
        return found, ""
    letters = "AB"
    told = [f"{letter}: {arm.label}." for letter, arm in zip(letters, plan.arms, strict=True)]
    return [[letter] for letter in letters], " ".join(told)


def comparison_of(plan: Plan, plan_key: str) -> Comparison:
    """Return the part of the plan that a row's `plan_key` names, for example `employment.0`."""
    family, _, index = plan_key.partition(".")
    found: Comparison = getattr(plan, family)[int(index)] if index else getattr(plan, family)
    return found


def handled(plan: Plan, comparison: Comparison) -> str:
    """Say in plain words how each intercurrent event of a comparison is handled."""
    outcome = plan.outcome(comparison.outcome)
    unit, kind = cut_unit(plan, outcome), counted_as(outcome)
    words = {
        "composite": _COMPOSITE[kind].format(unit=unit),
        "while_at_risk": "ends what is counted (while at risk)",
        "hypothetical": "is treated as if it could not happen (hypothetical)",
    }
    if kind == "event_time":
        words["while_at_risk"] = "ends the time at risk (while at risk)"
        words["hypothetical"] = "censors the time, as if it could not happen (hypothetical)"
    return " ".join(
        f"{event_names(plan, events)}: {words[strategy]}."
        for strategy, events in by_strategy(comparison).items()
    )


def membership(plan: Plan, comparison: Comparison) -> str:
    """Name the analysis set, and say when it is not one that randomisation made."""
    analysed = plan.analysis_set(comparison.analysis_set)
    return f"{analysed.label}." if analysed.randomised else f"{analysed.label}. {NOT_RANDOMISED}"


def sentences(*parts: str) -> str:
    """Join the parts that are not empty."""
    return " ".join(part for part in parts if part)
