"""The ratio of two proportions and the odds ratio, with Miettinen and Nurminen's intervals."""

from collections.abc import Callable
from math import exp, inf, log, nan, sqrt, tanh

from scipy.special import expit

from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.proportion import check_counts, empty_arm
from ipsanalysis.stats.score_interval import (
    critical_value,
    limit,
    positive_or_nan,
    score_p_value,
)

METHOD = "Miettinen-Nurminen score"
_LARGEST_LOG_RATIO = 40.0


def risk_ratio(
    events: int, n: int, events_control: int, n_control: int, *, level: float
) -> Estimate:
    """Estimate the risk ratio, active over control, with Miettinen and Nurminen's interval.

    Args:
        events: Events in the active arm.
        n: People in the active arm.
        events_control: Events in the control arm.
        n_control: People in the control arm.
        level: Confidence level between 0 and 1.

    Returns:
        The ratio with the p-value of the score test of no difference. It is 0 without events in
        the active arm and infinite without events in the control arm, each with one informative
        limit; without events at all, or with an empty arm, there is no estimate. The standard
        error is Katz's, of the logarithm, which the interval does not use; nan where undefined.

    Raises:
        ValueError: The counts are not whole, or not 0 <= events <= n.

    Formula: Miettinen and Nurminen (1985), Stat Med 4:213-226; Katz et al. (1978), Biometrics
    34:469-474 for the standard error. Equals R `ratesci::scoreci(contrast = "RR", skew = FALSE)`.
    """
    check_counts(events, n)
    check_counts(events_control, n_control)
    if missing := empty_arm(n, n_control):
        return no_estimate(METHOD, missing)
    if events + events_control == 0:
        return no_estimate(METHOD, "no events in either arm: the risk ratio is 0 over 0")
    error, note = nan, ""
    if events == 0:
        note = "no events in the active arm: the ratio is 0 and only its upper limit informs"
    elif events_control == 0:
        note = "no events in the control arm: the ratio is infinite, only its lower limit informs"
    else:
        error = sqrt(1 / events - 1 / n + 1 / events_control - 1 / n_control)
    counts = (events, n, events_control, n_control)
    ratio = _quotient(events * n_control, events_control * n)
    return _ratio_estimate(ratio, counts, _risk_ratio_excess(counts, level), error, level, note)


def odds_ratio(
    events: int, n: int, events_control: int, n_control: int, *, level: float
) -> Estimate:
    """Estimate the odds ratio, active over control, with Miettinen and Nurminen's interval.

    The score interval is chosen because it exists at zero cells and leaves out 1 exactly when the
    score test of no difference rejects, as the intervals of the difference and the risk ratio do.

    Args:
        events: Events in the active arm.
        n: People in the active arm.
        events_control: Events in the control arm.
        n_control: People in the control arm.
        level: Confidence level between 0 and 1.

    Returns:
        The sample odds ratio with the p-value of the score test of no difference. One zero cell,
        or two on a diagonal, makes it 0 or infinite with one informative limit; when nobody or
        everybody has the event, or with an empty arm, there is no estimate. The standard error is
        Woolf's, of the logarithm, which the interval does not use; nan at zero cells.

    Raises:
        ValueError: The counts are not whole, or not 0 <= events <= n.

    Formula: Miettinen and Nurminen (1985), Stat Med 4:213-226; Fagerland, Lydersen and Laake
    (2017), Statistical Analysis of Contingency Tables, chapter 4. Equals R
    `contingencytables::MiettinenNurminen_asymptotic_score_CI_OR_2x2`.
    """
    check_counts(events, n)
    check_counts(events_control, n_control)
    if missing := empty_arm(n, n_control):
        return no_estimate(METHOD, missing)
    without, without_control = n - events, n_control - events_control
    if events + events_control == 0:
        return no_estimate(METHOD, "no events in either arm: the odds ratio is 0 over 0")
    if without + without_control == 0:
        return no_estimate(METHOD, "everybody has the event: the odds ratio is 0 over 0")
    cells = (events, without, events_control, without_control)
    error, note = nan, ""
    if events == 0 or without_control == 0:
        note = "a zero cell: the odds ratio is 0 and only its upper limit informs"
    elif without == 0 or events_control == 0:
        note = "a zero cell: the odds ratio is infinite and only its lower limit informs"
    else:
        error = sqrt(sum(1 / cell for cell in cells))
    counts = (events, n, events_control, n_control)
    ratio = _quotient(events * without_control, events_control * without)
    return _ratio_estimate(ratio, counts, _odds_ratio_excess(counts, level), error, level, note)


def _quotient(numerator: int, denominator: int) -> float:
    return numerator / denominator if denominator else inf


def _ratio_estimate(
    ratio: float,
    counts: tuple[int, int, int, int],
    excess: Callable[[float], float],
    error: float,
    level: float,
    note: str,
) -> Estimate:
    n_total = counts[1] + counts[3]
    step = 1e-3 * critical_value(n_total, level) / (n_total + critical_value(n_total, level))
    far = _LARGEST_LOG_RATIO
    centre = log(ratio) if 0 < ratio < inf else far if ratio else -far
    return Estimate(
        estimate=ratio,
        method=METHOD,
        std_error=positive_or_nan(error),
        ci_low=0.0 if ratio == 0 else exp(limit(excess, centre, -far, step)),
        ci_high=inf if ratio == inf else exp(limit(excess, centre, far, step)),
        level=level,
        p_value=score_p_value(*counts),
        log_scale_error=True,
        note=note,
    )


def _risk_ratio_excess(counts: tuple[int, int, int, int], level: float) -> Callable[[float], float]:
    events, n, events_control, n_control = counts
    bound = critical_value(n + n_control, level)
    successes = events + events_control
    without, without_control = n - events, n_control - events_control
    gap, span = n + events_control - n_control - events, n + n_control + successes

    def excess(log_ratio: float) -> float:
        # The ratio is u / v: finite at both ends. The quadratic is solved by sums alone, so a risk
        # near 0 or 1 and its complement keep their digits.
        u, v = float(expit(log_ratio)), float(expit(-log_ratio))
        tilt = (gap + span * tanh(log_ratio / 2)) / 2
        root = sqrt(tilt**2 + 4 * u * v * without * without_control)
        larger = root + abs(tilt)
        smaller = 4 * u * v * without * without_control / larger if larger else 0.0
        above, below = (larger, smaller) if tilt > 0 else (smaller, larger)
        divisor = u * (n + events_control) + v * (n_control + events) + root
        spread = 2 * successes * u * (below + 2 * u * without) / divisor**2
        spread_control = 2 * successes * v * (above + 2 * v * without_control) / divisor**2
        variance = v**2 * spread / n + u**2 * spread_control / n_control
        return (v * events / n - u * events_control / n_control) ** 2 - bound * variance

    return excess


def _odds_ratio_excess(counts: tuple[int, int, int, int], level: float) -> Callable[[float], float]:
    events, n, events_control, n_control = counts
    bound = critical_value(n + n_control, level)
    successes = events + events_control
    failures = n + n_control - successes

    def excess(log_ratio: float) -> float:
        # Odds, not risks, keep their digits when a risk comes near 1.
        u, v = float(expit(log_ratio)), float(expit(-log_ratio))
        b = (n - successes) * u + (n_control - successes) * v
        root = sqrt(b**2 + 4 * u * v * successes * failures)
        control = 2 * successes * v / (b + root) if b > 0 else (root - b) / (2 * u * failures)
        active = control * u / v
        spread = n * active / (1 + active) ** 2
        spread_control = n_control * control / (1 + control) ** 2
        score = (events - (n - events) * active) / (1 + active)
        return score**2 - bound * spread * spread_control / (spread + spread_control)

    return excess
