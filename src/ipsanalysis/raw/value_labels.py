"""Labels that a file of SPSS or Stata gives to codes, held to those of the dictionary."""

from collections.abc import Mapping

import numpy as np

from ipsanalysis.raw.dictionary import MissingValue, RawField, Schema
from ipsanalysis.raw.fault import Fault


def label_faults(
    field: RawField, schema: Schema, labels: Mapping[str, str], file: str
) -> list[Fault]:
    """Compare what codes mean in a file and in its dictionary.

    A code with another meaning would be counted as something it is not, so that is an error,
    capitals and spaces aside. Nothing is said of files without labels, nor of columns whose codes
    the dictionary does not explain.

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


def known_labels(field: RawField, schema: Schema) -> dict[str, str]:
    """Return what the dictionary says that codes of a column mean, those for missing included."""
    missing = schema.missingValues if field.missingValues is None else field.missingValues
    reasons = {item.value: item.label for item in missing if isinstance(item, MissingValue)}
    return {**(field.categories or {}), **reasons} if field.categories or reasons else {}


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()
