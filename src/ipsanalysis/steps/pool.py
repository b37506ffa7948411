"""Step `pool`: the pooled effects of a meta-analysis, and what each trial does to them."""

from ipsanalysis.evidence.flow_rows import flow_rows
from ipsanalysis.evidence.miscount_rows import miscount_rows
from ipsanalysis.evidence.pool_rows import pool_rows
from ipsanalysis.evidence.review import read_review
from ipsanalysis.evidence.sensitivity_rows import sensitivity_rows
from ipsanalysis.evidence.small_study_rows import small_study_rows
from ipsanalysis.files import write_parquet
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.rows import to_frame


def run(study: str) -> None:
    """Write the result rows of every pool."""
    plan, layout = load_review(study)
    review = read_review(plan, layout)
    rows = [*flow_rows(review), *pool_rows(review), *sensitivity_rows(review)]
    rows += [*small_study_rows(review), *miscount_rows(review)]
    write_parquet(layout.analysis("pool"), to_frame(rows))
