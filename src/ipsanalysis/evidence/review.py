"""A meta-analysis as its result rows need it: plan, rows pooled, and what all rows share."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd

from ipsanalysis.files import read_parquet
from ipsanalysis.layout import Layout
from ipsanalysis.meta.trials import Tables
from ipsanalysis.plan.evidence import EvidencePlan, Pool
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate

LOG_SCALE = "standard error on the log scale"
POOLED = {
    "risk_ratio": "pooled_risk_ratio",
    "odds_ratio": "pooled_odds_ratio",
    "risk_difference": "pooled_risk_difference",
}
PREDICTED = {
    "risk_ratio": "predicted_risk_ratio",
    "odds_ratio": "predicted_odds_ratio",
    "risk_difference": "predicted_risk_difference",
}
LOG_OF = {"risk_ratio": "log risk ratio", "odds_ratio": "log odds ratio", "risk_difference": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A meta-analysis and its rows of trials.

    Attributes:
        plan: The plan.
        comparisons: Every row of the file of comparisons.
        chosen: For each pool and row of the file, whether it entered, and the reason if not.
    """

    plan: EvidencePlan
    comparisons: pd.DataFrame
    chosen: pd.DataFrame

    def pooled(self, pool: Pool) -> pd.DataFrame:
        """Return the rows that entered a pool, one a trial, by year and trial id."""
        own = self.chosen[(self.chosen["pool"] == pool.id) & self.chosen["entered"]]
        rows = self.comparisons[self.comparisons["row_id"].isin(own["row_id"])]
        return rows.sort_values(["year", "trial_id"], ignore_index=True)


def read_review(plan: EvidencePlan, layout: Layout) -> Review:
    """Read what the step `gather` wrote.

    Args:
        plan: The plan.
        layout: Where its files lie.

    Returns:
        The meta-analysis.
    """
    return Review(
        plan=plan,
        comparisons=read_parquet(layout.table("comparisons")),
        chosen=read_parquet(layout.table("chosen")),
    )


def tables_of(rows: pd.DataFrame) -> Tables:
    """Return the 2 x 2 tables of rows of trials, in their order."""
    names = ("events", "n", "events_control", "n_control")
    return Tables(**{name: rows[name].to_numpy(np.int64) for name in names})


def contrast(plan: EvidencePlan, measure: str) -> str:
    """Return the contrast as rows name it: `a / b` for ratios, `a - b` for differences."""
    sign = "-" if measure.endswith("difference") else "/"
    return f"{plan.contrast.active.id} {sign} {plan.contrast.control.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What result rows of one analysis share.

    Attributes:
        plan: The plan.
        fields: Column: value of the rows.
    """

    plan: EvidencePlan
    fields: Mapping[str, Any]

    def row(self, statistic: str, result: Estimate, **columns: Any) -> Row:  # noqa: ANN401
        """Return the result row of an estimate; columns given here come before those shared."""
        units = [columns.pop("unit", ""), LOG_SCALE if result.log_scale_error else ""]
        notes = [columns.pop("note", ""), result.note]
        return Row(
            **{**self.fields, **columns},
            statistic=statistic,
            method=result.method,
            estimate=result.estimate,
            std_error=result.std_error,
            ci_low=result.ci_low,
            ci_high=result.ci_high,
            ci_level=nan if isnan(result.ci_low) else result.level,
            p_value=result.p_value,
            unit="; ".join(part for part in units if part),
            note=" ".join(part for part in notes if part),
        )


def context(plan: EvidencePlan, analysis: str, plan_key: str, **fields: Any) -> Context:  # noqa: ANN401
    """Return the context of an analysis.

    Args:
        plan: The plan.
        analysis: The analysis, a column of result rows.
        plan_key: The place in the plan that asked for it.
        fields: More columns that its rows share.

    Returns:
        The context.
    """
    shared = {
        "study": plan.study,
        "version": plan.version,
        "data_status": plan.data_status,
        "analysis": analysis,
        "plan_key": plan_key,
    }
    return Context(plan=plan, fields={**shared, **fields})


def counts_of(tables: Tables) -> dict[str, int]:
    """Return the columns of counts of trials taken together."""
    return {
        "n": int(tables.n.sum()),
        "n_events": int(tables.events.sum()),
        "n_control": int(tables.n_control.sum()),
        "n_events_control": int(tables.events_control.sum()),
    }
