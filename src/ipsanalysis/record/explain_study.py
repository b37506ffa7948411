"""What `explain` says of a row of a study."""

from ipsanalysis.files import read_parquet
from ipsanalysis.layout import Layout
from ipsanalysis.plan.study import Plan
from ipsanalysis.record.people import who
from ipsanalysis.record.r_code import r_script
from ipsanalysis.record.r_model import ResultRow
from ipsanalysis.record.told import Told
from ipsanalysis.record.words import description


def study_told(plan: Plan, layout: Layout, row: ResultRow) -> Told:
    """Say what a row of a study is, who is in it and how R gives it again.

    Args:
        plan: The plan.
        layout: Where its files lie.
        row: The result row.

    Returns:
        The row in words.
    """
    return Told(
        what=description(plan, row),
        whose="Who is in it",
        who=who(plan, read_parquet(layout.table("analysis")), row),
        script=r_script(plan, layout, row),
    )
