"""Step `report`: the report and the CONSORT checklist."""

from ipsanalysis.files import read_parquet, write_csv, write_text
from ipsanalysis.plan.load import load_study
from ipsanalysis.report.checklist import checklist, checklist_frame
from ipsanalysis.report.data_account import account_table, notes_table, rules_table
from ipsanalysis.report.figures import read_figures
from ipsanalysis.report.page import Material, render
from ipsanalysis.report.provenance import provenance
from ipsanalysis.tables.all import all_tables
from ipsanalysis.tables.results import read_results


def run(study: str) -> None:
    """Write the report of a study from its plan, result rows and figures."""
    plan, layout = load_study(study)
    results = read_results(read_parquet(layout.results / "results.parquet"))
    entries = checklist(plan, results)
    data = layout.results / "data"
    material = Material(
        plan=plan,
        results=results,
        tables=all_tables(plan, results),
        figures=read_figures(layout.results / "figures"),
        account=account_table(data / "account.csv"),
        notes=notes_table(data / "notes.csv"),
        rules=rules_table(data / "rules.csv"),
        checklist=entries,
        provenance=provenance(layout),
    )
    write_text(layout.reports / "report.html", render(material))
    write_csv(layout.reports / "consort_checklist.csv", checklist_frame(entries))
