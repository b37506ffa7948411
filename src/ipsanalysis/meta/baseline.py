"""The likelihood of a log odds ratio, the baseline of the trial integrated out."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, gammaln, logsumexp

from ipsanalysis.meta.prior import NormalPrior
from ipsanalysis.meta.trials import Floats, Tables

STEP = 0.1
NODES = np.arange(-80, 81) * STEP
HALVINGS = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The table of one trial.

    Attributes:
        events: People with the event in the active arm.
        n: People in the active arm.
        events_control: People with the event in the control arm.
        n_control: People in the control arm.
    """

    events: int
    n: int
    events_control: int
    n_control: int

    @property
    def bounded(self) -> bool:
        """Whether large log odds ratios of either sign are unlikely."""
        return 0 < self.events < self.n


def trial_counts(tables: Tables) -> list[Counts]:
    """Return the table of each trial."""
    columns = (tables.events, tables.n, tables.events_control, tables.n_control)
    return [
        Counts(events=int(a), n=int(b), events_control=int(c), n_control=int(d))
        for a, b, c, d in zip(*columns, strict=True)
    ]


def log_likelihood(counts: Counts, theta: Floats, baseline: NormalPrior) -> tuple[Floats, Floats]:
    """Return the log likelihood of log odds ratios and how fast it bends.

    The numbers of events are binomial with logit b in the control arm and b + theta in the active
    arm; b has the normal baseline prior and is integrated out around its mode, by the trapezoidal
    rule in the inverse hyperbolic sine of its distance from the mode.

    Args:
        counts: The table of the trial.
        theta: Log odds ratios, shape (m,).
        baseline: Prior of the logit of the control arm.

    Returns:
        Logarithm of the probability of the table, and minus its second derivative, shape (m,).
    """
    mode = _mode(counts, theta, baseline)
    scale = np.minimum(_curvature(counts, theta, mode, baseline) ** -0.5, 1.0)
    b = mode[:, None] + scale[:, None] * np.sinh(NODES)
    active = b + theta[:, None]
    logs = (
        counts.events_control * b
        - counts.n_control * np.logaddexp(0, b)
        + counts.events * active
        - counts.n * np.logaddexp(0, active)
        + baseline.log_density(b)
        + np.log(scale[:, None] * np.cosh(NODES) * STEP)
    )
    total = logsumexp(logs, axis=1)
    share = np.exp(logs - total[:, None])
    rate = expit(active)
    score = counts.events - counts.n * rate
    mean = (share * score).sum(axis=1)
    spread = (share * (score - mean[:, None]) ** 2).sum(axis=1)
    bend = (share * counts.n * rate * (1 - rate)).sum(axis=1) - spread
    return total + _log_choose(counts), bend


def _mode(counts: Counts, theta: Floats, baseline: NormalPrior) -> Floats:
    reach = baseline.sd**2 * (counts.n + counts.n_control)
    low = np.full(theta.shape, baseline.mean - reach)
    high = np.full(theta.shape, baseline.mean + reach)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        rising = (
            counts.events_control
            - counts.n_control * expit(middle)
            + counts.events
            - counts.n * expit(middle + theta)
            - (middle - baseline.mean) / baseline.sd**2
        ) > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    mode: Floats = (low + high) / 2
    return mode


def _curvature(counts: Counts, theta: Floats, b: Floats, baseline: NormalPrior) -> Floats:
    control, active = expit(b), expit(b + theta)
    binomial = counts.n_control * control * (1 - control) + counts.n * active * (1 - active)
    curvature: Floats = binomial + baseline.sd**-2
    return curvature


def _log_choose(counts: Counts) -> float:
    def arm(n: int, events: int) -> float:
        return float(gammaln(n + 1) - gammaln(events + 1) - gammaln(n - events + 1))

    return arm(counts.n, counts.events) + arm(counts.n_control, counts.events_control)
