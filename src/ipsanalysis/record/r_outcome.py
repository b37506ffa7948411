"""R code that derives an outcome of the plan from the canonical tables."""

from dataclasses import dataclass, field
from typing import Any

from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison, TimeComparison
from ipsanalysis.plan.outcomes import EndReason, EndReasonEver, Ever, FirstStatus, StatusAt
from ipsanalysis.plan.study import Plan

Comparison = BinaryComparison | TimeComparison | AmountComparison


@dataclass(frozen=True, slots=True, kw_only=True)
class RCode:
    """Parts of an R script.

    Attributes:
        settings: Name: value, assigned at its head.
        pieces: Files of the folder `r`, in order.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    pieces: tuple[str, ...] = ()

    def __add__(self, other: "RCode") -> "RCode":
        """Join two parts."""
        return RCode(
            settings={**self.settings, **other.settings}, pieces=self.pieces + other.pieces
        )


def comparison_of(plan: Plan, plan_key: str) -> Comparison | None:
    """Return the comparison at a place of the plan, or nothing when another thing stands there."""
    family, _, index = plan_key.partition(".")
    items = getattr(plan, family) if index else None
    found = items[int(index)] if isinstance(items, list) else None
    return found if isinstance(found, Comparison) else None


def outcome_code(plan: Plan, comparison: Comparison) -> RCode:
    """Return R code that derives the outcome of a comparison and says who is analysed.

    Args:
        plan: The plan.
        comparison: The comparison.

    Returns:
        Code after which `keep` and `arm` exist, and `y`, or `time`, `event` and `ended_by`.
    """
    if isinstance(comparison, TimeComparison):
        return _time(plan, comparison) + RCode(pieces=("everyone",))
    above_zero = plan.analysis_set(comparison.analysis_set).members == "above_zero"
    analysed = RCode(settings={"above_zero": above_zero}, pieces=("analysed",))
    return _value(plan, comparison) + analysed


def _time(plan: Plan, comparison: TimeComparison) -> RCode:
    outcome = plan.outcome(comparison.outcome)
    if isinstance(outcome, FirstStatus):
        settings = {"column": outcome.source.column, "competing": list(outcome.competing)}
        return RCode(settings=settings, pieces=("periods", "first_status"))
    assert isinstance(outcome, EndReason)  # noqa: S101
    settings = {"reason_wanted": outcome.event, "competing": list(outcome.competing)}
    return RCode(settings=settings, pieces=("end_reason",))


def _value(plan: Plan, comparison: BinaryComparison | AmountComparison) -> RCode:
    outcome = plan.outcome(comparison.outcome)
    assert not isinstance(outcome, FirstStatus | EndReason)  # noqa: S101
    if isinstance(outcome, EndReasonEver):
        settings: dict[str, Any] = {"reason_wanted": outcome.event, "within": outcome.within}
        return RCode(settings=settings, pieces=("end_reason_ever",))
    strategies = comparison.intercurrent_events
    settings = {"column": outcome.source.column, "events": sorted(strategies)}
    if isinstance(outcome, StatusAt):
        strategy = next(iter(strategies.values()), "none")
        settings |= {"at": outcome.at, "strategy": strategy}
        return RCode(settings=settings, pieces=("periods", "status_at"))
    settings["within"] = outcome.within
    kind = "ever" if isinstance(outcome, Ever) else "period_count"
    return RCode(settings=settings, pieces=("periods", kind))
