"""A status at several times compared between arms in one model (GEE)."""

from dataclasses import replace
from math import nan

import numpy as np
import pandas as pd

from ipsanalysis.analyse.context import (
    Columns,
    Context,
    comparison_context,
    difference,
    ratio,
)
from ipsanalysis.derive.design import coded
from ipsanalysis.derive.members import Members, members
from ipsanalysis.plan.analyses import BinaryComparison, RepeatedStatus
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.gee_status import StatusAtTime, repeated_status

ANALYSIS = "repeated_status"


def repeated_rows(plan: Plan, table: pd.DataFrame) -> list[Row]:
    """Compare every repeated status of the plan.

    Args:
        plan: The plan.
        table: The analysis table.

    Returns:
        For each model and outcome: the proportion of each arm by the model, risk difference and
        odds ratio, with the model's id as subgroup. One row with the joint test, whose outcome is
        the model's id.
    """
    return [
        row
        for index, item in enumerate(plan.repeated_status)
        for row in _model(plan, table, index, item)
    ]


def single_times(item: RepeatedStatus) -> list[BinaryComparison]:
    """Return the comparison at each time of a repeated status, as if it stood alone."""
    shared = item.model_dump(
        include={"role", "analysis_set", "intercurrent_events", "missing", "prespecified"}
    )
    return [BinaryComparison(outcome=name, adjusted_for=[], **shared) for name in item.outcomes]


def _model(plan: Plan, table: pd.DataFrame, index: int, item: RepeatedStatus) -> list[Row]:
    people = [members(plan, table, single) for single in single_times(item)]
    person = [np.flatnonzero(one.included) for one in people]
    everyone = np.concatenate(person)
    design = coded(table, [plan.covariate(name) for name in item.adjusted_for])
    fit = repeated_status(
        np.concatenate([one.value for one in people]),
        np.concatenate([one.active for one in people]),
        np.repeat(np.arange(1, len(people) + 1), [len(one) for one in person]),
        everyone,
        design.matrix[everyone],
        working=item.working_correlation,
        correction="mancl_derouen",
        level=plan.ci_level,
    )
    shared: Columns = {"covariates": ", ".join(item.adjusted_for), "note": design.note}
    rows = []
    compared = {one.time: one for one in fit.times}
    for time, (single, members_then) in enumerate(
        zip(single_times(item), people, strict=True), start=1
    ):
        if time in compared:
            context = _at(plan, index, item, single)
            rows += _rows(context, compared[time], members_then, shared)
    active = table["arm"].to_numpy(object)[np.unique(everyone)] == plan.active.id
    numbers = {"n": int(active.sum()), "n_control": int((~active).sum())}
    joint: Columns = {**shared, **numbers, "group": difference(plan)}
    return [*rows, _jointly(plan, index, item).row("wald_test", fit.any_difference, **joint)]


def _rows(context: Context, compared: StatusAtTime, people: Members, shared: Columns) -> list[Row]:
    plan = context.plan
    active, control = people.value[people.active], people.value[~people.active]
    own: Columns = {"n": len(active), "n_events": int(active.sum())}
    other: Columns = {"n": len(control), "n_events": int(control.sum())}
    both = {**own, "n_control": other["n"], "n_events_control": other["n_events"]}
    results = [
        ("proportion", compared.risk_active, plan.active.id, own),
        ("proportion", compared.risk_control, plan.control.id, other),
        ("risk_difference", compared.risk_difference, difference(plan), both),
        ("odds_ratio", compared.odds_ratio, ratio(plan), both),
    ]
    return [
        context.row(statistic, result, group=group, **shared, **numbers)
        for statistic, result, group, numbers in results
    ]


def _at(plan: Plan, index: int, item: RepeatedStatus, single: BinaryComparison) -> Context:
    context = comparison_context(plan, ANALYSIS, index, single)
    return replace(context, fields={**context.fields, "subgroup": item.id})


def _jointly(plan: Plan, index: int, item: RepeatedStatus) -> Context:
    first = single_times(item)[0]
    context = comparison_context(plan, ANALYSIS, index, first)
    fields = {**context.fields, "outcome": item.id, "timepoint": nan}
    return replace(context, fields=fields)
