"""What rows of models say when few people stand behind them."""

from collections.abc import Iterable
from math import isnan

from ipsanalysis.analyse.context import noted
from ipsanalysis.rows import Row

FEW, SMALLEST_CELL = 10, 5
WITH_OUTCOME = "with or without the outcome"
WITH_AMOUNT = "with an amount above zero"
INTERVAL = "the interval is approximate and may be too short"
P_VALUE = "the p-value is approximate and may be too small"
NO_INTERVAL = (
    f"No interval for the risk difference: fewer than {SMALLEST_CELL} people with or without the "
    "outcome in an arm."
)


def few_note(numbers: Iterable[int], who: str, what: str = INTERVAL) -> str:
    """Return the note of a model that rests on few people; empty when there are enough.

    Intervals and tests of models are right for many people. The limit is the usual one of ten
    events, here for the arm with the fewest.

    Args:
        numbers: People of each arm with what the model explains, and without it where that counts.
        who: What they have in common, in words.
        what: What is approximate.

    Returns:
        The note.
    """
    return "" if min(numbers) >= FEW else f"Fewer than {FEW} people {who} in an arm: {what}."


def cells(events: int, n: int, events_control: int, n_control: int) -> list[int]:
    """Return the people with and without the outcome in the one arm, then in the other."""
    return [events, n - events, events_control, n_control - events_control]


def with_interval(row: Row, note: str) -> Row:
    """Return a row with a note on its interval, when it has one."""
    return row if isnan(row.ci_low) and isnan(row.ci_high) else noted(row, note)
