"""How intercurrent events are handled, in words."""

from ipsanalysis.plan.analyses import StatusOverTime
from ipsanalysis.plan.design import SpellSource
from ipsanalysis.plan.outcomes import (
    AmountOutcome,
    Answer,
    EndReason,
    FirstStatus,
    Outcome,
    Score,
    SpellAmount,
    StatusAt,
)
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.labels import Comparison, capital, in_sentence, listed, planned

AVERAGES = ("hours_per_week", "wage_per_hour")
STRATEGY = {
    "while_at_risk": "counting only what was recorded up to the {unit} of {event}",
    "hypothetical": "as if {event} could not happen",
}
COMPOSITE = {
    "status": "people counted as not having the outcome from the {unit} after {event}",
    "event_time": "people counted as never having the outcome from the {unit} after {event}",
    "amount": "counting 0 from the {unit} after {event}",
    "average": "adding nothing from the {unit} after {event}",
}
BECOMES = {
    "status": "people count as not having the outcome",
    "event_time": "the time to an outcome counts as never",
    "amount": "an amount counts as 0",
    "average": "nothing is added to an average",
}
LEFT_OUT = "people {past} before {when} left out"


def cut_unit(plan: Plan, outcome: Outcome) -> str:
    """Return the unit in which an intercurrent event cuts an outcome.

    Jobs are cut on the day of the event where people are followed by date; a status in one period
    and what is recorded by period are cut at the end of the period of the event.
    """
    from_jobs = isinstance(getattr(outcome, "source", None), SpellSource)
    by_day = plan.follow_up.dated and from_jobs and not isinstance(outcome, StatusAt)
    return "day" if by_day else plan.follow_up.unit


def counted_as(outcome: Outcome) -> str:
    """Return what an outcome becomes under `composite`: a key of COMPOSITE."""
    if isinstance(outcome, SpellAmount) and outcome.measure in AVERAGES:
        return "average"
    if isinstance(outcome, FirstStatus | EndReason):
        return "event_time"
    return "amount" if isinstance(outcome, AmountOutcome) else "status"


def events_handled(plan: Plan, comparison: Comparison) -> str:
    """Return how a comparison handles each intercurrent event."""
    handled = [
        f"{event_names(plan, events)}: {name.replace('_', ' ')} "
        f"({_meaning(plan, comparison, events, name)})"
        for name, events in by_strategy(comparison).items()
    ]
    return "; ".join(handled) or "No intercurrent event is named for it"


def qualifier(plan: Plan, comparison: Comparison) -> str:
    """Return how a comparison handles intercurrent events, as it stands beside the outcome."""
    words = [
        _meaning(plan, comparison, events, name) for name, events in by_strategy(comparison).items()
    ]
    return "; ".join(words)


def by_strategy(comparison: Comparison | StatusOverTime) -> dict[str, list[str]]:
    """Return the intercurrent events of a comparison by the strategy that handles them."""
    found: dict[str, list[str]] = {}
    for event, name in comparison.intercurrent_events.items():
        found.setdefault(name, []).append(event)
    return found


def event_names(plan: Plan, events: list[str]) -> str:
    """Return the names of some intercurrent events, joined by `or`."""
    first, *others = (plan.event(event).label for event in events)
    return listed((first, *map(in_sentence, others)), "or")


def _meaning(plan: Plan, comparison: Comparison, events: list[str], strategy: str) -> str:
    outcome = plan.outcome(comparison.outcome)
    unit = cut_unit(plan, outcome)
    if strategy == "while_at_risk" and leaves_out(plan, comparison):
        past = listed((plan.event(event).past for event in events), "or")
        return LEFT_OUT.format(past=past, when=_when(plan, outcome))
    words = COMPOSITE[counted_as(outcome)] if strategy == "composite" else STRATEGY[strategy]
    named = listed((in_sentence(plan.event(event).label) for event in events), "or")
    return words.format(unit=unit, event=f"the {named}")


def _when(plan: Plan, outcome: Outcome) -> str:
    if isinstance(outcome, Answer | Score):
        return f"the visit ({in_sentence(plan.visit(outcome.source.visit).label)})"
    return f"{plan.follow_up.unit} {getattr(outcome, 'at', '')}"


def leaves_out(plan: Plan, comparison: Comparison) -> bool:
    """Whether people whom an intercurrent event reached earlier are not in a comparison at all."""
    at_risk = plan.analysis_set(comparison.analysis_set).members == "at_risk"
    return at_risk and isinstance(plan.outcome(comparison.outcome), StatusAt | Answer | Score)


def strategy_notes(plan: Plan) -> tuple[str, ...]:
    """Return what each strategy used in a plan means."""
    words = dict[str, dict[str, None]]()
    composite: list[Outcome] = []
    for item in planned(plan):
        outcome = plan.outcome(item.comparison.outcome)
        for strategy in by_strategy(item.comparison):
            name = capital(strategy.replace("_", " "))
            if strategy == "while_at_risk" and leaves_out(plan, item.comparison):
                at_visit = isinstance(outcome, Answer | Score)
                place = "at a visit" if at_visit else f"in one {plan.follow_up.unit}"
                name = f"{name}, for a value {place}"
                meaning = "people the event reached earlier left out"
            elif strategy == "composite":
                composite.append(outcome)
                continue
            else:
                unit = cut_unit(plan, outcome)
                meaning = STRATEGY[strategy].format(unit=unit, event="the event")
            words.setdefault(name, {})[meaning] = None
    words = {"Composite": {_composite(plan, composite): None}, **words} if composite else words
    told = ". ".join(f"{name}: {' or '.join(meanings)}" for name, meanings in words.items())
    return (f"Intercurrent events. {told}.",) if told else ()


def _composite(plan: Plan, outcomes: list[Outcome]) -> str:
    """What the strategy makes of each kind of outcome, and from when."""
    kinds = {counted_as(outcome) for outcome in outcomes}
    units = {cut_unit(plan, outcome) for outcome in outcomes}
    first = plan.follow_up.unit if plan.follow_up.unit in units else "day"
    after = f"from the {first} after the event"
    if len(units) > 1:
        after += " (from the day after it for what is made from days in work)"
    told = listed(words for kind, words in BECOMES.items() if kind in kinds)
    return f"{after} {told}"
