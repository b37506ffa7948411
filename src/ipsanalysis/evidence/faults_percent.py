"""Faults of percentages printed beside counts, and of percentages that stand in their place."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ipsanalysis.audit.printed import Printed, prints, read_printed
from ipsanalysis.evidence.columns import OF_ARMS
from ipsanalysis.evidence.read import Table, Texts
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.typed import Mask

Floats = npt.NDArray[np.float64]
Percentages = Sequence[list[Printed] | None]


def percent_faults(table: Table, arms: Table | None) -> Iterator[Fault]:
    """Give percentages that are none, and notes on those that the counts do not give.

    Args:
        table: The file of comparisons.
        arms: The file of arms, if there is one and it is whole.

    Yields:
        Errors and notes.
    """
    for role, (n, events, column) in OF_ARMS.items():
        printed = _percentages(table, column)
        wrong = np.array([found is None for found in printed], bool)
        yield from table.faults(
            column, wrong, "not a percentage as printed; allowed: a number from 0 to 100 without "
            "%, or one for each arm joined by /",
            "Write the digits as printed.",
        )  # fmt: skip
        yield from _in_its_place(table, n, events, column)
        yield from _unlike(table, column, printed, _shares(table, n, events), role)
        yield from _several(table, column, printed, role, arms)


def percent_for_count(table: Table, n: str, events: str, column: str) -> Mask:
    """Return rows whose count is the percentage printed of its arm, which it does not give.

    Args:
        table: The file of comparisons.
        n: The column of people.
        events: The column of people with the event.
        column: The column of the percentage of that arm.

    Returns:
        One value a row; not so where the count gives that percentage, as among about 100 people.
    """
    shares, counts = _shares(table, n, events), table.numbers(events)
    rows = zip(_percentages(table, column), shares, counts, strict=True)
    wrong = [
        _one_not_given(items, share) and any(item.value == count for item in items or ())
        for items, share, count in rows
    ]
    return np.array(wrong, bool)


def _in_its_place(table: Table, n: str, events: str, column: str) -> Iterator[Fault]:
    found = zip(table.texts(events), table.texts(n), strict=True)
    told = np.array([f"{count} of {people}" for count, people in found], object)
    yield from table.faults(
        events, percent_for_count(table, n, events, column),
        f"a percentage where a count belongs: it is {column}, which so many of {n} are not; "
        "allowed: a number of people",
        "Write how many people had the event. If the source has both so, blank the percentage and "
        "say so in notes.",
        values=told,
    )  # fmt: skip


def _percentages(table: Table, column: str) -> Percentages:
    return [_printed(text) for text in table.texts(column)]


def _shares(table: Table, n: str, events: str) -> Floats:
    people, happened = table.numbers(n), table.numbers(events)
    shares: Floats = 100.0 * happened / np.where(people > 0, people, np.nan)
    return shares


def _one_not_given(items: list[Printed] | None, share: float) -> bool:
    """Whether one percentage is printed of an arm that its counts do not give."""
    if items is None or len(items) != 1 or np.isnan(share):
        return False
    return not bool(prints(share, items[0]))


def _printed(text: str) -> list[Printed] | None:
    """Return percentages as printed; none when the text is not that."""
    if not text:
        return []
    found = [read_printed(part.strip()) for part in text.split("/")]
    usable = [item for item in found if item is not None and 0 <= item.value <= 100]
    return usable if len(usable) == len(found) else None


def _unlike(
    table: Table, column: str, printed: Percentages, shares: Floats, role: str
) -> Iterator[Fault]:
    pairs = zip(printed, shares, strict=True)
    wrong = np.array([_one_not_given(items, share) for items, share in pairs], bool)
    n, events, _ = OF_ARMS[role]
    yield from table.faults(
        column, wrong & ~percent_for_count(table, n, events, column),
        f"a printed percentage of the {role} arm that its counts do not give; allowed: a "
        "difference, if it is known",
        "Read what the file's README says of the row, and compare the counts with their source; "
        "if that has them so, nothing has to be done.",
        values=_told(table, column, shares), level="note",
    )  # fmt: skip


def _told(table: Table, column: str, shares: Floats) -> Texts:
    texts = table.texts(column)
    return np.array(
        [f"{text} printed, {share:.2f} counted" for text, share in zip(texts, shares, strict=True)],
        object,
    )


def _several(
    table: Table,
    column: str,
    printed: Percentages,
    role: str,
    arms: Table | None,
) -> Iterator[Fault]:
    """Give rows with a percentage for each of several arms that their arms do not give."""
    rows = table.texts("row_id")
    own = [
        _arm_shares(arms, row, role) if items else []
        for items, row in zip(printed, rows, strict=True)
    ]
    several = [len(items or ()) > 1 for items in printed]
    unlisted = [more and not shares for more, shares in zip(several, own, strict=True)]
    unlike = [
        more and bool(shares) and not _matched(items or [], shares)
        for more, items, shares in zip(several, printed, own, strict=True)
    ]
    yield from table.faults(
        column, np.array(unlisted, bool),
        "several percentages whose arms are not listed; allowed: with a row for each in the file "
        "of arms",
        "List the arms, if their counts are known: the percentages cannot be checked.",
        level="note",
    )  # fmt: skip
    yield from table.faults(
        column, np.array(unlike, bool),
        "several printed percentages that the arms do not give in that order; allowed: a "
        "difference, if it is known",
        "Compare the file of arms with the source.", level="note",
    )  # fmt: skip


def _arm_shares(arms: Table | None, row: str, role: str) -> list[float]:
    if arms is None:
        return []
    own = (arms.texts("row_id") == row) & (arms.texts("role") == role)
    shares = 100.0 * arms.numbers("events")[own] / arms.numbers("n")[own]
    return [float(share) for share in shares]


def _matched(items: Sequence[Printed], shares: Sequence[float]) -> bool:
    pairs = zip(shares, items, strict=False)
    return len(items) == len(shares) and all(bool(prints(share, item)) for share, item in pairs)
