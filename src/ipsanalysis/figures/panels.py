"""The panels of the forest plot: effects of one unit and of one order of size share an axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ipsanalysis.figures.curves import each
from ipsanalysis.figures.effects import MEASURES, Effect, Scale, adjustments, effect_of
from ipsanalysis.figures.words import plural
from ipsanalysis.plan.outcomes import Score
from ipsanalysis.plan.study import Plan

TEN_TIMES = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The effects that share an axis.

    Attributes:
        scale: `points`: percentage points; `ratio`: logarithmic axis; `amount`: another unit.
        title: What the axis shows.
        unit: The unit in words.
        effects: The effects, those where higher is better first, those set apart last.
    """

    scale: Scale
    title: str
    unit: str
    effects: Sequence[Effect]

    @property
    def people(self) -> str:
        """What stands for each arm: people, with those who had the event where any line has."""
        with_events = any("/" in effect.first + effect.second for effect in self.effects)
        return "events/n" if with_events else "n"


def panels(plan: Plan, rows: pd.DataFrame) -> list[Panel]:
    """Put the rows in panels: percentage points, ratios, and amounts by unit and by size.

    Args:
        plan: The plan.
        rows: The rows chosen.

    Returns:
        The panels that have rows.
    """
    letters = adjustments(rows)
    groups: dict[tuple[Scale, str], list[tuple[str, Effect]]] = {}
    for row in each(rows):
        scale = MEASURES[str(row.statistic)][0]
        unit = {"points": "percentage points", "ratio": ""}.get(scale) or _unit(plan, row)
        effect = effect_of(plan, row, letters)
        groups.setdefault((scale, "" if scale == "ratio" else unit), []).append(
            (str(row.outcome), effect)
        )
    order = ("points", "ratio", "amount")
    return [
        panel
        for (scale, unit), effects in sorted(groups.items(), key=lambda g: order.index(g[0][0]))
        for panel in _panels(plan, scale, unit, effects)
    ]


def _unit(plan: Plan, row: Any) -> str:  # noqa: ANN401
    """The unit of an amount; a score shares it with the same item of its questionnaire only."""
    outcome = plan.outcome(row.outcome)
    unit = plural(str(row.unit))
    if isinstance(outcome, Score):
        return f"{unit}: {outcome.variable}"
    return unit


def _panels(
    plan: Plan, scale: Scale, unit: str, effects: Sequence[tuple[str, Effect]]
) -> list[Panel]:
    """Panels of one unit: amounts of which one reaches ten times as far as another are apart."""
    reach: dict[str, float] = {}
    for outcome, effect in effects:
        reach[outcome] = max(reach.get(outcome, 0.0), effect.reach)
    apart = _by_size(reach) if scale == "amount" else [list(reach)]
    return [
        Panel(
            scale=scale,
            title=_title(plan, scale, unit, together if len(apart) > 1 else []),
            unit=unit,
            effects=sorted(
                (effect for outcome, effect in effects if outcome in together),
                key=lambda effect: not effect.higher_is_better,
            ),
        )
        for together in apart
    ]


def _by_size(reach: dict[str, float]) -> list[list[str]]:
    """Put outcomes together of which none reaches more than ten times as far as another."""
    found: list[list[str]] = []
    smallest = 0.0
    for outcome in sorted(reach, key=lambda name: reach[name]):
        if not found or reach[outcome] > TEN_TIMES * smallest:
            found.append([])
            smallest = reach[outcome]
        found[-1].append(outcome)
    order = list(reach)
    return sorted(found, key=lambda together: min(map(order.index, together)))


def _title(plan: Plan, scale: Scale, unit: str, outcomes: Sequence[str]) -> str:
    if scale == "ratio":
        return "Ratio, logarithmic axis"
    named = "; ".join(plan.outcome(name).label for name in outcomes if ": " not in unit)
    return f"Difference, {unit}" + (f": {named}" if named else "")
