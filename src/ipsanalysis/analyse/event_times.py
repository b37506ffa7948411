"""Times to an event compared between arms: rows of the families first job and other events."""

import numpy as np
import pandas as pd

from ipsanalysis.analyse.context import Context, arm_masks, comparison_context
from ipsanalysis.analyse.hazards import hazard_rows, stratified_hazard_rows
from ipsanalysis.analyse.probabilities import incidence_rows, kaplan_meier_rows
from ipsanalysis.derive.times import CENSORED, COMPETING, EVENT
from ipsanalysis.plan.analyses import TimeComparison
from ipsanalysis.plan.study import Plan
from ipsanalysis.plan.time_points import least_days
from ipsanalysis.rows import Row
from ipsanalysis.stats.risk_table import risk_table

_HAZARDS = {"hazard": hazard_rows, "stratified_hazard": stratified_hazard_rows}


def time_rows(plan: Plan, table: pd.DataFrame, family: str) -> tuple[list[Row], list[Row]]:
    """Compare every time to an event of a family.

    Args:
        plan: The plan.
        table: The analysis table.
        family: `first_job` or `other_events`.

    Returns:
        The result rows, and the curve points with the numbers at risk.
    """
    rows: list[Row] = []
    points: list[Row] = []
    counted: set[str] = set()
    comparison: TimeComparison
    for index, comparison in enumerate(getattr(plan, family)):
        context = comparison_context(plan, family, index, comparison)
        if comparison.outcome not in counted:
            rows += _sources(context, table)
            points += _risk_table(context, table)
            counted.add(comparison.outcome)
        for measure in comparison.measures:
            if measure in _HAZARDS:
                rows += _HAZARDS[measure](context, comparison, table)
                continue
            make = incidence_rows if measure == "cumulative_incidence" else kaplan_meier_rows
            estimates, curve = make(context, comparison, table)
            rows += estimates
            points += curve
    return rows, points


def _sources(context: Context, table: pd.DataFrame) -> list[Row]:
    """Count, for each arm, how the time of each person ended, reasons with none included."""
    outcome = context.fields["outcome"]
    event = table[f"{outcome}.event"].to_numpy()
    reason = table[f"{outcome}.reason"].to_numpy(object)
    kinds = {EVENT: "events", COMPETING: "competing_events", CENSORED: "censored"}
    rows = []
    for code, statistic in kinds.items():
        for cause in sorted(set(reason[event == code])):
            for arm, mask in arm_masks(context.plan, table).items():
                number = int((mask & (event == code) & (reason == cause)).sum())
                subgroup = "" if cause == "event" else cause
                rows.append(
                    context.count(statistic, number, group=arm, subgroup=subgroup, ice_strategy="")
                )
    return rows


def _risk_table(context: Context, table: pd.DataFrame) -> list[Row]:
    plan = context.plan
    outcome = context.fields["outcome"]
    at = np.array(_ticks(context), float)
    time = table[f"{outcome}.time"].to_numpy(float)
    event = table[f"{outcome}.event"].to_numpy(np.int64)
    rows = []
    for arm, mask in arm_masks(plan, table).items():
        counts = risk_table(time[mask], event[mask], at)
        columns = {
            "at_risk": counts.at_risk,
            "events": counts.events,
            "competing_events": counts.competing,
            "censored": counts.censored,
        }
        for statistic, numbers in columns.items():
            rows += [
                context.count(
                    statistic, int(number), group=arm, timepoint=float(tick), ice_strategy=""
                )
                for tick, number in zip(at, numbers, strict=True)
            ]
    return rows


def _ticks(context: Context) -> list[int]:
    """Return start, quarters and end of follow-up; in days, the least that so many months have."""
    plan = context.plan
    length = plan.follow_up.length
    ticks = sorted({0, length, *(round(length * part / 4) for part in (1, 2, 3))})
    in_days = context.fields["time_unit"] != plan.follow_up.unit
    return [least_days(tick) for tick in ticks] if in_days else ticks
