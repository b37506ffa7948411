"""What each column must keep to: its constraints, its codes, and the levels the plan knows."""

from dataclasses import dataclass

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.dictionary import RawField, Resource
from ipsanalysis.raw.period_columns import periods


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
    schema, participants = resource.table_schema, resource.canonical.participants
    codes = _codes(resource, plan)
    end = resource.canonical.follow_up
    needed = {participants.arm.column, participants.person}
    needed |= {end.observed_until, end.end_reason.column} if end else set()
    return {
        field.name: Demand(
            field=field,
            missing_values=schema.missingValues if field.missingValues is None
            else field.missingValues,
            required=field.constraints.required or field.name in needed,
            unique=field.constraints.unique or field.name == participants.person,
            codes=tuple(codes.get(field.name, ())),
        )
        for field in schema.fields
    }  # fmt: skip


def _codes(resource: Resource, plan: Plan) -> dict[str, list[Codes]]:
    canonical = resource.canonical
    found: dict[str, list[Codes]] = {}

    def add(column: str, what: str, allowed: tuple[str, ...], action: str) -> None:
        found.setdefault(column, []).append(Codes(what=what, allowed=allowed, action=action))

    arm, end = canonical.participants.arm, canonical.follow_up
    add(arm.column, "an unknown arm", tuple(arm.values), "Find out to which arm the person was "
        "randomised.")  # fmt: skip
    if end:
        add(end.end_reason.column, "an unknown end of follow-up", tuple(end.end_reason.values),
            "Mend the cell, or give the reason an id in the plan and the dictionary.")  # fmt: skip
    for columns in canonical.person_periods.values():
        for name in periods(columns).values():
            add(name, "an unknown status", tuple(columns.values), "Mend the cell; leave it blank "
                "only if the period was not observed.")  # fmt: skip
    for field in resource.table_schema.fields:
        if field.constraints.enum is not None and field.name not in found:
            allowed = tuple(map(str, field.constraints.enum))
            add(field.name, "a value that is not in the list", allowed, "Mend the cell, or add "
                "the value to enum in the dictionary.")  # fmt: skip
    for covariate in plan.covariates:
        if covariate.levels is not None:
            add(canonical.participants.covariates[covariate.id],
                f"a level of {covariate.id} that the plan does not know", tuple(covariate.levels),
                "Mend the cell, or add the level to the plan.")  # fmt: skip
    return found
