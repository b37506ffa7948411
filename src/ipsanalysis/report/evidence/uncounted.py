"""What the rows without counts show: of the headline's class of outcome, and of others."""

from collections.abc import Sequence

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Text, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence, Files, Record, cell
from ipsanalysis.tables.evidence.measures import CRUDE, in_points, shown_alone
from ipsanalysis.tables.evidence.without_counts import (
    Bare,
    number_of,
    of_other_classes,
    one_trial_words,
    percentages,
    trials_of,
    without_counts,
    without_effect,
    without_percentages,
)
from ipsanalysis.tables.format import count
from ipsanalysis.tables.labels import in_sentence, listed
from ipsanalysis.tables.results import Result


def uncounted_sentences(own: Evidence) -> list[Text]:
    """Say what the rows without counts show, by class of outcome, and of which nothing is known.

    Args:
        own: The plan, result rows and published figures.

    Returns:
        Sentences on the headline's class, on other classes, and on rows without an effect; none
        when the headline has no pooled effect or no row lacks counts. Every effect is the
        headline's measure, made of the percentages.
    """
    plan, files = own.plan, own.files
    ours = names.pooled_row(own.results, plan.headline, names.WALD)
    if ours is None or not ours.estimated:
        return []
    found = (
        _of_headline(plan, without_counts(plan, files), ours),
        _of_others(plan, of_other_classes(plan, files)),
        _undefined(plan, files),
        _silent(plan, files),
    )
    return [text for text in found if text]


def _of_headline(plan: EvidencePlan, found: Sequence[Bare], ours: Result) -> Text:
    if not found:
        return ()
    rows = [record for record, _ in found]
    values = sorted(value for _, value in found)
    classes = listed((plan.outcome_classes[x] for x in plan.headline.outcome_classes), "or")
    same = one_trial_words(rows)
    measure = plan.headline.measures[0]
    low, high = (shown_alone(measure, value) for value in (values[0], values[-1]))
    have = "has" if len(rows) == 1 else "have"
    return say(
        f"{_rows_and_trials(rows)} of the headline's class of outcome ({in_sentence(classes)}) "
        f"{have} printed percentages but no counts{f'; {same}' if same else ''}. Their "
        f"{CRUDE[measure]}s run from {low} to {high}{in_points(measure)}; "
        f"{_below(found, ours.estimate)} below our pooled ", shown.estimate(ours),
        ". They are listed below.",
    )  # fmt: skip


def _rows_and_trials(rows: Sequence[Record]) -> str:
    trials = len(trials_of(rows))
    words = f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
    return (
        words if trials == len(rows) else f"{words} of {trials} trial{'' if trials == 1 else 's'}"
    )


def _below(found: Sequence[Bare], ours: float) -> str:
    """Say how many rows are below an effect, and of how many trials where a trial has several."""
    under = [record for record, value in found if value < ours]
    trials = trials_of(record for record, _ in found)
    are = "is" if len(under) == 1 else "are"
    words = f"{len(under)} of the {len(found)} rows" if len(found) > 1 else f"{len(under)} of it"
    if len(trials) == len(found):
        return f"{words} {are}"
    return f"{words}, of {len(trials_of(under))} of the {len(trials)} trials, {are}"


def _of_others(plan: EvidencePlan, found: Sequence[Bare]) -> Text:
    """Show rows of other classes of outcome by themselves."""
    if not found:
        return ()
    rows = sorted(found, key=lambda pair: (pair[1], cell(pair[0], "row_id")))
    told = "; ".join(_other(plan, record, value) for record, value in rows)
    words = _rows_and_trials([record for record, _ in found])
    return say(f"{words} of another class of outcome, not compared with the headline: {told}.")


def _other(plan: EvidencePlan, record: Record, value: float) -> str:
    name = cell(record, "outcome_class")
    why = cell(record, "count_basis_text")
    measure = plan.headline.measures[0]
    return (
        f"{names.row_label(record)}, {in_sentence(plan.outcome_classes.get(name, name))}, "
        f"{CRUDE[measure]} {shown_alone(measure, value)}{in_points(measure)} from "
        f"{percentages(record)}{f' ({why})' if why else ''}"
    )


def _undefined(plan: EvidencePlan, files: Files) -> Text:
    """Name the rows whose percentages give no effect, for one of them is 0 or 100."""
    told = listed(
        f"{names.row_label(row)} ({percentages(row)})" for row in without_effect(plan, files)
    )
    what = CRUDE[plan.headline.measures[0]]
    return say(f"The percentages of {told} give no {what}.") if told else ()


def _silent(plan: EvidencePlan, files: Files) -> Text:
    """Name the trials of which neither counts nor one percentage an arm is known."""
    rows = without_percentages(plan, files)
    if not rows:
        return ()
    told = listed(f"{names.row_label(row)}{_people(row)}" for row in rows)
    return say(f"Neither counts nor one percentage an arm are known of {told}.")


def _people(row: Record) -> str:
    sizes = [number_of(row, name) for name in ("n", "n_control")]
    if None in sizes:
        return ""
    return f" ({count(sum(size for size in sizes if size is not None))} people)"
