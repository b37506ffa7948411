"""Every fault of the files of a meta-analysis, in one pass."""

from collections.abc import Mapping

from ipsanalysis.evidence.columns import Holds
from ipsanalysis.evidence.faults_counts import count_faults
from ipsanalysis.evidence.faults_files import (
    arm_faults,
    coding_faults,
    continuous_faults,
    country_faults,
    once_faults,
    printed_trials,
)
from ipsanalysis.evidence.faults_percent import percent_faults
from ipsanalysis.evidence.faults_trials import reference_notes, trial_faults
from ipsanalysis.evidence.read import Table
from ipsanalysis.raw.fault import Fault

TOLD_ONCE: Mapping[Holds, tuple[str, ...]] = {
    "comparisons": ("row_id",),
    "coding": ("trial_id",),
    "countries": ("country",),
    "printed": ("item_id",),
}
"""Columns of which a value that stands twice is told by a rule of their own."""


def evidence_faults(tables: Mapping[Holds, Table]) -> list[Fault]:
    """Give the faults of single cells, then of rows, then between files.

    What needs a column that is not there is not looked at: the column is told.

    Args:
        tables: The files.

    Returns:
        Errors and notes.
    """
    faults = [fault for table in tables.values() for fault in table.held.faults]
    for holds, table in tables.items():
        faults += once_faults(table, TOLD_ONCE.get(holds, ()))
    whole = {holds: table for holds, table in tables.items() if table.whole and table.rows}
    comparisons = whole.get("comparisons")
    if comparisons is None:
        return faults
    faults += trial_faults(comparisons)
    faults += count_faults(comparisons)
    faults += percent_faults(comparisons, whole.get("arms"))
    faults += reference_notes(comparisons)
    if "arms" in whole:
        faults += list(arm_faults(whole["arms"], comparisons, faults))
    for holds, rule in (
        ("coding", coding_faults),
        ("countries", country_faults),
        ("continuous", continuous_faults),
        ("printed", printed_trials),
    ):
        if holds in whole:
            faults += rule(whole[holds], comparisons)
    return faults
