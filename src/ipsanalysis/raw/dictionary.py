"""The dictionary of raw files: the parts of a Frictionless Data Package (v2) that are read.

The key `canonical` of a resource is ours: it says which column of the file is what in the
canonical tables. Every other key means what https://datapackage.org says.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from ipsanalysis.plan.base import Identifier, Label, Sentence, Strict
from ipsanalysis.raw.mapping import Canonical, Cell


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
    """How a file of text is written."""

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


class MissingValue(Strict):
    """A code for a value that is not there, and why it is not."""

    value: Cell = Field(description="The text or number in the file.")
    label: Label = Field(description="The reason, for example: refused to answer.")


class RawField(Strict):
    """One column of a raw file."""

    name: Label = Field(description="The column's name in the first line of the file.")
    type: Literal["string", "integer", "number", "date"] = Field(
        description="What the cells hold. Dates are written 2026-01-31 unless `format` says "
        "otherwise."
    )
    format: Literal["default", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m", "%m.%Y"] = Field(
        default="default",
        description="How dates are written in files of text: `%d.%m.%Y` for 31.01.2026. Months "
        "(`%Y-%m`) stand for their first day.",
    )
    decimalChar: Literal[".", ","] = Field(  # noqa: N815
        default=".", description="What stands before the decimals of numbers in files of text."
    )
    title: Label = Field(description="The column in a few words.")
    description: Sentence | None = Field(default=None, description="What the values mean.")
    unit: Label | None = Field(default=None, description="Unit of the values (our own key).")
    factor: float | None = Field(
        default=None,
        gt=0.0,
        description="Number by which values are multiplied to get the unit of the plan, for "
        "example 1000 for a column in thousands (our own key).",
    )
    categories: dict[str, Label] | None = Field(
        default=None, description="What each code means: value in the file: label."
    )
    constraints: Constraints = Field(
        default=Constraints(), description="What the values must keep to."
    )
    missingValues: list[Cell | MissingValue] | None = Field(  # noqa: N815
        default=None,
        description="Texts that mean not observed, alone or with the reason; the schema's when "
        "absent.",
    )


class Schema(Strict):
    """The columns of a raw file."""

    fields: list[RawField] = Field(min_length=1, max_length=5000, description="Every column.")
    missingValues: list[Cell | MissingValue] = Field(  # noqa: N815
        default=[""], description="Texts that mean not observed, alone or with the reason."
    )


class FileOnDisk(Strict):
    """One raw file as such, whatever its columns are."""

    name: Identifier = Field(description="Short name of the file.")
    type: Literal["table"] = Field(default="table", description="A table.")
    title: Label | None = Field(default=None, description="The file in a few words.")
    description: Sentence | None = Field(default=None, description="What a row is.")
    path: Label = Field(description="The file's name in this folder.")
    format: Literal["csv", "xlsx", "sav", "dta", "parquet"] = Field(
        description="The kind of file: text, Excel, SPSS, Stata or Parquet."
    )
    mediatype: Label | None = Field(default=None, description="The kind of file, as on the web.")
    encoding: Literal["utf-8", "iso-8859-1", "windows-1252"] | None = Field(
        default=None, description="How characters of a file of text are written."
    )
    dialect: Dialect | None = Field(
        default=None, description="How a file of text is written; needed for csv."
    )
    sheet: Label | None = Field(
        default=None, description="Name of the sheet of a workbook; needed for xlsx (our own key)."
    )
    bytes: int = Field(ge=0, description="Size of the file as received.")
    hash: Label = Field(description="Checksum of the file as received: `sha256:` and 64 digits.")
    table_schema: Schema = Field(alias="schema", description="The columns.")


class Resource(FileOnDisk):
    """One raw file."""

    canonical: Canonical = Field(description="What the columns are in the canonical tables.")

    @property
    def person(self) -> str | None:
        """The column with the person's id."""
        participants = self.canonical.participants
        return participants.person if participants else self.canonical.person


class Origin(Strict):
    """What raw files are, where they come from, and what may be done with them."""

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


class Package(Origin):
    """The dictionary of a study's raw files: data/raw/<study>/datapackage.json."""

    resources: list[Resource] = Field(min_length=1, max_length=50, description="The raw files.")
