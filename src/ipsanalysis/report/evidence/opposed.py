"""Groups of trials whose pooled effects and meta-regression point different ways, and why."""

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.subgroups import (
    coefficients,
    groups_compared,
    regression_row,
    tau2_of,
)
from ipsanalysis.tables.results import Result, Results

Pair = tuple[Result, Result]


def opposed_sentence(plan: EvidencePlan, results: Results, by: str) -> Text:
    """Name the groups that the two analyses place on different sides of the group of reference.

    Args:
        plan: The plan.
        results: All result rows.
        by: What the trials are split by.

    Returns:
        What each analysis gives, and why they differ; empty when they agree.
    """
    told: list[Text] = []
    for item in plan.moderators:
        asked = any(regression.moderators == [item.id] for regression in plan.regressions)
        if item.source != by or not asked:
            continue
        found = [_opposed(plan, results, row) for row in coefficients(plan, results, item.id)]
        if any(found):
            tau2 = regression_row(plan, results, item.id, "tau2")
            told.append(say(joined(filter(None, found), ""), _why(tau2)))
    return joined(told, "")


def _opposed(plan: EvidencePlan, results: Results, row: Result) -> Text:
    groups = groups_compared(plan, results, row.subgroup)
    if groups is None or not row.estimated:
        return ()
    group, base = groups
    null = 0.0 if plan.headline.measures[0].endswith("difference") else 1.0
    if (group.estimate - base.estimate) * (row.estimate - null) >= 0:
        return ()
    labels = names.groups_of(plan, group.covariates)
    lies = "above" if group.estimate > base.estimate else "below"
    return say(
        f" {labels[group.subgroup]}, at ", _placed(results, group), f", lies {lies} "
        f"{labels[base.subgroup]}, at ", _placed(results, base),
        ", but its coefficient in the meta-regression, ", shown.with_kind(row),
        ", points the other way.",
    )  # fmt: skip


def _placed(results: Results, group: Result) -> Text:
    tau2 = tau2_of(results, group)
    spread = say(", tau² ", shown.estimate(tau2)) if tau2 and tau2.estimated else ()
    return say(shown.estimate(group), " (", shown.of_trials(group), spread, ")")


def _why(tau2: Result | None) -> Text:
    common = say(", ", shown.estimate(tau2)) if tau2 and tau2.estimated else ()
    return say(
        " That can happen because the pooled effect of a group weighs its trials by a tau² of the "
        "group's own, and the meta-regression by one tau² for all", common, "; where the group's "
        "own is larger, its small trials count for more.",
    )  # fmt: skip
