"""Meta-regressions of the headline pool, and the trials that each left out."""

from math import isnan

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Line, Table, Text, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence, Files
from ipsanalysis.tables.evidence.measures import is_difference
from ipsanalysis.tables.evidence.pools import level
from ipsanalysis.tables.evidence.subgroups import (
    FEW,
    USED,
    coefficients,
    permuted,
    regression_row,
    trials_used,
    without_one,
)
from ipsanalysis.tables.format import MISSING
from ipsanalysis.tables.results import Result, Results

RATIO_READ = (
    "A ratio is that of two pooled ratios: at 0.50 the pooled ratio is half that at the reference, "
    "or one step before."
)
DIFFERENCE_READ = (
    "A difference is that of two pooled differences, in percentage points: at 10 the pooled "
    "difference is 10 points larger than at the reference, or one step before; at 0 it is the same."
)


def regressions_table(own: Evidence) -> Table:
    """Return every meta-regression: coefficients, two p-values, trials for each coefficient."""
    plan, results = own.plan, own.results
    differences = is_difference(plan.headline.measures[0])
    lines = []
    for item in plan.regressions:
        moderators = ", ".join(item.moderators)
        group = _fitted(plan, results, moderators)
        rows = coefficients(plan, results, moderators)
        notes = ["", *(_note(row) for row in rows)]
        lines += [
            Line(group=group, cells=_coefficient(plan, results, row, note if note != last else ""))
            for row, last, note in zip(rows, notes, notes[1:], strict=False)
        ]
        if not rows:
            lines.append(Line(group=group, cells=_not_fitted(plan, results, moderators)))
    return Table(
        name="meta_regressions",
        caption=f"{plan.headline.label}: meta-regressions",
        columns=(
            "Coefficient",
            f"{'Difference, percentage points' if differences else 'Ratio'} ({level(plan)} CI)",
            "P, Knapp-Hartung",
            "P, permutation",
            "Note",
        ),
        lines=tuple(lines),
        notes=(
            f"REML and Knapp-Hartung. {DIFFERENCE_READ if differences else RATIO_READ} "
            "The permutation p deals the moderator out again over the trials. R², the "
            "share of tau² that goes with the moderators, is unsure: with few trials it may be far "
            "too high or too low. "
            f"With fewer than {FEW} trials for each coefficient, a meta-regression finds little "
            "and may mislead.",
        )
        if lines
        else (),
        numeric=(1, 2, 3),
    )


def _fitted(plan: EvidencePlan, results: Results, moderators: str) -> Text:
    found = {
        name: regression_row(plan, results, moderators, name)
        for name in ("r2", "tau2", "moderator_test")
    }
    parts: list[Text] = [say(names.moderator_words(plan, moderators))]
    used = trials_used(plan, results, moderators)
    if used and used.estimate:
        parts.append(say(": ", shown.estimate(used), " trials"))
    for name, words in (("r2", "R²"), ("tau2", "residual tau²")):
        row = found[name]
        if row and row.estimated:
            parts.append(say(f", {words} ", shown.estimate(row)))
    test, other = found["moderator_test"], without_one(plan, results, moderators)
    if test and not isnan(test.p_value):
        parts.append(say(", joint ", shown.p_words(test)))
    if other and not isnan(other.p_value):
        parts.append(say("; with one trial left out at most ", shown.p_words(other)))
    return say(*parts)


def _note(row: Result) -> str:
    return shown.squared(shown.without_trials(row.note)) if row.estimated else ""


def _coefficient(plan: EvidencePlan, results: Results, row: Result, note: str) -> tuple[Text, ...]:
    return (
        say(names.coefficient_words(plan, row.subgroup)),
        shown.with_interval(row),
        shown.p_value(row) if row.subgroup != names.REFERENCE else say(MISSING),
        shown.p_value(permuted(plan, results, row))
        if row.subgroup != names.REFERENCE
        else say(MISSING),
        say(note or MISSING),
    )


def _not_fitted(plan: EvidencePlan, results: Results, moderators: str) -> tuple[Text, ...]:
    test = regression_row(plan, results, moderators, "moderator_test")
    return (say("Not fitted"), shown.estimate(test), *[say(MISSING)] * 3)


def moderator_flow_table(own: Evidence) -> Table:
    """Return the trials each meta-regression left out, and why."""
    plan, results, files = own.plan, own.results, own.files
    rows = [
        row
        for item in plan.regressions
        for row in _left_out(plan, results, ", ".join(item.moderators))
    ]
    lines = [
        Line(
            cells=(
                say(names.moderator_words(plan, row.covariates)),
                shown.estimate(row),
                say(_told(files, results, row)),
            )
        )
        for row in rows
    ]
    return Table(
        name="moderator_flow",
        caption="Trials left out of meta-regressions",
        columns=("Moderators", "Trials", "Why, and which"),
        lines=tuple(lines),
        numeric=(1,),
    )


def _left_out(plan: EvidencePlan, results: Results, moderators: str) -> list[Result]:
    """Return the rows of trials that a meta-regression left out; none when it was not fitted."""
    if not coefficients(plan, results, moderators):
        return []
    rows = results.where(analysis="moderator_flow", outcome=plan.headline.id, covariates=moderators)
    return sorted((row for row in rows if row.subgroup != USED), key=lambda row: row.subgroup)


def _told(files: Files, results: Results, row: Result) -> str:
    """Return the note of a row with trials by their labels."""
    words = row.note
    named = names.trial_names(files, results)
    for trial in sorted(named, key=len, reverse=True):
        words = words.replace(trial, named[trial])
    return words
