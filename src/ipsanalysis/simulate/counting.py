"""What is counted in a simulated trial, as text to hold against published figures."""

from collections.abc import Iterable, Mapping

from ipsanalysis.simulate.described_figures import (
    Answers,
    HoursAbove,
    HoursWorked,
    MeanAnswer,
    Measure,
    People,
    RecruitmentMonths,
    ReviewTotals,
    WorkedAt,
    WorkedWithin,
)
from ipsanalysis.simulate.trial import Person, Trial
from ipsanalysis.simulate.work import followed, hours_known


def count(measure: Measure, trial: Trial) -> str:
    """Count something in a simulated trial.

    Args:
        measure: What.
        trial: The trial.

    Returns:
        A number such as `58`, a share such as `19/36 (52.8 %)`, a mean such as `217.0 (n = 34)`,
        or two ends such as `85 to 105`.
    """
    match measure:
        case People():
            return str(sum(_chosen(person, measure.arm, measure.group) for person in trial.people))
        case RecruitmentMonths():
            days = [person.randomised for person in trial.people]
            return f"{min(days):%Y-%m} to {max(days):%Y-%m}"
        case WorkedWithin():
            known = _known(trial, measure.arm, measure.within)
            return _share(_working(trial, known, measure.kinds, None, measure.within), known)
        case WorkedAt():
            return _worked_at(measure, trial)
        case HoursWorked():
            hours = _hours(measure, trial)
            return f"{sum(hours.values()) / len(hours):.1f} (n = {len(hours)})"
        case HoursAbove():
            known = set(_hours(measure, trial))
            return _share(_above(measure, trial) & known, known)
        case Answers():
            answers = _answers(measure, trial)
            said = {place for place, answer in answers.items() if answer == measure.answer}
            return _share(said, answers)
        case MeanAnswer():
            values = [x for x in _answers(measure, trial).values() if isinstance(x, float)]
            return f"{sum(values) / len(values):.2f} (n = {len(values)})"
        case ReviewTotals():
            totals = [sum(review.scores) for review in trial.reviews]
            return f"{min(totals)} to {max(totals)}"


def _share(part: Iterable[int], whole: Iterable[int]) -> str:
    some, all_of_them = len(list(part)), len(list(whole))
    return f"{some}/{all_of_them} ({100 * some / all_of_them:.1f} %)"


def _chosen(person: Person, arm: str | None, group: Mapping[str, str]) -> bool:
    levels = all(person.covariates[name] == level for name, level in group.items())
    return levels and arm in (None, person.arm)


def _known(trial: Trial, arm: str, month: int) -> set[int]:
    people = enumerate(trial.people)
    return {x for x, p in people if p.arm == arm and followed(p, month, trial.clock)}


def _working(
    trial: Trial, places: set[int], kinds: Iterable[str], after: int | None, until: int
) -> set[int]:
    """Return who worked after a month, or after randomisation, up to the end of another."""
    working = set()
    for spell in trial.spells:
        person = trial.people[spell.person]
        last = min(person.until, trial.clock.end(person.randomised, until))
        first = 1 if after is None else trial.clock.end(person.randomised, after) + 1
        if spell.person in places and spell.kind in kinds and spell.days(first, last):
            working.add(spell.person)
    return working


def _worked_at(measure: WorkedAt, trial: Trial) -> str:
    known = {
        place for place in _known(trial, measure.arm, measure.at)
        if _chosen(trial.people[place], measure.arm, measure.group)
    }  # fmt: skip
    if trial.clock.months == "calendar":
        return _share(_working(trial, known, measure.kinds, measure.at - 1, measure.at), known)
    working = set()
    for spell in trial.spells:
        person = trial.people[spell.person]
        day = trial.clock.end(person.randomised, measure.at)
        if spell.person in known and spell.kind in measure.kinds and day <= person.until:
            working |= {spell.person} if spell.days(day, day) else set()
    return _share(working, known)


def _hours(measure: HoursWorked | HoursAbove, trial: Trial) -> dict[int, float]:
    hours = hours_known(trial.people, trial.spells, measure.kinds, measure.within, trial.clock)
    return {place: x for place, x in hours.items() if trial.people[place].arm == measure.arm}


def _above(measure: HoursAbove, trial: Trial) -> set[int]:
    """Return who on some day worked that many hours a week, jobs at the same time added up."""
    above = set()
    spells = [x for x in trial.spells if x.kind in measure.kinds and x.hours is not None]
    for spell in spells:
        person = trial.people[spell.person]
        last = min(person.until, trial.clock.end(person.randomised, measure.within))
        first = max(spell.start, 1)  # the sum rises only on days on which a stretch begins
        if not spell.days(first, last):
            continue
        own = [x for x in spells if x.person == spell.person]
        hours = sum(x.hours or 0.0 for x in own if x.days(first, first))
        if hours > measure.hours or (hours == measure.hours and not measure.strictly):
            above.add(spell.person)
    return above


def _answers(measure: Answers | MeanAnswer, trial: Trial) -> dict[int, float | str]:
    name = f"{measure.instrument}.{measure.item}"
    return {
        x.person: x.answers[name]
        for x in trial.answered
        if x.visit == measure.visit
        and trial.people[x.person].arm == measure.arm
        and isinstance(x.answers.get(name), float)
    }
