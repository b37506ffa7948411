"""One effect from trials of which those without a significant effect may be missing."""

from dataclasses import dataclass
from functools import partial
from math import exp, inf, nan
from typing import Literal

import numpy as np
from scipy.special import chdtrc, ndtr

from ipsanalysis.meta.selection_likelihood import Selected, SelectedFit, highest
from ipsanalysis.meta.trials import Effects
from ipsanalysis.meta.variance_search import highest_over_variance
from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile
from ipsanalysis.stats.gee_wald import exponential, wald

Alternative = Literal["greater", "less"]
PARAMETERS = 3
TOO_FEW = "fewer than 3 trials: mean, tau2 and weight cannot be estimated"
NO_MAXIMUM = "no maximum found: the likelihood rises with tau2 beyond any plausible value"
FLAT = "the likelihood hardly depends on the weight, which cannot be estimated"
LARGEST_LOG_WEIGHT = 100
ROUNDING = 1e-12
AT_ZERO = "tau2 is estimated as 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A three-parameter selection model.

    Attributes:
        pooled: The mean effect corrected for selection, on its natural scale (ratios: ratio).
        tau2: Variance between trials; nan without an estimate.
        weight: Probability that a trial with p above the step is seen, relative to one with p at or
            below it; p-value of the null of 1 by Wald z.
        lr_statistic: Likelihood ratio statistic of no selection (a weight of 1).
        lr_p: Its p-value, chi-squared with 1 degree of freedom.
        note: What a reader must know, empty when nothing.
    """

    pooled: Estimate
    tau2: float
    weight: Estimate
    lr_statistic: float
    lr_p: float
    note: str


def three_parameter_selection(
    effects: Effects, *, step: float = 0.025, alternative: Alternative = "greater", level: float
) -> Selection:
    """Estimate mean, variance between trials and selection by one-sided p-value.

    Effects are normal about the mean with variance v_i + tau2. A trial whose one-sided p is above
    the step is seen with a probability that is `weight` times that of the others. Maximum
    likelihood; standard errors from the observed information of all three, with tau2 at 0 of the
    model without it. The interval of the weight is Wald on its natural scale, cut at 0.

    Args:
        effects: Effects of k trials.
        step: One-sided p-value at which the probability of being seen changes.
        alternative: Direction in which trials are significant: "greater" or "less" than 0.
        level: Confidence level between 0 and 1.

    Returns:
        Mean, tau2, weight and the test of no selection; no estimate with fewer than three trials or
        when all p-values lie on one side of the step or the likelihood is flat, as then the weight
        has none.

    Raises:
        ValueError: The alternative is unknown or the step not between 0 and 1.

    Formula: Vevea and Hedges (1995), Psychometrika 60:419-435; Iyengar and Greenhouse (1988), Stat
    Sci 3:109-117. Equals R `metafor::selmodel(rma(...), type = "stepfun", steps = step)`.
    """
    if alternative not in ("greater", "less") or not 0 < step < 1:
        raise ValueError("alternative is greater or less, step lies between 0 and 1")
    selected = Selected.of(effects, step, turned=alternative == "less")
    method = f"three-parameter selection model, step at one-sided p = {step:g}, ML, Wald z"
    reason = _reason(selected, step)
    if reason:
        return _none(method, reason)
    fit, tau2, found = highest_over_variance(partial(highest, selected), selected.variances())
    errors, note = _std_errors(fit, tau2), "" if tau2 > 0 else AT_ZERO
    if not found or errors is None:
        return _none(method, FLAT if found else NO_MAXIMUM)
    mean = -fit.mean if alternative == "less" else fit.mean
    pooled = wald(
        Estimate(estimate=mean, method=method, note=note), errors[0], level=level, degrees=inf
    )
    statistic = max(0.0, 2 * (fit.log_likelihood - _without_selection(selected)))
    return Selection(
        pooled=exponential(pooled) if effects.ratio else pooled,
        tau2=tau2,
        weight=_weight(fit.log_weight, errors[1], method, note, level),
        lr_statistic=statistic,
        lr_p=float(chdtrc(1, statistic)),
        note=note,
    )


def _reason(selected: Selected, step: float) -> str:
    missed = int(np.sum(selected.missed))
    if len(selected.missed) < PARAMETERS:
        return TOO_FEW
    if missed == 0:
        return f"no trial has a one-sided p above {step:g}: the weight cannot be estimated"
    if missed == len(selected.missed):
        return f"no trial has a one-sided p of at most {step:g}: the weight cannot be estimated"
    return ""


def _std_errors(fit: SelectedFit, tau2: float) -> tuple[float, float] | None:
    """Return the standard errors of mean and log weight, None where the likelihood is flat."""
    # Mean, log weight, tau2, of which the last is no parameter at the boundary.
    information = fit.information if tau2 > 0 else fit.information[:2, :2]
    size = np.sqrt(np.abs(np.diag(information)))
    if abs(fit.log_weight) > LARGEST_LOG_WEIGHT or not size.all():
        return None
    scaled = information / np.outer(size, size)
    if np.linalg.eigvalsh(scaled)[0] < ROUNDING:
        return None
    mean, weight = (np.sqrt(np.diag(np.linalg.inv(scaled)))[:2] / size[:2]).tolist()
    return mean, weight


def _without_selection(selected: Selected) -> float:
    def profile(tau2: float, near: SelectedFit | None) -> SelectedFit:
        return highest(selected, tau2, near, weighted=False)

    return highest_over_variance(profile, selected.variances())[0].log_likelihood


def _weight(log_weight: float, error: float, method: str, note: str, level: float) -> Estimate:
    weight, half = exp(log_weight), normal_quantile(level)
    spread = weight * error
    return Estimate(
        estimate=weight,
        method=method,
        std_error=spread,
        ci_low=max(0.0, weight - half * spread),
        ci_high=weight + half * spread,
        level=level,
        p_value=float(2 * ndtr(-abs(weight - 1) / spread)),
        note=note,
    )


def _none(method: str, reason: str) -> Selection:
    nothing = no_estimate(method, reason)
    return Selection(
        pooled=nothing, tau2=nan, weight=nothing, lr_statistic=nan, lr_p=nan, note=reason
    )
