"""All tables of a study."""

from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.baseline import baseline_table
from ipsanalysis.tables.cell import Table
from ipsanalysis.tables.effects import all_effects
from ipsanalysis.tables.estimands import estimand_table
from ipsanalysis.tables.fidelity import fidelity_table
from ipsanalysis.tables.flow import flow_table
from ipsanalysis.tables.industries import industries_table
from ipsanalysis.tables.main_effects import main_effects
from ipsanalysis.tables.measures import measures_table
from ipsanalysis.tables.missing import missing_table
from ipsanalysis.tables.over_time import over_time_table
from ipsanalysis.tables.published import published_table
from ipsanalysis.tables.repeated import repeated_table
from ipsanalysis.tables.results import Results
from ipsanalysis.tables.states import months_table, sequences_table, transitions_table

WHERE_RESULTS = (
    missing_table,
    over_time_table,
    repeated_table,
    measures_table,
    industries_table,
    months_table,
    transitions_table,
    sequences_table,
    fidelity_table,
)


def all_tables(plan: Plan, results: Results) -> dict[str, Table]:
    """Return every table by name, in the order of the report.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        Name: table. Tables every study has are there even without lines, with their headings;
        those of analyses that not every plan asks for only with lines.
    """
    asked = (make(plan, results) for make in WHERE_RESULTS)
    tables = (
        flow_table(plan, results),
        baseline_table(plan, results),
        main_effects(plan, results),
        *(table for table in asked if table.lines),
        all_effects(plan, results),
        estimand_table(plan),
        published_table(plan, results),
    )
    return {table.name: table for table in tables}
