"""Result rows of each pool: its trials, the pooled effect by every method, and heterogeneity."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ipsanalysis.evidence.measured import (
    CRUDE,
    MAIN,
    Measured,
    degrees_of_freedom,
    measured,
    number_of_trials,
)
from ipsanalysis.evidence.review import (
    POOLED,
    PREDICTED,
    Context,
    Review,
    context,
    contrast,
    counts_of,
)
from ipsanalysis.meta.heterogeneity import TauMethod, heterogeneity
from ipsanalysis.meta.mantel_haenszel import mantel_haenszel
from ipsanalysis.meta.mixed_logistic import mixed_logistic
from ipsanalysis.meta.peto import peto
from ipsanalysis.meta.pooling import Pooled, Test, pool, pooled_estimate
from ipsanalysis.meta.trials import BinaryMeasure
from ipsanalysis.plan.evidence import Pool
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile

NAMES: dict[TauMethod, str] = {
    "REML": "REML",
    "DL": "DerSimonian-Laird",
    "PM": "Paule-Mandel",
}
TESTS: dict[Test, str] = {
    "wald_z": "Wald z",
    "knapp_hartung": "Knapp-Hartung, factor at least 1",
}
COMMON = "common effect and Wald z"
SAFEGUARDED = "The factor was below 1 and is taken as 1."
CORRECTED = "A count is 0, so 0.5 was added to each of the four counts."


def pool_rows(review: Review) -> list[Row]:
    """Return the rows of every pool under each of its measures.

    Args:
        review: The meta-analysis.

    Returns:
        Rows of the analyses `trial`, `pooled`, `heterogeneity` and `prediction`.
    """
    rows: list[Row] = []
    for index, chosen in enumerate(review.plan.pools):
        for place, measure in enumerate(chosen.measures):
            data = measured(review, chosen, measure)
            key = f"pools.{index}.measures.{place}"
            rows += _trials(review, chosen, measure, data, key)
            rows += _pooled(review, chosen, measure, data, key)
            rows += _spread(review, chosen, measure, data, key)
    return rows


def _role(chosen: Pool, measure: BinaryMeasure, *, main: bool = False) -> str:
    if measure != chosen.measures[0]:
        return "supplementary"
    return chosen.role if main else "sensitivity"


def _trials(
    review: Review, chosen: Pool, measure: BinaryMeasure, data: Measured, key: str
) -> Iterator[Row]:
    """Yield the effect of each trial, and its weight in the pool's own measure."""
    level, effects = review.plan.ci_level, data.effects
    own = context(
        review.plan, "trial", key, outcome=chosen.id, role="supplementary", time_unit="month"
    )
    z = normal_quantile(level)
    wide = z * np.sqrt(effects.variance)
    place = {int(index): number for number, index in enumerate(data.found.kept)}
    reasons = iter(data.found.left_out)
    for index, trial in enumerate(data.rows.to_dict("records")):
        columns = {
            "subgroup": str(trial["trial_id"]),
            "covariates": str(trial["label"]),
            "group": contrast(review.plan, measure),
            "timepoint": float(trial["follow_up_months"]),
            **counts_of(data.tables.take(np.array([index]))),
        }
        if index not in place:
            yield own.row(measure, no_estimate(CRUDE[measure], next(reasons)), **columns)
            continue
        i = place[index]
        limits = effects.estimate[i] + np.array([0.0, -wide[i], wide[i]])
        estimate, low, high = np.exp(limits) if effects.ratio else limits
        crude = Estimate(
            estimate=float(estimate),
            method=CRUDE[measure],
            std_error=float(np.sqrt(effects.variance[i])),
            ci_low=float(low),
            ci_high=float(high),
            level=level,
            log_scale_error=effects.ratio,
            note=CORRECTED if data.found.corrected[i] else "",
        )
        yield own.row(measure, crude, **columns)
    if measure == chosen.measures[0] and effects.k:
        yield from _weights(own, review, measure, data)


def _weights(own: Context, review: Review, measure: BinaryMeasure, data: Measured) -> Iterator[Row]:
    weights = pool(data.effects, model="random", level=review.plan.ci_level).weights
    for trial, weight in zip(data.trials, weights, strict=True):
        share = Estimate(estimate=float(weight), method="REML weight, inverse variance")
        yield own.row("weight", share, subgroup=trial, group=contrast(review.plan, measure))


def _pooled(
    review: Review, chosen: Pool, measure: BinaryMeasure, data: Measured, key: str
) -> Iterator[Row]:
    """Yield the pooled effect by every method, and where a next trial is expected."""
    level, effects = review.plan.ci_level, data.effects
    names = {"outcome": chosen.id, "group": contrast(review.plan, measure)}
    columns = {**names, **counts_of(data.kept)}
    own = context(review.plan, "pooled", key, **columns)
    next_trial = context(review.plan, "prediction", key, **columns, role=_role(chosen, measure))
    trials = number_of_trials(effects.k)
    common = pool(effects, model="common", level=level)
    found = [pooled_estimate(common, measure, f"{COMMON}, inverse variance")]
    for method, name in NAMES.items():
        for test, words in TESTS.items():
            one = pool(effects, model="random", method=method, test=test, level=level)
            result = pooled_estimate(one, measure, f"{name} and {words}, inverse variance")
            held = replace(result, note=SAFEGUARDED) if one.safeguarded else result
            found.append(held)
            if method == "REML":
                yield next_trial.row(
                    PREDICTED[measure], predicted(one, measure, f"REML and {words}"), note=trials
                )
    if measure == "odds_ratio":
        found += [peto(data.tables, level=level), mixed_logistic(data.tables, level=level).estimate]
    for result in found:
        role = _role(chosen, measure, main=result.method.startswith(MAIN))
        yield own.row(POOLED[measure], result, role=role, note=trials)
    yield _mantel_haenszel(own, measure, data, level, _role(chosen, measure))


def _mantel_haenszel(
    own: Context, measure: BinaryMeasure, data: Measured, level: float, role: str
) -> Row:
    """Pool uncorrected: a risk ratio also counts trials in which everybody has the event."""
    tables = data.kept
    if measure == "risk_ratio":
        tables = data.tables.take(data.tables.events + data.tables.events_control > 0)
    result = mantel_haenszel(tables, measure, level=level)
    note = number_of_trials(tables.k)
    return own.row(POOLED[measure], result, role=role, note=note, **counts_of(tables))


def predicted(pooled: Pooled, measure: BinaryMeasure, words: str) -> Estimate:
    """Return the mean effect with the interval in which a next trial's effect is expected.

    Args:
        pooled: A random-effects mean.
        measure: What the effect is.
        words: Estimator and test in words.

    Returns:
        The mean with limits of prediction, natural scale; no standard error or p-value.
    """
    degrees = "k - 2" if "Wald" in words else "k - 1"
    name = f"{words}, t with {degrees} degrees of freedom"
    mean = pooled_estimate(pooled, measure, name)
    limits = np.array([pooled.prediction_low, pooled.prediction_high])
    low, high = np.exp(limits) if measure.endswith("ratio") else limits
    note = mean.note or ("" if np.isfinite(low) else "too few trials for an interval of prediction")
    return replace(
        mean,
        std_error=np.nan,
        ci_low=float(low),
        ci_high=float(high),
        p_value=np.nan,
        log_scale_error=False,
        note=note,
    )


def _spread(
    review: Review, chosen: Pool, measure: BinaryMeasure, data: Measured, key: str
) -> Iterator[Row]:
    """Yield how much effects differ between trials."""
    level, effects = review.plan.ci_level, data.effects
    own = context(
        review.plan,
        "heterogeneity",
        key,
        outcome=chosen.id,
        role=_role(chosen, measure),
        group=contrast(review.plan, measure),
        subgroup=measure,
    )
    trials = number_of_trials(effects.k)
    lacking = {
        0: "no trial has an effect",
        1: "one trial shows nothing of differences between trials",
    }
    for method, name in NAMES.items():
        words = f"{name} and Q-profile, interval by inverting Q"
        if effects.k in lacking:
            yield own.row("tau2", no_estimate(words, lacking[effects.k]), note=trials)
            continue
        found = heterogeneity(effects, method, level=level)
        numbers = {"tau2": (found.tau2, found.tau2_low, found.tau2_high)}
        if method == "REML":
            numbers["i2"] = (found.i2, found.i2_low, found.i2_high)
            numbers["h2"] = (found.h2, found.h2_low, found.h2_high)
            q = Estimate(
                estimate=found.q,
                method="Cochran, chi-squared",
                p_value=found.p_value,
                note=degrees_of_freedom(found.df),
            )
            yield own.row("q", q, note=trials)
        for statistic, (estimate, low, high) in numbers.items():
            result = Estimate(
                estimate=estimate, method=words, ci_low=low, ci_high=high, level=level
            )
            yield own.row(statistic, result, note=trials)
