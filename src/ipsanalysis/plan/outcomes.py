"""Outcomes: what is measured, how it is derived, when (CONSORT 2025 item 14)."""

from typing import Annotated, Literal

from pydantic import Field

from ipsanalysis.plan.base import Identifier, Label, Sentence, Strict
from ipsanalysis.plan.design import ColumnReference


class _Outcome(Strict):
    id: Identifier = Field(description="Short name used in result rows.")
    label: Label = Field(description="Name printed in tables and figures.")
    variable: Sentence = Field(description="The variable measured (CONSORT 2025 item 14).")
    metric: Sentence = Field(description="The metric, for example value at a time point.")
    aggregation: Sentence = Field(description="How it is aggregated, for example proportion.")
    time_point: Sentence = Field(description="When it is measured.")


class _Value(_Outcome):
    higher_is_better: bool = Field(
        description="Whether a larger value is good for the participant."
    )


class _Time(_Outcome):
    event_is_good: bool = Field(description="Whether the event is good for the participant.")


class StatusAt(_Value):
    """A yes or no in one period."""

    kind: Literal["status_at"] = Field(description="A yes or no in one period.")
    source: ColumnReference = Field(description="The column that holds the status.")
    at: int = Field(ge=1, description="The period, in the unit of follow-up.")


class Ever(_Value):
    """A yes or no over the periods up to a time."""

    kind: Literal["ever"] = Field(description="Yes in at least one period up to a time.")
    source: ColumnReference = Field(description="The column that holds the status.")
    within: int = Field(ge=1, description="The last period that counts.")


class PeriodCount(_Value):
    """The number of periods with a yes."""

    kind: Literal["period_count"] = Field(description="The number of periods with a yes.")
    source: ColumnReference = Field(description="The column that holds the status.")
    within: int = Field(ge=1, description="The last period that counts; also the maximum.")
    unit: Label = Field(description="Unit of the count, for example weeks.")


class FirstStatus(_Time):
    """Time to the first period with a yes."""

    kind: Literal["first_status"] = Field(description="Time to the first period with a yes.")
    source: ColumnReference = Field(description="The column that holds the status.")
    competing: list[Identifier] = Field(
        description="Intercurrent events after which the event cannot happen. In the same period "
        "the event itself counts first."
    )


class EndReason(_Time):
    """Time to the end of follow-up for a stated reason."""

    kind: Literal["end_reason"] = Field(description="Time to an intercurrent event.")
    event: Identifier = Field(description="The intercurrent event.")
    competing: list[Identifier] = Field(description="Other events after which it cannot happen.")


class EndReasonEver(_Value):
    """Whether an intercurrent event happened."""

    kind: Literal["end_reason_ever"] = Field(description="Whether an intercurrent event happened.")
    event: Identifier = Field(description="The intercurrent event.")
    within: int = Field(ge=1, description="The last period that counts.")


BinaryOutcome = StatusAt | Ever | EndReasonEver
TimeOutcome = FirstStatus | EndReason
Outcome = Annotated[
    StatusAt | Ever | PeriodCount | FirstStatus | EndReason | EndReasonEver,
    Field(discriminator="kind"),
]
