"""Columns of a raw file held to their type, constraints and codes."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ipsanalysis.errors import nearest
from ipsanalysis.raw.cells import Cells
from ipsanalysis.raw.demands import Demand
from ipsanalysis.raw.diagnosis import diagnose
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.typed import Mask, Typed, read_typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where rows stand.

    Attributes:
        file: The raw file.
        numbers: The line of each row.
        persons: The person of each row; empty when the file has no id.
    """

    file: str
    numbers: npt.NDArray[np.int64]
    persons: npt.NDArray[np.object_]

    def fault(
        self,
        column: str,
        rows: npt.NDArray[np.int64],
        rule: str,
        action: str,
        values: Sequence[str] | npt.NDArray[np.object_] = (),
        hints: Sequence[str] | npt.NDArray[np.object_] = (),
        level: Literal["error", "note"] = "error",
    ) -> Fault:
        """Return the fault of a column in some rows (positions from 0)."""
        return Fault(
            level=level, file=self.file, column=column, rows=self.numbers[rows], rule=rule,
            action=action, values=values, hints=hints,
            persons=self.persons[rows] if len(self.persons) else (),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RawColumn:
    """A column with its values.

    Attributes:
        name: Its name.
        cells: Its cells.
        texts: Its distinct texts.
        typed: What they mean.
        good: Which texts keep to everything the column must keep to; missing ones do not.
    """

    name: str
    cells: Cells
    texts: npt.NDArray[np.object_]
    typed: Typed
    good: Mask

    @property
    def good_rows(self) -> Mask:
        """Rows with a value that keeps to everything."""
        return self.good[self.cells.codes]

    @property
    def missing_rows(self) -> Mask:
        """Rows whose text means not observed."""
        return self.typed.missing[self.cells.codes]

    def found(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
        """Return the text of some rows; for missing rows, the code that says why."""
        return self.texts[self.cells.codes[rows]]

    def day_numbers(self) -> npt.NDArray[np.int64]:
        """Return days since 1970-01-01 of a column of dates for each row, 0 where there is none."""
        days = np.where(self.typed.usable, self.typed.values, "1970-01-01").astype(str)
        return self.per_row(days.astype("datetime64[D]").astype(np.int64))

    def per_row(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Spread one value a text over the rows."""
        return values[self.cells.codes]


def check_column(demand: Demand, cells: Cells, place: Place) -> tuple[RawColumn, list[Fault]]:
    """Hold a column to what it must keep to.

    Args:
        demand: What it must keep to.
        cells: Its texts.
        place: Where its rows stand.

    Returns:
        The column and its faults.
    """
    field = demand.field
    typed = read_typed(
        cells.texts, field.type, demand.missing_values,
        form=field.format, decimal=field.decimalChar,
    )  # fmt: skip
    texts = np.array(cells.texts.to_pylist(), object)
    column = RawColumn(
        name=demand.field.name, cells=cells, texts=texts, typed=typed, good=typed.usable
    )
    faults = [*_padded(column, place), *_wrong(column, demand, place)]
    good = typed.usable
    for what, action, bad, hints in _broken(column, demand):
        bad &= good
        if bad.any():
            rows = cells.rows_of(bad)
            found = column.found(rows)
            near = {text: hints(text) for text in set(found)}
            shown = [near[text] for text in found]
            faults.append(place.fault(column.name, rows, what, action, found, shown))
        good &= ~bad
    kept = replace(column, good=good, typed=_multiplied(typed, field.factor))
    return kept, [*faults, *_absent(kept, demand, place), *_repeated(kept, demand, place)]


def _multiplied(typed: Typed, factor: float | None) -> Typed:
    """Return values in the unit of the plan; limits were held to those in the file."""
    if factor is None or typed.values.dtype == object:
        return typed
    return replace(typed, values=np.where(typed.usable, typed.values * factor, np.nan))


def _padded(column: RawColumn, place: Place) -> Iterator[Fault]:
    rows = np.flatnonzero(column.cells.padded)
    if len(rows):
        yield place.fault(
            column.name, rows, "spaces around the value were ignored; allowed: none",
            "Nothing has to be done.", column.found(rows), level="note",
        )  # fmt: skip


def _wrong(column: RawColumn, demand: Demand, place: Place) -> Iterator[Fault]:
    field = demand.field
    kinds: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index in np.flatnonzero(column.typed.wrong).tolist():
        text = column.texts[index]
        kinds[diagnose(text, field.type, field.format, field.decimalChar)].append(index)
    for (rule, action), texts in kinds.items():
        wanted = np.zeros(len(column.typed.wrong), bool)
        wanted[texts] = True
        rows = column.cells.rows_of(wanted)
        yield place.fault(column.name, rows, rule, action, column.found(rows))


def _broken(
    column: RawColumn, demand: Demand
) -> Iterator[tuple[str, str, Mask, Callable[[str], str]]]:
    """Give rule, action, the texts that break it, and the hint for each text."""
    constraints, values = demand.field.constraints, column.typed.values
    mend = "Compare the cell with its source, or mend the limit in the dictionary."
    for codes in demand.codes:
        allowed = codes.allowed
        texts = column.texts.astype(str)
        if demand.field.type == "number" and demand.field.decimalChar == ",":
            texts = np.char.replace(texts, ",", ".")
        listed = np.isin(texts, np.array(allowed))
        yield (
            f"{codes.what}; allowed: {', '.join(allowed)}",
            codes.action,
            ~listed,
            partial(closest, allowed=allowed),
        )
    if constraints.minimum is not None:
        low = values < constraints.minimum
        least = f"{constraints.minimum:.15g}"
        yield f"below the minimum; allowed: {least} or more", mend, low, _no_hint
    if constraints.maximum is not None:
        high = values > constraints.maximum
        most = f"{constraints.maximum:.15g}"
        yield f"above the maximum; allowed: {most} or less", mend, high, _no_hint


def closest(text: str, allowed: Sequence[str]) -> str:
    """Return a hint naming the allowed text that is meant, capitals and spaces aside."""
    plain = "".join(text.split()).casefold()
    for word in allowed:
        if "".join(word.split()).casefold() == plain:
            return f' Did you mean "{word}"?'
    return nearest(text, allowed)


def _no_hint(text: str) -> str:  # noqa: ARG001
    return ""


def _absent(column: RawColumn, demand: Demand, place: Place) -> Iterator[Fault]:
    if demand.required and column.typed.missing.any():
        rows = column.cells.rows_of(column.typed.missing)
        if len(rows):
            yield place.fault(
                column.name, rows, "no value; allowed: a value in every row",
                "Find the value at the source.", column.found(rows),
            )  # fmt: skip


def _repeated(column: RawColumn, demand: Demand, place: Place) -> Iterator[Fault]:
    if not demand.unique:
        return
    _, same = np.unique(column.typed.values, return_inverse=True)
    values = np.where(column.good_rows, column.per_row(same), -1)
    counts = np.bincount(values + 1)
    rows = np.flatnonzero((values >= 0) & (counts[values + 1] > 1))
    if len(rows):
        yield place.fault(
            column.name, rows, "a value that stands in several rows; allowed: once",
            "Find out whether the rows are one person entered twice or two people.",
            column.found(rows),
        )  # fmt: skip
