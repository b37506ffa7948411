"""Step `tabulate_review`: every table of a meta-analysis as CSV and as HTML to paste."""

from ipsanalysis.files import read_parquet, write_csv, write_text
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.tables.evidence.all import review_tables
from ipsanalysis.tables.evidence.bayes import synthetic
from ipsanalysis.tables.evidence.files import Evidence, read_files
from ipsanalysis.tables.render import csv_frame, fragment
from ipsanalysis.tables.results import read_results


def run(study: str) -> None:
    """Write the tables of a meta-analysis that have lines from its result rows and files."""
    plan, layout = load_review(study)
    results = read_results(read_parquet(layout.results / "results.parquet"))
    evidence = Evidence(plan=plan, results=results, files=read_files(layout))
    folder = layout.results / "tables"
    for name, table in review_tables(evidence).items():
        if not table.lines:
            continue
        made_up = plan.data_status == "synthetic" or synthetic(table, results)
        status = "synthetic" if made_up else plan.data_status
        write_csv(folder / f"{name}.csv", csv_frame(table, data_status=status))
        write_text(folder / f"{name}.html", fragment(table, synthetic=made_up))
