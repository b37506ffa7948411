"""What things are called in print: every name of a study comes from its plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan

from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison, TimeComparison
from ipsanalysis.plan.design import AnalysisSet
from ipsanalysis.plan.outcomes import EndReason, FirstStatus, Outcome, Retained
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
    handled = comparison.intercurrent_events
    strategies = ", ".join(
        f"{listed((in_sentence(plan.event(event).label) for event in events), 'or')}: "
        f"{name.replace('_', ' ')}"
        for name in dict.fromkeys(handled.values())
        if (events := [event for event, how in handled.items() if how == name])
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
    if isnan(row.timepoint):
        return ""
    if any(item.id == row.outcome and isinstance(item, Retained) for item in plan.outcomes):
        return f"{counted(row.timepoint, unit)} after the first job began"
    return f"{unit} {row.timepoint:g}"


def counted(number: float, unit: str) -> str:
    """Return a number of units of time, for example `18 months` or `1 year`."""
    return f"{number:g} {unit}{'' if number == 1 else 's'}"


def follow_up_words(plan: Plan) -> str:
    """Return how long people are followed and, when by date, where the months end."""
    follow_up = plan.follow_up
    length = counted(follow_up.length, follow_up.unit)
    words = f"{length} from {follow_up.start.removesuffix('.')}"
    if follow_up.months == "calendar":
        return (
            f"{words}, by calendar months: the days after it in the month of randomisation, and "
            f"the {follow_up.length} calendar months that follow; month 1 is the first of these"
        )
    if follow_up.months == "anniversary":
        return (
            f"{words}, to the day: month m ends on the same day of the month, m months later, or "
            "on the last day of a shorter month"
        )
    return words


def unit_words(row: Result) -> str:
    """Return the unit of a row in the plural where it is a unit of time."""
    return f"{row.units}s" if row.units in TIME_UNITS else row.units


def measure_label(plan: Plan, row: Result) -> str:
    """Return what a row measures: statistic, time of a landmark, unit, adjustment."""
    label = STATISTICS[row.statistic].label
    outcome = plan.outcome(row.outcome)
    if isinstance(outcome, FirstStatus | EndReason) and not isnan(row.timepoint):
        label += f" {'to' if row.statistic.startswith('rmst') else 'by'} {time_words(plan, row)}"
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
