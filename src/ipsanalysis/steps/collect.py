"""Step `collect`: the one long results file, and the one file of curve points."""

import pandas as pd

from ipsanalysis.analyse.published import published_rows
from ipsanalysis.files import read_parquet, write_csv, write_parquet
from ipsanalysis.plan.load import load_study
from ipsanalysis.record.frozen import check_against_release
from ipsanalysis.rows import in_schema, to_frame

FAMILIES = ("describe", "employment", "first_job", "work_amount", "histories")
WITH_CURVES = ("employment", "first_job", "work_amount", "histories")


def run(study: str) -> None:
    """Join the rows of all families, with the published figures set beside them.

    Nothing is written when the version is released with other results.
    """
    plan, layout = load_study(study)
    own = in_schema(_joined([read_parquet(layout.analysis(name)) for name in FAMILIES]))
    results = in_schema(_joined([own, to_frame(published_rows(plan, own))]))
    check_against_release(layout, results)
    curves = in_schema(_joined([read_parquet(layout.curves(name)) for name in WITH_CURVES]))
    for name, frame in (("results", results), ("curves", curves)):
        write_parquet(layout.results / f"{name}.parquet", frame)
        write_csv(layout.results / f"{name}.csv", frame)


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([in_schema(frame) for frame in frames], ignore_index=True)
