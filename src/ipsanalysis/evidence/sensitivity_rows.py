"""Result rows of what single trials do to the headline: left out, added one by one, influence."""

from collections.abc import Iterator

import numpy as np

from ipsanalysis.evidence.measured import MAIN, Measured, measured, number_of_trials
from ipsanalysis.evidence.review import POOLED, Review, context, contrast, counts_of
from ipsanalysis.meta.bootstrap import bootstrap_pooled
from ipsanalysis.meta.influence import influence
from ipsanalysis.meta.pooling import Pooled, pool, pooled_estimate
from ipsanalysis.meta.sensitivity import cumulative, leave_one_out
from ipsanalysis.rows import Row
from ipsanalysis.seeds import generator
from ipsanalysis.stats.estimate import Estimate

FEWEST = 3
KEY = "pools.0.measures.0"
DIAGNOSTICS = {
    "hat_value": "hat",
    "cook_distance": "cook",
    "dfbetas": "dfbetas",
    "dffits": "dffits",
    "studentised_residual": "rstudent",
    "covariance_ratio": "cov_ratio",
    "deleted_tau2": "tau2_deleted",
    "deleted_q": "qe_deleted",
}


def sensitivity_rows(review: Review) -> list[Row]:
    """Return what single trials do to the headline pool under its first measure.

    Args:
        review: The meta-analysis.

    Returns:
        Rows of the analyses `leave_one_out`, `cumulative` and `influence`, and of `pooled` the
        bootstrap of the trials; with fewer than three trials with an effect none.
    """
    data = measured(review, review.plan.headline, review.plan.headline.measures[0])
    if data.effects.k < FEWEST:
        return []
    return [
        *_left_out(review, data),
        *_cumulative(review, data),
        *_influence(review, data),
        *_bootstrap(review, data),
    ]


def _columns(review: Review, role: str = "sensitivity") -> dict[str, str]:
    pool = review.plan.headline
    return {
        "outcome": pool.id,
        "role": role,
        "group": contrast(review.plan, pool.measures[0]),
    }


def _pooled(review: Review, one: Pooled) -> Estimate:
    return pooled_estimate(one, review.plan.headline.measures[0], f"{MAIN}, inverse variance")


def _left_out(review: Review, data: Measured) -> Iterator[Row]:
    own = context(review.plan, "leave_one_out", KEY, **_columns(review))
    statistic, k = POOLED[review.plan.headline.measures[0]], data.effects.k
    found = leave_one_out(data.effects, model="random", level=review.plan.ci_level)
    for index, (trial, one) in enumerate(zip(data.trials, found, strict=True)):
        rest = data.kept.take(np.arange(k) != index)
        note = number_of_trials(k - 1)
        yield own.row(statistic, _pooled(review, one), subgroup=trial, note=note, **counts_of(rest))
        tau2 = Estimate(estimate=one.tau2, method="REML")
        yield own.row("tau2", tau2, subgroup=trial, note=note)


def _cumulative(review: Review, data: Measured) -> Iterator[Row]:
    """Yield the pooled effect as each trial is added, by year and trial id."""
    own = context(review.plan, "cumulative", KEY, **_columns(review), time_unit="year")
    statistic, order = POOLED[review.plan.headline.measures[0]], np.arange(data.effects.k)
    found = cumulative(data.effects, order, model="random", level=review.plan.ci_level)
    years = data.rows["year"].iloc[data.found.kept]
    for index, (trial, year, one) in enumerate(zip(data.trials, years, found, strict=True)):
        yield own.row(
            statistic,
            _pooled(review, one),
            subgroup=trial,
            timepoint=float(year),
            note=number_of_trials(index + 1),
            **counts_of(data.kept.take(order[: index + 1])),
        )


def _influence(review: Review, data: Measured) -> Iterator[Row]:
    own = context(review.plan, "influence", KEY, **_columns(review, "supplementary"))
    found = influence(data.effects, "REML")
    for index, trial in enumerate(data.trials):
        note = "Influential by at least one measure." if found.influential[index] else ""
        for statistic, name in DIAGNOSTICS.items():
            value = float(getattr(found, name)[index])
            lost = "" if np.isfinite(value) else "cannot be computed without this trial"
            result = Estimate(estimate=value, method="REML, each trial left out", note=lost)
            yield own.row(statistic, result, subgroup=trial, note=note)


def _bootstrap(review: Review, data: Measured) -> Iterator[Row]:
    plan, level = review.plan, review.plan.ci_level
    own = context(plan, "pooled", "resamples.bootstrap", **_columns(review), **counts_of(data.kept))
    replicates = plan.resamples.bootstrap
    rng = generator(plan, "pooled", plan.headline.id)
    found = bootstrap_pooled(data.effects, replicates=replicates, rng=rng, level=level)
    words = f"bootstrap of the trials, REML, percentile interval, {replicates} resamples"
    ratio = data.effects.ratio
    limits = np.array([found.coefficient_low, found.coefficient_high])
    low, high = np.exp(limits) if ratio else limits
    mean = _pooled(review, pool(data.effects, model="random", level=level))
    result = Estimate(
        estimate=mean.estimate, method=words, ci_low=float(low), ci_high=float(high), level=level,
        note=found.note,
    )  # fmt: skip
    note = number_of_trials(data.effects.k)
    yield own.row(POOLED[plan.headline.measures[0]], result, note=note)
