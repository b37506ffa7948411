"""Two-part model of an amount with many zeros: logistic, then log-normal with smearing by arm."""

import numpy as np
from numpy.typing import ArrayLike

from ipsanalysis.stats.arms import FloatArray
from ipsanalysis.stats.glm import COLLINEAR, independent_columns
from ipsanalysis.stats.marginal import MarginalMeans
from ipsanalysis.stats.two_part_continuous import Amounts, standardised_two_part

METHOD = "Two-part log-normal model (logistic, log-normal with smearing by arm), standardised"


def two_part_lognormal(
    values: ArrayLike, group: ArrayLike, covariates: ArrayLike, *, level: float
) -> MarginalMeans:
    """Return the mean amount in each arm and their difference, zeros in, covariates adjusted for.

    Part one, logistic: any amount above zero, p(a, z). Part two, least squares of the logarithm
    among those above zero on the arm and the covariates. Its prediction e(a, z) is taken back to
    the amount by the smearing factor s(a), the mean of exp(residual) (Duan 1983, Journal of the
    American Statistical Association 78:605-610) in each arm, so the arms may differ in how
    amounts vary (Manning 1998, Journal of Health Economics 17:283-295). The marginal mean of arm a
    is the mean over all randomised of p(a, z) exp(e(a, z)) s(a). Its variance is the sum of
    squared influence values of the stacked estimating equations (Stefanski and Boos 2002, American
    Statistician 56:29-38), the smearing factors and the sampling of the covariates included; normal
    intervals. Without covariates the marginal means are the raw means. Equals R `glm(family =
    binomial)`, `lm(log(y) ~ ...)` and `mean(exp(residuals))`, and `delicatessen.MEstimator`.
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
        values, group, covariates, model=_lognormal, method=METHOD, level=level
    )


def _lognormal(values: FloatArray, design: FloatArray) -> Amounts:
    if independent_columns(design).size < design.shape[1]:
        return _no_fit(design, COLLINEAR)
    orthonormal, triangle = np.linalg.qr(design)
    to_coef = orthonormal @ np.linalg.inv(triangle).T
    coef = to_coef.T @ np.log(values)
    residual = np.log(values) - design @ coef
    influence = to_coef * residual[:, None]
    log_factor, factor_influence = np.empty(2), np.zeros((values.size, 2))
    for index, arm in enumerate((design[:, 1] == 1, design[:, 1] == 0)):
        smeared = np.where(arm, np.exp(residual), 0.0)
        shares = smeared / smeared.sum()
        log_factor[index] = np.log(smeared.sum() / arm.sum())
        factor_influence[:, index] = shares - arm / arm.sum() - influence @ (shares @ design)
    return Amounts(
        coef=coef, influence=influence, log_factor=log_factor, factor_influence=factor_influence
    )


def _no_fit(design: FloatArray, problem: str) -> Amounts:
    people, columns = design.shape
    return Amounts(
        coef=np.full(columns, np.nan),
        influence=np.full((people, columns), np.nan),
        log_factor=np.full(2, np.nan),
        factor_influence=np.full((people, 2), np.nan),
        problem=problem,
    )
