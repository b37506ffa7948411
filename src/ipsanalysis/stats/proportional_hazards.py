"""The score test of proportional hazards."""

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from ipsanalysis.stats.cox_likelihood import (
    Maximum,
    PartialLikelihood,
    derivatives,
    independent_columns,
)
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.risk_table import FloatArray, event_table

METHOD = "score test of proportional hazards, Kaplan-Meier time scale"
NO_TREND = "the events leave no time trend to test"


def kaplan_meier_scale(time: FloatArray, had_event: npt.NDArray[np.bool_]) -> FloatArray:
    """Return one minus Kaplan-Meier just before each person's time, strata pooled.

    Args:
        time: Follow-up times, shape (n,).
        had_event: Whether each person had the event, shape (n,).

    Returns:
        The time scale of R `cox.zph(transform = "km")`, centred over the events.
    """
    table = event_table(time, had_event.astype(np.int64))
    survival = np.cumprod(1 - table.events / table.at_risk)
    gone = 1 - np.concatenate(([1.0], survival))[:-1]
    centre = np.sum(gone * table.events) / np.sum(table.events)
    return gone[np.searchsorted(table.time, time)] - centre


def proportional_hazards_test(
    data: PartialLikelihood, maximum: Maximum, scale: FloatArray
) -> tuple[tuple[Estimate, ...], Estimate]:
    """Test whether coefficients change with time: the score test of an added x g(t).

    With V(t) the variance of the covariates in the risk set, u = sum g(t) (x - mean) has variance
    sum g^2 V - sum g V (sum V)^-1 sum g V. Equals R survival 3 `cox.zph(fit, transform = "km",
    terms = FALSE)`. (The correlation test of scaled Schoenfeld residuals, in R before 3.0 and in
    lifelines, takes V(t) as constant and gives other values.)
    Source: Grambsch & Therneau 1994, Biometrika 81:515; Therneau 2019, survival 3.0 news.

    Args:
        data: Sorted data of the fitted model.
        maximum: The fitted model, f of its coefficients finite.
        scale: Centred g(t) of the sorted persons, shape (n,).

    Returns:
        Chi-square per finite coefficient on one degree of freedom each, and the global one on f.
    """
    weight = scale[data.sets.start]
    missing = no_estimate(METHOD, NO_TREND)
    beta, finite = maximum.beta, maximum.finite
    if np.ptp(weight[data.event_block]) == 0:
        return (missing,) * len(finite), missing
    block = np.ix_(finite, finite)
    plain = maximum.information[block]
    trend = derivatives(data, beta, weight)
    cross, score = trend.information[block], trend.score[finite]
    square = derivatives(data, beta, weight**2).information[block]
    variance = square - cross @ np.linalg.solve(plain, cross)
    size = np.sqrt(np.diag(square))
    usable = np.diag(variance) > 1e-10 * size**2
    each = tuple(
        _test(float(u**2 / v), 1) if ok else missing
        for u, v, ok in zip(score, np.diag(variance), usable, strict=True)
    )
    if len(independent_columns(variance / np.outer(size, size))) < len(finite):
        return each, missing
    together = float(score @ np.linalg.solve(variance, score))
    return each, _test(together, len(finite))


def _test(statistic: float, degrees: int) -> Estimate:
    """Return a chi-square statistic with its p-value."""
    return Estimate(
        estimate=statistic,
        method=METHOD,
        p_value=float(chdtrc(degrees, statistic)),
        note=f"chi-square on {degrees} degree{'s' if degrees > 1 else ''} of freedom",
    )
