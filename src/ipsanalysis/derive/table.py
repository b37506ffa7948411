"""The analysis table: one row a participant, each outcome under each strategy used."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.derive.times import derive_times
from ipsanalysis.derive.trial import Trial
from ipsanalysis.derive.values import outcome_values
from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison
from ipsanalysis.plan.outcomes import EndReason, FirstStatus
from ipsanalysis.plan.study import Plan

Columns = dict[str, npt.NDArray[Any]]


def strategy_name(strategies: Mapping[str, str]) -> str:
    """Return the one strategy of a comparison, or `plain` when no intercurrent event is named."""
    return next(iter(strategies.values()), "plain")


def column_name(outcome: str, strategies: Mapping[str, str]) -> str:
    """Return the column of the analysis table of an outcome under strategies."""
    return f"{outcome}.{strategy_name(strategies)}"


def value_column(comparison: BinaryComparison | AmountComparison) -> str:
    """Return the column of the analysis table that a comparison of values reads."""
    return column_name(comparison.outcome, comparison.intercurrent_events)


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
    columns: Columns = {name: trial.participants[name].to_numpy() for name in kept}
    for outcome, strategies in _wanted(plan):
        if column_name(outcome, strategies) not in columns:
            columns |= _value_columns(plan, trial, outcome, strategies)
    for measured in plan.outcomes:
        if isinstance(measured, FirstStatus | EndReason):
            times = derive_times(plan, trial, measured)
            columns |= {
                f"{measured.id}.time": times.time,
                f"{measured.id}.event": times.event,
                f"{measured.id}.reason": times.reason,
            }
    return pd.DataFrame(columns)


def _wanted(plan: Plan) -> Iterator[tuple[str, Mapping[str, str]]]:
    for comparison in (*plan.employment, *plan.other_outcomes, *plan.work_amount):
        yield comparison.outcome, comparison.intercurrent_events
    for model in plan.repeated_status:
        for outcome in model.outcomes:
            yield outcome, model.intercurrent_events


def _value_columns(
    plan: Plan, trial: Trial, outcome: str, strategies: Mapping[str, str]
) -> Columns:
    measured = plan.outcome(outcome)
    assert not isinstance(measured, FirstStatus | EndReason)  # noqa: S101
    values = outcome_values(plan, trial, measured, strategies)
    name = column_name(outcome, strategies)
    columns: Columns = {name: values.value, f"{name}.reason": values.reason}
    if values.recorded is not None and values.recorded.any():
        columns[f"{name}.recorded"] = np.where(values.recorded, 1.0, np.nan)
    if values.exposure is not None:
        columns[f"{outcome}.exposure"] = values.exposure
    return columns
