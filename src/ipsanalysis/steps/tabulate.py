"""Step `tabulate`: every table as CSV and as HTML to paste into a document."""

from ipsanalysis.files import read_parquet, write_csv, write_text
from ipsanalysis.plan.load import load_study
from ipsanalysis.tables.all import all_tables
from ipsanalysis.tables.render import csv_frame, fragment
from ipsanalysis.tables.results import read_results


def run(study: str) -> None:
    """Write the tables of a study from its result rows."""
    plan, layout = load_study(study)
    results = read_results(read_parquet(layout.results / "results.parquet"))
    folder = layout.results / "tables"
    for name, table in all_tables(plan, results).items():
        write_csv(folder / f"{name}.csv", csv_frame(table, data_status=plan.data_status))
        write_text(
            folder / f"{name}.html", fragment(table, synthetic=plan.data_status == "synthetic")
        )
