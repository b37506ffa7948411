"""How one kind of result row is made: the record that says so."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["studies", "evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How one kind of result row is made.

    Attributes:
        statistics: The statistics it makes.
        begins: How the method of those rows begins.
        function: Module within the package, colon, function.
        r: Files of the folder `r` that give the number in R, in order, after those that derive
            the outcome; `numbers` stands for the values of a covariate or an amount.
        counted: Whether the number is only counted or averaged, by no formula with a source.
        resampled: Whether the number depends on random resamples.
        digits: To how many digits R gives the number again, when it is not resampled.
    """

    statistics: tuple[str, ...]
    begins: str
    function: str
    r: tuple[str, ...]
    counted: bool
    resampled: bool
    digits: int


def made(
    statistics: str,
    begins: str,
    function: str,
    r: str,
    *,
    counted: bool = False,
    resampled: bool = False,
    digits: int = 6,
) -> Method:
    """Return a kind of result row; words of statistics and pieces are parted by spaces."""
    return Method(
        statistics=tuple(statistics.split()),
        begins=begins,
        function=function,
        r=tuple(r.split()),
        counted=counted,
        resampled=resampled,
        digits=digits,
    )
