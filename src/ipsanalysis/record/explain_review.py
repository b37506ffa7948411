"""What `explain` says of a row of a meta-analysis."""

from ipsanalysis.evidence.review import read_review
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.record.r_model import ResultRow
from ipsanalysis.record.r_review import review_script
from ipsanalysis.record.review_trials import trials_of
from ipsanalysis.record.review_words import review_description
from ipsanalysis.record.told import Told


def review_told(plan: EvidencePlan, layout: Layout, row: ResultRow) -> Told:
    """Say what a row of a meta-analysis is, which trials are in it and how R gives it again.

    Args:
        plan: The plan.
        layout: Where its files lie.
        row: The result row.

    Returns:
        The row in words.
    """
    review = read_review(plan, layout)
    return Told(
        what=review_description(review, row),
        whose="Which trials are in it",
        who=trials_of(review, row),
        script=review_script(plan, layout, row),
    )
