"""Faults of counts, of how they are known, and of the percentages printed beside them."""

import re
from collections.abc import Iterator, Sequence
from typing import get_args

import numpy as np
import numpy.typing as npt

from ipsanalysis.audit.cell_faults import MOST_PEOPLE
from ipsanalysis.audit.printed import Printed, prints, read_printed
from ipsanalysis.evidence.columns import COUNTS
from ipsanalysis.evidence.read import Table, Texts
from ipsanalysis.plan.evidence import CountBasis
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.typed import Mask

ARMS = {"active": ("n_ips", "events_ips", "pct_ips_printed"),
        "control": ("n_control", "events_control", "pct_control_printed")}  # fmt: skip
BASES = get_args(CountBasis)
Floats = npt.NDArray[np.float64]
WORD = re.compile(r"[A-Za-z0-9_-]+")


def count_faults(table: Table) -> Iterator[Fault]:
    """Give the faults of counts in the file of comparisons.

    Args:
        table: The file.

    Yields:
        Errors.
    """
    given = np.array([~table.missing(name) for name in COUNTS])
    none = table.texts("ma_primary") == "no_counts"
    known = table.good("ma_primary")
    yield from table.faults(
        "ma_primary", known & ~none & given.any(axis=0) & ~given.all(axis=0),
        "counts that are only half there; allowed: people and events of both arms, or no_counts",
        "Add what is not there, or write no_counts.",
    )  # fmt: skip
    yield from table.faults(
        "ma_primary", known & ~none & ~given.any(axis=0),
        "a row without counts that is not called so; allowed: no_counts",
        "Add the counts, or write no_counts.",
    )  # fmt: skip
    yield from table.faults(
        "ma_primary", none & (given[1] | given[3]),
        "events in a row that is said to have no counts; allowed: people alone, or nothing",
        "Take the events out, or say how the row is used: yes, sensitivity or no.",
    )  # fmt: skip
    yield from too_many(table, COUNTS)
    for n, events, _ in ARMS.values():
        yield from above(table, events, n)
    yield from _bases(table)


def too_many(table: Table, columns: Sequence[str]) -> Iterator[Fault]:
    """Give counts of more people than any trial has, as the audit of printed figures does."""
    for name in columns:
        yield from table.faults(
            name, table.numbers(name) > MOST_PEOPLE,
            f"more people than in any trial; allowed: at most {MOST_PEOPLE:,}",
            "Compare the cell with its source: two numbers may have run together.",
        )  # fmt: skip


def above(table: Table, events: str, n: str) -> Iterator[Fault]:
    """Give rows with more events than people."""
    found, people = table.texts(events), table.texts(n)
    both = np.array([f"{x} of {y}" for x, y in zip(found, people, strict=True)], object)
    yield from table.faults(
        events, table.numbers(events) > table.numbers(n),
        f"more people with the event than people; allowed: at most {n}",
        "Compare both with their source: they may be exchanged.", values=both,
    )  # fmt: skip


def counted(table: Table) -> Mask:
    """Return the rows with people and events of both arms."""
    known: Mask = np.logical_and.reduce([table.good(name) for name in COUNTS])
    return known


def count_bases(table: Table) -> list[str]:
    """Return how the counts of each row are known: the first word of `count_basis`.

    A row whose first word is the id of another row has the basis of that row.

    Args:
        table: The file of comparisons.

    Returns:
        A word of `CountBasis` for each row; empty where there are no counts or no such word.
    """
    texts, rows = table.texts("count_basis"), table.texts("row_id")
    first = [_first(text) for text in texts]
    own = dict(zip(rows, first, strict=True))
    words = [own.get(word, word) for word in first]
    return [
        word if word in BASES and full else ""
        for word, full in zip(words, counted(table), strict=True)
    ]


def _first(text: str) -> str:
    found = WORD.search(text)
    return found[0] if found else ""


def _bases(table: Table) -> Iterator[Fault]:
    known = np.array(count_bases(table), object) != ""
    first = np.array([_first(text) for text in table.texts("count_basis")], object)
    yield from table.faults(
        "count_basis", counted(table) & table.good("count_basis") & ~known,
        f"counts without a known basis; allowed: a first word of {', '.join(BASES)}, or the id of "
        "a row whose basis it is",
        "Say first how the counts are known, and then explain.", values=first, allowed=BASES,
    )  # fmt: skip


def percent_faults(table: Table, arms: Table | None) -> Iterator[Fault]:
    """Give percentages that are none, and notes on those that the counts do not give.

    Args:
        table: The file of comparisons.
        arms: The file of arms, if there is one and it is whole.

    Yields:
        Errors and notes.
    """
    for role, (n, events, column) in ARMS.items():
        printed = [_printed(text) for text in table.texts(column)]
        wrong = np.array([found is None for found in printed], bool)
        yield from table.faults(
            column, wrong, "not a percentage as printed; allowed: a number from 0 to 100 without "
            "%, or one for each arm joined by /",
            "Write the digits as printed.",
        )  # fmt: skip
        people, happened = table.numbers(n), table.numbers(events)
        shares = 100.0 * np.divide(
            happened, people, out=np.full(table.rows, np.nan), where=people > 0
        )
        yield from _unlike(table, column, printed, shares, role)
        yield from _several(table, column, printed, role, arms)


def _printed(text: str) -> list[Printed] | None:
    """Return percentages as printed; none when the text is not that."""
    if not text:
        return []
    found = [read_printed(part.strip()) for part in text.split("/")]
    usable = [item for item in found if item is not None and 0 <= item.value <= 100]
    return usable if len(usable) == len(found) else None


def _unlike(
    table: Table, column: str, printed: Sequence[list[Printed] | None], shares: Floats, role: str
) -> Iterator[Fault]:
    wrong = [
        items is not None
        and len(items) == 1
        and not np.isnan(share)
        and not bool(prints(share, items[0]))
        for items, share in zip(printed, shares, strict=True)
    ]
    yield from table.faults(
        column, np.array(wrong, bool),
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
    printed: Sequence[list[Printed] | None],
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
