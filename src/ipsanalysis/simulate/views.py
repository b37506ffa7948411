"""A simulated trial as the rows of its files, before values are written as codes."""

from collections.abc import Iterator
from datetime import date

from ipsanalysis.simulate.described_files import RawFile
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.spread import spread
from ipsanalysis.simulate.trial import Person, Spell, Trial

Value = str | float | int | date | None
Row = dict[str, Value]


def rows_of(file: RawFile, trial: Trial, told: Description) -> list[Row]:
    """Return the rows of a file.

    Args:
        file: Its description.
        trial: The trial.
        told: The description of it all.

    Returns:
        Rows, each column: value; every row has the same columns. Of visits those with an answer to
        a question of the file.
    """
    match file.rows:
        case "visits":
            asked = {column.of for column in spread(file.columns) if "." in column.of}
            rows = _visits(trial, told, file.visits)
            return [row for row in rows if any(row.get(name) is not None for name in asked)]
        case "people":
            return list(_people(trial, told))
        case "ended":
            return [_person(person) for person in trial.people if person.reason != "completed"]
        case "spells":
            return list(_spells(trial, told))
        case "contacts":
            return list(_contacts(trial))
        case "reviews":
            return list(_reviews(trial))
        case _:
            return list(_months(trial))


def _person(person: Person) -> Row:
    until = person.date(person.until)
    return {
        "person": person.id,
        "arm": person.arm,
        "randomised": person.randomised,
        "until": until,
        "reason": person.reason,
        **person.covariates,
    }


def _asked(told: Description) -> Iterator[tuple[str, str]]:
    for instrument in told.instruments:
        for item in instrument.items:
            for visit in instrument.visits:
                yield f"{instrument.id}.{item.id}", visit


def _people(trial: Trial, told: Description) -> Iterator[Row]:
    """Give a row a person: with answers as `instrument.item.visit`, months as `month.1`."""
    found = {(one.person, one.visit): one for one in trial.answered}
    for place, person in enumerate(trial.people):
        row = _person(person)
        for visit in told.visits:
            one = found.get((place, visit.id))
            row[f"day.{visit.id}"] = person.date(one.day) if one else None
        for name, visit_id in _asked(told):
            one = found.get((place, visit_id))
            row[f"{name}.{visit_id}"] = one.answers.get(name) if one else None
        for month, status in enumerate(trial.monthly[place] if trial.monthly else (), start=1):
            row[f"month.{month}"] = None if status is None else int(status)
        yield row


def _visits(trial: Trial, told: Description, visits: list[str] | None) -> Iterator[Row]:
    names = dict.fromkeys(name for name, _ in _asked(told))
    for one in trial.answered:
        if visits is None or one.visit in visits:
            person = trial.people[one.person]
            answers: Row = {name: one.answers.get(name) for name in names}
            yield {**_person(person), "visit": one.visit, "day": person.date(one.day), **answers}


def _spells(trial: Trial, told: Description) -> Iterator[Row]:
    for spell in trial.spells:
        person = trial.people[spell.person]
        yield {
            **_person(person),
            "job": spell.job,
            "start": person.date(spell.start),
            "end": None if spell.end is None else person.date(spell.end),
            "kind": spell.kind,
            "hours": spell.hours,
            "pay_hour": spell.pay,
            "pay_month": _monthly_pay(spell, told.pay.weeks_a_month),
            "industry": spell.industry,
            "occupation": spell.occupation,
        }


def _monthly_pay(spell: Spell, weeks: float) -> int | None:
    if spell.pay is None or spell.hours is None:
        return None
    return round(spell.pay * spell.hours * weeks)


def _contacts(trial: Trial) -> Iterator[Row]:
    for contact in trial.contacts:
        person = trial.people[contact.person]
        day = person.date(contact.day)
        yield {
            **_person(person), "day": day, "kind": contact.kind, "minutes": contact.minutes
        }  # fmt: skip


def _reviews(trial: Trial) -> Iterator[Row]:
    for review in trial.reviews:
        scores: Row = {f"item.{n}": score for n, score in enumerate(review.scores, start=1)}
        yield {"unit": review.unit, "day": review.day, **scores}


def _months(trial: Trial) -> Iterator[Row]:
    for person, statuses in zip(trial.people, trial.monthly, strict=True):
        for month, status in enumerate(statuses, start=1):
            if status is not None:
                first = person.randomised.replace(day=1)
                number = first.year * 12 + first.month - 1 + month
                day = date(number // 12, number % 12 + 1, 1)
                yield {**_person(person), "month": month, "day": day, "status": int(status)}
