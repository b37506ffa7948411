"""The risk difference of two arms within strata, such as sites."""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtr

from ipsanalysis.stats.estimate import Estimate, no_estimate, normal_quantile
from ipsanalysis.stats.proportion import empty_arm
from ipsanalysis.stats.risk_difference import restricted_control_risk
from ipsanalysis.stats.score_interval import limit, positive_or_nan

MANTEL_HAENSZEL = "Mantel-Haenszel risk difference, Sato variance"
SCORE = "stratified Miettinen-Nurminen score, Mantel-Haenszel weights"
TEST = "Cochran-Mantel-Haenszel test"
NO_INTERVAL = "no interval: Sato's variance is 0"
NO_VARIATION = "in each stratum all people or none have the event"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strata:
    """The 2 x 2 tables of the strata with both arms; equal tables stand once, with their number.

    Attributes:
        events: Events in the active arm.
        n: People in the active arm, at least 1.
        events_control: Events in the control arm.
        n_control: People in the control arm, at least 1.
        strata: Number of strata with this table.
        problem: Why there is no table, empty when there is one.
        note: How many strata and people were left out, empty when none.
    """

    events: Floats
    n: Floats
    events_control: Floats
    n_control: Floats
    strata: Floats
    problem: str
    note: str

    @property
    def total(self) -> Floats:
        """People in each stratum."""
        return self.n + self.n_control

    @property
    def weight(self) -> Floats:
        """Mantel-Haenszel weight of all strata with the table: n1 n0 / (n1 + n0) each."""
        return self.strata * self.n * self.n_control / self.total

    @property
    def difference(self) -> float:
        """The Mantel-Haenszel risk difference."""
        each = self.events / self.n - self.events_control / self.n_control
        return float(np.sum(self.weight * each) / np.sum(self.weight))


def mantel_haenszel_difference(
    values: ArrayLike, active: ArrayLike, strata: ArrayLike, *, level: float
) -> Estimate:
    """Estimate the common risk difference, active minus control, with Sato's variance.

    Strata without people in both arms hold no comparison; they are left out and the note counts
    them. Zero cells need no correction.

    Args:
        values: Whether each person has the event, 0 or 1 (n).
        active: Whether each person is in the active arm (n).
        strata: Stratum of each person, a whole number (n).
        level: Confidence level between 0 and 1.

    Returns:
        The difference weighted by n1 n0 / (n1 + n0) with its Wald interval and p-value; without
        them where Sato's variance is 0, as when nobody has the event.

    Raises:
        ValueError: Shapes differ, values or active are not 0 or 1, or a stratum is not whole.

    Formula: Mantel and Haenszel (1959), J Natl Cancer Inst 22:719-748; Sato (1989), Biometrics
    45:1323-1324. Equals SAS `proc freq ... commonriskdiff(cl=mh)` and R
    `tern::prop_diff_cmh(diff_se = "sato")`.
    """
    tables = _tables(values, active, strata)
    if tables.problem:
        return no_estimate(MANTEL_HAENSZEL, tables.problem)
    difference = tables.difference
    error = positive_or_nan(sqrt(max(_sato_variance(tables, difference), 0.0)))
    half = normal_quantile(level) * error
    return Estimate(
        estimate=difference,
        method=MANTEL_HAENSZEL,
        std_error=error,
        ci_low=difference - half,
        ci_high=difference + half,
        level=level,
        p_value=float(2 * ndtr(-abs(difference) / error)),
        note=_joined(tables.note, "" if error > 0 else NO_INTERVAL),
    )


def stratified_miettinen_nurminen(
    values: ArrayLike, active: ArrayLike, strata: ArrayLike, *, level: float
) -> Estimate:
    """Estimate the common risk difference, active minus control, with a stratified score interval.

    The interval holds every difference D with

        (sum w (d - D))^2 <= z^2 sum w^2 V(D),   w = n1 n0 / (n1 + n0),

    d the difference in a stratum and V(D) its variance, times N / (N - 1) of the stratum, at the
    most likely risks that differ by D. These are Mantel-Haenszel (CMH) weights, not the iterated
    weights of Miettinen and Nurminen, so that the interval holds 0 exactly when the
    Cochran-Mantel-Haenszel test does not reject. It is not the "summary score" interval of SAS
    `commonriskdiff(cl=score)`. Strata without people in both arms hold no comparison; they are
    left out and the note counts them.

    Args:
        values: Whether each person has the event, 0 or 1 (n).
        active: Whether each person is in the active arm (n).
        strata: Stratum of each person, a whole number (n).
        level: Confidence level between 0 and 1.

    Returns:
        The Mantel-Haenszel difference with the score interval and the p-value of
        `mantel_haenszel_test`. The standard error is the unpooled one, which the interval does not
        use, and nan where it is 0. Valid at zero and full cells. With one stratum it is
        `risk_difference.miettinen_nurminen`.

    Raises:
        ValueError: Shapes differ, values or active are not 0 or 1, or a stratum is not whole.

    Formula: Miettinen and Nurminen (1985), Stat Med 4:213-226, section on stratified data. Equals R
    `ratesci::scoreci(stratified = TRUE, skew = FALSE, weighting = "MH")`,
    `tern::prop_diff_cmh(diff_se = "miettinen_nurminen")` and `lrstat::mnRiskDiffCI`.
    """
    tables = _tables(values, active, strata)
    if tables.problem:
        return no_estimate(SCORE, tables.problem)
    difference, critical = tables.difference, normal_quantile(level) ** 2
    squared = tables.weight**2 / tables.strata / np.sum(tables.weight) ** 2
    correction = tables.total / (tables.total - 1)

    def excess(value: float) -> float:
        variance = float(np.sum(squared * correction * _restricted_variance(tables, value)))
        return (difference - value) ** 2 - critical * variance

    # V(D) is at least |D| (1 - |D|) / N in each stratum, so this step is never rejected.
    step = critical / (1000 * float(np.sum(tables.strata * tables.total)) ** 2 + critical)
    risk, control = tables.events / tables.n, tables.events_control / tables.n_control
    unpooled = risk * (1 - risk) / tables.n + control * (1 - control) / tables.n_control
    return Estimate(
        estimate=difference,
        method=SCORE,
        std_error=positive_or_nan(sqrt(float(np.sum(squared * unpooled)))),
        ci_low=limit(excess, difference, -1.0, step),
        ci_high=limit(excess, difference, 1.0, step),
        level=level,
        p_value=_cochran(tables).p_value,
        note=tables.note,
    )


def mantel_haenszel_test(values: ArrayLike, active: ArrayLike, strata: ArrayLike) -> Estimate:
    """Test no difference in any stratum by the Cochran-Mantel-Haenszel test.

    Args:
        values: Whether each person has the event, 0 or 1 (n).
        active: Whether each person is in the active arm (n).
        strata: Stratum of each person, a whole number (n).

    Returns:
        The chi-square statistic on one degree of freedom, without continuity correction, and its
        p-value; 0 and 1 where in each stratum all people or none have the event.

    Raises:
        ValueError: Shapes differ, values or active are not 0 or 1, or a stratum is not whole.

    Formula: Mantel and Haenszel (1959), J Natl Cancer Inst 22:719-748, without correction. Equals R
    `mantelhaen.test(correct = FALSE)`.
    """
    tables = _tables(values, active, strata)
    return no_estimate(TEST, tables.problem) if tables.problem else _cochran(tables)


def _cochran(tables: _Strata) -> Estimate:
    all_events = tables.events + tables.events_control
    excess = tables.events - all_events * tables.n / tables.total
    product = tables.n * tables.n_control * all_events * (tables.total - all_events)
    variance = float(np.sum(tables.strata * product / (tables.total**2 * (tables.total - 1))))
    if variance == 0:
        note = _joined(tables.note, NO_VARIATION)
        return Estimate(estimate=0.0, method=TEST, p_value=1.0, note=note)
    statistic = float(np.sum(tables.strata * excess)) ** 2 / variance
    p_value = float(chdtrc(1, statistic))
    return Estimate(estimate=statistic, method=TEST, p_value=p_value, note=tables.note)


def _sato_variance(tables: _Strata, difference: float) -> float:
    x, n, y, m = tables.events, tables.n, tables.events_control, tables.n_control
    p = (n**2 * y - m**2 * x + n * m * (m - n) / 2) / tables.total**2
    q = (x * (m - y) + y * (n - x)) / (2 * tables.total)
    weight = np.sum(tables.weight)
    variance = float(np.sum(tables.strata * (difference * p + q)) / weight**2)
    return variance if variance > 1e-12 / weight else nan


def _restricted_variance(tables: _Strata, difference: float) -> Floats:
    """Return each stratum's variance of the difference when the difference is given."""
    variance = np.empty(tables.n.size)
    columns = (tables.events, tables.n, tables.events_control, tables.n_control)
    rows = zip(*(column.astype(int).tolist() for column in columns), strict=True)
    for stratum, (x, n, y, m) in enumerate(rows):
        # Risks near 0 keep more digits than risks near 1: the rarer of the outcomes is solved.
        common = 2 * (x + y) > n + m
        shift = -difference if common else difference
        rare, rare_control = (n - x, m - y) if common else (x, y)
        control = restricted_control_risk(rare, n, rare_control, m, shift)
        risk = control + shift
        variance[stratum] = risk * (1 - risk) / n + control * (1 - control) / m
    return variance


def _tables(values: ArrayLike, active: ArrayLike, strata: ArrayLike) -> _Strata:
    event, arm = _zero_one(values, "values"), _zero_one(active, "active")
    label = np.asarray(strata, dtype=np.float64)
    if not event.shape == arm.shape == label.shape:
        raise ValueError("values, active and strata must have one entry per person each")
    if not np.isfinite(label).all() or (label != np.floor(label)).any():
        raise ValueError("strata must be whole numbers without missing values")
    code = np.unique(label, return_inverse=True)[1]
    parts = (event * arm, arm, event * (1 - arm), 1 - arm)
    every: Floats = np.column_stack([np.bincount(code, weights=part) for part in parts])
    both = (every[:, 1] > 0) & (every[:, 3] > 0)
    tables, number = np.unique(every[both], axis=0, return_counts=True)
    return _Strata(
        events=tables[:, 0],
        n=tables[:, 1],
        events_control=tables[:, 2],
        n_control=tables[:, 3],
        strata=number.astype(np.float64),
        problem="" if both.any() else _reason(int(arm.sum()), event.size),
        note=_left_out(both, int(every[~both][:, [1, 3]].sum())),
    )


def _zero_one(values: ArrayLike, name: str) -> Floats:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1 or not np.isin(numbers, (0.0, 1.0)).all():
        raise ValueError(f"{name} must be one column of 0 and 1")
    return numbers


def _reason(n: int, total: int) -> str:
    return empty_arm(n, total - n) or "no stratum has people in both arms"


def _left_out(both: NDArray[np.bool_], people: int) -> str:
    if both.all():
        return ""
    number = f"{np.sum(~both)} of {both.size} strata ({people} people)"
    return f"{number} left out: one arm only, so nothing to compare"


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
