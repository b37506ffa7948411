"""What a description says of visits, questionnaires, contacts, reviews and benefits."""

from typing import Annotated, Literal

from pydantic import Field

from ipsanalysis.plan.base import Column, Identifier, Label, Strict
from ipsanalysis.plan.design import Kind
from ipsanalysis.simulate.described_people import Count, PerArm, Share, Span, Whole


class VisitHeld(Strict):
    """A time at which people were asked."""

    id: Identifier = Field(description="The visit, as in the plan.")
    at: int = Field(ge=0, description="Months after randomisation.")
    window: Whole = Field(description="Days between the day it was due and the day of answering.")
    answered: PerArm = Field(description="Arm: how many people answered.")
    workers_first: bool = Field(
        default=False, description="Whether those who did not answer are people without any job."
    )


class Missing(Strict):
    """Answers left out by people who answered the others."""

    reason: Identifier = Field(description="Why; columns of files give it a code.")
    people: Count = Field(description="How many people at each visit.")


class Scale(Strict):
    """A number at several visits."""

    kind: Literal["scale"] = Field(description="A number drawn from a normal distribution.")
    id: Identifier = Field(description="The item.")
    means: dict[Identifier, list[float]] = Field(description="Arm: mean at each visit.")
    sd: float = Field(gt=0.0, description="Standard deviation.")
    correlation: Share = Field(description="Correlation of a person's answers.")
    limits: Span = Field(description="Smallest and largest answer; others are moved there.")
    decimals: int = Field(ge=0, le=3, description="Decimals kept.")
    missing: list[Missing] = Field(default=[], description="Answers left out.")


class Counts(Strict):
    """Answers with exact numbers of people."""

    kind: Literal["counts"] = Field(description="Codes with exact numbers of people.")
    id: Identifier = Field(description="The item.")
    people: dict[Identifier, dict[Label, Count]] = Field(
        description="Arm: code: people, at each visit. Arms not named were not asked."
    )


class EverWorked(Strict):
    """Whether a person says to have worked since randomisation."""

    kind: Literal["ever_worked"] = Field(description="1 when work is on record or was found since.")
    id: Identifier = Field(description="The item.")
    kinds: list[Kind] = Field(min_length=1, description="Kinds of work that count.")
    yes: PerArm = Field(description="Arm: how many say yes, those with work on record first.")


Item = Annotated[Scale | Counts | EverWorked, Field(discriminator="kind")]


class Instrument(Strict):
    """Questions asked together."""

    id: Identifier = Field(description="The instrument, as in the dictionary.")
    visits: list[Identifier] = Field(min_length=1, description="Visits at which it was used.")
    items: list[Item] = Field(min_length=1, description="Its items and scales.")


class ContactLog(Strict):
    """Contacts of people with an employment specialist."""

    arm: Identifier = Field(description="The arm that has them.")
    without: Count = Field(description="People of that arm without any.")
    number: Whole = Field(description="Contacts a person, drawn between two numbers.")
    kinds: dict[Identifier, float] = Field(min_length=1, description="Kind: weight in the draw.")
    minutes: list[int] = Field(min_length=1, description="Lengths, of which one is drawn.")


class ReviewRounds(Strict):
    """Reviews of fidelity."""

    units: list[Label] = Field(min_length=1, description="Sites or teams reviewed.")
    days: list[Label] = Field(min_length=1, description="Days of the reviews.")
    items: int = Field(ge=1, le=50, description="Items of the scale, scored 1 to 5.")
    total: Whole = Field(description="Smallest and largest sum of a review.")


class Monthly(Strict):
    """A yes or no in each month."""

    id: Column = Field(description="What it is.")
    without_work: Share = Field(description="Share with yes in months without work.")
    with_work: Share = Field(description="Share with yes in months with work.")
    kinds: list[Kind] = Field(min_length=1, description="Kinds of work that count.")
