"""Result rows of which rows of the file entered each pool, and why the others did not."""

from collections.abc import Iterator

from ipsanalysis.evidence.choose import RULES
from ipsanalysis.evidence.review import Context, Review, context, counts_of, tables_of
from ipsanalysis.plan.evidence import Pool
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate

WORDS = {
    "synthetic": "Synthetic data, never pooled",
    "by_name": "Left out by name in the plan",
    "no_counts": "Counts not known",
    "outcome_class": "Another class of outcome",
    "use": "Kept by the file for other uses",
    "follow_up": "Another length of follow-up",
    "comparator": "Another comparator",
    "verified": "Not seen where the pool asks for",
    "count_basis": "Counts known otherwise than the pool asks for",
    "better_source": "The same trial is a study of this project",
    "better_use": "The same trial has a primary row",
    "better_follow_up": "The same trial has a row of the preferred follow-up",
}


def flow_rows(review: Review) -> list[Row]:
    """Count the rows of the file, those left out by each rule, and those pooled.

    Args:
        review: The meta-analysis.

    Returns:
        Rows of the analysis `review_flow`, by pool: all rows of the file, the rows each rule left
        out, the rows pooled with their people and events. The first is the sum of the others.
    """
    return [
        row
        for index, pool in enumerate(review.plan.pools)
        for row in _of_pool(review, pool, f"pools.{index}")
    ]


def _of_pool(review: Review, pool: Pool, key: str) -> Iterator[Row]:
    own = context(
        review.plan, "review_flow", key, outcome=pool.id, role="supplementary", group="all"
    )
    chosen = review.chosen[review.chosen["pool"] == pool.id]
    yield _counted(own, "rows", len(chosen), "Rows of the file, and studies of this project.")
    left = chosen[~chosen["entered"]]
    for rule in RULES:
        rows = left[left["rule"] == rule]
        if len(rows):
            trials = ", ".join(sorted(set(rows["trial_id"])))
            yield _counted(own, rule, len(rows), f"{WORDS[rule]}: {trials}.")
    pooled = review.pooled(pool)
    counts = counts_of(tables_of(pooled))
    yield _counted(own, "pooled", len(pooled), "One row a trial.", **counts)


def _counted(own: Context, box: str, rows: int, note: str, **counts: int) -> Row:
    number = Estimate(estimate=float(rows), method="rows counted", note=note)
    return own.row("n", number, subgroup=box, **counts)
