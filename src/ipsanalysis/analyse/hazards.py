"""Hazards compared between arms: log-rank tests, Cox models, proportional-hazards checks."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ipsanalysis.analyse.context import Columns, Context, arm_masks, difference, ratio
from ipsanalysis.analyse.strata import strata, strata_text
from ipsanalysis.derive.design import coded
from ipsanalysis.derive.times import EVENT
from ipsanalysis.derive.trial import Booleans, Floats, Integers
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
    data = _data(context, comparison, table)
    rows = [_log_rank(data)]
    if comparison.stratified_by:
        rows.append(_log_rank(_stratified(data, comparison, table)))
    rows += _cox(data)
    if comparison.adjusted_for:
        rows += _cox(_adjusted(data, comparison, table))
    return rows


def stratified_hazard_rows(
    context: Context, comparison: TimeComparison, table: pd.DataFrame
) -> list[Row]:
    """Return the stratified log-rank test and stratified Cox models, crude and adjusted.

    Each stratum has its own baseline hazard. The log-rank test is left out where the measure
    `hazard` of the same comparison gives it.

    Args:
        context: The comparison's context.
        comparison: The comparison.
        table: The analysis table.

    Returns:
        The result rows.
    """
    data = _stratified(_data(context, comparison, table), comparison, table)
    rows = [] if "hazard" in comparison.measures else [_log_rank(data)]
    rows += _cox(data)
    if comparison.adjusted_for:
        rows += _cox(_adjusted(data, comparison, table))
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Data:
    """What is analysed, and the columns that its rows share."""

    context: Context
    time: Floats
    event: Integers
    active: Booleans
    design: Floats
    terms: list[str]
    shared: Columns
    strata: Integers | None = None

    @property
    def counts(self) -> Columns:
        happened = self.event == EVENT
        return {
            "n": int(self.active.sum()),
            "n_events": int((self.active & happened).sum()),
            "n_control": int((~self.active).sum()),
            "n_events_control": int((~self.active & happened).sum()),
        }


def _data(context: Context, comparison: TimeComparison, table: pd.DataFrame) -> _Data:
    plan = context.plan
    active = arm_masks(plan, table)[plan.active.id]
    return _Data(
        context=context,
        time=table[f"{comparison.outcome}.time"].to_numpy(float),
        event=table[f"{comparison.outcome}.event"].to_numpy(np.int64),
        active=active,
        design=active[:, None].astype(float),
        terms=[],
        shared={},
    )


def _stratified(data: _Data, comparison: TimeComparison, table: pd.DataFrame) -> _Data:
    names = comparison.stratified_by
    shared = {**data.shared, "covariates": strata_text(names)}
    return replace(data, strata=strata(table, names), shared=shared)


def _adjusted(data: _Data, comparison: TimeComparison, table: pd.DataFrame) -> _Data:
    plan, names = data.context.plan, comparison.adjusted_for
    terms = coded(table, [plan.covariate(name) for name in names])
    covariates = ", ".join(names)
    if data.strata is not None:
        covariates = strata_text(comparison.stratified_by, names)
    return replace(
        data,
        design=np.column_stack([data.active, terms.matrix]),
        terms=terms.names,
        shared={"covariates": covariates, "note": terms.note},
    )


def _log_rank(data: _Data) -> Row:
    result = logrank(data.time, data.event, data.active, strata=data.strata)
    group = difference(data.context.plan)
    return data.context.row("log_rank", result, group=group, **data.shared, **data.counts)


def _cox(data: _Data) -> list[Row]:
    context, shared, counts = data.context, data.shared, data.counts
    plan, terms = context.plan, data.terms
    fit = cox(
        data.time,
        data.event,
        data.design,
        [plan.active.id, *terms],
        strata=data.strata,
        level=plan.ci_level,
    )
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
