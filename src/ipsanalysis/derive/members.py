"""Who of the analysis table is in a comparison, and who is left out for which reason."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipsanalysis.derive.spell_values import NO_JOB
from ipsanalysis.derive.strategies import unobserved
from ipsanalysis.derive.table import value_column
from ipsanalysis.derive.trial import Booleans, Floats
from ipsanalysis.errors import UserError
from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison
from ipsanalysis.plan.outcomes import BinaryOutcome, SpellAmount
from ipsanalysis.plan.study import Plan

BELOW = "outcome is zero"
_UNOBSERVED = (
    "config/studies/{}.yaml: {} is not observed for {} people, and the plan says missing: none. "
    "Allowed: missing: observed, or data in which the outcome is known for everyone."
)
ASSUMPTIONS = ("observed", "as_not_employed", "best_case", "worst_case")


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The people of one comparison.

    Attributes:
        included: For each person of the analysis table, whether analysed.
        value: The outcome of those analysed.
        active: Whether each of those analysed is in the active arm.
        left_out: One row a person not analysed: arm and reason.
        unobserved: Number of people whose outcome was not observed, analysed or not.
    """

    included: Booleans
    value: Floats
    active: Booleans
    left_out: pd.DataFrame
    unobserved: int


def members(
    plan: Plan,
    table: pd.DataFrame,
    comparison: BinaryComparison | AmountComparison,
    missing: str | None = None,
) -> Members:
    """Select the people of a comparison of values.

    People for whom the outcome does not exist (`no job that counts`) are left out and are not
    missing.

    Args:
        plan: The plan.
        table: The analysis table.
        comparison: The comparison.
        missing: How unobserved outcomes count, instead of what the comparison says: `none` (there
            may be none), `observed` (left out), `as_not_employed` (as no or 0), `best_case` (good
            in the active arm, bad in the control arm) or `worst_case` (the reverse). Whoever is
            recorded as yes stays yes in all but `observed`.

    Returns:
        Who is analysed, their outcome, and who is left out and why.

    Raises:
        UserError: If outcomes are unobserved and `missing` is `none`.
    """
    missing, column = missing or comparison.missing, value_column(comparison)
    reason = table[f"{column}.reason"].to_numpy(object).copy()
    lost = unobserved(reason)
    if lost.any() and missing == "none":
        raise UserError(_UNOBSERVED.format(plan.study, comparison.outcome, int(lost.sum())))
    value = table[column].to_numpy(float).copy()
    active = table["arm"].to_numpy(object) == plan.active.id
    if missing not in ("none", "observed"):
        assumed = _assumed(plan, comparison.outcome, active, missing)
        value[lost] = np.where(_recorded(table, column), 1.0, assumed)[lost]
    included = ~np.isnan(value)
    below = left_out_at_zero(plan, comparison)
    if below:
        reason[included & (value <= 0)] = below
        included &= value > 0
    left_out = pd.DataFrame({"arm": table["arm"][~included], "reason": reason[~included]})
    return Members(
        included=included,
        value=value[included],
        active=active[included],
        left_out=left_out,
        unobserved=int(lost.sum()),
    )


def left_out_at_zero(plan: Plan, comparison: BinaryComparison | AmountComparison) -> str | None:
    """Return why people with an amount of zero are left out; nothing when they are not.

    Whoever has zero weeks in the longest job has no job, while `no` to an outcome that only
    workers have is an answer.

    Args:
        plan: The plan.
        comparison: The comparison.

    Returns:
        The reason, or None.
    """
    chosen = plan.analysis_set(comparison.analysis_set).members
    if chosen == "above_zero":
        return BELOW
    amount = isinstance(plan.outcome(comparison.outcome), SpellAmount)
    return NO_JOB if chosen == "workers" and amount else None


def _assumed(plan: Plan, outcome: str, active: Booleans, missing: str) -> Floats:
    """Return what everyone unobserved counts as: no, or the good answer in one of the arms."""
    if missing == "as_not_employed":
        return np.zeros(len(active))
    measured = plan.outcome(outcome)
    assert isinstance(measured, BinaryOutcome)  # noqa: S101
    good = active if missing == "best_case" else ~active
    value: Floats = (good == measured.higher_is_better).astype(float)
    return value


def _recorded(table: pd.DataFrame, column: str) -> Booleans:
    name = f"{column}.recorded"
    if name not in table:
        return np.zeros(len(table), bool)
    recorded: Booleans = table[name].to_numpy(float) == 1.0
    return recorded
