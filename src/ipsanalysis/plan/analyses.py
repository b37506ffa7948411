"""Analyses: which comparisons are made, in whom, by which methods."""

from typing import Annotated, Literal

from pydantic import Field

from ipsanalysis.plan.base import (
    Analysis,
    Assumption,
    Covariates,
    Identifier,
    Label,
    Missing,
    Role,
    Sentence,
    Strategy,
    Strict,
)
from ipsanalysis.plan.design import SpellSource, StatusSource

Order = Annotated[int, Field(ge=1)]


class _Comparison(Strict):
    outcome: Identifier = Field(description="The outcome compared.")
    role: Role = Field(description="Its place in the plan.")
    analysis_set: Identifier = Field(description="Who is analysed.")
    intercurrent_events: dict[Identifier, Strategy] = Field(
        description="Intercurrent event: how it is handled; one strategy a comparison. "
        "`composite`: from the event on a status counts as no, an amount as 0, and the time to an "
        "event as never. `while_at_risk`: only what happened before the event counts. "
        "`hypothetical`: as if the event could not happen (times are censored there)."
    )
    missing: Missing = Field(
        description="Unobserved outcomes. `none`: there are none, and the run stops if there are. "
        "`observed`: only people with the outcome observed are analysed. `as_not_employed`: "
        "unobserved counts as no. A primary or secondary comparison of a yes-or-no outcome with "
        "people unobserved is shown under the other assumptions too: observed, counted as no, "
        "best and worst case."
    )
    prespecified: bool = Field(description="Whether it was planned before the data were seen.")


class BinaryComparison(_Comparison):
    """A yes-or-no outcome compared between arms."""

    adjusted_for: list[Identifier] = Field(
        description="Baseline covariates of the standardised difference and ratio; [] for none."
    )
    stratified_by: list[Identifier] = Field(
        default=[],
        description="Covariates, such as the site, whose levels stratify two further differences: "
        "Mantel-Haenszel and Miettinen-Nurminen.",
    )


class RepeatedStatus(Strict):
    """Yes-or-no outcomes at several times compared in one model (GEE)."""

    id: Identifier = Field(description="Short name used in result rows.")
    label: Label = Field(description="Name printed in tables.")
    outcomes: list[Identifier] = Field(
        min_length=2, description="Yes-or-no outcomes of different times, in order of time."
    )
    role: Role = Field(description="Its place in the plan.")
    analysis_set: Identifier = Field(description="Who is analysed.")
    intercurrent_events: dict[Identifier, Strategy] = Field(description="As in the comparisons.")
    missing: Missing = Field(
        description="As in the comparisons; with `observed` each person counts at the times when "
        "they were observed."
    )
    prespecified: bool = Field(description="Whether it was planned before the data were seen.")
    working_correlation: Literal["independence", "exchangeable"] = Field(
        description="Working correlation of a person's answers; errors are robust to it."
    )
    adjusted_for: list[Identifier] = Field(description="Baseline covariates; [] for none.")


class TimeComparison(_Comparison):
    """A time to an event compared between arms."""

    measures: list[
        Literal["cumulative_incidence", "hazard", "stratified_hazard", "kaplan_meier"]
    ] = Field(
        min_length=1,
        description="What is estimated. `cumulative_incidence`: probability of the event by "
        "each time and restricted mean, competing events counted as never (composite). "
        "`hazard`: log-rank and Cox (while_at_risk). `stratified_hazard`: both stratified "
        "(while_at_risk). `kaplan_meier`: probability and "
        "restricted mean with competing events censored (hypothetical).",
    )
    restricted_to: Order = Field(
        description="Time to which means are restricted, in follow-up units; in days when the "
        "outcome comes from job spells."
    )
    landmarks: list[Order] = Field(
        description="Times at which cumulative probabilities are compared; [] for none. Used by "
        "the measures cumulative_incidence and kaplan_meier. In follow-up units; in days when the "
        "outcome comes from job spells."
    )
    stratified_by: list[Identifier] = Field(
        description="Covariates whose levels stratify a second log-rank test; [] for none. Used by "
        "the measures hazard and stratified_hazard."
    )
    adjusted_for: list[Identifier] = Field(
        description="Covariates of a second Cox model beside the unadjusted one; [] for none. Used "
        "by the measures hazard and stratified_hazard."
    )


class AmountComparison(_Comparison):
    """An amount compared between arms."""

    adjusted_for: list[Identifier] = Field(
        description="Covariates of the models; [] for none. Used by the measures two_part, "
        "two_part_gamma, two_part_lognormal and tweedie."
    )
    measures: list[
        Literal[
            "mean_difference",
            "student",
            "two_part",
            "two_part_gamma",
            "two_part_lognormal",
            "tweedie",
            "rate",
            "superiority",
            "mean",
        ]
    ] = Field(
        min_length=1,
        description="What is estimated. `mean_difference`: Welch, BCa bootstrap and "
        "permutation. `student`: t test with pooled variance. `two_part`: standardised two-part "
        "model for a count of periods. `two_part_gamma`, `two_part_lognormal`, `tweedie`: models "
        "of a continuous amount with zeros, standardised. `rate`: quasi-Poisson rate "
        "per observed period. `superiority`: probability of superiority. `mean`: mean "
        "of each arm only.",
    )


class StatusOverTime(Strict):
    """The share with a status by each period, by arm, for the figure."""

    outcome: Identifier = Field(
        description="A `status_at` outcome, shown in all periods, or an `ever` outcome, shown up "
        "to each period."
    )
    analysis_set: Identifier = Field(description="Who is counted in each period.")
    intercurrent_events: dict[Identifier, Strategy] = Field(
        description="As in the comparisons: `composite` or `while_at_risk`."
    )
    missing: Literal["none", "observed"] = Field(
        default="none", description="As in the comparisons, in each period."
    )
    differences_at: list[Order] = Field(
        default=[], description="Periods at which the difference between the arms is estimated."
    )


class IndustryShares(Strict):
    """In which industries people work, among those with a job."""

    source: SpellSource = Field(description="Which jobs count.")
    within: Order = Field(description="The last period that counts.")


class State(Strict):
    """A state a person can be in."""

    id: Identifier = Field(description="Short name used in result rows.")
    label: Label = Field(description="Name printed in tables and figures.")
    source: StatusSource = Field(description="What puts a person in the state.")


class States(Strict):
    """The state of each person in each month, as a sequence."""

    of: list[State] = Field(
        min_length=1,
        description="States in order of precedence: a person is in the first of them that held on "
        "at least one day of the month.",
    )
    otherwise: Label = Field(description="Name of the state of people in none of them.")
    at_least: int = Field(
        ge=5, description="Sequences are shown when at least so many people have them."
    )


class Resampling(Strict):
    """How often resampling methods resample."""

    bootstrap_replicates: int = Field(ge=199, le=100_000, description="Bootstrap replicates.")
    permutation_replicates: int = Field(ge=199, le=1_000_000, description="Permutations.")


class PublishedFigure(Strict):
    """A figure in print, and the result row it should equal."""

    id: Identifier = Field(description="Short name used in result rows.")
    label: Label = Field(description="What the figure is.")
    source: Identifier = Field(description="Where it stands.")
    value: float | None = Field(description="The figure as printed; null when none was printed.")
    decimals: int = Field(ge=0, le=8, description="Decimals printed.")
    ours: "RowChoice | None" = Field(description="The result row it is set beside; null: none.")
    reason: Sentence | None = Field(
        default=None, description="Why the figure cannot be computed, when `ours` is null."
    )


class RowChoice(Strict):
    """Columns that single out one result row, and the number taken from it."""

    analysis: Analysis = Field(description="The row's analysis.")
    outcome: Identifier = Field(description="The row's outcome.")
    statistic: Identifier = Field(description="The row's statistic.")
    group: Label | None = Field(
        default=None,
        description="The row's arm, contrast or model term, when several are possible.",
    )
    analysis_set: Identifier | None = Field(default=None, description="The row's analysis set.")
    ice_strategy: Strategy | None = Field(default=None, description="The row's strategy.")
    missing: Assumption | None = Field(
        default=None, description="How the row handles unobserved outcomes."
    )
    subgroup: Label | None = Field(default=None, description="The row's subgroup.")
    covariates: Covariates | None = Field(
        default=None,
        description='The row\'s covariates, joined by a comma and a space; "" for none.',
    )
    method: Label | None = Field(
        default=None, description="The row's method, in the words of the results."
    )
    timepoint: Order | None = Field(default=None, description="The row's time point.")
    number: Literal["estimate", "std_error", "n", "n_events", "p_value"] = Field(
        description="Which number of the row."
    )
