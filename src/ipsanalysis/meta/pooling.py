"""One effect from the effects of several trials, weighted by the inverse of their variance."""

from dataclasses import dataclass
from math import inf, nan, sqrt
from typing import Literal

import numpy as np

from ipsanalysis.meta.heterogeneity import TauMethod, between_variance
from ipsanalysis.meta.trials import RATIOS, Effects, Floats, Measure
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.gee_wald import exponential, quantile, wald

Model = Literal["common", "random"]
Test = Literal["wald_z", "knapp_hartung"]
NO_TRIAL = "no trial has an effect"
ONE_TRIAL = "one trial: its own effect and Wald interval; no variance between trials to estimate"
ALL_EQUAL = "no interval: the effects of the trials are equal, which leaves Knapp-Hartung none"
ROUNDING = float(np.finfo(float).eps)
# Two trials under REML, and any number under Paule-Mandel, have a factor of 1 but for rounding.
BELOW_ONE = 1 - 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """One effect pooled from k trials, on the scale of the analysis (ratios as logarithms).

    Attributes:
        k: Number of trials.
        coefficient: The pooled effect: the common one, or the mean of the trials' effects.
        std_error: Its standard error.
        ci_low: Lower confidence limit.
        ci_high: Upper confidence limit.
        level: Confidence level of both intervals.
        statistic: Coefficient over standard error.
        df: Degrees of freedom of Student's t; nan where the normal distribution is used.
        p_value: Two-sided p-value of no effect.
        tau2: Variance between trials; 0 under a common effect and with one trial.
        weights: Share of each trial, summing to 1 (k).
        prediction_low: Lower limit of the effect of a further trial; nan under a common effect.
        prediction_high: Its upper limit.
        safeguarded: Whether the Knapp-Hartung factor was below 1 and so taken as 1.
        note: What a reader must know, empty when nothing.
    """

    k: int
    coefficient: float
    std_error: float
    ci_low: float
    ci_high: float
    level: float
    statistic: float
    df: float
    p_value: float
    tau2: float
    weights: Floats
    prediction_low: float
    prediction_high: float
    safeguarded: bool
    note: str = ""


def pool(
    effects: Effects,
    *,
    model: Model,
    method: TauMethod = "REML",
    test: Test = "wald_z",
    safeguard: bool = True,
    level: float,
) -> Pooled:
    """Pool the effects of trials with weights 1 / (variance + tau2).

    The Wald interval takes tau2 as known and uses the normal distribution. Knapp-Hartung multiplies
    the squared standard error by sum w (y - mean)^2 / (k - 1) and uses Student's t with k - 1
    degrees of freedom; with the safeguard that factor is at least 1, so that the interval is never
    narrower for trials that happen to agree. The interval of prediction is the mean -+ t
    sqrt(std_error^2 + tau2), with k - 2 degrees of freedom beside Wald (from 3 trials on) and
    k - 1 beside Knapp-Hartung (from 2 on).

    Args:
        effects: Effects of k trials.
        model: "common" (all trials estimate one effect, tau2 is 0) or "random".
        method: Estimator of tau2, for the random model.
        test: "wald_z" or, for the random model, "knapp_hartung".
        safeguard: Whether the Knapp-Hartung factor is not allowed below 1.
        level: Confidence level between 0 and 1.

    Returns:
        The pooled effect. With one trial that trial and its Wald interval, under either test;
        without trials nan and a note. Without the safeguard, equal effects have no interval.

    Raises:
        ValueError: The model, method or test is unknown, or Knapp-Hartung is asked for under a
            common effect.

    Formula: Hedges and Vevea (1998), Psychol Methods 3:486-504; Knapp and Hartung (2003), Stat Med
    22:2693-2710; Higgins, Thompson and Spiegelhalter (2009), J R Stat Soc A
    172:137-159, for prediction. Equals R `metafor::rma(method)` with test "z", "knha" or, with the
    safeguard, "adhoc", and method "EE" for the common effect; `predict` with `pi.type = "riley"`
    beside Wald and its default beside Knapp-Hartung.
    """
    _refuse(model, test)
    if effects.k == 0:
        return _nothing(level)
    tau2 = between_variance(effects, method) if model == "random" else 0.0
    share = 1 / (effects.variance + tau2)
    coefficient = _weighted_mean(effects.estimate, share)
    adjusted = test == "knapp_hartung" and effects.k > 1
    factor = _factor(effects.estimate - coefficient, share) if adjusted else 1.0
    safeguarded = safeguard and factor < BELOW_ONE
    error = sqrt((1.0 if safeguarded else factor) / float(np.sum(share)))
    df = effects.k - 1 if adjusted else inf
    mean = wald(Estimate(estimate=coefficient, method=""), error, level=level, degrees=df)
    reach = _reach(mean.std_error, tau2, df if adjusted else effects.k - 2, level, model)
    return Pooled(
        k=effects.k,
        coefficient=coefficient,
        std_error=mean.std_error,
        ci_low=mean.ci_low,
        ci_high=mean.ci_high,
        level=level,
        statistic=coefficient / mean.std_error,
        df=df if adjusted else nan,
        p_value=mean.p_value,
        tau2=tau2,
        weights=share / np.sum(share),
        prediction_low=coefficient - reach,
        prediction_high=coefficient + reach,
        safeguarded=safeguarded,
        note=_note(effects.k, error, model),
    )


def pooled_estimate(pooled: Pooled, measure: Measure, method_words: str) -> Estimate:
    """Return a pooled effect on its natural scale.

    Args:
        pooled: What `pool` returned.
        measure: What the effect is; ratios are exponentiated.
        method_words: The method in words, taken over.

    Returns:
        The effect with its interval; the standard error of a ratio is that of its logarithm.
    """
    if pooled.k == 0:
        return no_estimate(method_words, pooled.note)
    estimate = Estimate(
        estimate=pooled.coefficient,
        method=method_words,
        std_error=pooled.std_error,
        ci_low=pooled.ci_low,
        ci_high=pooled.ci_high,
        level=pooled.level,
        p_value=pooled.p_value,
        note=pooled.note,
    )
    return exponential(estimate) if measure in RATIOS else estimate


def _refuse(model: Model, test: Test) -> None:
    if model not in ("common", "random"):
        raise ValueError(f"unknown model: {model}")
    if test not in ("wald_z", "knapp_hartung"):
        raise ValueError(f"unknown test: {test}")
    if model == "common" and test == "knapp_hartung":
        raise ValueError("Knapp-Hartung belongs to the random model")


def _weighted_mean(estimate: Floats, share: Floats) -> float:
    # Averaging distances from the plain mean loses less to rounding when effects are large.
    middle = np.mean(estimate)
    return float(middle + np.sum(share * (estimate - middle)) / np.sum(share))


def _factor(distance: Floats, share: Floats) -> float:
    squares = float(np.sum(share * distance**2))
    return 0.0 if squares <= ROUNDING else squares / (len(share) - 1)


def _reach(error: float, tau2: float, df: float, level: float, model: Model) -> float:
    if model == "common" or df < 1:
        return nan
    return quantile(level, df) * sqrt(error**2 + tau2)


def _note(k: int, error: float, model: Model) -> str:
    if k == 1 and model == "random":
        return ONE_TRIAL
    return ALL_EQUAL if error == 0 else ""


def _nothing(level: float) -> Pooled:
    return Pooled(
        k=0,
        coefficient=nan,
        std_error=nan,
        ci_low=nan,
        ci_high=nan,
        level=level,
        statistic=nan,
        df=nan,
        p_value=nan,
        tau2=nan,
        weights=np.empty(0),
        prediction_low=nan,
        prediction_high=nan,
        safeguarded=False,
        note=NO_TRIAL,
    )
