"""What every part of a plan has in common: strictness, and the words plans are written in."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Version = Annotated[str, Field(pattern=r"^[0-9]{1,4}(\.[0-9]{1,4}){1,2}$")]
Label = Annotated[str, Field(min_length=1, max_length=120)]
Sentence = Annotated[str, Field(min_length=1, max_length=2000)]
Column = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]

Role = Literal["primary", "secondary", "sensitivity", "supplementary", "exploratory"]
Strategy = Literal["composite", "while_at_risk", "hypothetical", "treatment_policy"]
Missing = Literal["none", "observed"]


class Strict(BaseModel):
    """A part of a plan: unknown keys are refused, values keep their type, nothing changes later."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
