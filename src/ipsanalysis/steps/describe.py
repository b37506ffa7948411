"""Step `describe`: participant flow and baseline table."""

from ipsanalysis.analyse.baseline import baseline_rows
from ipsanalysis.analyse.flow import flow_rows
from ipsanalysis.derive.trial import read_trial
from ipsanalysis.files import read_parquet, write_parquet
from ipsanalysis.plan.load import load_study
from ipsanalysis.rows import to_frame


def run(study: str) -> None:
    """Write the result rows of the flow and the baseline table."""
    plan, layout = load_study(study)
    table = read_parquet(layout.table("analysis"))
    rows = flow_rows(plan, read_trial(layout), table) + baseline_rows(plan, table)
    write_parquet(layout.analysis("describe"), to_frame(rows))
