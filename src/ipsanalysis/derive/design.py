"""Baseline covariates as columns of numbers for regression models."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ipsanalysis.derive.trial import Floats
from ipsanalysis.plan.design import Covariate


def coded(table: pd.DataFrame, covariates: Sequence[Covariate]) -> tuple[Floats, list[str]]:
    """Code covariates as numbers.

    Continuous and ordinal covariates are linear terms; the others are indicators of each level but
    the first. A missing value becomes the mean of its column over everyone, whatever their arm or
    outcome, so that nobody is dropped (FDA 2023, Adjusting for Covariates, section III).

    Args:
        table: The analysis table, one row a person: everyone randomised, analysed or not.
        covariates: The covariates, from the plan.

    Returns:
        A matrix of n rows, and the name of each column: the covariate's id, or `id=level`.
    """
    columns: list[Floats] = []
    names: list[str] = []
    for covariate in covariates:
        for name, values in _columns(table[covariate.id], covariate):
            names.append(name)
            columns.append(np.where(np.isnan(values), np.nanmean(values), values))
    matrix = np.column_stack(columns) if columns else np.empty((len(table), 0))
    return matrix, names


def _columns(values: "pd.Series[Any]", covariate: Covariate) -> list[tuple[str, Floats]]:
    if covariate.kind in ("continuous", "ordinal"):
        return [(covariate.id, pd.to_numeric(values).to_numpy(float))]
    known = values.notna().to_numpy()
    return [
        (f"{covariate.id}={level}", np.where(known, (values == level).to_numpy(float), np.nan))
        for level in list(covariate.levels or {})[1:]
    ]
