"""What the rows say of meta-regressions, in sentences."""

import re
from math import isnan

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Piece, Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence, cell
from ipsanalysis.tables.evidence.measures import step_words
from ipsanalysis.tables.evidence.pools import significant
from ipsanalysis.tables.evidence.subgroups import (
    FEW,
    coefficients,
    groups_compared,
    permuted,
    regression_row,
    trials_used,
    without_one,
)
from ipsanalysis.tables.format import count
from ipsanalysis.tables.labels import capital, in_sentence, listed
from ipsanalysis.tables.results import Result, Results

REMEMBERED = "memory"
OF_COUNTRIES = ("epl_regular_2008", "epl_temporary_2008")


def regression_sentences(own: Evidence) -> list[Text]:
    """Say which coefficients of meta-regressions stand out, which have few trials, which none."""
    plan, results = own.plan, own.results
    asked = [", ".join(item.moderators) for item in plan.regressions]
    rows = [row for names_of in asked for row in _own(plan, results, names_of)]
    fitted = [name for name in asked if _own(plan, results, name)]
    few_of = [name for name in fitted if few(plan, results, name)]
    found = [*_standing_out(own, rows), _explained(plan, results, asked)] if rows else []
    if few_of:
        found.append(
            say(
                f"Fewer than {FEW} trials for each coefficient, so that chance findings and missed "
                f"ones are both likely: {_listed(plan, few_of)}."
            )
        )
    found += _not_fitted(plan, results, [name for name in asked if name not in fitted])
    return [text for text in found if text]


def _not_fitted(plan: EvidencePlan, results: Results, asked: list[str]) -> list[Text]:
    """Name the meta-regressions that were not fitted, by why."""
    by: dict[str, list[Text]] = {}
    for name in asked:
        test = regression_row(plan, results, name, "moderator_test")
        if test is None:
            continue
        why = (
            shown.without_trials(test.note).removesuffix(".")
            if coefficients(plan, results, name)
            else "no trial has a value"
        )
        words = in_sentence(names.moderator_words(plan, name))
        by.setdefault(why, []).append(say(Piece(text=words, key=test.key)))
    return [say("Not fitted: ", joined(several, ", "), f" ({why}).") for why, several in by.items()]


def _own(plan: EvidencePlan, results: Results, moderators: str) -> list[Result]:
    rows = coefficients(plan, results, moderators)
    return [row for row in rows if row.subgroup != names.REFERENCE and row.estimated]


def _listed(plan: EvidencePlan, several: list[str]) -> str:
    return "; ".join(in_sentence(names.moderator_words(plan, name)) for name in several)


def _standing_out(own: Evidence, rows: list[Result]) -> list[Text]:
    """Say which coefficients have a permutation p below the plan's level, and how firmly."""
    plan, results = own.plan, own.results
    small = [row for row in rows if significant(plan, permuted(plan, results, row))]
    alpha = f"{1 - plan.ci_level:.2g}"
    once, standing = (len({row.subgroup for row in some}) for some in (rows, small))
    again = "" if once == len(rows) else ", each counted once though some stand in several models"
    tested = f"Of {once} coefficient{'' if once == 1 else 's'} tested in meta-regressions{again}, "
    if not small:
        return [say(f"{tested}none has a permutation p below {alpha}.")]
    many = f"{standing} {'has' if standing == 1 else 'have'} a permutation p below {alpha}."
    chance = " With so many looked at, some stand out by chance alone." if once > 1 else ""
    return [say(f"{tested}{many}{chance}"), *(_told(own, row) for row in small)]


def _told(own: Evidence, row: Result) -> Text:
    """Say what a coefficient is, and what the p of its model comes to without one trial."""
    plan, results = own.plan, own.results
    words = capital(names.coefficient_in_sentence(plan, row.subgroup))
    return say(
        f"{words}{_model(plan, row)}, {step_words(plan.headline.measures[0])} ",
        coefficient(plan, results, row),
        ".",
        without_one_sentence(own, row.covariates),
        _of_groups(own, row),
    )


def _of_groups(own: Evidence, row: Result) -> Text:
    """Give the pooled effects of the two groups that a coefficient compares, and why it was asked.

    Both are pooled by themselves, so that a reader sees which way the coefficient runs.
    """
    plan, results = own.plan, own.results
    groups = groups_compared(plan, results, row.subgroup)
    if groups is None:
        return ()
    labels = names.groups_of(plan, groups[0].covariates)
    told = [say(f"{labels[group.subgroup]} ", shown.with_kind(group)) for group in groups]
    return say(
        " Pooled by group: ", joined(told, ", "), ". Why it was looked at: ",
        _reason(plan, groups[0].covariates, row.covariates),
    )  # fmt: skip


def _reason(plan: EvidencePlan, by: str, moderators: str) -> str:
    """Return the plan's reason to look at groups: that of the split, else of the regression."""
    splits = (item.reason for item in plan.subgroups if item.by == by)
    fits = (x.reason for x in plan.regressions if ", ".join(x.moderators) == moderators)
    return next((reason for reason in (*splits, *fits)), "")


def without_one_sentence(own: Evidence, moderators: str) -> Text:
    """Say how high the joint p of a meta-regression gets when one trial is left out."""
    plan, results = own.plan, own.results
    test = regression_row(plan, results, moderators, "moderator_test")
    other = without_one(plan, results, moderators)
    if test is None or other is None or isnan(test.p_value) or isnan(other.p_value):
        return ()
    named = names.trial_names(own.files, results)
    left_out = re.search(r"Without (\w+)", other.note)
    which = f" without {names.trial_label(named, left_out[1])}" if left_out else ""
    if other.p_value > test.p_value:
        return say(
            " The p of the whole model, ", shown.p_value(test), ", rises to ",
            shown.p_value(other), f"{which}.",
        )  # fmt: skip
    return say(
        " The p of the whole model, ",
        shown.p_value(test),
        ", does not rise whichever trial is left out.",
    )


def _explained(plan: EvidencePlan, results: Results, asked: list[str]) -> Text:
    """Say from where to where R² runs, and that it is unsure."""
    found = [regression_row(plan, results, name, "r2") for name in asked]
    rows = sorted((row for row in found if row and row.estimated), key=lambda row: row.estimate)
    if not rows:
        return ()
    used = [shown.number_of_trials(row) for row in rows]
    known = [k for k in used if k is not None]
    of = f" With at most {max(known)} trials" if known else " With few trials"
    to = say(" to ", shown.estimate(rows[-1])) if len(rows) > 1 else ()
    return say(
        "R², the share of tau² that goes with the moderators, is ", shown.estimate(rows[0]), to,
        f".{of} it may be far too high or too low, and says little of how well a model fits.",
    )  # fmt: skip


def _model(plan: EvidencePlan, row: Result) -> str:
    """Return the model of a coefficient where it has more than one moderator."""
    several = "," in row.covariates
    return (
        f" (model of {in_sentence(names.moderator_words(plan, row.covariates))})" if several else ""
    )


def coefficient(plan: EvidencePlan, results: Results, row: Result) -> Text:
    """Return a coefficient with its interval and both p-values; the reason when it has none."""
    if not row.estimated:
        return shown.estimate(row)
    other = permuted(plan, results, row)
    again = say(", by permutation ", shown.p_words(other)) if other else ()
    return say(shown.with_kind(row), ", ", shown.p_words(row), again)


def few(plan: EvidencePlan, results: Results, moderators: str) -> Text:
    """Warn where a meta-regression has fewer than ten trials for each coefficient."""
    used = trials_used(plan, results, moderators)
    rows = [
        row for row in coefficients(plan, results, moderators) if row.subgroup != names.REFERENCE
    ]
    fitted = [row for row in rows if row.estimated]
    if used is None or not used.estimated or not fitted or used.estimate / len(rows) >= FEW:
        return ()
    number = Piece(text=count(used.estimate), key=used.key)
    many = f"{len(rows)} coefficient{'' if len(rows) == 1 else 's'}"
    return say(
        " Few trials: ", number, f" for {many}, fewer than {FEW} each, so little can be learned."
    )


def remembered_sentence(own: Evidence) -> Text:
    """Say which values of countries are remembered and not read again; empty when none is.

    Only trials with an effect by the headline's measure are counted: others are in no model.
    """
    plan, pool = own.plan, own.plan.headline
    if not any(item.source in OF_COUNTRIES for item in plan.moderators):
        return ()
    effects = own.results.where(analysis="trial", outcome=pool.id, statistic=pool.measures[0])
    pooled = {row.subgroup for row in effects if row.estimated}
    rows = [
        row
        for row in own.files.entered(pool.id)
        if cell(row, "trial_id") in pooled and any(cell(row, name) for name in OF_COUNTRIES)
    ]
    memory = [row for row in rows if cell(row, "epl_verified") == REMEMBERED]
    if not memory:
        return ()
    places = listed(sorted({cell(row, "country") for row in memory}))
    return say(
        f"The values of employment protection for {places} are remembered and were not read again. "
        f"They stand for {len(memory)} of the {len(rows)} headline trials that have a value, and "
        "the meta-regressions on them are no surer than these."
    )
