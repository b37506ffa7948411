"""Comparisons that must make sense: outcome, analysis set, strategy and measures fit each other."""

from collections.abc import Iterator
from typing import get_args

from ipsanalysis.plan.base import Role, Strategy
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.references import BINARY, FAMILIES, TIME, Problem, comparisons, unknown

_ROLES, _STRATEGIES = get_args(Role), get_args(Strategy)
_KINDS = (*BINARY, *TIME, "period_count")
_STRATEGY_OF_MEASURE = {
    "cumulative_incidence": "composite",
    "hazard": "while_at_risk",
    "kaplan_meier": "hypothetical",
    "mean_difference": "composite",
    "two_part": "composite",
    "superiority": "composite",
    "mean": "composite",
    "rate": "while_at_risk",
}
_USED_BY = {
    "stratified_by": ("hazard",),
    "adjusted_for": ("hazard",),
    "landmarks": ("cumulative_incidence", "kaplan_meier"),
}
_USED_BY_AMOUNT = {"adjusted_for": ("two_part",)}


def outcomes_defined(plan: Part) -> Iterator[Problem]:
    """Each comparison names an outcome of a kind its list compares, and a set of people."""
    groups = [(plan.parts(family), kinds) for family, kinds in FAMILIES.items()]
    groups.append(([plan.part("status_over_time")], ("status_at",)))
    readable, outcomes = plan.ids("outcomes") is not None, plan.parts("outcomes")
    for items, kinds in groups:
        ids = [item.text("id") or "" for item in outcomes if _may_be(item.text("kind"), kinds)]
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
        if _members(plan, item) not in (None, "all"):
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
    for item in (*comparisons(plan), plan.part("status_over_time")):
        path = item.at("intercurrent_events")
        found = _strategies(item)
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
                f"{', '.join(_STRATEGIES)}. Add {name}: with one of them.",
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
    for item in (*comparisons(plan), plan.part("status_over_time")):
        outcome = plan.find("outcomes", item.text("outcome"))
        if outcome is None or outcome.text("kind") in (None, *TIME):
            continue
        path, found = item.at("intercurrent_events"), _strategies(item)
        if "hypothetical" in found:
            yield (
                path,
                "found hypothetical; allowed for this outcome: composite or while_at_risk. "
                "Choose one.",
            )
        if "composite" in found and outcome.content.get("higher_is_better") is False:
            yield (
                path,
                "found composite, which counts the outcome as no or 0 from the event on, and for "
                "this outcome that is the good answer (higher_is_better: false); allowed: "
                "while_at_risk, or an outcome turned the other way. Change one of them.",
            )


def set_fits(plan: Part) -> Iterator[Problem]:
    """The analysis set fits: people at risk for a status under `while_at_risk` and nothing else.

    Times are compared in everyone; people above zero only in the measure `mean` of an amount.
    """
    for item in (*comparisons(plan), plan.part("status_over_time")):
        outcome = plan.find("outcomes", item.text("outcome"))
        members, kind = _members(plan, item), outcome.text("kind") if outcome else None
        found = _strategies(item)
        if members is None or kind is None or len(found) > 1:
            continue
        allowed = _allowed_members(kind, found, item.content.get("measures"))
        if members not in allowed:
            strategy = f" under {min(found)}" if found else ""
            told = f'found "{item.text("analysis_set")}", a set with members {members}; allowed'
            yield (
                item.at("analysis_set"),
                f"{told} for an outcome of the kind {kind}{strategy}: members "
                f"{' or '.join(allowed)}. Choose another set, strategy or measure.",
            )


def _allowed_members(kind: str, strategies: set[str], measures: object) -> tuple[str, ...]:
    if kind == "status_at" and strategies == {"while_at_risk"}:
        return ("at_risk",)
    if kind == "period_count" and measures == ["mean"]:
        return ("all", "above_zero")
    return ("all",)


def measures_fit(plan: Part) -> Iterator[Problem]:
    """Each measure goes with one strategy, and covariates, strata and landmarks with a measure.

    `cumulative_incidence`, `mean_difference`, `two_part`, `superiority` and `mean` go with
    `composite`; `hazard` and `rate` with `while_at_risk`; `kaplan_meier` with `hypothetical`.
    """
    for item in comparisons(plan):
        measures, found = list(item.texts("measures").values()), _strategies(item)
        for path, measure in item.texts("measures").items():
            needed = _STRATEGY_OF_MEASURE.get(measure)
            if needed and len(found) == 1 and found != {needed}:
                yield (
                    path,
                    f"found {measure} with the strategy {min(found)}; allowed with {needed} only. "
                    "Change the strategy, or make a comparison of its own.",
                )
        users_of_key = _USED_BY_AMOUNT if item.path[0] == "work_amount" else _USED_BY
        for key, users in users_of_key.items():
            if measures and item.content.get(key) and not set(users) & set(measures):
                yield (
                    item.at(key),
                    f"found entries that the measures {', '.join(measures)} do not use; allowed: "
                    f"[], or one of the measures {', '.join(users)}. Empty it, or add the measure.",
                )


def strata_have_levels(plan: Part) -> Iterator[Problem]:
    """Tests are stratified by covariates with levels, not by continuous ones."""
    for item in comparisons(plan):
        for path, name in item.texts("stratified_by").items():
            covariate = plan.find("covariates", name)
            if covariate is not None and covariate.text("kind") == "continuous":
                yield (
                    path,
                    f'found "{name}", a continuous covariate; allowed: covariates with levels. '
                    "Remove it, or adjust for it.",
                )


def _may_be(kind: str | None, kinds: tuple[str, ...]) -> bool:
    return kind in kinds or kind not in _KINDS


def _strategies(item: Part) -> set[str]:
    values = item.part("intercurrent_events").content.values()
    return {value for value in values if value in _STRATEGIES}


def _members(plan: Part, item: Part) -> str | None:
    chosen = plan.find("analysis_sets", item.text("analysis_set"))
    return chosen.text("members") if chosen is not None else None


def _events_that_matter(plan: Part, item: Part) -> set[str] | None:
    """Return the events that can stop the outcome of a comparison; None if that is not known."""
    outcome, events = plan.find("outcomes", item.text("outcome")), plan.ids("intercurrent_events")
    kind = outcome.text("kind") if outcome is not None else None
    if outcome is None or events is None:
        return None
    if kind in TIME:
        competing = set(outcome.texts("competing").values()) - {outcome.text("event")}
        return competing if competing <= set(events) else None
    if kind == "end_reason_ever":
        return set()
    return set(events) if kind in (*BINARY, "period_count") else None


def missing_fits(plan: Part) -> Iterator[Problem]:
    """`missing: observed` is not for whether an event happened: those lost early are not like it.

    People with the event would stay in and people lost before it would drop out.
    """
    for item in comparisons(plan):
        outcome = plan.find("outcomes", item.text("outcome"))
        kind = outcome.text("kind") if outcome else None
        if kind == "end_reason_ever" and item.text("missing") == "observed":
            yield (
                item.at("missing"),
                'found "observed"; allowed for whether an event happened: none. People with the '
                "event would stay and people lost before it would not. Compare the time to it.",
            )


RULES = (
    outcomes_defined,
    one_primary,
    comparisons_once,
    one_strategy,
    strategy_fits,
    set_fits,
    measures_fit,
    missing_fits,
    strata_have_levels,
)
