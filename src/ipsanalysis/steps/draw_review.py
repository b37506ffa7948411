"""Step `draw_review`: the figures of a meta-analysis."""

from ipsanalysis.figures.evidence.all import draw_review_figures
from ipsanalysis.figures.save import save_figures
from ipsanalysis.files import read_parquet
from ipsanalysis.plan.evidence_load import load_review


def run(study: str) -> None:
    """Draw every figure from result rows and curve points."""
    plan, layout = load_review(study)
    results = read_parquet(layout.results / "results.parquet")
    curves = read_parquet(layout.results / "curves.parquet")
    save_figures(draw_review_figures(plan, results, curves), layout.results / "figures")
