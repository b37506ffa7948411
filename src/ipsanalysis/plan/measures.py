"""Measures and sets that must fit the outcome: which method, in whom, with which covariates."""

from collections.abc import Iterator

from ipsanalysis.plan.comparison import (
    AMOUNT,
    AT_ONE_TIME,
    comparisons,
    kind_of,
    members_of,
    only_workers_have,
    strategies_of,
)
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.references import Problem

_COUNT, _CONTINUOUS = ("period_count",), ("spell_amount", "score")
_HAZARD = ("hazard", "stratified_hazard")
_CRUDE = ("mean", "mean_difference", "student")
_MODELS = ("two_part", "two_part_gamma", "two_part_lognormal", "tweedie")
_STRATEGY_OF_MEASURE = {
    "cumulative_incidence": "composite",
    **dict.fromkeys(_HAZARD, "while_at_risk"),
    "kaplan_meier": "hypothetical",
    **dict.fromkeys((*_CRUDE, *_MODELS, "superiority"), "composite"),
    "rate": "while_at_risk",
}
_KINDS_OF_MEASURE = {
    **dict.fromkeys(("two_part", "rate"), _COUNT),
    **dict.fromkeys(("two_part_gamma", "two_part_lognormal", "tweedie"), _CONTINUOUS),
}
_USED_BY = {
    "stratified_by": _HAZARD,
    "adjusted_for": _HAZARD,
    "landmarks": ("cumulative_incidence", "kaplan_meier"),
}
_USED_BY_AMOUNT = {"adjusted_for": _MODELS}


def set_fits(plan: Part) -> Iterator[Problem]:
    """The analysis set fits the outcome, the strategy and the measures.

    `at_risk` goes with a status, an answer or a score under `while_at_risk`, and they with it;
    `above_zero` with an amount measured by `mean`, `mean_difference` or `student`; `workers` with
    the longest job, and with `retained`, `hours_per_week` and `wage_per_hour`, which nobody else
    has, and they with it. Everything else is compared in `all`.
    """
    for item in (*comparisons(plan), plan.part("status_over_time")):
        outcome, members = plan.find("outcomes", item.text("outcome")), members_of(plan, item)
        kind, found = kind_of(plan, item), strategies_of(item)
        if outcome is None or members is None or kind is None or len(found) > 1:
            continue
        allowed = _allowed_members(outcome, found, set(item.texts("measures").values()))
        if members not in allowed:
            strategy = f" under {min(found)}" if found else ""
            told = f'found "{item.text("analysis_set")}", a set with members {members}; allowed'
            yield (
                item.at("analysis_set"),
                f"{told} for an outcome of the kind {kind}{strategy}: members "
                f"{' or '.join(allowed)}. Choose another set, strategy or measure.",
            )


def _allowed_members(outcome: Part, strategies: set[str], measures: set[str]) -> tuple[str, ...]:
    kind = outcome.text("kind")
    if only_workers_have(outcome):
        return ("workers",)
    if kind in AT_ONE_TIME and strategies == {"while_at_risk"}:
        return ("at_risk",)
    above_zero = ("above_zero",) if kind in AMOUNT and measures and measures <= {*_CRUDE} else ()
    workers = ("workers",) if outcome.text("measure") == "longest_job" else ()
    return ("all", *above_zero, *workers)


def workers_compared_crudely(plan: Part) -> Iterator[Problem]:
    """Among workers comparisons are crude: means and their difference, no covariates or strata.

    Who works is a result of the treatment, so the arms are not comparable by design.
    """
    for item in comparisons(plan):
        if members_of(plan, item) != "workers":
            continue
        for key in ("adjusted_for", "stratified_by"):
            if item.content.get(key) not in (None, []):
                yield (
                    item.at(key),
                    "found entries in a comparison among workers; allowed: [], for who works is "
                    "itself a result of the treatment. Empty it.",
                )
        for path, measure in item.texts("measures").items():
            if measure in _STRATEGY_OF_MEASURE and measure not in _CRUDE:
                yield (
                    path,
                    f"found {measure} among workers; allowed there: {', '.join(_CRUDE)}. Change "
                    "the measure or the set.",
                )


def measure_fits_strategy(plan: Part) -> Iterator[Problem]:
    """Each measure goes with one strategy, where intercurrent events have one.

    `cumulative_incidence` and the measures of amounts but `rate` go with `composite`; `hazard`,
    `stratified_hazard` and `rate` with `while_at_risk`; `kaplan_meier` with `hypothetical`. A
    score may also be compared under `while_at_risk`.
    """
    for item in comparisons(plan):
        found = strategies_of(item)
        for path, measure in item.texts("measures").items():
            needed = {_STRATEGY_OF_MEASURE.get(measure, "")} - {""}
            if kind_of(plan, item) == "score" and needed == {"composite"}:
                needed.add("while_at_risk")
            if needed and len(found) == 1 and not found <= needed:
                yield (
                    path,
                    f"found {measure} with the strategy {min(found)}; allowed with "
                    f"{' or '.join(sorted(needed))} only. Change the strategy, or make a "
                    "comparison of its own.",
                )


def measure_fits_kind(plan: Part) -> Iterator[Problem]:
    """`two_part` and `rate` are for counts of periods, the other models for continuous amounts.

    A count of periods has a largest value, which `two_part` knows. `two_part_gamma`,
    `two_part_lognormal` and `tweedie` are for `spell_amount` and `score`.
    """
    for item in comparisons(plan):
        kind = kind_of(plan, item)
        for path, measure in item.texts("measures").items():
            allowed = _KINDS_OF_MEASURE.get(measure)
            if allowed and kind in AMOUNT and kind not in allowed:
                yield (
                    path,
                    f"found {measure} of an outcome of the kind {kind}; allowed for the kind "
                    f"{' or '.join(allowed)}. Choose another measure.",
                )


def keys_used(plan: Part) -> Iterator[Problem]:
    """Covariates, strata and landmarks stand where a measure uses them."""
    for item in comparisons(plan):
        measures = list(item.texts("measures").values())
        users_of_key = _USED_BY_AMOUNT if item.path[0] == "work_amount" else _USED_BY
        workers = members_of(plan, item) == "workers"
        for key, users in users_of_key.items():
            unused = measures and item.content.get(key) and not set(users) & set(measures)
            if unused and not workers:
                yield (
                    item.at(key),
                    f"found entries that the measures {', '.join(measures)} do not use; allowed: "
                    f"[], or one of the measures {', '.join(users)}. Empty it, or add the measure.",
                )


def strata_named(plan: Part) -> Iterator[Problem]:
    """`stratified_hazard` names its strata in `stratified_by`."""
    for item in comparisons(plan):
        if item.content.get("stratified_by") != []:
            continue
        for path, measure in item.texts("measures").items():
            if measure == "stratified_hazard":
                yield (
                    path,
                    "found stratified_hazard with stratified_by: []; allowed: with at least one "
                    "covariate there. Name the strata, or write hazard.",
                )


def strata_have_levels(plan: Part) -> Iterator[Problem]:
    """Comparisons are stratified by covariates with levels, not by continuous ones."""
    for item in comparisons(plan):
        for path, name in item.texts("stratified_by").items():
            covariate = plan.find("covariates", name)
            if covariate is not None and covariate.text("kind") == "continuous":
                yield (
                    path,
                    f'found "{name}", a continuous covariate; allowed: covariates with levels. '
                    "Remove it, or adjust for it.",
                )


RULES = (
    set_fits,
    workers_compared_crudely,
    measure_fits_strategy,
    measure_fits_kind,
    keys_used,
    strata_named,
    strata_have_levels,
)
