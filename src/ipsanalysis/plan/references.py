"""Names a plan uses that it must also define, and numbers that must fit each other."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from ipsanalysis.errors import nearest
from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison, TimeComparison
from ipsanalysis.plan.design import AnalysisSet
from ipsanalysis.plan.document import KeyPath
from ipsanalysis.plan.outcomes import Ever, Outcome, PeriodCount, StatusAt
from ipsanalysis.plan.study import Plan

Problem = tuple[KeyPath, str]
Comparison = BinaryComparison | TimeComparison | AmountComparison

FAMILIES: dict[str, set[str]] = {
    "employment": {"status_at", "ever", "end_reason_ever"},
    "other_outcomes": {"status_at", "ever", "end_reason_ever"},
    "first_job": {"first_status", "end_reason"},
    "other_events": {"first_status", "end_reason"},
    "work_amount": {"period_count"},
}
STRATEGY_OF_MEASURE = {
    "cumulative_incidence": "composite",
    "hazard": "while_at_risk",
    "kaplan_meier": "hypothetical",
}


def reference_problems(plan: Plan, study: str) -> list[Problem]:
    """Return every name that is used but not defined, and every number that does not fit.

    Args:
        plan: A plan whose keys and types are right.
        study: The study's id, from the file's name.

    Returns:
        Key path and message of each problem.
    """
    return list(
        chain(
            _identity(plan, study),
            _duplicates(plan),
            _covariates(plan),
            _outcomes(plan),
            *(_comparisons(plan, family) for family in FAMILIES),
            _status_over_time(plan),
            _primary(plan),
            _published(plan),
        )
    )


def _unknown(path: KeyPath, what: str, found: str, allowed: Iterable[str]) -> Iterator[Problem]:
    names = list(allowed)
    if found not in names:
        hint = nearest(found, names)
        yield (
            path,
            f'found "{found}"; allowed: {what} ({", ".join(names) or "none defined"}).{hint}',
        )


def _identity(plan: Plan, study: str) -> Iterator[Problem]:
    if plan.study != study:
        yield ("study",), f'found "{plan.study}"; allowed: "{study}", the name of the file.'
    if sorted(arm.role for arm in plan.arms) != ["active", "control"]:
        yield ("arms",), "one arm must have the role active and one the role control."


def _duplicates(plan: Plan) -> Iterator[Problem]:
    for key in ("arms", "intercurrent_events", "analysis_sets", "covariates", "outcomes",
                "published_sources", "published"):  # fmt: skip
        counts = Counter(item.id for item in getattr(plan, key))
        for name in (name for name, count in counts.items() if count > 1):
            yield (key,), f'the id "{name}" stands {counts[name]} times; allowed once. Rename one.'
    for name in (name for name, count in Counter(plan.baseline).items() if count > 1):
        yield ("baseline",), f'"{name}" stands more than once. Remove one.'


def _covariates(plan: Plan) -> Iterator[Problem]:
    known = [covariate.id for covariate in plan.covariates]
    for index, name in enumerate(plan.baseline):
        yield from _unknown(("baseline", index), "covariates", name, known)
    for index, covariate in enumerate(plan.covariates):
        path: KeyPath = ("covariates", index)
        if covariate.kind == "continuous" and covariate.levels is not None:
            yield (*path, "levels"), "a continuous covariate has no levels. Remove them."
        if covariate.kind != "continuous" and not covariate.levels:
            yield path, f"a {covariate.kind} covariate needs levels: value in the data, label."
        if covariate.kind == "binary" and len(covariate.levels or {}) not in (0, 2):
            yield (*path, "levels"), f"found {len(covariate.levels or {})} levels; allowed: 2."
        if covariate.kind == "ordinal" and not all(_is_number(x) for x in covariate.levels or {}):
            yield (
                (*path, "levels"),
                "the values of an ordinal covariate must be numbers, in quotes.",
            )


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def _outcomes(plan: Plan) -> Iterator[Problem]:
    events = [event.id for event in plan.intercurrent_events]
    for index, outcome in enumerate(plan.outcomes):
        path: KeyPath = ("outcomes", index)
        for key in ("at", "within"):
            time = getattr(outcome, key, 1)
            if time > plan.follow_up.length:
                yield (
                    (*path, key),
                    f"found {time}; allowed: 1 to {plan.follow_up.length} (follow_up.length).",
                )
        for position, event in enumerate(getattr(outcome, "competing", [])):
            yield from _unknown(
                (*path, "competing", position), "intercurrent_events", event, events
            )
        if hasattr(outcome, "event"):
            yield from _unknown((*path, "event"), "intercurrent_events", outcome.event, events)


def _comparisons(plan: Plan, family: str) -> Iterator[Problem]:
    outcomes = {item.id: item for item in plan.outcomes if item.kind in FAMILIES[family]}
    comparison: Comparison
    for index, comparison in enumerate(getattr(plan, family)):
        path: KeyPath = (family, index)
        what = f"outcomes of kind {' or '.join(sorted(FAMILIES[family]))}"
        yield from _unknown((*path, "outcome"), what, comparison.outcome, outcomes)
        yield from _named(plan, comparison, path)
        outcome = outcomes.get(comparison.outcome)
        if outcome is not None:
            yield from _strategies(plan, comparison, outcome, path)
    yield from _twice(plan, family)


def _twice(plan: Plan, family: str) -> Iterator[Problem]:
    seen: set[tuple[object, ...]] = set()
    for index, item in enumerate(getattr(plan, family)):
        key = (item.outcome, item.analysis_set, tuple(sorted(item.intercurrent_events.items())))
        if key in seen:
            yield (family, index), "this comparison stands twice. Remove one."
        seen.add(key)


def _named(plan: Plan, comparison: Comparison, path: KeyPath) -> Iterator[Problem]:
    sets = [item.id for item in plan.analysis_sets]
    covariates = [item.id for item in plan.covariates]
    yield from _unknown((*path, "analysis_set"), "analysis_sets", comparison.analysis_set, sets)
    for key in ("adjusted_for", "stratified_by"):
        for index, name in enumerate(getattr(comparison, key, [])):
            yield from _unknown((*path, key, index), "covariates", name, covariates)
    events = [event.id for event in plan.intercurrent_events]
    for name in comparison.intercurrent_events:
        yield from _unknown(
            (*path, "intercurrent_events", name), "intercurrent_events", name, events
        )
    if isinstance(comparison, TimeComparison):
        times = [("restricted_to", comparison.restricted_to)]
        times += [("landmarks", time) for time in comparison.landmarks]
        for key, time in times:
            if time > plan.follow_up.length:
                yield (*path, key), f"found {time}; allowed: 1 to {plan.follow_up.length}."


def _strategies(
    plan: Plan, comparison: Comparison, outcome: Outcome, path: KeyPath
) -> Iterator[Problem]:
    where: KeyPath = (*path, "intercurrent_events")
    strategies = set(comparison.intercurrent_events.values())
    if len(strategies) > 1:
        yield where, f"found {', '.join(sorted(strategies))}; allowed: one strategy a comparison."
    needed = _events_that_matter(plan, outcome)
    for name in sorted(needed - set(comparison.intercurrent_events)):
        yield where, f'the event "{name}" can stop this outcome and needs a strategy. Add it.'
    chosen = _set(plan, comparison.analysis_set)
    if isinstance(comparison, TimeComparison):
        if chosen and chosen.members != "all":
            yield (*path, "analysis_set"), "times to an event are compared in a set of all members."
        for measure in comparison.measures:
            if strategies and strategies != {STRATEGY_OF_MEASURE[measure]}:
                yield (
                    (*path, "measures"),
                    f"{measure} goes with the strategy {STRATEGY_OF_MEASURE[measure]}.",
                )
        return
    if strategies - {"composite", "while_at_risk"}:
        yield where, "allowed for this outcome: composite or while_at_risk."
    if chosen and chosen.members == "at_risk" and "composite" in strategies:
        yield (
            (*path, "analysis_set"),
            "a set of people at risk goes with the strategy while_at_risk.",
        )
    if chosen and chosen.members == "all" and "while_at_risk" in strategies and _binary(outcome):
        yield (
            (*path, "analysis_set"),
            "while_at_risk leaves only people at risk; choose a set with members at_risk.",
        )
    if chosen and chosen.members == "above_zero" and _binary(outcome):
        yield (*path, "analysis_set"), "a set above zero is for amounts only."


def _binary(outcome: Outcome) -> bool:
    return outcome.kind in FAMILIES["employment"]


def _events_that_matter(plan: Plan, outcome: Outcome) -> set[str]:
    if isinstance(outcome, StatusAt | Ever | PeriodCount):
        return {event.id for event in plan.intercurrent_events}
    return set(getattr(outcome, "competing", []))


def _set(plan: Plan, name: str) -> AnalysisSet | None:
    return next((item for item in plan.analysis_sets if item.id == name), None)


def _status_over_time(plan: Plan) -> Iterator[Problem]:
    if plan.status_over_time is None:
        return
    known = [item.id for item in plan.outcomes if item.kind == "status_at"]
    path: KeyPath = ("status_over_time",)
    yield from _unknown(
        (*path, "outcome"), "outcomes of kind status_at", plan.status_over_time.outcome, known
    )
    sets = [item.id for item in plan.analysis_sets]
    yield from _unknown(
        (*path, "analysis_set"), "analysis_sets", plan.status_over_time.analysis_set, sets
    )


def _primary(plan: Plan) -> Iterator[Problem]:
    primary = [
        item for family in FAMILIES for item in getattr(plan, family) if item.role == "primary"
    ]
    if len(primary) != 1:
        yield (), f"found {len(primary)} comparisons with the role primary; allowed: exactly one."


def _published(plan: Plan) -> Iterator[Problem]:
    sources = [item.id for item in plan.published_sources]
    for index, item in enumerate(plan.published):
        yield from _unknown(
            ("published", index, "source"), "published_sources", item.source, sources
        )
        if item.ours is None and item.reason is None:
            yield (
                ("published", index, "reason"),
                "say why the figure cannot be computed, or give ours.",
            )
        if item.ours is not None and item.value is None:
            yield (
                ("published", index, "value"),
                "give the printed figure, or set ours to null with a reason.",
            )
