"""Step `combine`: all result rows of a meta-analysis, with the audit of printed figures."""

import pandas as pd

from ipsanalysis.audit.finding import findings_frame
from ipsanalysis.audit.findings import audited
from ipsanalysis.evidence.audit_rows import audit_rows, printed_items
from ipsanalysis.evidence.printed_rows import printed_pool_rows
from ipsanalysis.files import read_parquet, write_csv, write_parquet
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.raw.text import neutral
from ipsanalysis.record.frozen import check_against_release
from ipsanalysis.rows import in_schema, to_frame

FAMILIES = ("pool", "moderators", "bayes")
WITH_CURVES = ("moderators", "bayes")


def run(study: str) -> None:
    """Join the rows of all families with those of printed figures.

    Nothing is written when the version is released with other results.
    """
    plan, layout = load_review(study)
    findings = audited(printed_items(plan, layout))
    more = to_frame([*printed_pool_rows(plan), *audit_rows(plan, findings)])
    results = _joined([*(read_parquet(layout.analysis(name)) for name in FAMILIES), more])
    check_against_release(layout, results)
    curves = _joined([read_parquet(layout.curves(name)) for name in WITH_CURVES])
    for name, frame in (("results", results), ("curves", curves)):
        write_parquet(layout.results / f"{name}.parquet", frame)
        write_csv(layout.results / f"{name}.csv", frame)
    write_csv(layout.table("audit").with_suffix(".csv"), neutral(findings_frame(findings)))


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return in_schema(pd.concat([in_schema(frame) for frame in frames], ignore_index=True))
