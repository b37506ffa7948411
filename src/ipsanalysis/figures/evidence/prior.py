"""The prior of a study of this project: what it is made of, and its median and interval."""

from collections.abc import Sequence
from math import exp

import numpy as np
from scipy.interpolate import CubicSpline

from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.plan.evidence import NewTrial, NormalPrior
from ipsanalysis.stats.estimate import normal_quantile
from ipsanalysis.tables.evidence.names import pool_label
from ipsanalysis.tables.evidence.prior_words import prior_words
from ipsanalysis.tables.format import NO_BREAK, fixed, interval, limit
from ipsanalysis.tables.labels import in_sentence, listed
from ipsanalysis.tables.results import Result

_LEFT_OUT = 0.002
_STEPS = 20_001


def prior_told(own: Material) -> str:
    """Say what the two parts of the prior are, as the plan has them."""
    asked, bayes = own.plan.new_trials, own.plan.bayes
    if asked is None or bayes is None:
        return ""
    return (
        f"Vague part: the log odds ratio is {prior_words(asked.vague)}. The other trials' part: "
        "the log odds ratio of a next trial in the binomial model of them, with priors: mean "
        f"{prior_words(bayes.mu)}; tau {prior_words(bayes.tau[0])}; logit of each trial's control "
        f"risk {prior_words(bayes.baseline)}."
    )


def classes_told(own: Material, trial: NewTrial, pool: str) -> str:
    """Say which classes of outcome the trials behind the prior have, when not the study's own.

    Args:
        own: What it is drawn from.
        trial: The study.
        pool: The pool of the other trials.

    Returns:
        A sentence; empty when all trials surely have the study's class of outcome. Where the rows
        leave it open, the sentence names the classes that the pool takes.
    """
    found = _classes(own, trial, pool)
    if not found or all(classes == {trial.outcome_class} for classes in found):
        return ""
    labels = own.plan.outcome_classes
    named = [labels[name] for name in labels if any(name in classes for classes in found)]
    words = listed([in_sentence(label) for label in named], last="or")
    study = f"Outcome of this study: {in_sentence(labels[trial.outcome_class])}."
    if any(trial.outcome_class in classes for classes in found):
        return f"{study} The trials behind the prior have: {words}."
    return (
        f"{study} The prior is made of trials with {words} only; it may be too large or too small "
        "for this outcome."
    )


def _classes(own: Material, trial: NewTrial, pool: str) -> list[set[str]]:
    """Return the classes of outcome that the row of each trial behind the prior may have.

    A row that several pools hold has a class that all of them take.
    """
    takes = {item.id: set(item.outcome_classes) for item in own.plan.pools}
    held: dict[tuple[object, ...], set[str]] = {}
    for row in own.results.where(analysis="trial"):
        if row.n is not None and row.outcome in takes:
            key = _counts(row)
            held[key] = held.get(key, takes[row.outcome]) & takes[row.outcome]
    behind = {
        row.subgroup: held[_counts(row)]
        for row in own.results.where(analysis="trial", outcome=pool)
        if row.n is not None and row.outcome in takes and row.subgroup != trial.trial_id
    }
    return list(behind.values())


def _counts(row: Result) -> tuple[object, ...]:
    counts = (row.n, row.n_events, row.n_control, row.n_events_control)
    return (row.subgroup, row.timepoint, *counts)


def of_pool(own: Material, trial: NewTrial, pool: str) -> str:
    """Name the pool of the other trials, and say that the study's own trial is not among them."""
    label = own.labels.get(trial.trial_id, "")
    of = f" ({label})" if label else ""
    return (
        f"The other trials are those of: {pool_label(own.plan, pool)}; the published row of the "
        f"same trial{of} is not among them."
    )


def vague_numbers(prior: NormalPrior, level: float) -> str:
    """Return the median and the interval of the vague part, as an odds ratio."""
    reach = normal_quantile(level) * prior.sd
    return _shown(*(exp(prior.mean + side * reach) for side in (0, -1, 1)))


def curve_numbers(points: Sequence[Result], level: float) -> str:
    """Return the median and the equal-tailed interval of a density of the log odds ratio.

    Between points the density is a cubic spline. What it leaves out at its ends, one in a thousand
    of the probability, is taken to be as much at each.

    Args:
        points: Points of the density in the order of their place.
        level: Probability the interval holds.

    Returns:
        The numbers as an odds ratio; empty when the curve leaves out more, for then they cannot be
        read off it.
    """
    places = np.array([point.timepoint for point in points])
    if len(places) < 3:
        return ""
    fine = np.linspace(places[0], places[-1], _STEPS)
    spline = CubicSpline(places, [point.estimate for point in points]).antiderivative()
    below = spline(fine) - spline(places[0])
    left_out = 1.0 - float(below[-1])
    if abs(left_out) > _LEFT_OUT:
        return ""
    shares = (0.5, (1 - level) / 2, (1 + level) / 2)
    return _shown(*(exp(np.interp(share - left_out / 2, below, fine)) for share in shares))


def _shown(median: float, low: float, high: float) -> str:
    limits = interval(limit(low, 1.0, 2), limit(high, 1.0, 2))
    return f"{fixed(median, 2)}{NO_BREAK}({limits})"
