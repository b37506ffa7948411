"""The files of a meta-analysis as columns, each held to the dictionary, the plan and our rules."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from ipsanalysis.evidence.columns import COUNTS, DOI_SEEN, READ, ROLES, SEEN, TABLES, USES, Holds
from ipsanalysis.evidence.dictionary import EvidenceFile, EvidencePackage
from ipsanalysis.evidence.printed_file import hold_printed
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.raw.columns import closest
from ipsanalysis.raw.demands import Codes, Demand, listed_codes, missing_reasons
from ipsanalysis.raw.dictionary import Constraints, RawField
from ipsanalysis.raw.fault import Fault, without
from ipsanalysis.raw.read import HeldFile, hold_file
from ipsanalysis.raw.typed import Mask

Texts = npt.NDArray[np.object_]
WHOLE = re.compile(r"([0-9]+)[.,]0{1,2}")
THOUSANDS = r"(?![1-9][0-9]{0,2}(,[0-9]{3})+$)"
SHARE = re.compile(THOUSANDS + r"-?[0-9]*[.,][0-9]+ ?%?|-?[0-9]+ ?%")
IN_PLAN = "Mend the cell, or add the word to the plan."
FIXED = "Mend the cell: these words are fixed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One file and what stands in its rows.

    Attributes:
        held: Its columns and faults.
        whole: Whether every column that it must have is there.
        once: Columns in which the dictionary lets no value stand twice.
    """

    held: HeldFile
    whole: bool
    once: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Rows that could be split into cells."""
        return len(self.held.place.numbers)

    @property
    def read_whole(self) -> bool:
        """Whether every line could be split into cells."""
        return self.rows == self.held.rows_in

    def good(self, name: str) -> Mask:
        """Return which rows have a value that keeps to everything demanded of it."""
        column = self.held.columns.get(name)
        return column.good_rows if column else np.zeros(self.rows, bool)

    def texts(self, name: str) -> Texts:
        """Return the text of each row, empty where there is none that can be used."""
        column = self.held.columns.get(name)
        if column is None:
            return np.full(self.rows, "", object)
        return column.per_row(np.where(column.good, column.texts, ""))

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """Return the number of each row, nan where there is none that can be used."""
        column = self.held.columns.get(name)
        if column is None:
            return np.full(self.rows, np.nan)
        found = np.full(len(column.texts), np.nan)
        found[column.good] = column.typed.values[column.good]
        return column.per_row(found)

    def missing(self, name: str) -> Mask:
        """Return which rows have no value; cells that cannot be used are not among them."""
        column = self.held.columns.get(name)
        return column.missing_rows if column else np.zeros(self.rows, bool)

    def told(self, faults: Iterable[Fault], columns: Sequence[str] = ()) -> Mask:
        """Return which rows stand in errors, of some columns or of any."""
        rows = [
            fault.rows
            for fault in faults
            if fault.file == self.held.file
            and fault.level == "error"
            and fault.rows is not None
            and (not columns or fault.column in columns)
        ]
        numbers = np.concatenate([np.zeros(0, np.int64), *rows])
        return np.isin(self.held.place.numbers, numbers)

    def faults(
        self,
        column: str,
        wrong: Mask,
        rule: str,
        action: str,
        *,
        values: Texts | None = None,
        allowed: Iterable[str] = (),
        level: Literal["error", "note"] = "error",
    ) -> Iterator[Fault]:
        """Give the fault of some rows, if any.

        Args:
            column: The column.
            wrong: The rows.
            rule: What is wrong and what is allowed.
            action: What to do about it.
            values: What was found in each row; the column's text when absent.
            allowed: Words of which the nearest is named.
            level: Whether it stops the run.
        """
        rows = np.flatnonzero(wrong)
        if len(rows):
            found = (self.texts(column) if values is None else values)[rows]
            words = list(allowed)
            hints = [closest(str(text), words) for text in found] if words else ()
            yield self.held.place.fault(
                column, rows, rule, action, values=found, hints=hints, level=level
            )


def read_tables(package: EvidencePackage, plan: EvidencePlan, folder: Path) -> dict[Holds, Table]:
    """Read every file of a meta-analysis and hold each column to what is demanded of it.

    Args:
        package: The dictionary.
        plan: The plan.
        folder: The folder of the files.

    Returns:
        The table of each file, in the order of the dictionary.
    """
    return {item.holds: _table(item, plan, folder) for item in package.resources}


def _table(resource: EvidenceFile, plan: EvidencePlan, folder: Path) -> Table:
    wanted = demands(resource, plan)
    if resource.holds == "printed":
        held = hold_printed(folder, resource, wanted)
    else:
        held = _decimals_told(hold_file(folder, resource, wanted))
    needed = {name for name, fixed in TABLES[resource.holds].items() if not fixed.optional}
    once = [field.name for field in resource.table_schema.fields if field.constraints.unique]
    return Table(held=held, whole=needed <= set(held.columns), once=tuple(once))


def demands(resource: EvidenceFile, plan: EvidencePlan) -> dict[str, Demand]:
    """Return what each column of a file must keep to.

    Args:
        resource: The file's description.
        plan: The plan.

    Returns:
        Column: demand, in the order of the dictionary.
    """
    words, found = _words(plan).get(resource.holds, {}), {}
    for field in resource.table_schema.fields:
        fixed = TABLES[resource.holds][field.name]
        codes = [words.get(field.name), listed_codes(field)]
        found[field.name] = Demand(
            field=_limited(field, fixed.minimum, fixed.maximum),
            missing_values=list(missing_reasons(field, resource)),
            required=field.constraints.required or fixed.required,
            unique=False,  # told by `once_faults`, in the words of trials
            codes=tuple(item for item in codes if item),
        )
    return found


def _words(plan: EvidencePlan) -> Mapping[Holds, Mapping[str, Codes]]:
    """Return the words that alone may stand in some columns."""

    def codes(what: str, allowed: Iterable[str], action: str) -> Codes:
        return Codes(what=what, allowed=tuple(allowed), action=action)

    seen = codes("an unknown word for where a figure was seen", SEEN, FIXED)
    return {
        "comparisons": {
            "outcome_class": codes("an unknown class of outcome", plan.outcome_classes, IN_PLAN),
            "ma_primary": codes("an unknown use of a row", USES, FIXED),
            "verified": seen,
            "doi_seen": codes("an unknown word for whether a DOI was seen", DOI_SEEN, FIXED),
        },
        "arms": {"role": codes("an unknown role of an arm", ROLES, FIXED)},
        "coding": {
            "region": codes("an unknown region", plan.regions, IN_PLAN),
            "population_group": codes(
                "an unknown group of populations", plan.population_groups, IN_PLAN
            ),
            "comparator_group": codes(
                "an unknown group of comparators", plan.comparator_groups, IN_PLAN
            ),
        },
        "countries": {"verified": codes("an unknown word for how a value was read", READ, FIXED)},
        "continuous": {"verified": seen},
    }


def _limited(field: RawField, low: float | None, high: float | None) -> RawField:
    """Return a column with the narrower of its own limits and ours."""
    own = field.constraints
    limits = {
        "minimum": max((x for x in (own.minimum, low) if x is not None), default=None),
        "maximum": min((x for x in (own.maximum, high) if x is not None), default=None),
    }
    return field.model_copy(
        update={"constraints": Constraints.model_validate(own.model_dump() | limits)}
    )


def _decimals_told(held: HeldFile) -> HeldFile:
    """Return a file in which decimals where counts belong are told for what they are.

    A whole number with empty decimals is told with its digits, a percentage or share as such.
    """
    faults = held.faults
    for name in (*COUNTS, "events", "n"):
        column = held.columns.get(name)
        if column is None or column.typed.values.dtype.kind != "i":
            continue
        whole = np.array([WHOLE.fullmatch(text) is not None for text in column.texts], bool)
        share = np.array([SHARE.fullmatch(text) is not None for text in column.texts], bool)
        for kind, rule, action in (
            (whole, "a whole number written with decimals; allowed: its digits alone",
             "Take the decimals out."),
            (share & ~whole, "a percentage or share where a count belongs; allowed: a whole number "
             "of people", "Write how many people; a percentage stands in a column of its own."),
        ):  # fmt: skip
            rows = column.cells.rows_of(column.typed.wrong & kind)
            if len(rows):
                values = column.found(rows)
                hints = [_digits(str(text)) for text in values]
                told = held.place.fault(name, rows, rule, action, values=values, hints=hints)
                known = held.place.numbers[rows]
                faults = [x for fault in faults for x in without(fault, name, known)] + [told]
    return replace(held, faults=faults)


def _digits(text: str) -> str:
    match = WHOLE.fullmatch(text)
    return f" Write {match[1]}." if match else ""
