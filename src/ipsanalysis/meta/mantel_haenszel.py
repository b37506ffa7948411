"""The Mantel-Haenszel effect of several 2 x 2 tables, for trials with few events."""

from math import inf, sqrt

import numpy as np

from ipsanalysis.meta.trials import BinaryMeasure, Floats, Tables
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.gee_wald import exponential, wald

METHODS = {
    "risk_ratio": "Mantel-Haenszel risk ratio, Greenland-Robins variance, Wald z",
    "odds_ratio": "Mantel-Haenszel odds ratio, Robins-Breslow-Greenland variance, Wald z",
    "risk_difference": "Mantel-Haenszel risk difference, Sato variance, Wald z",
}
NO_TRIALS = "no trials"
NOT_IN_AN_ARM = "in no trial does anybody have the event in one of the arms"
NO_ODDS = "the Mantel-Haenszel odds ratio is 0, infinite or 0 over 0"
ROUNDING = 1e-13


def mantel_haenszel(tables: Tables, measure: BinaryMeasure, *, level: float) -> Estimate:
    """Estimate one effect common to several trials, without a continuity correction.

    With a of n1 people in the active arm, c of n2 in the control arm and N people in a trial,

        risk ratio        sum(a n2 / N) / sum(c n1 / N)
        odds ratio        sum(a (n2 - c) / N) / sum((n1 - a) c / N)
        risk difference   sum((a n2 - c n1) / N) / sum(n1 n2 / N)

    Zero cells stay as they are. A trial without events adds nothing to the ratios, one in which
    everybody has the event nothing to the odds ratio; the risk difference counts both.

    Args:
        tables: Counts of k trials.
        measure: The effect.
        level: Confidence level between 0 and 1.

    Returns:
        The effect with its Wald interval and p-value, of ratios on the log scale. No estimate of a
        ratio that is 0, infinite or 0 over 0 over all trials; no interval where the variance is 0.

    Raises:
        ValueError: The measure is unknown.

    Formula: Greenland and Robins (1985), Biometrics 41:55-68; Robins, Breslow and Greenland (1986),
    Biometrics 42:311-323; Sato (1989), Biometrics 45:1323-1324. Equals R `metafor::rma.mh(measure)`
    with its defaults, `add = 1/2, to = "only0", drop00 = TRUE`: these correct and leave out trials
    in the test of heterogeneity only, and `correct = TRUE` concerns the CMH test only.
    """
    if measure not in METHODS:
        raise ValueError(f"unknown measure of a yes-or-no outcome: {measure}")
    if tables.k == 0:
        return no_estimate(METHODS[measure], NO_TRIALS)
    a, n1 = tables.events.astype(float), tables.n.astype(float)
    c, n2 = tables.events_control.astype(float), tables.n_control.astype(float)
    if measure == "risk_ratio":
        return _risk_ratio(a, n1, c, n2, level)
    if measure == "odds_ratio":
        return _odds_ratio(a, n1 - a, c, n2 - c, level)
    return _risk_difference(a, n1, c, n2, level)


def _risk_ratio(a: Floats, n1: Floats, c: Floats, n2: Floats, level: float) -> Estimate:
    people = n1 + n2
    top, bottom = np.sum(a * n2 / people), np.sum(c * n1 / people)
    if top == 0 or bottom == 0:
        return no_estimate(METHODS["risk_ratio"], NOT_IN_AN_ARM)
    # Whole numbers: exactly 0 where everybody has the event.
    share = np.sum((n1 * n2 * (a + c) - a * c * people) / people**2)
    return _ratio("risk_ratio", top / bottom, sqrt(share / (top * bottom)), level)


def _odds_ratio(a: Floats, b: Floats, c: Floats, d: Floats, level: float) -> Estimate:
    people = a + b + c + d
    agree, differ = (a + d) / people, (b + c) / people
    top, bottom = a * d / people, b * c / people
    r, s = np.sum(top), np.sum(bottom)
    if r == 0 or s == 0:
        return no_estimate(METHODS["odds_ratio"], NO_ODDS)
    variance = (
        np.sum(agree * top) / r**2
        + np.sum(agree * bottom + differ * top) / (r * s)
        + np.sum(differ * bottom) / s**2
    ) / 2
    return _ratio("odds_ratio", r / s, sqrt(variance), level)


def _risk_difference(a: Floats, n1: Floats, c: Floats, n2: Floats, level: float) -> Estimate:
    people = n1 + n2
    weight = np.sum(n1 * n2 / people)
    difference = float(np.sum((a * n2 - c * n1) / people) / weight)
    tilt = np.sum((c * n1**2 - a * n2**2 + n1 * n2 * (n2 - n1) / 2) / people**2) * difference
    spread = np.sum((a * (n2 - c) + c * (n1 - a)) / people) / 2
    variance = float(tilt + spread)
    error = sqrt(variance) / float(weight) if variance > ROUNDING * spread else 0.0
    estimate = Estimate(estimate=difference, method=METHODS["risk_difference"])
    return wald(estimate, error, level=level, degrees=inf)


def _ratio(measure: BinaryMeasure, ratio: float, error: float, level: float) -> Estimate:
    estimate = Estimate(estimate=float(np.log(ratio)), method=METHODS[measure])
    return exponential(wald(estimate, error, level=level, degrees=inf))
