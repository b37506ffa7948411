"""How much hangs on people whose outcome was not observed, in sentences."""

from ipsanalysis.plan.study import Plan
from ipsanalysis.report.wording import arm_name, crosses_null
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables import labels, numbers
from ipsanalysis.tables.cell import Piece, Text, joined, say
from ipsanalysis.tables.labels import Planned
from ipsanalysis.tables.missing import FAMILIES, Shown, shown_under_assumptions
from ipsanalysis.tables.results import Result, Results

MANY = 5


def missing_sentences(plan: Plan, results: Results) -> list[Text]:
    """Return what a reader must know of unobserved outcomes.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        Sentences about the primary outcome, or that it is not among those shown, and one about
        each comparison in which more than a fifth are unobserved; none when there is nothing to
        say.
    """
    shown = shown_under_assumptions(plan, results)
    many = many_unobserved(plan, results)
    if not shown:
        return many
    if shown[0].item.comparison.role == "primary":
        return [_unobserved(plan, results, shown[0]), _range(shown[0]), *many]
    return [_primary(plan, results), *many]


def many_unobserved(plan: Plan, results: Results) -> list[Text]:
    """Return a paragraph on the comparisons in which more than a fifth are unobserved.

    Comparisons among people with a job, or with an amount above zero, are left out: the rows do not
    say how many these are beside those analysed.
    """
    shares = [
        told
        for item in labels.planned(plan)
        if item.comparison.role != "sensitivity"
        and item.comparison.missing == "observed"
        and (told := _share_unobserved(plan, results, item))
    ]
    if not shares:
        return []
    return [
        say(
            "More than a fifth of the people randomised are not analysed in the comparisons named "
            "here, because nothing was observed or an intercurrent event came first. They compare "
            "those who remain, who may differ from the others: ",
            joined(shares, "; "),
            ".",
        )
    ]


def _share_unobserved(plan: Plan, results: Results, item: Planned) -> Text:
    """The share of a comparison's people who are not in it, where it is large; empty otherwise."""
    if plan.analysis_set(item.comparison.analysis_set).members not in ("all", "at_risk"):
        return ()
    statistic = "proportion" if item.family in FAMILIES else "mean"
    rows = {row.group: row for row in results.where(**item.own, statistic=statistic, covariates="")}
    boxes = results.where(analysis="flow", outcome="allocated")
    if not boxes or any(box.group not in rows for box in boxes):
        return ()
    randomised = sum(box.n or 0 for box in boxes)
    without = {box.group: (box.n or 0) - (rows[box.group].n or 0) for box in boxes}
    if not sum(without.values()) > randomised / MANY:
        return ()
    of = {box.group: fmt.count(box.n or 0) for box in boxes}
    parts = [
        say(
            Piece(text=f"{fmt.count(without[arm.id])} of {of[arm.id]}", key=rows[arm.id].key),
            f" in {arm_name(arm.label)}",
        )
        for arm in plan.arms
    ]
    share = fmt.percent(sum(without.values()) / randomised)
    name = labels.in_sentence(plan.outcome(item.comparison.outcome).label)
    return say(f"{name} {share} (", joined(parts, " and "), ")")


def _unobserved(plan: Plan, results: Results, shown: Shown) -> Text:
    """Say how many have no observed outcome in each arm."""
    outcome = plan.outcome(shown.item.comparison.outcome).label
    parts: list[Text] = []
    counts = dict(zip((plan.active.id, plan.control.id), shown.unobserved, strict=True))
    for arm in plan.arms:
        row = _share(results, shown.differences["worst_case"], arm.id)
        text = f"{fmt.count(counts[arm.id])} of {fmt.count(row.n or 0) if row else ''} people"
        parts.append(
            say(Piece(text=text, key=row.key if row else ""), f" in {arm_name(arm.label)}")
        )
    return say(f"{outcome}: not observed for ", parts[0], " and ", parts[1], ".")


def _share(results: Results, difference: Result, arm: str) -> Result | None:
    return results.first(
        plan_key=difference.plan_key,
        analysis=difference.analysis,
        outcome=difference.outcome,
        missing=difference.missing,
        statistic="proportion",
        covariates="",
        group=arm,
    )


def _range(shown: Shown) -> Text:
    """Say from where to where the difference runs, and whether zero is excluded throughout."""
    rows = [row for row in shown.differences.values() if row.estimated]
    if not rows:
        return say("The difference could not be estimated under any assumption.")
    lowest = min(rows, key=lambda row: row.estimate)
    highest = max(rows, key=lambda row: row.estimate)
    held = [crosses_null(row) for row in rows]
    zero = (
        "zero is within the interval under each of them"
        if all(held)
        else "zero is outside the interval under each of them"
        if not any(held)
        else f"zero is within the interval under {sum(held)} of {len(held)} of them"
    )
    return say(
        "Under the four assumptions below the difference runs from ",
        numbers.estimate(lowest),
        " to ",
        numbers.estimate(highest),
        f" percentage points; {zero}.",
    )


def _primary(plan: Plan, results: Results) -> Text:
    """Say how many are not in the primary analysis, when it is not among those shown."""
    label = plan.outcome(labels.planned(plan)[0].comparison.outcome).label
    rows = results.where(analysis="flow", outcome="not_analysed")
    left_out = sum(row.n or 0 for row in rows)
    if not left_out:
        return say(f"{label}, the primary outcome: everyone is analysed. Others are not complete.")
    people = Piece(text=f"{fmt.count(left_out)} people", key=next(row.key for row in rows if row.n))
    return say(f"{label}, the primary outcome: ", people, " are not analysed (see the flow).")
