"""The plan of a meta-analysis: the whole of config/evidence/<id>.yaml."""

from typing import Annotated, Literal

from pydantic import Field

from ipsanalysis.plan.base import (
    Identifier,
    Label,
    Level,
    Role,
    RowId,
    RowKey,
    Sentence,
    Strict,
    TrialId,
    Version,
)

BinaryMeasure = Literal["risk_ratio", "odds_ratio", "risk_difference"]
Use = Literal["primary", "sensitivity"]
CountBasis = Literal[
    "printed",
    "derived_unique",
    "derived",
    "derived_candidate",
    "reconstructed_unique",
    "reconstructed",
]
Verified = Literal["fulltext", "abstract", "secondary"]
Positive = Annotated[float, Field(gt=0.0, le=100.0)]
Months = Annotated[float, Field(gt=0.0, le=600.0)]


class TrialArm(Strict):
    """An arm, the same in all trials."""

    id: Identifier = Field(description="Its name in the results.")
    label: Label = Field(description="Its name as printed.")


class Contrast(Strict):
    """What is compared with what, in every trial."""

    active: TrialArm = Field(description="The first arm.")
    control: TrialArm = Field(description="The arm it is compared with.")


class FollowUpRange(Strict):
    """Follow-up that is pooled, in months, both ends included."""

    at_least: Months | None = Field(default=None, description="The shortest follow-up.")
    at_most: Months | None = Field(default=None, description="The longest follow-up.")


class Pool(Strict):
    """One set of trials pooled. Of each trial one row enters."""

    id: Identifier = Field(description="Name of the pool in the results.")
    label: Label = Field(description="What is pooled, as printed.")
    role: Role = Field(description="The role of its results.")
    reason: Sentence = Field(description="Why these rows are pooled together.")
    outcome_classes: list[Identifier] = Field(
        min_length=1, description="Classes of outcome that enter, of `outcome_classes`."
    )
    use: list[Use] = Field(
        min_length=1,
        description="Which rows of the file enter: those it calls primary, sensitivity or both. "
        "Of one trial a primary row comes before a sensitivity row.",
    )
    follow_up: FollowUpRange | None = Field(
        default=None, description="Follow-up that enters, in months; absent: any."
    )
    prefer_follow_up: Literal["longest", "shortest"] = Field(
        description="Which row of a trial enters when several would."
    )
    comparator_groups: list[Identifier] | None = Field(
        default=None, min_length=1, description="Comparators that enter; absent: all."
    )
    verified: list[Verified] | None = Field(
        default=None,
        min_length=1,
        description="Where a row was seen, for it to enter; absent: anywhere.",
    )
    count_basis: list[CountBasis] | None = Field(
        default=None,
        min_length=1,
        description="How the counts of a row are known, for it to enter; absent: anyhow.",
    )
    without: dict[RowId, Sentence] = Field(
        default={}, description="Rows of the file that are left out: row_id: why."
    )
    measures: list[BinaryMeasure] = Field(
        min_length=1, description="What is pooled; the first is the pool's own measure."
    )


class Subgroups(Strict):
    """The headline pool, split."""

    by: Literal["region", "population_group", "comparator_group", "count_basis", "verified"] = (
        Field(description="What the trials are split by.")
    )
    reason: Sentence = Field(description="Why.")


class Moderator(Strict):
    """A characteristic of trials that may go with their effects."""

    id: Identifier = Field(description="Name of the moderator in the results.")
    label: Label = Field(description="Its name as printed.")
    source: Literal[
        "year",
        "follow_up_months",
        "region",
        "population_group",
        "comparator_group",
        "epl_regular_2008",
        "epl_temporary_2008",
        "fidelity",
        "unemployment",
    ] = Field(description="The column it comes from.")
    per: Positive | None = Field(
        default=None,
        description="The step that a coefficient is for, such as 10 years; numbers only.",
    )
    unit: Label | None = Field(default=None, description="Unit of the step; numbers only.")
    reference: Identifier | None = Field(
        default=None, description="The group others are compared with; groups only."
    )


class Regression(Strict):
    """One meta-regression of the headline pool."""

    moderators: list[Identifier] = Field(
        min_length=1, max_length=2, description="One moderator or two, of `moderators`."
    )
    reason: Sentence = Field(description="Why.")


class Resamples(Strict):
    """How often effects or moderators are resampled."""

    permutations: int = Field(ge=99, le=1_000_000, description="Permutations of a moderator.")
    bootstrap: int = Field(ge=99, le=1_000_000, description="Resamples of the trials.")


class NormalPrior(Strict):
    """A normal prior on the scale of the logarithm or the logit."""

    mean: float = Field(ge=-20.0, le=20.0, description="Its mean.")
    sd: float = Field(ge=0.01, le=100.0, description="Its standard deviation.")


class TauPrior(Strict):
    """A prior of the standard deviation between trials."""

    family: Literal["half_normal", "half_cauchy"] = Field(description="Its family.")
    scale: Positive = Field(description="Its scale.")


class Bayes(Strict):
    """Bayesian meta-analysis of the headline pool."""

    mu: NormalPrior = Field(description="Prior of the mean effect, on the logarithm's scale.")
    tau: list[TauPrior] = Field(
        min_length=1, max_length=4, description="Priors of tau; the first is used for new trials."
    )
    baseline: NormalPrior = Field(
        description="Prior of the logit of each trial's control risk, in the binomial model."
    )


class NewTrial(Strict):
    """A study of this project, set among the published trials.

    Its row takes region, population and comparator from the coding of its trial. Synthetic studies
    are never pooled; real ones are, in place of the published row of the same trial.
    """

    study: Identifier = Field(description="Its id, as in config/config.yaml.")
    trial_id: TrialId = Field(
        description="The trial it is, in the file of comparisons: its own published row never "
        "stands beside it."
    )
    row: RowKey = Field(
        description="The key of the row of its results, a comparison of yes and no, whose counts "
        "are set among them: column row_id of its results.csv."
    )
    outcome_class: Identifier = Field(description="Its class of outcome.")
    label: Label = Field(description="Its name as printed.")
    year: int = Field(ge=1950, le=2100, description="The year it stands at.")
    country: Label = Field(description="Its country, as in the file of countries.")


class NewTrials(Strict):
    """Studies of this project, each re-analysed with what the other trials lead one to expect."""

    weights: list[Annotated[float, Field(ge=0.0, le=1.0)]] = Field(
        min_length=1,
        max_length=9,
        description="Weights of the vague part of the prior: 0 trusts the other trials fully, 1 "
        "not at all.",
    )
    vague: NormalPrior = Field(description="The vague part, on the scale of the log odds ratio.")
    trials: list[NewTrial] = Field(min_length=1, description="The studies.")


class PrintedPool(Strict):
    """A pooled effect printed elsewhere."""

    id: Identifier = Field(description="Name in the results.")
    label: Label = Field(description="Authors and year.")
    trials: int | None = Field(ge=1, description="Trials pooled, null when not known.")
    people: int | None = Field(ge=1, description="People in them, null when not known.")
    measure: BinaryMeasure = Field(description="What was pooled.")
    estimate: float = Field(description="The figure as printed.")
    ci_low: float = Field(description="Lower limit as printed.")
    ci_high: float = Field(description="Upper limit as printed.")
    source: Sentence = Field(description="Where it is printed.")
    totals_as_non_events: bool = Field(
        default=False,
        description="Whether each arm's total was taken there as its people without the event.",
    )
    note: Sentence | None = Field(default=None, description="What a reader must know of it.")


class Hypothesis(Strict):
    """A possible reason why the pooled effect is not the one printed elsewhere."""

    title: Label = Field(description="The hypothesis in a few words.")
    text: Sentence = Field(description="What it says, and what could be wrong with it.")
    shows: Literal[
        "rows_without_counts", "small_study", "later_trials", "smaller_effects", "outcome_class"
    ] = Field(description="What the rows are shown for it.")


class EvidencePlan(Strict):
    """The plan of a meta-analysis as data. Nothing in it is ever run as code."""

    study: Identifier = Field(
        description="The id of the meta-analysis: the name of this file and of its folders."
    )
    version: Version = Field(description="The plan's version, in quotes, for example '1.0'.")
    title: Label = Field(description="Title of the report.")
    question: Sentence = Field(description="The question it asks, in plain words.")
    data: Identifier = Field(description="The folder in data/raw with the files and dictionary.")
    data_status: Literal["real", "synthetic"] = Field(
        description="Synthetic data are stamped everywhere."
    )
    access: Literal["open"] = Field(description="Published figures are open.")
    seed: int = Field(ge=0, le=2**63 - 1, description="Seed of all resampling.")
    ci_level: Level = Field(description="Confidence level of every interval, for example 0.95.")
    protocol: Sentence = Field(description="Where the plan was registered, or that it was not.")
    search: Sentence = Field(description="How the trials were found, and what was not looked for.")
    contrast: Contrast = Field(description="What is compared with what.")
    outcome_classes: dict[Identifier, Label] = Field(
        min_length=1, description="Class of outcome in the file: label printed."
    )
    regions: dict[Identifier, Label] = Field(description="Region in the file: label printed.")
    population_groups: dict[Identifier, Label] = Field(
        description="Group of populations in the file: label printed."
    )
    comparator_groups: dict[Identifier, Label] = Field(
        description="Group of comparators in the file: label printed."
    )
    pools: list[Pool] = Field(
        min_length=1, max_length=10, description="What is pooled, the headline first."
    )
    subgroups: list[Subgroups] = Field(description="The headline pool, split.")
    moderators: list[Moderator] = Field(description="Characteristics of trials.")
    regressions: list[Regression] = Field(description="Meta-regressions of the headline pool.")
    resamples: Resamples = Field(description="How often is resampled.")
    bayes: Bayes | None = Field(description="Bayesian meta-analysis of the headline pool.")
    new_trials: NewTrials | None = Field(
        description="Studies of this project set among the published trials."
    )
    totals_as_non_events: Identifier | None = Field(
        description="The pool whose ratio is computed wrongly on purpose, each arm's total taken "
        "as its people without the event, to show what that does; null for none."
    )
    printed_pools: list[PrintedPool] = Field(description="Pooled effects printed elsewhere.")
    hypotheses: list[Hypothesis] = Field(
        description="Possible reasons why the pooled effect differs from those printed."
    )
    limitations: list[Sentence] = Field(description="What a reader must keep in mind.")

    @property
    def headline(self) -> Pool:
        """The first pool."""
        return self.pools[0]
