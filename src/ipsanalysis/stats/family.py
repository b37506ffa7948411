"""Families of generalised linear models, as (quasi-)likelihoods of the linear predictor."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A (quasi-)likelihood concave in the linear predictor, one value for each person.

    Attributes:
        log_likelihood: Of the outcome and the linear predictor, up to a constant.
        residual: Its first derivative in the linear predictor.
        curvature: Its second derivative with the sign turned, 0 or more: Newton's steps use it.
        information: What stands for the curvature in the covariance of the coefficients.
        mean: Mean at a linear predictor.
        link: Linear predictor at a mean.
        largest_outcome: The largest possible outcome; the smallest is 0.
    """

    log_likelihood: Callable[[Floats, Floats], Floats]
    residual: Callable[[Floats, Floats], Floats]
    curvature: Callable[[Floats, Floats], Floats]
    information: Callable[[Floats, Floats], Floats]
    mean: Callable[[Floats], Floats]
    link: Callable[[Floats], Floats]
    largest_outcome: float


def power_variance(power: float, *, information: Literal["observed", "expected"]) -> Family:
    """Return the log-linear family whose variance is proportional to mean^power.

    The quasi-score of a person is (y - mu) mu^(1 - power) (Wedderburn 1974, Biometrika
    61:439-447). The link is not canonical, so the bread of a sandwich covariance can be made of
    two matrices: the observed derivative of the scores, (power - 1) y mu^(1 - power) +
    (2 - power) mu^(2 - power), right also where the model of the mean is wrong, or its expectation
    mu^(2 - power), which R `sandwich::vcovHC` and generalised estimating equations use.

    Args:
        power: Above 1, and at most 2, which is the gamma family.
        information: "observed" or "expected".

    Returns:
        The family; equals R `statmod::tweedie(var.power = power, link.power = 0)` and, at power 2,
        `Gamma(link = "log")`.

    Raises:
        ValueError: If the power is out of range.
    """
    if not 1 < power <= 2:
        raise ValueError(f"the variance power must be above 1 and at most 2, found {power}")

    def log_likelihood(y: Floats, eta: Floats) -> Floats:
        last = eta if power == 2 else np.exp((2 - power) * eta) / (2 - power)
        return -y * np.exp((1 - power) * eta) / (power - 1) - last

    def observed(y: Floats, eta: Floats) -> Floats:
        y_part, mean_part = y * np.exp((1 - power) * eta), np.exp((2 - power) * eta)
        return (power - 1) * y_part + (2 - power) * mean_part

    def expected(_y: Floats, eta: Floats) -> Floats:
        return np.exp((2 - power) * eta)

    return Family(
        log_likelihood=log_likelihood,
        residual=lambda y, eta: y * np.exp((1 - power) * eta) - np.exp((2 - power) * eta),
        curvature=observed,
        information=observed if information == "observed" else expected,
        mean=np.exp,
        link=np.log,
        largest_outcome=np.inf,
    )


def _canonical(
    cumulant: Callable[[Floats], Floats],
    mean: Callable[[Floats], Floats],
    variance: Callable[[Floats], Floats],
    link: Callable[[Floats], Floats],
    largest_outcome: float,
) -> Family:
    return Family(
        log_likelihood=lambda y, eta: y * eta - cumulant(eta),
        residual=lambda y, eta: y - mean(eta),
        curvature=lambda _y, eta: variance(eta),
        information=lambda _y, eta: variance(eta),
        mean=mean,
        link=link,
        largest_outcome=largest_outcome,
    )


BINOMIAL = _canonical(
    cumulant=lambda eta: np.logaddexp(0.0, eta),
    mean=expit,
    variance=lambda eta: expit(eta) * expit(-eta),
    link=logit,
    largest_outcome=1.0,
)
POISSON = _canonical(
    cumulant=np.exp, mean=np.exp, variance=np.exp, link=np.log, largest_outcome=np.inf
)
