"""Who of the analysis table is in a comparison, and who is left out for which reason."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipsanalysis.derive.table import value_column
from ipsanalysis.derive.trial import Booleans, Floats
from ipsanalysis.derive.values import NOT_OBSERVED
from ipsanalysis.errors import UserError
from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison
from ipsanalysis.plan.study import Plan

BELOW = "outcome is zero"


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The people of one comparison.

    Attributes:
        included: For each person of the analysis table, whether analysed.
        value: The outcome of those analysed.
        active: Whether each of those analysed is in the active arm.
        left_out: One row a person not analysed: arm and reason.
    """

    included: Booleans
    value: Floats
    active: Booleans
    left_out: pd.DataFrame


def members(
    plan: Plan, table: pd.DataFrame, comparison: BinaryComparison | AmountComparison
) -> Members:
    """Select the people of a comparison of values.

    Args:
        plan: The plan.
        table: The analysis table.
        comparison: The comparison.

    Returns:
        Who is analysed, their outcome, and who is left out and why.

    Raises:
        UserError: If outcomes are unobserved and the plan says there are none.
    """
    column = value_column(comparison)
    value = table[column].to_numpy(float)
    reason = table[f"{column}.reason"].to_numpy(object).copy()
    observed = ~np.isnan(value)
    included = observed.copy()
    if plan.analysis_set(comparison.analysis_set).members == "above_zero":
        included &= value > 0
        reason[observed & ~included] = BELOW
    lost = int(sum(str(text).startswith(NOT_OBSERVED) for text in reason[~observed]))
    if lost and comparison.missing == "none":
        raise UserError(
            f"config/studies/{plan.study}.yaml: {comparison.outcome} is not observed for {lost} "
            "people, and the plan says missing: none. Allowed: missing: observed, or data in "
            "which the outcome is known for everyone."
        )
    left_out = pd.DataFrame({"arm": table["arm"][~included], "reason": reason[~included]})
    active = table["arm"].to_numpy(object)[included] == plan.active.id
    return Members(included=included, value=value[included], active=active, left_out=left_out)
