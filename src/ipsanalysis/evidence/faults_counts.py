"""Faults of counts, and of how they are known."""

import re
from collections.abc import Iterator, Sequence
from typing import get_args

import numpy as np

from ipsanalysis.audit.cell_faults import MOST_PEOPLE
from ipsanalysis.evidence.columns import COUNTS, OF_ARMS
from ipsanalysis.evidence.faults_percent import percent_for_count
from ipsanalysis.evidence.read import Table
from ipsanalysis.plan.evidence import CountBasis
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.typed import Mask

BASES = get_args(CountBasis)
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
    for n, events, percent in OF_ARMS.values():
        yield from above(table, events, n, told=percent_for_count(table, n, events, percent))
    yield from _bases(table)


def too_many(table: Table, columns: Sequence[str]) -> Iterator[Fault]:
    """Give counts of more people than any trial has, as the audit of printed figures does."""
    for name in columns:
        yield from table.faults(
            name, table.numbers(name) > MOST_PEOPLE,
            f"more people than in any trial; allowed: at most {MOST_PEOPLE:,}",
            "Compare the cell with its source: two numbers may have run together.",
        )  # fmt: skip


def above(table: Table, events: str, n: str, told: Mask | None = None) -> Iterator[Fault]:
    """Give rows with more events than people, but for those whose fault is told otherwise."""
    more = table.numbers(events) > table.numbers(n)
    found, people = table.texts(events), table.texts(n)
    both = np.array([f"{x} of {y}" for x, y in zip(found, people, strict=True)], object)
    yield from table.faults(
        events, more if told is None else more & ~told,
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
