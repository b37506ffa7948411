"""A status at several times compared between arms in one model (GEE)."""

from dataclasses import dataclass, replace
from math import isnan, nan

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.analyse.context import (
    Columns,
    Context,
    arm_masks,
    comparison_context,
    difference,
    noted,
    ratio,
)
from ipsanalysis.analyse.small_numbers import (
    NO_INTERVAL,
    P_VALUE,
    SMALLEST_CELL,
    WITH_OUTCOME,
    few_note,
    with_interval,
)
from ipsanalysis.derive.design import coded
from ipsanalysis.derive.members import Members, members
from ipsanalysis.derive.strategies import unobserved
from ipsanalysis.derive.table import value_column
from ipsanalysis.plan.analyses import BinaryComparison, RepeatedStatus
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate
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
    singles = single_times(item)
    people = [members(plan, table, single) for single in singles]
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
    observed = _observed(table, singles, people, fit.modelled)
    lacking = _missing(plan, table, observed)
    shared: Columns = {"covariates": ", ".join(item.adjusted_for), "note": design.note}
    rows = []
    for one in fit.times:
        context = _at(plan, index, item, singles[one.time - 1])
        rows += _rows(context, one, people[one.time - 1], shared)
    in_model, masks = observed.seen.any(axis=0), arm_masks(plan, table)
    n, n_control = (int((masks[arm.id] & in_model).sum()) for arm in (plan.active, plan.control))
    joint: Columns = {**shared, "n": n, "n_control": n_control}
    test = _jointly(plan, index, item).row(
        "wald_test", fit.any_difference, group=difference(plan), **joint
    )
    cells = [number for time in fit.modelled for number in _cells(people[time - 1])]
    few = "" if isnan(test.p_value) else few_note(cells, WITH_OUTCOME, P_VALUE)
    return [noted(row, "" if isnan(row.estimate) else lacking) for row in (*rows, noted(test, few))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Observed:
    """Who was observed, and who was not, at each time in the model (times x people)."""

    seen: npt.NDArray[np.bool_]
    lost: npt.NDArray[np.bool_]


def _observed(
    table: pd.DataFrame,
    singles: list[BinaryComparison],
    people: list[Members],
    modelled: tuple[int, ...],
) -> _Observed:
    seen, lost = np.zeros((2, len(modelled), len(table)), bool)
    for row, time in enumerate(modelled):
        reason = table[f"{value_column(singles[time - 1])}.reason"].to_numpy(object)
        seen[row] = people[time - 1].included
        lost[row] = unobserved(reason) & ~seen[row]
    return _Observed(seen=seen, lost=lost)


def _missing(plan: Plan, table: pd.DataFrame, observed: _Observed) -> str:
    """Say how many values are missing from the model, of everyone compared, and who has none."""
    missing = int(observed.lost.sum())
    if not missing:
        return ""
    expected = int((observed.lost | observed.seen).sum())
    none = observed.lost.any(axis=0) & ~observed.seen.any(axis=0)
    by_arm = [str(int((mask & none).sum())) for mask in arm_masks(plan, table).values()]
    told = f"{missing} of {expected} values are missing"
    if none.any():
        told += f", among them all those of {int(none.sum())} people, who are left out"
        told += f" ({' v '.join(by_arm)})"
    return f"{told}. GEE needs them missing completely at random (given arm, time and covariates)."


def _cells(people: Members) -> list[int]:
    """Return the people with and without the status, by arm."""
    yes, no = people.value == 1, people.value == 0
    arms = (people.active, ~people.active)
    return [int((arm & answer).sum()) for arm in arms for answer in (yes, no)]


def _rows(context: Context, compared: StatusAtTime, people: Members, shared: Columns) -> list[Row]:
    plan = context.plan
    active, control = people.value[people.active], people.value[~people.active]
    own: Columns = {"n": len(active), "n_events": int(active.sum())}
    other: Columns = {"n": len(control), "n_events": int(control.sum())}
    both = {**own, "n_control": other["n"], "n_events_control": other["n_events"]}
    cells = _cells(people)
    results = [
        ("proportion", compared.risk_active, plan.active.id, own),
        ("proportion", compared.risk_control, plan.control.id, other),
        ("risk_difference", _difference(compared, min(cells)), difference(plan), both),
        ("odds_ratio", compared.odds_ratio, ratio(plan), both),
    ]
    few = few_note(cells, WITH_OUTCOME)
    return [
        with_interval(context.row(statistic, result, group=group, **shared, **numbers), few)
        for statistic, result, group, numbers in results
    ]


def _difference(compared: StatusAtTime, smallest: int) -> Estimate:
    """Return the risk difference, without an interval when a cell has too few people for it."""
    found = compared.risk_difference
    if smallest >= SMALLEST_CELL or isnan(found.ci_low):
        return found
    return Estimate(estimate=found.estimate, method=found.method, note=NO_INTERVAL)


def _at(plan: Plan, index: int, item: RepeatedStatus, single: BinaryComparison) -> Context:
    context = comparison_context(plan, ANALYSIS, index, single)
    return replace(context, fields={**context.fields, "subgroup": item.id})


def _jointly(plan: Plan, index: int, item: RepeatedStatus) -> Context:
    first = single_times(item)[0]
    context = comparison_context(plan, ANALYSIS, index, first)
    fields = {**context.fields, "outcome": item.id, "timepoint": nan}
    return replace(context, fields=fields)
