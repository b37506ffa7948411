"""What the rows say of groups of trials, in sentences."""

from ipsanalysis.plan.evidence import EvidencePlan, Subgroups
from ipsanalysis.report.evidence.opposed import opposed_sentence
from ipsanalysis.tables.cell import Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.measures import is_difference
from ipsanalysis.tables.evidence.pools import significant
from ipsanalysis.tables.evidence.subgroups import (
    FEW_IN_GROUP,
    in_no_group,
    subgroup_rows,
    subgroup_tests,
)
from ipsanalysis.tables.labels import capital
from ipsanalysis.tables.results import Result


def subgroup_sentences(own: Evidence) -> list[Text]:
    """Say of each split of the trials what its groups show, its tests, and why it was looked at.

    A split is never told as a difference found: the trials were not randomised to groups, and the
    reason to look is told apart from what is seen.
    """
    splits = [text for item in own.plan.subgroups if (text := _split(own, item))]
    if not splits:
        return []
    differences = is_difference(own.plan.headline.measures[0])
    many = f"The {len(splits)} splits" if len(splits) > 1 else "The split"
    first = (
        f"{many} of the trials that follow{'' if len(splits) > 1 else 's'} may suggest where to "
        "look and cannot show why effects differ: trials were not randomised to groups, groups "
        "differ in other ways too, and p-values are not adjusted."
        f"{' Effects are in percentage points.' if differences else ''}"
    )
    return [say(first), *splits]


def _split(own: Evidence, item: Subgroups) -> Text:
    plan, results = own.plan, own.results
    rows = [row for row in subgroup_rows(plan, results, item.by) if row.estimated]
    tests = subgroup_tests(plan, results, item.by)
    if len(rows) < 2 or not tests:
        return ()
    labels = names.groups_of(plan, item.by)
    groups = [
        say(
            f"{capital(labels.get(row.subgroup, row.subgroup))} ", shown.with_kind(row), ", ",
            shown.of_trials(row),
        )
        for row in rows
    ]  # fmt: skip
    return say(
        f"{names.subgroup_title(item)}. ",
        joined(groups, "; "),
        ". ",
        _tested(plan, tests, rows),
        _left_out(own, item.by),
        opposed_sentence(plan, results, item.by),
        f" Why it was looked at: {item.reason}",
    )


def _tested(plan: EvidencePlan, tests: list[tuple[str, Result]], rows: list[Result]) -> Text:
    """Give the tests between the groups, and whether they reject."""
    parts = [say(shown.p_words(test), f" ({words})") for words, test in tests]
    held = {significant(plan, test) for _, test in tests}
    alpha = f"{1 - plan.ci_level:.2g}"
    told = (
        f"they stand on different sides of {alpha}"
        if len(held) > 1
        else f"below {alpha}, which chance alone gives now and then"
        if True in held
        else f"not below {alpha}, which does not show the groups alike"
    )
    few = any((shown.number_of_trials(row) or 0) < FEW_IN_GROUP for row in rows)
    why = (
        f" (the first named is the one to read: a group has fewer than {FEW_IN_GROUP} trials, too "
        "few for a tau² of its own)"
        if few and len(tests) > 1
        else ""
    )
    return say("Tests between groups: ", joined(parts, ", "), f": {told}{why}.")


def _left_out(own: Evidence, by: str) -> Text:
    row = in_no_group(own.plan, own.results, by)
    if row is None or not row.estimate:
        return ()
    trials, are = ("trial", "is") if row.estimate == 1 else ("trials", "are")
    words = row.note.partition(":")[2].strip(" .")
    named = names.trial_names(own.files, own.results)
    which = ", ".join(names.trial_label(named, name.strip()) for name in words.split(","))
    return say(" ", shown.estimate(row), f" {trials} {are} in no group: {which}.")
