"""Whether what is said of a raw file as such makes sense: path, format, columns."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path, PurePosixPath

from ipsanalysis.plan.document import KeyPath
from ipsanalysis.raw.agreement_part import NUMBERS, Problem
from ipsanalysis.raw.dictionary import FileOnDisk, RawField
from ipsanalysis.raw.typed import NUMBER

ENDINGS = {
    "csv": (".csv", ".txt", ".tsv", ".dat"),
    "xlsx": (".xlsx",),
    "sav": (".sav", ".zsav"),
    "dta": (".dta",),
    "parquet": (".parquet",),
}


def file_problems(resource: FileOnDisk, at: KeyPath, folder: Path) -> Iterator[Problem]:
    """Give what is wrong with the description of a file.

    Args:
        resource: The file.
        at: Where it stands in the dictionary.
        folder: The folder of raw files.

    Yields:
        Key path and message of each problem.
    """
    yield from chain(
        _path(resource, at, folder), _hash(resource, at), _format(resource, at),
        _fields(resource, at),
    )  # fmt: skip


def _path(resource: FileOnDisk, at: KeyPath, folder: Path) -> Iterator[Problem]:
    name, where = resource.path, (*at, "path")
    if "://" in name:
        yield (
            where,
            f'found "{name}"; allowed: a file in {folder}. Nothing is read from a '
            "network: save the file there.",
        )
    elif name.startswith(("/", "~")) or "\\" in name or Path(name).drive:
        yield (
            where,
            f'found "{name}"; allowed: a path inside {folder}, not an absolute one. Put '
            "the file there.",
        )
    elif ".." in Path(name).parts:
        yield (
            where,
            f'found "{name}"; allowed: a path that does not leave {folder} by "..". Put '
            "the file there.",
        )
    elif not _stays(folder, name):
        yield where, f'"{name}" is a link that leaves {folder}. Put the file itself there.'


def _stays(folder: Path, name: str) -> bool:
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links in a circle, which Python 3.13 lets pass
        return False


def _hash(resource: FileOnDisk, at: KeyPath) -> Iterator[Problem]:
    text = resource.hash
    if not re.fullmatch("sha256:[0-9a-f]{64}", text):
        yield (
            (*at, "hash"),
            f'found "{text}"; allowed: sha256: and 64 digits 0-9, a-f. Run sha256sum on the file.',
        )


def _format(resource: FileOnDisk, at: KeyPath) -> Iterator[Problem]:
    kind = resource.format
    ending = PurePosixPath(resource.path).suffix.lower()
    if ending not in ENDINGS[kind]:
        yield (
            (*at, "format"),
            f'found "{kind}" for a file that ends in "{ending}"; allowed: '
            f"{', '.join(ENDINGS[kind])}. Mend the format, or save the file as that kind.",
        )
    needed = {"dialect": kind == "csv", "encoding": kind == "csv", "sheet": kind == "xlsx"}
    for key, wanted in needed.items():
        found = getattr(resource, key)
        if wanted and found is None:
            yield (*at, key), f"found nothing; a file of the format {kind} needs it. Add it."
        elif not wanted and found is not None:
            yield (
                (*at, key),
                f"a file of the format {kind} has no {key}. Remove it, or mend the format.",
            )


def _fields(resource: FileOnDisk, at: KeyPath) -> Iterator[Problem]:
    fields = resource.table_schema.fields
    for name, count in Counter(field.name for field in fields).items():
        if count > 1:
            where = (*at, "schema", "fields")
            yield where, f'"{name}" is described {count} times. Remove one.'
    for index, field in enumerate(fields):
        where = (*at, "schema", "fields", index)
        for key, text in chain(_limits(field), _writing(field)):
            yield (*where, *key), text


def _limits(field: RawField) -> Iterator[Problem]:
    low, high = field.constraints.minimum, field.constraints.maximum
    if field.type not in NUMBERS and (low is not None or high is not None):
        yield (
            ("constraints",),
            f'"{field.name}" holds a {field.type}; only numbers have limits. Remove '
            "them, or mend the type.",
        )
    elif low is not None and high is not None and low > high:
        yield (
            ("constraints",),
            f'"{field.name}": minimum {low:.15g} is above maximum {high:.15g}. Mend one of them.',
        )
    for value in field.constraints.enum or []:
        if isinstance(value, str) and field.type == "number" and re.fullmatch(NUMBER, value):
            continue  # as it is written in the file: 2.0 is another text than 2
        if isinstance(value, str) != (field.type in ("string", "date")):
            yield (
                ("constraints", "enum"),
                f'"{field.name}" holds {field.type}; "{value}" is not one. Mend it, or the type.',
            )


def _writing(field: RawField) -> Iterator[Problem]:
    if field.format != "default" and field.type != "date":
        yield (
            ("format",),
            f'"{field.name}" holds a {field.type}; only dates have a format. Remove it, or mend '
            "the type.",
        )
    if field.decimalChar != "." and field.type != "number":
        yield (
            ("decimalChar",),
            f'"{field.name}" holds a {field.type}; only numbers have decimals. Remove it, or set '
            "the type to number.",
        )
    if field.factor is not None and field.type not in NUMBERS:
        yield (
            ("factor",),
            f'"{field.name}" holds a {field.type}; only numbers can be multiplied. Remove it, or '
            "mend the type.",
        )
