"""Cox's proportional hazards model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from ipsanalysis.stats.cox_likelihood import (
    LEAST_INFORMATION,
    derivatives,
    independent_columns,
    maximise,
    partial_likelihood,
)
from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile
from ipsanalysis.stats.proportional_hazards import (
    METHOD as TEST_METHOD,
)
from ipsanalysis.stats.proportional_hazards import (
    kaplan_meier_scale,
    proportional_hazards_test,
)
from ipsanalysis.stats.risk_sets import risk_sets
from ipsanalysis.stats.risk_table import FloatArray, survival_arrays

METHOD = "Cox, Efron ties"
STRATIFIED_METHOD = "stratified Cox, Efron ties"
NO_EVENTS = "no events"
NO_INFORMATION = "constant, or a combination of the covariates before it"
NO_MAXIMUM = "the likelihood has no finite maximum: the covariate tells events from non-events"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoxFit:
    """A fitted Cox model, one entry per covariate in the order given.

    Attributes:
        names: Names of the covariates.
        log_hazard_ratio: Coefficients with Wald intervals.
        hazard_ratio: Their exponentials; standard errors are on the log scale.
        proportional_hazards: Score test of a hazard ratio that does not change with time.
        proportional_hazards_global: The same test of all covariates together.
        n: Number of persons.
        n_events: Number of events of interest.
    """

    names: tuple[str, ...]
    log_hazard_ratio: tuple[Estimate, ...]
    hazard_ratio: tuple[Estimate, ...]
    proportional_hazards: tuple[Estimate, ...]
    proportional_hazards_global: Estimate
    n: int
    n_events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Solution:
    """Coefficients, standard errors and tests by column, and why the other columns have none."""

    beta: dict[int, float]
    std_error: dict[int, float]
    test: dict[int, Estimate]
    test_global: Estimate
    reason: dict[int, str]


def cox(
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    design: npt.ArrayLike,
    names: Sequence[str],
    *,
    strata: npt.ArrayLike | None = None,
    level: float,
) -> CoxFit:
    """Fit Cox's model by maximum partial likelihood with Efron's ties and Wald intervals.

    Coefficients and standard errors equal R `coxph(Surv(time, event == 1) ~ design +
    strata(strata))`, the check of proportional hazards `cox.zph(fit, terms = FALSE)`. Competing
    events are taken as censored: hazard ratios are cause-specific. A covariate whose likelihood is
    monotone, such as an arm without events, has no estimate where R warns; the others are then
    given at the limit, as R gives them. Covariates that are constant, or combinations of those
    before them, have no estimate, as R's NA. Own code: importing lifelines or statsmodels' `PHReg`
    costs about a second, lifelines has another test of proportional hazards, and `PHReg` agrees
    with R to four digits only.
    Source: Cox 1972, JRSS B 34:187; Efron 1977, JASA 72:557.

    Args:
        time: Follow-up times, positive, shape (n,).
        event: 0 censored, 1 event of interest, 2 competing event, shape (n,).
        design: Covariates without a constant, shape (n, p).
        names: Name of each covariate, length p, at least one.
        strata: Stratum of each person, shape (n,), or none.
        level: Confidence level of the intervals.

    Returns:
        The fit.

    Raises:
        ValueError: If shapes, times or codes are wrong, a covariate is not finite, or a stratum is
            missing.
    """
    times, codes = survival_arrays(time, event)
    x = _checked_design(design, times.size, len(names))
    labels = np.zeros(times.size) if strata is None else _checked_strata(strata, times.shape)
    had_event = codes == 1
    solution = _solve(times, had_event, x, labels)
    reasons = solution.reason | _event_free(x, had_event, names)
    method = METHOD if strata is None else STRATIFIED_METHOD
    missing = [no_estimate(method, reasons.get(j, "")) for j in range(len(names))]
    untested = [no_estimate(TEST_METHOD, m.note) for m in missing]
    fitted = {j: _wald(b, solution.std_error[j], method, level) for j, b in solution.beta.items()}
    return CoxFit(
        names=tuple(names),
        log_hazard_ratio=tuple(fitted.get(j, m) for j, m in enumerate(missing)),
        hazard_ratio=tuple(
            _exponential(fitted[j]) if j in fitted else m for j, m in enumerate(missing)
        ),
        proportional_hazards=tuple(solution.test.get(j, m) for j, m in enumerate(untested)),
        proportional_hazards_global=solution.test_global,
        n=times.size,
        n_events=int(had_event.sum()),
    )


def _checked_design(design: npt.ArrayLike, n: int, p: int) -> FloatArray:
    """Return the covariates as a checked float array."""
    x = np.asarray(design, dtype=np.float64)
    if p == 0 or x.shape != (n, p):
        raise ValueError(f"design must have shape ({n}, {p}), p at least 1: found {x.shape}")
    if not np.isfinite(x).all():
        raise ValueError("design must be finite")
    return x


def _checked_strata(strata: npt.ArrayLike, shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """Return the strata, none of them missing: nobody knows whom such a person is compared with."""
    labels = np.asarray(strata)
    if labels.shape != shape:
        raise ValueError(f"strata must have shape {shape}: found {labels.shape}")
    if labels.dtype.kind == "f" and not np.isfinite(labels).all():
        raise ValueError("strata must not be missing")
    return labels


def _event_free(
    x: FloatArray, had_event: npt.NDArray[np.bool_], names: Sequence[str]
) -> dict[int, str]:
    """Return the two-valued covariates with a value nobody with the event has, and the reason."""
    reasons = {}
    for j, name in enumerate(names):
        values, seen = np.unique(x[:, j]), np.unique(x[had_event, j])
        if values.size == 2 and seen.size == 1:
            empty = values[values != seen][0]
            reasons[j] = f"no events in arm or category {name} = {empty:g}"
    return reasons


def _solve(
    time: FloatArray,
    had_event: npt.NDArray[np.bool_],
    x: FloatArray,
    strata: npt.NDArray[Any],
) -> _Solution:
    """Fit all covariates that can be estimated."""
    everything = range(x.shape[1])
    if not had_event.any():
        return _unsolved(dict.fromkeys(everything, NO_EVENTS), NO_EVENTS)
    sets = risk_sets(time, strata, (had_event, *x.T))
    order = sets.order
    standard, spread = _standardise(x[order])
    data = partial_likelihood(sets, standard, had_event[order])
    information = derivatives(data, np.zeros(spread.size)).information
    columns = [j for j in independent_columns(information) if information[j, j] > LEAST_INFORMATION]
    reason = dict.fromkeys(everything, NO_INFORMATION) | dict.fromkeys(columns, NO_MAXIMUM)
    if not columns:
        return _unsolved(reason, NO_INFORMATION)
    data = partial_likelihood(sets, standard[:, columns], had_event[order])
    maximum = maximise(data)
    if not maximum.finite:
        return _unsolved(reason, NO_MAXIMUM)
    scale = kaplan_meier_scale(time, had_event)[order]
    tests, together = proportional_hazards_test(data, maximum, scale)
    finite = maximum.finite
    kept = [columns[j] for j in finite]
    inverse = np.linalg.inv(maximum.information[np.ix_(finite, finite)])
    beta, error = maximum.beta[finite] / spread[kept], np.sqrt(np.diag(inverse)) / spread[kept]
    return _Solution(
        beta=dict(zip(kept, beta.tolist(), strict=True)),
        std_error=dict(zip(kept, error.tolist(), strict=True)),
        test=dict(zip(kept, tests, strict=True)),
        test_global=together,
        reason=reason,
    )


def _unsolved(reason: dict[int, str], why: str) -> _Solution:
    """Return a solution without any coefficient."""
    return _Solution(
        beta={}, std_error={}, test={}, test_global=no_estimate(TEST_METHOD, why), reason=reason
    )


def _standardise(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return covariates of mean 0 and deviation 1, constants as 0, and their deviations."""
    varies = np.ptp(x, axis=0) > 0
    spread = np.where(varies, x.std(axis=0), 1.0)
    return np.where(varies, (x - x.mean(axis=0)) / spread, 0.0), spread


def _wald(coefficient: float, error: float, method: str, level: float) -> Estimate:
    """Return a log hazard ratio with its Wald interval and test."""
    half = normal_quantile(level) * error
    return Estimate(
        estimate=coefficient,
        method=method,
        std_error=error,
        ci_low=coefficient - half,
        ci_high=coefficient + half,
        level=level,
        p_value=float(2 * ndtr(-abs(coefficient) / error)),
    )


def _exponential(log_ratio: Estimate) -> Estimate:
    """Return the hazard ratio of a log hazard ratio."""
    with np.errstate(over="ignore"):
        return replace(
            log_ratio,
            estimate=float(np.exp(log_ratio.estimate)),
            ci_low=float(np.exp(log_ratio.ci_low)),
            ci_high=float(np.exp(log_ratio.ci_high)),
            log_scale_error=True,
        )
