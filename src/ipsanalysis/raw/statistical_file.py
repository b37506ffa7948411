"""Files of SPSS (.sav) and Stata (.dta) as columns of text."""

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ipsanalysis.raw.cells import text_cells
from ipsanalysis.raw.content import MOST_CELLS, Content, no_rows, too_many, whole_file_fault
from ipsanalysis.raw.demands import Demand
from ipsanalysis.raw.dictionary import Schema
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.header import name_faults
from ipsanalysis.raw.statistical_values import code, declared, speller
from ipsanalysis.raw.value_labels import label_faults

PROGRAMS = {"sav": "SPSS (.sav)", "dta": "Stata (.dta)"}
# What files begin with: SPSS plain and packed; Stata 13 and later, and Stata 8 to 12.
_STARTS = {
    "sav": (b"$FL2", b"$FL3"),
    "dta": (b"<stata_dta>", *(bytes([version]) for version in (111, 113, 114, 115))),
}


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
    try:
        if data.startswith(b"<stata_dta>") and not data.rstrip().endswith(b"</stata_dta>"):
            raise EOFError("cut off")
        values, meta = _load(data, kind, list(wanted))
    except Exception as error:  # pyreadstat raises whatever a damaged file leads it to
        return Content(faults=[_damaged(kind, str(error), file)])
    rows, names = int(meta.number_rows or 0), list(meta.column_names)
    faults = [*name_faults(names, list(wanted), file), *_capitals(names, file)]
    if not values:
        known = set(names) & set(wanted)
        return Content(rows_in=rows, faults=[*faults, *([too_many(rows, file)] if known else [])])
    if not rows:
        return Content(faults=[*faults, no_rows(file)])
    return _content(values, meta, wanted, schema, faults, file)


def _load(data: bytes, kind: str, expected: Sequence[str]) -> tuple[dict[str, list[Any]], Any]:
    """Return the expected columns and what the file says of itself; none when too many cells."""
    _, meta = _read(data, kind, metadataonly=True)
    present = [name for name in expected if name in meta.column_names]
    if not present or (meta.number_rows or 0) * len(present) > MOST_CELLS:
        return {}, meta
    content, _ = _read(data, kind, usecols=present, row_limit=MOST_CELLS // len(present))
    meta.number_rows = len(content[present[0]])
    if kind == "sav" and meta.file_encoding == "UTF-8":
        _hold_characters(data, [x for x in present if meta.readstat_variable_types[x] == "string"])
    return content, meta


def _hold_characters(data: bytes, names: Sequence[str]) -> None:
    """Raise UnicodeDecodeError for text that is not UTF-8 in a file of SPSS that says it is.

    The library silently cuts off such bytes at the end of a cell, so they are read once more, in
    an encoding in which every byte is a character.
    """
    if names:
        plain = [name.encode().decode("latin-1") for name in names]
        content, _ = _read(data, "sav", usecols=plain, encoding="ISO-8859-1")
        for column in content.values():
            "\n".join(set(column)).encode("latin-1").decode("utf-8")


def _read(data: bytes, kind: str, **how: Any) -> tuple[dict[str, list[Any]], Any]:  # noqa: ANN401
    import pyreadstat

    read = pyreadstat.read_sav if kind == "sav" else pyreadstat.read_dta
    content, meta = read(
        io.BytesIO(data), user_missing=True, disable_datetime_conversion=True,
        output_format="dict", **how,
    )  # fmt: skip
    return content, meta


def _content(
    values: Mapping[str, list[Any]], meta: Any, wanted: Mapping[str, Demand], schema: Schema,  # noqa: ANN401
    faults: list[Fault], file: str,
) -> Content:  # fmt: skip
    cells = {}
    numbers = np.arange(2, meta.number_rows + 2)
    for name, column in values.items():
        text = meta.readstat_variable_types[name] == "string"
        spell = str if text else speller(meta, name)
        known = {value: "" if value is None else spell(value) for value in set(column)}
        cells[name] = text_cells([known[value] for value in column])
        demand = wanted[name]
        own = declared(known, meta.missing_ranges.get(name, []), text)
        unknown = own - set(demand.missing_values)
        if unknown:
            faults.append(_not_missing(name, column, known, unknown, numbers, file))
        labels = meta.variable_value_labels.get(name, {})
        spelled = {str(value) if text else code(value): label for value, label in labels.items()}
        faults += label_faults(demand.field, schema, spelled, file)
    return Content(cells=cells, numbers=numbers, rows_in=meta.number_rows, faults=faults)


def _not_missing(
    name: str, column: Sequence[Any], known: Mapping[Any, str], unknown: set[str],
    numbers: npt.NDArray[np.int64], file: str,
) -> Fault:  # fmt: skip
    texts = np.array([known[value] for value in column], object)
    here = np.isin(texts.astype(str), sorted(unknown))
    return Fault(
        level="error", file=file, column=name, rows=numbers[here], values=texts[here],
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
    if "encoding" in error or "codec" in error:
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
