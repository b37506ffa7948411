"""Canonical tables from a raw file without faults."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.agreement import COMPLETED
from ipsanalysis.raw.columns import RawColumn
from ipsanalysis.raw.dictionary import Resource
from ipsanalysis.raw.follow_up import decode, read_statuses
from ipsanalysis.raw.order import row_order

Positions = npt.NDArray[np.intp]


def canonical_tables(
    columns: Mapping[str, RawColumn], resource: Resource, plan: Plan
) -> dict[str, pd.DataFrame]:
    """Return the canonical tables of a study.

    Args:
        columns: Every column of the file, without faults.
        resource: The file's description.
        plan: The study's plan.

    Returns:
        participants, follow_up and person_periods, sorted by person and period.
    """
    person = resource.canonical.participants.person
    names = [person] if person else [field.name for field in resource.table_schema.fields]
    order = row_order(columns, names)
    persons: npt.NDArray[np.object_ | np.int64] = np.arange(1, len(order) + 1)
    if person:
        persons = columns[person].found(order)
    return {
        "participants": _participants(columns, resource, plan, order, persons),
        "follow_up": _follow_up(columns, resource, plan, order, persons),
        "person_periods": _person_periods(columns, resource, order, persons),
    }


def _participants(
    columns: Mapping[str, RawColumn],
    resource: Resource,
    plan: Plan,
    order: Positions,
    persons: npt.NDArray[np.object_ | np.int64],
) -> pd.DataFrame:
    participants = resource.canonical.participants
    arm = decode(columns[participants.arm.column], participants.arm.values)
    content = {"person": persons, "arm": arm[order]}
    for covariate in plan.covariates:
        column = columns[participants.covariates[covariate.id]]
        if covariate.kind == "continuous":
            values = np.where(column.typed.missing, np.nan, column.typed.values)
            content[covariate.id] = column.per_row(values)[order].astype(float)
        else:
            texts = column.texts.copy()
            texts[column.typed.missing] = None
            content[covariate.id] = column.per_row(texts)[order]
    return pd.DataFrame(content)


def _follow_up(
    columns: Mapping[str, RawColumn],
    resource: Resource,
    plan: Plan,
    order: Positions,
    persons: npt.NDArray[np.object_ | np.int64],
) -> pd.DataFrame:
    end = resource.canonical.follow_up
    until = np.full(len(order), plan.follow_up.length, np.int64)
    reasons = np.full(len(order), COMPLETED, object)
    if end is not None:
        column = columns[end.observed_until]
        until = column.per_row(column.typed.values)[order]
        reasons = decode(columns[end.end_reason.column], end.end_reason.values)[order]
    start = np.zeros(len(order), np.int64)
    return pd.DataFrame(
        {"person": persons, "observed_from": start, "observed_until": until, "end_reason": reasons}
    )


def _person_periods(
    columns: Mapping[str, RawColumn],
    resource: Resource,
    order: Positions,
    persons: npt.NDArray[np.object_ | np.int64],
) -> pd.DataFrame:
    for name, layout in resource.canonical.person_periods.items():
        statuses = read_statuses(columns, layout)
        if statuses is not None:
            recorded = statuses.recorded[order]
            rows, positions = np.nonzero(recorded >= 0)
            content = {
                "person": persons[rows],
                "period": statuses.periods[positions],
                name: recorded[rows, positions] == 1,
            }
            return pd.DataFrame(content)
    return pd.DataFrame({"person": persons[:0], "period": np.zeros(0, np.int64)})
