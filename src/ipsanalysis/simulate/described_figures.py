"""Published figures, and what is counted in the simulated data to hold against them."""

from typing import Annotated, Literal

from pydantic import Field

from ipsanalysis.plan.base import Identifier, Label, Sentence, Strict
from ipsanalysis.plan.design import Kind

Kinds = Annotated[list[Kind], Field(min_length=1)]


class People(Strict):
    """People randomised."""

    kind: Literal["people"] = Field(description="Number of people randomised.")
    arm: Identifier | None = Field(default=None, description="Of one arm only.")
    group: dict[Identifier, Label] = Field(default={}, description="Covariate: level, all of them.")


class RecruitmentMonths(Strict):
    """First and last month of randomisation."""

    kind: Literal["recruitment"] = Field(description="First and last month of randomisation.")


class WorkedWithin(Strict):
    """People who worked at least one day, of those followed."""

    kind: Literal["worked_within"] = Field(description="People who worked at least one day.")
    arm: Identifier = Field(description="The arm.")
    kinds: Kinds = Field(description="Kinds of work that count.")
    within: int = Field(ge=1, description="The last month that counts.")


class WorkedAt(Strict):
    """People in work at a month, of those on record."""

    kind: Literal["worked_at"] = Field(description="People in work at a month.")
    arm: Identifier = Field(description="The arm.")
    kinds: Kinds = Field(description="Kinds of work that count.")
    at: int = Field(ge=1, description="The month.")
    group: dict[Identifier, Label] = Field(default={}, description="Covariate: level, all of them.")


class HoursWorked(Strict):
    """Mean hours of people whose hours are all on record."""

    kind: Literal["hours_worked"] = Field(description="Mean hours, people without work as 0.")
    arm: Identifier = Field(description="The arm.")
    kinds: Kinds = Field(description="Kinds of work that count.")
    within: int = Field(ge=1, description="The last month that counts.")


class HoursAbove(Strict):
    """People who at some time worked more hours a week than a number."""

    kind: Literal["hours_above"] = Field(description="People above a number of hours a week.")
    arm: Identifier = Field(description="The arm.")
    kinds: Kinds = Field(description="Kinds of work that count.")
    within: int = Field(ge=1, description="The last month that counts.")
    hours: float = Field(gt=0.0, description="Hours a week.")
    strictly: bool = Field(description="Whether more than that is needed.")


class Answers(Strict):
    """People with an answer, of those who answered."""

    kind: Literal["answers"] = Field(description="People who gave an answer.")
    arm: Identifier = Field(description="The arm.")
    instrument: Identifier = Field(description="The instrument.")
    item: Identifier = Field(description="The item.")
    visit: Identifier = Field(description="The visit.")
    answer: float = Field(description="The answer.")


class MeanAnswer(Strict):
    """Mean answer of those who answered."""

    kind: Literal["mean_answer"] = Field(description="Mean of the answers.")
    arm: Identifier = Field(description="The arm.")
    instrument: Identifier = Field(description="The instrument.")
    item: Identifier = Field(description="The item.")
    visit: Identifier = Field(description="The visit.")


class ReviewTotals(Strict):
    """Smallest and largest sum of a review."""

    kind: Literal["review_totals"] = Field(description="Smallest and largest sum of a review.")


Measure = Annotated[
    People | RecruitmentMonths | WorkedWithin | WorkedAt | HoursWorked | HoursAbove | Answers
    | MeanAnswer | ReviewTotals,
    Field(discriminator="kind"),
]  # fmt: skip


class Counted(Strict):
    """A figure counted in the simulated data."""

    label: Label = Field(description="What it is, in a few words.")
    measure: Measure = Field(description="How it is counted.")
    equals: Label | None = Field(
        default=None, description="What must come out; anything else stops the simulator."
    )


class Figure(Strict):
    """A published figure, or another fact of the trial."""

    fact: Sentence = Field(description="What it is.")
    published: Sentence = Field(description="What is known, and how.")
    status: Literal["met", "assumed", "not simulated"] = Field(
        description="`met`: the twin has the published number. `assumed`: the number is not "
        "published, the twin's is an assumption. `not simulated`: nothing in the twin stands for "
        "it."
    )
    twin: Sentence | None = Field(default=None, description="What the twin has, in words.")
    counted: list[Counted] = Field(default=[], description="What the twin has, counted.")
