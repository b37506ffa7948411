"""Outcomes with one value a person: a yes or no, or an amount."""

from collections.abc import Mapping

import numpy as np

from ipsanalysis.derive.assessments import answer_values
from ipsanalysis.derive.clock import horizon, progress
from ipsanalysis.derive.period_values import period_values
from ipsanalysis.derive.spell_amounts import amount_values
from ipsanalysis.derive.spell_values import spell_values
from ipsanalysis.derive.strategies import NOT_OBSERVED, Values
from ipsanalysis.derive.trial import Trial
from ipsanalysis.plan.design import PeriodSource
from ipsanalysis.plan.outcomes import (
    AmountOutcome,
    Answer,
    BinaryOutcome,
    EndReasonEver,
    Ever,
    PeriodCount,
    Score,
    SpellAmount,
    StatusAt,
)
from ipsanalysis.plan.study import Plan


def outcome_values(
    plan: Plan, trial: Trial, outcome: BinaryOutcome | AmountOutcome, strategies: Mapping[str, str]
) -> Values:
    """Derive an outcome under stated strategies for intercurrent events.

    Args:
        plan: The plan.
        trial: The canonical tables.
        outcome: What is measured, from the plan.
        strategies: Intercurrent event: `composite` or `while_at_risk`.

    Returns:
        A value and a reason for each person, in the order of `participants`.
    """
    if isinstance(outcome, EndReasonEver):
        return _end_reason_ever(plan, trial, outcome)
    if isinstance(outcome, Answer | Score):
        return answer_values(plan, trial, outcome, strategies)
    if isinstance(outcome, SpellAmount):
        return amount_values(plan, trial, outcome, strategies)
    if isinstance(outcome, PeriodCount):
        unit = plan.follow_up.unit
        return period_values(trial, outcome, strategies, unit, progress(trial, plan))
    if isinstance(outcome, StatusAt | Ever) and isinstance(outcome.source, PeriodSource):
        unit = plan.follow_up.unit
        return period_values(trial, outcome, strategies, unit, progress(trial, plan))
    return spell_values(plan, trial, outcome, strategies)


def _end_reason_ever(plan: Plan, trial: Trial, outcome: EndReasonEver) -> Values:
    unit, at = plan.follow_up.unit, horizon(trial, plan, outcome.within)
    happened = (trial.end_reason == outcome.event) & (trial.until <= at)
    free = ~happened & (trial.until >= at)
    value = np.where(happened, 1.0, np.where(free, 0.0, np.nan))
    reason = np.full(trial.size, f"observed to {unit} {outcome.within}", dtype=object)
    reason[happened] = f"{outcome.event} by {unit} {outcome.within}"
    lost = np.isnan(value)
    for cause in sorted(set(trial.end_reason[lost])):
        where = lost & (trial.end_reason == cause)
        reason[where] = f"{NOT_OBSERVED} at {unit} {outcome.within}: {cause}"
    return Values(value=value, reason=reason)
