"""The analysis table: one row a participant, each outcome under each strategy used."""

from collections.abc import Mapping

import pandas as pd

from ipsanalysis.derive.times import derive_times
from ipsanalysis.derive.trial import Trial
from ipsanalysis.derive.values import derive_values
from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison
from ipsanalysis.plan.outcomes import EndReason, FirstStatus
from ipsanalysis.plan.study import Plan


def strategy_name(strategies: Mapping[str, str]) -> str:
    """Return the one strategy of a comparison, or `plain` when no intercurrent event is named."""
    return next(iter(strategies.values()), "plain")


def value_column(comparison: BinaryComparison | AmountComparison) -> str:
    """Return the column of the analysis table that a comparison of values reads."""
    return f"{comparison.outcome}.{strategy_name(comparison.intercurrent_events)}"


def analysis_table(plan: Plan, trial: Trial) -> pd.DataFrame:
    """Derive the analysis table.

    Args:
        plan: The plan.
        trial: The canonical tables.

    Returns:
        One row a participant, sorted by person: arm, covariates, and for each outcome its value or
        time, and the reason for it (columns as in docs/results.md).
    """
    kept = ["person", "arm", *(covariate.id for covariate in plan.covariates)]
    columns = {name: trial.participants[name].to_numpy() for name in kept}
    comparisons: list[BinaryComparison | AmountComparison] = [
        *plan.employment,
        *plan.other_outcomes,
        *plan.work_amount,
    ]
    for comparison in comparisons:
        name = value_column(comparison)
        if name in columns:
            continue
        outcome = plan.outcome(comparison.outcome)
        assert not isinstance(outcome, FirstStatus | EndReason)  # noqa: S101
        values = derive_values(trial, outcome, comparison.intercurrent_events, plan.follow_up.unit)
        columns |= {name: values.value, f"{name}.reason": values.reason}
        if values.exposure is not None:
            columns[f"{outcome.id}.exposure"] = values.exposure
    for outcome in plan.outcomes:
        if isinstance(outcome, FirstStatus | EndReason):
            times = derive_times(trial, outcome)
            columns |= {
                f"{outcome.id}.time": times.time,
                f"{outcome.id}.event": times.event,
                f"{outcome.id}.reason": times.reason,
            }
    return pd.DataFrame(columns)
