"""Prior distributions of the mean effect, the heterogeneity and the baseline of a trial."""

from dataclasses import dataclass
from math import inf, log, pi
from typing import Literal

import numpy as np

from ipsanalysis.meta.trials import Floats

TauFamily = Literal["half_normal", "half_cauchy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalPrior:
    """A normal distribution (R: `dnorm`).

    Attributes:
        mean: Its mean.
        sd: Its standard deviation, above 0 and finite.

    Raises:
        ValueError: If the standard deviation is not above 0 and finite.
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        """Refuse what is no proper distribution."""
        if not (0 < self.sd < inf and abs(self.mean) < inf):
            raise ValueError("a normal prior has a finite mean and a finite sd above 0")

    def log_density(self, x: Floats) -> Floats:
        """Return the logarithm of the density at each x."""
        return -0.5 * ((x - self.mean) / self.sd) ** 2 - log(self.sd) - 0.5 * log(2 * pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class TauPrior:
    """A distribution of the heterogeneity tau, a standard deviation of at least 0.

    Equals R bayesmeta `dhalfnormal` and `dhalfcauchy` (Roever 2020, Journal of Statistical
    Software 93(6), section 2.4).

    Attributes:
        family: half_normal: the absolute value of a normal variable of mean 0; half_cauchy:
            that of a Cauchy variable of median 0.
        scale: The standard deviation of that normal variable; the median of the half-Cauchy.

    Raises:
        ValueError: If the scale is not above 0 and finite.
    """

    family: TauFamily
    scale: float

    def __post_init__(self) -> None:
        """Refuse what is no proper distribution."""
        if not 0 < self.scale < inf:
            raise ValueError("the prior of tau has a finite scale above 0")

    def log_density(self, tau: Floats) -> Floats:
        """Return the logarithm of the density at each tau of at least 0."""
        ratio = tau / self.scale
        if self.family == "half_normal":
            return -0.5 * ratio**2 + 0.5 * log(2 / pi) - log(self.scale)
        return log(2 / pi) - log(self.scale) - np.log1p(ratio**2)

    def finite_moments(self, trials: int) -> int:
        """Return how many moments of tau are finite, at most 2, after a number of trials.

        The half-Cauchy density falls as tau to the power -2 and the likelihood of each trial that
        bounds its own effect on both sides as 1 / tau.
        """
        return 2 if self.family == "half_normal" else min(trials, 2)

    @property
    def reach(self) -> float:
        """A tau with next to no prior probability above it (1e-20, or 1e-12 of a half-Cauchy)."""
        return self.scale * (10.0 if self.family == "half_normal" else 1e12)
