"""What things are called in print: every name of a study comes from its plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan

from ipsanalysis.derive.clock import time_unit
from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison, TimeComparison
from ipsanalysis.plan.design import AnalysisSet
from ipsanalysis.plan.outcomes import EndReason, FirstStatus, Outcome, StatusAt
from ipsanalysis.plan.study import Plan
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.results import Result

Comparison = BinaryComparison | TimeComparison | AmountComparison
ANALYSIS = {
    "employment": "employment",
    "first_job": "first_job",
    "work_amount": "work_amount",
    "other_outcomes": "other_outcome",
    "other_events": "other_event",
}
FAMILIES = tuple(ANALYSIS)
ROLES = ("primary", "secondary", "sensitivity", "supplementary", "exploratory")
NOT_RANDOMISED = "not a randomised comparison"
HYPOTHETICAL = "hypothetical"
STRATEGY = {
    "composite": "people counted as not having the outcome from the {unit} after {event}",
    "while_at_risk": "counting only what was recorded up to the {unit} of {event}",
    "hypothetical": "as if {event} could not happen",
}
LEFT_OUT = "people {past} before {unit} {at} left out"
TIME_UNITS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One comparison of the plan and its place in it.

    Attributes:
        plan_key: Its place, as in result rows.
        family: The list it stands in.
        comparison: The comparison.
    """

    plan_key: str
    family: str
    comparison: Comparison

    @property
    def own(self) -> dict[str, str]:
        """The columns that single out its rows from those under other assumptions on missing."""
        return {"plan_key": self.plan_key, "missing": self.comparison.missing}


def planned(plan: Plan) -> list[Planned]:
    """Return all comparisons of a plan: by role, within a role in the plan's order."""
    found = [
        Planned(plan_key=f"{family}.{index}", family=family, comparison=comparison)
        for family in FAMILIES
        for index, comparison in enumerate(getattr(plan, family))
    ]
    return sorted(found, key=lambda item: ROLES.index(item.comparison.role))


def in_sentence(label: str) -> str:
    """Return a label as it stands within a sentence: its first letter small, unless an acronym."""
    return label if label[1:2].isupper() or label[:1].isdigit() else label[:1].lower() + label[1:]


def capital(text: str) -> str:
    """Return a text with its first letter large."""
    return text[:1].upper() + text[1:]


def listed(words: Iterable[str], last: str = "and") -> str:
    """Join words as in a sentence: a, b and c."""
    items = list(words)
    return f" {last} ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)


def group_label(plan: Plan, group: str) -> str:
    """Return the name of a row's group: an arm, a contrast, everyone or a model term."""
    arms = {arm.id: arm.label for arm in plan.arms}
    for sign in (" - ", " / "):
        first, found, second = group.partition(sign)
        if found and first in arms and second in arms:
            return f"{arms[first]} v {arms[second]}"
    if group == "all":
        return "Overall"
    return arms.get(group) or term_label(plan, group)


def contrast_label(plan: Plan) -> str:
    """Return which arms are compared, as in a sentence."""
    return f"{in_sentence(plan.active.label)} compared with {in_sentence(plan.control.label)}"


def term_label(plan: Plan, term: str) -> str:
    """Return the name of a model term: a covariate, or a covariate's level."""
    name, found, value = term.partition("=")
    covariate = next((item for item in plan.covariates if item.id == name), None)
    if covariate is None:
        return term
    level = (covariate.levels or {}).get(value, value)
    return f"{covariate.label}: {level}" if found else covariate.label


def covariate_labels(plan: Plan, names: str) -> str:
    """Return the names of the covariates a row lists, as in a sentence."""
    known = {covariate.id: covariate.label for covariate in plan.covariates}
    told = []
    for part in names.removeprefix("strata:").split(";"):
        items = [name.strip() for name in part.split(",") if name.strip()]
        told.append(listed(in_sentence(known.get(name, name)) for name in items))
    return ", adjusted for ".join(told)


def events_handled(plan: Plan, comparison: Comparison) -> str:
    """Return how a comparison handles each intercurrent event."""
    handled = [
        f"{plan.event(event).label}: {strategy.replace('_', ' ')} "
        f"({_meaning(plan, comparison, event, strategy)})"
        for event, strategy in comparison.intercurrent_events.items()
    ]
    return "; ".join(handled) or "No intercurrent event is named for it"


def qualifier(plan: Plan, comparison: Comparison) -> str:
    """Return how a comparison handles intercurrent events, as it stands beside the outcome."""
    words = [
        _meaning(plan, comparison, event, strategy)
        for event, strategy in comparison.intercurrent_events.items()
    ]
    return "; ".join(words)


def _meaning(plan: Plan, comparison: Comparison, event_id: str, strategy: str) -> str:
    event, unit = plan.event(event_id), time_unit(plan, plan.outcome(comparison.outcome))
    if strategy == "while_at_risk" and leaves_out(plan, comparison):
        at = getattr(plan.outcome(comparison.outcome), "at", "")
        return LEFT_OUT.format(past=event.past, unit=unit, at=at)
    return STRATEGY[strategy].format(unit=unit, event=f"the {in_sentence(event.label)}")


def leaves_out(plan: Plan, comparison: Comparison) -> bool:
    """Whether people whom an intercurrent event reached earlier are not in a comparison at all."""
    at_risk = plan.analysis_set(comparison.analysis_set).members == "at_risk"
    return at_risk and isinstance(plan.outcome(comparison.outcome), StatusAt)


def strategy_notes(plan: Plan) -> tuple[str, ...]:
    """Return what each strategy used in a plan means."""
    unit, words = plan.follow_up.unit, dict[str, str]()
    for item in planned(plan):
        for strategy in item.comparison.intercurrent_events.values():
            out = strategy == "while_at_risk" and leaves_out(plan, item.comparison)
            meaning = STRATEGY[strategy].format(unit=unit, event="the event")
            name = capital(strategy.replace("_", " "))
            if out:
                name = f"{name}, for a value in one {unit}"
                meaning = "people the event reached earlier left out"
            words[name] = f"{name}: {meaning}"
    return (f"Intercurrent events. {'. '.join(words.values())}.",) if words else ()


def randomised(plan: Plan, comparison: Comparison) -> bool:
    """Whether a comparison is between arms as randomised."""
    return plan.analysis_set(comparison.analysis_set).randomised


def remarks(plan: Plan, comparison: Comparison) -> list[str]:
    """Return the labels a comparison must always carry."""
    found = [] if randomised(plan, comparison) else [NOT_RANDOMISED]
    if HYPOTHETICAL in comparison.intercurrent_events.values():
        found.append(HYPOTHETICAL)
    return found


def comparison_label(plan: Plan, comparison: Comparison) -> str:
    """Return the name of a comparison: outcome, role, set, intercurrent events, labels."""
    outcome = plan.outcome(comparison.outcome)
    strategies = ", ".join(
        f"{in_sentence(plan.event(event).label)}: {strategy.replace('_', ' ')}"
        for event, strategy in comparison.intercurrent_events.items()
    )
    parts = [
        comparison.role,
        in_sentence(plan.analysis_set(comparison.analysis_set).label),
        strategies,
        "" if randomised(plan, comparison) else NOT_RANDOMISED,
    ]
    return f"{outcome.label} ({'; '.join(part for part in parts if part)})"


def strategy(intercurrent_events: Mapping[str, str]) -> str:
    """Return the strategy of a comparison as its rows have it; empty when it names no event."""
    return next(iter(intercurrent_events.values()), "")


def outcome_label(plan: Plan, name: str) -> str:
    """Return the name of a row's outcome: an outcome, or a model of several; else its id."""
    named = [*plan.outcomes, *plan.repeated_status]
    return next((item.label for item in named if item.id == name), name)


def set_label(item: AnalysisSet) -> str:
    """Return the name of an analysis set, with its warning where it is not as randomised."""
    return item.label if item.randomised else f"{item.label} ({NOT_RANDOMISED})"


def time_words(plan: Plan, row: Result) -> str:
    """Return the time of a row, for example `week 52`; empty when it has none."""
    unit = row.time_unit or plan.follow_up.unit
    return "" if isnan(row.timepoint) else f"{unit} {row.timepoint:g}"


def unit_words(row: Result) -> str:
    """Return the unit of a row in the plural where it is a unit of time."""
    return f"{row.units}s" if row.units in TIME_UNITS else row.units


def measure_label(plan: Plan, row: Result) -> str:
    """Return what a row measures: statistic, time of a landmark, unit, adjustment."""
    label = STATISTICS[row.statistic].label
    outcome = plan.outcome(row.outcome)
    if isinstance(outcome, FirstStatus | EndReason) and not isnan(row.timepoint):
        label += f", {time_words(plan, row)}"
    if row.statistic.endswith("_difference"):
        unit = unit_words(row) or "percentage points"
        label += f", {unit}"
    elif unit_words(row) and STATISTICS[row.statistic].scale != "test":
        label += f", {unit_words(row)}"
    if row.covariates:
        label += ", stratified" if row.covariates.startswith("strata:") else ", adjusted"
    return label


def direction(plan: Plan, outcome: Outcome) -> str:
    """Return which way is good, in a sentence."""
    arm = plan.active.label
    if isinstance(outcome, FirstStatus | EndReason):
        if outcome.event_is_good:
            return (
                "The event is good for the person: a higher probability, a hazard ratio above 1 "
                f"and a lower restricted mean time (less waiting) favour {in_sentence(arm)}."
            )
        return (
            "The event is bad for the person: a lower probability, a hazard ratio below 1 and a "
            f"higher restricted mean time (longer without it) favour {in_sentence(arm)}."
        )
    return f"A {'higher' if outcome.higher_is_better else 'lower'} value is better for the person."
