"""Likelihood of 2 x 2 tables whose log odds ratios are normal, each trial with its own level."""

from dataclasses import dataclass
from math import log, pi

import numpy as np
from scipy.special import expit, gammaln, log_expit

from ipsanalysis.meta.trials import Floats, Tables

# Against a fine trapezoidal rule 60 nodes are right to 11 decimals up to tau = 4, also where all of
# one arm and none of the other have the event; beyond, such trials cost digits.
NODES, LOG_WEIGHTS = np.polynomial.hermite.hermgauss(60)
LOG_WEIGHTS = np.log(LOG_WEIGHTS) + NODES**2
ENOUGH = 1e-10
STEPS = 40
HALVINGS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The highest likelihood at one variance between trials.

    Attributes:
        log_odds_ratio: Mean log odds ratio.
        level: Level of each trial, the mean of the logits of its two arms (k).
        log_likelihood: Logarithm of the probability of the tables.
        slope: Its derivative by the variance between trials.
        information: Observed information of the log odds ratio and the standard deviation between
            trials, levels profiled out (2 x 2).
    """

    log_odds_ratio: float
    level: Floats
    log_likelihood: float
    slope: float
    information: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """Log-likelihood of each trial, and expectations over its effect given its table.

    `gradient` and `second` belong to level, mean log odds ratio and standard deviation, in this
    order: (3, k) and (3, 3, k). `slope` is the derivative by the variance (k).
    """

    log_likelihood: Floats
    gradient: Floats
    second: Floats
    slope: Floats


def highest(tables: Tables, tau2: float, near: Fit | None) -> Fit:
    """Maximise the likelihood over mean log odds ratio and levels at a variance between trials.

    In trial i the logits are level_i + u_i / 2 and level_i - u_i / 2, u_i normal about the log odds
    ratio. The logarithm of that likelihood, integrated over u_i, is concave in level and log odds
    ratio (Prekopa), so Newton's method with halved steps finds its one maximum. Integrals are
    adaptive Gauss-Hermite; derivatives are Louis' expectations under the same nodes.

    Args:
        tables: Tables of k trials for which a maximum exists.
        tau2: Variance between trials, 0 or more.
        near: A fit to begin with.

    Returns:
        The maximum.

    Formula: Pinheiro and Bates (1995), J Comput Graph Stat 4:12-35; Louis (1982), J R Stat Soc B
    44:226-233.
    """
    theta = near.log_odds_ratio if near else 0.0
    level = near.level if near else _crude_level(tables)
    parts = _parts(tables, theta, level, tau2)
    for _ in range(STEPS):
        before = float(np.sum(parts.log_likelihood))
        theta, level, parts = _halved(tables, tau2, (theta, level), _newton(parts), before)
        # The step that gains this little is the last: the next would gain about its square.
        if float(np.sum(parts.log_likelihood)) - before < ENOUGH:
            break
    return Fit(
        log_odds_ratio=theta,
        level=level,
        log_likelihood=float(np.sum(parts.log_likelihood)) + _combinations(tables),
        slope=float(np.sum(parts.slope)),
        information=_information(parts),
    )


def _crude_level(tables: Tables) -> Floats:
    events = tables.events + tables.events_control + 0.5
    return np.log(events / (tables.n + tables.n_control + 1 - events))


def _newton(parts: _Parts) -> tuple[float, Floats]:
    # Levels meet only in the log odds ratio, so they are eliminated one by one.
    own, cross = -parts.second[0, 0], -parts.second[0, 1]
    score = float(np.sum(parts.gradient[1] - cross / own * parts.gradient[0]))
    step = score / float(np.sum(-parts.second[1, 1] - cross**2 / own))
    return step, (parts.gradient[0] - cross * step) / own


def _halved(
    tables: Tables,
    tau2: float,
    place: tuple[float, Floats],
    step: tuple[float, Floats],
    before: float,
) -> tuple[float, Floats, _Parts]:
    share = 1.0
    for _ in range(HALVINGS):
        theta, level = place[0] + share * step[0], place[1] + share * step[1]
        there = _parts(tables, theta, level, tau2)
        if float(np.sum(there.log_likelihood)) >= before - 1e-13 * abs(before):
            break
        share /= 2
    return theta, level, there


def _information(parts: _Parts) -> Floats:
    own, cross = parts.second[0, 0], parts.second[0, 1:]
    information: Floats = np.sum(
        cross[:, None] * cross[None, :] / own - parts.second[1:, 1:], axis=2
    )
    return information


def _combinations(tables: Tables) -> float:
    arms = ((tables.n, tables.events), (tables.n_control, tables.events_control))
    return sum(
        float(np.sum(gammaln(n + 1) - gammaln(events + 1) - gammaln(n - events + 1)))
        for n, events in arms
    )


def _parts(tables: Tables, theta: float, level: Floats, tau2: float) -> _Parts:
    tau = float(np.sqrt(tau2))
    z, log_weight = _nodes(tables, theta, level, tau)
    value, (by_level, by_effect), (l_l, l_e, e_e) = _given(
        tables, level[:, None], theta + tau * z, whole=True
    )
    log_joint = value + log_weight
    top = np.max(log_joint, axis=1)
    joint = np.exp(log_joint - top[:, None])
    total = np.sum(joint, axis=1)
    chance = joint / total[:, None]
    first = np.stack([by_level, by_effect, by_effect * z])
    mean = np.sum(first * chance, axis=2)
    apart = first - mean[:, :, None]
    curve = np.stack([l_l, l_e, l_e * z, l_e, e_e, e_e * z, l_e * z, e_e * z, e_e * z**2])
    second = np.sum(
        (curve.reshape(3, 3, *z.shape) + apart[:, None] * apart[None, :]) * chance, axis=3
    )
    return _Parts(
        log_likelihood=np.log(total) + top,
        gradient=mean,
        second=second,
        slope=np.sum((by_effect**2 + e_e) * chance, axis=1) / 2,
    )


def _nodes(tables: Tables, theta: float, level: Floats, tau: float) -> tuple[Floats, Floats]:
    """Return normal deviates about the mode of each trial, and their log weights (k, m)."""
    mode = np.zeros(tables.k)
    high = tau * (tables.n + tables.n_control) / 2
    low = -high
    for _ in range(STEPS):
        _, (_, by_effect), (_, _, curve) = _given(tables, level, theta + tau * mode, whole=False)
        slope = tau * by_effect - mode
        low, high = np.where(slope > 0, mode, low), np.where(slope < 0, mode, high)
        there = mode + slope / (1 - tau**2 * curve)
        there = np.where((there < low) | (there > high), (low + high) / 2, there)
        done = np.max(np.abs(there - mode), initial=0.0) < 1e-9
        mode = there
        if done:
            break
    _, _, (_, _, curve) = _given(tables, level, theta + tau * mode, whole=False)
    scale = np.sqrt(2 / (1 - tau**2 * curve))
    z = mode[:, None] + scale[:, None] * NODES
    return z, LOG_WEIGHTS + np.log(scale)[:, None] - z**2 / 2 - log(2 * pi) / 2


def _given(
    tables: Tables, level: Floats, effect: Floats, *, whole: bool
) -> tuple[Floats, tuple[Floats, Floats], tuple[Floats, Floats, Floats]]:
    """Return log-likelihood, first and second derivatives by level and effect, effects given."""
    column = (slice(None), None) if level.ndim == 2 else slice(None)
    value: Floats = np.zeros(())
    residual, spread = [], []
    for events, n, logit in (
        (tables.events[column], tables.n[column], level + effect / 2),
        (tables.events_control[column], tables.n_control[column], level - effect / 2),
    ):
        risk = expit(logit)
        if whole:
            value = value + events * log_expit(logit) + (n - events) * log_expit(-logit)
        residual.append(events * expit(-logit) - (n - events) * risk)
        spread.append(n * risk * expit(-logit))
    both = spread[0] + spread[1]
    first = (residual[0] + residual[1], (residual[0] - residual[1]) / 2)
    return value, first, (-both, (spread[1] - spread[0]) / 2, -both / 4)
