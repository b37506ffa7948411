"""The baseline table: counts, means and standardised differences, without p-values."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.analyse.amounts import summary
from ipsanalysis.analyse.context import Columns, Context, arm_masks, difference, study_fields
from ipsanalysis.derive.trial import Booleans, Floats
from ipsanalysis.plan.design import Covariate
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.standardised_difference import (
    standardised_category_difference,
    standardised_mean_difference,
    standardised_proportion_difference,
)

EVERYONE = "all"


def baseline_rows(plan: Plan, table: pd.DataFrame) -> list[Row]:
    """Describe each covariate of the baseline table by arm and overall.

    Args:
        plan: The plan; `baseline` names the covariates.
        table: The analysis table.

    Returns:
        Missing counts for every covariate; mean, SD and quartiles of continuous ones; the share of
        each level of the others; the standardised difference between the arms.
    """
    rows: list[Row] = []
    everyone = next(item.id for item in plan.analysis_sets if item.members == "all")
    masks = {**arm_masks(plan, table), EVERYONE: np.ones(len(table), dtype=bool)}
    for name in plan.baseline:
        covariate = plan.covariate(name)
        fields = {
            **study_fields(plan),
            "analysis": "baseline",
            "outcome": covariate.id,
            "analysis_set": everyone,
            "plan_key": f"baseline.{plan.baseline.index(name)}",
        }
        context = Context(plan=plan, fields=fields)
        values = table[covariate.id]
        for group, mask in masks.items():
            missing = int(values[mask].isna().sum())
            rows.append(context.count("missing", missing, group=group))
            describe = _continuous if covariate.kind == "continuous" else _levels
            rows += describe(context, covariate, values[mask], group)
        rows.append(_difference(context, covariate, values, masks[plan.active.id]))
    return rows


def _continuous(
    context: Context, covariate: Covariate, values: "pd.Series[float]", group: str
) -> list[Row]:
    known: Floats = np.asarray(values.dropna(), dtype=np.float64)
    columns: Columns = {"group": group, "unit": covariate.unit or "", "n": len(known)}
    average = float(np.mean(np.sort(known))) if len(known) else np.nan
    numbers = {"mean": average, **summary(known)}
    return [
        context.row(statistic, _number(number, statistic.replace("_", " ")), **columns)
        for statistic, number in numbers.items()
    ]


def _levels(
    context: Context, covariate: Covariate, values: "pd.Series[str]", group: str
) -> list[Row]:
    known = values.dropna()
    rows = []
    for level in covariate.levels or {}:
        number = int((known == level).sum())
        share = _number(number / len(known) if len(known) else np.nan, "share of those known")
        columns: Columns = {"n": len(known), "n_events": number, "subgroup": level}
        rows.append(context.row("proportion", share, group=group, **columns))
    return rows


def _difference(
    context: Context, covariate: Covariate, values: "pd.Series[str]", active: Booleans
) -> Row:
    known = values.notna().to_numpy()
    group: npt.NDArray[np.bool_] = active[known]
    if not group.any() or group.all():
        result = no_estimate("standardised difference", "nobody known in one arm")
    elif covariate.kind == "continuous":
        result = standardised_mean_difference(values[known].to_numpy(float), group)
    elif covariate.kind == "binary":
        second = list(covariate.levels or {})[1]
        has = values[known].to_numpy(object) == second
        result = standardised_proportion_difference(has.astype(float), group)
    else:
        result = standardised_category_difference(values[known].to_numpy(str), group)
    return context.row("standardised_difference", result, group=difference(context.plan))


def _number(number: float, method: str) -> Estimate:
    note = "" if number == number else "too few people"
    return Estimate(estimate=number, method=method, note=note)
