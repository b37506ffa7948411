"""Step `first_job`: times to an event compared between arms."""

from ipsanalysis.analyse.event_times import time_rows
from ipsanalysis.files import read_parquet, write_parquet
from ipsanalysis.plan.load import load_study
from ipsanalysis.rows import to_frame


def run(study: str) -> None:
    """Write the result rows and curve points of the first job and other events."""
    plan, layout = load_study(study)
    table = read_parquet(layout.table("analysis"))
    jobs, job_points = time_rows(plan, table, "first_job")
    events, event_points = time_rows(plan, table, "other_events")
    write_parquet(layout.analysis("first_job"), to_frame(jobs + events))
    write_parquet(layout.curves("first_job"), to_frame(job_points + event_points))
