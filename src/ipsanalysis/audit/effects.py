"""Effects from counts alone and their intervals, of many tables at once."""

from collections.abc import Callable

import numpy as np

from ipsanalysis.audit.candidates import Candidates
from ipsanalysis.audit.item import EffectKind, Item, Test
from ipsanalysis.audit.p_values import CHI_SQUARED, NAMES, chi_squared
from ipsanalysis.meta.trials import Floats
from ipsanalysis.stats.estimate import Estimate, normal_quantile
from ipsanalysis.stats.ratio import odds_ratio, risk_ratio
from ipsanalysis.stats.risk_difference import miettinen_nurminen

KATZ = "Wald on the log scale (Katz)"
WOOLF = "Wald on the log scale (Woolf)"
WALD = "Wald"
NEWCOMBE = "Newcombe hybrid score"
SYMMETRIC = (KATZ, WOOLF, WALD)
HALF = "with 0.5 added to all four counts"

_SLACK = 1e-9

Interval = tuple[Floats, Floats]
Counts = tuple[Floats, Floats, Floats, Floats]
Estimator = Callable[..., Estimate]
CRUDE: dict[str, str] = {
    "risk_ratio": "crude risk ratio",
    "odds_ratio": "crude odds ratio",
    "risk_difference": "crude risk difference",
    "number_needed_to_treat": "inverse of the risk difference",
}
ROUNDED_UP = "inverse of the risk difference, rounded up to whole people"
USUAL: dict[str, str] = {"risk_ratio": KATZ, "odds_ratio": WOOLF, "risk_difference": WALD}
SCORE: dict[str, Estimator] = {
    "risk_ratio": risk_ratio,
    "odds_ratio": odds_ratio,
    "risk_difference": miettinen_nurminen,
}


def effect_values(tables: Candidates, kind: EffectKind, test: Test | str = "") -> dict[str, Floats]:
    """Return the effect of each table, by each way of computing it from the counts alone.

    Args:
        tables: The tables.
        kind: The effect; `other` has no values.
        test: For chi-squared, the test named; all three when empty.

    Returns:
        Values by the name of the method; nan where there is no effect. Risk differences are in
        percentage points; the number needed to treat is the inverse of the risk difference,
        without its sign. Where any table has a zero among its four counts, ratios and risk
        differences are also computed with 0.5 added to all four, nan for tables without a zero.

    Formula: Haldane (1956), Ann Hum Genet 20:309-311, and Deeks and Higgins (2010), Statistical
    algorithms in Review Manager 5, for the 0.5. Equals R `metafor::escalc(add = 1/2, to = "only0",
    drop00 = FALSE)`.
    """
    if kind == "chi_squared":
        tests = [name for name in CHI_SQUARED if test in ("", name)]
        return {NAMES[name]: chi_squared(tables, name) for name in tests}
    if kind not in CRUDE:
        return {}
    values = {CRUDE[kind]: _effect(kind, _cells(tables))}
    zero = tables.zero_cell
    if kind in SCORE and zero.any():
        half = _effect(kind, _cells(tables, 0.5))
        values[f"{kind.replace('_', ' ')} {HALF}"] = np.where(zero, half, np.nan)
    return values


def printed_effects(tables: Candidates, item: Item) -> dict[str, Floats]:
    """Return the effects of tables as `effect_values`, and what else an item may have printed.

    A number needed to treat that is printed without decimals may be rounded up to whole people, as
    is the custom: Cochrane Collaboration open learning material, module 11, Number needed to treat.

    Args:
        tables: The tables.
        item: An item with an effect.

    Returns:
        Values by the name of the method.
    """
    if not item.effect_kind:
        return {}
    values = effect_values(tables, item.effect_kind, item.test)
    if item.effect_kind == "number_needed_to_treat" and item.effect and not item.effect.decimals:
        values[ROUNDED_UP] = np.ceil(values[CRUDE[item.effect_kind]] - _SLACK)
    return values


def interval_values(tables: Candidates, kind: EffectKind, level: float) -> dict[str, Interval]:
    """Return the intervals that have a formula, of each table.

    Args:
        tables: The tables.
        kind: The effect; only risk ratio, odds ratio and risk difference have intervals.
        level: Confidence level between 0 and 1.

    Returns:
        Lower and upper limits by the name of the method, Wald's before others; nan where the
        method has none, as at cells of 0. Risk differences are in percentage points. Where any
        table has a zero among its four counts, Wald's with 0.5 added to all four is there too, nan
        for tables without a zero.

    Formula: Katz et al. (1978), Biometrics 34:469-474; Woolf (1955), Ann Hum Genet 19:251-253;
    Newcombe (1998), Stat Med 17:873-890, methods 1 and 10. Wald's equal R `metafor::escalc`, with
    0.5 added `escalc(add = 1/2, to = "only0", drop00 = FALSE)`.
    """
    if kind not in SCORE:
        return {}
    z, name = normal_quantile(level), USUAL[kind]
    intervals = {name: _usual(kind, _cells(tables), z)}
    zero = tables.zero_cell
    if zero.any():
        low, high = _usual(kind, _cells(tables, 0.5), z)
        intervals[f"{name} {HALF}"] = np.where(zero, low, np.nan), np.where(zero, high, np.nan)
    if kind == "risk_difference":
        intervals[NEWCOMBE] = _newcombe(*_cells(tables), z)
    return intervals


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


def _cells(tables: Candidates, added: float = 0.0) -> Counts:
    """Return events and people of both arms, with so many added to those with and without."""
    return (
        tables.events.astype(float) + added,
        tables.n.astype(float) + 2 * added,
        tables.events_control.astype(float) + added,
        tables.n_control.astype(float) + 2 * added,
    )


def _effect(kind: EffectKind, cells: Counts) -> Floats:
    a, n, c, m = cells
    risk, control = a / n, c / m
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "risk_ratio":
            return _finite(risk / control)
        if kind == "odds_ratio":
            return _finite(_odds(risk) / _odds(control))
        if kind == "number_needed_to_treat":
            return _finite(1 / np.abs(risk - control))
    return 100 * (risk - control)


def _usual(kind: EffectKind, cells: Counts, z: float) -> Interval:
    """Return Wald's interval, of ratios on the log scale."""
    a, n, c, m = cells
    if kind == "risk_difference":
        return _wald(a / n, n, c / m, m, z)
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "risk_ratio":
            variance = 1 / a - 1 / n + 1 / c - 1 / m
        else:
            variance = 1 / a + 1 / (n - a) + 1 / c + 1 / (m - c)
        return _log_interval(_effect(kind, cells), z * np.sqrt(variance))


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
