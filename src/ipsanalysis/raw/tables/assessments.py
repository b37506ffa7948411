"""The table `assessments`: answers and scores, one row a person, visit and item."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.coded import decode, numbers
from ipsanalysis.raw.columns import RawColumn
from ipsanalysis.raw.demands import NO_REASON, missing_reasons
from ipsanalysis.raw.dictionary import Resource
from ipsanalysis.raw.fault import Fault, Level
from ipsanalysis.raw.keys import repeated
from ipsanalysis.raw.mapping import Assessment
from ipsanalysis.raw.people import Integers, Linked, People, Texts
from ipsanalysis.raw.tables.follow_up import Ends
from ipsanalysis.raw.tables.made import Made
from ipsanalysis.raw.typed import Mask

SLOT = "{visit}"
NUMBERS = ("integer", "number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Columns of a file that hold one instrument, with the visit of each row.

    Attributes:
        linked: The file.
        instrument: The instrument.
        items: Item: column.
        date: The column with the day of answering.
        visit: Position of the visit of each row in the plan, -1 where not known.
        by_row: The column that says the visit, where there is one.
    """

    linked: Linked
    instrument: str
    items: Mapping[str, str]
    date: str | None
    visit: Integers
    by_row: str | None

    @property
    def rows(self) -> Mask:
        """Rows whose person and visit are known."""
        return self.linked.known & (self.visit >= 0)


def blocks(files: Sequence[Linked], plan: Plan) -> list[Block]:
    """Return the blocks of columns of all files; those whose visits cannot be read are left out."""
    return [
        block
        for linked in files
        for layout in linked.canonical.assessments
        for block in _blocks(linked, layout, plan)
    ]


def _blocks(linked: Linked, layout: Assessment, plan: Plan) -> Iterator[Block]:
    position = {visit.id: index for index, visit in enumerate(plan.visits)}
    size, by_row = len(linked.who), layout.visit_column
    if by_row is not None:
        if by_row.column in linked.columns:
            meant = decode(linked.columns[by_row.column], by_row.values)
            visit = np.array([position.get(text, -1) for text in meant], np.int64)
            yield _block(linked, layout, "", visit, by_row.column)
        return
    for text, name in (layout.visits_in_names or {"": layout.visit or ""}).items():
        yield _block(linked, layout, text, np.full(size, position[name], np.int64), None)


def _block(
    linked: Linked, layout: Assessment, text: str, visit: Integers, by_row: str | None
) -> Block:
    items = {item: name.replace(SLOT, text) for item, name in layout.items.items()}
    return Block(
        linked=linked, instrument=layout.instrument, visit=visit, by_row=by_row,
        items={item: name for item, name in items.items() if name in linked.columns},
        date=layout.date.replace(SLOT, text) if layout.date else None,
    )  # fmt: skip


def assessment_faults(found: Iterable[Block], plan: Plan, ends: Ends) -> Iterator[Fault]:
    """Give the faults of answers against the day of randomisation and the end of follow-up.

    Args:
        found: The blocks of columns of all files.
        plan: The study's plan.
        ends: End of observation of each person.

    Yields:
        The faults. An answer after the end of observation is a note: people who leave are often
        asked once more, and the answer was given.
    """
    answers = list(found)
    yield from _twice(answers)
    at = np.array([visit.at for visit in plan.visits], np.int64)
    for block in _by_day(answers):
        date = block.date or ""
        day, dated = block.linked.since(date)
        due, who = at[block.visit], block.linked.who
        later = due > plan.follow_up.length
        kinds: tuple[tuple[Mask, Mask, Level, str, str], ...] = (
            (due > 0, day < 0, "error",
             "an answer before randomisation at a visit after it; allowed: the day of "
             "randomisation or later", "Compare the day and the visit with their source."),
            (due == 0, day > 0, "note",
             "an answer of the first visit after randomisation; allowed: up to that day",
             "Nothing has to be done if it was given before the person knew the arm."),
            (~later, ends.early[who] & (day > ends.until[who]), "note",
             "an answer after observation of the person ended; allowed: up to that day",
             "Nothing has to be done: the answer is kept."),
        )  # fmt: skip
        for which, wrong, level, rule, action in kinds:
            rows = np.flatnonzero(block.rows & dated & which & wrong)
            if len(rows):
                found_text = block.linked.columns[date].found(rows)
                yield block.linked.place.fault(date, rows, rule, action, found_text, level=level)


def _by_day(answers: Sequence[Block]) -> list[Block]:
    """Return one block for each column of days and visit, as instruments may share one."""
    dated = [x for x in answers if x.date is not None and x.date in x.linked.columns]
    keys = {(x.linked.read.file, x.date, x.visit.tobytes()): x for x in reversed(dated)}
    return list(reversed(keys.values()))


def _twice(answers: Sequence[Block]) -> Iterator[Fault]:
    """Give the faults of people with several rows of one visit and item, in one file or several."""
    sharing: dict[tuple[str, str], list[Block]] = {}
    for block in answers:
        for item in block.items:
            sharing.setdefault((block.instrument, item), []).append(block)
    found: dict[tuple[str, str], tuple[Block, Mask]] = {}
    for blocks_of_item in {tuple(map(id, x)): x for x in sharing.values()}.values():
        for block, wrong in zip(blocks_of_item, _repeated(blocks_of_item), strict=True):
            key = (block.instrument, block.linked.read.file)
            before = found[key][1] if key in found else False
            found[key] = (block, wrong | before)
    for (instrument, _), (block, wrong) in found.items():
        rows, name = np.flatnonzero(wrong), block.by_row or block.linked.person_column
        if len(rows):
            yield block.linked.place.fault(
                name, rows,
                f"a visit that stands twice for one person in {instrument}; allowed: once",
                "Find out which row is right, or whether an id or visit is wrong.",
                block.linked.columns[name].found(rows) if name else (),
            )  # fmt: skip


def _repeated(sharing: Sequence[Block]) -> list[Mask]:
    """Return which rows of each block stand for a person and visit that others stand for too."""
    who = [block.linked.who[block.rows] for block in sharing]
    visits = [block.visit[block.rows] for block in sharing]
    wrong_rows = repeated(np.concatenate(who), np.concatenate(visits))
    twice = np.split(wrong_rows, np.cumsum([len(x) for x in who])[:-1])
    masks = []
    for block, wrong in zip(sharing, twice, strict=True):
        mask = np.zeros(len(block.rows), bool)
        mask[np.flatnonzero(block.rows)[wrong]] = True
        masks.append(mask)
    return masks


def assessments(people: People, files: Sequence[Linked], plan: Plan) -> Made:
    """Return the table of answers and scores.

    Args:
        people: The people randomised.
        files: Every file with rows of people, without faults.
        plan: The study's plan.

    Returns:
        person, visit, instrument, item, value, text, missing and day (of answering, since
        randomisation); sorted by person, visit of the plan, instrument and item.
    """
    found = blocks(files, plan)
    parts = [part for block in found for part in _parts(block)]
    names = np.array([visit.id for visit in plan.visits], object)
    who, visit = _joined(parts, "who", np.int64), _joined(parts, "visit", np.int64)
    instrument, item = _joined(parts, "instrument", object), _joined(parts, "item", object)
    ranks = [np.unique(x.astype(str), return_inverse=True)[1] for x in (item, instrument)]
    order = np.lexsort([*ranks, visit, who])
    day, dated = _joined(parts, "day", np.int64), _joined(parts, "dated", np.bool_)
    content = {
        "person": people.persons[who[order]],
        "visit": names[visit[order]] if len(order) else np.zeros(0, object),
        "instrument": instrument[order],
        "item": item[order],
        "value": _joined(parts, "value", np.float64)[order],
        "text": _joined(parts, "text", object)[order],
        "missing": _joined(parts, "missing", object)[order],
        "day": pd.arrays.IntegerArray(day[order], ~dated[order]),
    }
    kept: dict[str, Mask] = {}
    for block in found:
        kept[block.linked.read.file] = kept.get(block.linked.read.file, False) | block.rows
    return Made(frame=pd.DataFrame(content), kept=kept)


def _joined(
    parts: Sequence[Mapping[str, npt.NDArray[Any]]], name: str, kind: type
) -> npt.NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *(part[name] for part in parts)])


def _parts(block: Block) -> Iterator[dict[str, npt.NDArray[Any]]]:
    linked, rows = block.linked, np.flatnonzero(block.rows)
    day, dated = np.zeros(len(rows), np.int64), np.zeros(len(rows), bool)
    if block.date is not None:
        since, known = linked.since(block.date)
        day, dated = since[rows], known[rows]
    for item, name in block.items.items():
        value, text, missing = _values(linked.columns[name], linked.read.resource)
        codes = linked.columns[name].cells.codes[rows]
        yield {
            "who": linked.who[rows], "visit": block.visit[rows],
            "instrument": np.full(len(rows), block.instrument, object),
            "item": np.full(len(rows), item, object),
            "value": value[codes], "text": text[codes], "missing": missing[codes],
            "day": day, "dated": dated,
        }  # fmt: skip


def _values(column: RawColumn, resource: Resource) -> tuple[npt.NDArray[np.float64], Texts, Texts]:
    """Return number, text and reason for missing of each distinct text of a column."""
    field = next(x for x in resource.table_schema.fields if x.name == column.name)
    reasons = missing_reasons(field, resource)
    value = numbers(column) if field.type in NUMBERS else np.full(len(column.texts), np.nan)
    texts = column.texts
    if field.type == "number" and field.decimalChar == ",":
        texts = np.array([text.replace(",", ".") for text in texts], object)
    text = np.where(column.typed.missing, "", texts)
    why = [
        reasons.get(x, NO_REASON) if absent else ""
        for x, absent in zip(column.texts, column.typed.missing, strict=True)
    ]
    return value, text, np.array(why, object)
