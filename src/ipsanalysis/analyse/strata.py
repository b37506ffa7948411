"""Strata, such as sites, as whole numbers."""

import numpy as np
import pandas as pd

from ipsanalysis.derive.trial import Integers
from ipsanalysis.errors import UserError

STRATA = "strata: "


def strata(table: pd.DataFrame, names: list[str]) -> Integers:
    """Return the stratum of each person: one for each combination of values.

    Args:
        table: The analysis table.
        names: The covariates that stratify.

    Returns:
        A number a person.

    Raises:
        UserError: If a covariate is not known for everyone.
    """
    for name in names:
        lost = int(table[name].isna().sum())
        if lost:
            raise UserError(
                f"stratified_by {name}: not known for {lost} people; allowed: known for everyone, "
                "since an unknown stratum is not a stratum. Mend the data, or leave it out."
            )
    return np.asarray(table.groupby(names).ngroup(), dtype=np.int64)


def strata_text(names: list[str], adjusted_for: list[str] | None = None) -> str:
    """Return the column `covariates` of a stratified result.

    Args:
        names: The covariates that stratify.
        adjusted_for: Covariates of the model beside them.

    Returns:
        For example `strata: site` or `strata: site; age, sex`.
    """
    return "; ".join([STRATA + ", ".join(names), *filter(None, [", ".join(adjusted_for or [])])])
