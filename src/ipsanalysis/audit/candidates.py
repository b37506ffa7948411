"""Two-by-two tables as arrays, for effects of many at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Tables that may be the one behind a printed item, one value a table.

    Attributes:
        events: People with the event in the active arm.
        n: People in the active arm.
        events_control: People with the event in the control arm.
        n_control: People in the control arm.
    """

    events: Integers
    n: Integers
    events_control: Integers
    n_control: Integers

    def __len__(self) -> int:
        """Return the number of tables."""
        return len(self.n)

    def take(self, index: Integers | NDArray[np.bool_] | list[int]) -> "Candidates":
        """Return the tables of an index or mask."""
        return Candidates(
            events=self.events[index],
            n=self.n[index],
            events_control=self.events_control[index],
            n_control=self.n_control[index],
        )

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
