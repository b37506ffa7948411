"""What rules read of comparisons: the kinds of their outcomes, their set and their strategies."""

from collections.abc import Mapping
from types import UnionType
from typing import get_args

from ipsanalysis.plan.base import Strategy
from ipsanalysis.plan.outcomes import AmountOutcome, BinaryOutcome, TimeOutcome
from ipsanalysis.plan.part import Part

STRATEGIES: tuple[str, ...] = get_args(Strategy)


def _kinds(outcomes: UnionType) -> tuple[str, ...]:
    models = get_args(outcomes)
    return tuple(get_args(model.model_fields["kind"].annotation)[0] for model in models)


BINARY, AMOUNT, TIME = _kinds(BinaryOutcome), _kinds(AmountOutcome), _kinds(TimeOutcome)
KINDS = (*BINARY, *AMOUNT, *TIME)
AT_ONE_TIME = ("status_at", "answer", "score")
OVER_TIME = ("status_at", "ever")
FAMILIES: dict[str, tuple[str, ...]] = {
    "employment": BINARY,
    "first_job": TIME,
    "work_amount": AMOUNT,
    "other_outcomes": BINARY,
    "other_events": TIME,
}


def comparisons(plan: Part) -> list[Part]:
    """Return the comparisons of all families, in the plan's order."""
    return [item for family in FAMILIES for item in plan.parts(family)]


def all_compared(plan: Part) -> list[Part]:
    """Return the comparisons, the status over time, and the models of several times."""
    return [*comparisons(plan), plan.part("status_over_time"), *plan.parts("repeated_status")]


def outcomes_of(plan: Part, item: Part) -> list[Part] | None:
    """Return the outcomes that a comparison or model names; None when any is not defined."""
    names = [item.text("outcome"), *item.texts("outcomes").values()]
    found = [plan.find("outcomes", name) for name in names if name is not None]
    known = [outcome for outcome in found if outcome is not None]
    return known if known and len(known) == len(found) else None


def kind_of(plan: Part, item: Part) -> str | None:
    """Return the kind of the one outcome of a comparison; None when it is not known."""
    outcome = plan.find("outcomes", item.text("outcome"))
    kind = outcome.text("kind") if outcome is not None else None
    return kind if kind in KINDS else None


def may_be(kind: str | None, kinds: tuple[str, ...]) -> bool:
    """Say whether an outcome is of one of the kinds, or of a kind that cannot be read."""
    return kind in kinds or kind not in KINDS


def strategies_of(item: Part) -> set[str]:
    """Return the strategies of a comparison."""
    values = item.part("intercurrent_events").content.values()
    return {value for value in values if isinstance(value, str) and value in STRATEGIES}


def members_of(plan: Part, item: Part) -> str | None:
    """Return who is in the analysis set of a comparison; None when it is not known."""
    chosen = plan.find("analysis_sets", item.text("analysis_set"))
    return chosen.text("members") if chosen is not None else None


def only_workers_have(outcome: Part) -> bool:
    """Say whether an outcome exists only for people with a job that counts."""
    of_workers = outcome.text("measure") in ("hours_per_week", "wage_per_hour")
    return outcome.text("kind") == "retained" or (
        outcome.text("kind") == "spell_amount" and of_workers
    )


def by_date(plan: Part) -> bool | None:
    """Say whether people are followed by date; None when that cannot be read."""
    follow_up = plan.content.get("follow_up")
    return follow_up.get("months") is not None if isinstance(follow_up, Mapping) else None


def in_days(plan: Part, outcome: Part | None) -> bool:
    """Say whether the time of an outcome runs in days: the first job, followed by date."""
    if outcome is None or outcome.text("kind") != "first_status":
        return False
    return outcome.part("source").text("table") == "job_spells" and bool(by_date(plan))
