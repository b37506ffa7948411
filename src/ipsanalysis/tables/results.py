"""The result rows of one study, to look up by their columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ipsanalysis.rows import COUNTS, NUMBERS, Row

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Row):
    """A result row as read from the results file.

    Attributes:
        key: Its row_id.
        spread: Standard deviation of its outcome, the largest of the analysis; nan when unknown.
    """

    key: str
    spread: float = nan

    @property
    def estimated(self) -> bool:
        """Whether there is an estimate."""
        return not isnan(self.estimate)

    @property
    def units(self) -> str:
        """The unit without the remark about the scale of the standard error."""
        return self.unit.removesuffix("standard error on the log scale").removesuffix("; ")

    @property
    def contrast(self) -> bool:
        """Whether the row compares the two arms."""
        return " - " in self.group or " / " in self.group


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All result rows, in the order of the results file."""

    rows: Sequence[Result]

    def where(self, **columns: Any) -> list[Result]:  # noqa: ANN401
        """Return the rows whose columns have these values; a tuple allows any, nan means none."""
        rows = list(self.rows)
        for name, wanted in columns.items():
            value = attrgetter(name)
            if isinstance(wanted, tuple):
                rows = [row for row in rows if value(row) in wanted]
            elif wanted != wanted:
                rows = [row for row in rows if isnan(value(row))]
            else:
                rows = [row for row in rows if value(row) == wanted]
        return rows

    def first(self, **columns: Any) -> Result | None:  # noqa: ANN401
        """Return the first row whose columns have these values, or None."""
        return next(iter(self.where(**columns)), None)


def spreads(frame: "pd.DataFrame") -> dict[tuple[str, str], float]:
    """Return the largest standard deviation in the rows of each analysis and outcome.

    Args:
        frame: Result rows.

    Returns:
        Standard deviation by analysis and outcome; numbers of an outcome are rounded by it.
    """
    known = frame[(frame["statistic"] == "standard_deviation") & frame["estimate"].notna()]
    found: dict[tuple[str, str], float] = {}
    for analysis, outcome, value in zip(
        known["analysis"], known["outcome"], known["estimate"], strict=True
    ):
        found[analysis, outcome] = max(float(value), found.get((analysis, outcome), 0.0))
    return found


def read_results(frame: "pd.DataFrame") -> Results:
    """Return the rows of a results file.

    Args:
        frame: The file, in the schema of result rows.

    Returns:
        The rows, in its order.
    """
    columns = {name: frame[name].tolist() for name in frame.columns}
    for name in NUMBERS:
        columns[name] = [float(value) for value in columns[name]]
    for name in COUNTS:
        known = frame[name].notna().tolist()
        columns[name] = [
            int(value) if there else None for value, there in zip(columns[name], known, strict=True)
        ]
    of = spreads(frame)
    outcomes = zip(columns["analysis"], columns["outcome"], strict=True)
    columns["spread"] = [of.get(outcome, nan) for outcome in outcomes]
    columns["key"] = columns.pop("row_id")
    names = list(columns)
    return Results(
        rows=[
            Result(**dict(zip(names, values, strict=True)))
            for values in zip(*columns.values(), strict=True)
        ]
    )
