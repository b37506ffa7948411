"""What every result row of one comparison has in common, and rows made from estimates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.derive.clock import time_unit
from ipsanalysis.derive.table import strategy_name, value_column
from ipsanalysis.plan.analyses import AmountComparison, BinaryComparison, TimeComparison
from ipsanalysis.plan.outcomes import Answer, Outcome, Retained, Score
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate

ANALYSIS = {
    "employment": "employment",
    "other_outcomes": "other_outcome",
    "first_job": "first_job",
    "other_events": "other_event",
    "work_amount": "work_amount",
    "repeated_status": "repeated_status",
}
Columns = dict[str, Any]
NOT_RANDOMISED = "Not a randomised comparison: who is in this set was decided after randomisation."
ANSWERED = "answered at "
LOG_SCALE = "standard error on the log scale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One comparison of the plan, and the row fields all its results share.

    Attributes:
        plan: The plan.
        fields: Column: value of the result rows.
        remark: A note every contrast of the comparison carries.
    """

    plan: Plan
    fields: Mapping[str, Any]
    remark: str = ""

    def row(
        self,
        statistic: str,
        result: Estimate,
        *,
        group: str,
        unit: str = "",
        note: str = "",
        **columns: Any,  # noqa: ANN401
    ) -> Row:
        """Return the result row of an estimate."""
        notes = [note, result.note, self.remark if " " in group else ""]
        units = [unit, LOG_SCALE if result.log_scale_error else ""]
        return Row(
            **{**self.fields, **columns},
            statistic=statistic,
            method=result.method,
            group=group,
            estimate=result.estimate,
            std_error=result.std_error,
            ci_low=result.ci_low,
            ci_high=result.ci_high,
            ci_level=nan if isnan(result.ci_low) else result.level,
            p_value=result.p_value,
            unit="; ".join(part for part in units if part),
            note=" ".join(part for part in notes if part),
        )

    def count(self, statistic: str, number: int, *, group: str, **columns: Any) -> Row:  # noqa: ANN401
        """Return the result row of a count."""
        counted = Estimate(estimate=float(number), method="count")
        return self.row(statistic, counted, group=group, n=number, **columns)


def not_primary(context: Context) -> Context:
    """Return the context of the other rows of a comparison: of a primary one, sensitivity rows.

    A primary comparison has one primary estimate; other methods for it are held beside it.
    """
    if context.fields["role"] != "primary":
        return context
    return replace(context, fields={**context.fields, "role": "sensitivity"})


def noted(row: Row, *notes: str) -> Row:
    """Return a row with sentences behind its own note; empty ones say nothing."""
    more = " ".join(note for note in notes if note)
    if not more:
        return row
    stop = "" if not row.note or row.note.endswith(".") else "."
    return replace(row, note=f"{row.note}{stop} {more}".strip())


def study_fields(plan: Plan) -> dict[str, str]:
    """Return the row fields that all results of a study share."""
    return {"study": plan.study, "version": plan.version, "data_status": plan.data_status}


def difference(plan: Plan) -> str:
    """Return the contrast of a difference, for example `active - control`."""
    return f"{plan.active.id} - {plan.control.id}"


def ratio(plan: Plan) -> str:
    """Return the contrast of a ratio, for example `active / control`."""
    return f"{plan.active.id} / {plan.control.id}"


def comparison_context(
    plan: Plan,
    family: str,
    index: int,
    comparison: BinaryComparison | TimeComparison | AmountComparison,
) -> Context:
    """Return the context of one comparison.

    Args:
        plan: The plan.
        family: The plan's key of the list the comparison stands in.
        index: Its place in that list, from 0.
        comparison: The comparison.

    Returns:
        The fields its rows share; the remark says when the sets compared are not randomised.
    """
    outcome = plan.outcome(comparison.outcome)
    strategy = strategy_name(comparison.intercurrent_events)
    fields = {
        **study_fields(plan),
        "analysis": ANALYSIS[family],
        "outcome": comparison.outcome,
        "role": comparison.role,
        "analysis_set": comparison.analysis_set,
        "ice_strategy": "" if strategy == "plain" else strategy,
        "missing": comparison.missing,
        "timepoint": timepoint(plan, outcome),
        "time_unit": time_unit(plan, outcome),
        "plan_key": f"{family}.{index}",
    }
    randomised = plan.analysis_set(comparison.analysis_set).randomised
    return Context(plan=plan, fields=fields, remark="" if randomised else NOT_RANDOMISED)


def timepoint(plan: Plan, outcome: Outcome) -> float:
    """Return the time an outcome belongs to, in its unit of time; nan for times to an event.

    That of an answer or a score is when its visit was due; that of retention, the months since the
    first job.
    """
    if isinstance(outcome, Answer | Score):
        return float(plan.visit(outcome.source.visit).at)
    if isinstance(outcome, Retained):
        return float(outcome.months)
    return float(getattr(outcome, "at", getattr(outcome, "within", nan)))


def only_arm_asked(
    plan: Plan, table: pd.DataFrame, comparison: BinaryComparison | AmountComparison
) -> str | None:
    """Return the one arm that answered a question; None when both or nobody did.

    What only one arm was asked, such as about its treatment, is not compared: in the other arm
    there is nobody but those whom an intercurrent event gives a value.
    """
    if not isinstance(plan.outcome(comparison.outcome), Answer | Score):
        return None
    answered = table[f"{value_column(comparison)}.reason"].str.startswith(ANSWERED)
    arms = set(table["arm"][answered])
    return arms.pop() if len(arms) == 1 else None


def arm_masks(plan: Plan, table: pd.DataFrame) -> dict[str, npt.NDArray[np.bool_]]:
    """Return, for each arm in the plan's order, who of a table is in it."""
    arm = table["arm"].to_numpy(object)
    return {item.id: arm == item.id for item in plan.arms}
