"""Faults of the files beside the comparisons: arms, coding, countries, continuous outcomes."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ipsanalysis.audit.printed import read_printed
from ipsanalysis.evidence.columns import COUNTS, OF_ARMS, ROLES
from ipsanalysis.evidence.faults_counts import above, too_many
from ipsanalysis.evidence.faults_trials import (
    all_sound,
    doubled,
    sound,
    source_notes,
    trial_names,
    twice,
)
from ipsanalysis.evidence.read import Table, Texts
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.typed import Mask

ADD_UP = "Compare the arms and the row with the source."


def arm_faults(arms: Table, comparisons: Table, told: Iterable[Fault]) -> Iterator[Fault]:
    """Give the faults of the arms that rows are made of.

    Sums are looked at where no fault is told of the row, of its counts or of any of its arms.

    Args:
        arms: The file of arms.
        comparisons: The file of comparisons.
        told: Faults that are told already, those of cells among them.

    Yields:
        Errors.
    """
    told = list(told)
    own = list(_arm_rows(arms, comparisons, told))
    yield from own
    told += own
    of, known = arms.texts("row_id"), comparisons.texts("row_id")
    if not arms.read_whole or arms.told(told, ("row_id",)).any():
        return  # an arm may be among the lines of which nobody knows the row
    unlike = comparisons.told(told, (*COUNTS, "row_id")) | ~_with_counts(comparisons)
    broken = np.isin(of, of[arms.told(told)])
    yield from _sums(arms, comparisons, np.isin(of, known[~unlike]) & ~broken)


def _with_counts(comparisons: Table) -> Mask:
    counted: Mask = ~np.logical_or.reduce([comparisons.missing(name) for name in COUNTS])
    return counted


def _arm_rows(arms: Table, comparisons: Table, told: Iterable[Fault]) -> Iterator[Fault]:
    known, of = comparisons.texts("row_id"), arms.texts("row_id")
    unknown = arms.good("row_id") & ~np.isin(of, known)
    sure = comparisons.read_whole and not comparisons.told(told, ("row_id",)).any()
    yield from arms.faults(
        "row_id", unknown & sure,
        "arms of a row that is not in the file of comparisons; allowed: its ids",
        "Mend the id, or add the row.", allowed=known,
    )  # fmt: skip
    bare = np.isin(of, known[~_with_counts(comparisons)]) & ~unknown
    yield from arms.faults(
        "row_id", bare, "arms of a row without counts; allowed: arms that add up to its counts",
        "Write the sums into the row, or take the arms out.",
    )  # fmt: skip
    yield from arms.faults(
        "arm", doubled(arms.good("row_id") & arms.good("arm"), of, arms.texts("arm")),
        "an arm that stands twice in one row; allowed: once",
        "Rename it, or take the copy out.",
    )  # fmt: skip
    yield from too_many(arms, ("n", "events"))
    yield from above(arms, "events", "n")


def _sums(arms: Table, comparisons: Table, usable: Mask) -> Iterator[Fault]:
    of, roles = arms.texts("row_id"), arms.texts("role")
    one_sided = np.zeros(arms.rows, bool)
    for role in ROLES:
        sides = np.isin(of, of[usable & (roles == role)])
        yield from arms.faults(
            "role", usable & ~sides,
            f"a row of arms without one that is {role}; allowed: one or more of each role",
            "List every arm of the row.",
        )  # fmt: skip
        one_sided |= ~sides
    usable = usable & ~one_sided
    for role in ROLES:
        n, events, _ = OF_ARMS[role]
        for own, total in (("n", n), ("events", events)):
            sums, wanted = arms.numbers(own), comparisons.numbers(total)
            row_ids = comparisons.texts("row_id")
            wrong = np.zeros(arms.rows, bool)
            for row in np.unique(of[usable].astype(str)):
                mine = usable & (of == row) & (roles == role)
                if sums[mine].sum() != wanted[row_ids == row][0]:
                    wrong |= mine
            yield from arms.faults(
                own, wrong, f"arms that do not add up to {total} of their row; allowed: its sum",
                ADD_UP,
            )  # fmt: skip


def coding_faults(coding: Table, comparisons: Table) -> Iterator[Fault]:
    """Give trials without coding, and coding without a trial.

    Neither is told while the other file has a broken id or line: it may be the very one.
    """
    known, coded = comparisons.texts("trial_id"), coding.texts("trial_id")
    yield from trial_names(coding)
    yield from twice(coding, "trial_id", "a trial coded several times; allowed: one row a trial",
                     "Keep one of the rows.")  # fmt: skip
    yield from coding.faults(
        "trial_id", sound(coding) & ~np.isin(coded, known) & all_sound(comparisons),
        "the coding of a trial that is not in the file of comparisons; allowed: its ids",
        "Mend the id, or take the row out.", allowed=known,
    )  # fmt: skip
    yield from comparisons.faults(
        "trial_id", sound(comparisons) & ~np.isin(known, coded) & all_sound(coding),
        "a trial without coding; allowed: one row a trial in the file of coding",
        "Add the row, with a reason.", allowed=coded,
    )  # fmt: skip


def country_faults(countries: Table, comparisons: Table) -> Iterator[Fault]:
    """Give countries that stand twice, and notes on those that are not there."""
    listed, used = countries.texts("country"), comparisons.texts("country")
    yield from twice(countries, "country", "a country that stands in several rows; allowed: once",
                     "Keep one of the rows.")  # fmt: skip
    across = np.array(["/" in text for text in used], bool)
    yield from comparisons.faults(
        "country", comparisons.good("country") & ~across & ~np.isin(used, listed),
        "a country that the file of countries does not list; allowed, but its trials are left out "
        "of meta-regressions on characteristics of countries",
        "Add the country to that file, if its values are known; else nothing has to be done.",
        allowed=listed, level="note",
    )  # fmt: skip


def continuous_faults(table: Table, comparisons: Table) -> Iterator[Fault]:
    """Give the faults of amounts as printed."""
    yield from trial_names(table)
    yield from _unknown_trials(table, comparisons, "amounts are not pooled")
    keys = [table.texts(name) for name in ("trial_id", "outcome", "note")]
    yield from table.faults(
        "outcome", doubled(table.good("trial_id") & table.good("outcome"), *keys),
        "the same outcome of a trial twice with the same note; allowed: once",
        "Take the copy out, or say in the note how they differ.",
    )  # fmt: skip
    for value, spread in (("ips_value", "ips_sd"), ("control_value", "control_sd")):
        yield from table.faults(
            value, ~_amounts(table.texts(value)),
            "not an amount as printed; allowed: a number, or several joined by /",
            "Write the digits as printed; units and remarks have columns of their own.",
        )  # fmt: skip
        yield from table.faults(
            spread, table.numbers(spread) < 0,
            "a negative standard deviation; allowed: 0 or more", "Compare it with its source.",
        )  # fmt: skip
        yield from table.faults(
            spread, table.good(spread) & table.missing(value),
            f"a standard deviation without {value}; allowed: with it",
            "Add the mean, or take it out.",
        )  # fmt: skip
    yield from source_notes(table)


def printed_trials(table: Table, comparisons: Table) -> Iterator[Fault]:
    """Give the faults of the trials of figures as printed."""
    yield from trial_names(table)
    yield from _unknown_trials(table, comparisons, "figures of others are audited too")


def _unknown_trials(table: Table, comparisons: Table, why: str) -> Iterator[Fault]:
    """Give notes on trials that are not in the file of comparisons, where any trial may be."""
    known, of = comparisons.texts("trial_id"), table.texts("trial_id")
    yield from table.faults(
        "trial_id", sound(table) & ~np.isin(of, known) & all_sound(comparisons),
        f"a trial that is not in the file of comparisons; allowed: any, as {why}",
        "Nothing has to be done, if the id is right.", allowed=known, level="note",
    )  # fmt: skip


def once_faults(table: Table, known: Sequence[str]) -> Iterator[Fault]:
    """Give values that stand twice in a column that the dictionary calls unique.

    Args:
        table: The file.
        known: Columns of which that is told in words of their own.

    Yields:
        Errors.
    """
    for name in table.once:
        if name not in known:
            yield from twice(
                table, name,
                "a value that stands in several rows; allowed: once, as the dictionary calls the "
                "column unique",
                "Find out whether a row was copied, or take unique out of the dictionary.",
            )  # fmt: skip


def _amounts(texts: Texts) -> Mask:
    parts = [text.split("/") if text else [] for text in texts]
    return np.array([all(read_printed(x.strip()) for x in part) for part in parts], bool)
