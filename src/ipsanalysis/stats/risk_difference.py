"""The difference between two proportions with score intervals."""

from math import acos, copysign, cos, hypot, pi, sqrt

from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.proportion import check_counts, empty_arm, wilson_limits
from ipsanalysis.stats.score_interval import (
    critical_value,
    limit,
    positive_or_nan,
    score_p_value,
)

NEWCOMBE = "Newcombe hybrid score"
MIETTINEN_NURMINEN = "Miettinen-Nurminen score"


def newcombe(events: int, n: int, events_control: int, n_control: int, *, level: float) -> Estimate:
    """Estimate the risk difference, active minus control, with Newcombe's hybrid score interval.

    Args:
        events: Events in the active arm.
        n: People in the active arm.
        events_control: Events in the control arm.
        n_control: People in the control arm.
        level: Confidence level between 0 and 1.

    Returns:
        The difference; no p-value belongs to this interval. The standard error is the unpooled
        one, which the interval does not use, and nan where it is 0. Valid at zero and full cells;
        with an empty arm there is no estimate.

    Raises:
        ValueError: The counts are not whole, or not 0 <= events <= n.

    Formula: Newcombe (1998), Stat Med 17:873-890, method 10. Equals R
    `DescTools::BinomDiffCI(method = "score")` and statsmodels
    `confint_proportions_2indep(method="newcomb")`.
    """
    check_counts(events, n)
    check_counts(events_control, n_control)
    if missing := empty_arm(n, n_control):
        return no_estimate(NEWCOMBE, missing)
    risk, control = events / n, events_control / n_control
    low, high = wilson_limits(events, n, level=level)
    control_low, control_high = wilson_limits(events_control, n_control, level=level)
    return Estimate(
        estimate=risk - control,
        method=NEWCOMBE,
        std_error=_unpooled_error(risk, n, control, n_control),
        ci_low=risk - control - hypot(risk - low, control_high - control),
        ci_high=risk - control + hypot(high - risk, control - control_low),
        level=level,
    )


def miettinen_nurminen(
    events: int, n: int, events_control: int, n_control: int, *, level: float
) -> Estimate:
    """Estimate the risk difference, active minus control, with Miettinen and Nurminen's interval.

    Args:
        events: Events in the active arm.
        n: People in the active arm.
        events_control: Events in the control arm.
        n_control: People in the control arm.
        level: Confidence level between 0 and 1.

    Returns:
        The difference with the p-value of the score test of no difference, to which the interval
        belongs. The standard error is the unpooled one, which the interval does not use, and nan
        where it is 0. Valid at zero and full cells; with an empty arm there is no estimate.

    Raises:
        ValueError: The counts are not whole, or not 0 <= events <= n.

    Formula: Miettinen and Nurminen (1985), Stat Med 4:213-226, with the factor N / (N - 1).
    Equals R `ratesci::scoreci(contrast = "RD", skew = FALSE)`.
    """
    check_counts(events, n)
    check_counts(events_control, n_control)
    if missing := empty_arm(n, n_control):
        return no_estimate(MIETTINEN_NURMINEN, missing)
    risk, control = events / n, events_control / n_control
    bound = critical_value(n + n_control, level)
    # Risks near 0 keep more digits than risks near 1, so the rarer of the two outcomes is solved.
    sign, rarer, rarer_control = 1, events, events_control
    if 2 * (events + events_control) > n + n_control:
        sign, rarer, rarer_control = -1, n - events, n_control - events_control

    def excess(difference: float) -> float:
        shift = sign * difference
        expected = restricted_control_risk(rarer, n, rarer_control, n_control, shift)
        shifted = expected + shift
        variance = shifted * (1 - shifted) / n + expected * (1 - expected) / n_control
        return (risk - control - difference) ** 2 - bound * variance

    step = bound / (1000 * (n + n_control) + bound)
    return Estimate(
        estimate=risk - control,
        method=MIETTINEN_NURMINEN,
        std_error=_unpooled_error(risk, n, control, n_control),
        ci_low=limit(excess, risk - control, -1.0, step),
        ci_high=limit(excess, risk - control, 1.0, step),
        level=level,
        p_value=score_p_value(events, n, events_control, n_control),
    )


def restricted_control_risk(
    events: int, n: int, events_control: int, n_control: int, difference: float
) -> float:
    """Return the most likely risk of the control arm when the difference is given.

    Args:
        events: Events in the active arm.
        n: People in the active arm, at least 1.
        events_control: Events in the control arm.
        n_control: People in the control arm, at least 1.
        difference: Risk difference that is taken as true, -1 to 1.

    Returns:
        The restricted maximum likelihood estimate: the root of a cubic within the allowed range.

    Formula: Miettinen and Nurminen (1985), appendix 1; Farrington and Manning (1990), Stat Med
    9:1447-1454, appendix. One step of Newton's method restores the digits that the cosine loses.
    """
    total, successes = n + n_control, events + events_control
    c2 = (n + 2 * n_control) * difference - total - successes
    c1 = (n_control * difference - total - 2 * events_control) * difference + successes
    c0 = events_control * difference * (1 - difference)
    q = (c2 / (3 * total)) ** 3 - c1 * c2 / (6 * total**2) + c0 / (2 * total)
    radius = copysign(sqrt(max((c2 / (3 * total)) ** 2 - c1 / (3 * total), 0.0)), q)
    turn = q / radius**3 if radius else 1.0
    root = 2 * radius * cos((pi + acos(min(max(turn, -1.0), 1.0))) / 3) - c2 / (3 * total)
    slope = (3 * total * root + 2 * c2) * root + c1
    if slope:
        root -= (((total * root + c2) * root + c1) * root + c0) / slope
    return min(max(root, 0.0, -difference), 1.0, 1.0 - difference)


def _unpooled_error(risk: float, n: int, control: float, n_control: int) -> float:
    return positive_or_nan(sqrt(risk * (1 - risk) / n + control * (1 - control) / n_control))
