"""Result rows of pooled effects printed elsewhere."""

from collections.abc import Iterator

from ipsanalysis.evidence.review import POOLED, context, contrast
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate


def printed_pool_rows(plan: EvidencePlan) -> Iterator[Row]:
    """Yield the pooled effects that the plan quotes, as printed.

    Args:
        plan: The plan.

    Yields:
        One row of the analysis `published` for each; the note says of how many trials and people,
        and where it is printed.
    """
    for index, item in enumerate(plan.printed_pools):
        own = context(
            plan,
            "published",
            f"printed_pools.{index}",
            outcome=item.id,
            role="supplementary",
            group=contrast(plan, item.measure),
        )
        size = [
            f"{number} {what}"
            for number, what in ((item.trials, "trials"), (item.people, "people"))
            if number is not None
        ]
        told = (", ".join(size), f"Source: {item.source}", item.note)
        result = Estimate(
            estimate=item.estimate,
            method="as printed",
            ci_low=item.ci_low,
            ci_high=item.ci_high,
            level=plan.ci_level,
            note=" ".join(f"{part.rstrip('.')}." for part in told if part),
        )
        yield own.row(POOLED[item.measure], result)
