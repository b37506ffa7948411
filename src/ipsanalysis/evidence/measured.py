"""The trials of a pool with their effects, and words that rows of several analyses share."""

from dataclasses import dataclass

import pandas as pd

from ipsanalysis.evidence.review import Review, tables_of
from ipsanalysis.meta.effect_sizes import BinaryEffects, binary_effects
from ipsanalysis.meta.trials import BinaryMeasure, Effects, Tables
from ipsanalysis.plan.evidence import Pool

CRUDE = {
    "risk_ratio": "crude, Wald interval of the logarithm",
    "odds_ratio": "crude, Wald interval of the logarithm",
    "risk_difference": "crude, Wald interval",
}
MAIN = "REML and Wald z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The trials of a pool under one measure.

    Attributes:
        rows: The rows of the file, by year and trial id.
        tables: Their counts.
        found: Their effects.
    """

    rows: pd.DataFrame
    tables: Tables
    found: BinaryEffects

    @property
    def effects(self) -> Effects:
        """The effects of the trials that have one."""
        return self.found.effects

    @property
    def kept(self) -> Tables:
        """The counts of the trials that have an effect."""
        return self.tables.take(self.found.kept)

    @property
    def trials(self) -> list[str]:
        """The ids of the trials that have an effect."""
        return [str(name) for name in self.rows["trial_id"].iloc[self.found.kept]]


def measured(review: Review, chosen: Pool, measure: BinaryMeasure) -> Measured:
    """Return the trials of a pool with their effects under a measure."""
    rows = review.pooled(chosen)
    tables = tables_of(rows)
    return Measured(rows=rows, tables=tables, found=binary_effects(tables, measure))


def number_of_trials(k: int) -> str:
    """Return a number of trials in words, as notes begin."""
    return "1 trial." if k == 1 else f"{k} trials."


def degrees_of_freedom(df: float) -> str:
    """Return degrees of freedom in words."""
    return "1 degree of freedom" if df == 1 else f"{df:g} degrees of freedom"
