"""Whether small trials have other effects than large ones: asymmetry of the funnel plot."""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np

from ipsanalysis.meta.trials import Effects, Floats, Tables
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.gee_wald import exponential, wald

EGGER = "Egger, weighted regression on the standard error, Student's t"
PETERS = "Peters, regression on 1 / people weighted by events and non-events, Student's t"
TOO_FEW = "fewer than 3 trials: no regression"
SAME_SIZE = "trials do not differ in size"
EXACT = "the effects lie on a line: no error to test against"
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Asymmetry:
    """A regression of effects on a measure of the trials' size.

    Attributes:
        intercept: Effect at a size without limit, on the scale of the analysis (ratios: log).
        slope: Change of effect per unit of the predictor, on the scale of the analysis; its test is
            that of asymmetry.
        statistic: Slope over its standard error.
        df: Degrees of freedom of Student's t, k - 2.
        p_value: Two-sided p-value of no asymmetry.
        limit: The intercept on its natural scale (ratios exponentiated).
        note: Why there is no regression, else empty.
    """

    intercept: Estimate
    slope: Estimate
    statistic: float
    df: float
    p_value: float
    limit: Estimate
    note: str


def egger(effects: Effects, *, level: float) -> Asymmetry:
    """Regress effects on their standard errors, weighted by 1 / variance.

    Residual variance is multiplicative. Egger's first form, effect / error on 1 / error, is the
    same regression: its intercept is this slope. For odds ratios and risk ratios the test rejects
    too often, as the error depends on the effect.

    Args:
        effects: Effects of k trials.
        level: Confidence level between 0 and 1.

    Returns:
        The regression; no estimate with fewer than three trials, equal errors or effects on a line.

    Formula: Egger, Davey Smith, Schneider and Minder (1997), BMJ 315:629-634. Equals R
    `metafor::regtest(model = "lm", predictor = "sei")`.
    """
    return _regression(effects, np.sqrt(effects.variance), EGGER, level, 1 / effects.variance)


def peters(tables: Tables, effects: Effects, *, level: float) -> Asymmetry:
    """Regress effects on 1 / people of the trial, weighted by events times non-events over people.

    The size of a trial and these weights, unlike the standard error, do not depend on its effect.
    Trials in which nobody or everybody has the event have no weight and are left out.

    Args:
        tables: Tables of k trials.
        effects: Effects of the same trials.
        level: Confidence level between 0 and 1.

    Returns:
        The regression; no estimate with fewer than three trials, equal sizes, or effects on a line.

    Raises:
        ValueError: Tables and effects are not of one length.

    Formula: Peters, Sutton, Jones, Abrams and Rushton (2006), JAMA 295:676-680. Equals R
    `lm(yi ~ I(1 / n), weights = events * (n - events) / n)` and `meta::metabias(method =
    "Peters")`.
    """
    if tables.k != effects.k:
        raise ValueError("tables and effects belong to the same trials")
    people = tables.n + tables.n_control
    events = tables.events + tables.events_control
    weight = events * (people - events) / people
    kept = weight > 0
    return _regression(effects.take(kept), 1 / people[kept], PETERS, level, weight[kept])


def _regression(
    effects: Effects, predictor: Floats, method: str, level: float, weight: Floats
) -> Asymmetry:
    df = effects.k - 2
    if df < 1:
        return _none(method, TOO_FEW)
    y = effects.estimate
    total = float(np.sum(weight))
    middle, centre = float(np.sum(weight * predictor)) / total, float(np.sum(weight * y)) / total
    x = predictor - middle
    spread = float(np.sum(weight * x**2))
    if spread <= (ROUNDING * middle) ** 2 * total:
        return _none(method, SAME_SIZE)
    slope = float(np.sum(weight * x * (y - centre))) / spread
    rest = float(np.sum(weight * (y - centre - slope * x) ** 2))
    if rest <= ROUNDING**2 * float(np.sum(weight * y**2)):
        return _none(method, EXACT)
    dispersion = rest / df
    at_zero = Estimate(estimate=centre - slope * middle, method=method)
    error = sqrt(dispersion * (1 / total + middle**2 / spread))
    intercept = wald(at_zero, error, level=level, degrees=df)
    change = wald(
        Estimate(estimate=slope, method=method),
        sqrt(dispersion / spread),
        level=level,
        degrees=df,
    )
    return Asymmetry(
        intercept=intercept,
        slope=change,
        statistic=slope / change.std_error,
        df=df,
        p_value=change.p_value,
        limit=exponential(intercept) if effects.ratio else intercept,
        note="",
    )


def _none(method: str, reason: str) -> Asymmetry:
    nothing = no_estimate(method, reason)
    return Asymmetry(
        intercept=nothing,
        slope=nothing,
        statistic=nan,
        df=nan,
        p_value=nan,
        limit=nothing,
        note=reason,
    )
