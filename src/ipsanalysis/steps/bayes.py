"""Step `bayes`: a meta-analysis with priors, and studies of this project among its trials."""

from ipsanalysis.evidence.bayes_rows import bayes_rows
from ipsanalysis.evidence.new_trial import study_rows
from ipsanalysis.evidence.new_trial_rows import new_trial_rows
from ipsanalysis.evidence.review import read_review
from ipsanalysis.files import write_parquet
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.rows import to_frame


def run(study: str) -> None:
    """Write the result rows and curve points of the Bayesian analyses."""
    plan, layout = load_review(study)
    review = read_review(plan, layout)
    rows, points = bayes_rows(review)
    if plan.bayes is not None:
        more, drawn = new_trial_rows(review, study_rows(plan, layout), plan.bayes)
        rows += more
        points += drawn
    write_parquet(layout.analysis("bayes"), to_frame(rows))
    write_parquet(layout.curves("bayes"), to_frame(points))
