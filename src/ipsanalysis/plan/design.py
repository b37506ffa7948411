"""The trial itself: registration, design, arms, follow-up, events, covariates."""

from typing import Annotated, Literal

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
    allocation_ratio: Ratio | None = Field(
        description="People randomised to the active arm : to the control arm, for example 1:1; "
        "null when it is not known.",
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
    received: Literal["contact"] | None = Field(
        default=None,
        description="Who counts as having received the treatment in the flow diagram. `contact`: "
        "people with at least one row in the table `contacts`. Absent: not known from the data.",
    )


class FollowUp(Strict):
    """How time is counted."""

    unit: Literal["day", "week", "month", "year"] = Field(
        description="Unit of every time in the plan."
    )
    length: int = Field(ge=1, le=10_000, description="Length of follow-up in that unit.")
    start: Sentence = Field(description="What day 0 is.")
    months: Literal["anniversary", "calendar"] | None = Field(
        default=None,
        description="How months are counted when the data hold dates; the unit is then month. "
        "`anniversary`: month m ends on the day with the number of the day of randomisation, m "
        "months later (the last day of a month that is too short), and the status at month m is "
        "that of this day. `calendar`: month m is the m-th calendar month after that of "
        "randomisation, and the status at month m is yes with at least one day in it. Absent when "
        "the data hold periods, not dates.",
    )

    @property
    def dated(self) -> bool:
        """Whether people are followed by date: time then runs in days since randomisation."""
        return self.months is not None


class Visit(Strict):
    """A time at which people were asked or tested."""

    id: Identifier = Field(description="Short name used in the dictionary and in result rows.")
    label: Label = Field(description="Name printed in tables and figures.")
    at: int = Field(
        ge=0, le=10_000, description="When it was due, in the unit of follow-up; 0 for the start."
    )


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
    members: Literal["all", "at_risk", "above_zero", "workers"] = Field(
        description="`all`: everyone randomised. `at_risk`: those whom no intercurrent event has "
        "reached at the time point. `above_zero`: those whose outcome is above zero. `workers`: "
        "those with a job that counts, for outcomes that only they have."
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


Kind = Literal["competitive", "other_paid", "education", "voluntary"]


class PeriodSource(Strict):
    """A yes-or-no column of the table of periods."""

    table: Literal["person_periods"] = Field(
        description="`person_periods`: one row a person and period of a diary or register."
    )
    column: Column = Field(description="The column in it.")


class SpellSource(Strict):
    """Days in jobs of stated kinds."""

    table: Literal["job_spells"] = Field(
        description="`job_spells`: one row a person, job and stretch of time."
    )
    kinds: list[Kind] = Field(
        min_length=1,
        description="Kinds of work that count. `competitive`: open to anyone, paid at the usual "
        "rate. `other_paid`: other paid work, such as sheltered work. `education` and `voluntary` "
        "are not employment unless the plan says so.",
    )


class AnswerSource(Strict):
    """One item of an instrument at one visit."""

    table: Literal["assessments"] = Field(
        description="`assessments`: one row a person, visit and item."
    )
    instrument: Identifier = Field(description="The instrument, as in the dictionary.")
    item: Identifier = Field(description="The item or scale of the instrument.")
    visit: Identifier = Field(description="The visit.")


StatusSource = Annotated[PeriodSource | SpellSource, Field(discriminator="table")]
