"""In which industries people with a job work."""

from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables import numbers
from ipsanalysis.tables.cell import Line, Piece, Table, say
from ipsanalysis.tables.labels import NOT_RANDOMISED, capital
from ipsanalysis.tables.results import Result, Results

UNKNOWN = "unknown"
UNKNOWN_LABEL = "Industry not known"


def industry_label(plan: Plan, industry: str) -> str:
    """Return the name of an industry."""
    return UNKNOWN_LABEL if industry == UNKNOWN else plan.industries.get(industry, industry)


def by_size(plan: Plan, people: dict[str, int]) -> list[str]:
    """Return industries, the commonest first; those not known last.

    Args:
        plan: The plan; its order decides between industries of one size.
        people: Number of workers of both arms by industry.
    """
    order = [*plan.industries, *people]
    return sorted(people, key=lambda name: (name == UNKNOWN, -people[name], order.index(name)))


def industries_table(plan: Plan, results: Results) -> Table:
    """Return the share of workers in each industry by arm, with exact intervals."""
    rows = results.where(analysis="industries", statistic="proportion")
    people: dict[str, int] = {}
    for row in rows:
        people[row.subgroup] = people.get(row.subgroup, 0) + (row.n_events or 0)
    of = {(row.subgroup, row.group): row for row in rows}
    lines = [
        Line(
            cells=(
                say(industry_label(plan, name)),
                *(
                    say(_share(of[name, arm.id])) if (name, arm.id) in of else ()
                    for arm in plan.arms
                ),
            )
        )
        for name in by_size(plan, people)
    ]
    return Table(
        name="industries",
        caption="Industries of people with a job",
        columns=("Industry", *(_heading(arm.label, rows, arm.id) for arm in plan.arms)),
        lines=tuple(lines),
        notes=(
            f"n (%, {plan.ci_level * 100:g}% exact interval) of people with a job, each in one "
            "industry: that of the job held longest. Among people with a job: "
            f"{NOT_RANDOMISED}.",
        ),
        numeric=(1, 2),
    )


def _heading(label: str, rows: list[Result], arm: str) -> str:
    n = next((row.n for row in rows if row.group == arm), None)
    return capital(label) + (f" (n{fmt.NO_BREAK}={fmt.NO_BREAK}{n:,})" if n is not None else "")


def _share(row: Result) -> Piece:
    if not row.estimated:
        return numbers.estimate(row)
    shown = f"{numbers.number(row, row.estimate)}, {numbers.interval(row)}"
    return Piece(text=f"{fmt.count(row.n_events or 0)} ({shown})", key=row.key)
