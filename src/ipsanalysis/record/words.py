"""What a result row is, in words: labels and estimand from the plan."""

from math import isnan

from ipsanalysis.plan.study import Plan
from ipsanalysis.record.r_model import ResultRow
from ipsanalysis.record.r_outcome import Comparison, comparison_of
from ipsanalysis.statistics import STATISTICS

STATES = {
    "months_in_state": "Months in a state",
    "transition": "Transition from month to month",
    "sequence": "Distinct states one after the other",
}


def number(row: ResultRow) -> str:
    """Return the number of a row with its interval, standard error and p-value."""
    if isnan(row["estimate"]):
        return f"No estimate. {row['note']}"
    parts = [f"{row['estimate']:.10g}"]
    if not (isnan(row["ci_low"]) and isnan(row["ci_high"])):
        limits = " to ".join(_limit(row[name]) for name in ("ci_low", "ci_high"))
        parts.append(f"{100 * row['ci_level']:g}% interval {limits}")
    if not isnan(row["std_error"]):
        parts.append(f"standard error {row['std_error']:.10g}")
    if not isnan(row["p_value"]):
        parts.append(f"p = {row['p_value']:.10g}")
    unit = f" [{row['unit']}]" if row["unit"] else ""
    return ", ".join(parts) + unit


def _limit(value: float) -> str:
    return "no limit" if isnan(value) else f"{value:.10g}"


def description(plan: Plan, row: ResultRow) -> list[str]:
    """Say what a row is: statistic, outcome and group, with the estimand where there is one.

    Args:
        plan: The plan.
        row: The result row.

    Returns:
        Lines of text.
    """
    lines = [f"{STATISTICS[row['statistic']].label} ({row['method']})"]
    lines.append(f"{_subject(plan, row)}: {_group(plan, row)}")
    if not isnan(row["timepoint"]):
        lines.append(f"At {row['time_unit']} {row['timepoint']:g}")
    if row["covariates"]:
        lines.append(f"Covariates: {row['covariates']}")
    comparison = comparison_of(plan, row["plan_key"], row["outcome"])
    if comparison is not None:
        lines += [f"Role: {row['role']}, {_planned(comparison)}", *_estimand(plan, comparison)]
        lines.append(f"Unobserved outcomes: {row['missing'] or comparison.missing}")
    if row["analysis"] == "published":
        sources = {item.id: item.citation for item in plan.published_sources}
        figure = next(item for item in plan.published if item.id == row["outcome"])
        lines.append(f"Printed in: {sources[figure.source]}")
    return lines + ([f"Note: {row['note']}"] if row["note"] else [])


def _subject(plan: Plan, row: ResultRow) -> str:
    name, level = row["outcome"], row["subgroup"]
    items: dict[str, dict[str, str]] = {
        "baseline": {item.id: item.label for item in plan.covariates},
        "published": {item.id: item.label for item in plan.published},
        "flow": {},
        "industries": {"industry": "Industry of workers"},
        "fidelity": {name: f"Review of fidelity, {name}"},
        "states": STATES,
    }
    models = {item.id: item.label for item in plan.repeated_status}
    outcomes = {**models, **{item.id: item.label for item in plan.outcomes}}
    label = items.get(row["analysis"], outcomes).get(
        name, f"Participant flow, {name.replace('_', ' ')}"
    )
    if row["analysis"] == "baseline" and level:
        level = str((plan.covariate(name).levels or {}).get(level, level))
    if row["analysis"] == "industries":
        level = plan.industries.get(level, level)
    return f"{label}, {models.get(level, level)}" if level else label


def _group(plan: Plan, row: ResultRow) -> str:
    active, control = plan.active.label, plan.control.label
    names = {
        "all": "everyone",
        f"{plan.active.id} - {plan.control.id}": f"{active} minus {control}",
        f"{plan.active.id} / {plan.control.id}": f"{active} over {control}",
        **{arm.id: arm.label for arm in plan.arms},
    }
    group: str = row["group"]
    return names.get(group, group)


def _estimand(plan: Plan, comparison: Comparison) -> list[str]:
    """Return the attributes of the estimand (ICH E9(R1)) but the summary measure, told above."""
    outcome = plan.outcome(comparison.outcome)
    people = plan.analysis_set(comparison.analysis_set)
    events = [
        f"{plan.event(name).label}: {strategy.replace('_', ' ')}"
        for name, strategy in sorted(comparison.intercurrent_events.items())
    ]
    return [
        f"Treatments: {plan.active.treatment}; {plan.control.treatment}",
        f"Population: {people.label}. {people.explanation}",
        f"Variable: {outcome.variable}. {outcome.metric}. {outcome.time_point}.",
        f"Intercurrent events: {'; '.join(events) or 'none named'}",
    ]


def _planned(comparison: Comparison) -> str:
    return "prespecified" if comparison.prespecified else "not prespecified"
