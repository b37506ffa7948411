"""Whether the list of people, their covariates and the end of follow-up agree with the plan."""

from collections.abc import Iterator, Sequence

from ipsanalysis.errors import nearest
from ipsanalysis.raw.agreement_part import NUMBERS, Part, Problem, unknown
from ipsanalysis.raw.mapping import Canonical, CodedColumn
from ipsanalysis.raw.tables.follow_up import COMPLETED

LOST = ("withdrew", "lost")  # outcomes after these are missing, unless the plan has them
NEED_ID = ("period_rows", "job_spells", "contacts")


def list_problems(parts: Sequence[Part]) -> Iterator[Problem]:
    """Give what is wrong with which file lists the people, and with the link of others to it."""
    lists = [part for part in parts if part.canonical.participants]
    if not lists:
        yield (
            ("resources",),
            (
                "no file has `participants` in `canonical`; allowed: one, the list of people "
                "randomised. Add it there."
            ),
        )
    for part in lists[1:]:
        yield (
            part.at("participants"),
            (
                "found a second list of people randomised, beside that of "
                f"{lists[0].resource.path}; "
                "allowed: one. Map it as `covariates` or `arm` here."
            ),
        )
    for part in parts:
        yield from _link(part, lists[0] if lists else None)


def _link(part: Part, listing: Part | None) -> Iterator[Problem]:
    canonical = part.canonical
    if canonical.participants:
        for key in ("person", "arm"):
            if getattr(canonical, key) is not None:
                yield (
                    part.at(key),
                    (
                        f"the list of people randomised names it in participants.{key}. Remove it "
                        "here."
                    ),
                )
    elif _of_people(canonical) and canonical.person is None:
        yield (
            part.at("person"),
            (
                "found nothing; allowed: the column with the person's id. Name it; a file whose "
                "rows "
                "are of people needs it."
            ),
        )
    elif not _of_people(canonical) and canonical.reviews is None:
        yield (
            part.at(),
            (
                "nothing of this file is read. Say what its columns are, or take the file out of "
                "the "
                "dictionary."
            ),
        )
    yield from part.column(part.at("person"), canonical.person)
    unnamed = listing is not None and listing.resource.person is None
    if unnamed and not canonical.participants and _of_people(canonical):
        yield (
            part.at("person"),
            (
                "the list of people randomised has no ids, so rows of another file cannot be "
                "linked "
                "to it. Name the column with the id there, in participants.person."
            ),
        )
    if unnamed and canonical.participants:
        yield from _without_ids(part)
    if canonical.arm is not None:
        yield from part.coded(part.at("arm"), canonical.arm)
        yield from _arm_ids(part, canonical.arm, "arm")


def _without_ids(part: Part) -> Iterator[Problem]:
    used = [key for key in NEED_ID if getattr(part.canonical, key) is not None]
    if part.canonical.participants and part.canonical.participants.several_rows:
        used.append("several_rows")
    used += ["visit_column" for x in part.canonical.assessments if x.visit_column]
    for key in used:
        yield (
            part.at("participants", "person"),
            (f"found null; `{key}` needs a column that tells whose rows they are. Name it."),
        )


def _of_people(canonical: Canonical) -> bool:
    mapped = {name for name in Canonical.model_fields if getattr(canonical, name)}
    return bool(mapped - {"person", "reviews"})


def participant_problems(part: Part) -> Iterator[Problem]:
    """Give what is wrong with the columns of the list of people randomised."""
    participants = part.canonical.participants
    if participants is None:
        return
    yield from part.column(part.at("participants", "person"), participants.person)
    yield from part.coded(part.at("participants", "arm"), participants.arm)
    yield from _arm_ids(part, participants.arm, "participants", "arm")
    found = participants.arm.values.values()
    for arm in (arm.id for arm in part.plan.arms if arm.id not in found):
        yield (
            part.at("participants", "arm", "values"),
            (f'the arm "{arm}" of the plan has no value here. Add it.'),
        )
    where, randomised = part.at("participants", "randomised"), participants.randomised
    if part.plan.follow_up.dated and randomised is None:
        yield (
            where,
            (
                "found nothing; the plan follows people by date (follow_up.months), so the "
                "column with "
                "the date of randomisation is needed. Name it."
            ),
        )
    elif not part.plan.follow_up.dated and randomised is not None:
        yield (
            where,
            (
                "the plan does not follow people by date. Remove it, or add months to follow_up of "
                "the plan."
            ),
        )
    yield from part.column(where, randomised, ("date",))


def _arm_ids(part: Part, coded: CodedColumn, *keys: str) -> Iterator[Problem]:
    arms = [arm.id for arm in part.plan.arms]
    yield from part.meanings(part.at(*keys), coded, "arms of the plan", arms)


def covariate_problems(parts: Sequence[Part]) -> Iterator[Problem]:
    """Give covariates of the plan that no file or several files hold, or as another type."""
    lists = [part for part in parts if part.canonical.participants]
    found: dict[str, Part] = {}
    for part in parts:
        own, more = part.canonical.participants, part.canonical.covariates
        for key, columns in (
            (("participants", "covariates"), own.covariates if own else {}),
            (("covariates", "columns"), more.columns if more else {}),
        ):
            for name, column in columns.items():
                yield from _covariate(part, (*key, name), name, column)
                if name in found:
                    yield (
                        part.at(*key, name),
                        (
                            f'the covariate "{name}" comes from {found[name].resource.path} '
                            f"already. "
                            "Remove one."
                        ),
                    )
                found[name] = part
        if more is not None and more.where is not None:
            yield from part.column(part.at("covariates", "where", "column"), more.where.column)
    for covariate in _planned(lists):
        if covariate not in found:
            yield (
                lists[0].at("participants", "covariates"),
                (
                    f'the covariate "{covariate}" of the plan is not here. Add it.'
                    f"{nearest(covariate, found)}"
                ),
            )


def _planned(lists: Sequence[Part]) -> list[str]:
    """Return the covariates of the plan, none when there is no list to add them to."""
    return [covariate.id for covariate in lists[0].plan.covariates] if lists else []


def _covariate(part: Part, keys: tuple[str, ...], name: str, column: str) -> Iterator[Problem]:
    kinds = {covariate.id: covariate.kind for covariate in part.plan.covariates}
    needed = NUMBERS if kinds.get(name) == "continuous" else ()
    why = "the plan has it continuous, so " if needed else ""
    yield from part.column(part.at(*keys), column, needed, why)


def follow_up_problems(parts: Sequence[Part]) -> Iterator[Problem]:
    """Give what is wrong with the end of follow-up."""
    ends = [part for part in parts if part.canonical.follow_up]
    lists = [part for part in parts if part.canonical.participants]
    events = [event.id for event in parts[0].plan.intercurrent_events]
    if not ends and events and lists:
        yield (
            lists[0].at("follow_up"),
            (
                f"found null; the plan has the event {events[0]}, so name the columns that "
                "say who had it."
            ),
        )
    for part in ends[1:]:
        yield (
            part.at("follow_up"),
            (f"the end of follow-up comes from {ends[0].resource.path} already. Remove one."),
        )
    for part in ends:
        yield from _end(part, events)


def _end(part: Part, events: Sequence[str]) -> Iterator[Problem]:
    end = part.canonical.follow_up
    if end is None:
        return
    where, dated = part.at("follow_up", "observed_until"), part.plan.follow_up.dated
    yield from unknown(where, "columns", end.observed_until, part.fields)
    wanted = "date" if dated else "integer"
    if end.observed_until in part.fields and part.fields[end.observed_until].type != wanted:
        yield (
            where,
            (
                f'the type of "{end.observed_until}" must be {wanted}, as the plan follows '
                f"people by "
                f"{'date' if dated else part.plan.follow_up.unit}. Mend the type, or name another "
                "column."
            ),
        )
    yield from part.coded(part.at("follow_up", "end_reason"), end.end_reason)
    known = [COMPLETED, *(reason for reason in LOST if reason not in events), *events]
    what = "completed, withdrew, lost, and events of the plan"
    yield from part.meanings(part.at("follow_up", "end_reason"), end.end_reason, what, known)
    for event in (event for event in events if event not in end.end_reason.values.values()):
        yield (
            part.at("follow_up", "end_reason"),
            (f'the event "{event}" of the plan has no value here. Add it.'),
        )
