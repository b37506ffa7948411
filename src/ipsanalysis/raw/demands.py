"""What each column must keep to: its constraints, its codes, and the levels the plan knows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.dictionary import FileOnDisk, RawField, Resource
from ipsanalysis.raw.mapping import Canonical, CodedColumn, PeriodStatus
from ipsanalysis.raw.period_columns import periods

NO_REASON = "not answered"
_STATUS = "Mend the cell; leave it blank only if the period was not observed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """Texts that alone may stand in a column.

    Attributes:
        what: What another text is called in messages.
        allowed: The texts, in order.
        action: What to do about another text.
    """

    what: str
    allowed: tuple[str, ...]
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a column must keep to, beside its type.

    Attributes:
        field: The column in the dictionary.
        missing_values: Texts that mean not observed.
        required: Whether every row needs a value.
        unique: Whether no value may stand twice.
        codes: Lists of texts it must keep to, the first that is broken being reported.
    """

    field: RawField
    missing_values: list[str]
    required: bool
    unique: bool
    codes: tuple[Codes, ...]


def demands(resource: Resource, plan: Plan) -> dict[str, Demand]:
    """Return what each column of a file must keep to.

    Args:
        resource: The file's description.
        plan: The study's plan.

    Returns:
        Column: demand, in the order of the dictionary.
    """
    codes, needed = _codes(resource, plan), _needed(resource.canonical) | {resource.person}
    participants = resource.canonical.participants
    alone = participants.person if participants and not participants.several_rows else None
    return {
        field.name: Demand(
            field=field,
            missing_values=list(missing_reasons(field, resource)),
            required=field.constraints.required or field.name in needed,
            unique=field.constraints.unique or field.name == alone,
            codes=tuple(codes.get(field.name, ())),
        )
        for field in resource.table_schema.fields
    }


def missing_reasons(field: RawField, resource: FileOnDisk) -> dict[str, str]:
    """Return why a value is not there, for each text that says so.

    Args:
        field: The column.
        resource: The file it stands in.

    Returns:
        Text: reason; `not answered` where the dictionary gives none.
    """
    listed = field.missingValues
    if listed is None:
        listed = resource.table_schema.missingValues
    return dict((x, NO_REASON) if isinstance(x, str) else (x.value, x.label) for x in listed)


def _needed(canonical: Canonical) -> set[str | None]:
    """Columns in which every row needs a value."""
    participants, end, jobs = canonical.participants, canonical.follow_up, canonical.job_spells
    needed: set[str | None] = set()
    if participants:
        needed |= {participants.arm.column, participants.randomised}
    if end:
        needed |= {end.observed_until, end.end_reason.column}
    if canonical.period_rows:
        needed |= {canonical.period_rows.period}
    if jobs:
        needed |= {jobs.job, jobs.start, jobs.kind.column}
    if canonical.contacts:
        needed |= {canonical.contacts.date}
    if canonical.reviews:
        needed |= {
            canonical.reviews.unit,
            canonical.reviews.date,
            *canonical.reviews.items.values(),
        }
    visits = (item.visit_column for item in canonical.assessments)
    return needed | {coded.column for coded in visits if coded}


def _codes(resource: Resource, plan: Plan) -> dict[str, list[Codes]]:
    found: dict[str, list[Codes]] = {}

    def add(column: str, what: str, allowed: Iterable[str], action: str) -> None:
        found.setdefault(column, []).append(Codes(what=what, allowed=tuple(allowed), action=action))

    for coded, what, action in _coded(resource.canonical):
        add(coded.column, what, coded.values, action)
    for columns in resource.canonical.person_periods.values():
        for name in periods(columns).values():
            add(name, "an unknown status", columns.values, _STATUS)
    for field in resource.table_schema.fields:
        if field.name not in found and (listed := listed_codes(field)):
            found[field.name] = [listed]
    for covariate, column in covariate_columns(resource.canonical).items():
        for levels in (x.levels for x in plan.covariates if x.id == covariate and x.levels):
            add(column, f"a level of {covariate} that the plan does not know", levels,
                "Mend the cell, or add the level to the plan.")  # fmt: skip
    return found


def listed_codes(field: RawField) -> Codes | None:
    """Return the texts that the dictionary allows in a column; none when it names none."""
    if field.constraints.enum is not None:
        return Codes(
            what="a value that is not in the list",
            allowed=tuple(map(str, field.constraints.enum)),
            action="Mend the cell, or add the value to enum in the dictionary.",
        )
    if field.categories is not None:
        return Codes(
            what="a code without a label",
            allowed=tuple(field.categories),
            action="Mend the cell, or add the code to categories in the dictionary.",
        )
    return None


def covariate_columns(canonical: Canonical) -> dict[str, str]:
    """Return the covariates that a file holds and the column of each."""
    participants, more = canonical.participants, canonical.covariates
    return {**(participants.covariates if participants else {}), **(more.columns if more else {})}


def _coded(canonical: Canonical) -> Iterator[tuple[CodedColumn | PeriodStatus, str, str]]:
    """Give each column of codes, what another code is called, and what to do about it."""
    participants, end, jobs = canonical.participants, canonical.follow_up, canonical.job_spells
    for arm in (participants.arm if participants else None, canonical.arm):
        if arm:
            yield arm, "an unknown arm", "Find out to which arm the person was randomised."
    if end:
        yield end.end_reason, "an unknown end of follow-up", (
            "Mend the cell, or give the reason an id in the plan and the dictionary.")  # fmt: skip
    if canonical.period_rows:
        for status in canonical.period_rows.statuses.values():
            yield status, "an unknown status", _STATUS
    if jobs:
        yield jobs.kind, "an unknown kind of work", (
            "Mend the cell, or say in the dictionary which kind it is.")  # fmt: skip
        if jobs.industry:
            yield jobs.industry, "an unknown industry", (
                "Mend the cell, or give it an industry of the plan in the dictionary.")  # fmt: skip
    for visit in (item.visit_column for item in canonical.assessments):
        if visit:
            yield visit, "an unknown visit", (
                "Mend the cell, or add the visit to the plan and the dictionary.")  # fmt: skip
    if canonical.contacts and canonical.contacts.kind:
        yield canonical.contacts.kind, "an unknown kind of contact", (
            "Mend the cell, or add the kind to the dictionary.")  # fmt: skip
