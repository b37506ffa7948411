"""Why two ways of treating competing events can put the arms in opposite orders."""

from dataclasses import dataclass

from ipsanalysis.plan.outcomes import FirstStatus
from ipsanalysis.plan.study import Plan
from ipsanalysis.report.wording import arm_name
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables import labels, numbers
from ipsanalysis.tables.cell import Piece, Text, say
from ipsanalysis.tables.results import Result, Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Cumulative incidence and one minus Kaplan-Meier of both arms at one time.

    Attributes:
        incidence: By arm id.
        censored: By arm id, competing events censored.
    """

    incidence: dict[str, Result]
    censored: dict[str, Result]


def explanations(plan: Plan, results: Results) -> list[list[Text]]:
    """Return, for each outcome whose order of arms is reversed, the paragraphs that explain it.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        One list of paragraphs an outcome; none where both methods put the arms in the same order.
    """
    found = []
    for outcome in plan.outcomes:
        if not isinstance(outcome, FirstStatus) or not outcome.competing:
            continue
        pair = _pair(results, outcome)
        if pair is not None and reversed_order(plan, pair):
            found.append(_paragraphs(plan, results, outcome, pair))
    return found


def reversed_order(plan: Plan, pair: Pair) -> bool:
    """Whether the two methods put the arms in opposite orders."""
    first, second = plan.active.id, plan.control.id
    incidence = pair.incidence[first].estimate - pair.incidence[second].estimate
    censored = pair.censored[first].estimate - pair.censored[second].estimate
    return incidence * censored < 0


def _pair(results: Results, outcome: FirstStatus) -> Pair | None:
    columns = {"outcome": outcome.id, "covariates": ""}
    incidence = results.where(statistic="cumulative_incidence", **columns)
    censored = results.where(statistic="kaplan_meier", **columns)
    times = {row.timepoint for row in incidence} & {row.timepoint for row in censored}
    if not times:
        return None
    last = max(times)
    pair = Pair(
        incidence={row.group: row for row in incidence if row.timepoint == last},
        censored={row.group: row for row in censored if row.timepoint == last},
    )
    known = [*pair.incidence.values(), *pair.censored.values()]
    return pair if len(known) == 4 and all(row.estimated for row in known) else None


def _paragraphs(plan: Plan, results: Results, outcome: FirstStatus, pair: Pair) -> list[Text]:
    events = [plan.event(event) for event in outcome.competing]
    happened = labels.listed((event.past for event in events), "or")
    name = labels.listed((labels.in_sentence(event.label) for event in events), "or")
    when = labels.time_words(plan, pair.incidence[plan.active.id])
    shown = say(
        f"{outcome.label}, by {when}: the probability of the event is ",
        _by_arm(plan, pair.incidence),
        f" when {name} is counted as it happened (cumulative incidence), but ",
        _by_arm(plan, pair.censored),
        f" when people are censored at {name} (Kaplan-Meier). The order of the arms is reversed.",
    )
    why = say(
        f"The reason is what censoring assumes. It treats people who were {happened} as if they "
        "would go on to have the event like those still followed, and so adds events that did not "
        "happen: ",
        _added(plan, pair),
        ". ",
        _more(plan, results, outcome, happened),
        "The first pair of numbers describes what happened; the second answers a hypothetical "
        f"question about a world without {name}.",
    )
    return [shown, why]


def _by_arm(plan: Plan, rows: dict[str, Result]) -> Text:
    first, second = plan.arms
    return say(
        numbers.estimate(rows[first.id]), f" in {arm_name(first.label)} and ",
        numbers.estimate(rows[second.id]), f" in {arm_name(second.label)}",
    )  # fmt: skip


def _added(plan: Plan, pair: Pair) -> Text:
    parts = [
        say(
            Piece(
                text=fmt.points(pair.censored[arm.id].estimate - pair.incidence[arm.id].estimate),
                key=pair.censored[arm.id].key,
            ),
            f" percentage points in {arm_name(arm.label)}",
        )
        for arm in plan.arms
    ]
    return say(parts[0], " and ", parts[1])


def _more(plan: Plan, results: Results, outcome: FirstStatus, happened: str) -> Text:
    counts: dict[str, list[Result]] = {
        arm.id: results.where(outcome=outcome.id, statistic="competing_events", group=arm.id)
        for arm in plan.arms
    }
    total = {arm: sum(row.estimate for row in rows) for arm, rows in counts.items()}
    most, least = sorted(plan.arms, key=lambda arm: (-total[arm.id], arm.id))
    if total[most.id] == total[least.id]:
        return ()
    return say(
        f"More people were {happened} before the event in {arm_name(most.label)} (",
        _count(total[most.id], counts[most.id]),
        f") than in {arm_name(least.label)} (",
        _count(total[least.id], counts[least.id]),
        f"), so more is added to {arm_name(most.label)}. ",
    )


def _count(total: float, rows: list[Result]) -> Piece:
    return Piece(text=fmt.count(total), key=rows[0].key if rows else "")
