"""R code for rows on the state of each person in each month."""

from typing import Any

from ipsanalysis.plan.design import PeriodSource, SpellSource
from ipsanalysis.plan.study import Plan
from ipsanalysis.record.r_model import ResultRow
from ipsanalysis.record.r_outcome import RCode


def states_code(plan: Plan, row: ResultRow, pieces: tuple[str, ...]) -> RCode:
    """Return R code that derives monthly states and gives the number of a row.

    Args:
        plan: The plan.
        row: The result row.
        pieces: The files of the row's method.

    Returns:
        The code.
    """
    states = plan.states
    assert states is not None  # noqa: S101
    sources = [state.source for state in states.of]
    settings: dict[str, Any] = {
        "months_by": plan.follow_up.months or "period",
        "months": plan.follow_up.length,
        "state_ids": [state.id for state in states.of],
        "state_tables": [source.table for source in sources],
        "state_kinds": [
            ",".join(source.kinds) if isinstance(source, SpellSource) else "" for source in sources
        ],
        "state_columns": [
            source.column if isinstance(source, PeriodSource) else "" for source in sources
        ],
        "measure": row["statistic"],
    }
    own = tuple("amount_number" if piece == "numbers" else piece for piece in pieces)
    if row["outcome"] == "months_in_state":
        settings["state_wanted"] = row["subgroup"]
        own = ("months_in_state", *own)
    elif row["outcome"] == "transition":
        settings["state_wanted"], settings["next_wanted"] = row["subgroup"].split(" -> ")
    else:
        settings |= {"sequence_wanted": row["subgroup"], "at_least": states.at_least}
    return RCode(settings=settings, pieces=("states", *own))
