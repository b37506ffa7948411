"""Step `describe`: participant flow, baseline table, reviews of fidelity."""

from ipsanalysis.analyse.baseline import baseline_rows
from ipsanalysis.analyse.fidelity import fidelity_rows
from ipsanalysis.analyse.flow import flow_rows
from ipsanalysis.derive.trial import read_trial
from ipsanalysis.files import read_parquet, write_parquet
from ipsanalysis.plan.load import load_study
from ipsanalysis.rows import to_frame


def run(study: str) -> None:
    """Write the result rows of the flow, the baseline table and the reviews of fidelity."""
    plan, layout = load_study(study)
    table = read_parquet(layout.table("analysis"))
    trial = read_trial(layout)
    rows = flow_rows(plan, trial, table) + baseline_rows(plan, table) + fidelity_rows(plan, trial)
    write_parquet(layout.analysis("describe"), to_frame(rows))
