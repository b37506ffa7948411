"""What a description says of people: arms, recruitment, baseline, careers of work."""

from typing import Annotated, Literal

from pydantic import Field

from ipsanalysis.plan.base import Identifier, Label, Strict
from ipsanalysis.plan.design import Kind

Count = Annotated[int, Field(ge=0, le=100_000)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Span = Annotated[list[float], Field(min_length=2, max_length=2)]
Whole = Annotated[list[int], Field(min_length=2, max_length=2)]
PerArm = dict[Identifier, Count]


class ArmSize(Strict):
    """How many people one arm has."""

    id: Identifier = Field(description="The arm, as in the plan.")
    people: int = Field(ge=1, le=100_000, description="People randomised to it.")


class Followed(Strict):
    """How long people are followed after the day of randomisation, which is day 0."""

    length: int = Field(ge=1, le=10_000, description="Months of follow-up, as in the plan.")
    months: Literal["anniversary", "calendar"] = Field(
        description="How months are counted, as in the plan."
    )


class Recruitment(Strict):
    """Between which days people were randomised; somebody is on the first and on the last."""

    first: Label = Field(description="First day of randomisation, a working day.")
    last: Label = Field(description="Last day of randomisation, a working day.")


class Ids(Strict):
    """How people are numbered, in order of randomisation."""

    prefix: str = Field(max_length=10, description="Text before the number; may be empty.")
    digits: int = Field(ge=1, le=9, description="Digits of the number, zeros in front.")
    first: int = Field(ge=0, description="The first number.")


class Group(Strict):
    """A covariate with levels."""

    id: Identifier = Field(description="The covariate.")
    people: dict[Label, Count] = Field(description="Level: people in it, in both arms together.")
    advantage: dict[Label, dict[Identifier, float]] = Field(
        default={}, description="Level: arm: how much more often these people work (log scale)."
    )


class Number(Strict):
    """A covariate that is a number."""

    id: Identifier = Field(description="The covariate.")
    mean: float = Field(description="Mean.")
    sd: float = Field(gt=0.0, description="Standard deviation.")
    limits: Span = Field(description="Smallest and largest value; others are moved there.")
    decimals: int = Field(ge=0, le=3, description="Decimals kept.")
    advantage: float = Field(
        default=0.0, description="How much more often people one SD higher work (log scale)."
    )


class Segment(Strict):
    """A stretch of a job with the same hours."""

    start: Span | None = Field(
        default=None,
        description="First day, drawn between two times in months since randomisation: [2, 4] is "
        "after the end of month 2 and up to the end of month 4; negative before randomisation. "
        "Absent: the day after the segment before.",
    )
    end: Span | None = Field(default=None, description="Last day, likewise.")
    days: Whole | None = Field(default=None, description="Instead of an end: number of days.")
    open: bool = Field(default=False, description="Instead of an end: still held, none on file.")
    hours: Span | None = Field(
        default=None,
        description="Hours a week, drawn in halves. Absent: not recorded, or as in the segment "
        "before.",
    )


class Job(Strict):
    """One job."""

    kind: Kind = Field(description="Kind of work.")
    segments: list[Segment] = Field(min_length=1, description="Its stretches in order of time.")


class End(Strict):
    """An end of follow-up before its length."""

    reason: Identifier = Field(description="`lost`, `withdrew` or an event of the plan.")
    at: Span = Field(description="The last day, drawn as that of a segment; [6, 6]: end of month.")


class Career(Strict):
    """What some people have in common in their work."""

    people: PerArm = Field(description="Arm: how many people.")
    end: End | None = Field(default=None, description="Absent: followed to the end.")
    jobs: list[Job] = Field(default=[], description="Their jobs.")


class Pay(Strict):
    """Pay and industry of competitive and other paid work."""

    hour: Whole = Field(description="Pay an hour, drawn between two whole numbers.")
    weeks_a_month: float = Field(gt=4.0, lt=5.0, description="Weeks in a month, for monthly pay.")
    industries: dict[Identifier, float] = Field(
        min_length=1, description="Industry: weight in the draw. `unknown`: left blank."
    )
    occupations: dict[Identifier, list[Label]] = Field(
        description="Industry: occupations in words, of which one is drawn."
    )


class MeanHours(Strict):
    """Mean hours worked that hours a week are moved to, within the limits of their segments."""

    kinds: list[Kind] = Field(min_length=1, description="Kinds of work that count.")
    within: int = Field(ge=1, description="The last month that counts.")
    means: dict[Identifier, float] = Field(
        description="Arm: mean over people followed to that month whose hours are all on record."
    )
