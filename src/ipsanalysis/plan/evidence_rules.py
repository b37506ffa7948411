"""Names that the plan of a meta-analysis uses and must define, and keys that must fit together."""

from collections import Counter
from collections.abc import Iterator

from ipsanalysis.plan.part import Part
from ipsanalysis.plan.problems import shown
from ipsanalysis.plan.references import Problem, study_not_reserved, unknown

_LISTS = ("pools", "moderators", "printed_pools")
_GROUPS = {
    "region": "regions",
    "population_group": "population_groups",
    "comparator_group": "comparator_groups",
}


def ids_once(plan: Part) -> Iterator[Problem]:
    """Within a list no two entries share an id."""
    for key in _LISTS:
        yield from _once(plan, key, "id")
    yield from _once(plan, "subgroups", "by")
    yield from _once(plan.part("new_trials"), "trials", "study")
    yield from _once(plan.part("new_trials"), "trials", "trial_id")


def _once(part: Part, key: str, word: str) -> Iterator[Problem]:
    counts = Counter(item.text(word) for item in part.parts(key))
    for item in part.parts(key):
        value = item.text(word)
        if value is not None and counts[value] > 1:
            yield (
                item.at(word),
                f'found "{shown(value)}" in {counts[value]} entries of {key}; allowed: one. Rename '
                "or remove the others.",
            )


def names_once(plan: Part) -> Iterator[Problem]:
    """A name stands once in a list of names or numbers."""
    keys = ("outcome_classes", "use", "comparator_groups", "verified", "count_basis", "measures")
    lists = [(pool, key) for pool in plan.parts("pools") for key in keys]
    lists += [(item, "moderators") for item in plan.parts("regressions")]
    lists += [(plan.part("new_trials"), "weights")]
    for part, key in lists:
        listed = part.content.get(key)
        words = [_shortly(item) for item in listed] if isinstance(listed, list) else []
        for word, count in Counter(words).items():
            if count > 1:
                yield (
                    part.at(key),
                    f'found "{shown(word)}" {count} times; allowed: once. Remove the others.',
                )


def _shortly(value: object) -> str:
    """Return a value as the results name it: numbers to six digits."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:g}" if number else str(value)


def priors_once(plan: Part) -> Iterator[Problem]:
    """No two priors of tau are the same, to six digits."""
    first: dict[str, int] = {}
    for index, item in enumerate(plan.part("bayes").parts("tau")):
        words = f"{item.text('family')} {_shortly(item.content.get('scale'))}"
        if words in first:
            yield (
                item.at("scale"),
                f"found {shown(words)}, as in bayes.tau.{first[words]}; allowed: each prior once. "
                "Change or remove one.",
            )
        first.setdefault(words, index)


def arms_differ(plan: Part) -> Iterator[Problem]:
    """The two arms of the contrast differ in id and in label."""
    active, control = (plan.part("contrast").part(name) for name in ("active", "control"))
    for word in ("id", "label"):
        value = control.text(word)
        if value is not None and value == active.text(word):
            yield (
                control.at(word),
                f'found "{shown(value)}", as in contrast.active; allowed: a different {word} for '
                "each arm. Rename one.",
            )


def classes_defined(plan: Part) -> Iterator[Problem]:
    """Classes of outcome and groups of comparators that a pool names are defined."""
    classes = list(plan.texts("outcome_classes").values())
    comparators = list(plan.texts("comparator_groups").values())
    for pool in plan.parts("pools"):
        for path, name in pool.texts("outcome_classes").items():
            yield from unknown(path, name, classes, "outcome_classes")
        for path, name in pool.texts("comparator_groups").items():
            yield from unknown(path, name, comparators, "comparator_groups")


def one_headline(plan: Part) -> Iterator[Problem]:
    """The first pool, and it alone, is primary."""
    for index, pool in enumerate(plan.parts("pools")):
        role = pool.text("role")
        if role is not None and (role == "primary") != (index == 0):
            allowed = "primary for the first pool" if index == 0 else "any role but primary here"
            yield (
                pool.at("role"),
                f'found "{shown(role)}"; allowed: {allowed}, which alone is the headline. Change '
                "it, or put the pool elsewhere.",
            )


def follow_up_range(plan: Part) -> Iterator[Problem]:
    """The shortest follow-up is not longer than the longest."""
    for pool in plan.parts("pools"):
        span = pool.part("follow_up")
        low, high = span.content.get("at_least"), span.content.get("at_most")
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            yield (
                span.at("at_least"),
                f"found {low:.15g}, above at_most, {high:.15g}; allowed: at most that. Mend one "
                "of them.",
            )


def moderators_fit(plan: Part) -> Iterator[Problem]:
    """A moderator of numbers has a step and its unit, one of groups a group of reference."""
    for item in plan.parts("moderators"):
        source = item.text("source")
        if source is None:
            continue
        groups, kind = source in _GROUPS, "groups" if source in _GROUPS else "numbers"
        for key in ("per", "unit", "reference"):
            needed, found = (key == "reference") == groups, item.content.get(key) is not None
            if needed and not found:
                yield (
                    item.at(key),
                    f"found nothing; allowed: a value, for {source} is a moderator of {kind}. Add "
                    "this key.",
                )
            if found and not needed:
                yield (
                    item.at(key),
                    f"found a value; allowed: none, for {source} is a moderator of {kind}. Remove "
                    "this key.",
                )
        if groups:
            known = list(plan.texts(_GROUPS[source]).values())
            yield from unknown(item.at("reference"), item.text("reference"), known, _GROUPS[source])


def regressions_fit(plan: Part) -> Iterator[Problem]:
    """Meta-regressions name moderators that are defined, each set of them once."""
    known = plan.ids("moderators")
    first: dict[tuple[str, ...], int] = {}
    for index, item in enumerate(plan.parts("regressions")):
        names = item.texts("moderators")
        for path, name in names.items():
            yield from unknown(path, name, known, "moderators")
        key = tuple(sorted(names.values()))
        if key and key in first:
            yield (
                item.at("moderators"),
                f"found the moderators of regressions.{first[key]} again; allowed: each set once. "
                "Remove one.",
            )
        first.setdefault(key, index)


def pool_of_totals(plan: Part) -> Iterator[Problem]:
    """`totals_as_non_events` names a pool."""
    key = "totals_as_non_events"
    yield from unknown(plan.at(key), plan.text(key), plan.ids("pools"), "pools")


def printed_limits(plan: Part) -> Iterator[Problem]:
    """A printed effect lies within its printed interval, and those of a ratio are above 0."""
    for item in plan.parts("printed_pools"):
        keys = ("ci_low", "estimate", "ci_high")
        values = [item.content.get(key) for key in keys]
        numbers = [value for value in values if isinstance(value, int | float)]
        if len(numbers) == len(keys) and sorted(numbers) != numbers:
            yield (
                item.at("estimate"),
                f"found {numbers[1]:.15g} ({numbers[0]:.15g} to {numbers[2]:.15g}); allowed: a "
                "figure between its limits. Compare it with the paper.",
            )
        if (item.text("measure") or "").endswith("ratio"):
            for key in keys:
                value = item.content.get(key)
                if isinstance(value, int | float) and value <= 0:
                    yield (
                        item.at(key),
                        f"found {value:.15g}; allowed: a number above 0, for a ratio. If its "
                        "logarithm is printed, write the ratio.",
                    )


def new_trials_placed(plan: Part) -> Iterator[Problem]:
    """New trials need `bayes`, and a pool that takes their class of outcome."""
    trials = plan.part("new_trials").parts("trials")
    if trials and "bayes" in plan.content and plan.content["bayes"] is None:
        yield (
            plan.at("bayes"),
            "found null, with new_trials; allowed: priors, which new trials are analysed with. Add "
            "them, or set new_trials to null.",
        )
    taken = [
        name for pool in plan.parts("pools") for name in pool.texts("outcome_classes").values()
    ]
    for trial in trials:
        name = trial.text("outcome_class")
        yield from unknown(
            trial.at("outcome_class"), name, list(dict.fromkeys(taken)), "outcome_classes of pools"
        )


def country_twice(text: str) -> bool:
    """Whether a country stands twice among names joined by /, capitals and spaces apart."""
    names = [name.strip().casefold() for name in text.split("/") if name.strip()]
    return len(set(names)) < len(names)


def countries_once(plan: Part) -> Iterator[Problem]:
    """The countries of a new trial are names joined by /, each once."""
    for trial in plan.part("new_trials").parts("trials"):
        text = trial.text("country") or "any"
        if country_twice(text) or not all(name.strip() for name in text.split("/")):
            yield (
                trial.at("country"),
                f'found "{shown(text)}"; allowed: a country, or several joined by /, each once. '
                "Write each once, with one / between two.",
            )


def hypotheses_shown(plan: Part) -> Iterator[Problem]:
    """A hypothesis on later trials needs a meta-regression on the year."""
    years = {x.text("id") for x in plan.parts("moderators") if x.text("source") == "year"}
    alone = {
        name
        for item in plan.parts("regressions")
        for name in item.texts("moderators").values()
        if len(item.texts("moderators")) == 1
    }
    for item in plan.parts("hypotheses"):
        if item.text("shows") == "later_trials" and not years & alone:
            yield (
                item.at("shows"),
                "found later_trials, with no meta-regression on the year alone; allowed: one in "
                "regressions, on a moderator whose source is year. Add it, or remove the "
                "hypothesis.",
            )


RULES = (
    study_not_reserved,
    ids_once,
    names_once,
    arms_differ,
    priors_once,
    classes_defined,
    one_headline,
    follow_up_range,
    moderators_fit,
    regressions_fit,
    pool_of_totals,
    printed_limits,
    new_trials_placed,
    countries_once,
    hypotheses_shown,
)
