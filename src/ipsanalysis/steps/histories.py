"""Step `histories`: industries and monthly states."""

from ipsanalysis.analyse.industries import industry_rows
from ipsanalysis.analyse.states import state_rows
from ipsanalysis.derive.trial import read_trial
from ipsanalysis.files import write_parquet
from ipsanalysis.plan.load import load_study
from ipsanalysis.rows import to_frame


def run(study: str) -> None:
    """Write the result rows and curve points of industries and monthly states."""
    plan, layout = load_study(study)
    trial = read_trial(layout)
    rows, points = state_rows(plan, trial)
    write_parquet(layout.analysis("histories"), to_frame(industry_rows(plan, trial) + rows))
    write_parquet(layout.curves("histories"), to_frame(points))
