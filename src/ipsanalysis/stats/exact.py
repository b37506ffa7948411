"""Exact tests of no difference between two proportions."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.proportion import check_counts, empty_arm

FISHER_MID_P = "Fisher exact test, mid-p, two-sided by probability"
BOSCHLOO = "Boschloo unconditional exact test, two-sided by doubling"

_TIE = 1e-7
_SAMPLING_POINTS = 32


def fisher_mid_p(events: int, n: int, events_control: int, n_control: int) -> Estimate:
    """Test no difference by Fisher's exact test with the mid-p correction.

    Given both margins, the p-value is the probability of all tables less likely than the one
    observed plus half that of all tables equally likely, the observed one and its mirror image
    among them. Programs that halve the observed table only differ where such ties exist, as they do
    with arms of equal size.

    Args:
        events: Events in the active arm.
        n: People in the active arm.
        events_control: Events in the control arm.
        n_control: People in the control arm.

    Returns:
        The p-value; the estimate is the probability of the observed table, by which tables are
        ordered. When only one table is possible the p-value is 1, not the 0.5 that the definition
        would give. With an empty arm there is no test.

    Raises:
        ValueError: The counts are not whole, or not 0 <= events <= n.

    Formula: Lancaster (1961), J Am Stat Assoc 56:223-234; Hirji, Tan and Elashoff (1991), Stat
    Med 10:1137-1153. Equals R `d <- dhyper(...); sum(d[d < here]) + sum(d[d == here]) / 2`;
    ties are judged to a relative 1e-7 as in `fisher.test`.
    """
    check_counts(events, n)
    check_counts(events_control, n_control)
    if missing := empty_arm(n, n_control):
        return no_estimate(FISHER_MID_P, missing)
    successes = events + events_control
    first = max(0, successes - n_control)
    possible = np.arange(first, min(n, successes) + 1)
    log_probability = _log_choose(n, possible) + _log_choose(n_control, successes - possible)
    probability = np.exp(log_probability - log_probability.max())
    probability /= probability.sum()
    observed = float(probability[events - first])
    smaller = probability < observed * (1 - _TIE)
    tied = ~smaller & (probability <= observed * (1 + _TIE))
    p_value = float(probability[smaller].sum() + probability[tied].sum() / 2)
    if possible.size == 1:
        return _test(FISHER_MID_P, observed, 1.0, "only one table has these margins")
    return _test(FISHER_MID_P, observed, p_value)


def unconditional_exact(
    events: int, n: int, events_control: int, n_control: int, *, max_per_arm: int = 500
) -> Estimate:
    """Test no difference by Boschloo's unconditional exact test.

    Boschloo's test is chosen over Barnard's: it is never less powerful than Fisher's test, and
    `scipy.stats.barnard_exact` loses tied tables to rounding (scipy issue 18798). The nuisance
    parameter is searched from 32 fixed sampling points, so the result is the same in every run.

    Args:
        events: Events in the active arm.
        n: People in the active arm.
        events_control: Events in the control arm.
        n_control: People in the control arm.
        max_per_arm: Largest arm for which the test is computed.

    Returns:
        The p-value, twice the smaller one-sided p-value and at most 1; the estimate is the
        statistic, the smaller one-sided p-value of Fisher's test. With an empty arm, or an arm
        above the limit, there is no test.

    Raises:
        ValueError: The counts are not whole, or not 0 <= events <= n.

    Formula: Boschloo (1970), Stat Neerl 24:1-35. Computed by scipy
    `boschloo_exact`; equals R `Exact::exact.test(method = "Boschloo", tsmethod = "central")`.
    """
    check_counts(events, n)
    check_counts(events_control, n_control)
    if missing := empty_arm(n, n_control):
        return no_estimate(BOSCHLOO, missing)
    if max(n, n_control) > max_per_arm:
        reason = f"not computed: the time grows with the product of the arms, above {max_per_arm}"
        return no_estimate(BOSCHLOO, f"{reason} people in an arm; score intervals are near exact")
    if events + events_control in (0, n + n_control):
        return _test(BOSCHLOO, 1.0, 1.0)
    from scipy.stats import boschloo_exact

    table = [[events, events_control], [n - events, n_control - events_control]]
    result = boschloo_exact(table, n=_SAMPLING_POINTS)
    return _test(BOSCHLOO, float(result.statistic), min(float(result.pvalue), 1.0))


def _test(method: str, statistic: float, p_value: float, note: str = "") -> Estimate:
    return Estimate(estimate=statistic, method=method, p_value=p_value, note=note)


def _log_choose(n: int, k: NDArray[np.int_]) -> NDArray[np.float64]:
    """Return the logarithm of n over k, but for a constant that does not depend on k."""
    result: NDArray[np.float64] = -gammaln(k + 1) - gammaln(n - k + 1)
    return result
