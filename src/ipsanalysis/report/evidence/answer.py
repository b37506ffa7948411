"""The answer of a meta-analysis in a few sentences, each number linked to its row."""

import re
from dataclasses import dataclass

from ipsanalysis.plan.evidence import EvidencePlan, Pool
from ipsanalysis.report.evidence.small_study import corrected_sentence
from ipsanalysis.report.wording import bounded, crosses_null, null_words
from ipsanalysis.tables.cell import Piece, Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.measures import (
    alike,
    in_points,
    is_difference,
    named_unless_alike,
    null_number,
    tau2_scale,
)
from ipsanalysis.tables.evidence.pools import level, significant
from ipsanalysis.tables.format import MINUS
from ipsanalysis.tables.labels import in_sentence
from ipsanalysis.tables.results import Result, Results

TERMS_TOLD = (
    "Wald z: it is from the normal distribution. REML (restricted maximum likelihood) estimates "
    "tau², the variance of effects between trials."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The headline in words.

    Attributes:
        sentence: The one sentence to read.
        more: Sentences that go with it.
    """

    sentence: Text
    more: tuple[Text, ...]


def review_answer(plan: EvidencePlan, results: Results) -> Answer:
    """Return the headline in words: the pooled effect, where a next trial lies, other outcomes.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        The answer; without a pooled effect it says why there is none.
    """
    pool = plan.headline
    row = names.pooled_row(results, pool, names.WALD)
    if row is None:
        return Answer(sentence=say(f"{pool.label}: the results hold no pooled effect."), more=())
    if not row.estimated:
        return Answer(sentence=_nothing(pool, row), more=(say(plan.protocol),))
    sentence = say(
        f"{pool.label} was ", effect(plan, pool, row), f" ({level(plan)} confidence interval ",
        shown.limits(row), f", {shown.kind(row)}): ", _of_what(row), ".",
    )  # fmt: skip
    more = (
        _side(plan, results, row),
        say(_next(plan, results), " ", _differ(plan, results), _beyond(plan, results)),
        _others(plan, results),
        corrected_sentence(plan, results),
        say(plan.protocol),
    )
    return Answer(
        sentence=sentence, more=tuple(text for text in more if "".join(_words(text)).strip())
    )


def _nothing(pool: Pool, row: Result) -> Text:
    if shown.number_of_trials(row) == 0:
        none = Piece(text="no trial has an effect to pool", key=row.key)
        return say(f"{pool.label}: ", none, ".")
    return say(f"{pool.label}: ", shown.estimate(row), ".")


def _of_what(row: Result) -> Text:
    if shown.number_of_trials(row) == 1:
        return say(shown.of_trials(row), ", with ", shown.people(row), " people")
    mean = "the random-effects mean (REML) of "
    return say(mean, shown.of_trials(row), " with ", shown.people(row), " people")


def _words(text: Text) -> list[str]:
    return [piece.text for piece in text]


def effect(plan: EvidencePlan, pool: Pool, row: Result) -> Text:
    """Return a pooled effect as a comparison of the arms, without its interval."""
    active, control = (
        in_sentence(arm.label) for arm in (plan.contrast.active, plan.contrast.control)
    )
    size = Piece(text=shown.number(row, row.estimate).removeprefix(MINUS), key=row.key)
    if pool.measures[0] == "risk_difference":
        way = "more" if row.estimate >= 0 else "less"
        return say(size, f" percentage points {way} frequent with {active} than with {control}")
    if pool.measures[0] == "odds_ratio":
        return say("at ", size, f" times the odds with {active} as with {control}")
    return say(size, f" times as frequent with {active} as with {control}")


def _side(plan: EvidencePlan, results: Results, row: Result) -> Text:
    held = crosses_null(row)
    alone = shown.number_of_trials(row) == 1
    what = "effect" if alone else "mean effect"
    first = (
        f"The interval holds {null_words(row)}, so the {what} may lie on either side."
        if held
        else f"The interval excludes {null_words(row)}."
    )
    other = names.pooled_row(results, plan.headline, names.KNAPP_HARTUNG)
    if alone:
        return say(first)
    if other is None or not bounded(other.ci_low):
        return say(f"{first} {TERMS_TOLD}")
    return say(
        f"{first} {TERMS_TOLD} The Knapp-Hartung interval, from a t distribution, allows for tau² "
        "being estimated: ",
        shown.limits(other),
        ".",
    )


def _next(plan: EvidencePlan, results: Results) -> Text:
    row = names.next_trial_row(results, plan.headline)
    if row is None:
        return say("There are too few trials to say where the effect of one more would lie.")
    null = null_words(row)
    means = (
        f"{null} lies inside, so in one new setting there may be no effect, or the opposite"
        if crosses_null(row)
        else f"{null} lies outside"
    )
    elsewhere = () if crosses_null(row) else _inside_elsewhere(plan, results)
    return say(
        f"In one more trial like these the {names.measure_words(plan.headline.measures[0])} is "
        "expected within ",
        shown.limits(row),
        f"{in_points(plan.headline.measures[0])} ({level(plan)} prediction interval, "
        f"{_distribution(row)}); {means}",
        elsewhere,
        ".",
    )


def _distribution(row: Result) -> str:
    """Return what the limits of a prediction are from, as the method says after its last comma."""
    words = row.method.rpartition(", ")[2]
    # The first method is the plan's main one, so only another is named.
    other = "" if row.method.startswith(names.WALD) else "Knapp-Hartung, "
    told = re.sub(r"\bk - ", f"k {MINUS} ", words)
    return other + (told if told == words else f"{told}, k being the number of trials")


def _inside_elsewhere(plan: EvidencePlan, results: Results) -> Text:
    """Name the pools whose interval of prediction holds the value of no difference."""
    pools = plan.pools[1:]
    same = alike(plan)
    found = [
        say(
            f"{in_sentence(pool.label)} ({named_unless_alike(plan, pool)}",
            shown.limits(row),
            ")" if same else f", which holds {null_number(pool.measures[0])})",
        )
        for pool in pools
        if (row := names.next_trial_row(results, pool)) and crosses_null(row)
    ]
    lies = "It lies" if same else "No effect lies"
    many = f"{lies} inside the prediction interval of {len(found)} of the {len(pools)} other pools"
    return say(f". {many}: ", joined(found, "; ")) if found else ()


def _differ(plan: EvidencePlan, results: Results) -> Text:
    """Say whether trials differ by more than chance, and by how much."""
    q = names.spread_row(results, plan.headline, "q")
    i2 = names.spread_row(results, plan.headline, "i2")
    tau2 = names.spread_row(results, plan.headline, "tau2", "REML")
    several = (shown.number_of_trials(q) if q else None) not in (0, 1)
    if q is None or i2 is None or tau2 is None or not i2.estimated or not several:
        return ()
    first = (
        "The trials differ by more than chance explains"
        if significant(plan, q)
        else "Chance alone may explain how much the trials differ, which does not show them alike"
    )
    measure = plan.headline.measures[0]
    scale = tau2_scale([measure]) if is_difference(measure) else ""
    return say(
        f"{first} (Cochran's Q, ", shown.p_words(q), "; tau² ", shown.with_kind(tau2), scale,
        "; I², the share of variation that is between trials, ", shown.estimate(i2), ").",
    )  # fmt: skip


def _beyond(plan: EvidencePlan, results: Results) -> str:
    """Say that no difference of shares is beyond 100 points, where an interval runs past it."""
    methods = (names.WALD, names.KNAPP_HARTUNG)
    rows = [names.pooled_row(results, plan.headline, method) for method in methods]
    rows.append(names.next_trial_row(results, plan.headline))
    limits = [limit for row in rows if row for limit in (row.ci_low, row.ci_high)]
    differences = is_difference(plan.headline.measures[0])
    if not differences or not any(abs(limit) > 1 for limit in limits):
        return ""
    return (
        " A difference cannot be beyond 100 percentage points in either direction; an interval "
        "that runs past them comes from few trials, or trials that differ much."
    )


def _others(plan: EvidencePlan, results: Results) -> Text:
    found = [
        say(
            f"{in_sentence(pool.label)}{'' if alike(plan) else ','} "
            f"{named_unless_alike(plan, pool)}",
            shown.with_interval(row),
            ", ",
            shown.of_trials(row),
        )
        for pool in plan.pools[1:]
        if (row := names.pooled_row(results, pool, names.WALD)) and row.estimated
    ]
    if not found:
        return ()
    unit = in_points(plan.headline.measures[0]) if alike(plan) else ""
    return say(
        f"Pooled otherwise (REML, Wald z{f';{unit}' if unit else ''}): ", joined(found, "; "), "."
    )
