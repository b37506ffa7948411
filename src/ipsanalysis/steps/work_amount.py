"""Step `work_amount`: amounts of work compared between arms."""

from ipsanalysis.analyse.amounts import amount_rows
from ipsanalysis.files import read_parquet, write_parquet
from ipsanalysis.plan.load import load_study
from ipsanalysis.rows import to_frame


def run(study: str) -> None:
    """Write the result rows and curve points of the amounts of work."""
    plan, layout = load_study(study)
    rows, points = amount_rows(plan, read_parquet(layout.table("analysis")))
    write_parquet(layout.analysis("work_amount"), to_frame(rows))
    write_parquet(layout.curves("work_amount"), to_frame(points))
