"""Result rows and curve points of the headline pooled with priors."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite, nan

import numpy as np

from ipsanalysis.evidence.measured import Measured, measured, number_of_trials
from ipsanalysis.evidence.review import (
    LOG_OF,
    POOLED,
    PREDICTED,
    Context,
    Review,
    context,
    contrast,
    counts_of,
)
from ipsanalysis.meta.bayes_binomial import binomial_hierarchy, no_information
from ipsanalysis.meta.bayes_normal import normal_hierarchy
from ipsanalysis.meta.posterior import Curve, Posterior, Summary
from ipsanalysis.meta.prior import NormalPrior, TauPrior
from ipsanalysis.plan import evidence as asked
from ipsanalysis.plan.evidence import Bayes
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate, no_estimate

CREDIBLE = "posterior median and credible interval"
NORMAL, BINOMIAL = "normal-normal", "binomial-normal"
FAMILIES = {"half_normal": "half-normal", "half_cauchy": "half-Cauchy"}
NO_EFFECT = "no trial has an effect"
ONLY_PRIORS = "so only the priors would be shown"
EVERY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A hierarchical model of one pool and its posterior.

    Attributes:
        name: The model and its prior of tau in words.
        measure: What the effect is.
        data: The trials.
        posterior: The posterior.
        plan_key: The place of the prior of tau in the plan.
        lost: Why the posterior is no result, empty when it is one.
    """

    name: str
    measure: asked.BinaryMeasure
    data: Measured
    posterior: Posterior
    plan_key: str
    lost: str

    def told(self, result: Estimate) -> Estimate:
        """Return a result of the posterior; where it is none, the reason instead."""
        return no_estimate(result.method, f"{self.lost}, {ONLY_PRIORS}") if self.lost else result


def tau_words(prior: asked.TauPrior) -> str:
    """Return a prior of tau in words, such as `half-normal 0.5`."""
    return f"{FAMILIES[prior.family]} {prior.scale:g}"


def normal_prior(prior: asked.NormalPrior) -> NormalPrior:
    """Return a normal prior of the plan as the estimators take it."""
    return NormalPrior(mean=prior.mean, sd=prior.sd)


def tau_prior(prior: asked.TauPrior) -> TauPrior:
    """Return a prior of tau of the plan as the estimators take it."""
    return TauPrior(family=prior.family, scale=prior.scale)


def models(review: Review) -> Iterator[Model]:
    """Yield the models of the headline pool, each with each prior of tau."""
    told, level = review.plan.bayes, review.plan.ci_level
    if told is None:
        return
    pool = review.plan.headline
    ratios = measured(review, pool, pool.measures[0])
    odds = measured(review, pool, "odds_ratio")
    mu = normal_prior(told.mu)
    for index, prior in enumerate(told.tau):
        tau, key = tau_prior(prior), f"bayes.tau.{index}"
        words = f"with {tau_words(prior)} prior of tau"
        normal = normal_hierarchy(ratios.effects, mu=mu, tau=tau, level=level)
        yield Model(
            name=f"{NORMAL} {words}",
            measure=pool.measures[0],
            data=ratios,
            posterior=normal,
            plan_key=key,
            lost="" if ratios.effects.k else NO_EFFECT,
        )
        baseline = normal_prior(told.baseline)
        binomial = binomial_hierarchy(odds.tables, mu=mu, tau=tau, baseline=baseline, level=level)
        yield Model(
            name=f"{BINOMIAL} {words}",
            measure="odds_ratio",
            data=odds,
            posterior=binomial,
            plan_key=key,
            lost=no_information(odds.tables),
        )


def bayes_rows(review: Review) -> tuple[list[Row], list[Row]]:
    """Pool the headline with priors.

    Args:
        review: The meta-analysis.

    Returns:
        Rows of the analyses `bayes` and `bayes_trial`, and points of the densities; none when the
        plan asks for none.
    """
    rows: list[Row] = []
    points: list[Row] = []
    for model in models(review):
        rows += _pooled(review, model)
        points += [] if model.lost else _densities(review, model)
        if model.plan_key.endswith(".0"):
            rows += _trials(review, model)
    return rows, points


def estimate_of(summary: Summary, method: str, *, ratio: bool) -> Estimate:
    """Return a posterior as an estimate: median and equal-tailed credible interval.

    Args:
        summary: The posterior, of a ratio on the scale of the logarithm.
        method: The model in words.
        ratio: Whether to exponentiate.

    Returns:
        The median with its interval; the standard error is the posterior standard deviation,
        of the logarithm for a ratio.
    """
    numbers = np.array([summary.median, summary.ci_low, summary.ci_high])
    median, low, high = np.exp(numbers) if ratio else numbers
    finite = isfinite(summary.sd)
    return Estimate(
        estimate=float(median),
        method=method,
        std_error=summary.sd if finite else nan,
        ci_low=float(low),
        ci_high=float(high),
        level=summary.level,
        log_scale_error=ratio,
        note="" if finite else "the posterior has no standard deviation",
    )


def prior_words(told: Bayes, model: str, measure: asked.BinaryMeasure) -> str:
    """Return the priors beside that of tau in words."""
    what = "mean logarithm" if LOG_OF[measure] else "mean"
    mu = f"normal({told.mu.mean:g}, {told.mu.sd:g}) prior of the {what}"
    baseline = f"normal({told.baseline.mean:g}, {told.baseline.sd:g}) prior of control logits"
    return f"{mu}, {baseline}" if model.startswith(BINOMIAL) else mu


def _context(review: Review, analysis: str, model: Model) -> Context:
    return context(
        review.plan,
        analysis,
        model.plan_key,
        outcome=review.plan.headline.id,
        role="sensitivity",
        group=contrast(review.plan, model.measure),
    )


def _pooled(review: Review, model: Model) -> Iterator[Row]:
    assert review.plan.bayes is not None  # noqa: S101
    ratio, found, told = model.data.effects.ratio, model.posterior, model.told
    words = f"{model.name}, {prior_words(review.plan.bayes, model.name, model.measure)}"
    own = _context(review, "bayes", model)
    # The binomial model keeps trials that have no ratio of their own.
    tables = model.data.tables if model.name.startswith(BINOMIAL) else model.data.kept
    shared = {"note": number_of_trials(tables.k), **counts_of(tables)}
    credible = {**shared, "unit": CREDIBLE}
    mean = told(estimate_of(found.mu, words, ratio=ratio))
    yield own.row(POOLED[model.measure], mean, **credible)
    following = told(estimate_of(found.predictive, words, ratio=ratio))
    yield own.row(PREDICTED[model.measure], following, **credible)
    tau = told(estimate_of(found.tau, words, ratio=False))
    yield own.row("tau", tau, unit=CREDIBLE, note=shared["note"])
    for what, chance in (("mean", found.mu_above_zero), ("next trial", found.next_above_zero)):
        probability = Estimate(
            estimate=chance,
            method=words,
            note=f"Probability that the {what} favours the first arm.",
        )
        yield own.row("posterior_probability", told(probability), subgroup=what)


def _trials(review: Review, model: Model) -> Iterator[Row]:
    ratio, data = model.data.effects.ratio, model.data
    own = _context(review, "bayes_trial", model)
    whole = model.name.startswith(BINOMIAL)
    tables = data.tables if whole else data.kept
    names = [str(name) for name in data.rows["trial_id"]] if whole else data.trials
    found = zip(names, model.posterior.shrunken, strict=True)
    for index, (trial, shrunken) in enumerate(found):
        yield own.row(
            model.measure,
            model.told(estimate_of(shrunken, f"{model.name}, shrunken", ratio=ratio)),
            subgroup=trial,
            unit=CREDIBLE,
            **counts_of(tables.take(np.array([index]))),
        )


def _densities(review: Review, model: Model) -> Iterator[Row]:
    found = model.posterior
    scale = LOG_OF[model.measure] or "effect"
    curves = {
        "mean": (found.mu_curve, scale),
        "next trial": (found.predictive_curve, scale),
        "tau": (found.tau_curve, "tau"),
    }
    own = _context(review, "bayes_density", model)
    for what, (curve, unit) in curves.items():
        yield from density_points(own, curve, model.name, subgroup=what, time_unit=unit)


def density_points(own: Context, curve: Curve, method: str, **columns: str) -> Iterator[Row]:
    """Yield every second point of a density: `timepoint` is where, `estimate` how dense."""
    for x, density in zip(curve.x[::EVERY], curve.density[::EVERY], strict=True):
        point = Estimate(estimate=float(density), method=method)
        yield own.row("density", point, timepoint=float(x), **columns)
