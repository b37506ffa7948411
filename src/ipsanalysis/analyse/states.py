"""The state of each person in each month: shares, time in each state, transitions, sequences."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pandas as pd

from ipsanalysis.analyse.context import (
    Columns,
    Context,
    arm_masks,
    difference,
    noted,
    study_fields,
)
from ipsanalysis.derive.states import OTHERWISE, monthly_states
from ipsanalysis.derive.trial import Trial
from ipsanalysis.plan.analyses import States
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.mean import mean, welch

EVERYONE = "all"
NOT_OBSERVED = "not_observed"
OTHERS = "other sequences"
IN_PART = "not observed throughout"
SHARE = "share of those observed"
MONTHS, PEOPLE = "months counted", "people counted"
TRANSITION = "share of months in the first state followed by an observed month"


def state_rows(plan: Plan, trial: Trial) -> tuple[list[Row], list[Row]]:
    """Describe the monthly states of the plan.

    Args:
        plan: The plan; `states` says which there are.
        trial: The canonical tables.

    Returns:
        Result rows: mean number of months in each state, and not observed, by arm with Welch's
        difference; transitions from month to month; the commonest sequences of distinct successive
        states of people observed in every month, and the number of other people.
        Curve points: the share of those observed in each state by month and arm.
    """
    if plan.states is None:
        return [], []
    history = monthly_states(plan, trial)
    names = [*(state.id for state in plan.states.of), OTHERWISE]
    fields = {
        **study_fields(plan),
        "analysis": "states",
        "role": "exploratory",
        "time_unit": plan.follow_up.unit,
        "plan_key": "states",
    }
    context = Context(plan=plan, fields=fields)
    rows = [
        *_months(context, trial, history, names),
        *_transitions(context, history, names),
        *_sequences(context, trial, history, plan.states),
    ]
    rows = [noted(row, *_notes(plan)) for row in rows]
    return rows, list(_shares(_of(context, "state"), history, names))


def _notes(plan: Plan) -> tuple[str, str]:
    """Say how a state of a month differs from an outcome at that month."""
    unit = plan.follow_up.unit
    held = f"A state counts in a {unit} when it held on any day of it"
    last = f", while work at a {unit} as an outcome is work on its last day"
    after = (
        f"{unit.capitalize()}s after an intercurrent event are not observed, also where an outcome "
        "counts them as not employed."
    )
    return (
        held + (last if plan.follow_up.months == "anniversary" else "") + ".",
        after if plan.intercurrent_events else "",
    )


def _of(context: Context, outcome: str) -> Context:
    return replace(context, fields={**context.fields, "outcome": outcome})


def _counts(history: pd.DataFrame, by: list[str], names: list[str]) -> pd.DataFrame:
    """Count rows in each state, one column a state."""
    found = history.pivot_table(index=by, columns="state", aggfunc="size", fill_value=0)
    return found.reindex(columns=names, fill_value=0)


def _shares(context: Context, history: pd.DataFrame, names: list[str]) -> Iterator[Row]:
    counts = _counts(history, ["month", "arm"], names)
    for (month, arm), numbers in zip(counts.index, counts.to_numpy(), strict=True):
        n = int(numbers.sum())
        for name, number in zip(names, numbers.tolist(), strict=True):
            share = Estimate(estimate=number / n, method=SHARE)
            columns: Columns = {"subgroup": name, "timepoint": float(month), "n": n}
            yield context.row("proportion", share, group=arm, n_events=number, **columns)


def _months(
    context: Context, trial: Trial, history: pd.DataFrame, names: list[str]
) -> Iterator[Row]:
    """Return the months in each state and those not observed, which add up for everyone."""
    plan, level = context.plan, context.plan.ci_level
    fields = {"outcome": "months_in_state", "timepoint": float(plan.follow_up.length)}
    context = replace(context, fields={**context.fields, **fields})
    counts = _counts(history, ["person"], names)
    counts = counts.reindex(index=trial.participants["person"], fill_value=0)
    counts[NOT_OBSERVED] = plan.follow_up.length - counts.sum(axis=1)
    masks = arm_masks(plan, trial.participants)
    active = masks[plan.active.id]
    n = {arm: int(mask.sum()) for arm, mask in masks.items()}
    for name in (*names, NOT_OBSERVED):
        months = counts[name].to_numpy(float)
        unit = f"{plan.follow_up.unit}s"
        for arm, mask in masks.items():
            result = mean(months[mask], level=level)
            yield context.row("mean", result, group=arm, unit=unit, subgroup=name, n=n[arm])
        yield context.row(
            "mean_difference",
            welch(months, active, level=level),
            group=difference(plan),
            unit=unit,
            subgroup=name,
            n=n[plan.active.id],
            n_control=n[plan.control.id],
        )


def _transitions(context: Context, history: pd.DataFrame, names: list[str]) -> Iterator[Row]:
    """Count months by state and state of the next month, where that was observed too."""
    context = _of(context, "transition")
    person, month = history["person"].to_numpy(), history["month"].to_numpy(np.int64)
    follows = (person[1:] == person[:-1]) & (month[1:] == month[:-1] + 1)
    before, after = history[:-1][follows], history["state"].to_numpy(object)[1:][follows]
    counts = before.assign(after=after).groupby(["arm", "state", "after"]).size().to_dict()
    for arm, first in product([item.id for item in context.plan.arms], names):
        numbers = {second: int(counts.get((arm, first, second), 0)) for second in names}
        total = sum(numbers.values())
        for second, number in numbers.items():
            columns = {"group": arm, "subgroup": f"{first} -> {second}"}
            share = no_estimate(TRANSITION, "no month in the first state to go on from")
            if total:
                share = Estimate(estimate=number / total, method=TRANSITION)
            yield context.row("n", _counted(number, MONTHS), n=number, **columns)
            yield context.row("proportion", share, n=total, n_events=number, **columns)


def _sequences(
    context: Context, trial: Trial, history: pd.DataFrame, states: States
) -> Iterator[Row]:
    """Count people by their distinct successive states, those few people have together."""
    context = _of(context, "sequence")
    person = trial.participants["person"]
    months = history.groupby("person").size().reindex(person, fill_value=0)
    whole = months.index[months == context.plan.follow_up.length]
    found = _distinct(history[history["person"].isin(whole)])
    often = found.value_counts()
    shown = sorted(often[often >= states.at_least].index)
    sequence = found.where(found.isin(shown), OTHERS).reindex(person, fill_value=IN_PART)
    masks = arm_masks(context.plan, trial.participants)
    for group, mask in {**masks, EVERYONE: np.ones(trial.size, dtype=bool)}.items():
        for name in (*shown, OTHERS, IN_PART):
            number = int((sequence[mask] == name).sum())
            counted = _counted(number, PEOPLE)
            yield context.row("n", counted, group=group, subgroup=name, n=number)


def _counted(number: int, method: str) -> Estimate:
    return Estimate(estimate=float(number), method=method)


def _distinct(history: pd.DataFrame) -> "pd.Series[str]":
    """Return each person's states in order of time, repeats in a row left out."""
    same_person = history["person"].eq(history["person"].shift())
    repeated = same_person & history["state"].eq(history["state"].shift())
    kept = history[~repeated]
    states, first = kept["state"].tolist(), np.flatnonzero(~same_person[~repeated])
    bounds = [*first.tolist(), len(states)]
    joined = [", ".join(states[i:j]) for i, j in pairwise(bounds)]
    return pd.Series(joined, index=kept["person"].to_numpy()[first], dtype=object)
