"""Analyses: which comparisons are made, in whom, by which methods."""

from typing import Annotated, Literal

from pydantic import Field

from ipsanalysis.plan.base import Identifier, Label, Missing, Role, Sentence, Strategy, Strict

Order = Annotated[int, Field(ge=1)]


class _Comparison(Strict):
    outcome: Identifier = Field(description="The outcome compared.")
    role: Role = Field(description="Its place in the plan.")
    analysis_set: Identifier = Field(description="Who is analysed.")
    intercurrent_events: dict[Identifier, Strategy] = Field(
        description="Intercurrent event: how it is handled. `composite`: from the event on the "
        "outcome counts as no. `while_at_risk`: only what happened before the event counts. "
        "`hypothetical`: as if the event could not happen (times are censored there). "
        "`treatment_policy`: the event is ignored."
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
        description="`cumulative_incidence`: probability of the event by each time, competing "
        "events counted as never (composite). `hazard`: log-rank and Cox (while_at_risk). "
        "`kaplan_meier`: probability and restricted mean with competing events censored "
        "(hypothetical).",
    )
    restricted_to: Order = Field(
        description="Time to which means are restricted, in follow-up units."
    )
    landmarks: list[Order] = Field(
        description="Times at which cumulative probabilities are compared."
    )
    stratified_by: list[Identifier] = Field(
        description="Covariates whose levels stratify the second log-rank test; [] for none."
    )
    adjusted_for: list[Identifier] = Field(
        description="Covariates of a second Cox model beside the unadjusted one; [] for none."
    )


class AmountComparison(_Comparison):
    """An amount compared between arms."""

    adjusted_for: list[Identifier] = Field(
        description="Covariates of the two-part model; [] for none."
    )
    measures: list[Literal["mean_difference", "two_part", "rate", "superiority", "mean"]] = Field(
        min_length=1,
        description="`mean_difference`: Welch, BCa bootstrap and permutation. `two_part`: "
        "standardised two-part model. `rate`: quasi-Poisson rate per observed period. "
        "`superiority`: probability of superiority. `mean`: mean of each arm only.",
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

    id: Identifier = Field(description="Short name.")
    label: Label = Field(description="What the figure is.")
    source: Identifier = Field(description="Where it stands.")
    value: float | int | None = Field(
        description="The figure as printed; null when none was printed."
    )
    decimals: int = Field(ge=0, le=8, description="Decimals printed.")
    ours: "RowChoice | None" = Field(description="The result row it is set beside; null: none.")
    reason: Sentence | None = Field(
        default=None, description="Why the figure cannot be computed, when `ours` is null."
    )


class RowChoice(Strict):
    """Columns that single out one result row, and the number taken from it."""

    analysis: Identifier = Field(description="The row's analysis.")
    outcome: Identifier = Field(description="The row's outcome.")
    statistic: Identifier = Field(description="The row's statistic.")
    group: str | None = Field(
        default=None,
        description="The row's arm, contrast or model term, when several are possible.",
    )
    analysis_set: Identifier | None = Field(default=None, description="The row's analysis set.")
    ice_strategy: Identifier | None = Field(default=None, description="The row's strategy.")
    covariates: str | None = Field(default=None, description="The row's covariates.")
    timepoint: int | None = Field(default=None, description="The row's time point.")
    number: Literal["estimate", "std_error", "n", "n_events", "p_value"] = Field(
        description="Which number of the row."
    )
