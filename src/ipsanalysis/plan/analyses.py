"""Analyses: which comparisons are made, in whom, by which methods."""

from typing import Annotated, Literal

from pydantic import Field

from ipsanalysis.plan.base import (
    Analysis,
    Identifier,
    Label,
    Missing,
    Role,
    Sentence,
    Strategy,
    Strict,
)

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
        "`observed`: only people with the outcome observed are analysed."
    )
    prespecified: bool = Field(description="Whether it was planned before the data were seen.")


class BinaryComparison(_Comparison):
    """A yes-or-no outcome compared between arms."""

    adjusted_for: list[Identifier] = Field(
        description="Baseline covariates of the standardised difference and ratio; [] for none."
    )


class TimeComparison(_Comparison):
    """A time to an event compared between arms."""

    measures: list[Literal["cumulative_incidence", "hazard", "kaplan_meier"]] = Field(
        min_length=1,
        description="What is estimated. `cumulative_incidence`: probability of the event by "
        "each time and restricted mean, competing events counted as never (composite). "
        "`hazard`: log-rank and Cox (while_at_risk). `kaplan_meier`: probability and "
        "restricted mean with competing events censored (hypothetical).",
    )
    restricted_to: Order = Field(
        description="Time to which means are restricted, in follow-up units."
    )
    landmarks: list[Order] = Field(
        description="Times at which cumulative probabilities are compared; [] for none. Used by "
        "the measures cumulative_incidence and kaplan_meier."
    )
    stratified_by: list[Identifier] = Field(
        description="Covariates whose levels stratify a second log-rank test; [] for none. Used by "
        "the measure hazard."
    )
    adjusted_for: list[Identifier] = Field(
        description="Covariates of a second Cox model beside the unadjusted one; [] for none. Used "
        "by the measure hazard."
    )


class AmountComparison(_Comparison):
    """An amount compared between arms."""

    adjusted_for: list[Identifier] = Field(
        description="Covariates of the two-part model; [] for none. Used by the measure two_part."
    )
    measures: list[Literal["mean_difference", "two_part", "rate", "superiority", "mean"]] = Field(
        min_length=1,
        description="What is estimated. `mean_difference`: Welch, BCa bootstrap and "
        "permutation. `two_part`: standardised two-part model. `rate`: quasi-Poisson rate "
        "per observed period. `superiority`: probability of superiority. `mean`: mean "
        "of each arm only.",
    )


class StatusOverTime(Strict):
    """The share with a status in every period, by arm, for the figure."""

    outcome: Identifier = Field(
        description="A `status_at` outcome; its column is shown in all periods."
    )
    analysis_set: Identifier = Field(description="Who is counted in each period.")
    intercurrent_events: dict[Identifier, Strategy] = Field(
        description="As in the comparisons: `composite` or `while_at_risk`."
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
    covariates: Sentence | None = Field(
        default=None, description="The row's covariates, joined by a comma and a space."
    )
    timepoint: Order | None = Field(default=None, description="The row's time point.")
    number: Literal["estimate", "std_error", "n", "n_events", "p_value"] = Field(
        description="Which number of the row."
    )
