"""The probability that a person of the active arm has the larger outcome."""

import numpy as np
from numpy.typing import ArrayLike

from ipsanalysis.stats.arms import FloatArray, split_arms
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.mean import two_sided_p, welch_difference

METHOD = "Probability of superiority, Brunner-Munzel"


def probability_of_superiority(values: ArrayLike, group: ArrayLike, *, level: float) -> Estimate:
    """Return P(Y1 > Y0) + P(Y1 = Y0) / 2 with the Brunner-Munzel interval and test.

    Each person's placement is the share of the other arm below, ties counting half; the estimate
    is the active arm's mean placement, and its variance, degrees of freedom and t test are
    Welch's on the placements (Brunner and Munzel 2000, Biometrical Journal 42:17-25; misprint
    mended by Neubert and Brunner 2007, Comput Stat Data Anal 51:5192-5204). Equals R
    `lawstat::brunner.munzel.test(control, active)` and `scipy.stats.brunnermunzel`, except that
    limits beyond 0 and 1 are set to 0 and 1. An empty arm: no estimate. One person in an arm: no
    interval. All placements equal within each arm (complete separation, or all values equal): the
    variance estimate is 0 and tells nothing, so there is neither interval nor test.

    Args:
        values: One finite number per person, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        level: Confidence level, between 0 and 1.

    Returns:
        A probability; 0.5 when neither arm tends to larger values, which is the null of the test.

    Raises:
        ValueError: If a shape is wrong, a value is not finite or a code is neither 0 nor 1.
    """
    arms = split_arms(values, group)
    if arms.smaller == 0:
        return no_estimate(METHOD, "an arm is empty")
    active = placements(arms.active, arms.control)
    estimate = float(active.mean())
    if arms.smaller == 1:
        return Estimate(estimate=estimate, method=METHOD, note="an arm has one person: no interval")
    result = welch_difference(active, placements(arms.control, arms.active))
    if result.std_error == 0:
        note = "the arms are completely separated or all values are equal: no interval, no test"
        return Estimate(estimate=estimate, method=METHOD, note=note)
    half = result.half_width(level)
    return Estimate(
        estimate=estimate,
        method=METHOD,
        std_error=result.std_error,
        ci_low=max(estimate - half, 0.0),
        ci_high=min(estimate + half, 1.0),
        level=level,
        p_value=two_sided_p(estimate - 0.5, result.std_error, result.df),
    )


def placements(own: FloatArray, other: FloatArray) -> FloatArray:
    """Return for each value the share of the other arm that lies below it, ties counting half.

    Args:
        own: Ascending values of one arm.
        other: Ascending values of the other arm, at least one.

    Returns:
        Ascending shares between 0 and 1, shape of `own`.
    """
    below = np.searchsorted(other, own, side="left")
    not_above = np.searchsorted(other, own, side="right")
    return (below + not_above) / (2 * other.size)
