"""Step `employment`: yes-or-no outcomes compared between arms."""

from ipsanalysis.analyse.binary import binary_rows
from ipsanalysis.analyse.over_time import status_rows
from ipsanalysis.analyse.repeated import repeated_rows
from ipsanalysis.derive.trial import read_trial
from ipsanalysis.files import read_parquet, write_parquet
from ipsanalysis.plan.load import load_study
from ipsanalysis.rows import to_frame


def run(study: str) -> None:
    """Write the result rows and curve points of employment and other yes-or-no outcomes."""
    plan, layout = load_study(study)
    table = read_parquet(layout.table("analysis"))
    rows = binary_rows(plan, table, "employment") + binary_rows(plan, table, "other_outcomes")
    rows += repeated_rows(plan, table)
    over_time, points = status_rows(plan, read_trial(layout), {row.row_id for row in rows})
    write_parquet(layout.analysis("employment"), to_frame(rows + over_time))
    write_parquet(layout.curves("employment"), to_frame(points))
