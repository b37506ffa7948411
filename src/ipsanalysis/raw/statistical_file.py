"""Files of SPSS (.sav) and Stata (.dta) as columns of text."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ipsanalysis.raw.cells import Cells, text_cells
from ipsanalysis.raw.content import MOST_CELLS, Content, no_rows, too_many, whole_file_fault
from ipsanalysis.raw.demands import Demand
from ipsanalysis.raw.dictionary import Schema
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.header import name_faults
from ipsanalysis.raw.statistical_values import code, declared, speller
from ipsanalysis.raw.value_labels import counted_faults, label_faults

SECONDS = 600
PROGRAMS = {"sav": "SPSS (.sav)", "dta": "Stata (.dta)"}
# What files begin with: SPSS plain and packed; Stata 13 and later, and Stata 8 to 12.
_STARTS = {
    "sav": (b"$FL2", b"$FL3"),
    "dta": (b"<stata_dta>", *(bytes([version]) for version in (111, 113, 114, 115))),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What stands in a file of SPSS or Stata.

    Attributes:
        names: Every column of the file.
        rows: Number of rows.
        columns: Name: values, of the expected columns; none when they have too many cells.
        types: Name: how the file stores the column.
        formats: Name: how the program shows the column.
        missing: Name: ranges of values that the file declares missing.
        labels: Name: pairs of code and label.
    """

    names: list[str]
    rows: int
    columns: dict[str, list[Any]]
    types: dict[str, str]
    formats: dict[str, str | None]
    missing: dict[str, list[dict[str, Any]]]
    labels: dict[str, list[tuple[Any, str]]]


def read_statistical_file(
    data: bytes, kind: str, wanted: Mapping[str, Demand], schema: Schema, file: str
) -> Content:
    """Read a file of SPSS or Stata.

    Codes stay codes, those declared missing too; labels are compared with the dictionary.

    Args:
        data: The bytes of the file.
        kind: sav or dta.
        wanted: Column: what it must keep to.
        schema: The description of all columns.
        file: The file's name, for messages.

    Returns:
        The columns, and what is wrong with the file, its names and its labels.
    """
    if not data.startswith(_STARTS[kind]):
        return Content(faults=[_another_kind(kind, file)])
    if data.startswith(b"<stata_dta>") and not data.rstrip().endswith(b"</stata_dta>"):
        return Content(faults=[_damaged(kind, "cut off", file)])
    loaded = _load(data, kind, list(wanted))
    if isinstance(loaded, str):
        return Content(faults=[_damaged(kind, loaded, file)])
    faults = [*name_faults(loaded.names, list(wanted), file), *_capitals(loaded.names, file)]
    if not loaded.columns:
        many = set(loaded.names) & set(wanted)
        faults += [too_many(loaded.rows, file)] if many else []
        return Content(rows_in=loaded.rows, faults=faults)
    if not loaded.rows:
        return Content(faults=[*faults, no_rows(file)])
    cells = {}
    for name in loaded.columns:
        cells[name], found = _column(loaded, name, wanted[name], schema, file)
        faults += found
    numbers = np.arange(2, loaded.rows + 2)
    return Content(cells=cells, numbers=numbers, rows_in=loaded.rows, faults=faults)


def _load(data: bytes, kind: str, expected: Sequence[str]) -> Loaded | str:
    """Read a file in a process of its own; return what is wrong when that fails."""
    program = Path(__file__).with_name("statistical_child.py")
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", program, kind, str(MOST_CELLS), json.dumps(expected)],
            input=data, capture_output=True, check=True, timeout=SECONDS,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        found = json.loads(done.stdout)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, ValueError):
        return "the process that read it failed"
    return str(found["error"]) if "error" in found else Loaded(**found)


def _column(
    loaded: Loaded, name: str, demand: Demand, schema: Schema, file: str
) -> tuple[Cells, list[Fault]]:
    text, column = loaded.types[name] == "string", loaded.columns[name]
    spell = str if text else speller(loaded.types[name], loaded.formats[name] or "")
    known = {value: "" if value is None else spell(value) for value in set(column)}
    texts, faults = [known[value] for value in column], []
    unknown = declared(known, loaded.missing.get(name, []), text) - set(demand.missing_values)
    if unknown:
        faults.append(_not_missing(name, texts, unknown, file))
    labels = {
        str(value) if text else code(value): label for value, label in loaded.labels.get(name, [])
    }
    faults += label_faults(demand.field, schema, labels, file)
    told = {text: label for text, label in labels.items() if text not in unknown}
    faults += counted_faults(demand, texts, told, file)
    return text_cells(texts), faults


def _not_missing(name: str, column: Sequence[str], unknown: set[str], file: str) -> Fault:
    texts = np.array(column, object)
    rows = np.flatnonzero([text in unknown for text in column])
    return Fault(
        level="error", file=file, column=name, rows=rows + 2, values=texts[rows],
        rule="a code that the file declares missing and the dictionary does not; allowed: codes "
        "for missing in both",
        action="List it in missingValues of the column, with its reason.",
    )  # fmt: skip


def _capitals(names: Sequence[str], file: str) -> Iterator[Fault]:
    alike: dict[str, list[str]] = defaultdict(list)
    for name in names:
        alike[name.casefold()].append(name)
    for group in alike.values():
        if len(set(group)) > 1:
            yield Fault(
                level="error", file=file, column=group[1], rows=np.array([1]),
                values=(", ".join(group),),
                rule="names of columns that differ in capitals only; allowed: names that differ "
                "otherwise too",
                action="Rename or remove one of them at the source: they are easily mistaken.",
            )  # fmt: skip


def _another_kind(kind: str, file: str) -> Fault:
    return whole_file_fault(
        file, "another kind of file", f"not a file of {PROGRAMS[kind]}; allowed: {PROGRAMS[kind]}",
        "Save it from the program itself; a new file ending does not change what is in it.",
    )  # fmt: skip


def _damaged(kind: str, error: str, file: str) -> Fault:
    if "encoding" in error or "UnicodeDecodeError" in error:
        return whole_file_fault(
            file, "bytes that are no characters",
            f"text in another encoding than the file of {PROGRAMS[kind]} declares; allowed: the "
            "declared one",
            "Open it in the program that wrote it and save it in Unicode (UTF-8).",
        )  # fmt: skip
    return whole_file_fault(
        file, "a damaged file", f"the file cannot be read; allowed: {PROGRAMS[kind]}, whole",
        "It was probably not copied whole: copy it again from its source.",
    )  # fmt: skip
