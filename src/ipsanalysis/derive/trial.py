"""The canonical tables of one study, held together in memory."""

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.files import read_parquet
from ipsanalysis.layout import Layout

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_COLUMNS = {
    "job_spells": {
        "person": "object",
        "job": "int64",
        "start": "int64",
        "end": "int64",
        "open": "bool",
        "kind": "object",
        "hours_per_week": "float64",
        "pay_per_week": "float64",
        "industry": "object",
        "occupation": "object",
    },
    "assessments": {
        "person": "object",
        "visit": "object",
        "instrument": "object",
        "item": "object",
        "value": "float64",
        "text": "object",
        "missing": "object",
        "day": "Int64",
    },
    "contacts": {"person": "object", "day": "int64", "kind": "object", "minutes": "float64"},
    "reviews": {
        "unit": "object",
        "date": "object",
        "scale": "object",
        "item": "object",
        "score": "int64",
    },
}


def empty_table(name: str) -> pd.DataFrame:
    """Return the canonical table of that name without rows."""
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in _COLUMNS[name].items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The periods in which one yes-or-no column was observed.

    Attributes:
        person: Position of each row's person in `participants`.
        period: Number of the period.
        yes: What was observed.
    """

    person: Integers
    period: Integers
    yes: Booleans


@dataclass(frozen=True)
class Trial:
    """The canonical tables; every person of `participants` has one row in `follow_up`.

    Attributes:
        participants: One row per person, sorted by person.
        follow_up: One row per person, in the same order.
        person_periods: One row per person and observed period; empty when there are no periods.
        job_spells: One row per person, job and stretch of time.
        assessments: One row per person, visit and item.
        contacts: One row per contact with a specialist.
        reviews: One row per item of a review of a unit.
    """

    participants: pd.DataFrame
    follow_up: pd.DataFrame
    person_periods: pd.DataFrame
    job_spells: pd.DataFrame = field(default_factory=partial(empty_table, "job_spells"))
    assessments: pd.DataFrame = field(default_factory=partial(empty_table, "assessments"))
    contacts: pd.DataFrame = field(default_factory=partial(empty_table, "contacts"))
    reviews: pd.DataFrame = field(default_factory=partial(empty_table, "reviews"))

    @property
    def size(self) -> int:
        """Number of people randomised."""
        return len(self.participants)

    @cached_property
    def until(self) -> Integers:
        """Last period observed of each person; last day when people are followed by date."""
        return self.follow_up["observed_until"].to_numpy(np.int64)

    @cached_property
    def end_reason(self) -> npt.NDArray[Any]:
        """Why observation of each person ended."""
        return self.follow_up["end_reason"].to_numpy(object)

    @cached_property
    def randomised(self) -> Integers:
        """Day of randomisation of each person, in days since 1970-01-01."""
        dates = self.participants["randomised"].to_numpy(object).astype("datetime64[D]")
        return dates.astype(np.int64)

    @cached_property
    def spell_person(self) -> Integers:
        """Position in `participants` of the person of each row of `job_spells`."""
        return self.positions(self.job_spells["person"])

    def positions(self, people: "pd.Series[Any]") -> Integers:
        """Return the position in `participants` of each person named."""
        where = pd.Index(self.participants["person"]).get_indexer(pd.Index(people))
        places: Integers = where.astype(np.int64)
        return places

    @cached_property
    def _columns(self) -> dict[str, Periods]:
        return {}

    def periods(self, column: str) -> Periods:
        """Return the rows of `person_periods` in which a column was observed."""
        if column not in self._columns:
            rows = self.person_periods[self.person_periods[column].notna().to_numpy()]
            self._columns[column] = Periods(
                person=self.positions(rows["person"]),
                period=rows["period"].to_numpy(np.int64),
                yes=rows[column].to_numpy(np.bool_),
            )
        return self._columns[column]


def read_trial(layout: Layout) -> Trial:
    """Read the canonical tables that the step `clean` wrote."""
    names = ("participants", "follow_up", "person_periods", *_COLUMNS)
    return Trial(**{name: read_parquet(layout.table(name)) for name in names})
