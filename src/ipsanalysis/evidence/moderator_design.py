"""Moderators of a meta-regression as columns of a design, and the trials that lack them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipsanalysis.meta.trials import Floats
from ipsanalysis.plan.evidence import Moderator

OF_COUNTRY = ("epl_regular_2008", "epl_temporary_2008", "unemployment")
GROUPS = ("region", "population_group", "comparator_group")
ACROSS = "across_countries"
NO_VALUE = "no_value"
WORDS = {
    ACROSS: "Trials in several countries have no single value of a characteristic of a country",
    NO_VALUE: "The file has no value",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A column of a design beside the intercept.

    Attributes:
        name: Its name in the results: the moderator, or moderator and group.
        moderator: The moderator.
        unit: What it is the ratio for.
        trials: Trials in its group; all trials with a moderator of numbers.
        middle: The mean of a moderator of numbers, which is subtracted from it; 0 for groups.
    """

    name: str
    moderator: Moderator
    unit: str
    trials: int
    middle: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeratorDesign:
    """The design of one meta-regression.

    Attributes:
        kept: Which trials have all moderators.
        matrix: Intercept and coefficients of the trials kept (k, p).
        coefficients: What the columns after the intercept are.
        reasons: Why each trial is not kept; empty for those that are.
        absent: Labels of moderators that no trial has, where there are trials.
        same: Which moderators are the same in all trials kept, in words; empty when none is, or
            fewer than two trials are kept.
    """

    kept: np.ndarray
    matrix: Floats
    coefficients: Sequence[Coefficient]
    reasons: Sequence[str]
    absent: Sequence[str]
    same: str


def moderator_design(rows: pd.DataFrame, moderators: Sequence[Moderator]) -> ModeratorDesign:
    """Lay out moderators of trials as a design.

    Moderators of numbers are taken from their mean and divided by their step `per`; groups other
    than that of reference have a column each, as far as trials belong to them. Trials across
    countries are left out of characteristics of a country, and trials without a value of any of
    the moderators.

    Args:
        rows: One row a trial.
        moderators: One moderator or two.

    Returns:
        The design.
    """
    reasons = np.full(len(rows), "", object)
    for moderator in moderators:
        values = rows[moderator.source]
        lacking = values.isna() | (values.astype(str) == "")
        several = rows["across_countries"] & (moderator.source in OF_COUNTRY)
        reasons[(reasons == "") & several.to_numpy(bool)] = ACROSS
        reasons[(reasons == "") & lacking.to_numpy(bool)] = NO_VALUE
    absent = [item.label for item in moderators if _nobody(rows, item)]
    kept = reasons == ""
    columns, coefficients = [np.ones(int(kept.sum()))], []
    for moderator in moderators:
        for column, coefficient in _columns(rows[kept], moderator):
            columns.append(column)
            coefficients.append(coefficient)
    return ModeratorDesign(
        kept=kept,
        matrix=np.column_stack(columns),
        coefficients=coefficients,
        reasons=[str(reason) for reason in reasons],
        absent=absent,
        same=_same(rows[kept], moderators),
    )


def _same(rows: pd.DataFrame, moderators: Sequence[Moderator]) -> str:
    same = [one.label for one in moderators if len(rows) > 1 and len(set(rows[one.source])) == 1]
    if not same:
        return ""
    if len(same) < len(moderators):
        return f"{same[0]} is the same in all trials"
    words = "moderators are" if len(same) > 1 else "moderator is"
    return f"the {words} the same in all trials"


def _nobody(rows: pd.DataFrame, moderator: Moderator) -> bool:
    values = rows[moderator.source]
    return len(rows) > 0 and bool((values.isna() | (values.astype(str) == "")).all())


def _columns(rows: pd.DataFrame, moderator: Moderator) -> list[tuple[Floats, Coefficient]]:
    if moderator.source not in GROUPS:
        per = moderator.per or 1.0
        unit = f"per {per:g} {moderator.unit}"
        values = rows[moderator.source].to_numpy(np.float64)
        middle = float(values.mean()) if len(values) else 0.0
        one = Coefficient(
            name=moderator.id, moderator=moderator, unit=unit, trials=len(rows), middle=middle
        )
        return [((values - middle) / per, one)]
    groups = sorted(set(rows[moderator.source]) - {moderator.reference})
    found = []
    for group in groups:
        member = (rows[moderator.source] == group).to_numpy(np.float64)
        one = Coefficient(
            name=f"{moderator.id} {group}",
            moderator=moderator,
            unit=f"{group} against {moderator.reference}",
            trials=int(member.sum()),
        )
        found.append((member, one))
    return found
