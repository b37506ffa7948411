"""The table `reviews`: scores of reviews of fidelity, one row a unit, day and item."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from ipsanalysis.raw.coded import numbers
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.keys import repeated
from ipsanalysis.raw.people import Texts
from ipsanalysis.raw.read import ReadFile
from ipsanalysis.raw.tables.made import Made

ITEMS = {"IPS-25": 25, "IPS-15": 15}
LOWEST, HIGHEST = 1, 5
ONE_UNIT = "all"


def review_faults(read: ReadFile) -> Iterator[Fault]:
    """Give the faults of a file of reviews.

    Args:
        read: The file.

    Yields:
        The faults.
    """
    layout = read.resource.canonical.reviews
    if layout is None:
        return
    for name in (name for name in layout.items.values() if name in read.columns):
        column = read.columns[name]
        score = numbers(column)
        wrong = ~np.isin(score, np.arange(LOWEST, HIGHEST + 1))
        rows = np.flatnonzero(column.per_row(column.good & wrong))
        if len(rows):
            yield read.place.fault(
                name, rows,
                f"a score outside {layout.scale}; allowed: whole numbers from {LOWEST} to "
                f"{HIGHEST}", "Compare the score with the report of the review.",
                column.found(rows),
            )  # fmt: skip
    if layout.date in read.columns and (layout.unit is None or layout.unit in read.columns):
        yield from _twice(read, layout.date, layout.unit)


def _twice(read: ReadFile, date: str, unit: str | None) -> Iterator[Fault]:
    column = read.columns[date]
    good = column.good_rows if unit is None else column.good_rows & read.columns[unit].good_rows
    rows = np.flatnonzero(good)
    twice = rows[repeated(_units(read, unit)[rows], column.day_numbers()[rows])]
    if len(twice):
        yield read.place.fault(
            date, twice, "two reviews of a unit on one day; allowed: one",
            "Remove the copy, or mend the day or the unit.", column.found(twice),
        )  # fmt: skip


def _units(read: ReadFile, unit: str | None) -> Texts:
    if unit is None:
        return np.full(len(read.place.numbers), ONE_UNIT, object)
    column = read.columns[unit]
    return column.per_row(column.texts)


def reviews(files: Sequence[ReadFile]) -> Made:
    """Return the table of reviews.

    Args:
        files: Every file, without faults.

    Returns:
        unit (`all` when the files name none), date, scale, item and score; sorted by unit, date,
        scale, and item in the order of the dictionary.
    """
    parts = [_frame(read) for read in files if read.resource.canonical.reviews]
    columns = {name: np.zeros(0, object) for name in ("unit", "date", "scale", "item")}
    empty = pd.DataFrame({**columns, "score": np.zeros(0, np.int64)})
    frame = pd.concat(parts, ignore_index=True) if parts else empty
    frame = frame.sort_values(["unit", "date", "scale"], ignore_index=True, kind="stable")
    kept = {
        read.file: np.ones(read.rows_in, bool)
        for read in files if read.resource.canonical.reviews
    }  # fmt: skip
    return Made(frame=frame, kept=kept)


def _frame(read: ReadFile) -> pd.DataFrame:
    layout = read.resource.canonical.reviews
    if layout is None:
        raise RuntimeError(f"{read.file} has no reviews")
    units, rows = _units(read, layout.unit), np.arange(len(read.place.numbers))
    dates = read.columns[layout.date].day_numbers().astype("datetime64[D]").astype(str)
    items = list(layout.items)
    scores = np.column_stack([_scores(read, name) for name in layout.items.values()])
    content = {
        "unit": np.repeat(units, len(items)), "date": np.repeat(dates.astype(object), len(items)),
        "scale": np.full(len(rows) * len(items), layout.scale, object),
        "item": np.tile(np.array(items, object), len(rows)), "score": scores.ravel(),
    }  # fmt: skip
    return pd.DataFrame(content)


def _scores(read: ReadFile, name: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    column = read.columns[name]
    return column.per_row(numbers(column)).astype(np.int64)
