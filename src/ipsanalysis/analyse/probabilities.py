"""The probability of an event by each time: cumulative incidence, Kaplan-Meier, restricted mean."""

from collections.abc import Callable
from math import nan

import numpy as np
import pandas as pd

from ipsanalysis.analyse.context import Columns, Context, arm_masks, difference, ratio
from ipsanalysis.derive.times import EVENT
from ipsanalysis.derive.trial import Booleans, Floats, Integers
from ipsanalysis.plan.analyses import TimeComparison
from ipsanalysis.rows import Row
from ipsanalysis.stats.cumulative_incidence import cumulative_incidence
from ipsanalysis.stats.estimate import Estimate
from ipsanalysis.stats.kaplan_meier import kaplan_meier
from ipsanalysis.stats.restricted_time import restricted_time_contrast
from ipsanalysis.stats.rmst import RmstContrast, rmst_contrast
from ipsanalysis.stats.step_curve import StepCurve, curve_difference


def incidence_rows(
    context: Context, comparison: TimeComparison, table: pd.DataFrame
) -> tuple[list[Row], list[Row]]:
    """Return cumulative incidence with competing events, and restricted means: they are never."""
    time, event = _times(context, table)
    level = context.plan.ci_level

    def curve(mask: Booleans) -> StepCurve:
        return cumulative_incidence(time[mask], event[mask], level=level)

    rows, points = _curves(context, comparison, table, "cumulative_incidence", curve)
    return rows + _restricted(context, comparison, table, restricted_time_contrast), points


def kaplan_meier_rows(
    context: Context, comparison: TimeComparison, table: pd.DataFrame
) -> tuple[list[Row], list[Row]]:
    """Return one minus Kaplan-Meier, its median and restricted means, competing events censored."""
    time, event = _times(context, table)
    plan, level = context.plan, context.plan.ci_level

    def curve(mask: Booleans) -> StepCurve:
        return kaplan_meier(time[mask], event[mask], level=level).turned_upward()

    rows, points = _curves(context, comparison, table, "kaplan_meier", curve)
    for arm, mask in arm_masks(plan, table).items():
        median = kaplan_meier(time[mask], event[mask], level=level).median()
        columns = _counted(event, mask)
        rows.append(
            context.row(
                "median_time", median, group=arm, unit=context.fields["time_unit"], **columns
            )
        )
    return rows + _restricted(context, comparison, table, rmst_contrast), points


def _restricted(
    context: Context,
    comparison: TimeComparison,
    table: pd.DataFrame,
    contrast: Callable[..., RmstContrast],
) -> list[Row]:
    """Return the restricted mean of each arm, their difference and their ratio."""
    time, event = _times(context, table)
    plan, tau = context.plan, float(comparison.restricted_to)
    masks, unit = arm_masks(plan, table), context.fields["time_unit"]
    means = contrast(time, event, masks[plan.active.id], tau=tau, level=plan.ci_level)
    rows = []
    for arm, result in ((plan.active.id, means.active), (plan.control.id, means.control)):
        columns: Columns = {**_counted(event, masks[arm]), "timepoint": tau, "unit": unit}
        rows.append(context.row("rmst", result, group=arm, **columns))
    both = {**_both(context, event, table), "timepoint": tau}
    rows.append(
        context.row("rmst_difference", means.difference, group=difference(plan), unit=unit, **both)
    )
    rows.append(context.row("rmst_ratio", means.ratio, group=ratio(plan), **both))
    return rows


def _times(context: Context, table: pd.DataFrame) -> tuple[Floats, Integers]:
    outcome = context.fields["outcome"]
    time = table[f"{outcome}.time"].to_numpy(float)
    return time, table[f"{outcome}.event"].to_numpy(np.int64)


def _curves(
    context: Context,
    comparison: TimeComparison,
    table: pd.DataFrame,
    statistic: str,
    curve: Callable[[Booleans], StepCurve],
) -> tuple[list[Row], list[Row]]:
    plan = context.plan
    time, event = _times(context, table)
    masks = arm_masks(plan, table)
    curves = {arm: curve(mask) for arm, mask in masks.items()}
    rows: list[Row] = []
    for landmark in comparison.landmarks:
        for arm, mask in masks.items():
            happened = mask & (event == EVENT) & (time <= landmark)
            columns: Columns = {"n": int(mask.sum()), "n_events": int(happened.sum())}
            result = curves[arm].at([landmark])[0]
            rows.append(
                context.row(statistic, result, group=arm, timepoint=float(landmark), **columns)
            )
        contrast = curve_difference(curves[plan.active.id], curves[plan.control.id], [landmark])[0]
        columns = _both(context, np.where(time <= landmark, event, 0), table)
        rows.append(
            context.row(
                f"{statistic}_difference",
                contrast,
                group=difference(plan),
                timepoint=float(landmark),
                **columns,
            )
        )
    points = [
        point
        for arm, mask in masks.items()
        for point in _points(context, statistic, curves[arm], arm, int(mask.sum()))
    ]
    return rows, points


def _points(context: Context, statistic: str, curve: StepCurve, arm: str, n: int) -> list[Row]:
    start = Estimate(estimate=curve.start, method=curve.method)
    rows = [context.row(statistic, start, group=arm, timepoint=0.0, n=n)]
    for i, time in enumerate(curve.time):
        low, high = float(curve.ci_low[i]), float(curve.ci_high[i])
        result = Estimate(
            estimate=float(curve.value[i]),
            std_error=float(curve.std_error[i]),
            ci_low=low,
            ci_high=high,
            level=nan if np.isnan(low) else curve.level,
            method=curve.method,
        )
        rows.append(context.row(statistic, result, group=arm, timepoint=float(time), n=n))
    return rows


def _counted(event: Integers, mask: Booleans) -> Columns:
    return {"n": int(mask.sum()), "n_events": int((mask & (event == EVENT)).sum())}


def _both(context: Context, event: Integers, table: pd.DataFrame) -> Columns:
    masks = arm_masks(context.plan, table)
    active = _counted(event, masks[context.plan.active.id])
    control = _counted(event, masks[context.plan.control.id])
    return {
        **active,
        "n_control": control["n"],
        "n_events_control": control["n_events"],
    }
