"""What `explain` says of a row beside where it comes from."""

from dataclasses import dataclass

from ipsanalysis.record.r_text import RScript


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A row in words, and its R code.

    Attributes:
        what: Lines: what the number is.
        whose: Title of the lines that follow.
        who: Lines: the people or trials it rests on, and those left out.
        script: R code that gives it again, or why there is none.
    """

    what: list[str]
    whose: str
    who: list[str]
    script: RScript | str
