"""Yes-or-no outcomes compared between arms: rows of the families employment and other outcomes."""

from dataclasses import replace

import pandas as pd

from ipsanalysis.analyse.context import (
    Columns,
    Context,
    comparison_context,
    difference,
    not_primary,
    only_arm_asked,
    ratio,
)
from ipsanalysis.analyse.small_numbers import WITH_OUTCOME, cells, few_note, with_interval
from ipsanalysis.analyse.strata import strata, strata_text
from ipsanalysis.derive.design import coded
from ipsanalysis.derive.members import ASSUMPTIONS, Members, members
from ipsanalysis.derive.table import strategy_name
from ipsanalysis.plan.analyses import BinaryComparison
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.exact import fisher_mid_p, unconditional_exact
from ipsanalysis.stats.proportion import wilson
from ipsanalysis.stats.ratio import odds_ratio, risk_ratio
from ipsanalysis.stats.risk_difference import miettinen_nurminen, newcombe
from ipsanalysis.stats.standardisation import standardised_risks
from ipsanalysis.stats.stratified_difference import (
    mantel_haenszel_difference,
    stratified_miettinen_nurminen,
)


def binary_rows(plan: Plan, table: pd.DataFrame, family: str) -> list[Row]:
    """Compare every yes-or-no outcome of a family.

    What only one arm was asked is not compared: the proportion of that arm is all there is.

    Args:
        plan: The plan.
        table: The analysis table.
        family: `employment` or `other_outcomes`.

    Returns:
        For each comparison: the proportion of each arm, crude, stratified and standardised
        contrasts, tests, and the main numbers under other assumptions on unobserved outcomes.
    """
    comparisons: list[BinaryComparison] = getattr(plan, family)
    planned = {_shown_as(item, item.missing) for item in comparisons}
    rows: list[Row] = []
    for index, comparison in enumerate(comparisons):
        context = comparison_context(plan, family, index, comparison)
        people = members(plan, table, comparison)
        only = only_arm_asked(plan, table, comparison)
        if only is not None:
            rows += [row for row in arm_rows(context, people) if row.group == only]
            continue
        rows += _crude(context, people)
        if comparison.stratified_by:
            rows += _stratified(context, people, table, comparison.stratified_by)
        if comparison.adjusted_for:
            rows += _standardised(context, people, table, comparison.adjusted_for)
        for assumption in ASSUMPTIONS if _shown(comparison, people) else ():
            if _shown_as(comparison, assumption) not in planned:
                planned.add(_shown_as(comparison, assumption))
                rows += _assuming(context, comparison, table, assumption)
    return rows


def _shown(comparison: BinaryComparison, people: Members) -> bool:
    """Whether a comparison is shown under other assumptions on unobserved outcomes too."""
    shown = comparison.role in ("primary", "secondary") and comparison.missing != "none"
    return shown and people.unobserved > 0


def _shown_as(comparison: BinaryComparison, missing: str) -> tuple[str, str, str, str]:
    strategy = strategy_name(comparison.intercurrent_events)
    return comparison.outcome, comparison.analysis_set, strategy, missing


def _assuming(
    context: Context, comparison: BinaryComparison, table: pd.DataFrame, assumption: str
) -> list[Row]:
    """Return proportions, risk difference and risk ratio under another assumption."""
    plan = context.plan
    people = members(plan, table, comparison, missing=assumption)
    fields = {**context.fields, "role": "sensitivity", "missing": assumption}
    shown = replace(context, fields=fields)
    counts = _numbers(people)
    risks = risk_ratio(*counts, level=plan.ci_level)
    return [
        *arm_rows(shown, people),
        newcombe_row(shown, people),
        shown.row("risk_ratio", risks, group=ratio(plan), **_counts(people)),
    ]


def arm_rows(context: Context, people: Members) -> list[Row]:
    """Return the proportion of each arm with Wilson's interval."""
    plan = context.plan
    events, n, events_control, n_control = _numbers(people)
    arms = {plan.active.id: (events, n), plan.control.id: (events_control, n_control)}
    return [
        context.row(
            "proportion",
            wilson(*arms[arm.id], level=plan.ci_level),
            group=arm.id,
            n=arms[arm.id][1],
            n_events=arms[arm.id][0],
        )
        for arm in plan.arms
    ]


def newcombe_row(context: Context, people: Members) -> Row:
    """Return the risk difference with Newcombe's interval."""
    plan = context.plan
    result = newcombe(*_numbers(people), level=plan.ci_level)
    return context.row("risk_difference", result, group=difference(plan), **_counts(people))


def _crude(context: Context, people: Members) -> list[Row]:
    plan, level = context.plan, context.plan.ci_level
    counts = _numbers(people)
    contrasts = [
        ("risk_difference", miettinen_nurminen(*counts, level=level), difference(plan)),
        ("risk_ratio", risk_ratio(*counts, level=level), ratio(plan)),
        ("odds_ratio", odds_ratio(*counts, level=level), ratio(plan)),
        ("fisher_mid_p", fisher_mid_p(*counts), difference(plan)),
        ("unconditional_exact", unconditional_exact(*counts), difference(plan)),
    ]
    columns = _counts(people)
    main = [*arm_rows(context, people), newcombe_row(context, people)]
    return main + [
        not_primary(context).row(statistic, result, group=group, **columns)
        for statistic, result, group in contrasts
    ]


def _stratified(
    context: Context, people: Members, table: pd.DataFrame, stratified_by: list[str]
) -> list[Row]:
    plan = context.plan
    stratum = strata(table, stratified_by)[people.included]
    columns = {**_counts(people), "covariates": strata_text(stratified_by)}
    return [
        not_primary(context).row(
            "risk_difference",
            method(people.value, people.active, stratum, level=plan.ci_level),
            group=difference(plan),
            **columns,
        )
        for method in (mantel_haenszel_difference, stratified_miettinen_nurminen)
    ]


def _numbers(people: Members) -> tuple[int, int, int, int]:
    """Return events and people of the active and of the control arm."""
    events, events_control = people.value[people.active], people.value[~people.active]
    return int(events.sum()), len(events), int(events_control.sum()), len(events_control)


def _counts(people: Members) -> Columns:
    names = ("n_events", "n", "n_events_control", "n_control")
    return dict(zip(names, _numbers(people), strict=True))


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
    few = few_note(cells(*_numbers(people)), WITH_OUTCOME)
    return [
        with_interval(
            not_primary(context).row(
                statistic, result, group=group, covariates=covariates, note=design.note, **numbers
            ),
            few,
        )
        for statistic, result, group, numbers in results
    ]
