"""What every part of a plan has in common: strictness, and the words plans are written in."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_IDENTIFIER = r"^[a-z][a-z0-9_]{0,39}$"
_VERSION = r"^[0-9]{1,4}(\.[0-9]{1,4}){1,2}$"
_COLUMN = r"^[A-Za-z_][A-Za-z0-9_]{0,63}$"
_RATIO = r"^[1-9][0-9]?:[1-9][0-9]?$"
_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
_TEXT = r"^[^\x00-\x08\x0b-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x08\x0b-\x1f\x7f]*$"

_SYNTHETIC = r"^SYNTHETIC[^\x00-\x1f\x7f]*$"
_FILE_NAME = r"^[^\x00-\x20\x7f~.\-/\\:*?\"<>|][^\x00-\x1f\x7f/\\:*?\"<>|]*$"
_COVARIATES = r"^[^\x00-\x1f\x7f]*$"
_TRIAL = r"^[A-Z][A-Z0-9_]{0,39}$"
_ROW_ID = r"^[A-Za-z][A-Za-z0-9_]{0,39}$"
_ROW_KEY = r"^[a-z_]+(/[a-z0-9_.-]+)+$"

NAME = "a name of lower-case letters, digits and _, beginning with a letter, at most 40 characters"
PATTERNS = {
    _IDENTIFIER: NAME,
    _VERSION: 'two or three numbers joined by dots, in quotes, such as "1.0"',
    _COLUMN: "the name of a column: letters, digits and _, at most 64 characters",
    _RATIO: 'two whole numbers from 1 to 99 joined by a colon, such as "2:1"',
    _LINE: "text on one line",
    _TEXT: "text",
    _SYNTHETIC: "text on one line that begins with SYNTHETIC",
    _FILE_NAME: "the name of a file without a folder, beginning with a letter or digit",
    _COVARIATES: 'text on one line or ""',
    _TRIAL: "a name of capitals, digits and _, beginning with a letter, at most 40 characters",
    _ROW_ID: "the id of a row: letters, digits and _, beginning with a letter",
    _ROW_KEY: "the key of a result row, as in the column row_id of results.csv",
}

Identifier = Annotated[str, Field(pattern=_IDENTIFIER)]
Version = Annotated[str, Field(pattern=_VERSION)]
Column = Annotated[str, Field(pattern=_COLUMN)]
Ratio = Annotated[str, Field(pattern=_RATIO)]
Label = Annotated[str, Field(pattern=_LINE, max_length=120)]
Synthetic = Annotated[str, Field(pattern=_SYNTHETIC, max_length=120)]
FileName = Annotated[str, Field(pattern=_FILE_NAME, max_length=120)]
Covariates = Annotated[str, Field(pattern=_COVARIATES, max_length=2000)]
TrialId = Annotated[str, Field(pattern=_TRIAL)]
RowId = Annotated[str, Field(pattern=_ROW_ID)]
RowKey = Annotated[str, Field(pattern=_ROW_KEY, max_length=300)]
Sentence = Annotated[str, Field(pattern=_TEXT, max_length=2000)]
Level = Annotated[float, Field(gt=0.5, le=0.999)]

Role = Literal["primary", "secondary", "sensitivity", "supplementary", "exploratory"]
Strategy = Literal["composite", "while_at_risk", "hypothetical"]
Analysis = Literal[
    "flow",
    "baseline",
    "employment",
    "repeated_status",
    "first_job",
    "work_amount",
    "industries",
    "states",
    "other_outcome",
    "other_event",
]
Missing = Literal["none", "observed", "as_not_employed"]
Assumption = Literal["none", "observed", "as_not_employed", "best_case", "worst_case"]
SHOWN_BY_ITSELF = ("best_case", "worst_case")


class Strict(BaseModel):
    """A part of a plan: unknown keys are refused, values keep their type, nothing changes later."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
