"""Whether everything that outcomes and analyses of the plan use comes from a file."""

from collections.abc import Iterator, Sequence

from ipsanalysis.errors import nearest
from ipsanalysis.plan.design import AnswerSource, PeriodSource, SpellSource
from ipsanalysis.plan.outcomes import Answer, Score, StatusAt
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.agreement_part import NUMBERS, Part, Problem
from ipsanalysis.raw.mapping import Assessment
from ipsanalysis.raw.period_columns import periods
from ipsanalysis.raw.tables.assessments import SLOT

Source = PeriodSource | SpellSource | AnswerSource


def use_problems(parts: Sequence[Part], plan: Plan) -> Iterator[Problem]:
    """Give outcomes and analyses that need something no file holds.

    Args:
        parts: Every file.
        plan: The study's plan.

    Yields:
        Key path and message of each problem.
    """
    for what, source in _sources(plan):
        if isinstance(source, PeriodSource):
            yield from _period(parts, what, source)
        elif isinstance(source, SpellSource):
            yield from _kinds(parts, what, source)
        else:
            yield from _answer(parts, what, source)
    for outcome in plan.outcomes:
        if isinstance(outcome, StatusAt) and isinstance(outcome.source, PeriodSource):
            yield from _at(parts, outcome, outcome.source.column)
        elif isinstance(outcome, Answer | Score):
            yield from _values(parts, outcome)
    jobs = [part for part in parts if part.canonical.job_spells]
    if plan.industries_worked_in and not any(
        part.canonical.job_spells and part.canonical.job_spells.industry for part in jobs
    ):
        yield (
            _nowhere(parts),
            (
                "the plan has industries_worked_in, and no file has an industry in job_spells. "
                "Add it "
                "there."
            ),
        )
    received = [arm.id for arm in plan.arms if arm.received == "contact"]
    if received and not any(part.canonical.contacts for part in parts):
        yield (
            _nowhere(parts),
            (
                f'the arm "{received[0]}" counts contacts as treatment received, and no file has '
                "`contacts`. Add them, or remove `received` from the plan."
            ),
        )


def _sources(plan: Plan) -> Iterator[tuple[str, Source]]:
    for outcome in plan.outcomes:
        source = getattr(outcome, "source", None)
        if source is not None:
            yield f'the outcome "{outcome.id}"', source
    for state in plan.states.of if plan.states else []:
        yield f'the state "{state.id}"', state.source
    if plan.industries_worked_in:
        yield "the analysis industries_worked_in", plan.industries_worked_in.source


def _nowhere(parts: Sequence[Part], *keys: str) -> tuple[str | int, ...]:
    listing = next((part for part in parts if part.canonical.participants), parts[0])
    return listing.at(*keys) if keys else ("resources",)


def _period(parts: Sequence[Part], what: str, source: PeriodSource) -> Iterator[Problem]:
    mapped = [name for part in parts for name in part.canonical.person_periods]
    mapped += [
        name for part in parts if part.canonical.period_rows
        for name in part.canonical.period_rows.statuses
    ]  # fmt: skip
    if source.column not in mapped:
        yield (
            _nowhere(parts, "person_periods"),
            (f'{what} needs "{source.column}" here. Add it.{nearest(source.column, mapped)}'),
        )


def _at(parts: Sequence[Part], outcome: StatusAt, name: str) -> Iterator[Problem]:
    for part in parts:
        columns = part.canonical.person_periods.get(name)
        if columns is not None and outcome.at not in periods(columns):
            yield (
                part.at("person_periods", name),
                (
                    f'the outcome "{outcome.id}" needs {part.plan.follow_up.unit} {outcome.at}, '
                    f"which "
                    "is not among the columns. Add it, or mend the plan."
                ),
            )


def _kinds(parts: Sequence[Part], what: str, source: SpellSource) -> Iterator[Problem]:
    jobs = [part.canonical.job_spells for part in parts if part.canonical.job_spells]
    known = {kind for one in jobs for kind in one.kind.values.values()}
    for kind in (kind for kind in source.kinds if kind not in known):
        yield (
            _nowhere(parts),
            (
                f'{what} counts jobs of the kind "{kind}", and no file has them in job_spells. '
                f"Add the "
                "file or the code, or mend the plan."
            ),
        )


def _answer(parts: Sequence[Part], what: str, source: AnswerSource) -> Iterator[Problem]:
    found = [one for part in parts for one in part.canonical.assessments]
    instrument = [one for one in found if one.instrument == source.instrument]
    item = [one for one in instrument if source.item in one.items]
    if not instrument:
        names = [one.instrument for one in found]
        yield (
            _nowhere(parts),
            (
                f'{what} needs the instrument "{source.instrument}", which no file has in '
                f"assessments. "
                f"Add it there.{nearest(source.instrument, names)}"
            ),
        )
    elif not item:
        names = [name for one in instrument for name in one.items]
        yield (
            _nowhere(parts),
            (
                f'{what} needs the item "{source.item}" of {source.instrument}, which no file '
                f"has. Add "
                f"it there.{nearest(source.item, names)}"
            ),
        )
    elif not any(source.visit in _visits(one) for one in item):
        yield (
            _nowhere(parts),
            (
                f'{what} needs "{source.item}" at the visit "{source.visit}", which no file has. '
                f"Add "
                "the file or the code of the visit, or mend the plan."
            ),
        )


def _visits(one: Assessment) -> list[str]:
    by_row = one.visit_column.values if one.visit_column else {}
    return [*filter(None, [one.visit]), *by_row.values(), *(one.visits_in_names or {}).values()]


def _values(parts: Sequence[Part], outcome: Answer | Score) -> Iterator[Problem]:
    """Report an item that is no number where one is needed, and a yes that no cell can hold."""
    source, yes = outcome.source, getattr(outcome, "yes", None)
    for part in parts:
        for index, one in enumerate(part.canonical.assessments):
            if one.instrument != source.instrument or source.item not in one.items:
                continue
            where = part.at("assessments", index, "items", source.item)
            for text in one.visits_in_names or {"": ""}:
                field = part.fields.get(one.items[source.item].replace(SLOT, text))
                if field is None:
                    continue
                if yes is None and field.type not in NUMBERS:
                    yield (
                        where,
                        (
                            f'"{field.name}" holds a {field.type}; the outcome "{outcome.id}" '
                            f"needs a "
                            "number. Mend the type here, or the outcome."
                        ),
                    )
                listed = field.constraints.enum or field.categories
                for value in (x for x in yes or [] if listed and x not in map(str, listed)):
                    yield (
                        where,
                        (
                            f'the outcome "{outcome.id}" counts "{value}" as yes, which is no '
                            f"value of "
                            f'"{field.name}". Mend the plan, or the values here.'
                        ),
                    )
