"""Where outcomes and states come from: tables, visits and answers that the study has."""

from collections.abc import Iterator

from ipsanalysis.plan.comparison import by_date
from ipsanalysis.plan.document import KeyPath
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.problems import shown
from ipsanalysis.plan.references import Problem, sources, unknown

_UNKNOWN = "unknown"
_OWN_STATES = {"otherwise": "people in no state", "not_observed": "people not observed"}


def visits_defined(plan: Part) -> Iterator[Problem]:
    """Answers are of one of `visits`."""
    known = plan.ids("visits") if "visits" in plan.content else []
    for source in sources(plan):
        yield from unknown(source.at("visit"), source.text("visit"), known, "visits")


def dates_known(plan: Part) -> Iterator[Problem]:
    """Job spells and contacts have dates: they need `follow_up.months`."""
    if by_date(plan) is not False:
        return
    used = [(source.at("table"), source.text("table"), "job_spells") for source in sources(plan)]
    used += [(arm.at("received"), arm.text("received"), "contact") for arm in plan.parts("arms")]
    for path, found, dated in used:
        if found == dated:
            yield (
                path,
                f"found {found} without follow_up.months; allowed: {found} when people are "
                "followed by date. Add months: anniversary or calendar to follow_up.",
            )


def yes_or_above(plan: Part) -> Iterator[Problem]:
    """An outcome of the kind `answer` has either `yes` or `above`."""
    for item in plan.parts("outcomes"):
        given = [key for key in ("yes", "above") if item.content.get(key) is not None]
        if item.text("kind") == "answer" and len(given) != 1:
            told = "yes and above" if given else "neither yes nor above"
            yield (
                item.at("above") if given else item.path,
                f"found {told}; allowed: one of them, the values that count as yes or the number "
                f"above which one does. {'Remove one' if given else 'Add one'}.",
            )


def industries_named(plan: Part) -> Iterator[Problem]:
    """`industries_worked_in` needs `industries`, with labels once and none called `unknown`."""
    named = plan.part("industries")
    if plan.part("industries_worked_in").content and plan.content.get("industries", {}) == {}:
        yield (
            plan.at("industries_worked_in"),
            "found industries to be counted but none defined; allowed: with the industries of the "
            "plan. Define them in industries, or remove it.",
        )
    if _UNKNOWN in named.content:
        yield named.at(_UNKNOWN), _taken(_UNKNOWN, "jobs without an industry")
    yield from _labels_once(
        [(named.at(key), text) for key, text in named.content.items() if isinstance(text, str)]
    )


def states_named(plan: Part) -> Iterator[Problem]:
    """States have ids and labels of their own, none the id of the two states that every plan has.

    These are `otherwise`, of people in none of them, and `not_observed`.
    """
    states = plan.part("states")
    first: dict[str, KeyPath] = {}
    for item in states.parts("of"):
        name = item.text("id")
        if name in _OWN_STATES:
            yield item.at("id"), _taken(name, _OWN_STATES[name])
        if name in first:
            yield item.at("id"), _again(name, first[name], "id")
        first.setdefault(name or "", item.path)
    labels = [(item.at("label"), item.text("label")) for item in states.parts("of")]
    labels.append((states.at("otherwise"), states.text("otherwise")))
    yield from _labels_once([(path, label) for path, label in labels if label is not None])


def _labels_once(labels: list[tuple[KeyPath, str]]) -> Iterator[Problem]:
    first: dict[str, KeyPath] = {}
    for path, label in labels:
        if label.casefold() in first:
            yield path, _again(label, first[label.casefold()], "label")
        first.setdefault(label.casefold(), path)


def _again(found: str, first: KeyPath, word: str) -> str:
    other = ".".join(map(str, first))
    return f'found "{shown(found)}", as in {other}; allowed: a different {word} each. Rename one.'


def _taken(found: str, whose: str) -> str:
    return f'found "{found}"; allowed: any other name, for results use it for {whose}. Rename it.'


RULES = (visits_defined, dates_known, yes_or_above, industries_named, states_named)
