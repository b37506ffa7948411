"""One file of a dictionary, with the key paths of what is said of it, to report problems at."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ipsanalysis.errors import nearest
from ipsanalysis.plan.document import KeyPath
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.dictionary import RawField, Resource
from ipsanalysis.raw.mapping import Canonical, CodedColumn, PeriodStatus

NUMBERS = ("integer", "number")
Problem = tuple[KeyPath, str]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file of a dictionary.

    Attributes:
        resource: The file.
        index: Its place among the files.
        plan: The study's plan.
    """

    resource: Resource
    index: int
    plan: Plan

    @property
    def file(self) -> KeyPath:
        """Path of the file."""
        return ("resources", self.index)

    @property
    def canonical(self) -> Canonical:
        """What its columns are."""
        return self.resource.canonical

    @cached_property
    def fields(self) -> dict[str, RawField]:
        """Its columns by name."""
        return {field.name: field for field in self.resource.table_schema.fields}

    def at(self, *keys: str | int) -> KeyPath:
        """Path of a key of `canonical`."""
        return (*self.file, "canonical", *keys)

    def column(
        self, where: KeyPath, name: str | None, types: Sequence[str] = (), why: str = ""
    ) -> Iterator[Problem]:
        """Report a column that is not in the file, or holds something else than it must."""
        if name is None:
            return
        yield from unknown(where, "columns of the file", name, self.fields)
        if types and name in self.fields and self.fields[name].type not in types:
            yield (
                where,
                f'"{name}" holds a {self.fields[name].type}; {why}its type must be '
                f"{' or '.join(types)}. Mend the type, or name another column.",
            )

    def coded(self, where: KeyPath, coded: CodedColumn | PeriodStatus) -> Iterator[Problem]:
        """Report a column of codes that is not in the file, or has other codes."""
        yield from self.column((*where, "column"), coded.column)
        if coded.column in self.fields:
            yield from codes(self.fields[coded.column], coded.values, where)

    def meanings(
        self, where: KeyPath, coded: CodedColumn, what: str, allowed: Iterable[str]
    ) -> Iterator[Problem]:
        """Report codes that stand for something unknown."""
        names = list(allowed)
        for text, meant in coded.values.items():
            yield from unknown((*where, "values", text), what, meant, names)


def unknown(where: KeyPath, what: str, found: str, allowed: Iterable[str]) -> Iterator[Problem]:
    """Report a name that is not among those allowed."""
    names = list(allowed)
    if found not in names:
        few = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
        yield (
            where,
            f'found "{found}"; allowed: {what} ({few or "none"}).{nearest(found, names)} Write one '
            "of them.",
        )


def codes(field: RawField, values: Iterable[str], where: KeyPath) -> Iterator[Problem]:
    """Report codes of a column that are in its list of values but not here, or the reverse."""
    if field.constraints.enum is not None:
        known = [str(value) for value in field.constraints.enum]
        for text in sorted(set(known).symmetric_difference(values)):
            side = "is in enum but not here" if text in known else "is here but not in enum"
            yield (
                (*where, "values"),
                f'"{text}" of the column "{field.name}" {side}. Make the two the same.',
            )
    elif field.categories is not None:
        for text in sorted(set(values) - set(field.categories)):
            yield (
                (*where, "values"),
                f'"{text}" of the column "{field.name}" is here but not in categories. Mend one '
                "of them.",
            )
