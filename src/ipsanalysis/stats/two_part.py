"""Two-part model of an amount with many zeros, standardised to one marginal difference."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from ipsanalysis.stats.arms import FloatArray
from ipsanalysis.stats.glm import GlmFit, fit_glm
from ipsanalysis.stats.marginal import (
    Marginal,
    MarginalMeans,
    amounts_of_people,
    marginal_means,
    no_marginal_means,
)

METHOD = "Two-part model (logistic, fractional logit), standardised"


def two_part(
    values: ArrayLike, group: ArrayLike, covariates: ArrayLike, *, maximum: float, level: float
) -> MarginalMeans:
    """Return the mean amount in each arm and their difference, adjusted for covariates.

    Part one, logistic: any amount at all, p(a, z). Part two, quasi-binomial with logit link among
    those with any: the share of the maximum, q(a, z) (Papke and Wooldridge 1996, Journal of
    Applied Econometrics 11:619-632; two-part models: Duan et al. 1983, Journal of Business and
    Economic Statistics 1:115-126). Both have the arm and the covariates as main effects. The
    marginal mean of arm a is the mean over all randomised of p(a, z) maximum q(a, z). Its variance
    is the sum of squared influence values of the stacked estimating equations (Stefanski and Boos
    2002, American Statistician 56:29-38), sampling of the covariates included; normal intervals.
    Without covariates the marginal means are the raw means. Equals R `glm(family = binomial)`,
    `glm(family = quasibinomial)` and `mean(predict(...))`, and `delicatessen.MEstimator`.
    No estimate: an empty arm, or a part without a finite fit, as when nobody or everybody in an
    arm has any amount.

    Args:
        values: Amounts from 0 to `maximum`, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        covariates: Baseline covariates, shape (n, p); p may be 0.
        maximum: The largest possible amount, above 0, in the unit of the values.
        level: Confidence level, between 0 and 1.

    Returns:
        Marginal means and their difference in the unit of the values; p for the difference.

    Raises:
        ValueError: If a shape is wrong, a number is not finite, a code is neither 0 nor 1 or a
            value is outside 0 to `maximum`.
    """
    people = amounts_of_people(values, group, covariates, maximum=maximum)
    if people.empty_arm:
        return no_marginal_means(METHOD, "an arm is empty")
    design = people.design(people.active)
    working = people.values > 0
    any_amount = fit_glm(working, design, family="binomial")
    if any_amount.problem:
        return no_marginal_means(METHOD, f"whether any amount: {any_amount.problem}")
    amount = fit_glm(people.values[working] / maximum, design[working], family="binomial")
    if amount.problem:
        return no_marginal_means(METHOD, f"amount among those with any: {amount.problem}")
    active, control = (
        _marginal(people.design(arm), working, any_amount, amount, maximum) for arm in (1, 0)
    )
    return marginal_means(active, control, method=METHOD, level=level)


def _marginal(
    design: FloatArray,
    working: NDArray[np.bool_],
    any_amount: GlmFit,
    amount: GlmFit,
    maximum: float,
) -> Marginal:
    any_shares, amount_shares = expit(design @ any_amount.coef), expit(design @ amount.coef)
    expected = maximum * any_shares * amount_shares
    mean = float(expected.mean())
    people = expected.size
    influence = (expected - mean) / people
    influence += any_amount.influence @ ((expected * (1 - any_shares)) @ design / people)
    gradient = (expected * (1 - amount_shares)) @ design / people
    influence[working] += amount.influence @ gradient
    return Marginal(mean=mean, influence=influence)
