"""The headline pool by groups of its trials, and the rows of meta-regressions."""

from math import isnan

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Line, Table, Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.pools import level
from ipsanalysis.tables.results import Result, Results

FEW = 10
FEW_IN_GROUP = 5
OWN_TAU2, ONE_TAU2 = "each with its own tau²", "one tau² for all"
TESTS = {"Q between groups": OWN_TAU2, "Wald test of groups": ONE_TAU2}
USED, NO_VALUE, WITHOUT_ONE = "in the regression", "no_value", "largest p without one trial"


def subgroups_table(own: Evidence) -> Table:
    """Return the pooled effect in each group of trials, with the test between groups."""
    plan, results = own.plan, own.results
    lines = [
        Line(
            group=_tested(names.subgroup_title(item), subgroup_tests(plan, results, item.by)),
            cells=(
                say(names.groups_of(plan, item.by).get(row.subgroup, row.subgroup)),
                shown.trials(row),
                shown.people(row),
                shown.with_interval(row),
                shown.estimate(tau2_of(results, row)),
            ),
        )
        for item in plan.subgroups
        for row in subgroup_rows(plan, results, item.by)
    ]
    pooled = f"Pooled{names.unit_words(plan.headline.measures[0])} ({level(plan)} CI)"
    columns = ("Group of trials", "Trials", "People", pooled)
    return Table(
        name="subgroups",
        caption=f"{plan.headline.label}, by group of trials",
        columns=(*columns, "tau²"),
        lines=tuple(lines),
        notes=(
            "REML and Wald z, with a tau² for each group. p: of differences between groups, with a "
            "tau² for each group (Q) and with one tau² for all (Wald test); the second comes first "
            f"where a group has fewer than {FEW_IN_GROUP} trials, too few for a tau² of its own. "
            "Groups of trials were not randomised and differ in more than the one thing named.",
        )
        if lines
        else (),
        plain_columns=(*columns, "tau2"),
        numeric=(1, 2, 3, 4),
    )


def subgroup_rows(plan: EvidencePlan, results: Results, by: str) -> list[Result]:
    """Return the pooled effect of each group of trials, in the plan's order of groups."""
    wanted = names.POOLED[plan.headline.measures[0]]
    rows = results.where(
        analysis="subgroup", outcome=plan.headline.id, statistic=wanted, covariates=by
    )
    order = list(names.groups_of(plan, by))
    places = {name: place for place, name in enumerate(order)}
    return sorted(rows, key=lambda row: (places.get(row.subgroup, len(order)), row.subgroup))


def groups_compared(
    plan: EvidencePlan, results: Results, coefficient: str
) -> tuple[Result, Result] | None:
    """Return the pooled effects of the two groups that a coefficient compares.

    Args:
        plan: The plan.
        results: All result rows.
        coefficient: The coefficient of a meta-regression as rows name it.

    Returns:
        The group and the group of reference; None for a number, and when one was not pooled.
    """
    name, level = names.parts_of(coefficient)
    item = names.moderator(plan, name)
    if item is None or not level or not item.reference:
        return None
    rows = subgroup_rows(plan, results, item.source)
    found = {row.subgroup: row for row in rows if row.estimated}
    pair = (found.get(level), found.get(item.reference))
    return (pair[0], pair[1]) if pair[0] and pair[1] else None


def subgroup_tests(plan: EvidencePlan, results: Results, by: str) -> list[tuple[str, Result]]:
    """Return the tests of differences between groups of trials, each with what it takes tau² to be.

    Where a group has fewer than five trials, the test with one tau² for all comes first.
    """
    rows = results.where(
        analysis="subgroup", outcome=plan.headline.id, statistic="subgroup_test", covariates=by
    )
    found = [
        (words, row)
        for name, words in TESTS.items()
        for row in rows
        if row.method.startswith(name) and not isnan(row.p_value)
    ]
    trials = [shown.number_of_trials(row) for row in subgroup_rows(plan, results, by)]
    few = any(k is not None and k < FEW_IN_GROUP for k in trials)
    return found[::-1] if few else found


def in_no_group(plan: EvidencePlan, results: Results, by: str) -> Result | None:
    """Return the row that counts the trials which the file puts in no group."""
    return results.first(
        analysis="subgroup", outcome=plan.headline.id, covariates=by, subgroup=NO_VALUE
    )


def tau2_of(results: Results, row: Result) -> Result | None:
    """Return the variance between the trials of a group."""
    return results.first(
        analysis="subgroup",
        outcome=row.outcome,
        statistic="tau2",
        covariates=row.covariates,
        subgroup=row.subgroup,
    )


def _tested(title: str, tests: list[tuple[str, Result]]) -> Text:
    parts = [say(shown.p_words(test), f" ({words})") for words, test in tests]
    return say(title, ": " if parts else "", joined(parts, ", "))


def coefficients(plan: EvidencePlan, results: Results, moderators: str) -> list[Result]:
    """Return the coefficients of a meta-regression, the moderators' before the intercept."""
    rows = results.where(
        analysis="meta_regression",
        outcome=plan.headline.id,
        covariates=moderators,
    )
    wanted = (names.RATIO_OF[plan.headline.measures[0]], names.POOLED[plan.headline.measures[0]])
    found = [row for row in rows if row.subgroup and row.statistic in wanted]
    return sorted(found, key=lambda row: (row.subgroup == names.REFERENCE, row.subgroup))


def regression_row(
    plan: EvidencePlan, results: Results, moderators: str, statistic: str, subgroup: str = ""
) -> Result | None:
    """Return one result of a meta-regression as a whole, or of one of its coefficients."""
    return results.first(
        analysis="meta_regression",
        outcome=plan.headline.id,
        covariates=moderators,
        statistic=statistic,
        subgroup=subgroup,
    )


def permuted(plan: EvidencePlan, results: Results, row: Result) -> Result | None:
    """Return the permutation test of a coefficient."""
    return regression_row(plan, results, row.covariates, "permutation_test", row.subgroup)


def without_one(plan: EvidencePlan, results: Results, moderators: str) -> Result | None:
    """Return the joint test of a meta-regression without the trial that holds its p down most."""
    return regression_row(plan, results, moderators, "moderator_test", WITHOUT_ONE)


def trials_used(plan: EvidencePlan, results: Results, moderators: str) -> Result | None:
    """Return the row with the number of trials that a meta-regression used."""
    return results.first(
        analysis="moderator_flow",
        outcome=plan.headline.id,
        covariates=moderators,
        subgroup=USED,
    )
