"""Meta-regression: the effects of trials on their characteristics."""

from dataclasses import dataclass
from math import inf, isnan, nan

import numpy as np
from scipy.special import chdtrc, fdtrc, ndtr, stdtr

from ipsanalysis.meta.heterogeneity import TauMethod, between_variance, heterogeneity
from ipsanalysis.meta.pooling import BELOW_ONE, ROUNDING, Test
from ipsanalysis.meta.trials import Effects, Floats
from ipsanalysis.meta.weighted_fit import weighted_fit
from ipsanalysis.stats.gee_wald import quantile

DEPENDENT = 1e-7
PERFECT = "no intervals: the fit is perfect, which leaves Knapp-Hartung none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaRegression:
    """A random-effects meta-regression, on the scale of the analysis (ratios as logarithms).

    Attributes:
        k: Number of trials.
        coefficients: One a column of the design, the intercept first (p).
        std_errors: Their standard errors (p).
        statistics: Coefficients over standard errors (p).
        ci_low: Lower confidence limits (p).
        ci_high: Upper confidence limits (p).
        p_values: Two-sided p-values of no effect (p).
        covariance: Covariance of the coefficients (p, p).
        level: Confidence level.
        df: Degrees of freedom of Student's t, k - p; nan where the normal distribution is used.
        tau2: Variance between trials that the moderators leave.
        i2: Its share of the whole variance, 0 to 1.
        r2: Share of the variance between trials that the moderators explain, 0 to 1.
        qm: Statistic of the joint test of all moderators: F under Knapp-Hartung, else chi-square.
        qm_df: Its degrees of freedom, the number of moderators; F has df below.
        qm_p: Its p-value.
        qe: Q of the heterogeneity that the moderators leave.
        qe_df: Its degrees of freedom.
        qe_p: Its p-value.
        safeguarded: Whether the Knapp-Hartung factor was below 1 and so taken as 1.
        note: Why there is no estimate or no interval, empty when there is.
    """

    k: int
    coefficients: Floats
    std_errors: Floats
    statistics: Floats
    ci_low: Floats
    ci_high: Floats
    p_values: Floats
    covariance: Floats
    level: float
    df: float
    tau2: float
    i2: float
    r2: float
    qm: float
    qm_df: int
    qm_p: float
    qe: float
    qe_df: int
    qe_p: float
    safeguarded: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Mean effects at values of the moderators, on the scale of the analysis.

    Attributes:
        mean: Mean effect at each row of values (m).
        ci_low: Lower confidence limits (m).
        ci_high: Upper confidence limits (m).
    """

    mean: Floats
    ci_low: Floats
    ci_high: Floats


def meta_regression(
    effects: Effects,
    design: Floats,
    *,
    method: TauMethod = "REML",
    test: Test = "knapp_hartung",
    safeguard: bool = True,
    level: float,
) -> MetaRegression:
    """Regress the effects of trials on moderators with weights 1 / (variance + tau2).

    Knapp-Hartung multiplies the covariance by sum w (y - fitted)^2 / (k - p), uses Student's t
    with k - p degrees of freedom and tests all moderators together by F; with the safeguard that
    factor is at least 1. R2 = (tau2 without moderators - tau2) / tau2 without moderators, 0 where
    that is below 0 or there is nothing to explain.

    Args:
        effects: Effects of k trials.
        design: The intercept, a column of ones, then one column a moderator (k, p).
        method: Estimator of the variance between trials.
        test: "knapp_hartung" or "wald_z".
        safeguard: Whether the Knapp-Hartung factor is not allowed below 1.
        level: Confidence level between 0 and 1.

    Returns:
        The regression. With no more trials than coefficients, or moderators that are the same in
        all trials or follow from each other: nan and a note. Without moderators there is no joint
        test and no R2.

    Raises:
        ValueError: The design has not one row a trial, is not finite or does not begin with ones,
            or the test is unknown.

    Formula: Knapp and Hartung (2003), Stat Med 22:2693-2710; Lopez-Lopez et al. (2014), Br J Math
    Stat Psychol 67:30-48, for R2. Equals R `metafor::rma(mods, method)` with test "z", "knha" or,
    with the safeguard, "adhoc".
    """
    _refuse(effects, design, test)
    reason = no_regression(design)
    if reason:
        return _nothing(effects.k, design.shape[1], level, reason)
    tau2 = between_variance(effects, method, design)
    fit = weighted_fit(effects.estimate, effects.variance + tau2, design)
    k, p = design.shape
    adjusted = test == "knapp_hartung"
    factor = _factor(float(fit.q), k - p) if adjusted else 1.0
    safeguarded = safeguard and factor < BELOW_ONE
    # A factor of 0 leaves nothing to measure effects by: its errors and tests are nan.
    covariance = fit.covariance * (1.0 if safeguarded else factor or nan)
    df = k - p if adjusted else inf
    errors = np.sqrt(np.diag(covariance))
    half = quantile(level, df) * errors
    qm, qm_p = _joint_test(fit.coefficients, covariance, df)
    left = heterogeneity(effects, method, level=level, design=design)
    return MetaRegression(
        k=k,
        coefficients=fit.coefficients,
        std_errors=errors,
        statistics=fit.coefficients / errors,
        ci_low=fit.coefficients - half,
        ci_high=fit.coefficients + half,
        p_values=_two_sided(fit.coefficients / errors, df),
        covariance=covariance,
        level=level,
        df=df if adjusted else nan,
        tau2=tau2,
        i2=left.i2,
        r2=_explained(effects, method, tau2) if p > 1 else nan,
        qm=qm,
        qm_df=p - 1,
        qm_p=qm_p,
        qe=left.q,
        qe_df=left.df,
        qe_p=left.p_value,
        safeguarded=safeguarded,
        note=PERFECT if isnan(errors[0]) else "",
    )


def line_at(regression: MetaRegression, design: Floats) -> Line:
    """Return the mean effect at values of the moderators, with its confidence limits.

    Args:
        regression: What `meta_regression` returned.
        design: Rows of values, the intercept first (m, p).

    Returns:
        The means; nan where there is no regression.

    Formula: x'b -+ quantile sqrt(x'Vx). Equals R `metafor::predict.rma`.
    """
    mean = np.asarray(design @ regression.coefficients)
    error = np.sqrt(np.einsum("mi,ij,mj->m", design, regression.covariance, design))
    df = inf if isnan(regression.df) else regression.df
    half = quantile(regression.level, df) * error
    return Line(mean=mean, ci_low=mean - half, ci_high=mean + half)


def no_regression(design: Floats) -> str:
    """Return why a design cannot be fitted, empty when it can.

    Args:
        design: The intercept, then one column a moderator (k, p).

    Returns:
        The reason in words.
    """
    k, p = design.shape
    if k <= p:
        trials = "1 trial" if k == 1 else f"{k} trials"
        return f"{trials} for {p} coefficient{'s' if p > 1 else ''}: too few for a meta-regression"
    # As R's lm, a column that others give to 7 digits adds nothing.
    unit = design / np.maximum(np.linalg.norm(design, axis=0), np.finfo(float).tiny)
    across = np.abs(np.diag(np.linalg.qr(unit, mode="r")))
    if (across < DEPENDENT).any():
        return "a moderator is the same in all trials or follows from the others"
    return ""


def _refuse(effects: Effects, design: Floats, test: Test) -> None:
    if design.ndim != 2 or len(design) != effects.k or not np.isfinite(design).all():
        raise ValueError("the design has one row of finite numbers a trial")
    if design.shape[1] == 0 or (design[:, 0] != 1).any():
        raise ValueError("the design begins with a column of ones")
    if test not in ("wald_z", "knapp_hartung"):
        raise ValueError(f"unknown test: {test}")


def _factor(squares: float, df: int) -> float:
    return 0.0 if squares <= ROUNDING else squares / df


def _two_sided(statistics: Floats, df: float) -> Floats:
    below = -np.abs(statistics)
    return np.asarray(2 * (ndtr(below) if df == inf else stdtr(df, below)))


def _joint_test(coefficients: Floats, covariance: Floats, df: float) -> tuple[float, float]:
    moderators = coefficients[1:]
    if not len(moderators):
        return nan, nan
    square = float(moderators @ np.linalg.solve(covariance[1:, 1:], moderators))
    if df == inf:
        return square, float(chdtrc(len(moderators), square))
    value = square / len(moderators)
    return value, float(fdtrc(len(moderators), df, value))


def _explained(effects: Effects, method: TauMethod, tau2: float) -> float:
    without = between_variance(effects, method)
    return max(0.0, (without - tau2) / without) if without > 0 else 0.0


def _nothing(k: int, p: int, level: float, note: str) -> MetaRegression:
    empty = np.full(p, nan)
    return MetaRegression(
        k=k,
        coefficients=empty,
        std_errors=empty,
        statistics=empty,
        ci_low=empty,
        ci_high=empty,
        p_values=empty,
        covariance=np.full((p, p), nan),
        level=level,
        df=nan,
        tau2=nan,
        i2=nan,
        r2=nan,
        qm=nan,
        qm_df=p - 1,
        qm_p=nan,
        qe=nan,
        qe_df=max(0, k - p),
        qe_p=nan,
        safeguarded=False,
        note=note,
    )
