"""Result rows of a known slip, made on purpose: totals taken as people without the event."""

from collections.abc import Iterator

from ipsanalysis.audit.non_events import totals_as_non_events
from ipsanalysis.evidence.measured import MAIN, measured, number_of_trials
from ipsanalysis.evidence.review import POOLED, Review, context, contrast, counts_of
from ipsanalysis.meta.effect_sizes import binary_effects
from ipsanalysis.meta.pooling import pool, pooled_estimate
from ipsanalysis.plan.evidence import Pool
from ipsanalysis.rows import Row

WRONG = "Wrong on purpose: each arm's total is taken as its people without the event."


def miscount_rows(review: Review) -> Iterator[Row]:
    """Yield the pooled ratio of the pool that the plan names, computed with wrong tables.

    Args:
        review: The meta-analysis.

    Yields:
        One row of the analysis `miscount`; none when the plan names no pool.
    """
    for chosen in review.plan.pools:
        if chosen.id == review.plan.totals_as_non_events:
            yield _row(review, chosen)


def _row(review: Review, chosen: Pool) -> Row:
    measure, level = chosen.measures[0], review.plan.ci_level
    wrong = totals_as_non_events(measured(review, chosen, measure).tables)
    found = binary_effects(wrong, measure)
    words = f"{MAIN} of wrong tables, totals taken as people without the event"
    result = pooled_estimate(pool(found.effects, model="random", level=level), measure, words)
    own = context(
        review.plan,
        "miscount",
        "totals_as_non_events",
        outcome=chosen.id,
        role="supplementary",
        group=contrast(review.plan, measure),
    )
    note = f"{number_of_trials(found.effects.k)} {WRONG}"
    return own.row(POOLED[measure], result, note=note, **counts_of(wrong.take(found.kept)))
