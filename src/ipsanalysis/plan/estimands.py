"""Comparisons that must make sense: outcome, role and strategies fit each other."""

from collections.abc import Iterator
from typing import get_args

from ipsanalysis.plan.base import Role
from ipsanalysis.plan.comparison import (
    FAMILIES,
    KINDS,
    OVER_TIME,
    STRATEGIES,
    TIME,
    all_compared,
    comparisons,
    may_be,
    members_of,
    outcomes_of,
    strategies_of,
)
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.references import Problem, unknown

_ROLES = get_args(Role)


def outcomes_defined(plan: Part) -> Iterator[Problem]:
    """Each comparison names an outcome of a kind its list compares, and a set of people."""
    groups = [(plan.parts(family), kinds) for family, kinds in FAMILIES.items()]
    groups.append(([plan.part("status_over_time")], OVER_TIME))
    readable, outcomes = plan.ids("outcomes") is not None, plan.parts("outcomes")
    for items, kinds in groups:
        ids = [item.text("id") or "" for item in outcomes if may_be(item.text("kind"), kinds)]
        known = ids if readable else None
        for item in items:
            what = f"outcomes of the kind {' or '.join(kinds)}"
            yield from unknown(item.at("outcome"), item.text("outcome"), known, what)
            name = item.text("analysis_set")
            yield from unknown(
                item.at("analysis_set"), name, plan.ids("analysis_sets"), "analysis_sets"
            )


def one_primary(plan: Part) -> Iterator[Problem]:
    """Exactly one comparison has the role `primary`, and it analyses everyone randomised."""
    readable = all(isinstance(plan.content.get(family), list) for family in FAMILIES)
    readable &= all(item.text("role") in _ROLES for item in comparisons(plan))
    primary = [item for item in comparisons(plan) if item.text("role") == "primary"]
    if len(primary) > 1 or (not primary and readable):
        places = ", ".join(".".join(map(str, item.path)) for item in primary) or "none"
        yield (
            primary[1].at("role") if primary else plan.at("employment"),
            f"found {len(primary)} comparisons with the role primary ({places}); allowed: exactly "
            "one. Change the roles.",
        )
    for item in primary:
        if members_of(plan, item) not in (None, "all"):
            yield (
                item.at("analysis_set"),
                f'found "{item.text("analysis_set")}"; allowed for the primary comparison: a set '
                "with members all, so that arms are compared as randomised. Choose one.",
            )


def comparisons_once(plan: Part) -> Iterator[Problem]:
    """Within a list no two comparisons share outcome, set, strategies and handling of missing."""
    for family in FAMILIES:
        first: dict[str, Part] = {}
        for item in plan.parts(family):
            keys = ("outcome", "analysis_set", "missing")
            events = sorted(item.part("intercurrent_events").content.items(), key=str)
            same = first.setdefault(str([*map(item.text, keys), events]), item)
            if same is not item:
                yield (
                    item.path,
                    f"found the comparison of {'.'.join(map(str, same.path))} again; allowed: "
                    "once. Remove it, or join the two.",
                )


def one_strategy(plan: Part) -> Iterator[Problem]:
    """Every intercurrent event that can stop an outcome is handled, all by one strategy.

    These are all events for a status or an amount, and the competing events for a time; for
    whether an event happened there are none.
    """
    for item in all_compared(plan):
        path = item.at("intercurrent_events")
        found = strategies_of(item)
        if len(found) > 1:
            yield (
                path,
                f"found {', '.join(sorted(found))}; allowed: one strategy a comparison. Make a "
                "comparison of each.",
            )
        needed = _events_that_matter(plan, item)
        named = set(item.texts("intercurrent_events").values())
        if needed is None or not isinstance(item.content.get("intercurrent_events"), dict):
            continue
        defined = set(plan.ids("intercurrent_events") or ())
        for name in sorted(needed - named) if named <= defined else ():
            yield (
                path,
                f'found no strategy for "{name}", which can stop this outcome; allowed: '
                f"{', '.join(STRATEGIES)}. Add {name}: with one of them.",
            )
        for name in sorted((named - needed) & defined):
            yield (
                (*path, name),
                f'found a strategy for "{name}", which cannot stop this outcome as it is defined; '
                f"allowed here: {', '.join(sorted(needed)) or 'none, written {}'}. Remove it, or "
                "change the outcome.",
            )


def strategy_fits(plan: Part) -> Iterator[Problem]:
    """The strategy fits the outcome: `composite` counts as no, so no must be the bad answer.

    `hypothetical` is for times only.
    """
    for item in all_compared(plan):
        outcomes = outcomes_of(plan, item) or []
        outcomes = [outcome for outcome in outcomes if outcome.text("kind") not in (None, *TIME)]
        path, found = item.at("intercurrent_events"), strategies_of(item)
        if "hypothetical" in found and outcomes:
            yield (
                path,
                "found hypothetical; allowed for this outcome: composite or while_at_risk. "
                "Choose one.",
            )
        good = [it.text("id") for it in outcomes if it.content.get("higher_is_better") is False]
        if "composite" in found and good:
            yield (
                path,
                "found composite, which counts the outcome as no or 0 from the event on, and for "
                f"{good[0]} that is the good answer (higher_is_better: false); allowed: "
                "while_at_risk, or an outcome turned the other way. Change one of them.",
            )


def _events_that_matter(plan: Part, item: Part) -> set[str] | None:
    """Return the events that can stop an outcome compared; None if that is not known."""
    outcomes, events = outcomes_of(plan, item), plan.ids("intercurrent_events")
    if outcomes is None or events is None:
        return None
    stopping: set[str] = set()
    for outcome in outcomes:
        kind = outcome.text("kind")
        if kind not in KINDS:
            return None
        if kind in TIME:
            stopping |= set(outcome.texts("competing").values()) - {outcome.text("event")}
        elif kind != "end_reason_ever":
            stopping |= set(events)
    return stopping if stopping <= set(events) else None


RULES = (outcomes_defined, one_primary, comparisons_once, one_strategy, strategy_fits)
