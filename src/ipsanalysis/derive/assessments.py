"""Outcomes from an answer or a number at a visit."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ipsanalysis.derive.clock import horizon
from ipsanalysis.derive.strategies import COMPLETED, Seen, Values, handled
from ipsanalysis.derive.trial import Floats, Trial
from ipsanalysis.plan.design import AnswerSource
from ipsanalysis.plan.outcomes import Answer, Score
from ipsanalysis.plan.study import Plan

NO_QUESTIONNAIRE = "no questionnaire"
NO_NUMBER = "not a number"


def answer_values(
    plan: Plan, trial: Trial, outcome: Answer | Score, strategies: Mapping[str, str]
) -> Values:
    """Derive an answer or a score at a visit.

    What was answered counts, also after an intercurrent event. A strategy applies when nothing
    was answered and the event had happened by the time of the visit.

    Args:
        plan: The plan.
        trial: The canonical tables.
        outcome: What is measured.
        strategies: Intercurrent event: `composite` or `while_at_risk`.

    Returns:
        A value and a reason for each person, in the order of `participants`.
    """
    source, visit = outcome.source, plan.visit(outcome.source.visit)
    at, when = horizon(trial, plan, visit.at), visit.label
    rows = _rows(trial, source)
    person = trial.positions(rows["person"])
    missing = rows["missing"].to_numpy(object)
    value = _values(rows, outcome)
    missing = np.where((missing == "") & np.isnan(value), NO_NUMBER, missing)
    result, cause = np.zeros(trial.size), np.full(trial.size, NO_QUESTIONNAIRE, object)
    gone = (trial.until < at) & (trial.end_reason != COMPLETED)
    cause[gone] = trial.end_reason[gone]
    result[person] = np.where(missing == "", value, 0.0)
    cause[person] = missing
    seen = Seen(
        value=result,
        complete=cause == "",
        at=at,
        until=trial.until,
        when=when,
        observed=f"answered at {when}",
        partial=False,
        cause=cause,
    )
    return handled(trial, seen, strategies)


def _rows(trial: Trial, source: AnswerSource) -> pd.DataFrame:
    table = trial.assessments
    wanted = (
        (table["visit"] == source.visit)
        & (table["instrument"] == source.instrument)
        & (table["item"] == source.item)
    )
    return table[wanted.to_numpy(bool)]


def _values(rows: pd.DataFrame, outcome: Answer | Score) -> Floats:
    number: Floats = rows["value"].to_numpy(float)
    if isinstance(outcome, Score):
        return number
    if outcome.yes is not None:
        chosen: Floats = rows["text"].isin(outcome.yes).to_numpy().astype(float)
        return chosen
    assert outcome.above is not None  # noqa: S101
    above: Floats = np.where(np.isnan(number), np.nan, (number > outcome.above).astype(float))
    return above
