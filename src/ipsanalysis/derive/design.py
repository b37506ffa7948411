"""Baseline covariates as columns of numbers for regression models."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ipsanalysis.derive.trial import Floats
from ipsanalysis.errors import UserError
from ipsanalysis.plan.design import Covariate


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """Covariates as numbers.

    Attributes:
        matrix: One row a person, one column a term.
        names: The name of each column: the covariate's id, or `id=level`.
        note: Which covariates had missing values, for how many people, and what stands for them.
    """

    matrix: Floats
    names: list[str]
    note: str


def coded(table: pd.DataFrame, covariates: Sequence[Covariate]) -> Coded:
    """Code covariates as numbers.

    Continuous and ordinal covariates are linear terms; the others are indicators of each level but
    the first. A missing value becomes the mean of its column over everyone, whatever their arm or
    outcome, so that nobody is dropped (FDA 2023, Adjusting for Covariates, section III).

    Args:
        table: The analysis table, one row a person: everyone randomised, analysed or not.
        covariates: The covariates, from the plan.

    Returns:
        The matrix, its names, and the note on missing values.

    Raises:
        UserError: If a covariate has no value for anyone.
    """
    columns: list[Floats] = []
    names: list[str] = []
    missing: list[str] = []
    for covariate in covariates:
        lost = int(table[covariate.id].isna().sum())
        if lost == len(table):
            raise UserError(
                f"covariate {covariate.id}: has no value for anyone, so nothing can be adjusted "
                "for it. Take it out of adjusted_for in the plan, or mend the data."
            )
        if lost:
            missing.append(f"{covariate.id} for {lost}")
        for name, values in _columns(table[covariate.id], covariate):
            names.append(name)
            columns.append(np.where(np.isnan(values), np.nanmean(values), values))
    matrix = np.column_stack(columns) if columns else np.empty((len(table), 0))
    told = f"Missing and set to the mean of everyone: {', '.join(missing)}." if missing else ""
    return Coded(matrix=matrix, names=names, note=told)


def _columns(values: "pd.Series[Any]", covariate: Covariate) -> list[tuple[str, Floats]]:
    if covariate.kind in ("continuous", "ordinal"):
        return [(covariate.id, pd.to_numeric(values).to_numpy(float))]
    known = values.notna().to_numpy()
    return [
        (f"{covariate.id}={level}", np.where(known, (values == level).to_numpy(float), np.nan))
        for level in list(covariate.levels or {})[1:]
    ]
