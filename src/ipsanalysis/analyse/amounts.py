"""Amounts of work compared between arms."""

import hashlib

import numpy as np
import pandas as pd

from ipsanalysis.analyse.context import Columns, Context, comparison_context, difference, ratio
from ipsanalysis.derive.design import coded
from ipsanalysis.derive.members import Members, members
from ipsanalysis.derive.trial import Floats
from ipsanalysis.plan.analyses import AmountComparison
from ipsanalysis.plan.outcomes import PeriodCount
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.bootstrap import bca_mean_difference
from ipsanalysis.stats.estimate import Estimate
from ipsanalysis.stats.mean import mean, welch
from ipsanalysis.stats.permutation import permutation_test
from ipsanalysis.stats.rate import quasi_poisson_rate_ratio
from ipsanalysis.stats.superiority import probability_of_superiority
from ipsanalysis.stats.two_part import two_part


def generator(plan: Plan, analysis: str, outcome: str) -> np.random.Generator:
    """Return the random generator of one analysis of one outcome.

    Its seed comes from the plan's seed and the two names, never from order or process.
    """
    name = f"{plan.study}/{analysis}/{outcome}".encode()
    words = np.frombuffer(hashlib.sha256(name).digest(), dtype=np.uint32)
    return np.random.default_rng([plan.seed, *words.tolist()])


def amount_rows(plan: Plan, table: pd.DataFrame) -> tuple[list[Row], list[Row]]:
    """Compare every amount of the plan.

    Args:
        plan: The plan.
        table: The analysis table.

    Returns:
        The result rows, and the number of people with each amount, by arm, as curve points.
    """
    rows: list[Row] = []
    points: list[Row] = []
    for index, comparison in enumerate(plan.work_amount):
        context = comparison_context(plan, "work_amount", index, comparison)
        people = members(plan, table, comparison)
        for measure in comparison.measures:
            rows += _MEASURES[measure](context, comparison, people, table)
        if {"mean_difference", "mean"} & set(comparison.measures):
            rows += _described(context, people)
            points += _distribution(context, people)
    return rows, points


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
    results = [
        ("mean_difference", welch(values, active, level=level)),
        ("mean_difference", bca),
        ("permutation_test", test),
    ]
    group, columns = difference(plan), _columns(context, people)
    return [context.row(name, result, group=group, **columns) for name, result in results]


def _two_part(
    context: Context, comparison: AmountComparison, people: Members, table: pd.DataFrame
) -> list[Row]:
    plan = context.plan
    outcome = plan.outcome(comparison.outcome)
    assert isinstance(outcome, PeriodCount)  # noqa: S101
    design = coded(table, [plan.covariate(c) for c in comparison.adjusted_for])
    model = two_part(
        people.value,
        people.active,
        design.matrix[people.included],
        maximum=outcome.within,
        level=plan.ci_level,
    )
    columns = {**_columns(context, people), "covariates": ", ".join(comparison.adjusted_for)}
    columns["note"] = design.note
    arm = {key: columns[key] for key in ("unit", "covariates", "note")}
    return [
        context.row("mean", model.mean_active, group=plan.active.id, n=columns["n"], **arm),
        context.row(
            "mean", model.mean_control, group=plan.control.id, n=columns["n_control"], **arm
        ),
        context.row("mean_difference", model.mean_difference, group=difference(plan), **columns),
    ]


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
    unit = f"{_unit(context)} per {plan.follow_up.unit} observed"
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
    columns = {**_columns(context, people), "unit": ""}
    group = difference(context.plan)
    return [context.row("probability_of_superiority", result, group=group, **columns)]


def _mean(
    context: Context, comparison: AmountComparison, people: Members, table: pd.DataFrame
) -> list[Row]:
    del context, comparison, people, table
    return []


_MEASURES = {
    "mean_difference": _mean_difference,
    "two_part": _two_part,
    "rate": _rate,
    "superiority": _superiority,
    "mean": _mean,
}


def _described(context: Context, people: Members) -> list[Row]:
    """Mean, standard deviation, median and share above zero of each arm."""
    rows = []
    for arm, values in _by_arm(context, people):
        columns: Columns = {"group": arm, "unit": _unit(context), "n": len(values)}
        columns["n_events"] = int((values > 0).sum())
        rows.append(context.row("mean", mean(values, level=context.plan.ci_level), **columns))
        rows += [
            context.row(name, _plain(number, name), **columns)
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


def _by_arm(context: Context, people: Members) -> list[tuple[str, Floats]]:
    plan = context.plan
    values = {
        plan.active.id: people.value[people.active],
        plan.control.id: people.value[~people.active],
    }
    return [(arm.id, values[arm.id]) for arm in plan.arms]


def _distribution(context: Context, people: Members) -> list[Row]:
    """The number of people with each amount, zero counts included, as curve points."""
    largest = int(people.value.max(initial=0))
    rows = []
    for arm, values in _by_arm(context, people):
        counts = np.bincount(values.astype(np.int64), minlength=largest + 1)
        unit = _unit(context)
        rows += [
            context.count("n", int(number), group=arm, timepoint=float(amount), time_unit=unit)
            for amount, number in enumerate(counts)
        ]
    return rows


def _columns(context: Context, people: Members) -> Columns:
    return {
        "n": int(people.active.sum()),
        "n_events": int((people.value[people.active] > 0).sum()),
        "n_control": int((~people.active).sum()),
        "n_events_control": int((people.value[~people.active] > 0).sum()),
        "unit": _unit(context),
    }


def _unit(context: Context) -> str:
    return str(getattr(context.plan.outcome(context.fields["outcome"]), "unit", ""))
