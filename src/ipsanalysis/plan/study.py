"""The analysis plan of one study: the whole of config/studies/<study>.yaml."""

from typing import Literal

from pydantic import Field

from ipsanalysis.plan.analyses import (
    AmountComparison,
    BinaryComparison,
    IndustryShares,
    PublishedFigure,
    RepeatedStatus,
    Resampling,
    States,
    StatusOverTime,
    TimeComparison,
)
from ipsanalysis.plan.base import Identifier, Label, Level, Sentence, Strict, Version
from ipsanalysis.plan.design import (
    AnalysisSet,
    Arm,
    Covariate,
    Design,
    Deviation,
    FollowUp,
    IntercurrentEvent,
    PublishedSource,
    Registration,
    Visit,
)
from ipsanalysis.plan.outcomes import Outcome


class Plan(Strict):
    """The statistical analysis plan as data. Nothing in it is ever run as code."""

    study: Identifier = Field(
        description="The study's id: the name of this file and of its folders."
    )
    version: Version = Field(description="The plan's version, in quotes, for example '1.0'.")
    title: Label = Field(description="Title of the report.")
    question: Sentence = Field(description="The question the study asks, in plain words.")
    data_status: Literal["real", "synthetic"] = Field(
        description="Synthetic data are stamped everywhere."
    )
    access: Literal["open", "confidential"] = Field(
        description="Confidential: no values in messages, nothing of it in git or in a release."
    )
    seed: int = Field(ge=0, le=2**63 - 1, description="Seed of all resampling.")
    ci_level: Level = Field(description="Confidence level of every interval, for example 0.95.")
    registration: Registration = Field(description="Where the trial is recorded.")
    design: Design = Field(description="How the trial was made.")
    arms: list[Arm] = Field(
        min_length=2,
        max_length=2,
        description="The two arms, in the order of every table and figure.",
    )
    follow_up: FollowUp = Field(description="How time is counted.")
    visits: list[Visit] = Field(
        default=[], description="When people were asked or tested, in order of time."
    )
    industries: dict[Identifier, Label] = Field(
        default={}, description="Industry as in the table `job_spells`: label printed."
    )
    intercurrent_events: list[IntercurrentEvent] = Field(
        description="Events that change the outcome."
    )
    analysis_sets: list[AnalysisSet] = Field(min_length=1, description="Who is analysed.")
    covariates: list[Covariate] = Field(description="Variables measured before randomisation.")
    baseline: list[Identifier] = Field(
        description="Covariates of the baseline table, in its order."
    )
    outcomes: list[Outcome] = Field(min_length=1, description="What is measured.")
    employment: list[BinaryComparison] = Field(description="Comparisons of employment, yes or no.")
    status_over_time: StatusOverTime | None = Field(
        description="The share employed in, or by, every period."
    )
    repeated_status: list[RepeatedStatus] = Field(
        default=[], description="Models of a status at several times."
    )
    first_job: list[TimeComparison] = Field(description="Comparisons of the time to the first job.")
    work_amount: list[AmountComparison] = Field(description="Comparisons of the amount of work.")
    industries_worked_in: IndustryShares | None = Field(
        default=None, description="In which industries people work."
    )
    states: States | None = Field(
        default=None, description="The state of each person in each month."
    )
    other_outcomes: list[BinaryComparison] = Field(
        description="Comparisons of other yes-or-no outcomes."
    )
    other_events: list[TimeComparison] = Field(description="Comparisons of times to other events.")
    resampling: Resampling = Field(description="How often resampling methods resample.")
    multiplicity: Sentence = Field(description="How several comparisons are read.")
    published_sources: list[PublishedSource] = Field(description="Sources of published figures.")
    published: list[PublishedFigure] = Field(description="Published figures set beside ours.")
    deviations: list[Deviation] = Field(description="Departures from protocol or earlier plans.")
    limitations: list[Sentence] = Field(description="What a reader must bear in mind.")

    @property
    def active(self) -> Arm:
        """The active arm."""
        return next(arm for arm in self.arms if arm.role == "active")

    @property
    def control(self) -> Arm:
        """The control arm."""
        return next(arm for arm in self.arms if arm.role == "control")

    def outcome(self, outcome_id: str) -> Outcome:
        """The outcome of that id."""
        return next(item for item in self.outcomes if item.id == outcome_id)

    def analysis_set(self, set_id: str) -> AnalysisSet:
        """The analysis set of that id."""
        return next(item for item in self.analysis_sets if item.id == set_id)

    def covariate(self, covariate_id: str) -> Covariate:
        """The covariate of that id."""
        return next(item for item in self.covariates if item.id == covariate_id)

    def visit(self, visit_id: str) -> Visit:
        """The visit of that id."""
        return next(item for item in self.visits if item.id == visit_id)

    def event(self, event_id: str) -> IntercurrentEvent:
        """The intercurrent event of that id."""
        return next(item for item in self.intercurrent_events if item.id == event_id)
