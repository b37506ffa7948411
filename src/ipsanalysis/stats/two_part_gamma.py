"""Two-part model of an amount with many zeros: logistic, then gamma with log link."""

import numpy as np
from numpy.typing import ArrayLike

from ipsanalysis.stats.arms import FloatArray
from ipsanalysis.stats.family import power_variance
from ipsanalysis.stats.glm import fit_family
from ipsanalysis.stats.marginal import MarginalMeans
from ipsanalysis.stats.two_part_continuous import Amounts, standardised_two_part

METHOD = "Two-part gamma model (logistic, gamma log link), standardised"


def two_part_gamma(
    values: ArrayLike, group: ArrayLike, covariates: ArrayLike, *, level: float
) -> MarginalMeans:
    """Return the mean amount in each arm and their difference, zeros in, covariates adjusted for.

    Part one, logistic: any amount above zero, p(a, z). Part two, gamma family with log link among
    those above zero: their mean, m(a, z) (Duan et al. 1983, Journal of Business and Economic
    Statistics 1:115-126; Manning and Mullahy 2001, Journal of Health Economics 20:461-494). Both
    have the arm and the covariates as main effects. The marginal mean of arm a is the mean over
    all randomised of p(a, z) m(a, z). Its variance is the sum of squared influence values of the
    stacked estimating equations (Stefanski and Boos 2002, American Statistician 56:29-38), with
    the observed derivative and the sampling of the covariates; normal intervals. Without
    covariates the marginal means are the raw means. Equals R `glm(family = binomial)`,
    `glm(family = Gamma(link = "log"))` and the mean of the product of `predict(...)`, and
    `delicatessen.MEstimator`.
    Everybody above zero: part two alone, as the note says. No estimate: an empty arm; nobody, or in
    one arm only everybody, above zero in an arm; a part without a finite fit. Covariates that are
    constant or combinations of others are left out, and the note says how many.

    Args:
        values: Amounts, 0 or more, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        covariates: Baseline covariates, shape (n, p); p may be 0.
        level: Confidence level, between 0 and 1.

    Returns:
        Marginal means and their difference in the unit of the values; p for the difference.

    Raises:
        ValueError: If a shape is wrong, a number is not finite, a code is neither 0 nor 1 or a
            value is negative.
    """
    return standardised_two_part(
        values, group, covariates, model=_gamma, method=METHOD, level=level
    )


def _gamma(values: FloatArray, design: FloatArray) -> Amounts:
    fit = fit_family(values, design, power_variance(2, information="observed"))
    return Amounts(
        coef=fit.coef,
        influence=fit.influence,
        log_factor=np.zeros(2),
        factor_influence=np.zeros((values.size, 2)),
        problem=fit.problem,
    )
