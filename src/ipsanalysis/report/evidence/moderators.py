"""What the rows say of groups of trials and of moderators, in sentences."""

from math import isnan

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Piece, Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Files, cell
from ipsanalysis.tables.evidence.pools import significant
from ipsanalysis.tables.evidence.subgroups import (
    FEW,
    coefficients,
    permuted,
    regression_row,
    subgroup_test,
    trials_used,
)
from ipsanalysis.tables.format import count
from ipsanalysis.tables.labels import in_sentence, listed
from ipsanalysis.tables.results import Result, Results

REMEMBERED = "memory"
OF_COUNTRIES = ("epl_regular_2008", "epl_temporary_2008")


def subgroup_sentences(plan: EvidencePlan, results: Results) -> list[Text]:
    """Say of each split of the trials whether its groups differ."""
    found = []
    for item in plan.subgroups:
        test = subgroup_test(plan, results, item.by)
        if test is None or isnan(test.p_value):
            continue
        told = (
            "the groups differ by more than chance explains"
            if significant(plan, test)
            else "chance alone may explain how the groups differ"
        )
        why = in_sentence(item.reason).removesuffix(".")
        title = f"{names.subgroup_title(item)} ({why})"
        found.append(say(f"{title}: {told}, ", shown.p_words(test), "."))
    return found


def regression_sentences(plan: EvidencePlan, results: Results) -> list[Text]:
    """Say which coefficients of meta-regressions stand out, which have few trials, which none."""
    asked = [", ".join(item.moderators) for item in plan.regressions]
    rows = [row for names_of in asked for row in _own(plan, results, names_of)]
    few_of = [name for name in asked if few(plan, results, name)]
    absent = [
        test
        for name in asked
        if not _own(plan, results, name)
        and (test := regression_row(plan, results, name, "moderator_test"))
    ]
    found = [_standing_out(plan, results, rows)] if rows else []
    if few_of:
        found.append(
            say(
                f"Fewer than {FEW} trials for each coefficient, so that chance findings and missed "
                f"ones are both likely: {_listed(plan, few_of)}."
            )
        )
    if absent:
        parts = [
            say(Piece(text=in_sentence(names.moderator_words(plan, x.covariates)), key=x.key))
            for x in absent
        ]
        found.append(say("Not fitted, for no trial has a value: ", joined(parts, ", "), "."))
    return found


def _own(plan: EvidencePlan, results: Results, moderators: str) -> list[Result]:
    rows = coefficients(plan, results, moderators)
    return [row for row in rows if row.subgroup != names.REFERENCE and row.estimated]


def _listed(plan: EvidencePlan, several: list[str]) -> str:
    return "; ".join(in_sentence(names.moderator_words(plan, name)) for name in several)


def _standing_out(plan: EvidencePlan, results: Results, rows: list[Result]) -> Text:
    """Say which coefficients have a permutation p below the plan's level."""
    tests = [(row, permuted(plan, results, row)) for row in rows]
    small = [row for row, test in tests if significant(plan, test)]
    alpha = f"{1 - plan.ci_level:.2g}"
    first = f"Of {len(rows)} coefficients in all meta-regressions "
    if not small:
        return say(f"{first}none has a permutation p below {alpha}.")
    parts = [
        say(
            f"{names.coefficient_in_sentence(plan, row.subgroup)}{_model(plan, row)} ",
            coefficient(plan, results, row),
        )
        for row in small
    ]
    many = f"{len(small)} {'has' if len(small) == 1 else 'have'} a permutation p below {alpha}: "
    chance = " With so many looked at, some stand out by chance alone." if len(rows) > 1 else ""
    return say(first, many, joined(parts, "; "), f".{chance}")


def _model(plan: EvidencePlan, row: Result) -> str:
    """Return the model of a coefficient where it has more than one moderator."""
    several = "," in row.covariates
    return (
        f" (model of {in_sentence(names.moderator_words(plan, row.covariates))})" if several else ""
    )


def coefficient(plan: EvidencePlan, results: Results, row: Result) -> Text:
    """Return a coefficient with its interval and both p-values."""
    other = permuted(plan, results, row)
    again = say(", by permutation ", shown.p_words(other)) if other else ()
    return say(shown.with_interval(row), ", ", shown.p_words(row), again)


def few(plan: EvidencePlan, results: Results, moderators: str) -> Text:
    """Warn where a meta-regression has fewer than ten trials for each coefficient."""
    used = trials_used(plan, results, moderators)
    rows = [
        row for row in coefficients(plan, results, moderators) if row.subgroup != names.REFERENCE
    ]
    if used is None or not used.estimated or not rows or used.estimate / len(rows) >= FEW:
        return ()
    number = Piece(text=count(used.estimate), key=used.key)
    many = f"{len(rows)} coefficient{'' if len(rows) == 1 else 's'}"
    return say(
        " Few trials: ", number, f" for {many}, fewer than {FEW} each, so little can be learned."
    )


def remembered_sentence(plan: EvidencePlan, files: Files) -> Text:
    """Say which values of countries are remembered and not read again; empty when none is."""
    if not any(item.source in OF_COUNTRIES for item in plan.moderators):
        return ()
    rows = [
        row
        for row in files.entered(plan.headline.id)
        if any(cell(row, name) for name in OF_COUNTRIES)
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
