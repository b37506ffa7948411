"""The audit of an item whose counts are not all printed: which whole numbers fit."""

from collections.abc import Iterator, Sequence

import numpy as np

from ipsanalysis.audit.arms import TooManyError, searched
from ipsanalysis.audit.candidates import Candidates
from ipsanalysis.audit.checkable import crude, if_adjusted
from ipsanalysis.audit.constraints import Constraint
from ipsanalysis.audit.finding import WORDS, Finding, Quantity, finding
from ipsanalysis.audit.item import Item, PrintedArm
from ipsanalysis.audit.percentages import no_such_share, shares_that_print
from ipsanalysis.audit.printed import ROUNDING
from ipsanalysis.audit.search import possible_tables
from ipsanalysis.audit.wording import (
    interval_remark,
    listed,
    methods_that_print,
    not_defined,
    values_words,
)

SHOWN = 4
_SET_ASIDE: tuple[tuple[frozenset[Constraint], ...], ...] = (
    (frozenset({"effect"}), frozenset({"interval"}), frozenset({"p"})),
    (frozenset({"percent"}), frozenset({"percent_control"})),
    (frozenset({"effect", "interval"}),),
    (frozenset({"effect", "interval", "p"}),),
    (frozenset({"percent", "percent_control"}),),
)
"""What is set aside when not all can be met, in this order; those of one line are alike."""

Option = tuple[frozenset[Constraint], Candidates]


def uncounted(item: Item) -> list[Finding]:
    """Judge an item by the search for whole numbers that print all of it.

    Returns:
        One finding for each quantity counts can speak to, and one for the counts: `possible` with
        the tables, or `inconsistent` for what must be set aside before any table fits.
    """
    wanted = constraints(item)
    if searched(item.active, item) is None or searched(item.control, item) is None:
        return [_alone(item, name) for name in wanted]
    if not wanted:
        return []
    try:
        tables = possible_tables(item, frozenset(wanted))
    except TooManyError:
        why = "there are too many counts to search: narrow the range."
        return [finding(item, name, "not_checkable", explanation=why) for name in wanted]
    if len(tables):
        return [*_met(item, wanted, tables), _counts(item, tables)]
    return _undefined(item, wanted) or _unmet(item, wanted)


def constraints(item: Item) -> list[Constraint]:
    """Return what a table must print: percentages of arms not counted, and crude comparisons."""
    arms: list[tuple[Constraint, PrintedArm]] = [
        ("percent", item.active),
        ("percent_control", item.control),
    ]
    shares = [name for name, arm in arms if arm.percent is not None and not arm.counted]
    return [*shares, *crude(item)]


def range_words(item: Item) -> str:
    """Return the range searched and the rule of rounding, in words."""
    active, control = searched(item.active, item), searched(item.control, item)
    total = f", together {item.total}" if item.total else ""
    return f"n {active} v {control}{total}; {ROUNDING}"


def _alone(item: Item, name: Constraint) -> Finding:
    """Judge a quantity where nothing bounds the people of one arm: the other's percentage only."""
    arm = item.active if name == "percent" else item.control
    people = searched(arm, item)
    if name not in ("percent", "percent_control") or people is None:
        why = "no number of people is printed, and no range is given to search."
        return finding(item, name, "not_checkable", explanation=why)
    method = f"n {people}; {ROUNDING}"
    try:
        if told := no_such_share(item, name):
            return finding(item, name, "inconsistent", method=method, explanation=told)
        told = shares_that_print(arm, people)
    except TooManyError:
        why = "there are too many counts to search: narrow the range."
        return finding(item, name, "not_checkable", explanation=why)
    return finding(item, name, "possible", method=method, explanation=told)


def _met(item: Item, names: Sequence[Constraint], tables: Candidates) -> Iterator[Finding]:
    many = f"by {len(tables)} tables" if len(tables) > 1 else f"by {listed(tables, 1)}"
    for name in names:
        way = methods_that_print(item, name, tables)
        yield finding(
            item, name, "possible", recomputed=values_words(item, name, tables),
            method=range_words(item), explanation=f"printed {many}{f' ({way})' * bool(way)}.",
        )  # fmt: skip


def _counts(item: Item, tables: Candidates) -> Finding:
    shown = listed(tables, SHOWN)
    fit = f"{len(tables)} tables fit" if len(tables) > 1 else "unique, the only table in the range"
    order = " (those with arms nearest in size)" if len(tables) > SHOWN else ""
    return finding(
        item, "counts", "possible", recomputed=shown, method=range_words(item),
        explanation=f"{fit}: {shown}{order}.",
    )  # fmt: skip


def _undefined(item: Item, wanted: Sequence[Constraint]) -> list[Finding]:
    """Judge an item by the rest of it where no table that prints the rest has an effect at all."""
    rest = [name for name in wanted if name != "effect"]
    if "effect" not in wanted or not rest:
        return []
    try:
        tables = possible_tables(item, frozenset(rest))
    except TooManyError:
        return []
    if not len(tables) or values_words(item, "effect", tables):
        return []
    return [not_defined(item, tables), *_met(item, rest, tables), _counts(item, tables)]


def _unmet(item: Item, wanted: Sequence[Constraint]) -> list[Finding]:
    """Judge an item that no table prints, by what must be set aside before one does."""
    impossible: dict[Constraint, str] = {
        name: told
        for name in wanted
        if name in ("percent", "percent_control") and (told := no_such_share(item, name))
    }
    options = _options(item, frozenset(wanted), frozenset(impossible))
    culprits = frozenset().union(*(aside for aside, _ in options)) or frozenset(wanted)
    findings: list[Finding] = []
    for name in wanted:
        if name in impossible:
            findings.append(_wrong(item, name, "", impossible[name]))
        elif name in culprits:
            findings.append(_at_odds(item, name, options))
        else:
            findings += _met(item, [name], options[0][1])
    return [*findings, _no_counts(item, options)]


def _options(
    item: Item, wanted: frozenset[Constraint], impossible: frozenset[Constraint]
) -> list[Option]:
    """Return what may be set aside so that tables fit, with those tables; the first that do."""
    for alike in ((impossible,), *_SET_ASIDE) if impossible else _SET_ASIDE:
        found: list[Option] = []
        for aside in alike:
            if not aside <= wanted:
                continue
            try:
                tables = possible_tables(item, wanted - aside - impossible)
            except TooManyError:
                continue
            if len(tables):
                found.append((aside | impossible, tables))
        if found:
            return found
    return []


def _at_odds(item: Item, name: Constraint, options: Sequence[Option]) -> Finding:
    """Judge a quantity that no table prints beside the rest, by what the tables give instead."""
    tables = next((tables for aside, tables in options if name in aside), None)
    if tables is None:
        return _wrong(item, name, "", "no counts in the range print it beside the rest.")
    given = values_words(item, name, tables)
    many = f"{len(tables)} tables print the rest, and give"
    why = (
        f"{many if len(tables) > 1 else f'{listed(tables, 1)} prints the rest, and gives'} {given}."
    )
    if name == "interval" and len(tables) <= SHOWN:
        for place in range(len(tables)):
            one = tables.take(np.array([place]))
            if told := interval_remark(item, one):
                why += f" For {listed(one, 1)}: {told}"
    adjusted = "" if name in ("percent", "percent_control") else if_adjusted(item)
    return _wrong(item, name, given, why + adjusted)


def _wrong(item: Item, name: Quantity, given: str, why: str) -> Finding:
    return finding(
        item, name, "inconsistent", recomputed=given, method=range_words(item), explanation=why
    )


def _no_counts(item: Item, options: Sequence[Option]) -> Finding:
    parts = ["no whole numbers in the range print all of it."]
    for aside, tables in options:
        names = " and the ".join(WORDS[name] for name in WORDS if name in aside)
        fit = "1 table fits" if len(tables) == 1 else f"{len(tables)} tables fit"
        parts.append(f"Without the {names}, {fit}: {listed(tables, 2)}.")
    return _wrong(item, "counts", "", " ".join(parts))
