"""Search over whole numbers for the tables that print what an item prints."""

from collections.abc import Callable, Set

import numpy as np

from ipsanalysis.audit.arms import Pairs, TooManyError, pairs, searched
from ipsanalysis.audit.candidates import Candidates, joined
from ipsanalysis.audit.constraints import (
    Constraint,
    effect_printed,
    interval_printed,
    p_printed,
)
from ipsanalysis.audit.item import RATIOS, Item
from ipsanalysis.meta.trials import Floats, Integers

MOST_TABLES = 3_000_000
_SLACK = 1e-6


def possible_tables(item: Item, constraints: Set[Constraint]) -> Candidates:
    """Return every table in the searched range that meets some of what an item prints.

    Args:
        item: The item; each arm has people printed, a range of people, or the item has a total.
        constraints: Which of percentages, effect, interval and p-value are to be met.

    Returns:
        The tables, those with arms nearest in size first, then by people and events.

    Raises:
        TooManyError: If more than 3 million would have to be looked at.
        ValueError: If nothing bounds the people of an arm.
    """
    active, control = _arm(item, constraints, "percent"), _arm(item, constraints, "percent_control")
    tables = _crossed(item, active, control, constraints)
    checks: dict[Constraint, Callable[[Candidates], np.ndarray]] = {
        "effect": lambda found: effect_printed(found, item),
        "interval": lambda found: interval_printed(found, item),
        "p": lambda found: (
            p_printed(found, item.p, item.test) if item.p else np.ones(len(found), bool)
        ),
    }
    for name, check in checks.items():
        if name in constraints:
            tables = tables.take(check(tables))
    return tables.take(_order(tables))


def _arm(item: Item, constraints: Set[Constraint], percent: Constraint) -> Pairs:
    arm = item.active if percent == "percent" else item.control
    people = searched(arm, item)
    if people is None:
        raise ValueError("nothing bounds the people of the arm")
    return pairs(arm, people, arm.percent if percent in constraints else None)


def _crossed(item: Item, active: Pairs, control: Pairs, constraints: Set[Constraint]) -> Candidates:
    """Return the pairs of arms whose risks lie where the effect or interval asks for them.

    Where one of the four counts is zero, these are the risks as they are, or with 0.5 added.
    """
    found = [_paired(item, active, control, constraints)]
    if _effect_bounds(item, constraints) is not None:
        for one, other in (
            (active.take(active.zero), control),
            (active.take(~active.zero), control.take(control.zero)),
        ):
            tables = _paired(item, one, other, constraints, half=True)
            low, high = _control_risks(item, tables.events / tables.n, constraints)
            risk = tables.events_control / tables.n_control
            found.append(tables.take((risk < low - _SLACK) | (risk > high + _SLACK)))
    if sum(map(len, found)) > MOST_TABLES:
        raise TooManyError
    return joined(found)


def _paired(
    item: Item, active: Pairs, control: Pairs, constraints: Set[Constraint], *, half: bool = False
) -> Candidates:
    control_risk = control.risk_half if half else control.risk
    order = np.argsort(control_risk, kind="stable")
    risks = control_risk[order]
    low, high = _control_risks(item, active.risk_half if half else active.risk, constraints)
    first = np.searchsorted(risks, low - _SLACK, side="left")
    last = np.searchsorted(risks, high + _SLACK, side="right")
    times = np.maximum(last - first, 0)
    if times.sum() > MOST_TABLES:
        raise TooManyError
    left = np.repeat(np.arange(len(active)), times)
    place = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    right = order[np.repeat(first, times) + place]
    if item.total is not None:
        people = active.n[left] + control.n[right]
        within = (people >= item.total.low) & (people <= item.total.high)
        left, right = left[within], right[within]
    return Candidates(
        events=active.events[left],
        n=active.n[left],
        events_control=control.events[right],
        n_control=control.n[right],
    )


def _control_risks(item: Item, risk: Floats, constraints: Set[Constraint]) -> tuple[Floats, Floats]:
    """Return, for each risk of the active arm, between which risks that of the control arm lies."""
    bounds = _effect_bounds(item, constraints)
    if bounds is None:
        return np.zeros(len(risk)), np.ones(len(risk))
    least, most = bounds
    if item.effect_kind == "risk_difference":
        return risk - most / 100, risk - least / 100
    with np.errstate(divide="ignore", invalid="ignore"):
        if item.effect_kind == "risk_ratio":
            return risk / most, np.minimum(risk / least, 1.0)
        odds = risk / (1 - risk)
        low = np.where(risk < 1, odds / most / (1 + odds / most), 1.0)
        high = np.where(risk < 1, odds / least / (1 + odds / least), 1.0)
    return low, high


def _effect_bounds(item: Item, constraints: Set[Constraint]) -> tuple[float, float] | None:
    """Return between which values the effect lies, from its text or from its interval's."""
    if item.effect_kind not in (*RATIOS, "risk_difference"):
        return None
    least = most = None
    if "interval" in constraints and item.low and item.high:
        least, most = item.low.least, item.high.most
    if "effect" in constraints and item.effect:
        least, most = item.effect.least, item.effect.most
    if least is None or most is None or (item.effect_kind in RATIOS and least <= 0):
        return None
    return least, most


def _order(tables: Candidates) -> Integers:
    return np.lexsort(
        (tables.events_control, tables.events, tables.n, np.abs(tables.n - tables.n_control))
    )
