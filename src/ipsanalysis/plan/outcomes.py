"""Outcomes: what is measured, how it is derived, when (CONSORT 2025 item 14)."""

from typing import Annotated, Literal

from pydantic import Field

from ipsanalysis.plan.base import Identifier, Label, Sentence, Strict
from ipsanalysis.plan.design import AnswerSource, PeriodSource, SpellSource, StatusSource


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
    source: StatusSource = Field(description="Where the status comes from.")
    at: int = Field(ge=1, description="The period, in the unit of follow-up.")


class Ever(_Value):
    """A yes or no over the periods up to a time."""

    kind: Literal["ever"] = Field(description="Yes in at least one period up to a time.")
    source: StatusSource = Field(description="Where the status comes from.")
    within: int = Field(ge=1, description="The last period that counts.")


class PeriodCount(_Value):
    """The number of periods with a yes."""

    kind: Literal["period_count"] = Field(description="The number of periods with a yes.")
    source: PeriodSource = Field(description="The column that holds the status.")
    within: int = Field(ge=1, description="The last period that counts; also the maximum.")
    unit: Label = Field(description="Unit of the count, for example weeks.")


class Sustained(_Value):
    """A yes or no: days in work without a break."""

    kind: Literal["sustained"] = Field(
        description="A number of days in work without a break, in one job or several."
    )
    source: SpellSource = Field(description="Which jobs count.")
    days: int = Field(ge=2, description="The number of days, for example 91 for 13 weeks.")
    within: int = Field(ge=1, description="The last period that counts.")


class HoursReached(_Value):
    """A yes or no: hours a week reached."""

    kind: Literal["hours_reached"] = Field(
        description="Hours a week reached on at least one day, jobs at the same time added up."
    )
    source: SpellSource = Field(description="Which jobs count.")
    hours: float = Field(gt=0.0, le=168.0, description="Hours a week.")
    strictly: bool = Field(description="Whether more than that is needed; false: as many or more.")
    within: int = Field(ge=1, description="The last period that counts.")


class Retained(_Value):
    """A yes or no: in work some months after the first job began."""

    kind: Literal["retained"] = Field(
        description="In work, in whichever job, on the day some months after the first job began. "
        "Exists only for people with a first job."
    )
    source: SpellSource = Field(description="Which jobs count.")
    months: int = Field(ge=1, le=120, description="Months after the first day of the first job.")


class Answer(_Value):
    """A yes or no: an answer or a number at a visit."""

    kind: Literal["answer"] = Field(description="An answer, or a number, at a visit.")
    source: AnswerSource = Field(description="The item and the visit.")
    yes: list[Label] | None = Field(
        default=None, min_length=1, description="Values in the data that count as yes."
    )
    above: float | None = Field(
        default=None, description="Instead of values: a number above this counts as yes."
    )


class SpellAmount(_Value):
    """An amount of work from job spells."""

    kind: Literal["spell_amount"] = Field(description="An amount of work from job spells.")
    source: SpellSource = Field(description="Which jobs count.")
    measure: Literal[
        "days", "weeks", "hours", "wages", "longest_job", "jobs", "hours_per_week", "wage_per_hour"
    ] = Field(
        description="`days`: days with work. `weeks`: those divided by 7. `hours`: hours a week of "
        "each stretch times its weeks, added up. `wages`: pay, likewise. `longest_job`: weeks in "
        "the job held longest. `jobs`: number of jobs. `hours_per_week`: hours divided by weeks "
        "worked, workers only. `wage_per_hour`: wages divided by hours, workers only."
    )
    within: int = Field(ge=1, description="The last period that counts.")
    unit: Label = Field(description="Unit of the amount, for example hours.")


class Score(_Value):
    """A number at a visit."""

    kind: Literal["score"] = Field(description="A number at a visit.")
    source: AnswerSource = Field(description="The item and the visit.")
    unit: Label = Field(description="Unit of the number, for example points.")


class FirstStatus(_Time):
    """Time to the first period or day with a yes."""

    kind: Literal["first_status"] = Field(
        description="Time to the first period with a yes, or in days to the first job that begins "
        "after the day of randomisation."
    )
    source: StatusSource = Field(description="Where the status comes from.")
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


BinaryOutcome = StatusAt | Ever | Sustained | HoursReached | Retained | Answer | EndReasonEver
AmountOutcome = PeriodCount | SpellAmount | Score
TimeOutcome = FirstStatus | EndReason
Outcome = Annotated[
    BinaryOutcome | AmountOutcome | TimeOutcome,
    Field(discriminator="kind"),
]
