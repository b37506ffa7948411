"""Quantiles and p-values of Student's t, with the normal distribution at infinite df."""

from math import inf

from scipy.special import ndtr, stdtr, stdtrit

from ipsanalysis.stats.estimate import normal_quantile


def t_quantile(df: float, level: float) -> float:
    """Return the two-sided quantile of a confidence level (R: `qt((1 + level) / 2, df)`).

    Args:
        df: Degrees of freedom above 0; infinite for the normal distribution.
        level: Confidence level between 0 and 1.

    Returns:
        The quantile.
    """
    return normal_quantile(level) if df == inf else float(stdtrit(df, (1 + level) / 2))


def t_p_value(statistic: float, df: float) -> float:
    """Return the two-sided p-value of a statistic (R: `2 * pt(-abs(statistic), df)`).

    Args:
        statistic: Estimate over standard error; nan gives nan.
        df: Degrees of freedom above 0; infinite for the normal distribution.

    Returns:
        The p-value.
    """
    return 2 * float(ndtr(-abs(statistic)) if df == inf else stdtr(df, -abs(statistic)))
