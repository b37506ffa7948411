"""The answer to the trial's question, and what the interval of every comparison says."""

from dataclasses import dataclass

from ipsanalysis.plan.study import Plan
from ipsanalysis.report import wording
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables import adjusted, events, labels, numbers
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables.arms import arm_text
from ipsanalysis.tables.cell import Piece, Text, say
from ipsanalysis.tables.labels import Planned
from ipsanalysis.tables.main_effects import headline
from ipsanalysis.tables.results import Result, Results

SPECIFIED = {
    True: "This comparison was prespecified.",
    False: "This comparison is post hoc: it was planned once the data had been seen.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The primary result in words.

    Attributes:
        sentence: The one sentence to read.
        more: Sentences that go with it.
    """

    sentence: Text
    more: tuple[Text, ...]


def primary_answer(plan: Plan, results: Results) -> Answer:
    """Return the primary result in words, with every number linked to its row."""
    item = next(item for item in labels.planned(plan) if item.comparison.role == "primary")
    outcome = plan.outcome(item.comparison.outcome)
    row = headline(results, item)
    if row is None:
        text = (
            f"{outcome.label}: the plan's primary comparison has no effect estimate in the results."
        )
        return Answer(sentence=say(text), more=())
    specified = SPECIFIED[item.comparison.prespecified]
    more = [say(f"{specified} {labels.direction(plan, outcome)}")]
    if row.estimated:
        more.insert(0, say(wording.open_or_settled(plan, outcome, row), _others(results, row)))
        more.insert(1, _beside(plan, results, item, row))
    else:
        return Answer(
            sentence=_not_estimated(plan, results, _named(plan, item), row), more=tuple(more)
        )
    sentence = say(
        f"{_named(plan, item)}: ", _arms(plan, results, row), ", ", _difference(row),
        ". ", wording.interval_says(plan, row),
    )  # fmt: skip
    return Answer(sentence=sentence, more=tuple(text for text in more if text))


def _named(plan: Plan, item: Planned) -> str:
    """The outcome and, in few words, how the comparison handles intercurrent events."""
    words = [plan.outcome(item.comparison.outcome).label, events.qualifier(plan, item.comparison)]
    return ", ".join(word for word in words if word)


def _others(results: Results, row: Result) -> str:
    if not wording.others_hold_null(results, row):
        return ""
    return f" Other methods for this comparison do not exclude {wording.null_words(row)}."


def _arms(plan: Plan, results: Results, row: Result) -> Text:
    parts = []
    for arm in plan.arms:
        found = arm_text(results, row, arm.id, active=arm.id == plan.active.id)
        what = "mean (SD) " if row.statistic == "mean_difference" else ""
        where = f" in {wording.arm_name(arm.label)}"
        parts.append(say(what, *(_in_words(piece) for piece in found), where))
    return say(parts[0], " and ", parts[1])


def _in_words(piece: Piece) -> Piece:
    counts, slash, rest = piece.text.partition("/")
    people, space, share = rest.partition(fmt.NO_BREAK)
    if not slash or not counts.replace(",", "").isdigit():
        return piece
    return Piece(text=f"{counts} of {people} people{space}{share}", key=piece.key)


def _difference(row: Result) -> Text:
    unit = labels.unit_words(row) or "percentage points"
    shown = Piece(text=numbers.number(row, row.estimate), key=row.key)
    limits = Piece(text=numbers.interval(row), key=row.key)
    inner = (
        say(f"{wording.level(row)} confidence interval ", limits)
        if limits.text
        else say("no interval")
    )
    if STATISTICS[row.statistic].scale == "difference":
        return say("a difference of ", shown, f"{fmt.NO_BREAK}{unit} (", inner, ")")
    return say(
        f"a {labels.in_sentence(STATISTICS[row.statistic].label)} of ", shown, " (", inner, ")"
    )


def _not_estimated(plan: Plan, results: Results, label: str, row: Result) -> Text:
    return say(
        f"{label}: ", _arms(plan, results, row),
        ". The difference between the arms could not be estimated: ",
        Piece(text=row.note, key=row.key), ".",
    )  # fmt: skip


def _beside(plan: Plan, results: Results, item: Planned, row: Result) -> Text:
    """Absolute beside relative, and adjusted beside crude."""
    found = []
    for statistic in ("risk_ratio", "odds_ratio"):
        other = results.first(**item.own, statistic=statistic, covariates="")
        if other and other.estimated and other.statistic != row.statistic:
            label = labels.in_sentence(STATISTICS[statistic].label)
            found.append(say(f"{label} ", numbers.with_interval(other)))
    chosen = adjusted.chosen(results.where(**item.own, statistic=row.statistic))
    if chosen:
        names = labels.covariate_labels(plan, chosen.covariates)
        label = labels.in_sentence(STATISTICS[row.statistic].label)
        name = adjusted.method_name(chosen.method)
        how = f", by {name}" if name else ""
        found.append(say(f"{label} adjusted for {names}{how}, ", numbers.with_interval(chosen)))
    if not found:
        return ()
    text: Text = say("In other measures: ")
    for index, part in enumerate(found):
        text = say(text, "; " if index else "", part)
    return say(text, ".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one interval says.

    Attributes:
        label: The comparison, with its labels.
        text: A sentence.
    """

    label: str
    text: Text


def readings(plan: Plan, results: Results) -> list[Reading]:
    """Return what the interval of each comparison but the primary is compatible with."""
    found = []
    for item in labels.planned(plan):
        row = headline(results, item)
        if row is None or item.comparison.role == "primary":
            continue
        label = labels.comparison_label(plan, item.comparison)
        found.append(Reading(label=label, text=_reading(plan, results, row)))
    return found


def _reading(plan: Plan, results: Results, row: Result) -> Text:
    measure = labels.measure_label(plan, row)
    if not row.estimated:
        return say(f"{measure}: ", Piece(text=numbers.reason(row), key=row.key), ".")
    others = wording.others_hold_null(results, row)
    caution = "; other methods for this comparison do not exclude it" if others else ""
    null = wording.null_words(row)
    ends = f"; {null} is {'not ' if wording.crosses_null(row) else ''}excluded{caution}."
    return say(f"{measure} ", numbers.with_interval(row), ": ", wording.compatible(plan, row), ends)
