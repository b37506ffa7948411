"""Labels that a file of SPSS or Stata gives to codes, held to those of the dictionary."""

from collections.abc import Mapping, Sequence

import numpy as np

from ipsanalysis.raw.agreement_part import NUMBERS
from ipsanalysis.raw.demands import Demand
from ipsanalysis.raw.dictionary import MissingValue, RawField, Schema
from ipsanalysis.raw.fault import Fault


def label_faults(
    field: RawField, schema: Schema, labels: Mapping[str, str], file: str
) -> list[Fault]:
    """Compare what codes mean in a file and in its dictionary.

    A code with another meaning would be counted as something it is not, so that is an error,
    capitals and spaces aside. Nothing is said of files without labels, nor of columns whose codes
    the dictionary does not explain; `counted_faults` tells of those.

    Args:
        field: The column in the dictionary.
        schema: The description of all columns.
        labels: Code: label in the file.
        file: The file's name, for messages.

    Returns:
        An error if labels differ, and a note if only one of the two has some.
    """
    known = known_labels(field, schema)
    if not labels or not known:
        return []
    both = [code for code in known if code in labels]
    differ = [code for code in both if _plain(known[code]) != _plain(labels[code])]
    alone = [*(x for x in known if x not in labels), *(x for x in labels if x not in known)]
    faults = []
    if differ:
        faults.append(
            Fault(
                level="error", file=file, column=field.name, rows=np.ones(len(differ), np.int64),
                values=[f"{code} = {labels[code]}" for code in differ],
                rule="codes that mean something else in the file; allowed: "
                + ", ".join(f"{code} = {known[code]}" for code in differ),
                action="Find out which is right; mend the labels of the file, or categories and "
                "missingValues in the dictionary.",
            )
        )  # fmt: skip
    if alone:
        faults.append(
            Fault(
                level="note", file=file, column=field.name, rows=np.ones(len(alone), np.int64),
                values=alone, action="See whether a code was forgotten.",
                rule="a code with a label in the file or in the dictionary only; allowed: in both",
            )
        )  # fmt: skip
    return faults


def counted_faults(
    demand: Demand, texts: Sequence[str], labels: Mapping[str, str], file: str
) -> list[Fault]:
    """Find codes that the file gives a label, and that would count as numbers.

    A number that says `Refused` in the file is no measurement. It may stand in a column of numbers
    only when the dictionary lists it: as missing, or among the values that alone are allowed.

    Args:
        demand: What the column must keep to.
        texts: The cells of the column.
        labels: Code: label in the file.
        file: The file's name, for messages.

    Returns:
        One error at most, with every row that holds such a code.
    """
    if demand.field.type not in NUMBERS or demand.codes:
        return []
    unknown = set(labels) - set(demand.missing_values)
    rows = np.flatnonzero([text in unknown for text in texts])
    if not len(rows):
        return []
    return [
        Fault(
            level="error", file=file, column=demand.field.name, rows=rows + 2,
            values=[f"{texts[row]} = {labels[texts[row]]}" for row in rows.tolist()],
            rule="a number that is a code with a label in the file, and not in the dictionary; "
            "allowed: numbers without a label, and codes that the dictionary lists",
            action="List it in missingValues of the column if it means no answer, or in "
            "categories, with every other value, if it is one.",
        )
    ]  # fmt: skip


def known_labels(field: RawField, schema: Schema) -> dict[str, str]:
    """Return what the dictionary says that codes of a column mean, those for missing included."""
    missing = schema.missingValues if field.missingValues is None else field.missingValues
    reasons = {item.value: item.label for item in missing if isinstance(item, MissingValue)}
    return {**(field.categories or {}), **reasons} if field.categories or reasons else {}


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()
