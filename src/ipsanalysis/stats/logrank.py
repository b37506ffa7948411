"""The log-rank test of two arms, with or without strata."""

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.risk_sets import risk_sets
from ipsanalysis.stats.risk_table import group_array, survival_arrays


def logrank(
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    group: npt.ArrayLike,
    *,
    strata: npt.ArrayLike | None = None,
) -> Estimate:
    """Test whether two arms have the same hazard of the event of interest.

    chi2 = (sum O - E)^2 / sum V on one degree of freedom, E and V of the hypergeometric
    distribution at each event time, summed over times and strata. Equals R
    `survdiff(Surv(time, event == 1) ~ group + strata(strata))`. Competing events are taken as
    censored, so it compares cause-specific hazards. Own code: lifelines has no strata and
    statsmodels' `survdiff` costs about a second to import.
    Source: Mantel 1966, Cancer Chemother Rep 50:163.

    Args:
        time: Follow-up times, positive, shape (n,).
        event: 0 censored, 1 event of interest, 2 competing event, shape (n,).
        group: 1 active arm, 0 control, shape (n,).
        strata: Stratum of each person, shape (n,), or none.

    Returns:
        The chi-square statistic and its p-value; no estimate if no event happened while both
        arms were at risk.

    Raises:
        ValueError: If shapes, times, codes or arms are wrong.
    """
    method = "log-rank test" if strata is None else "stratified log-rank test"
    times, codes = survival_arrays(time, event)
    arm = group_array(group, times.size)
    if times.size == 0:
        return no_estimate(method, "nobody in this sample")
    sets = risk_sets(times, strata)
    active, had_event = arm[sets.order], codes[sets.order] == 1
    at_risk = sets.at_risk_sum(sets.block_sum(np.ones(times.size)))
    share = sets.at_risk_sum(sets.block_sum(active)) / at_risk
    events = sets.block_sum(had_event)
    excess = float(np.sum(sets.block_sum(had_event & active) - events * share))
    ties = (at_risk - events) / np.maximum(at_risk - 1, 1)
    variance = float(np.sum(events * share * (1 - share) * ties))
    if variance == 0:
        return no_estimate(method, "no event happened while both arms were at risk")
    statistic = excess**2 / variance
    return Estimate(estimate=statistic, method=method, p_value=float(chdtrc(1, statistic)))
