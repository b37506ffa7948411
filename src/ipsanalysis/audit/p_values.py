"""The tests of no difference that a printed p-value is tried against."""

from typing import Literal

import numpy as np
from scipy.special import gammaln, ndtr

from ipsanalysis.audit.candidates import Candidates
from ipsanalysis.meta.trials import Floats

MOST_CELLS = 1_000_000
_TIE = 1e-7

ChiSquared = Literal["pearson", "n_minus_1", "yates"]
CHI_SQUARED: tuple[ChiSquared, ...] = ("pearson", "n_minus_1", "yates")
EXACT = ("fisher", "mid_p")
NAMES = {
    "pearson": "Pearson",
    "n_minus_1": "N-1",
    "yates": "Yates",
    "fisher": "Fisher exact",
    "mid_p": "Fisher mid-p",
}


def chi_squared(tables: Candidates, test: ChiSquared) -> Floats:
    """Return the chi-squared statistic of each table on one degree of freedom.

    Args:
        tables: The tables.
        test: Pearson's; with N - 1 for N; or with Yates's correction for continuity.

    Returns:
        The statistic, 0 where all people or none have the event.

    Formula: Pearson (1900); Campbell (2007), Stat Med 26:3661-3675 for N - 1; Yates (1934),
    J R Stat Soc Suppl 1:217-235, the correction being no more than the difference itself. Equals
    R `chisq.test(correct = FALSE)`, that times (N - 1) / N, and `chisq.test()`.
    """
    n, n_control = tables.n.astype(float), tables.n_control.astype(float)
    total, events = n + n_control, tables.events + tables.events_control
    product = np.abs(tables.events * n_control - tables.events_control * n)
    if test == "yates":
        product = np.maximum(product - total / 2, 0)
    margins = n * n_control * events * (total - events)
    size = total - 1 if test == "n_minus_1" else total
    statistic: Floats = size * product**2 / np.where(margins > 0, margins, 1.0)
    return np.where(margins > 0, statistic, 0.0)


def chi_squared_p(tables: Candidates, test: ChiSquared) -> Floats:
    """Return the two-sided p-value of the chi-squared statistic of each table."""
    p: Floats = 2 * ndtr(-np.sqrt(chi_squared(tables, test)))
    return p


def exact_p(tables: Candidates, test: Literal["fisher", "mid_p"]) -> Floats:
    """Return the two-sided exact p-value of each table.

    Args:
        tables: The tables.
        test: Fisher's test, the probability given the margins of all tables as likely as the one
            there or less; or its mid-p, which counts half of those as likely.

    Returns:
        The p-value; 1 where only one table has the margins.

    Formula: Fisher (1935); Lancaster (1961), J Am Stat Assoc 56:223-234. Equals R `fisher.test`
    and, one table at a time, `stats.exact.fisher_mid_p`; ties to a relative 1e-7 as there.
    """
    parts = max(1, len(tables) * _widest(tables) // MOST_CELLS)
    places = np.array_split(np.arange(len(tables)), parts)
    return np.concatenate([_exact_p(tables.take(place), test == "mid_p") for place in places])


def _widest(tables: Candidates) -> int:
    return int(np.minimum(tables.n, tables.n_control).max(initial=0)) + 1


def _exact_p(tables: Candidates, mid: bool) -> Floats:
    n, m = tables.n[:, None], tables.n_control[:, None]
    successes = (tables.events + tables.events_control)[:, None]
    first = np.maximum(0, successes - m)
    count = np.minimum(n, successes) - first + 1
    step = np.arange(_widest(tables))[None, :]
    there = step < count
    x = first + np.where(there, step, 0)
    y = successes - x
    log_chance = -(gammaln(x + 1) + gammaln(n - x + 1) + gammaln(y + 1) + gammaln(m - y + 1))
    chance = np.where(there, np.exp(log_chance - log_chance.max(axis=1, keepdims=True)), 0.0)
    chance /= chance.sum(axis=1, keepdims=True)
    seen = np.take_along_axis(chance, tables.events[:, None] - first, axis=1)
    less = there & (chance < seen * (1 - _TIE))
    tied = there & ~less & (chance <= seen * (1 + _TIE))
    p = (chance * less).sum(axis=1) + (chance * tied).sum(axis=1) * (0.5 if mid else 1.0)
    exact: Floats = np.where(count[:, 0] == 1, 1.0, np.minimum(p, 1.0))
    return exact


def p_of(tables: Candidates, test: str) -> Floats:
    """Return the p-values of tables by one of the five tests."""
    if test == "fisher":
        return exact_p(tables, "fisher")
    if test == "mid_p":
        return exact_p(tables, "mid_p")
    return chi_squared_p(tables, next(name for name in CHI_SQUARED if name == test))
