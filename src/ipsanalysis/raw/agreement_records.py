"""Whether jobs, assessments, contacts and reviews agree with the plan."""

from collections.abc import Iterator, Sequence
from typing import get_args

from ipsanalysis.plan.design import Kind
from ipsanalysis.plan.document import KeyPath
from ipsanalysis.raw.agreement_part import NUMBERS, Part, Problem, unknown
from ipsanalysis.raw.mapping import Assessment
from ipsanalysis.raw.tables.assessments import SLOT
from ipsanalysis.raw.tables.reviews import ITEMS


def record_problems(parts: Sequence[Part]) -> Iterator[Problem]:
    """Give what is wrong with jobs, assessments, contacts and reviews."""
    for part in parts:
        yield from _jobs(part)
        for index, assessment in enumerate(part.canonical.assessments):
            yield from _assessment(part, assessment, part.at("assessments", index))
        yield from _contacts(part)
        yield from _reviews(part)
    yield from _items_once(parts)


def _by_date(part: Part, where: KeyPath) -> Iterator[Problem]:
    if not part.plan.follow_up.dated:
        yield (
            where,
            (
                "the plan does not follow people by date, so days cannot be counted from "
                "randomisation. Add months to follow_up of the plan, or remove this."
            ),
        )


def _jobs(part: Part) -> Iterator[Problem]:
    jobs = part.canonical.job_spells
    if jobs is None:
        return
    where = part.at("job_spells")
    yield from _by_date(part, where)
    for key in ("job", "occupation"):
        yield from part.column((*where, key), getattr(jobs, key))
    for key in ("start", "end"):
        yield from part.column((*where, key), getattr(jobs, key), ("date",))
    for key in ("hours_per_week", "wage"):
        yield from part.column((*where, key), getattr(jobs, key), NUMBERS)
    yield from part.coded((*where, "kind"), jobs.kind)
    yield from part.meanings((*where, "kind"), jobs.kind, "kinds of work", get_args(Kind))
    if jobs.industry is not None:
        yield from part.coded((*where, "industry"), jobs.industry)
        yield from part.meanings(
            (*where, "industry"), jobs.industry, "industries of the plan", part.plan.industries
        )
    if (jobs.wage is None) != (jobs.wage_per is None):
        yield (
            (*where, "wage_per"),
            (
                "allowed: wage and wage_per together, as pay is for an hour or a month. Add the "
                "other, "
                "or remove this."
            ),
        )
    elif jobs.wage_per == "hour" and jobs.hours_per_week is None:
        yield (
            (*where, "hours_per_week"),
            ("found nothing; pay for an hour needs the hours a week. Name their column."),
        )


def _assessment(part: Part, assessment: Assessment, where: KeyPath) -> Iterator[Problem]:
    ways = (assessment.visit, assessment.visit_column, assessment.visits_in_names)
    if sum(way is not None for way in ways) != 1:
        yield (
            where,
            (
                "allowed: one of visit, visit_column and visits_in_names. Keep the one that says "
                "which "
                "visit an answer belongs to."
            ),
        )
    visits = [visit.id for visit in part.plan.visits]
    what = "visits of the plan"
    if assessment.visit is not None:
        yield from unknown((*where, "visit"), what, assessment.visit, visits)
    if assessment.visit_column is not None:
        yield from part.coded((*where, "visit_column"), assessment.visit_column)
        yield from part.meanings((*where, "visit_column"), assessment.visit_column, what, visits)
    for text, visit in (assessment.visits_in_names or {}).items():
        yield from unknown((*where, "visits_in_names", text), what, visit, visits)
    yield from _names(part, assessment, where)
    if assessment.date is not None:
        yield from _by_date(part, (*where, "date"))


def _names(part: Part, assessment: Assessment, where: KeyPath) -> Iterator[Problem]:
    texts = list(assessment.visits_in_names or {})
    for item, name in assessment.items.items():
        path = (*where, "items", item)
        if bool(texts) != (SLOT in name):
            yield (
                path,
                (
                    f'found "{name}"; allowed: a name with {SLOT} if and only if there is '
                    "visits_in_names. Mend one of them."
                ),
            )
        else:
            for text in texts or [""]:
                yield from part.column(path, name.replace(SLOT, text))
    if assessment.date is not None:
        slots = texts if SLOT in assessment.date else [""]
        for text in slots:
            name = assessment.date.replace(SLOT, text)
            yield from part.column((*where, "date"), name, ("date",))


def _items_once(parts: Sequence[Part]) -> Iterator[Problem]:
    """Report an item of a visit that two places hold, as far as the visits stand in the keys."""
    found: dict[tuple[str, str, str], str] = {}
    for part in parts:
        for index, one in enumerate(part.canonical.assessments):
            visits = [one.visit] if one.visit else [*(one.visits_in_names or {}).values()]
            for item in one.items:
                for visit in visits:
                    key = (one.instrument, item, visit)
                    if key in found:
                        yield (
                            part.at("assessments", index, "items", item),
                            (
                                f'"{item}" of {one.instrument} at the visit {visit} comes from '
                                f"{found[key]} already. Remove one."
                            ),
                        )
                    found[key] = part.resource.path


def _contacts(part: Part) -> Iterator[Problem]:
    contacts = part.canonical.contacts
    if contacts is None:
        return
    where = part.at("contacts")
    yield from _by_date(part, where)
    yield from part.column((*where, "date"), contacts.date, ("date",))
    yield from part.column((*where, "minutes"), contacts.minutes, NUMBERS)
    if contacts.kind is not None:
        yield from part.coded((*where, "kind"), contacts.kind)


def _reviews(part: Part) -> Iterator[Problem]:
    reviews = part.canonical.reviews
    if reviews is None:
        return
    where = part.at("reviews")
    yield from part.column((*where, "unit"), reviews.unit)
    yield from part.column((*where, "date"), reviews.date, ("date",))
    wanted = ITEMS[reviews.scale]
    if len(reviews.items) != wanted:
        yield (
            (*where, "items"),
            (
                f"found {len(reviews.items)} items; allowed: the {wanted} of {reviews.scale}. "
                "Add or "
                "remove some, or mend the scale."
            ),
        )
    for item, name in reviews.items.items():
        yield from part.column((*where, "items", item), name, NUMBERS)
