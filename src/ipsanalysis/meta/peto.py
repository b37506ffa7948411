"""Peto's odds ratio of several 2 x 2 tables, for rare events and arms of like size."""

from dataclasses import asdict, dataclass
from math import inf, nan, sqrt

import numpy as np
from scipy.special import chdtrc

from ipsanalysis.meta.trials import Tables
from ipsanalysis.stats.estimate import Estimate
from ipsanalysis.stats.gee_wald import exponential, wald

METHOD = "Peto odds ratio, Wald z"
NO_EVENTS = "in no trial do some people have the event and others not"


@dataclass(frozen=True, slots=True, kw_only=True)
class PetoEstimate(Estimate):
    """Peto's odds ratio with its test of heterogeneity.

    Attributes:
        q: Sum of the squared distances of the trials from the pooled effect, over their variance.
        df: Trials with and without events less 1.
        q_p_value: Upper tail of q under a chi-squared distribution; 1 with one such trial.
    """

    q: float
    df: int
    q_p_value: float


def peto(tables: Tables, *, level: float) -> PetoEstimate:
    """Estimate the odds ratio common to several trials from observed less expected events.

    The log odds ratio is sum(O - E) / sum(V), its variance 1 / sum(V), with O the events in the
    active arm, E and V their mean and variance given the margins of the trial (hypergeometric). A
    trial in which nobody or everybody has the event adds nothing. It is biased where arms differ
    much in size or the effect is large.

    Args:
        tables: Counts of k trials.
        level: Confidence level between 0 and 1.

    Returns:
        The odds ratio with its Wald interval and p-value on the log scale and the test of
        heterogeneity; no estimate where no trial has both people with and without the event.

    Formula: Yusuf, Peto, Lewis, Collins and Sleight (1985), Prog Cardiovasc Dis 27:335-371. Equals
    R `metafor::rma.peto`.
    """
    n1, n2 = tables.n.astype(float), tables.n_control.astype(float)
    people = n1 + n2
    events = (tables.events + tables.events_control).astype(float)
    excess = tables.events - events * n1 / people
    variance = events * (people - events) * (n1 / people) * (n2 / people) / (people - 1)
    informative = variance > 0
    excess, variance = excess[informative], variance[informative]
    df = len(variance) - 1
    if df < 0:
        return PetoEstimate(estimate=nan, method=METHOD, note=NO_EVENTS, q=nan, df=0, q_p_value=nan)
    total = float(np.sum(variance))
    log_ratio = float(np.sum(excess)) / total
    pooled = Estimate(estimate=log_ratio, method=METHOD)
    ratio = exponential(wald(pooled, sqrt(1 / total), level=level, degrees=inf))
    q = float(np.sum((excess - log_ratio * variance) ** 2 / variance)) if df else 0.0
    return PetoEstimate(**asdict(ratio), q=q, df=df, q_p_value=float(chdtrc(df, q)) if df else 1.0)
