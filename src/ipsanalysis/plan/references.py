"""Names that a plan uses and must define, and definitions that must make sense by themselves."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ipsanalysis.errors import nearest
from ipsanalysis.plan.comparison import all_compared, comparisons
from ipsanalysis.plan.document import KeyPath
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.problems import shown

Problem = tuple[KeyPath, str]

_DEFINITIONS = (
    "arms", "visits", "intercurrent_events", "analysis_sets", "covariates", "outcomes",
    "repeated_status", "published_sources", "published",
)  # fmt: skip
_RESERVED = {
    "arms": (("all",), "the results use for all arms together"),
    "covariates": (("person", "arm", "randomised"), "the tables of data use themselves"),
    "intercurrent_events": (("completed",), "the tables of data use themselves"),
}
RESERVED_STUDIES = ("released",)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def unknown(
    path: KeyPath, found: str | None, allowed: Iterable[str] | None, what: str
) -> Iterator[Problem]:
    """Report a name that is not among those defined; nothing when either cannot be read."""
    if found is None or allowed is None or found in allowed:
        return
    names = list(allowed)
    told = f'found "{shown(found)}"; allowed: {", ".join(names) or "none defined"} ({what}).'
    yield path, f"{told}{nearest(found, names)} Use one of them, or define it there."


def arms_of_each_role(plan: Part) -> Iterator[Problem]:
    """One arm is active and one is the control."""
    roles = [arm.text("role") for arm in plan.parts("arms")]
    if len(roles) == 2 and set(roles) in ({"active"}, {"control"}):
        yield (
            plan.at("arms"),
            f"found two arms with the role {roles[0]}; allowed: one active and one control. "
            "Change one of them.",
        )


def ids_once(plan: Part) -> Iterator[Problem]:
    """Within a list no two entries share an id, or a label (capitals apart)."""
    for key in _DEFINITIONS:
        for word in ("id", "label"):
            first: dict[str, KeyPath] = {}
            for item in plan.parts(key):
                value = item.text(word)
                if value is None:
                    continue
                if value.casefold() in first:
                    other = ".".join(map(str, first[value.casefold()]))
                    yield (
                        item.at(word),
                        f'found "{shown(value)}", as in {other}; allowed: a different {word} for '
                        f"each of {key}. Rename one.",
                    )
                first.setdefault(value.casefold(), item.path)


def names_once(plan: Part) -> Iterator[Problem]:
    """A name or time stands once in a list: `baseline`, `kinds`, `landmarks` and so on."""
    lists = [(plan, "baseline"), (plan.part("status_over_time"), "differences_at")]
    lists += [(item, key) for item in plan.parts("outcomes") for key in ("competing", "yes")]
    lists += [(source, "kinds") for source in sources(plan)]
    lists += [
        (item, key)
        for item in (*comparisons(plan), *plan.parts("repeated_status"))
        for key in ("outcomes", "adjusted_for", "stratified_by", "landmarks", "measures")
    ]
    for part, key in lists:
        listed = part.content.get(key)
        words = [str(item) for item in listed] if isinstance(listed, list) else []
        for word, count in Counter(words).items():
            if count > 1:
                yield (
                    part.at(key),
                    f'found "{shown(word)}" {count} times; allowed: once. Remove the others.',
                )


def sources(plan: Part) -> list[Part]:
    """Return every `source` of an outcome, a state, or the industries."""
    items = [*plan.parts("outcomes"), *plan.part("states").parts("of")]
    return [item.part("source") for item in (*items, plan.part("industries_worked_in"))]


def reserved_ids(plan: Part) -> Iterator[Problem]:
    """Some names are taken: arm `all`, event `completed`, covariates `person`, `arm`, `randomised`.

    The tables of data and of results use them.
    """
    for key, (reserved, whose) in _RESERVED.items():
        for item in plan.parts(key):
            if item.text("id") in reserved:
                yield (
                    item.at("id"),
                    f'found "{item.text("id")}"; allowed: any name but {", ".join(reserved)}, '
                    f"which {whose}. Rename it.",
                )


def study_not_reserved(plan: Part) -> Iterator[Problem]:
    """`study` is not `released`: the folder results/released holds the released records."""
    found = plan.text("study")
    if found in RESERVED_STUDIES:
        yield (
            plan.at("study"),
            f'found "{found}"; allowed: any name but this, for results/{found} holds released '
            "records. Rename it, and the file.",
        )


def covariates_defined(plan: Part) -> Iterator[Problem]:
    """Covariates in `baseline`, `adjusted_for` and `stratified_by` are defined in `covariates`."""
    known = plan.ids("covariates")
    used = dict(plan.texts("baseline"))
    for item in (*comparisons(plan), *plan.parts("repeated_status")):
        used |= item.texts("adjusted_for") | item.texts("stratified_by")
    for path, name in used.items():
        yield from unknown(path, name, known, "covariates")


def levels_fit(plan: Part) -> Iterator[Problem]:
    """Covariates have levels unless continuous, binary ones 2; only continuous ones a unit.

    The values of an ordinal covariate are numbers from low to high.
    """
    for item in plan.parts("covariates"):
        kind, levels = item.text("kind"), item.texts("levels").values()
        if kind not in ("continuous", "binary", "categorical", "ordinal"):
            continue
        if kind == "continuous":
            if item.content.get("levels") is not None:
                yield item.at("levels"), _not_for(kind, "levels")
            continue
        if item.content.get("unit") is not None:
            yield item.at("unit"), _not_for(kind, "unit")
        allowed = "2" if kind == "binary" else "2 or more"
        if len(levels) < 2 or (kind == "binary" and len(levels) > 2):
            yield (
                item.at("levels"),
                f"found levels: {len(levels)}; allowed for a {kind} covariate: {allowed}, each "
                "written value in the data: label. Mend the list.",
            )
        if kind == "ordinal":
            yield from _ordinal(item, list(levels))


def _not_for(kind: str, key: str) -> str:
    return f"found {key} of a {kind} covariate; allowed: none. Remove it, or change the kind."


def _ordinal(item: Part, levels: list[str]) -> Iterator[Problem]:
    wrong = next((level for level in levels if not _NUMBER.fullmatch(level)), None)
    if wrong is not None:
        yield (
            item.at("levels", wrong),
            f'found "{shown(wrong)}"; allowed: numbers as values of an ordinal covariate, for '
            "models use them. Write the numbers in the data, or make the covariate categorical.",
        )
        return
    numbers = [float(level) for level in levels]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        yield (
            item.at("levels"),
            f"found the order {', '.join(levels)}; allowed: numbers from low to high. Sort them.",
        )


def events_defined(plan: Part) -> Iterator[Problem]:
    """Events that outcomes and comparisons name are defined in `intercurrent_events`."""
    known = plan.ids("intercurrent_events")
    used: dict[KeyPath, str] = {}
    for outcome in plan.parts("outcomes"):
        used |= outcome.texts("competing")
        event = outcome.text("event")
        used |= {outcome.at("event"): event} if event is not None else {}
    for item in all_compared(plan):
        used |= item.texts("intercurrent_events")
    for path, name in used.items():
        yield from unknown(path, name, known, "intercurrent_events")


def event_not_its_own_rival(plan: Part) -> Iterator[Problem]:
    """The event that an outcome counts does not compete with itself."""
    for outcome in plan.parts("outcomes"):
        for path, name in outcome.texts("competing").items():
            if name == outcome.text("event"):
                yield (
                    path,
                    f'found "{shown(name)}", the event of this outcome itself; allowed: other '
                    "events. Remove it.",
                )


RULES = (
    arms_of_each_role,
    ids_once,
    names_once,
    study_not_reserved,
    reserved_ids,
    covariates_defined,
    levels_fit,
    events_defined,
    event_not_its_own_rival,
)
