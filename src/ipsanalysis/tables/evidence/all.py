"""All tables of a meta-analysis."""

from ipsanalysis.tables.cell import Table
from ipsanalysis.tables.evidence.bayes import bayes_table, new_trials_table
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.pools import heterogeneity_table, methods_table, pools_table
from ipsanalysis.tables.evidence.printed import (
    audit_counts_table,
    audit_table,
    inconsistent_table,
    printed_pools_table,
)
from ipsanalysis.tables.evidence.regressions import moderator_flow_table, regressions_table
from ipsanalysis.tables.evidence.robustness import (
    cumulative_table,
    leave_one_out_table,
    small_study_table,
)
from ipsanalysis.tables.evidence.shrunken import shrunken_table
from ipsanalysis.tables.evidence.subgroups import subgroups_table
from ipsanalysis.tables.evidence.trials import (
    coding_table,
    continuous_table,
    left_out_table,
    trials_table,
)
from ipsanalysis.tables.evidence.without_counts import without_counts_table

MAKE = (
    pools_table,
    left_out_table,
    trials_table,
    methods_table,
    heterogeneity_table,
    leave_one_out_table,
    cumulative_table,
    small_study_table,
    subgroups_table,
    regressions_table,
    moderator_flow_table,
    coding_table,
    bayes_table,
    shrunken_table,
    new_trials_table,
    printed_pools_table,
    without_counts_table,
    audit_counts_table,
    inconsistent_table,
    audit_table,
    continuous_table,
)


def review_tables(own: Evidence) -> dict[str, Table]:
    """Return every table of a meta-analysis by name, in the order of the report.

    Args:
        own: Everything they are made from.

    Returns:
        Name: table, those without lines too.
    """
    return {table.name: table for table in (make(own) for make in MAKE)}
