"""Amounts of work compared between arms."""

import numpy as np
import pandas as pd

from ipsanalysis.analyse.amount_models import (
    amount_columns,
    amount_unit,
    tweedie_rows,
    two_part_gamma_rows,
    two_part_lognormal_rows,
    two_part_rows,
)
from ipsanalysis.analyse.context import (
    Columns,
    Context,
    comparison_context,
    difference,
    not_primary,
    only_arm_asked,
    ratio,
)
from ipsanalysis.analyse.distribution import by_arm, distribution
from ipsanalysis.derive.members import Members, members
from ipsanalysis.derive.trial import Floats
from ipsanalysis.plan.analyses import AmountComparison
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.seeds import generator
from ipsanalysis.stats.bootstrap import bca_mean_difference
from ipsanalysis.stats.estimate import Estimate
from ipsanalysis.stats.mean import mean, student, welch
from ipsanalysis.stats.permutation import permutation_test
from ipsanalysis.stats.rate import quasi_poisson_rate_ratio
from ipsanalysis.stats.superiority import probability_of_superiority

UNDESCRIBED = {"two_part", "rate", "superiority"}


def amount_rows(plan: Plan, table: pd.DataFrame) -> tuple[list[Row], list[Row]]:
    """Compare every amount of the plan.

    Args:
        plan: The plan.
        table: The analysis table.

    Returns:
        The result rows, and the number of people with each amount, by arm, as curve points. Of a
        primary comparison Welch's difference and the means of the arms are primary, the other rows
        sensitivity.
    """
    rows: list[Row] = []
    points: list[Row] = []
    for index, comparison in enumerate(plan.work_amount):
        context = comparison_context(plan, "work_amount", index, comparison)
        people = members(plan, table, comparison)
        only = only_arm_asked(plan, table, comparison)
        for measure in comparison.measures if only is None else ():
            own = context if measure == _main(comparison) else not_primary(context)
            rows += _MEASURES[measure](own, comparison, people, table)
        if not set(comparison.measures) <= UNDESCRIBED:
            rows += [row for row in _described(context, people) if only in (None, row.group)]
            points += [row for row in distribution(context, people) if only in (None, row.group)]
    return rows, points


def _main(comparison: AmountComparison) -> str:
    """Return the measure that a primary comparison rests on: Welch's, or the first it names."""
    measures = comparison.measures
    return "mean_difference" if "mean_difference" in measures else measures[0]


def _mean_difference(
    context: Context, comparison: AmountComparison, people: Members, table: pd.DataFrame
) -> list[Row]:
    del table
    plan, level = context.plan, context.plan.ci_level
    often = plan.resampling
    values, active = people.value, people.active
    boot = generator(plan, "bootstrap", comparison.outcome)
    shuffle = generator(plan, "permutation", comparison.outcome)
    bca = bca_mean_difference(
        values, active, level=level, replicates=often.bootstrap_replicates, rng=boot
    )
    test = permutation_test(values, active, replicates=often.permutation_replicates, rng=shuffle)
    beside, columns = not_primary(context), amount_columns(context, people)
    results = [
        (context, "mean_difference", welch(values, active, level=level)),
        (beside, "mean_difference", bca),
        (beside, "permutation_test", test),
    ]
    return [
        own.row(name, result, group=difference(plan), **columns) for own, name, result in results
    ]


def _student(
    context: Context, comparison: AmountComparison, people: Members, table: pd.DataFrame
) -> list[Row]:
    del comparison, table
    result = student(people.value, people.active, level=context.plan.ci_level)
    columns = amount_columns(context, people)
    return [context.row("mean_difference", result, group=difference(context.plan), **columns)]


def _rate(
    context: Context, comparison: AmountComparison, people: Members, table: pd.DataFrame
) -> list[Row]:
    plan = context.plan
    exposure = table[f"{comparison.outcome}.exposure"].to_numpy(float)[people.included]
    exposed = exposure > 0
    active = people.active[exposed]
    rates = quasi_poisson_rate_ratio(
        people.value[exposed], exposure[exposed], active, level=plan.ci_level
    )
    unit = f"{amount_unit(context)} per {plan.follow_up.unit} observed"
    left_out = int((~exposed).sum())
    note = (
        f"{left_out} people without an observed {plan.follow_up.unit} left out." if left_out else ""
    )
    n, n_control = int(active.sum()), int((~active).sum())
    return [
        context.row("rate", rates.rate_active, group=plan.active.id, unit=unit, n=n, note=note),
        context.row(
            "rate", rates.rate_control, group=plan.control.id, unit=unit, n=n_control, note=note
        ),
        context.row(
            "rate_ratio", rates.ratio, group=ratio(plan), n=n, n_control=n_control, note=note
        ),
    ]


def _superiority(
    context: Context, comparison: AmountComparison, people: Members, table: pd.DataFrame
) -> list[Row]:
    del comparison, table
    result = probability_of_superiority(people.value, people.active, level=context.plan.ci_level)
    columns = {**amount_columns(context, people), "unit": ""}
    group = difference(context.plan)
    return [context.row("probability_of_superiority", result, group=group, **columns)]


def _mean(
    context: Context, comparison: AmountComparison, people: Members, table: pd.DataFrame
) -> list[Row]:
    del context, comparison, people, table
    return []


_MEASURES = {
    "mean_difference": _mean_difference,
    "student": _student,
    "two_part": two_part_rows,
    "two_part_gamma": two_part_gamma_rows,
    "two_part_lognormal": two_part_lognormal_rows,
    "tweedie": tweedie_rows,
    "rate": _rate,
    "superiority": _superiority,
    "mean": _mean,
}


def _described(context: Context, people: Members) -> list[Row]:
    """Mean, standard deviation, median and share above zero of each arm."""
    rows = []
    for arm, values in by_arm(context, people):
        columns: Columns = {"group": arm, "unit": amount_unit(context), "n": len(values)}
        columns["n_events"] = int((values > 0).sum())
        rows.append(context.row("mean", mean(values, level=context.plan.ci_level), **columns))
        rows += [
            not_primary(context).row(name, _plain(number, name), **columns)
            for name, number in summary(values).items()
        ]
    return rows


def summary(values: Floats) -> dict[str, float]:
    """Return standard deviation, median and quartiles (R: `sd`, `quantile`); nan if none."""
    if len(values) == 0:
        names = ("standard_deviation", "median", "lower_quartile", "upper_quartile")
        return dict.fromkeys(names, np.nan)
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    spread = float(np.std(np.sort(values), ddof=1)) if len(values) > 1 else np.nan
    return {
        "standard_deviation": spread,
        "median": float(middle),
        "lower_quartile": float(low),
        "upper_quartile": float(high),
    }


def _plain(number: float, name: str) -> Estimate:
    note = "" if number == number else "too few people"
    return Estimate(estimate=number, method=name.replace("_", " "), note=note)
