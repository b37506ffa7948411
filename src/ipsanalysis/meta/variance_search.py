"""The highest likelihood over the variance between trials, other parameters profiled out."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from scipy.optimize import brentq

from ipsanalysis.meta.trials import Floats


class Profile(Protocol):
    """The highest likelihood at one variance between trials.

    Attributes:
        log_likelihood: Its logarithm.
        slope: Its derivative by the variance.
    """

    @property
    def log_likelihood(self) -> float:
        """The logarithm of the likelihood."""
        ...

    @property
    def slope(self) -> float:
        """Its derivative by the variance."""
        ...


P = TypeVar("P", bound=Profile)


def highest_over_variance(
    profile: Callable[[float, P | None], P], variances: Floats
) -> tuple[P, float, bool]:
    """Find the highest of the maxima of a likelihood over the variance between trials.

    Each pair of neighbouring variances between which the likelihood turns from rising to falling
    holds a maximum, found as the root of its slope; 0 is one if the likelihood falls from there.

    Args:
        profile: Returns the highest likelihood at a variance, begun from that at another one.
        variances: Variances to look between, ascending from 0.

    Returns:
        The maximum, its variance, and whether it lies within the variances (False: the likelihood
        is highest at the last, and rising).
    """
    fits = [profile(0.0, None)]
    for tau2 in variances[1:].tolist():
        fits.append(profile(tau2, fits[-1]))
    maxima = [(fits[0], 0.0, True)] if fits[0].slope <= 0 else []
    for i, below in enumerate(fits[:-1]):
        if below.slope > 0 >= fits[i + 1].slope:
            tau2 = _root(profile, below, (float(variances[i]), float(variances[i + 1])))
            maxima.append((profile(tau2, below), tau2, True))
    if fits[-1].slope > 0:
        maxima.append((fits[-1], float(variances[-1]), False))
    return max(maxima, key=lambda found: found[0].log_likelihood)


def _root(profile: Callable[[float, P | None], P], below: P, between: tuple[float, float]) -> float:
    def slope(tau2: float) -> float:
        return profile(tau2, below).slope

    # Begun anew, a slope of 0 but for rounding may have another sign.
    if slope(between[0]) <= 0:
        return between[0]
    return float(brentq(slope, *between, xtol=1e-13, rtol=1e-12))
