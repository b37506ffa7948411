"""Why two ways of treating competing events can put the arms in opposite orders."""

from dataclasses import dataclass
from math import nan

from ipsanalysis.plan.outcomes import FirstStatus
from ipsanalysis.plan.study import Plan
from ipsanalysis.report.wording import amount, arm_name
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
        texts: list[Text] = []
        if pair is not None and reversed_order(plan, pair):
            texts += _paragraphs(plan, results, outcome, pair)
        texts += reversed_times(plan, results, outcome)
        if texts:
            found.append(texts)
    return found


def reversed_times(plan: Plan, results: Results, outcome: FirstStatus) -> list[Text]:
    """Return a paragraph when the two restricted mean times put the arms in opposite orders."""
    columns = {"outcome": outcome.id, "statistic": "rmst_difference", "covariates": ""}
    happened = results.first(ice_strategy="composite", **columns)
    imagined = results.first(ice_strategy=labels.HYPOTHETICAL, **columns)
    if happened is None or imagined is None or not happened.estimate * imagined.estimate < 0:
        return []
    name = labels.listed((labels.in_sentence(plan.event(e).label) for e in outcome.competing), "or")
    where = f" in {arm_name(plan.active.label)}"
    return [
        say(
            f"{outcome.label}: the two restricted mean times without the event put the arms in "
            "opposite orders. It is ",
            amount(happened, happened.estimate),
            f"{where} when people with {name} count as going without the event until the end, but ",
            amount(imagined, imagined.estimate),
            f"{where} when they are censored at {name}, as if they would go on to have the event "
            "like those still followed.",
        )
    ]


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
        _more(plan, results, pair, happened),
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


def _more(plan: Plan, results: Results, pair: Pair, happened: str) -> Text:
    """How many had a competing event first, and whether that explains which arm gains more."""
    first, second = plan.arms
    counts = {arm.id: _competing(results, pair, arm.id) for arm in plan.arms}
    if not all(counts.values()):
        return ()
    share = {
        arm: sum(row.estimate for row in rows) / _people(pair, arm) for arm, rows in counts.items()
    }
    added = {arm: pair.censored[arm].estimate - pair.incidence[arm].estimate for arm in counts}
    text = say(
        f"{labels.capital(happened)} before the event: ",
        _share(pair, counts[first.id], first.id), f" in {arm_name(first.label)} and ",
        _share(pair, counts[second.id], second.id), f" in {arm_name(second.label)}",
    )  # fmt: skip
    if (share[first.id] - share[second.id]) * (added[first.id] - added[second.id]) <= 0:
        return say(text, ". ")
    most = first if share[first.id] > share[second.id] else second
    return say(text, f", so more is added to {arm_name(most.label)}. ")


def _competing(results: Results, pair: Pair, arm: str) -> list[Result]:
    wanted = {"plan_key": pair.incidence[arm].plan_key, "statistic": "competing_events"}
    return [row for row in results.where(group=arm, **wanted) if row.estimated]


def _people(pair: Pair, arm: str) -> float:
    return pair.incidence[arm].n or nan


def _share(pair: Pair, rows: list[Result], arm: str) -> Piece:
    total, people = sum(row.estimate for row in rows), _people(pair, arm)
    text = f"{fmt.count(total)}/{fmt.count(people)}{fmt.NO_BREAK}({fmt.percent(total / people)})"
    return Piece(text=text, key=rows[0].key)
