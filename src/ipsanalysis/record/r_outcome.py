"""R code that derives an outcome of the plan from the canonical tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ipsanalysis.analyse.repeated import single_times
from ipsanalysis.derive.members import left_out_at_zero
from ipsanalysis.derive.table import value_column
from ipsanalysis.plan.analyses import (
    AmountComparison,
    BinaryComparison,
    RepeatedStatus,
    TimeComparison,
)
from ipsanalysis.plan.design import PeriodSource
from ipsanalysis.plan.outcomes import (
    EndReason,
    EndReasonEver,
    Ever,
    FirstStatus,
    Outcome,
    PeriodCount,
    StatusAt,
)
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


def comparison_of(plan: Plan, plan_key: str, outcome: str = "") -> Comparison | None:
    """Return the comparison at a place of the plan, or nothing when another thing stands there.

    Of a status at several times it is the comparison of one outcome.
    """
    family, _, index = plan_key.partition(".")
    items = getattr(plan, family) if index.isdigit() else None
    found = items[int(index)] if isinstance(items, list) else None
    if isinstance(found, RepeatedStatus):
        single = {item.outcome: item for item in single_times(found)}
        return single.get(outcome)
    return found if isinstance(found, Comparison) else None


def outcome_code(plan: Plan, comparison: Comparison, missing: str = "") -> RCode:
    """Return R code that derives the outcome of a comparison and says who is analysed.

    Outcomes by period of people not followed by date are derived anew from the canonical tables.
    Others, and what is assumed of people not observed, rest on the analysis table.

    Args:
        plan: The plan.
        comparison: The comparison.
        missing: How unobserved outcomes count in the row; empty as in the comparison.

    Returns:
        Code after which `keep` and `arm` exist, and `y`, or `time`, `event` and `ended_by`.
    """
    if isinstance(comparison, TimeComparison):
        return _time(plan, comparison) + RCode(pieces=("everyone",))
    above_zero = left_out_at_zero(plan, comparison) is not None
    analysed = RCode(settings={"above_zero": above_zero}, pieces=("analysed",))
    missing = missing or comparison.missing
    if derived_anew(plan, comparison, missing):
        return _value(plan.outcome(comparison.outcome), comparison.intercurrent_events) + analysed
    return _derived_value(plan, comparison, missing) + analysed


def derived_anew(plan: Plan, comparison: Comparison, missing: str = "") -> bool:
    """Whether the R code derives the outcome from the canonical tables, not the analysis table."""
    outcome = plan.outcome(comparison.outcome)
    own = (StatusAt, Ever, PeriodCount, EndReasonEver, FirstStatus, EndReason)
    source = getattr(outcome, "source", None)
    periods = source is None or isinstance(source, PeriodSource)
    assumed = (missing or comparison.missing) not in ("none", "observed")
    blank = isinstance(outcome, own) and periods and not plan.follow_up.dated
    return blank and not assumed


def period_code(outcome: StatusAt | Ever, strategies: Mapping[str, str]) -> RCode:
    """Return R code for a status in, or by, a period; everyone observed is analysed."""
    return _value(outcome, strategies) + RCode(settings={"above_zero": False}, pieces=("analysed",))


def assumed_yes(plan: Plan, outcome: str, missing: str) -> tuple[int, int]:
    """Return what unobserved people of the active and of the control arm are assumed to be."""
    if missing == "as_not_employed":
        return 0, 0
    good = int(getattr(plan.outcome(outcome), "higher_is_better", True))
    return (good, 1 - good) if missing == "best_case" else (1 - good, good)


def _derived_value(
    plan: Plan, comparison: BinaryComparison | AmountComparison, missing: str
) -> RCode:
    settings: dict[str, Any] = {
        "derived_column": value_column(comparison),
        "derived_outcome": comparison.outcome,
    }
    pieces = ["derived", "derived_value"]
    if isinstance(plan.outcome(comparison.outcome), PeriodCount):
        pieces.append("derived_exposure")
    if missing not in ("none", "observed"):
        active, control = assumed_yes(plan, comparison.outcome, missing)
        settings |= {"assumed_active": active, "assumed_control": control}
        pieces.append("unobserved")
    return RCode(settings=settings, pieces=tuple(pieces))


def _time(plan: Plan, comparison: TimeComparison) -> RCode:
    outcome = plan.outcome(comparison.outcome)
    if not derived_anew(plan, comparison):
        settings: dict[str, Any] = {"derived_outcome": outcome.id}
        return RCode(settings=settings, pieces=("derived", "derived_time"))
    if isinstance(outcome, FirstStatus) and isinstance(outcome.source, PeriodSource):
        settings = {"column": outcome.source.column, "competing": list(outcome.competing)}
        return RCode(settings=settings, pieces=("periods", "first_status"))
    assert isinstance(outcome, EndReason)  # noqa: S101
    settings = {"reason_wanted": outcome.event, "competing": list(outcome.competing)}
    return RCode(settings=settings, pieces=("end_reason",))


def _value(outcome: Outcome, strategies: Mapping[str, str]) -> RCode:
    if isinstance(outcome, EndReasonEver):
        settings: dict[str, Any] = {"reason_wanted": outcome.event, "within": outcome.within}
        return RCode(settings=settings, pieces=("end_reason_ever",))
    assert isinstance(outcome, StatusAt | Ever | PeriodCount)  # noqa: S101
    assert isinstance(outcome.source, PeriodSource)  # noqa: S101
    settings = {"column": outcome.source.column, "events": sorted(strategies)}
    if isinstance(outcome, StatusAt):
        strategy = next(iter(strategies.values()), "none")
        settings |= {"at": outcome.at, "strategy": strategy}
        return RCode(settings=settings, pieces=("periods", "status_at"))
    settings["within"] = outcome.within
    kind = "ever" if isinstance(outcome, Ever) else "period_count"
    return RCode(settings=settings, pieces=("periods", kind))
