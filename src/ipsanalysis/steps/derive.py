"""Step `derive`: canonical tables to the analysis table."""

from ipsanalysis.derive.table import analysis_table
from ipsanalysis.derive.trial import read_trial
from ipsanalysis.files import write_csv, write_parquet
from ipsanalysis.plan.load import load_study


def run(study: str) -> None:
    """Derive every outcome of the plan for every participant."""
    plan, layout = load_study(study)
    table = analysis_table(plan, read_trial(layout))
    write_parquet(layout.table("analysis"), table)
    write_csv(layout.table("analysis").with_suffix(".csv"), table)
