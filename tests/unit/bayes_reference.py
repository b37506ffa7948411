"""The binomial-normal hierarchical model by brute force: other rules, other nodes, much finer.

Gauss-Legendre in panels over tau (the half-Cauchy by its angle), mu and the baseline, a fine
equally spaced rule over the effect of each trial, standardised where tau is small;
cumulative probabilities by putting panel ends at the points asked for.
"""

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy.interpolate import CubicSpline
from scipy.stats import binom, norm

Z = np.linspace(-8.6, 8.6, 131)
WIDE_STEP = 0.05
WIDE = np.arange(-55, 55, WIDE_STEP)
Z_WEIGHT = norm.pdf(Z) * (Z[1] - Z[0])


def panels(ends, order):
    x, w = leggauss(order)
    ends = np.asarray(ends, dtype=float)
    half = np.diff(ends)[:, None] / 2
    return ((ends[:-1, None] + half) + half * x).ravel(), (half * w).ravel()


def log_likelihood_table(row, baseline):
    events, n, events_control, n_control = row
    b, w = panels(np.linspace(baseline[0] - 9 * baseline[1], baseline[0] + 9 * baseline[1], 81), 12)
    theta = np.arange(-60, 60, 0.01)
    control = np.exp(binom.logpmf(events_control, n_control, 1 / (1 + np.exp(-b))))
    weight = w * control * norm.pdf(b, *baseline)
    value = np.concatenate(
        [
            binom.pmf(events, n, 1 / (1 + np.exp(-(part[:, None] + b)))) @ weight
            for part in np.array_split(theta, 60)
        ]
    )
    return CubicSpline(theta, value)


def tau_rule(family, scale, ends):
    if family == "half_normal":
        edges = np.unique([*np.linspace(0, 9 * scale, 10), *ends])
        tau, weight = panels(edges, 10)
        return tau, weight * 2 * norm.pdf(tau, 0, scale)
    edges = np.unique([*np.linspace(0, 1, 12), *(np.arctan(np.array(ends) / scale) * 2 / np.pi)])
    u, weight = panels(edges, 10)
    return scale * np.tan(np.pi * u / 2), weight


class BruteForce:
    """The posterior of a few trials, at nodes whose panels end at given quantiles.

    Moments of theta leave out what lies beyond 55, which matters only to trials without events, or
    with nothing but events, in the active arm under a half-Cauchy prior.
    """

    def __init__(self, rows, mu, family, scale, baseline, mu_ends, tau_ends):
        tables = [log_likelihood_table(row, baseline) for row in rows]
        self.tau, tau_weight = tau_rule(family, scale, tau_ends)
        edges = np.unique([*np.linspace(mu[0] - 9 * mu[1], mu[0] + 9 * mu[1], 19), *mu_ends])
        self.mu, mu_weight = panels(edges, 10)
        self.joint = np.empty((len(self.tau), len(self.mu)))
        self.theta = np.empty((len(self.tau), len(self.mu), len(rows), 2))
        for j, tau in enumerate(self.tau):
            product = norm.pdf(self.mu, *mu) * mu_weight * tau_weight[j]
            for i, moments in enumerate(self._moments(tables, tau)):
                product = product * moments[0]
                self.theta[j, :, i] = (moments[1:] / moments[0]).T
            self.joint[j] = product
        self.evidence = self.joint.sum()
        self.joint = self.joint / self.evidence

    def _moments(self, tables, tau):
        if tau < 0.6:
            theta = self.mu[:, None] + tau * Z
            parts = [table(theta) * Z_WEIGHT for table in tables]
            return [np.array([(p * theta**m).sum(axis=1) for m in range(3)]) for p in parts]
        kernel = norm.pdf(WIDE, self.mu[:, None], tau) * WIDE_STEP
        below = norm.cdf((WIDE[0] - WIDE_STEP / 2 - self.mu) / tau)
        above = norm.sf((WIDE[-1] + WIDE_STEP / 2 - self.mu) / tau)
        results = []
        for table in tables:
            value = table(WIDE)
            powers = np.array([kernel @ (value * WIDE**m) for m in range(3)])
            powers[0] += value[0] * below + value[-1] * above
            results.append(powers)
        return results

    def mean_sd(self, values):
        mean = (self.joint * values).sum()
        return mean, np.sqrt((self.joint * (values - mean) ** 2).sum())

    def mu_below(self, x):
        return self.joint[:, self.mu < x].sum()

    def tau_below(self, x):
        return self.joint[self.tau < x].sum()

    def next_below(self, x):
        return (self.joint * norm.cdf(x, self.mu, self.tau[:, None])).sum()

    def theta_mean_sd(self, i):
        mean, square = (self.joint * self.theta[:, :, i, m] for m in (0, 1))
        return mean.sum(), np.sqrt(square.sum() - mean.sum() ** 2)
