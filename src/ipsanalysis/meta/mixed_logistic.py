"""One odds ratio from 2 x 2 tables by a mixed logistic model, without correction of zeros."""

from dataclasses import dataclass
from functools import partial
from math import inf, nan, sqrt

import numpy as np

from ipsanalysis.meta.mixed_likelihood import Fit, highest
from ipsanalysis.meta.trials import Tables
from ipsanalysis.meta.variance_search import highest_over_variance
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.gee_wald import exponential, wald

METHOD = (
    "binomial-normal mixed model, fixed trial effects, random treatment effects (-1/2, 1/2), "
    "maximum likelihood, Wald z"
)
NO_TRIAL = "in no trial do some people have the event and others not"
NO_MAXIMUM = "no finite odds ratio: in every trial nobody or everybody of an arm has the event"
ONE_TRIAL = "one trial: its own odds ratio; no variance between trials to estimate"
TOO_FAR = "no finite odds ratio found: the likelihood rises with tau2 beyond any plausible value"
AT_ZERO = "tau2 is estimated as 0"
# Maxima are sought between these variances; at the last, odds ratios differ 10^5-fold and more.
VARIANCES = np.array([0.0, *(0.01 * 4.0**j for j in range(8))])


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedLogistic:
    """The mean odds ratio of trials by a mixed logistic model.

    Attributes:
        estimate: The odds ratio of the mean log odds ratio, with its Wald interval.
        tau2: Variance of log odds ratios between trials; nan without an estimate.
        log_likelihood: Logarithm of the probability of the tables at the maximum.
        k: Number of trials that carry information.
        note: What a reader must know, empty when nothing.
    """

    estimate: Estimate
    tau2: float
    log_likelihood: float
    k: int
    note: str


def mixed_logistic(tables: Tables, *, level: float) -> MixedLogistic:
    """Estimate the mean log odds ratio of trials from their counts, in one stage.

    Events of both arms are binomial. The logits of trial i are level_i + u_i / 2 and
    level_i - u_i / 2; levels are fixed, one a trial, and u_i is normal with mean log odds ratio and
    variance tau2. Likelihood integrated by 60-point adaptive Gauss-Hermite and maximised over all
    of them. The standard error is that of the observed information of all parameters; with tau2 at
    0 it is that of the model without it.

    Args:
        tables: Tables of k trials. Trials in which nobody, or everybody, of both arms has the event
            carry no information and are left out, which the note says.
        level: Confidence level between 0 and 1.

    Returns:
        The odds ratio, active over control. With one trial its own odds ratio and tau2 0; none
        where the likelihood rises for ever (for example no event in any control arm), or up to a
        tau2 of 164.

    Formula: Jackson, Law, Stijnen, Viechtbauer and White (2018), Stat Med 37:1059-1085, model 4;
    Stijnen, Hamza and Ozdemir (2010), Stat Med 29:3046-3067. Equals R `metafor::rma.glmm(measure =
    "OR", model = "UM.FS", coding = 1/2)` (the default coding) with as many nodes.
    """
    events, people = tables.events + tables.events_control, tables.n + tables.n_control
    kept = (events > 0) & (events < people)
    used = tables.take(kept)
    left_out = _left_out(int(np.sum(~kept)))
    reason = NO_TRIAL if used.k == 0 else "" if _exists(used) else NO_MAXIMUM
    if reason:
        return _none(used.k, _joined(reason, left_out))
    fit, tau2, found = highest_over_variance(partial(highest, used), VARIANCES)
    if not found:
        return _none(used.k, _joined(TOO_FAR, left_out))
    few = ONE_TRIAL if used.k == 1 else "" if tau2 > 0 else AT_ZERO
    note = _joined(few, left_out)
    log_ratio = Estimate(estimate=fit.log_odds_ratio, method=METHOD, note=note)
    return MixedLogistic(
        estimate=exponential(wald(log_ratio, _std_error(fit, tau2), level=level, degrees=inf)),
        tau2=tau2,
        log_likelihood=fit.log_likelihood,
        k=used.k,
        note=note,
    )


def _exists(tables: Tables) -> bool:
    """Say whether the likelihood has a maximum: of odds ratio, its inverse and their variance."""
    none, everybody = tables.events == 0, tables.events == tables.n
    none_control = tables.events_control == 0
    everybody_control = tables.events_control == tables.n_control
    mixed = ~(none | everybody) | ~(none_control | everybody_control)
    rises, falls = everybody | none_control, none | everybody_control
    return bool(mixed.any() and not rises.all() and not falls.all())


def _std_error(fit: Fit, tau2: float) -> float:
    (theta, both), (_, tau) = fit.information.tolist()
    own = theta - both**2 / tau if tau2 > 0 and tau > 0 else theta
    return 1 / sqrt(own) if own > 0 else nan


def _left_out(number: int) -> str:
    if number == 0:
        return ""
    which = "1 trial" if number == 1 else f"{number} trials"
    return f"{which} left out: nobody or everybody of both arms has the event"


def _joined(*notes: str) -> str:
    return "; ".join(filter(None, notes))


def _none(k: int, note: str) -> MixedLogistic:
    return MixedLogistic(
        estimate=no_estimate(METHOD, note), tau2=nan, log_likelihood=nan, k=k, note=note
    )
