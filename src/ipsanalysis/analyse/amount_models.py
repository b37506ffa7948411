"""Models of an amount with many zeros: standardised means of the arms and their contrasts."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from ipsanalysis.analyse.context import Columns, Context, difference, ratio
from ipsanalysis.analyse.small_numbers import WITH_AMOUNT, few_note, with_interval
from ipsanalysis.derive.design import coded
from ipsanalysis.derive.members import Members
from ipsanalysis.plan.analyses import AmountComparison
from ipsanalysis.plan.outcomes import PeriodCount
from ipsanalysis.rows import Row
from ipsanalysis.stats.marginal import MarginalMeans
from ipsanalysis.stats.tweedie import TweedieMeans, tweedie
from ipsanalysis.stats.two_part import two_part
from ipsanalysis.stats.two_part_gamma import two_part_gamma
from ipsanalysis.stats.two_part_lognormal import two_part_lognormal


def two_part_rows(
    context: Context, comparison: AmountComparison, people: Members, table: pd.DataFrame
) -> list[Row]:
    """Return the two-part model of a count of periods (logistic, fractional logit)."""
    outcome = context.plan.outcome(comparison.outcome)
    assert isinstance(outcome, PeriodCount)  # noqa: S101
    return _rows(two_part, context, comparison, people, table, maximum=outcome.within)


def two_part_gamma_rows(
    context: Context, comparison: AmountComparison, people: Members, table: pd.DataFrame
) -> list[Row]:
    """Return the two-part model with a gamma part."""
    return _rows(two_part_gamma, context, comparison, people, table)


def two_part_lognormal_rows(
    context: Context, comparison: AmountComparison, people: Members, table: pd.DataFrame
) -> list[Row]:
    """Return the two-part model with a log-normal part."""
    return _rows(two_part_lognormal, context, comparison, people, table)


def tweedie_rows(
    context: Context, comparison: AmountComparison, people: Members, table: pd.DataFrame
) -> list[Row]:
    """Return the Tweedie model, whose ratio of means is one of its rows."""
    return _rows(tweedie, context, comparison, people, table)


def _rows(
    model: Callable[..., MarginalMeans | TweedieMeans],
    context: Context,
    comparison: AmountComparison,
    people: Members,
    table: pd.DataFrame,
    **settings: Any,  # noqa: ANN401
) -> list[Row]:
    plan = context.plan
    design = coded(table, [plan.covariate(name) for name in comparison.adjusted_for])
    means = model(
        people.value,
        people.active,
        design.matrix[people.included],
        level=plan.ci_level,
        **settings,
    )
    columns = {**amount_columns(context, people), "covariates": ", ".join(comparison.adjusted_for)}
    columns["note"] = design.note
    arm = {key: columns[key] for key in ("unit", "covariates", "note")}
    rows = [
        context.row("mean", means.mean_active, group=plan.active.id, n=columns["n"], **arm),
        context.row(
            "mean", means.mean_control, group=plan.control.id, n=columns["n_control"], **arm
        ),
        context.row("mean_difference", means.mean_difference, group=difference(plan), **columns),
    ]
    if isinstance(means, TweedieMeans):
        unitless = {**columns, "unit": ""}
        rows.append(context.row("mean_ratio", means.mean_ratio, group=ratio(plan), **unitless))
    few = few_note((columns["n_events"], columns["n_events_control"]), WITH_AMOUNT)
    return [with_interval(row, few) for row in rows]


def amount_columns(context: Context, people: Members) -> Columns:
    """Return the columns of a contrast of amounts: people, those above zero, unit."""
    return {
        "n": int(people.active.sum()),
        "n_events": int((people.value[people.active] > 0).sum()),
        "n_control": int((~people.active).sum()),
        "n_events_control": int((people.value[~people.active] > 0).sum()),
        "unit": amount_unit(context),
    }


def amount_unit(context: Context) -> str:
    """Return the unit of the amount compared."""
    return str(getattr(context.plan.outcome(context.fields["outcome"]), "unit", ""))
