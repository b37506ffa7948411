"""Step `draw`: the figures."""

from ipsanalysis.figures.all import draw_figures
from ipsanalysis.figures.save import save_figures
from ipsanalysis.files import read_parquet
from ipsanalysis.plan.load import load_study


def run(study: str) -> None:
    """Draw every figure from result rows and curve points."""
    plan, layout = load_study(study)
    results = read_parquet(layout.results / "results.parquet")
    curves = read_parquet(layout.results / "curves.parquet")
    save_figures(draw_figures(plan, results, curves), layout.results / "figures")
