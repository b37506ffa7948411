"""Result rows of the headline split into groups of trials."""

from collections.abc import Iterator

import numpy as np

from ipsanalysis.evidence.measured import (
    MAIN,
    Measured,
    degrees_of_freedom,
    measured,
    number_of_trials,
)
from ipsanalysis.evidence.moderator_design import NO_VALUE, WORDS
from ipsanalysis.evidence.review import POOLED, Review, context, contrast, counts_of
from ipsanalysis.meta.pooling import pooled_estimate
from ipsanalysis.meta.sensitivity import by_group
from ipsanalysis.plan.evidence import Subgroups
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate, no_estimate

WITHIN = "REML within the group"


def subgroup_rows(review: Review) -> list[Row]:
    """Pool the headline within groups of trials, and test whether the groups differ.

    Args:
        review: The meta-analysis.

    Returns:
        Rows of the analysis `subgroup`: each group's pooled effect and tau2, and the test; none
        for a pool without an effect.
    """
    pool = review.plan.headline
    data = measured(review, pool, pool.measures[0])
    if not data.effects.k:
        return []
    return [
        row
        for index, split in enumerate(review.plan.subgroups)
        for row in _split(review, data, split, f"subgroups.{index}")
    ]


def _split(review: Review, data: Measured, split: Subgroups, key: str) -> Iterator[Row]:
    measure = review.plan.headline.measures[0]
    own = context(
        review.plan,
        "subgroup",
        key,
        outcome=review.plan.headline.id,
        role="exploratory",
        covariates=split.by,
        group=contrast(review.plan, measure),
    )
    every = data.rows[split.by].iloc[data.found.kept].to_numpy(object)
    coded = every != ""
    yield from _without(
        review, split, key, [x for x, y in zip(data.trials, coded, strict=True) if not y]
    )
    labels = [str(label) for label in every[coded]]
    kept, effects = data.kept.take(coded), data.effects.take(coded)
    found = by_group(effects, labels, model="random", level=review.plan.ci_level)
    for group, one in zip(found.groups, found.pooled, strict=True):
        member = kept.take(np.array([label == group for label in labels]))
        note = number_of_trials(one.k)
        result = pooled_estimate(one, measure, f"{MAIN}, inverse variance")
        yield own.row(POOLED[measure], result, subgroup=group, note=note, **counts_of(member))
        if one.k == 1:
            tau2 = no_estimate(WITHIN, one.note)
        else:
            tau2 = Estimate(estimate=one.tau2, method=WITHIN, note=one.note)
        yield own.row("tau2", tau2, subgroup=group, note=note)
    separate = Estimate(
        estimate=found.q,
        method="Q between groups, each with its own tau2",
        p_value=found.p_value,
        note=found.note or degrees_of_freedom(found.df),
    )
    yield own.row("subgroup_test", separate)
    if found.common is not None and not found.common.note:
        together = Estimate(
            estimate=found.common.qm,
            method="Wald test of groups, one tau2 for all",
            p_value=found.common.qm_p,
            note=degrees_of_freedom(found.common.qm_df),
        )
        yield own.row("subgroup_test", together)


def _without(review: Review, split: Subgroups, key: str, trials: list[str]) -> Iterator[Row]:
    """Count the trials that the file puts in no group."""
    if not trials:
        return
    own = context(
        review.plan,
        "subgroup",
        key,
        outcome=review.plan.headline.id,
        role="supplementary",
        covariates=split.by,
        group="all",
    )
    note = f"{WORDS[NO_VALUE]}: {', '.join(sorted(trials))}."
    counted = Estimate(estimate=float(len(trials)), method="trials in no group", note=note)
    yield own.row("n", counted, subgroup=NO_VALUE)
