"""The share with a status in, or by, every period, and differences between the arms."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from ipsanalysis.analyse.binary import arm_rows, newcombe_row
from ipsanalysis.analyse.context import Context, arm_masks, noted, study_fields
from ipsanalysis.derive.members import Members
from ipsanalysis.derive.strategies import unobserved
from ipsanalysis.derive.table import strategy_name
from ipsanalysis.derive.trial import Booleans, Floats, Trial
from ipsanalysis.derive.values import outcome_values
from ipsanalysis.errors import UserError
from ipsanalysis.plan.analyses import StatusOverTime
from ipsanalysis.plan.outcomes import Ever, StatusAt
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.proportion import wilson


def status_rows(plan: Plan, trial: Trial, given: Collection[str]) -> tuple[list[Row], list[Row]]:
    """Return the share with a status at, or by, every period by arm, and differences.

    Args:
        plan: The plan; its `status_over_time` says what is shown and at which times the arms are
            compared.
        trial: The canonical tables.
        given: Keys of the rows that comparisons of the plan give.

    Returns:
        Result rows: proportion of each arm and Newcombe's risk difference at the times asked for,
        but not where they are given already. Curve points: the proportion of each arm in every
        period.

    Raises:
        UserError: If the status of people is unobserved and the plan says there are none.
    """
    shown = plan.status_over_time
    if shown is None:
        return [], []
    times = range(1, plan.follow_up.length + 1)
    values = {time: _values(plan, trial, shown, time) for time in times}
    masks = arm_masks(plan, trial.participants)
    points = [
        _point(_context(plan, shown, time), value[mask], arm)
        for time, value in values.items()
        for arm, mask in masks.items()
    ]
    rows: list[Row] = []
    for time in sorted(set(shown.differences_at)):
        context = _context(plan, shown, time, missing=shown.missing)
        people = _people(values[time], masks[plan.active.id])
        found = [*arm_rows(context, people), newcombe_row(context, people)]
        rows += [noted(row, _other_time(plan, shown, time)) for row in found]
    return [row for row in rows if row.row_id not in given], points


def _other_time(plan: Plan, shown: StatusOverTime, time: int) -> str:
    """Say that a row is about another time than the outcome whose name it bears."""
    own = _own_time(plan, shown)
    if own == time:
        return ""
    unit = plan.follow_up.unit
    return f"The status of {unit} {time}; the outcome of this name is that of {unit} {own}."


def _own_time(plan: Plan, shown: StatusOverTime) -> int:
    outcome = plan.outcome(shown.outcome)
    assert isinstance(outcome, StatusAt | Ever)  # noqa: S101
    return outcome.at if isinstance(outcome, StatusAt) else outcome.within


def _outcome(plan: Plan, shown: StatusOverTime, time: int) -> StatusAt | Ever:
    """Return the outcome as it is at another time."""
    outcome = plan.outcome(shown.outcome)
    assert isinstance(outcome, StatusAt | Ever)  # noqa: S101
    return outcome.model_copy(update={"at" if isinstance(outcome, StatusAt) else "within": time})


def _values(plan: Plan, trial: Trial, shown: StatusOverTime, time: int) -> Floats:
    outcome = _outcome(plan, shown, time)
    values = outcome_values(plan, trial, outcome, shown.intercurrent_events)
    lost = int(unobserved(values.reason).sum())
    if lost and shown.missing == "none":
        raise UserError(
            f"config/studies/{plan.study}.yaml: {shown.outcome} in status_over_time is not "
            f"observed for {lost} people at {plan.follow_up.unit} {time}, and the plan says "
            "missing: none. Allowed: missing: observed, or data in which it is known for everyone."
        )
    return values.value


def _context(plan: Plan, shown: StatusOverTime, time: int, missing: str = "") -> Context:
    strategy = strategy_name(shown.intercurrent_events)
    if shown.missing != "none":
        missing = shown.missing
    fields = {
        **study_fields(plan),
        "analysis": "employment",
        "outcome": shown.outcome,
        "role": "supplementary",
        "analysis_set": shown.analysis_set,
        "ice_strategy": "" if strategy == "plain" else strategy,
        "missing": missing,
        "timepoint": float(time),
        "time_unit": plan.follow_up.unit,
        "plan_key": "status_over_time",
    }
    return Context(plan=plan, fields=fields)


def _point(context: Context, value: Floats, arm: str) -> Row:
    known = value[~np.isnan(value)]
    events, n = int(known.sum()), len(known)
    share = wilson(events, n, level=context.plan.ci_level)
    return context.row("proportion", share, group=arm, n=n, n_events=events)


def _people(value: Floats, active: Booleans) -> Members:
    known = ~np.isnan(value)
    left_out = pd.DataFrame({"arm": [], "reason": []})
    return Members(
        included=known,
        value=value[known],
        active=active[known],
        left_out=left_out,
        unobserved=0,
    )
