"""Which trials a row of a meta-analysis rests on, and which rows of the file it does not."""

from collections.abc import Iterator

import pandas as pd

from ipsanalysis.evidence.review import Review
from ipsanalysis.record.r_model import ResultRow
from ipsanalysis.record.r_review_settings import pool_of

OF_PRINT = ("published", "audit")


def trials_of(review: Review, row: ResultRow) -> list[str]:
    """List the trials of a row with their counts, and the rows left out with the reason.

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
    pooled = review.pooled(pool)
    used = _used(pooled, row)
    others = pooled[~pooled["trial_id"].isin(used["trial_id"])]
    arms = f"{review.plan.contrast.active.label} and {review.plan.contrast.control.label}"
    lines = [f"Used: {_number(len(used), 'trial')}. People with the event of all, {arms}:"]
    lines += _counts(used)
    if len(others):
        lines += [f"In the pool, but not used: {_number(len(others), 'trial')}", *_counts(others)]
    lines.append(f"Not in the pool: {_number(len(left), 'row')} of the file")
    return [*lines, *_reasons(review.comparisons, left)]


def _used(pooled: pd.DataFrame, row: ResultRow) -> pd.DataFrame:
    """Return the trials of the pool that the row's number is computed from."""
    trial = pooled["trial_id"] == row["subgroup"]
    used = pd.Series(data=True, index=pooled.index)
    if row["analysis"] == "trial" and row["statistic"] != "weight":
        used = trial
    if row["analysis"] == "leave_one_out":
        used = ~trial
    if row["analysis"] == "cumulative":
        used = trial[::-1].cummax()[::-1]
    return pooled.loc[used]


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _counts(rows: pd.DataFrame) -> Iterator[str]:
    for row in rows.to_dict("records"):
        yield (
            f"  {row['label']}: {row['events']} of {row['n']} and "
            f"{row['events_control']} of {row['n_control']} ({row['row_id']})"
        )


def _reasons(comparisons: pd.DataFrame, left: pd.DataFrame) -> Iterator[str]:
    labels = dict(zip(comparisons["row_id"], comparisons["label"], strict=True))
    for row in left.to_dict("records"):
        yield f"  {labels[row['row_id']]} ({row['row_id']}): {row['reason']}"
