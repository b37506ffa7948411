"""Result rows of small-study effects in the headline: asymmetry, trim and fill, selection."""

from collections.abc import Iterator
from dataclasses import replace
from math import exp, sqrt

from ipsanalysis.evidence.measured import (
    MAIN,
    Measured,
    degrees_of_freedom,
    measured,
    number_of_trials,
)
from ipsanalysis.evidence.review import POOLED, Context, Review, context, contrast, counts_of
from ipsanalysis.meta.pooling import pooled_estimate
from ipsanalysis.meta.selection import three_parameter_selection
from ipsanalysis.meta.small_study import Asymmetry, egger, peters
from ipsanalysis.meta.trim_and_fill import trim_and_fill
from ipsanalysis.plan.evidence import BinaryMeasure
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate

STEP = 0.025
FEWEST = 3
FILLED = "trim and fill, L0 estimator"


def small_study_rows(review: Review) -> list[Row]:
    """Return what the headline pool shows of small trials with other effects.

    Args:
        review: The meta-analysis.

    Returns:
        Rows of the analysis `small_study`: tests of asymmetry with the effect expected in a very
        large trial, trim and fill with the trials filled in, and the selection model; with fewer
        than three trials with an effect none.
    """
    pool = review.plan.headline
    measure = pool.measures[0]
    data = measured(review, pool, measure)
    if data.effects.k < FEWEST:
        return []
    own = context(
        review.plan,
        "small_study",
        "pools.0.measures.0",
        outcome=pool.id,
        role="sensitivity",
        group=contrast(review.plan, measure),
    )
    return [
        *_asymmetry(review, own, data),
        *_filled(review, own, data, measure),
        *_selection(review, own, data, measure),
    ]


def _asymmetry(review: Review, own: Context, data: Measured) -> Iterator[Row]:
    level, trials = review.plan.ci_level, number_of_trials(data.effects.k)
    found: dict[str, Asymmetry] = {
        "egger_test": egger(data.effects, level=level),
        "peters_test": peters(data.kept, data.effects, level=level),
    }
    for statistic, one in found.items():
        degrees = one.note or f"t with {degrees_of_freedom(one.df)}"
        slope = replace(one.slope, log_scale_error=False, note=degrees)
        yield own.row(statistic, slope, note=trials, **counts_of(data.kept))
        limit = replace(one.limit, p_value=float("nan"))
        yield own.row("effect_at_infinite_size", limit, note=trials)


def _filled(review: Review, own: Context, data: Measured, measure: BinaryMeasure) -> Iterator[Row]:
    found = trim_and_fill(data.effects, level=review.plan.ci_level)
    side = f"on the {found.side} of the funnel"
    number = Estimate(
        estimate=float(found.k0),
        method=FILLED,
        note=found.note or (f"Missing {side}" if found.k0 else "None is missing"),
    )
    yield own.row("filled_trials", number)
    words = f"{FILLED}, {MAIN}, inverse variance"
    note = number_of_trials(found.pooled.k)
    yield own.row(POOLED[measure], pooled_estimate(found.pooled, measure, words), note=note)
    pairs = zip(found.filled.estimate, found.filled.variance, strict=True)
    for index, (estimate, variance) in enumerate(pairs, start=1):
        mirror = Estimate(
            estimate=exp(estimate) if found.filled.ratio else float(estimate),
            method=FILLED,
            std_error=sqrt(variance),
            log_scale_error=found.filled.ratio,
            note="Not a trial: the mirror image of one.",
        )
        yield own.row(measure, mirror, subgroup=f"filled {index}")


def _selection(
    review: Review, own: Context, data: Measured, measure: BinaryMeasure
) -> Iterator[Row]:
    found = three_parameter_selection(data.effects, step=STEP, level=review.plan.ci_level)
    trials = number_of_trials(data.effects.k)
    yield own.row(POOLED[measure], found.pooled, note=trials)
    weight = replace(found.weight, p_value=float("nan"))  # the likelihood ratio is the test
    yield own.row("selection_weight", weight, note=trials)
    test = Estimate(
        estimate=found.lr_statistic,
        method="likelihood ratio test of no selection, three-parameter selection model",
        p_value=found.lr_p,
        note=found.note,
    )
    yield own.row("selection_test", test)
    tau2 = Estimate(estimate=found.tau2, method=found.pooled.method, note=found.note)
    yield own.row("tau2", tau2)
