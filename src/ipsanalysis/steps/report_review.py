"""Step `report_review`: the report of a meta-analysis, the page on printed figures, PRISMA."""

from ipsanalysis.files import read_parquet, write_csv, write_text
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.report.data_account import account_table, noted_rows_table
from ipsanalysis.report.evidence.audit_page import render_audit
from ipsanalysis.report.evidence.page import Material, render
from ipsanalysis.report.evidence.prisma import prisma, prisma_frame
from ipsanalysis.report.figures import read_figures
from ipsanalysis.report.provenance import provenance
from ipsanalysis.tables.evidence.all import review_tables
from ipsanalysis.tables.evidence.files import Evidence, read_files
from ipsanalysis.tables.results import read_results


def run(study: str) -> None:
    """Write the pages and the checklist of a meta-analysis from result rows, files and figures."""
    plan, layout = load_review(study)
    results = read_results(read_parquet(layout.results / "results.parquet"))
    evidence = Evidence(plan=plan, results=results, files=read_files(layout))
    tables, figures = review_tables(evidence), read_figures(layout.results / "figures")
    entries = prisma(results)
    data = layout.results / "data"
    material = Material(
        evidence=evidence,
        tables=tables,
        figures=figures,
        account=account_table(data / "account.csv"),
        notes=noted_rows_table(data / "noted_rows.csv"),
        checklist=entries,
        provenance=provenance(layout),
    )
    write_text(layout.reports / "report.html", render(material))
    write_text(layout.reports / "audit.html", render_audit(evidence, tables, figures))
    write_csv(layout.reports / "prisma_checklist.csv", prisma_frame(entries))
