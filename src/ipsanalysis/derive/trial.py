"""The canonical tables of one study, held together in memory."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.files import read_parquet
from ipsanalysis.layout import Layout

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Trial:
    """The canonical tables; every person of `participants` has one row in `follow_up`.

    Attributes:
        participants: One row per person, sorted by person.
        follow_up: One row per person, in the same order.
        person_periods: One row per person and observed period; empty when there are no periods.
    """

    participants: pd.DataFrame
    follow_up: pd.DataFrame
    person_periods: pd.DataFrame

    @property
    def size(self) -> int:
        """Number of people randomised."""
        return len(self.participants)

    @cached_property
    def until(self) -> Integers:
        """Last period observed of each person."""
        return self.follow_up["observed_until"].to_numpy(np.int64)

    @cached_property
    def end_reason(self) -> npt.NDArray[Any]:
        """Why observation of each person ended."""
        return self.follow_up["end_reason"].to_numpy(object)

    @cached_property
    def position(self) -> Integers:
        """For each row of `person_periods`, the position of its person in `participants`."""
        people = pd.Index(self.participants["person"])
        where: Integers = people.get_indexer(pd.Index(self.person_periods["person"])).astype(
            np.int64
        )
        return where

    @cached_property
    def period(self) -> Integers:
        """The period of each row of `person_periods`."""
        return self.person_periods["period"].to_numpy(np.int64)

    def status(self, column: str) -> Booleans:
        """The yes-or-no column of `person_periods` as booleans, one per row."""
        return self.person_periods[column].to_numpy(np.bool_)


def read_trial(layout: Layout) -> Trial:
    """Read the canonical tables that the step `clean` wrote."""
    tables = {
        name: read_parquet(layout.table(name))
        for name in ("participants", "follow_up", "person_periods")
    }
    return Trial(**tables)
