"""Whether a dictionary agrees with itself, with the plan and with the folder it lies in."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from ipsanalysis.errors import nearest
from ipsanalysis.plan.document import KeyPath
from ipsanalysis.plan.outcomes import StatusAt
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.dictionary import CodedColumn, Package, PeriodColumns, RawField, Resource
from ipsanalysis.raw.period_columns import periods

Problem = tuple[KeyPath, str]
FILE: KeyPath = ("resources", 0)
CANONICAL: KeyPath = (*FILE, "canonical")
COMPLETED = "completed"
LOST = ("withdrew", "lost")  # outcomes after these are missing, unless the plan has them
UNITS = ("day", "week", "month", "year")


def agreement_problems(package: Package, plan: Plan, folder: Path) -> Iterator[Problem]:
    """Give every name that is used but not defined, and every value that does not fit.

    Args:
        package: A dictionary whose keys and types are right.
        plan: The study's plan.
        folder: The folder of raw files.

    Yields:
        Key path and message of each problem.
    """
    if package.name != plan.study:
        yield (
            ("name",),
            f'found "{package.name}"; allowed: "{plan.study}", the id of the plan. Write that.',
        )
    resource = package.file
    yield from chain(
        _path(resource.path, folder),
        _hash(resource.hash),
        _fields(resource),
        _arms(resource, plan),
        _covariates(resource, plan),
        _follow_up(resource, plan),
        _person_periods(resource, plan),
    )


def _path(name: str, folder: Path) -> Iterator[Problem]:
    where = (*FILE, "path")
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


def _hash(text: str) -> Iterator[Problem]:
    if not re.fullmatch("sha256:[0-9a-f]{64}", text):
        yield (
            (*FILE, "hash"),
            f'found "{text}"; allowed: sha256: and 64 digits 0-9, a-f. Run sha256sum on the file.',
        )


def _unknown(where: KeyPath, what: str, found: str, allowed: Iterable[str]) -> Iterator[Problem]:
    names = list(allowed)
    if found not in names:
        few = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
        yield (
            where,
            f'found "{found}"; allowed: {what} ({few}).{nearest(found, names)} Write one of them.',
        )


def _fields(resource: Resource) -> Iterator[Problem]:
    fields = resource.table_schema.fields
    for name, count in Counter(field.name for field in fields).items():
        if count > 1:
            yield (*FILE, "schema", "fields"), f'"{name}" is described {count} times. Remove one.'
    for index, field in enumerate(fields):
        where: KeyPath = (*FILE, "schema", "fields", index, "constraints")
        low, high = field.constraints.minimum, field.constraints.maximum
        if field.type in ("string", "date") and (low is not None or high is not None):
            yield (
                where,
                f'"{field.name}" holds a {field.type}; only numbers have limits. Remove '
                "them, or mend the type.",
            )
        elif low is not None and high is not None and low > high:
            yield (
                where,
                f'"{field.name}": minimum {low:g} is above maximum {high:g}. Mend one of them.',
            )
        for value in field.constraints.enum or []:
            if isinstance(value, str) != (field.type in ("string", "date")):
                yield (
                    (*where, "enum"),
                    f'"{field.name}" holds {field.type}; "{value}" is not one. Mend it, or the '
                    "type.",
                )


def _coded(resource: Resource, coded: CodedColumn, where: KeyPath) -> Iterator[Problem]:
    fields = {field.name: field for field in resource.table_schema.fields}
    yield from _unknown((*where, "column"), "columns of the file", coded.column, fields)
    if coded.column in fields:
        yield from _codes(fields[coded.column], coded.values, where)


def _codes(field: RawField, values: Iterable[str], where: KeyPath) -> Iterator[Problem]:
    if field.constraints.enum is not None:
        known = [str(value) for value in field.constraints.enum]
        for text in sorted(set(known).symmetric_difference(values)):
            side = "is in enum but not here" if text in known else "is here but not in enum"
            yield (
                (*where, "values"),
                f'"{text}" of the column "{field.name}" {side}. Make the two the same.',
            )


def _arms(resource: Resource, plan: Plan) -> Iterator[Problem]:
    participants = resource.canonical.participants
    where: KeyPath = (*CANONICAL, "participants")
    names = [field.name for field in resource.table_schema.fields]
    if participants.person is not None:
        yield from _unknown((*where, "person"), "columns of the file", participants.person, names)
    yield from _coded(resource, participants.arm, (*where, "arm"))
    arms = [arm.id for arm in plan.arms]
    found = participants.arm.values
    for text, arm in found.items():
        yield from _unknown((*where, "arm", "values", text), "arms of the plan", arm, arms)
    for arm in (arm for arm in arms if arm not in found.values()):
        yield (*where, "arm", "values"), f'the arm "{arm}" of the plan has no value here. Add it.'


def _covariates(resource: Resource, plan: Plan) -> Iterator[Problem]:
    where: KeyPath = (*CANONICAL, "participants", "covariates")
    fields = {field.name: field for field in resource.table_schema.fields}
    mapped = resource.canonical.participants.covariates
    for name, column in mapped.items():
        yield from _unknown((*where, name), "columns of the file", column, fields)
    for covariate in plan.covariates:
        if covariate.id not in mapped:
            hint = nearest(covariate.id, mapped)
            yield where, f'the covariate "{covariate.id}" of the plan is not here. Add it.{hint}'
        elif covariate.kind == "continuous" and mapped[covariate.id] in fields:
            field = fields[mapped[covariate.id]]
            if field.type not in ("integer", "number"):
                yield (
                    (*where, covariate.id),
                    f'"{field.name}" holds a {field.type}; the plan has it continuous, so its '
                    "type must be integer or number. Mend the type here, or the kind in the plan.",
                )


def _follow_up(resource: Resource, plan: Plan) -> Iterator[Problem]:
    end = resource.canonical.follow_up
    where: KeyPath = (*CANONICAL, "follow_up")
    events = [event.id for event in plan.intercurrent_events]
    if end is None:
        if events:
            yield (
                where,
                f"found null; the plan has the event {events[0]}, so name the columns that "
                "say who had it.",
            )
        return
    fields = {field.name: field for field in resource.table_schema.fields}
    yield from _unknown((*where, "observed_until"), "columns", end.observed_until, fields)
    if end.observed_until in fields and fields[end.observed_until].type != "integer":
        yield (
            (*where, "observed_until"),
            f'the type of "{end.observed_until}" must be integer. Mend the type, or name '
            "another column.",
        )
    yield from _coded(resource, end.end_reason, (*where, "end_reason"))
    known = [COMPLETED, *(reason for reason in LOST if reason not in events), *events]
    for text, reason in end.end_reason.values.items():
        path = (*where, "end_reason", "values", text)
        yield from _unknown(
            path, "completed, withdrew, lost, and events of the plan", reason, known
        )
    for event in (event for event in events if event not in end.end_reason.values.values()):
        yield (*where, "end_reason"), f'the event "{event}" of the plan has no value here. Add it.'


def _person_periods(resource: Resource, plan: Plan) -> Iterator[Problem]:
    where: KeyPath = (*CANONICAL, "person_periods")
    mapped = resource.canonical.person_periods
    for name, columns in mapped.items():
        yield from _period_columns(columns, resource, plan, (*where, name))
    for outcome in plan.outcomes:
        source = getattr(outcome, "source", None)
        if source is None:
            continue
        if source.column not in mapped:
            hint = nearest(source.column, mapped)
            yield where, f'the outcome "{outcome.id}" needs "{source.column}" here. Add it.{hint}'
        elif isinstance(outcome, StatusAt) and outcome.at not in periods(mapped[source.column]):
            yield (
                (*where, source.column),
                f'the outcome "{outcome.id}" needs {plan.follow_up.unit} {outcome.at}, which is '
                "not among the columns. Add it, or mend the plan.",
            )


def _period_columns(
    columns: PeriodColumns, resource: Resource, plan: Plan, where: KeyPath
) -> Iterator[Problem]:
    fields = {field.name: field for field in resource.table_schema.fields}
    slot = f"{{{plan.follow_up.unit}}}"
    missing = [columns.pattern, columns.first, columns.last].count(None)
    if missing != (0 if columns.columns is None else 3):
        yield (
            where,
            "allowed: either pattern, first and last together, or columns alone. Remove the rest.",
        )
        return
    if columns.pattern is not None and columns.pattern.count(slot) != 1:
        yield (
            (*where, "pattern"),
            f'found "{columns.pattern}"; allowed: a name with {slot} once, the unit of the plan. '
            f"{_advice(columns.pattern, slot)}",
        )
        return
    named = periods(columns)
    if not named or len(named) < len(columns.columns or {}):
        yield where, "first is above last, or a period is not a whole number from 1. Mend it."
    absent = [(period, name) for period, name in named.items() if name not in fields]
    if absent:
        more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
        yield (
            where,
            f'names the column "{absent[0][1]}"{more}, which the schema does not describe.'
            f"{nearest(absent[0][1], fields)} Describe them in schema.fields, or mend the pattern.",
        )
    for period in (period for period in named if period > plan.follow_up.length):
        yield (
            where,
            f"found the period {period}; allowed: 1 to {plan.follow_up.length}. Mend one of them.",
        )
        break
    for name in (name for name in named.values() if name in fields):
        yield from _codes(fields[name], columns.values, where)


def _advice(pattern: str, slot: str) -> str:
    other = next((unit for unit in UNITS if f"{{{unit}}}" in pattern), None)
    if other is not None:
        return f"Count in the same unit in both: this counts in {other}s."
    return f"Write it as in work_{slot}; a pattern is a name and is never run."
