"""Crude effects and their intervals, of many tables at once."""

from collections.abc import Callable

import numpy as np

from ipsanalysis.audit.candidates import Candidates, Floats
from ipsanalysis.audit.item import EffectKind, Test
from ipsanalysis.audit.p_values import CHI_SQUARED, NAMES, chi_squared
from ipsanalysis.stats.estimate import Estimate, normal_quantile
from ipsanalysis.stats.ratio import odds_ratio, risk_ratio
from ipsanalysis.stats.risk_difference import miettinen_nurminen

KATZ = "Wald on the log scale (Katz)"
WOOLF = "Wald on the log scale (Woolf)"
WALD = "Wald"
NEWCOMBE = "Newcombe hybrid score"
SYMMETRIC = (KATZ, WOOLF, WALD)

Interval = tuple[Floats, Floats]
Estimator = Callable[..., Estimate]
SCORE: dict[str, Estimator] = {
    "risk_ratio": risk_ratio,
    "odds_ratio": odds_ratio,
    "risk_difference": miettinen_nurminen,
}


def effect_values(tables: Candidates, kind: EffectKind, test: Test | str = "") -> dict[str, Floats]:
    """Return the crude effect of each table, by each way of computing it.

    Args:
        tables: The tables.
        kind: The effect; `other` has no values.
        test: For chi-squared, the test named; all three when empty.

    Returns:
        Values by the name of the method; nan where there is no effect. Risk differences are in
        percentage points; the number needed to treat is the inverse of the risk difference,
        without its sign.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        risk, control = tables.events / tables.n, tables.events_control / tables.n_control
        if kind == "risk_ratio":
            return {"crude risk ratio": _finite(risk / control)}
        if kind == "odds_ratio":
            return {"crude odds ratio": _finite(_odds(risk) / _odds(control))}
        if kind == "risk_difference":
            return {"crude risk difference": 100 * (risk - control)}
        if kind == "number_needed_to_treat":
            return {"inverse of the risk difference": _finite(1 / np.abs(risk - control))}
    if kind == "chi_squared":
        tests = [name for name in CHI_SQUARED if test in ("", name)]
        return {NAMES[name]: chi_squared(tables, name) for name in tests}
    return {}


def interval_values(tables: Candidates, kind: EffectKind, level: float) -> dict[str, Interval]:
    """Return the intervals that have a formula, of each table.

    Args:
        tables: The tables.
        kind: The effect; only risk ratio, odds ratio and risk difference have intervals.
        level: Confidence level between 0 and 1.

    Returns:
        Lower and upper limits by the name of the method; nan where the method has none,
        as at cells of 0. Risk differences are in percentage points.

    Formula: Katz et al. (1978), Biometrics 34:469-474; Woolf (1955), Ann Hum Genet 19:251-253;
    Newcombe (1998), Stat Med 17:873-890, methods 1 and 10.
    """
    z = normal_quantile(level)
    a, n = tables.events.astype(float), tables.n.astype(float)
    c, m = tables.events_control.astype(float), tables.n_control.astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "risk_ratio":
            error = np.sqrt(1 / a - 1 / n + 1 / c - 1 / m)
            return {KATZ: _log_interval((a / n) / (c / m), z * error)}
        if kind == "odds_ratio":
            error = np.sqrt(1 / a + 1 / (n - a) + 1 / c + 1 / (m - c))
            return {WOOLF: _log_interval(_odds(a / n) / _odds(c / m), z * error)}
    if kind == "risk_difference":
        return {WALD: _wald(a / n, n, c / m, m, z), NEWCOMBE: _newcombe(a, n, c, m, z)}
    return {}


def score_interval(
    row: tuple[int, int, int, int], kind: EffectKind, level: float
) -> dict[str, Interval]:
    """Return Miettinen and Nurminen's interval of one table, by its name; none for other kinds."""
    if kind not in SCORE:
        return {}
    scale = 100 if kind == "risk_difference" else 1
    estimate = SCORE[kind](*row, level=level)
    limits = (np.array([scale * estimate.ci_low]), np.array([scale * estimate.ci_high]))
    return {estimate.method: limits}


def _odds(risk: Floats) -> Floats:
    return risk / (1 - risk)


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)


def _log_interval(ratio: Floats, spread: Floats) -> Interval:
    usable = np.isfinite(spread) & (spread > 0) & np.isfinite(ratio) & (ratio > 0)
    factor = np.exp(np.where(usable, spread, np.nan))
    return ratio / factor, ratio * factor


def _wald(risk: Floats, n: Floats, control: Floats, m: Floats, z: float) -> Interval:
    spread = z * np.sqrt(risk * (1 - risk) / n + control * (1 - control) / m)
    spread = np.where(spread > 0, spread, np.nan)
    return 100 * (risk - control - spread), 100 * (risk - control + spread)


def _newcombe(a: Floats, n: Floats, c: Floats, m: Floats, z: float) -> Interval:
    (low, high), (low_c, high_c) = _wilson(a, n, z), _wilson(c, m, z)
    risk, control = a / n, c / m
    below = np.hypot(risk - low, high_c - control)
    above = np.hypot(high - risk, control - low_c)
    return 100 * (risk - control - below), 100 * (risk - control + above)


def _wilson(events: Floats, n: Floats, z: float) -> Interval:
    share = events / n
    centre = share + z**2 / (2 * n)
    spread = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (centre - spread) / (1 + z**2 / n), (centre + spread) / (1 + z**2 / n)
