"""What a description says of the files: their kind, columns and place in the canonical tables."""

from typing import Literal

from pydantic import Field

from ipsanalysis.plan.base import FileName, Identifier, Label, Sentence, Strict
from ipsanalysis.raw.dictionary import Dialect, RawField
from ipsanalysis.raw.mapping import Canonical, Cell


class FileColumn(Strict):
    """A column of a file: where its values come from, and how they are written."""

    of: Label = Field(description="The column of the simulated table; `{each}` for its place.")
    each: list[Label] | None = Field(
        default=None, description="Several columns alike: what stands for `{each}`."
    )
    codes: dict[Label, Cell] = Field(
        default={}, description="Simulated value: how it is written; others stand as they are."
    )
    field: RawField = Field(description="The column as the dictionary describes it.")


class RawFile(Strict):
    """A file as a trial office sends it."""

    name: Identifier = Field(description="Short name.")
    title: Label = Field(description="The file in a few words.")
    description: Sentence = Field(description="What a row is.")
    path: FileName = Field(description="Name of the file, with the ending of its kind.")
    format: Literal["csv", "xlsx", "sav", "dta", "parquet"] = Field(description="Kind of file.")
    encoding: Literal["utf-8", "iso-8859-1", "windows-1252"] | None = Field(
        default=None, description="How characters of a file of text are written."
    )
    byte_order_mark: bool = Field(
        default=False, description="Whether a file of text begins with one, as Excel writes it."
    )
    dialect: Dialect | None = Field(default=None, description="How a file of text is written.")
    sheet: Label | None = Field(default=None, description="Name of the sheet of a workbook.")
    rows: Literal["people", "ended", "spells", "visits", "contacts", "reviews", "months"] = Field(
        description="What a row is: a person, a person whose follow-up ended early, a stretch of "
        "a job, a person and visit answered, a contact, a review, a person and month."
    )
    visits: list[Identifier] | None = Field(
        default=None, description="For rows that are visits: which; absent: all."
    )
    columns: list[FileColumn] = Field(min_length=1, description="The columns in order.")
    canonical: Canonical = Field(description="As in the dictionary.")
