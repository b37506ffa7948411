"""The dictionary of a meta-analysis' files: a Frictionless Data Package, read as for studies.

The key `holds` of a resource is ours: it says which table the file is. The columns of each table
have fixed names (`ipsanalysis.evidence.columns`), so nothing has to be mapped.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pydantic import Field

from ipsanalysis.errors import nearest
from ipsanalysis.evidence.columns import NEEDED, TABLES, Holds
from ipsanalysis.plan.document import KeyPath
from ipsanalysis.raw.agreement import files_once
from ipsanalysis.raw.agreement_file import file_problems
from ipsanalysis.raw.agreement_part import Problem
from ipsanalysis.raw.dictionary import FileOnDisk, Origin


class EvidenceFile(FileOnDisk):
    """One file of a meta-analysis."""

    holds: Holds = Field(
        description="Which table it is: comparisons (a row a trial, outcome and time), arms "
        "(those that a row of several arms is made of), coding (groups of each trial, with "
        "reasons), countries (characteristics of labour markets), continuous (amounts as printed) "
        "or printed (figures as printed, to be audited)."
    )


class EvidencePackage(Origin):
    """The dictionary of a meta-analysis' files: datapackage.json in their folder."""

    resources: list[EvidenceFile] = Field(
        min_length=1, max_length=50, description="The files, one for each table."
    )

    def file(self, holds: Holds) -> EvidenceFile | None:
        """Return the file of a table; none when there is none."""
        return next((item for item in self.resources if item.holds == holds), None)


def evidence_problems(package: EvidencePackage, name: str, folder: Path) -> Iterator[Problem]:
    """Give what is wrong with a dictionary whose keys and types are right.

    Args:
        package: The dictionary.
        name: The folder that the plan names.
        folder: The folder of the files.

    Yields:
        Key path and message of each problem.
    """
    if package.name != name:
        yield (
            ("name",),
            f'found "{package.name}"; allowed: "{name}", the folder that the plan names in data. '
            "Write that.",
        )
    places = [("resources", index) for index in range(len(package.resources))]
    pairs = list(zip(package.resources, places, strict=True))
    yield from chain(
        files_once(package.resources),
        _tables(package),
        *(file_problems(resource, place, folder) for resource, place in pairs),
        *(_columns(resource, place) for resource, place in pairs),
        *(_audited(resource, place) for resource, place in pairs if resource.holds == "printed"),
    )


def _tables(package: EvidencePackage) -> Iterator[Problem]:
    counts = Counter(resource.holds for resource in package.resources)
    for index, resource in enumerate(package.resources):
        if counts[resource.holds] > 1:
            yield (
                ("resources", index, "holds"),
                f'found "{resource.holds}" in {counts[resource.holds]} files; allowed: one. Join '
                "the files, or mend holds.",
            )
    for holds in NEEDED:
        if not counts[holds]:
            yield (
                ("resources",),
                f'no file holds "{holds}"; a meta-analysis needs it. Describe the file.',
            )


def _audited(resource: EvidenceFile, place: KeyPath) -> Iterator[Problem]:
    """Give what the audit, which reads printed figures as texts, would not keep to."""
    delimiter = resource.dialect.delimiter if resource.dialect else None
    found: list[tuple[KeyPath, str | None, str]] = [
        (("format",), resource.format, "csv"),
        (("encoding",), resource.encoding, "utf-8"),
        (("dialect", "delimiter"), delimiter, ","),
    ]
    for index, field in enumerate(resource.table_schema.fields):
        at: KeyPath = ("schema", "fields", index)
        factor = None if field.factor is None else f"{field.factor:g}"
        found += [((*at, "decimalChar"), field.decimalChar, "."), ((*at, "factor"), factor, "1")]
    codes = [resource.table_schema.missingValues]
    codes += [x.missingValues for x in resource.table_schema.fields if x.missingValues]
    if any(codes_of != [""] for codes_of in codes):
        yield (
            (*place, "schema", "missingValues"),
            'found codes for missing; allowed: "" alone, for the audit reads printed figures '
            "itself. Leave cells empty, and remove the codes.",
        )
    for at, value, allowed in found:
        if value is not None and value != allowed:
            yield (
                (*place, *at),
                f'found "{value}"; allowed: "{allowed}", for the audit reads printed figures '
                "itself. Save the file so, and mend the key.",
            )


def _columns(resource: EvidenceFile, place: KeyPath) -> Iterator[Problem]:
    fixed = TABLES[resource.holds]
    fields = {field.name: field for field in resource.table_schema.fields}
    where = (*place, "schema", "fields")
    for index, field in enumerate(resource.table_schema.fields):
        if field.name not in fixed:
            hint = nearest(field.name, [name for name in fixed if name not in fields])
            yield (
                (*where, index, "name"),
                f'found "{field.name}"; allowed: the columns of {resource.holds} '
                f"({', '.join(fixed)}).{hint} Rename it here and in the file, or take it out.",
            )
        elif field.type != fixed[field.name].kind:
            yield (
                (*where, index, "type"),
                f'found "{field.type}" for "{field.name}"; allowed: {fixed[field.name].kind}. '
                "Mend the type.",
            )
    for name, column in fixed.items():
        if name not in fields and not column.optional:
            yield (
                where,
                f'"{name}" is not described; {resource.holds} needs it. Describe the column.',
            )
