"""Yes-or-no outcomes compared between arms: rows of the families employment and other outcomes."""

import numpy as np
import pandas as pd

from ipsanalysis.analyse.context import (
    Columns,
    Context,
    arm_masks,
    comparison_context,
    difference,
    not_primary,
    ratio,
    study_fields,
)
from ipsanalysis.derive.design import coded
from ipsanalysis.derive.members import Members, members
from ipsanalysis.derive.table import strategy_name
from ipsanalysis.derive.trial import Floats, Trial
from ipsanalysis.derive.values import derive_values
from ipsanalysis.plan.analyses import BinaryComparison
from ipsanalysis.plan.outcomes import StatusAt
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.exact import fisher_mid_p, unconditional_exact
from ipsanalysis.stats.proportion import wilson
from ipsanalysis.stats.ratio import odds_ratio, risk_ratio
from ipsanalysis.stats.risk_difference import miettinen_nurminen, newcombe
from ipsanalysis.stats.standardisation import standardised_risks


def binary_rows(plan: Plan, table: pd.DataFrame, family: str) -> list[Row]:
    """Compare every yes-or-no outcome of a family.

    Args:
        plan: The plan.
        table: The analysis table.
        family: `employment` or `other_outcomes`.

    Returns:
        For each comparison: the proportion of each arm, crude and standardised contrasts, tests.
    """
    rows: list[Row] = []
    comparison: BinaryComparison
    for index, comparison in enumerate(getattr(plan, family)):
        context = comparison_context(plan, family, index, comparison)
        people = members(plan, table, comparison)
        rows += _crude(context, people)
        if comparison.adjusted_for:
            rows += _standardised(context, people, table, comparison.adjusted_for)
    return rows


def _crude(context: Context, people: Members) -> list[Row]:
    plan, level = context.plan, context.plan.ci_level
    events, n = int(people.value[people.active].sum()), int(people.active.sum())
    events_control = int(people.value[~people.active].sum())
    n_control = int((~people.active).sum())
    counts = (events, n, events_control, n_control)
    arms = {plan.active.id: (events, n), plan.control.id: (events_control, n_control)}
    rows = [
        context.row(
            "proportion",
            wilson(*arms[arm.id], level=level),
            group=arm.id,
            n=arms[arm.id][1],
            n_events=arms[arm.id][0],
        )
        for arm in plan.arms
    ]
    main = newcombe(*counts, level=level)
    rows.append(context.row("risk_difference", main, group=difference(plan), **_counts(people)))
    contrasts = [
        ("risk_difference", miettinen_nurminen(*counts, level=level), difference(plan)),
        ("risk_ratio", risk_ratio(*counts, level=level), ratio(plan)),
        ("odds_ratio", odds_ratio(*counts, level=level), ratio(plan)),
        ("fisher_mid_p", fisher_mid_p(*counts), difference(plan)),
        ("unconditional_exact", unconditional_exact(*counts), difference(plan)),
    ]
    columns = _counts(people)
    return rows + [
        not_primary(context).row(statistic, result, group=group, **columns)
        for statistic, result, group in contrasts
    ]


def _counts(people: Members) -> Columns:
    return {
        "n": int(people.active.sum()),
        "n_events": int(people.value[people.active].sum()),
        "n_control": int((~people.active).sum()),
        "n_events_control": int(people.value[~people.active].sum()),
    }


def _standardised(
    context: Context, people: Members, table: pd.DataFrame, adjusted_for: list[str]
) -> list[Row]:
    plan = context.plan
    design = coded(table, [plan.covariate(name) for name in adjusted_for])
    risks = standardised_risks(
        people.value, people.active, design.matrix[people.included], level=plan.ci_level
    )
    covariates = ", ".join(adjusted_for)
    columns = _counts(people)
    active = {"n": columns["n"], "n_events": columns["n_events"]}
    control = {"n": columns["n_control"], "n_events": columns["n_events_control"]}
    results = [
        ("proportion", risks.risk_active, plan.active.id, active),
        ("proportion", risks.risk_control, plan.control.id, control),
        ("risk_difference", risks.risk_difference, difference(plan), columns),
        ("risk_ratio", risks.risk_ratio, ratio(plan), columns),
    ]
    return [
        not_primary(context).row(
            statistic, result, group=group, covariates=covariates, note=design.note, **numbers
        )
        for statistic, result, group, numbers in results
    ]


def status_curve(plan: Plan, trial: Trial) -> list[Row]:
    """Return the share with a status in every period, by arm, as curve points.

    Args:
        plan: The plan; its `status_over_time` says what is shown.
        trial: The canonical tables.

    Returns:
        One point for each period and arm: proportion with Wilson interval.
    """
    shown = plan.status_over_time
    if shown is None:
        return []
    outcome = plan.outcome(shown.outcome)
    assert isinstance(outcome, StatusAt)  # noqa: S101
    strategy = strategy_name(shown.intercurrent_events)
    fields = {
        **study_fields(plan),
        "analysis": "employment",
        "outcome": outcome.id,
        "role": "supplementary",
        "analysis_set": shown.analysis_set,
        "ice_strategy": "" if strategy == "plain" else strategy,
        "time_unit": plan.follow_up.unit,
        "plan_key": "status_over_time",
    }
    context = Context(plan=plan, fields=fields)
    masks = arm_masks(plan, trial.participants)
    rows: list[Row] = []
    for period in range(1, plan.follow_up.length + 1):
        at = outcome.model_copy(update={"at": period})
        value = derive_values(trial, at, shown.intercurrent_events, plan.follow_up.unit).value
        rows += [_point(context, value[mask], arm, period) for arm, mask in masks.items()]
    return rows


def _point(context: Context, value: Floats, arm: str, period: int) -> Row:
    known = value[~np.isnan(value)]
    events, n = int(known.sum()), len(known)
    share = wilson(events, n, level=context.plan.ci_level)
    columns: Columns = {"timepoint": float(period), "n": n, "n_events": events}
    return context.row("proportion", share, group=arm, **columns)
