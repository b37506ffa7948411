"""Which column of a raw file is what in the canonical tables: the key `canonical`, our own."""

from typing import Annotated, Literal

from pydantic import Field

from ipsanalysis.plan.base import Column, Identifier, Label, Strict

Cell = Annotated[str, Field(max_length=100)]
Period = Annotated[int, Field(ge=1, le=10_000)]


class CodedColumn(Strict):
    """A column whose values are codes."""

    column: Label = Field(description="The column of the file.")
    values: dict[str, Identifier] = Field(
        min_length=1, description="Text in the file: id in the plan."
    )


class Participants(Strict):
    """One row per person randomised."""

    person: Label | None = Field(
        description="The column with the person's id. Null when the file has none: the id is then "
        "the rank of the row after sorting by all columns."
    )
    arm: CodedColumn = Field(description="The arm each person was randomised to.")
    randomised: Label | None = Field(
        default=None,
        description="The column with the date of randomisation. Needed when people are followed "
        "by date.",
    )
    covariates: dict[Identifier, Label] = Field(
        description="Covariate of the plan: column of the file."
    )
    several_rows: bool = Field(
        default=False,
        description="Whether a person may have several rows in this file; what is said of a person "
        "must then be the same in all of them.",
    )


class Where(Strict):
    """Rows of a file with one value in one column."""

    column: Label = Field(description="The column of the file.")
    value: Cell = Field(description="The text in it.")


class Covariates(Strict):
    """Covariates from another file than that of the participants."""

    columns: dict[Identifier, Label] = Field(
        min_length=1, description="Covariate of the plan: column of the file."
    )
    where: Where | None = Field(
        default=None, description="Which rows are read; absent: all, one row a person."
    )


class FollowUpEnd(Strict):
    """Until when each person was observed, and why that ended."""

    observed_until: Label = Field(
        description="The column with the last period observed, or with the last day observed when "
        "people are followed by date."
    )
    end_reason: CodedColumn = Field(
        description="Why it ended: `completed`, an intercurrent event of the plan, `withdrew` or "
        "`lost`, after which outcomes are missing unless the plan says otherwise."
    )
    lists: Literal["everyone", "ended_early"] = Field(
        default="everyone",
        description="Who stands in the file. `ended_early`: people not in it completed follow-up.",
    )


class PeriodColumns(Strict):
    """Columns that each hold the same variable in one period."""

    pattern: Label | None = Field(
        default=None,
        description="The columns' names, with the unit of follow-up for the period: `work_{week}`.",
    )
    first: Period | None = Field(default=None, description="First period of the pattern.")
    last: Period | None = Field(default=None, description="Last period of the pattern.")
    columns: dict[str, Label] | None = Field(
        default=None, description="Instead of a pattern: period: column."
    )
    values: dict[str, bool] = Field(min_length=1, description="Text in the file: true or false.")
    blank: Literal["after_end", "anywhere"] = Field(
        description="Where a period may be blank: only after the end of follow-up, or anywhere."
    )


class PeriodStatus(Strict):
    """A column with a yes or no in each row."""

    column: Label = Field(description="The column of the file.")
    values: dict[str, bool] = Field(min_length=1, description="Text in the file: true or false.")


class PeriodRows(Strict):
    """One row a person and period."""

    period: Label = Field(
        description="The column with the number of the period, or with a day of it: the calendar "
        "month is then counted from that of randomisation."
    )
    statuses: dict[Column, PeriodStatus] = Field(
        min_length=1, description="Column of the table `person_periods`: column of the file."
    )


class JobSpells(Strict):
    """One row a person, job and stretch of time; several rows a job when something changes."""

    job: Label | None = Field(
        default=None, description="The column that tells jobs of a person apart. Absent: each row "
        "is a job of its own."
    )  # fmt: skip
    start: Label = Field(description="The column with the first day.")
    end: Label = Field(
        description="The column with the last day, itself worked. Blank: still held when "
        "observation of the person ended."
    )
    kind: CodedColumn = Field(
        description="Kind of work: `competitive`, `other_paid`, `education` or `voluntary`."
    )
    hours_per_week: Label | None = Field(default=None, description="The column with hours a week.")
    wage: Label | None = Field(default=None, description="The column with the pay.")
    wage_per: Literal["hour", "month"] | None = Field(
        default=None, description="What the pay is for; needed with `wage`."
    )
    industry: CodedColumn | None = Field(
        default=None, description="Industry: an id of `industries` of the plan."
    )
    occupation: Label | None = Field(
        default=None,
        description="The column with the kind of work in words or codes; carried, not analysed.",
    )


class Assessment(Strict):
    """Answers and scores of one instrument: one row a person, or a person and visit."""

    instrument: Identifier = Field(description="Short name of the instrument.")
    visit: Identifier | None = Field(
        default=None, description="The visit of the plan that all rows belong to."
    )
    visit_column: CodedColumn | None = Field(
        default=None, description="Instead: the column that says which visit a row belongs to."
    )
    visits_in_names: dict[str, Identifier] | None = Field(
        default=None,
        description="Instead: text that stands for {visit} in the names of columns: visit.",
    )
    date: Label | None = Field(default=None, description="The column with the day of answering.")
    items: dict[Identifier, Label] = Field(
        min_length=1, description="Item or scale: column of the file."
    )


class Contacts(Strict):
    """One row a contact of a person with an employment specialist."""

    date: Label = Field(description="The column with the day.")
    kind: CodedColumn | None = Field(default=None, description="Kind of contact.")
    minutes: Label | None = Field(
        default=None, description="The column with minutes; carried, not analysed."
    )


class Reviews(Strict):
    """One row a review of fidelity of a site, not of a person."""

    scale: Literal["IPS-25", "IPS-15"] = Field(description="The scale used.")
    unit: Label | None = Field(default=None, description="The column with the site or team.")
    date: Label = Field(description="The column with the day of the review.")
    items: dict[Identifier, Label] = Field(
        min_length=1, description="Item of the scale: column of the file."
    )


class Canonical(Strict):
    """Which column is what in the canonical tables (our own key)."""

    person: Label | None = Field(
        default=None,
        description="The column with the person's id, in files other than that of the "
        "participants, which names it there.",
    )
    participants: Participants | None = Field(
        default=None,
        description="The table `participants`; in one file, the list of people randomised.",
    )
    arm: CodedColumn | None = Field(
        default=None,
        description="The arm of each person once more, which must agree with the list of people "
        "randomised.",
    )
    covariates: Covariates | None = Field(
        default=None, description="More columns of the table `participants`."
    )
    follow_up: FollowUpEnd | None = Field(
        default=None,
        description="The table `follow_up`. Null in every file when everyone was followed to the "
        "end.",
    )
    person_periods: dict[Column, PeriodColumns] = Field(
        default={},
        description="Column of the table `person_periods`: columns of the file. Empty when none.",
    )
    period_rows: PeriodRows | None = Field(
        default=None, description="The table `person_periods` from one row a person and period."
    )
    job_spells: JobSpells | None = Field(default=None, description="The table `job_spells`.")
    assessments: list[Assessment] = Field(default=[], description="The table `assessments`.")
    contacts: Contacts | None = Field(default=None, description="The table `contacts`.")
    reviews: Reviews | None = Field(default=None, description="The table `reviews`.")
