"""Which effect estimates the forest plot shows, in which order and words."""

from dataclasses import dataclass
from math import isfinite, nan
from typing import Any, Literal

import pandas as pd

from ipsanalysis.figures.words import comparison_of, number
from ipsanalysis.plan.outcomes import EndReason, FirstStatus
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.adjusted import PREFERRED, method_name, rank
from ipsanalysis.tables.format import decimals_by, limit
from ipsanalysis.tables.results import spreads

Scale = Literal["points", "ratio", "amount"]
FAMILIES = ("employment", "first_job", "work_amount", "other_outcomes", "other_events")
ROLES = ("primary", "secondary", "sensitivity", "exploratory", "supplementary")
MEASURES: dict[str, tuple[Scale, str]] = {
    "risk_difference": ("points", ""),
    "cumulative_incidence_difference": ("points", "cumulative incidence by {unit} {time}"),
    "kaplan_meier_difference": ("points", "1 − Kaplan-Meier by {unit} {time}"),
    "hazard_ratio": ("ratio", "hazard ratio"),
    "rate_ratio": ("ratio", "rate ratio"),
    "mean_ratio": ("ratio", "ratio of means"),
    "mean_difference": ("amount", "mean"),
    "rmst_difference": ("amount", "restricted mean to {unit} {time}"),
}
FIRST_CHOICE = {
    "risk_difference": "Newcombe hybrid score",
    "mean_difference": "Difference in means, Welch t",
}
_PEOPLE_ONLY = ("mean_difference", "mean_ratio", "rate_ratio", "rmst_difference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One line of the forest plot.

    Attributes:
        label: What is compared.
        role: Its role in the plan.
        primary: Whether it is the primary estimate: of the primary comparison, unadjusted.
        randomised: Whether the people compared are the arms as randomised.
        higher_is_better: Whether a value above that of no difference favours the active arm.
        estimate: The estimate, differences of shares in percentage points.
        ci_low: Lower limit of the interval.
        ci_high: Upper limit of the interval.
        first: Events / people, or people, of the first arm in the plan.
        second: The same of the second arm.
        null: The value at which the arms are alike.
        decimals: Decimals printed; a limit gets more where rounding would make it the null.
    """

    label: str
    role: str
    primary: bool
    randomised: bool
    higher_is_better: bool
    estimate: float
    ci_low: float
    ci_high: float
    first: str
    second: str
    null: float
    decimals: int

    @property
    def apart(self) -> bool:
        """Whether it is set apart from the comparisons that answer the study's questions."""
        return self.role == "supplementary" or not self.randomised

    @property
    def reach(self) -> float:
        """How far estimate and interval reach from 0."""
        known = [abs(x) for x in (self.estimate, self.ci_low, self.ci_high) if isfinite(x)]
        return max(known, default=0.0)

    @property
    def words(self) -> str:
        """Estimate and interval."""
        if self.estimate != self.estimate:
            return "not estimable"
        estimate = number(self.estimate, self.decimals)
        if self.ci_low != self.ci_low:
            return estimate
        limits = (self.ci_low, self.ci_high)
        low, high = (limit(value, self.null, self.decimals) for value in limits)
        return f"{estimate} ({low} to {high})"


def chosen_rows(plan: Plan, results: pd.DataFrame) -> pd.DataFrame:
    """Return the rows the forest plot shows, in its order.

    For each comparison of the plan one row a measure: of several methods for one estimate the
    hybrid score interval and Welch's t, of several adjusted methods the one that stands for them
    everywhere, of several landmark times the last; unadjusted before adjusted.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        Result rows, in the order of the plan's lists within roles, with the standard deviation of
        the outcome as `spread`.
    """
    contrasts = {f"{plan.active.id} {sign} {plan.control.id}" for sign in ("-", "/")}
    shown = results[results["statistic"].isin(MEASURES) & results["group"].isin(contrasts)].copy()
    shown = shown[shown["plan_key"].str.split(".").str[0].isin(FAMILIES)]
    planned = [comparison_of(plan, str(key)).missing for key in shown["plan_key"]]
    shown = shown[shown["missing"] == planned]
    if shown.empty:
        return shown
    last = shown.groupby(["plan_key", "statistic"])["timepoint"].transform("max")
    shown = shown[shown["timepoint"].isna() | (shown["timepoint"] == last)]
    preferred = shown["method"] == shown["statistic"].map(FIRST_CHOICE)
    spread = spreads(results)
    outcomes = zip(shown["analysis"], shown["outcome"], strict=True)
    position = shown["plan_key"].map(_position)
    apart = shown["plan_key"].map(lambda key: not _randomised(plan, key))
    shown = shown.assign(
        _apart=apart,
        _role=shown["role"].map(ROLES.index),
        _position=position,
        _other=shown["method"].map(rank) + 1 - (preferred * (len(PREFERRED) + 1)),
        _measure=shown["statistic"].map(list(MEASURES).index),
        spread=[spread.get(outcome, nan) for outcome in outcomes],
    )
    keys = ["_apart", "_role", "_position", "_measure", "covariates", "_other", "row_id"]
    once = ["plan_key", "statistic", "covariates"]
    ordered = shown.sort_values(keys, kind="stable").drop_duplicates(once)
    return ordered.drop(columns=[key for key in keys if key.startswith("_")])


def adjustments(rows: pd.DataFrame) -> dict[str, str]:
    """Give each set of covariates, strata among them, a letter in the order of the rows."""
    sets = [text for text in dict.fromkeys(rows["covariates"]) if text]
    return {text: chr(ord("a") + i) for i, text in enumerate(sets)}


def effect_of(plan: Plan, row: Any, letters: dict[str, str]) -> Effect:  # noqa: ANN401
    """Return a row as a line of the forest plot, given the letter of each set of covariates."""
    scale, _ = MEASURES[row.statistic]
    people = {
        plan.active.id: _people(row.statistic, row.n_events, row.n),
        plan.control.id: _people(row.statistic, row.n_events_control, row.n_control),
    }
    times = 100.0 if scale == "points" else 1.0
    return Effect(
        label=_label(plan, row, letters),
        role=row.role,
        primary=row.role == "primary" and not row.covariates,
        randomised=_randomised(plan, row.plan_key),
        higher_is_better=_higher_is_better(plan, row),
        estimate=times * row.estimate,
        ci_low=times * row.ci_low,
        ci_high=times * row.ci_high,
        first=people[plan.arms[0].id],
        second=people[plan.arms[1].id],
        null=1.0 if scale == "ratio" else 0.0,
        decimals=2 if scale == "ratio" else decimals_by(row.spread) if scale == "amount" else 1,
    )


def _label(plan: Plan, row: Any, letters: dict[str, str]) -> str:  # noqa: ANN401
    comparison = comparison_of(plan, row.plan_key)
    analysed = plan.analysis_set(comparison.analysis_set)
    measure = MEASURES[row.statistic][1].format(unit=row.time_unit, time=f"{row.timepoint:g}")
    parts = [
        plan.outcome(row.outcome).label,
        measure,
        "" if analysed.randomised else f"among: {analysed.label}",
        "hypothetical" if row.ice_strategy == "hypothetical" else "",
        _how(row, letters[row.covariates]) if row.covariates else "",
    ]
    return ", ".join(part for part in parts if part)


def _how(row: Any, letter: str) -> str:  # noqa: ANN401
    if row.covariates.startswith("strata:"):
        return f"stratified ({letter})"
    name = method_name(row.method)
    return f"adjusted ({letter}){f' by {name}' if name else ''}"


def _higher_is_better(plan: Plan, row: Any) -> bool:  # noqa: ANN401
    outcome = plan.outcome(row.outcome)
    if isinstance(outcome, FirstStatus | EndReason):
        return outcome.event_is_good is not (row.statistic == "rmst_difference")
    return outcome.higher_is_better


def _people(statistic: str, events: Any, n: Any) -> str:  # noqa: ANN401
    if pd.isna(n):
        return "–"
    if statistic in _PEOPLE_ONLY or pd.isna(events):
        return f"{n:,}"
    return f"{events:,}/{n:,}"


def _position(plan_key: str) -> tuple[int, int]:
    family, _, index = plan_key.partition(".")
    return FAMILIES.index(family), int(index)


def _randomised(plan: Plan, plan_key: str) -> bool:
    return plan.analysis_set(comparison_of(plan, plan_key).analysis_set).randomised
