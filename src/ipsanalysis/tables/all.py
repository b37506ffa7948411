"""All tables of a study."""

from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.baseline import baseline_table
from ipsanalysis.tables.cell import Table
from ipsanalysis.tables.effects import all_effects
from ipsanalysis.tables.estimands import estimand_table
from ipsanalysis.tables.flow import flow_table
from ipsanalysis.tables.main_effects import main_effects
from ipsanalysis.tables.published import published_table
from ipsanalysis.tables.results import Results


def all_tables(plan: Plan, results: Results) -> dict[str, Table]:
    """Return every table by name, in the order of the report.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        Name: table. A table without lines is among them; it has its headings only.
    """
    tables = (
        flow_table(plan, results),
        baseline_table(plan, results),
        main_effects(plan, results),
        all_effects(plan, results),
        estimand_table(plan),
        published_table(plan, results),
    )
    return {table.name: table for table in tables}
