"""Two-by-two tables as arrays, for effects of many at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipsanalysis.meta.trials import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates(Tables):
    """Tables that may be the one behind a printed item."""

    def __len__(self) -> int:
        """Return the number of tables."""
        return self.k

    @property
    def zero_cell(self) -> NDArray[np.bool_]:
        """Which tables have a zero among their four counts, with and without the event."""
        active = (self.events == 0) | (self.events == self.n)
        control = (self.events_control == 0) | (self.events_control == self.n_control)
        return np.asarray(active | control)

    def rows(self) -> list[tuple[int, int, int, int]]:
        """Return events, n, events_control, n_control of each table."""
        columns = (self.events, self.n, self.events_control, self.n_control)
        return list(zip(*(column.tolist() for column in columns), strict=True))


def joined(parts: Sequence[Candidates]) -> Candidates:
    """Return the tables of all parts, one part after the other."""
    return Candidates(
        events=np.concatenate([part.events for part in parts]),
        n=np.concatenate([part.n for part in parts]),
        events_control=np.concatenate([part.events_control for part in parts]),
        n_control=np.concatenate([part.n_control for part in parts]),
    )


def one_table(events: int, n: int, events_control: int, n_control: int) -> Candidates:
    """Return the one table that is printed."""
    return Candidates(
        events=np.array([events]),
        n=np.array([n]),
        events_control=np.array([events_control]),
        n_control=np.array([n_control]),
    )


def table_words(row: tuple[int, int, int, int]) -> str:
    """Return a table as `22/46 v 3/37`."""
    return f"{row[0]}/{row[1]} v {row[2]}/{row[3]}"
