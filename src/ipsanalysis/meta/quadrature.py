"""Distributions known by quadrature: mixtures over nodes and densities on a stretched grid.

The trapezoidal rule on the whole line converges exponentially for smooth densities (Trefethen and
Weideman 2014, SIAM Review 56, 385), and so does interpolation by the sine cardinal between its
nodes (Stenger 2011, Handbook of Sinc Numerical Methods), whose integral is the sine integral.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sqrt
from typing import Protocol

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, sici

from ipsanalysis.meta.trials import Floats

BLOCK = 2_000_000


class Distribution(Protocol):
    """A distribution of one number."""

    def density(self, x: Floats) -> Floats:
        """Return the density at each x."""
        ...

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x, for each x."""
        ...

    def quantile(self, probability: float) -> float:
        """Return the number that is not exceeded with a probability between 0 and 1."""
        ...


def _sinc_cdf(z: Floats) -> Floats:
    probability: Floats = 0.5 + sici(pi * z)[0] / pi
    return probability


def _normal_density(z: Floats) -> Floats:
    density: Floats = np.exp(-0.5 * z * z) / sqrt(2 * pi)
    return density


def _in_blocks(x: Floats, size: int, at: Callable[[Floats], Floats]) -> Floats:
    rows = max(1, BLOCK // max(size, 1))
    return np.concatenate([at(x[i : i + rows]) for i in range(0, max(len(x), 1), rows)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """A mixture of normal distributions and of sines cardinal.

    Attributes:
        weight: Weight of each component; they sum to 1.
        centre: Mean of each component.
        width: Standard deviation of a normal component; spacing of the nodes of a sine cardinal.
        normal: Whether the component is normal.
    """

    weight: Floats
    centre: Floats
    width: Floats
    normal: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

    def density(self, x: Floats) -> Floats:
        """Return the density at each x."""
        return self._sum(x, _normal_density, np.sinc, self.weight / self.width)

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x, for each x."""
        return self._sum(x, ndtr, _sinc_cdf, self.weight)

    def quantile(self, probability: float) -> float:
        """Return the number that is not exceeded with a probability between 0 and 1."""
        start = float(self.weight @ self.centre) / float(self.weight.sum())
        return _root(self.cdf, probability, start, float(np.sort(self.width)[len(self.width) // 2]))

    def _sum(
        self,
        x: Floats,
        normal: Callable[[Floats], Floats],
        sinc: Callable[[Floats], Floats],
        factor: Floats,
    ) -> Floats:
        total = np.zeros(len(x))
        for kind, kernel in ((self.normal, normal), (~self.normal, sinc)):
            centre, width, weight = self.centre[kind], self.width[kind], factor[kind]

            def at(
                part: Floats,
                kernel: Callable[[Floats], Floats] = kernel,
                centre: Floats = centre,
                width: Floats = width,
                weight: Floats = weight,
            ) -> Floats:
                value: Floats = kernel((part[:, None] - centre) / width) @ weight
                return value

            total += _in_blocks(x, len(centre), at)
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretched:
    """A density known at x = centre + scale * sinh(v), v in equal steps.

    Attributes:
        centre: Where nodes lie closest.
        scale: Distance from the centre beyond which the spacing grows in proportion.
        v: The nodes, in equal steps.
        mass: Density in v times the step at each node; the masses sum to 1.
    """

    centre: float
    scale: float
    v: Floats
    mass: Floats

    @property
    def x(self) -> Floats:
        """The nodes on the scale of the number."""
        return self.centre + self.scale * np.sinh(self.v)

    @property
    def step(self) -> float:
        """Step of v."""
        return float(self.v[1] - self.v[0])

    def mean(self) -> float:
        """Return the mean."""
        return float(self.mass @ self.x)

    def sd(self) -> float:
        """Return the standard deviation."""
        return sqrt(float(self.mass @ (self.x - self.mean()) ** 2))

    def density(self, x: Floats) -> Floats:
        """Return the density at each x."""
        stretch = np.hypot(self.scale, x - self.centre) * self.step
        return self._sum(x, np.sinc) / stretch

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x, for each x."""
        return self._sum(x, _sinc_cdf)

    def quantile(self, probability: float) -> float:
        """Return the number that is not exceeded with a probability between 0 and 1."""
        return _root(self.cdf, probability, self.centre, self.scale)

    def _sum(self, x: Floats, kernel: Callable[[Floats], Floats]) -> Floats:
        at = np.arcsinh((x - self.centre) / self.scale)
        return _in_blocks(
            at,
            len(self.v),
            lambda part: kernel((part[:, None] - self.v) / self.step) @ self.mass,
        )


def stretched(centre: float, scale: float, v: Floats, density: Floats) -> tuple[Stretched, float]:
    """Return the normalised density of values at stretched nodes, and what they integrate to.

    Args:
        centre: Where nodes lie closest.
        scale: Distance from the centre beyond which the spacing grows in proportion, above 0.
        v: Nodes in equal steps, shape (m,).
        density: Density at centre + scale * sinh(v), shape (m,), up to a factor.

    Returns:
        The density and its integral before it was normalised.
    """
    mass = density * scale * np.cosh(v) * (v[1] - v[0])
    total = float(mass.sum())
    return Stretched(centre=centre, scale=scale, v=v, mass=mass / total), total


def sinc_sum(values: Floats, start: float, step: float, x: Floats) -> Floats:
    """Interpolate values at equally spaced nodes by the sine cardinal.

    Args:
        values: Values at start, start + step, ..., shape (q,).
        start: The first node.
        step: Distance of nodes.
        x: Where to interpolate, shape (m,).

    Returns:
        The values at x, shape (m,).
    """
    place = (x - start) / step
    signed = values * (-1.0) ** np.arange(len(values))
    return _in_blocks(place, len(values), lambda part: _sinc_block(part, values, signed))


def _sinc_block(place: Floats, values: Floats, signed: Floats) -> Floats:
    nearest = np.rint(place)
    sine = np.sin(pi * (place - nearest)) / pi * (-1.0) ** nearest
    apart = np.where(place == nearest, place + 0.5, place)[:, None] - np.arange(len(values))
    at_node = np.take(values, np.clip(nearest, 0, len(values) - 1).astype(np.int64))
    return np.where(place == nearest, at_node, sine * ((1 / apart) @ signed))


def _root(cdf: Callable[[Floats], Floats], probability: float, start: float, step: float) -> float:
    def excess(x: float) -> float:
        return float(cdf(np.array([x]))[0]) - probability

    low = high = start
    reach = step
    while excess(low) > 0:
        low, reach = low - reach, 2 * reach
    reach = step
    while excess(high) < 0:
        high, reach = high + reach, 2 * reach
    if low == high:
        return start
    return float(brentq(excess, low, high, xtol=1e-14 * step, rtol=1e-14))
