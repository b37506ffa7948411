"""The state of each person in each month: shares, time in each state, transitions, sequences."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pandas as pd

from ipsanalysis.analyse.context import Columns, Context, arm_masks, difference, study_fields
from ipsanalysis.derive.states import OTHERWISE, monthly_states
from ipsanalysis.derive.trial import Trial
from ipsanalysis.plan.analyses import States
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.mean import mean, welch

EVERYONE = "all"
OTHERS = "other sequences"
SHARE = "share of those observed"
MONTHS, PEOPLE = "months counted", "people counted"
TRANSITION = "share of months in the first state followed by an observed month"


def state_rows(plan: Plan, trial: Trial) -> tuple[list[Row], list[Row]]:
    """Describe the monthly states of the plan.

    Args:
        plan: The plan; `states` says which there are.
        trial: The canonical tables.

    Returns:
        Result rows: mean number of observed months in each state by arm with Welch's difference;
        transitions from month to month; the commonest sequences of distinct successive states.
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
        *_sequences(context, history, plan.states),
    ]
    return rows, list(_shares(_of(context, "state"), history, names))


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
    """Return the months in each state: everyone counts, who was not observed with no months."""
    plan, level = context.plan, context.plan.ci_level
    fields = {"outcome": "months_in_state", "timepoint": float(plan.follow_up.length)}
    context = replace(context, fields={**context.fields, **fields})
    counts = _counts(history, ["person"], names)
    counts = counts.reindex(index=trial.participants["person"], fill_value=0)
    masks = arm_masks(plan, trial.participants)
    active = masks[plan.active.id]
    n = {arm: int(mask.sum()) for arm, mask in masks.items()}
    for name in names:
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


def _sequences(context: Context, history: pd.DataFrame, states: States) -> Iterator[Row]:
    """Count people by their distinct successive states, those few people have together."""
    context = _of(context, "sequence")
    sequence = _distinct(history)
    arm = history.groupby("person")["arm"].first().reindex(sequence.index)
    often = sequence.value_counts()
    shown = sorted(often[often >= states.at_least].index)
    sequence = sequence.where(sequence.isin(shown), OTHERS)
    groups = {item.id: (arm == item.id).to_numpy() for item in context.plan.arms}
    for group, mask in {**groups, EVERYONE: np.ones(len(sequence), dtype=bool)}.items():
        for name in (*shown, OTHERS):
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
