"""The numbers of a result row as linked text, on the scale its statistic is read on."""

from dataclasses import dataclass
from math import isnan, nan

from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables.cell import Piece
from ipsanalysis.tables.methods import named_test
from ipsanalysis.tables.results import Result

SHARES = {"proportion", "cumulative_incidence", "kaplan_meier", "probability_of_superiority"}
DIFFERENCES_OF_SHARES = {
    "risk_difference",
    "cumulative_incidence_difference",
    "kaplan_meier_difference",
}
TWO_DECIMALS = {"standardised_difference", "rate", "log_hazard_ratio"}
BY_SPREAD = {
    "mean",
    "mean_difference",
    "standard_deviation",
    "median",
    "lower_quartile",
    "upper_quartile",
}
WHOLE_WHERE_WHOLE = {"median", "lower_quartile", "upper_quartile", "median_time"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How a statistic is printed.

    Attributes:
        factor: 100 for what is printed as a percentage or in percentage points, else 1.
        decimals: Digits after the point.
        sign: What follows each number, such as a percent sign.
        null: The printed value at which two arms are alike; nan when there is none.
    """

    factor: int
    decimals: int
    sign: str
    null: float


def scale_of(statistic: str, spread: float = nan) -> Scale:
    """Return how a statistic is printed, given the standard deviation of its outcome."""
    kind = STATISTICS[statistic].scale
    if statistic in SHARES:
        null = 50.0 if statistic == "probability_of_superiority" else float("nan")
        return Scale(factor=100, decimals=1, sign="%", null=null)
    if statistic in DIFFERENCES_OF_SHARES:
        return Scale(factor=100, decimals=1, sign="", null=0.0)
    if kind == "ratio":
        return Scale(factor=1, decimals=2, sign="", null=1.0)
    decimals = 2 if statistic in TWO_DECIMALS or kind == "test" else 0 if kind == "count" else 1
    if statistic in BY_SPREAD:
        decimals = fmt.decimals_by(spread)
    null = 0.0 if kind in ("difference", "log_ratio") else float("nan")
    return Scale(factor=1, decimals=decimals, sign="", null=null)


def number(row: Result, value: float) -> str:
    """Write a number on the scale of a row's statistic."""
    scale = scale_of(row.statistic, row.spread)
    if isnan(value):
        return fmt.MISSING
    if row.statistic in WHOLE_WHERE_WHOLE:
        return fmt.short(value, scale.decimals)
    shown = fmt.hundredfold(value) if scale.factor == 100 else value
    return fmt.fixed(shown, scale.decimals) + scale.sign


def limit(row: Result, value: float) -> str:
    """Write a limit of an interval on the scale of a row's statistic.

    Rounding puts it neither on the null value nor, where there is none, on 0.
    """
    scale = scale_of(row.statistic, row.spread)
    if isnan(value) or row.statistic in WHOLE_WHERE_WHOLE:
        return number(row, value)
    shown = fmt.hundredfold(value) if scale.factor == 100 else value
    null = 0.0 if isnan(scale.null) else scale.null
    return fmt.limit(shown, null, scale.decimals) + scale.sign


def interval(row: Result) -> str:
    """Write the interval of a row; empty when it has none."""
    if isnan(row.ci_low) and isnan(row.ci_high):
        return ""
    return fmt.interval(limit(row, row.ci_low), limit(row, row.ci_high))


def estimate(row: Result) -> Piece:
    """Return the estimate of a row, or why there is none."""
    return Piece(text=number(row, row.estimate) if row.estimated else reason(row), key=row.key)


def with_interval(row: Result) -> Piece:
    """Return the estimate of a row with its interval, or why there is none."""
    if not row.estimated:
        return Piece(text=reason(row), key=row.key)
    limits = interval(row)
    shown = number(row, row.estimate)
    return Piece(text=f"{shown}{fmt.NO_BREAK}({limits})" if limits else shown, key=row.key)


def reason(row: Result) -> str:
    """Return why a row has no estimate."""
    return f"not estimated: {row.note}" if row.note else "not estimated"


def events_of(row: Result) -> Piece:
    """Return the events of an arm's row as `n/N (%)`, or why there is no estimate."""
    if not row.estimated:
        return Piece(text=reason(row), key=row.key)
    share = number(row, row.estimate)
    if row.n is None or row.n_events is None:
        return Piece(text=share, key=row.key)
    counts = f"{fmt.count(row.n_events)}/{fmt.count(row.n)}"
    return Piece(text=f"{counts}{fmt.NO_BREAK}({share})", key=row.key)


def p_value(row: Result) -> Piece | str:
    """Return the p-value of a row, or a dash when it has none."""
    if isnan(row.p_value):
        return fmt.MISSING
    return Piece(text=fmt.p_value(row.p_value), key=row.key)


def tested_by(row: Result) -> str:
    """Return the test of a row's p-value in words; empty when it has none."""
    return "" if isnan(row.p_value) else named_test(row.method) or row.method
