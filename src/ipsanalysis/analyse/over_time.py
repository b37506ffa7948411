"""The share with a status in, or by, every period, and differences between the arms."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ipsanalysis.analyse.binary import arm_rows, newcombe_row
from ipsanalysis.analyse.context import Context, arm_masks, study_fields
from ipsanalysis.derive.members import Members
from ipsanalysis.derive.table import strategy_name
from ipsanalysis.derive.trial import Booleans, Floats, Trial
from ipsanalysis.derive.values import outcome_values
from ipsanalysis.plan.analyses import StatusOverTime
from ipsanalysis.plan.outcomes import Ever, StatusAt
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.proportion import wilson


def status_rows(plan: Plan, trial: Trial) -> tuple[list[Row], list[Row]]:
    """Return the share with a status at, or by, every period by arm, and differences.

    Args:
        plan: The plan; its `status_over_time` says what is shown and at which times the arms are
            compared.
        trial: The canonical tables.

    Returns:
        Result rows: proportion of each arm and Newcombe's risk difference at the times asked for,
        but not where a comparison of the plan gives the same. Curve points: the proportion of each
        arm in every period.
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
    for time in _not_compared(plan, shown):
        context = _context(plan, shown, time, missing=shown.missing)
        people = _people(values[time], masks[plan.active.id])
        rows += [*arm_rows(context, people), newcombe_row(context, people)]
    return rows, points


def _outcome(plan: Plan, shown: StatusOverTime, time: int) -> StatusAt | Ever:
    """Return the outcome as it is at another time."""
    outcome = plan.outcome(shown.outcome)
    assert isinstance(outcome, StatusAt | Ever)  # noqa: S101
    return outcome.model_copy(update={"at" if isinstance(outcome, StatusAt) else "within": time})


def _values(plan: Plan, trial: Trial, shown: StatusOverTime, time: int) -> Floats:
    outcome = _outcome(plan, shown, time)
    return outcome_values(plan, trial, outcome, shown.intercurrent_events).value


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


def _not_compared(plan: Plan, shown: StatusOverTime) -> Iterable[int]:
    """Return the times asked for at which no comparison of employment is the same."""
    outcome = plan.outcome(shown.outcome)
    compared = {
        getattr(outcome, "at", getattr(outcome, "within", None))
        for item in plan.employment
        if (item.outcome, item.analysis_set, item.missing, dict(item.intercurrent_events))
        == (shown.outcome, shown.analysis_set, shown.missing, dict(shown.intercurrent_events))
    }
    return (time for time in sorted(set(shown.differences_at)) if time not in compared)
