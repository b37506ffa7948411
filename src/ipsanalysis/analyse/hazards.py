"""Hazards compared between arms: log-rank tests, Cox models, proportional-hazards checks."""

import numpy as np
import pandas as pd

from ipsanalysis.analyse.context import Columns, Context, arm_masks, difference, ratio
from ipsanalysis.derive.design import coded
from ipsanalysis.derive.times import EVENT
from ipsanalysis.derive.trial import Booleans, Floats, Integers
from ipsanalysis.errors import UserError
from ipsanalysis.plan.analyses import TimeComparison
from ipsanalysis.rows import Row
from ipsanalysis.stats.cox import cox
from ipsanalysis.stats.estimate import Estimate
from ipsanalysis.stats.logrank import logrank


def hazard_rows(context: Context, comparison: TimeComparison, table: pd.DataFrame) -> list[Row]:
    """Return log-rank tests, crude and stratified, and Cox models, crude and adjusted.

    Hazards are cause-specific: competing events leave the people at risk.

    Args:
        context: The comparison's context.
        comparison: The comparison.
        table: The analysis table.

    Returns:
        The result rows.
    """
    plan = context.plan
    time = table[f"{comparison.outcome}.time"].to_numpy(float)
    event = table[f"{comparison.outcome}.event"].to_numpy(np.int64)
    active = arm_masks(plan, table)[plan.active.id]
    counts = _counts(event, active)
    group = difference(plan)
    rows = [context.row("log_rank", logrank(time, event, active), group=group, **counts)]
    if comparison.stratified_by:
        strata = _strata(table, comparison.stratified_by)
        names = ", ".join(comparison.stratified_by)
        result = logrank(time, event, active, strata=strata)
        rows.append(
            context.row("log_rank", result, group=group, covariates=f"strata: {names}", **counts)
        )
    rows += _cox(context, time, event, active[:, None].astype(float), [], {}, counts)
    if comparison.adjusted_for:
        terms = coded(table, [plan.covariate(c) for c in comparison.adjusted_for])
        design = np.column_stack([active, terms.matrix])
        shared: Columns = {"covariates": ", ".join(comparison.adjusted_for), "note": terms.note}
        rows += _cox(context, time, event, design, terms.names, shared, counts)
    return rows


def _cox(
    context: Context,
    time: Floats,
    event: Integers,
    design: Floats,
    terms: list[str],
    shared: Columns,
    counts: Columns,
) -> list[Row]:
    plan = context.plan
    fit = cox(time, event, design, [plan.active.id, *terms], level=plan.ci_level)
    rows = [
        context.row("hazard_ratio", fit.hazard_ratio[0], group=ratio(plan), **shared, **counts),
        context.row(
            "log_hazard_ratio", fit.log_hazard_ratio[0], group=difference(plan), **shared, **counts
        ),
        _check(context, fit.proportional_hazards[0], difference(plan), shared),
    ]
    totals = {"n": fit.n, "n_events": fit.n_events}
    for i, term in enumerate(terms, start=1):
        columns = {**shared, **totals, "group": term}
        rows.append(context.row("hazard_ratio", fit.hazard_ratio[i], **columns))
        rows.append(context.row("log_hazard_ratio", fit.log_hazard_ratio[i], **columns))
        rows.append(_check(context, fit.proportional_hazards[i], term, shared))
    if terms:
        rows.append(_check(context, fit.proportional_hazards_global, "all terms", shared))
    return rows


def _check(context: Context, test: Estimate, group: str, shared: Columns) -> Row:
    return context.row("proportional_hazards_test", test, group=group, **shared)


def _counts(event: Integers, active: Booleans) -> Columns:
    happened = event == EVENT
    return {
        "n": int(active.sum()),
        "n_events": int((active & happened).sum()),
        "n_control": int((~active).sum()),
        "n_events_control": int((~active & happened).sum()),
    }


def _strata(table: pd.DataFrame, names: list[str]) -> Integers:
    for name in names:
        lost = int(table[name].isna().sum())
        if lost:
            raise UserError(
                f"stratified_by {name}: not known for {lost} people; allowed: known for everyone, "
                "since an unknown stratum is not a stratum. Mend the data, or leave it out."
            )
    return np.asarray(table.groupby(names).ngroup(), dtype=np.int64)
