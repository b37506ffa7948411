"""Step `moderators`: how effects differ between groups of trials and with their characteristics."""

from ipsanalysis.evidence.moderator_rows import moderator_rows
from ipsanalysis.evidence.review import read_review
from ipsanalysis.evidence.subgroup_rows import subgroup_rows
from ipsanalysis.files import write_parquet
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.rows import to_frame


def run(study: str) -> None:
    """Write the result rows of subgroups and meta-regressions, and the lines of the latter."""
    plan, layout = load_review(study)
    review = read_review(plan, layout)
    rows, points = moderator_rows(review)
    write_parquet(layout.analysis("moderators"), to_frame([*subgroup_rows(review), *rows]))
    write_parquet(layout.curves("moderators"), to_frame(points))
