"""The dictionary of raw files: the parts of a Frictionless Data Package (v2) that are read.

The key `canonical` of a resource is ours: it says which column of the file is what in the
canonical tables. Every other key means what https://datapackage.org says.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from ipsanalysis.plan.base import Column, Identifier, Label, Sentence, Strict

Cell = Annotated[str, Field(max_length=100)]
Period = Annotated[int, Field(ge=1, le=10_000)]


def _scalar(value: Any) -> str | int | float:  # noqa: ANN401
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return value
    raise ValueError("text or a number")


Scalar = Annotated[
    Any, PlainValidator(_scalar), WithJsonSchema({"type": ["string", "integer", "number"]})
]


class License(Strict):
    """Under which licence the data may be used."""

    name: Label = Field(description="SPDX id of the licence.")
    title: Label | None = Field(default=None, description="The licence in words.")
    path: Label | None = Field(default=None, description="Where the licence can be read.")


class Source(Strict):
    """Where the data come from."""

    title: Sentence = Field(description="The source in words.")
    path: Label | None = Field(default=None, description="Its address.")


class Dialect(Strict):
    """How the file is written."""

    delimiter: Literal[",", ";", "\t", "|"] = Field(description="What stands between cells.")
    header: Literal[True] = Field(default=True, description="The first line names the columns.")


class Constraints(Strict):
    """What the values of a column must keep to."""

    required: bool = Field(default=False, description="Whether every cell must have a value.")
    unique: bool = Field(default=False, description="Whether no value may stand twice.")
    minimum: float | None = Field(default=None, description="The smallest number allowed.")
    maximum: float | None = Field(default=None, description="The largest number allowed.")
    enum: list[Scalar] | None = Field(
        default=None, min_length=1, description="The only values allowed."
    )


class RawField(Strict):
    """One column of a raw file."""

    name: Label = Field(description="The column's name in the first line of the file.")
    type: Literal["string", "integer", "number", "date"] = Field(
        description="What the cells hold. Dates are written 2026-01-31."
    )
    title: Label = Field(description="The column in a few words.")
    description: Sentence | None = Field(default=None, description="What the values mean.")
    unit: Label | None = Field(default=None, description="Unit of the values (our own key).")
    constraints: Constraints = Field(
        default=Constraints(), description="What the values must keep to."
    )
    missingValues: list[Cell] | None = Field(  # noqa: N815
        default=None, description="Texts that mean not observed; the schema's when absent."
    )


class Schema(Strict):
    """The columns of a raw file."""

    fields: list[RawField] = Field(min_length=1, max_length=5000, description="Every column.")
    missingValues: list[Cell] = Field(  # noqa: N815
        default=[""], description="Texts that mean not observed."
    )


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
    covariates: dict[Identifier, Label] = Field(
        description="Covariate of the plan: column of the file."
    )


class FollowUpEnd(Strict):
    """Until when each person was observed, and why that ended."""

    observed_until: Label = Field(description="The column with the last period observed.")
    end_reason: CodedColumn = Field(
        description="Why it ended: `completed`, an intercurrent event of the plan, `withdrew` or "
        "`lost`, after which outcomes are missing unless the plan says otherwise."
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


class Canonical(Strict):
    """Which column is what in the canonical tables (our own key)."""

    participants: Participants = Field(description="The table `participants`.")
    follow_up: FollowUpEnd | None = Field(
        description="The table `follow_up`. Null when everyone was followed to the end."
    )
    person_periods: dict[Column, PeriodColumns] = Field(
        max_length=1,
        description="Column of the table `person_periods`: columns of the file. Empty when none.",
    )


class Resource(Strict):
    """One raw file."""

    name: Identifier = Field(description="Short name of the file.")
    type: Literal["table"] = Field(default="table", description="A table.")
    title: Label | None = Field(default=None, description="The file in a few words.")
    description: Sentence | None = Field(default=None, description="What a row is.")
    path: Label = Field(description="The file's name in this folder.")
    format: Literal["csv"] = Field(description="The kind of file.")
    mediatype: Literal["text/csv"] = Field(default="text/csv", description="The kind of file.")
    encoding: Literal["utf-8"] = Field(description="How characters are written.")
    dialect: Dialect = Field(description="How the file is written.")
    bytes: int = Field(ge=0, description="Size of the file as received.")
    hash: Label = Field(description="Checksum of the file as received: `sha256:` and 64 digits.")
    table_schema: Schema = Field(alias="schema", description="The columns.")
    canonical: Canonical = Field(description="What the columns are in the canonical tables.")


class Package(Strict):
    """The dictionary of a study's raw files: data/raw/<study>/datapackage.json."""

    profile: Literal["https://datapackage.org/profiles/2.0/datapackage.json"] = Field(
        alias="$schema", description="The standard the file keeps to."
    )
    name: Identifier = Field(description="The study's id.")
    title: Label = Field(description="The data in a few words.")
    description: Sentence | None = Field(default=None, description="What the data are.")
    version: Label | None = Field(default=None, description="Version of the data.")
    homepage: Label | None = Field(default=None, description="Address of the data.")
    keywords: list[Label] | None = Field(default=None, description="Words to find the data by.")
    licenses: list[License] = Field(min_length=1, description="Licences of the data.")
    sources: list[Source] = Field(min_length=1, description="Origin of the data.")
    resources: list[Resource] = Field(
        min_length=1, max_length=1, description="The raw files; one for now."
    )

    @property
    def file(self) -> Resource:
        """The raw file."""
        return self.resources[0]
