"""The exact interval of a single proportion."""

from math import sqrt

from scipy.special import betaincinv

from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.proportion import check_counts
from ipsanalysis.stats.score_interval import positive_or_nan

METHOD = "Clopper-Pearson exact"


def clopper_pearson(events: int, n: int, *, level: float) -> Estimate:
    """Estimate a proportion with the exact interval of Clopper and Pearson.

    Args:
        events: Number of people with the event.
        n: Number of people; with nobody there is no estimate.
        level: Confidence level between 0 and 1.

    Returns:
        The proportion; the lower limit is exactly 0 without events, the upper exactly 1 when all
        have the event. The standard error is sqrt(p (1 - p) / n), which the interval does not use,
        and nan where it is 0.

    Raises:
        ValueError: The counts are not whole, or not 0 <= events <= n.

    Formula: Clopper and Pearson (1934), Biometrika 26:404-413, limits as quantiles of beta
    distributions. Equals R `binom.test`.
    """
    check_counts(events, n)
    if n == 0:
        return no_estimate(METHOD, "nobody in the group")
    tail, share = (1 - level) / 2, events / n
    return Estimate(
        estimate=share,
        method=METHOD,
        std_error=positive_or_nan(sqrt(share * (1 - share) / n)),
        ci_low=0.0 if events == 0 else float(betaincinv(events, n - events + 1, tail)),
        ci_high=1.0 if events == n else float(betaincinv(events + 1, n - events, 1 - tail)),
        level=level,
    )
