"""Which trials a row of a meta-analysis rests on, and which rows of the file it does not."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ipsanalysis.evidence.measured import measured
from ipsanalysis.evidence.moderator_design import NO_VALUE, WORDS, moderator_design
from ipsanalysis.evidence.review import Review
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.record.r_model import ResultRow
from ipsanalysis.record.r_review_settings import measure_of, new_trial_of, pool_of

OF_PRINT = ("published", "audit")
OF_MODERATORS = ("meta_regression", "moderator_flow")
WITHOUT_EFFECTS = ("Mantel-Haenszel", "Peto", "binomial-normal", "re-analysed")


def trials_of(review: Review, row: ResultRow) -> list[str]:
    """List the trials of a row with their counts, and the others with the reason.

    Args:
        review: The meta-analysis.
        row: The result row.

    Returns:
        Lines of text.
    """
    if row["analysis"] in OF_PRINT:
        return ["None: the figure is printed elsewhere."]
    pool = pool_of(review.plan, row)
    chosen = review.chosen[review.chosen["pool"] == pool.id]
    left = chosen[~chosen["entered"]]
    if row["analysis"] == "review_flow":
        return _box(review, chosen, row["subgroup"])
    pooled = review.pooled(pool)
    reasons = _reasons(review, pooled, row)
    used = pooled[reasons == ""]
    lines = _study(review.plan, row)
    lines += [f"used: {_number(len(used), 'trial')}{_arms(review.plan)}", *_counts(used)]
    if len(used) < len(pooled):
        lines.append(f"in the pool, but not used: {_number(len(pooled) - len(used), 'trial')}")
        lines += _with_reasons(pooled[reasons != ""].assign(reason=reasons[reasons != ""]))
    lines.append(f"not in the pool: {_number(len(left), 'row')} of the file")
    return [*lines, *_with_reasons(_labelled(review, left))]


def _box(review: Review, chosen: pd.DataFrame, box: str) -> list[str]:
    boxes = chosen["rule"].where(~chosen["entered"], "pooled")
    rows = _labelled(review, chosen[(boxes == box) | (box == "rows")])
    return [f"{_number(len(rows), 'row')} of the file", *_with_reasons(rows)]


def _reasons(review: Review, pooled: pd.DataFrame, row: ResultRow) -> "pd.Series[str]":
    """Return why each trial of the pool is not used for a row; empty for those that are."""
    analysis, subgroup = row["analysis"], row["subgroup"]
    reasons = _no_effect(review, pooled, row)
    trial = pooled["trial_id"] == subgroup
    if analysis == "trial" and row["statistic"] != "weight":
        reasons[~trial] = "another trial"
    if analysis == "leave_one_out":
        reasons[trial] = "left out on purpose"
    if analysis == "cumulative":
        reasons[np.arange(len(pooled)) > int(trial.argmax())] = "later"
    if analysis == "subgroup" and subgroup:
        wanted = "" if subgroup == NO_VALUE else subgroup
        reasons[pooled[row["covariates"]] != wanted] = "in another group"
    if analysis == "new_trial":
        own = pooled["trial_id"] == new_trial_of(review.plan, row).trial_id
        reasons[own] = "the same trial"
        if row["method"].startswith("crude"):
            reasons[:] = "the number is of the study alone"
    if analysis in OF_MODERATORS:
        known = {item.id: item for item in review.plan.moderators}
        asked = [known[name] for name in row["covariates"].split(", ")]
        lacking = pd.Series(moderator_design(pooled, asked).reasons, index=pooled.index)
        reasons = reasons.where(reasons != "", lacking.map({"": "", **WORDS}))
    return reasons


def _no_effect(review: Review, pooled: pd.DataFrame, row: ResultRow) -> "pd.Series[str]":
    reasons = pd.Series("", index=pooled.index, dtype=object)
    if not row["method"].startswith(WITHOUT_EFFECTS):
        data = measured(review, pool_of(review.plan, row), measure_of(review.plan, row))
        without = ~pooled["trial_id"].isin(data.trials)
        reasons[without] = np.array(data.found.left_out, dtype=object)
    return reasons


def _study(plan: EvidencePlan, row: ResultRow) -> list[str]:
    """Return the counts of the study of this project that a row of new trials is about."""
    if row["analysis"] != "new_trial":
        return []
    active = f"{row['n_events']} of {row['n']}"
    control = f"{row['n_events_control']} of {row['n_control']}"
    return [f"study of this project, {row['subgroup']}: {active} and {control}{_arms(plan)}"]


def _arms(plan: EvidencePlan) -> str:
    labels = f"{plan.contrast.active.label} and {plan.contrast.control.label}"
    return f" (people with the event of all, {labels})"


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _counts(rows: pd.DataFrame) -> Iterator[str]:
    for row in rows.to_dict("records"):
        active = f"{row['events']} of {row['n']}"
        control = f"{row['events_control']} of {row['n_control']}"
        yield f"  {row['label']} ({row['row_id']}): {active} and {control}"


def _labelled(review: Review, chosen: pd.DataFrame) -> pd.DataFrame:
    return chosen.merge(review.comparisons[["row_id", "label"]], on="row_id", how="left")


def _with_reasons(rows: pd.DataFrame) -> Iterator[str]:
    for row in rows.to_dict("records"):
        yield f"  {row['label']} ({row['row_id']})" + (
            f": {row['reason']}" if row["reason"] else ""
        )
