"""The trial itself: registration, design, arms, follow-up, events, covariates."""

from typing import Literal

from pydantic import Field

from ipsanalysis.plan.base import Column, Identifier, Label, Ratio, Sentence, Strict


class Registration(Strict):
    """Where the trial, its protocol and its analysis plan are recorded (CONSORT items 2, 3)."""

    registry: Sentence = Field(description="Registry and number, or why there is none.")
    protocol: Sentence = Field(description="Where the protocol can be read, or why it cannot.")
    analysis_plan: Sentence = Field(description="Status of this plan: when written, and by whom.")


class Design(Strict):
    """How the trial was made (CONSORT 2025 items 9, 16, 17)."""

    description: Sentence = Field(description="The trial in two or three sentences.")
    framework: Literal["superiority", "non-inferiority", "equivalence"] = Field(
        description="What the trial set out to show."
    )
    allocation_ratio: Ratio = Field(
        description="People randomised to the active arm : to the control arm, for example 1:1.",
    )
    randomisation: Sentence = Field(
        description="How people were randomised, and within which strata."
    )
    sample_size: Sentence = Field(description="How the size was set, or that it is not known.")


class Arm(Strict):
    """One arm of the trial."""

    id: Identifier = Field(description="Short name used in result rows.")
    label: Label = Field(description="Name printed in tables and figures.")
    role: Literal["active", "control"] = Field(
        description="The control is what is subtracted or divided by. One arm of each role."
    )
    treatment: Sentence = Field(description="The treatment condition, for the estimand.")


class FollowUp(Strict):
    """How time is counted."""

    unit: Literal["day", "week", "month", "year"] = Field(
        description="Unit of every time in the plan."
    )
    length: int = Field(ge=1, le=10_000, description="Length of follow-up in that unit.")
    start: Sentence = Field(description="What day 0 is.")


class IntercurrentEvent(Strict):
    """An event after randomisation that changes what the outcome means (ICH E9(R1))."""

    id: Identifier = Field(description="The reason in the table `follow_up` that marks the event.")
    label: Label = Field(description="Name printed in tables and figures, for example Withdrawal.")
    past: Label = Field(description="The event as a past participle, for example withdrawn.")
    description: Sentence = Field(description="What the event means for the outcome.")


class AnalysisSet(Strict):
    """Who is analysed."""

    id: Identifier = Field(description="Short name used in result rows.")
    label: Label = Field(description="Name printed in tables and figures.")
    members: Literal["all", "at_risk", "above_zero"] = Field(
        description="`all`: everyone randomised. `at_risk`: those whom no intercurrent event has "
        "reached at the time point. `above_zero`: those whose outcome is above zero."
    )
    explanation: Sentence = Field(
        description="Who is in it and what that means for the comparison."
    )

    @property
    def randomised(self) -> bool:
        """Whether a difference between arms is protected by randomisation."""
        return self.members == "all"


class Covariate(Strict):
    """A variable measured before randomisation."""

    id: Identifier = Field(description="Column of the table `participants`.")
    label: Label = Field(description="Name printed in tables and figures.")
    kind: Literal["continuous", "binary", "categorical", "ordinal"] = Field(
        description="Continuous: mean and SD, linear term. Binary and categorical: counts, "
        "indicators. Ordinal: counts in the table, linear term in models."
    )
    unit: Label | None = Field(default=None, description="Unit, for continuous covariates.")
    levels: dict[Label, Label] | None = Field(
        default=None,
        description="Value in the data: label printed. In this order; the first is the reference. "
        "Required unless the covariate is continuous.",
    )


class PublishedSource(Strict):
    """Where a published figure stands."""

    id: Identifier = Field(description="Short name.")
    citation: Sentence = Field(description="The full reference.")
    known: Literal["printed", "remembered", "computed"] = Field(
        description="How its figures are known: read in print, remembered, or computed by others "
        "from the same data. Said beside every figure."
    )
    seen: Sentence = Field(
        description="How the figures are known: read in full, remembered, derived."
    )


class Deviation(Strict):
    """A departure from the protocol or an earlier plan (CONSORT 2025 item 10)."""

    what: Sentence = Field(description="What was changed or added.")
    why: Sentence = Field(description="The reason.")


class ColumnReference(Strict):
    """A column of a canonical table."""

    table: Literal["person_periods"] = Field(description="The canonical table.")
    column: Column = Field(description="The column in it.")
