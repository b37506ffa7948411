"""Whether columns and rows of periods agree with the plan."""

from collections.abc import Iterator, Sequence

from ipsanalysis.errors import nearest
from ipsanalysis.plan.document import KeyPath
from ipsanalysis.raw.agreement_part import Part, Problem, codes
from ipsanalysis.raw.mapping import PeriodColumns
from ipsanalysis.raw.period_columns import periods

UNITS = ("day", "week", "month", "year")


def period_problems(parts: Sequence[Part]) -> Iterator[Problem]:
    """Give what is wrong with columns and rows of periods."""
    found: dict[str, Part] = {}
    for part in parts:
        names = {name: part.at("person_periods", name) for name in part.canonical.person_periods}
        for name, columns in part.canonical.person_periods.items():
            yield from _period_columns(part, columns, names[name])
        rows = part.canonical.period_rows
        if rows is not None:
            yield from _period_rows(part)
            for name in rows.statuses:
                if name in names:
                    yield names[name], f'"{name}" stands in period_rows too. Remove one.'
                names[name] = part.at("period_rows", "statuses", name)
        for name, where in names.items():
            if name in found:
                yield where, f'"{name}" comes from {found[name].resource.path} already. Remove one.'
            found[name] = part


def _period_rows(part: Part) -> Iterator[Problem]:
    rows = part.canonical.period_rows
    if rows is None:
        return
    where = part.at("period_rows", "period")
    yield from part.column(where, rows.period, ("integer", "date"))
    field = part.fields.get(rows.period)
    if field is not None and field.type == "date" and not part.plan.follow_up.dated:
        yield (
            where,
            (
                f'"{rows.period}" holds dates, and the plan does not follow people by date. Name a '
                "column with the number of the period, or add months to follow_up of the plan."
            ),
        )
    for name, status in rows.statuses.items():
        yield from part.coded(part.at("period_rows", "statuses", name), status)


def _period_columns(part: Part, columns: PeriodColumns, where: KeyPath) -> Iterator[Problem]:
    fields, follow_up = part.fields, part.plan.follow_up
    slot = f"{{{follow_up.unit}}}"
    missing = [columns.pattern, columns.first, columns.last].count(None)
    if missing != (0 if columns.columns is None else 3):
        yield (
            where,
            (
                "allowed: either pattern, first and last together, or columns alone. Remove the "
                "rest."
            ),
        )
        return
    if columns.pattern is not None and columns.pattern.count(slot) != 1:
        yield (
            (*where, "pattern"),
            (
                f'found "{columns.pattern}"; allowed: a name with {slot} once, the unit of the '
                f"plan. "
                f"{_advice(columns.pattern, slot)}"
            ),
        )
        return
    named = periods(columns)
    if not named or len(named) < len(columns.columns or {}):
        yield where, "first is above last, or a period is not a whole number from 1. Mend it."
    absent = [name for name in named.values() if name not in fields]
    if absent:
        more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
        yield (
            where,
            (
                f'names the column "{absent[0]}"{more}, which the schema does not describe.'
                f"{nearest(absent[0], fields)} Describe them in schema.fields, or mend the "
                "pattern."
            ),
        )
    for period in [period for period in named if period > follow_up.length][:1]:
        yield (
            where,
            (f"found the period {period}; allowed: 1 to {follow_up.length}. Mend one of them."),
        )
    for name in (name for name in named.values() if name in fields):
        yield from codes(fields[name], columns.values, where)


def _advice(pattern: str, slot: str) -> str:
    other = next((unit for unit in UNITS if f"{{{unit}}}" in pattern), None)
    if other is not None:
        return f"Count in the same unit in both: this counts in {other}s."
    return f"Write it as in work_{slot}; a pattern is a name and is never run."
