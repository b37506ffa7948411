"""Result rows of studies of this project among the published trials."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ipsanalysis.evidence.bayes_rows import (
    BINOMIAL,
    CREDIBLE,
    NORMAL,
    density_points,
    estimate_of,
    normal_prior,
    tau_prior,
    tau_words,
)
from ipsanalysis.evidence.measured import CRUDE, number_of_trials
from ipsanalysis.evidence.new_trial import StudyRow
from ipsanalysis.evidence.review import (
    LOG_OF,
    Context,
    Review,
    context,
    contrast,
    counts_of,
    tables_of,
)
from ipsanalysis.meta.bayes_binomial import binomial_hierarchy, no_information
from ipsanalysis.meta.bayes_normal import normal_hierarchy
from ipsanalysis.meta.effect_sizes import binary_effects
from ipsanalysis.meta.pooling import pool, pooled_estimate
from ipsanalysis.meta.posterior import Curve
from ipsanalysis.meta.prior import NormalPrior
from ipsanalysis.meta.robust_prior import Reanalysis, reanalyse
from ipsanalysis.meta.trials import RATIOS, BinaryMeasure, Tables
from ipsanalysis.plan.evidence import Bayes, Pool
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate, no_estimate

DRAWN_POINTS = 401
DRAWN_SDS = 3.3
VAGUE_ONLY = 1.0
ANSWERS = {"odds_ratio": CREDIBLE, "posterior_probability": "", "vague_weight": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """A study and the published trials it is set among.

    Attributes:
        study: The study.
        pool: The first pool that takes its class of outcome.
        others: Counts of that pool's trials without the row of the study's own trial.
        left_out: Whether a row of the study's trial was in the pool.
    """

    study: StudyRow
    pool: Pool
    others: Tables
    left_out: bool

    @property
    def lost(self) -> str:
        """Why the others are no prior for the study, empty when they are one."""
        reason = no_information(self.others)
        return f"The other trials give no prior: {reason}." if reason else ""


def among(review: Review, study: StudyRow) -> Among:
    """Return the published trials that a study is set among."""
    wanted = study.asked.outcome_class
    found = next(pool for pool in review.plan.pools if wanted in pool.outcome_classes)
    rows = review.pooled(found)
    own = rows["trial_id"] == study.asked.trial_id
    return Among(study=study, pool=found, others=tables_of(rows[~own]), left_out=bool(own.any()))


def new_trial_rows(
    review: Review, studies: list[StudyRow], told: Bayes
) -> tuple[list[Row], list[Row]]:
    """Set each study among the published trials, and analyse it anew with them as prior.

    Args:
        review: The meta-analysis.
        studies: The studies.
        told: The priors.

    Returns:
        Rows of the analysis `new_trial` and points of its densities.
    """
    rows: list[Row] = []
    points: list[Row] = []
    for index, study in enumerate(studies):
        key = f"new_trials.trials.{index}"
        more, drawn = _placed(review, among(review, study), told, key)
        rows += more
        points += drawn
    return rows, points


def _placed(review: Review, placed: Among, told: Bayes, key: str) -> tuple[list[Row], list[Row]]:
    plan, study = review.plan, placed.study
    shared = {
        "outcome": placed.pool.id,
        "subgroup": study.asked.study,
        "role": "exploratory",
        "data_status": study.data_status,
    }
    own = context(plan, "new_trial", key, **{**shared, **counts_of(study.tables)})
    drawn = context(plan, "new_trial_density", key, **shared)
    level = plan.ci_level
    others = binomial_hierarchy(
        placed.others,
        mu=normal_prior(told.mu),
        tau=tau_prior(told.tau[0]),
        baseline=normal_prior(told.baseline),
        level=level,
    )
    assert plan.new_trials is not None  # noqa: S101
    vague, weights = normal_prior(plan.new_trials.vague), plan.new_trials.weights
    found = reanalyse(
        study.tables,
        others.next_trial,
        weights=[one for one in weights if one == VAGUE_ONLY or not placed.lost],
        vague=vague,
        baseline=normal_prior(told.baseline),
        level=level,
    )
    rows = [*_crude(review, own, placed), _shrunken(review, own, placed, told)]
    rows += _by_weight(own, placed, weights, found)
    curves = {
        **({} if placed.lost else {"prior from the other trials": others.predictive_curve}),
        "vague prior": _normal_curve(vague),
        **{_weight_words(one.weight): one.curve for one in found},
    }
    points = [
        row
        for words, line in curves.items()
        for row in density_points(
            drawn, line, words, group=contrast(plan, "odds_ratio"), time_unit=LOG_OF["odds_ratio"]
        )
    ]
    return rows, points


def _months(placed: Among) -> dict[str, object]:
    return {"timepoint": placed.study.follow_up_months, "time_unit": "month"}


def _crude(review: Review, own: Context, placed: Among) -> Iterator[Row]:
    """Yield the study alone by the headline's measure, and by that of its new analysis."""
    label = f"{placed.study.title}, as {placed.study.asked.trial_id}"
    analysed: BinaryMeasure = "odds_ratio"
    for measure in dict.fromkeys((review.plan.headline.measures[0], analysed)):
        yield own.row(
            measure,
            _alone(placed.study.tables, measure, review.plan.ci_level),
            group=contrast(review.plan, measure),
            covariates=label,
            note=_told(placed),
            **_months(placed),
        )


def _alone(tables: Tables, measure: BinaryMeasure, level: float) -> Estimate:
    effects = binary_effects(tables, measure)
    one = pool(effects.effects, model="common", level=level)
    note = one.note if effects.effects.k else effects.left_out[0]
    return replace(pooled_estimate(one, measure, CRUDE[measure]), note=note)


def _told(placed: Among) -> str:
    synthetic = placed.study.data_status == "synthetic"
    status, row = ("SYNTHETIC, never pooled. ", "published row") if synthetic else ("", "row")
    own = placed.study.asked.trial_id
    left = f", without the {row} of {own}" if placed.left_out else f"; {own} is not in it"
    return f"{status}Set among the trials of {placed.pool.id}{left}."


def _shrunken(review: Review, own: Context, placed: Among, told: Bayes) -> Row:
    """Shrink the study's effect by the headline's measure towards the others, as these are."""
    study, measure = placed.study.tables, review.plan.headline.measures[0]
    names = ("events", "n", "events_control", "n_control")
    together = Tables(**{x: np.append(getattr(placed.others, x), getattr(study, x)) for x in names})
    found = binary_effects(together, measure)
    words = f"{NORMAL} with {tau_words(told.tau[0])} prior of tau, shrunken"
    others = int(np.sum(found.kept < placed.others.k))
    if together.k - 1 not in found.kept:
        result = no_estimate(words, found.left_out[-1])
    elif not others:
        result = no_estimate(words, "No other trial has an effect to shrink towards.")
    else:
        posterior = normal_hierarchy(
            found.effects,
            mu=normal_prior(told.mu),
            tau=tau_prior(told.tau[0]),
            level=review.plan.ci_level,
        )
        result = estimate_of(posterior.shrunken[-1], words, ratio=measure in RATIOS)
    return own.row(
        measure,
        result,
        group=contrast(review.plan, measure),
        unit=CREDIBLE,
        note=f"{_told(placed)} With {number_of_trials(others)}",
    )


def _weight_words(weight: float) -> str:
    return f"re-analysed with vague weight {weight:g}"


def _by_weight(
    own: Context, placed: Among, weights: Sequence[float], found: list[Reanalysis]
) -> Iterator[Row]:
    """Yield the study analysed anew with each weight; why not, where the others are no prior."""
    shared = {"group": contrast(own.plan, "odds_ratio"), "note": _told(placed)}
    known = {one.weight: one for one in found}
    for weight in weights:
        words = f"{_weight_words(weight)}, {BINOMIAL}"
        results = _answers(known[weight], words) if weight in known else {}
        for statistic, unit in ANSWERS.items():
            result = results.get(statistic, no_estimate(words, placed.lost))
            yield own.row(statistic, result, unit=unit, **shared)


def _answers(one: Reanalysis, words: str) -> dict[str, Estimate]:
    return {
        "odds_ratio": estimate_of(one.posterior, words, ratio=True),
        "posterior_probability": Estimate(estimate=one.above_zero, method=words),
        "vague_weight": Estimate(estimate=one.posterior_weight, method=words),
    }


def _normal_curve(prior: NormalPrior) -> Curve:
    x = prior.mean + prior.sd * np.linspace(-DRAWN_SDS, DRAWN_SDS, DRAWN_POINTS)
    return Curve(x=x, density=np.exp(prior.log_density(x)))
