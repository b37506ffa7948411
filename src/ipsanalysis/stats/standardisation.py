"""Covariate-adjusted risks, standardised over everybody in the analysis (g-computation)."""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit, ndtr

from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile
from ipsanalysis.stats.glm import NO_FINITE_FIT, GlmFit, fit_glm, independent_columns
from ipsanalysis.stats.proportion import empty_arm

Floats = NDArray[np.float64]

METHOD = "standardisation (g-computation), logistic regression, sandwich variance"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardisedRisks:
    """Marginal risks if everybody were in one arm or in the other, and their contrasts.

    Attributes:
        risk_active: Risk if everybody were in the active arm; interval on the logit scale.
        risk_control: Risk if everybody were in the control arm; interval on the logit scale.
        risk_difference: Active minus control; Wald interval and p-value.
        risk_ratio: Active over control; interval, p-value and standard error on the log scale.
    """

    risk_active: Estimate
    risk_control: Estimate
    risk_difference: Estimate
    risk_ratio: Estimate


def standardised_risks(
    outcome: ArrayLike, group: ArrayLike, covariates: ArrayLike, *, level: float
) -> StandardisedRisks:
    """Estimate covariate-adjusted marginal risks, their difference and their ratio.

    A logistic regression with main effects of arm and covariates predicts everybody's risk under
    either arm; the means are compared. The variance takes the covariates as sampled. Covariates
    that are constant or combinations of others are left out, and the note says how many.

    Args:
        outcome: Whether each person has the event, 0 or 1 (n).
        group: 1 for the active arm, 0 for the control arm (n).
        covariates: Covariates coded as numbers (n x p); with p = 0 the result is unadjusted.
        level: Confidence level between 0 and 1.

    Returns:
        Risks and contrasts; with an empty arm, no variation of the outcome or separation, records
        that say so.

    Raises:
        ValueError: Shapes differ, a number is not finite, or outcome or group is not 0 or 1.

    Formula: FDA (2023), Adjusting for Covariates in Randomized Clinical Trials; stacked
    estimating equations as in Stefanski and Boos (2002), Am Stat 56:29-38. Equals delicatessen
    `MEstimator` on the stacked equations; the point estimates equal R `predict(glm(...))` averaged.
    """
    y, arm = _zero_one(outcome, "outcome"), _zero_one(group, "group")
    x = np.asarray(covariates, dtype=float)
    if x.ndim != 2 or not y.size == arm.size == len(x):
        raise ValueError("outcome, group and covariates must have the same number of rows")
    if not np.isfinite(x).all():
        raise ValueError("covariates must be finite numbers")
    active = int(arm.sum())
    if missing := empty_arm(active, arm.size - active):
        return _no_risks(missing)
    design = np.column_stack([np.ones(arm.size), arm, x])
    kept = independent_columns(design)
    fit = fit_glm(y, design[:, kept], family="binomial")
    if fit.problem:
        return _no_risks(_reason(fit.problem))
    return _contrasts(fit, design[:, kept], level, _left_out(design.shape[1] - kept.size))


def _zero_one(values: ArrayLike, name: str) -> Floats:
    numbers = np.asarray(values, dtype=float)
    if numbers.ndim != 1 or not np.isin(numbers, (0.0, 1.0)).all():
        raise ValueError(f"{name} must be one column of 0 and 1")
    return numbers


def _contrasts(fit: GlmFit, design: Floats, level: float, note: str) -> StandardisedRisks:
    active, active_influence = _marginal_risk(fit, design, 1.0)
    control, control_influence = _marginal_risk(fit, design, 0.0)
    difference_error = _error(active_influence - control_influence)
    ratio_error = _error(active_influence / active - control_influence / control)
    z = normal_quantile(level)
    difference, log_ratio = active - control, log(active / control)
    return StandardisedRisks(
        risk_active=_risk(active, _error(active_influence), level, note),
        risk_control=_risk(control, _error(control_influence), level, note),
        risk_difference=Estimate(
            estimate=difference,
            method=METHOD,
            std_error=difference_error,
            ci_low=difference - z * difference_error,
            ci_high=difference + z * difference_error,
            level=level,
            p_value=float(2 * ndtr(-abs(difference) / difference_error)),
            note=note,
        ),
        risk_ratio=Estimate(
            estimate=active / control,
            method=METHOD,
            std_error=ratio_error,
            ci_low=exp(log_ratio - z * ratio_error),
            ci_high=exp(log_ratio + z * ratio_error),
            level=level,
            p_value=float(2 * ndtr(-abs(log_ratio) / ratio_error)),
            log_scale_error=True,
            note=note,
        ),
    )


def _marginal_risk(fit: GlmFit, design: Floats, arm: float) -> tuple[float, Floats]:
    """Average everybody's risk under one arm, with each person's influence on that average."""
    assigned = design.copy()
    assigned[:, 1] = arm
    risks = expit(assigned @ fit.coef)
    gradient = (risks * (1 - risks)) @ assigned / risks.size
    mean = float(risks.mean())
    influence: Floats = (risks - mean) / risks.size + fit.influence @ gradient
    return mean, influence


def _error(influence: Floats) -> float:
    return sqrt(float(influence @ influence))


def _risk(risk: float, error: float, level: float, note: str) -> Estimate:
    spread = normal_quantile(level) * error / (risk * (1 - risk))
    return Estimate(
        estimate=risk,
        method=METHOD,
        std_error=error,
        ci_low=float(expit(logit(risk) - spread)),
        ci_high=float(expit(logit(risk) + spread)),
        level=level,
        note=note,
    )


def _reason(problem: str) -> str:
    if problem == NO_FINITE_FIT:
        return "separation: arm or covariates tell events apart, so a coefficient is infinite"
    return f"no logistic regression: {problem}"


def _left_out(columns: int) -> str:
    if columns == 0:
        return ""
    return f"{columns} constant or collinear covariate column(s) left out of the model"


def _no_risks(reason: str) -> StandardisedRisks:
    nothing = no_estimate(METHOD, reason)
    return StandardisedRisks(
        risk_active=nothing, risk_control=nothing, risk_difference=nothing, risk_ratio=nothing
    )
