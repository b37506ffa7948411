"""Reviews of how faithfully sites worked."""

from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import numbers
from ipsanalysis.tables.cell import Line, Table, say
from ipsanalysis.tables.results import Results


def fidelity_table(plan: Plan, results: Results) -> Table:
    """Return the total score of each review of fidelity."""
    del plan
    rows = results.where(analysis="fidelity")
    lines = [
        Line(cells=(say(row.outcome), say(row.subgroup), say(numbers.estimate(row))))
        for row in rows
    ]
    return Table(
        name="fidelity",
        caption="Reviews of fidelity",
        columns=("Scale", "Site and day", "Total score"),
        lines=tuple(lines),
        notes=("A review with an item not scored has no total.",),
        numeric=(2,),
    )
