"""Unobserved outcomes: which way of handling them may stand where."""

from collections.abc import Iterator

from ipsanalysis.plan.comparison import (
    BINARY,
    FAMILIES,
    all_compared,
    comparisons,
    kind_of,
    outcomes_of,
)
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.references import Problem

_SHOWN = ("observed", "as_not_employed")


def event_known_of_everyone(plan: Part) -> Iterator[Problem]:
    """Whether an event happened goes with `missing: none`: those lost early are not like the rest.

    People with the event would stay in and people lost before it would drop out.
    """
    for item in comparisons(plan):
        found = item.text("missing")
        if kind_of(plan, item) == "end_reason_ever" and found in _SHOWN:
            yield (
                item.at("missing"),
                f'found "{found}"; allowed for whether an event happened: none. People with the '
                "event would stay and people lost before it would not. Compare the time to it.",
            )


def not_employed_is_bad(plan: Part) -> Iterator[Problem]:
    """`missing: as_not_employed` is for yes-or-no outcomes in which no is the bad answer."""
    for item in all_compared(plan):
        outcomes = outcomes_of(plan, item) or ()
        if item.text("missing") != "as_not_employed":
            continue
        kinds = {outcome.text("kind") or "" for outcome in outcomes}
        good = [it for it in outcomes if it.content.get("higher_is_better") is False]
        if item.path[0] in FAMILIES and FAMILIES[str(item.path[0])] != BINARY:
            told = "which counts as no what is an amount or a time here"
        elif good and "end_reason_ever" not in kinds:
            told = f"which is the good answer to {good[0].text('id')} (higher_is_better: false)"
        else:
            continue
        yield (
            item.at("missing"),
            f'found "as_not_employed", {told}; allowed: none or observed. Change it.',
        )


def assumptions_shown_once(plan: Part) -> Iterator[Problem]:
    """A primary or secondary yes-or-no comparison shows the other assumptions by itself.

    So the same comparison does not stand there again with another `missing`.
    """
    for family in (key for key, kinds in FAMILIES.items() if kinds == BINARY):
        alike: dict[str, list[Part]] = {}
        for item in plan.parts(family):
            events = sorted(item.part("intercurrent_events").content.items(), key=str)
            key = str([item.text("outcome"), item.text("analysis_set"), events])
            if item.text("missing") in _SHOWN:
                alike.setdefault(key, []).append(item)
        for items in alike.values():
            yield from _shown_by_another(items)


def _shown_by_another(items: list[Part]) -> Iterator[Problem]:
    showing = [item for item in items if item.text("role") in ("primary", "secondary")]
    for item in items:
        if (
            showing
            and item is not showing[0]
            and item.text("missing") != showing[0].text("missing")
        ):
            other = ".".join(map(str, showing[0].path))
            yield (
                item.at("missing"),
                f'found "{item.text("missing")}", which {other} shows by itself; allowed: the '
                "comparison once, as it shows observed, as_not_employed, best and worst case. "
                "Remove one of the two.",
            )


RULES = (event_known_of_everyone, not_employed_is_bad, assumptions_shown_once)
