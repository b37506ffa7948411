"""A single proportion and its Wilson score interval."""

from math import sqrt

from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile

METHOD = "Wilson score"


def wilson(events: int, n: int, *, level: float) -> Estimate:
    """Estimate a proportion with the Wilson score interval.

    Args:
        events: Number of people with the event.
        n: Number of people; with nobody there is no estimate.
        level: Confidence level between 0 and 1.

    Returns:
        The proportion; its standard error is sqrt(p (1 - p) / n), nan where that is 0.

    Raises:
        ValueError: The counts are not whole, or not 0 <= events <= n.

    Formula: Wilson (1927), J Am Stat Assoc 22:209-212. Equals R `prop.test(correct = FALSE)`.
    """
    check_counts(events, n)
    if n == 0:
        return no_estimate(METHOD, "nobody in the group")
    low, high = wilson_limits(events, n, level=level)
    share = events / n
    return Estimate(
        estimate=share,
        method=METHOD,
        std_error=sqrt(share * (1 - share) / n) or float("nan"),
        ci_low=low,
        ci_high=high,
        level=level,
    )


def wilson_limits(events: int, n: int, *, level: float) -> tuple[float, float]:
    """Return the limits of the Wilson score interval of a proportion.

    Args:
        events: Number of people with the event.
        n: Number of people, at least 1.
        level: Confidence level between 0 and 1.

    Returns:
        Lower and upper limit; exactly 0 without events and exactly 1 when all have the event.
    """
    z = normal_quantile(level)
    share = events / n
    centre = share + z**2 / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    low = 0.0 if events == 0 else (centre - spread) / scale
    high = 1.0 if events == n else (centre + spread) / scale
    return low, high


def check_counts(events: int, n: int) -> None:
    """Refuse counts that no group of people can have.

    Args:
        events: Number of people with the event.
        n: Number of people.

    Raises:
        ValueError: The counts are not whole, or not 0 <= events <= n.
    """
    if events != int(events) or n != int(n) or not 0 <= events <= n:
        raise ValueError(f"counts must be whole and 0 <= events <= n, not {events} of {n}")


def empty_arm(n: int, n_control: int) -> str:
    """Say which arm has nobody in it.

    Args:
        n: Number of people in the active arm.
        n_control: Number of people in the control arm.

    Returns:
        The reason why the arms cannot be compared, empty when both have people.
    """
    if n and n_control:
        return ""
    if n or n_control:
        return "nobody in the active arm" if n_control else "nobody in the control arm"
    return "nobody in either arm"
