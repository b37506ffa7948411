"""Which figures and tables stand in which section of the results, in the order of reading."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ipsanalysis.plan.outcomes import Score
from ipsanalysis.plan.study import Plan
from ipsanalysis.report.figures import FLOW, Figure
from ipsanalysis.tables.cell import Table, plain

TITLES = {
    "sure": "How sure can we be, with people missing",
    "participants": "Who took part",
    "results": "Results",
    "over-time": "Over time",
    "first-job": "Time to the first job",
    "amounts": "Amounts",
    "industries": "Industries",
    "states": "States month by month",
    "others": "Questionnaires and other outcomes",
}
TABLES = {
    "missing": "sure",
    "flow": "participants",
    "baseline": "participants",
    "fidelity": "participants",
    "main_effects": "results",
    "over_time": "over-time",
    "repeated_status": "over-time",
    "measures": "amounts",
    "industries": "industries",
    "months_in_state": "states",
    "transitions": "states",
    "sequences": "states",
}
FOLDED = ("flow", "transitions", "sequences", "missing_others", "fidelity", "industries")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the results.

    Attributes:
        id: Its anchor.
        title: Its heading.
        figures: Its figures with their numbers.
        tables: Its tables.
        folded: Tables that open when asked.
        more: Figures that open when asked, with their numbers.
    """

    id: str
    title: str
    figures: Sequence[tuple[int, Figure]] = ()
    tables: Sequence[Table] = ()
    folded: Sequence[Table] = ()
    more: Sequence[tuple[int, Figure]] = field(default=())


def sections(
    plan: Plan,
    figures: Sequence[Figure],
    tables: Mapping[str, Table],
    always: Sequence[str],
) -> dict[str, Section]:
    """Return the sections of the results that have something in them, by anchor.

    Args:
        plan: The plan.
        figures: All figures.
        tables: All tables by name.
        always: Sections that are there even without figures and tables.

    Returns:
        The sections in the order of reading; figures are numbered in that order.
    """
    placed = {name: [fig for fig in figures if _of(plan, fig) == name] for name in TITLES}
    own = [part for table in tables.values() for part in _parts(table)]
    found = {}
    number = 0
    for name, title in TITLES.items():
        numbered = list(enumerate(placed[name], start=number + 1))
        number += len(numbered)
        mine = [table for table in own if TABLES.get(_stem(table)) == name and table.lines]
        section = Section(
            id=name,
            title=title,
            figures=[item for item in numbered if not _later(item, numbered)],
            more=[item for item in numbered if _later(item, numbered)],
            tables=[table for table in mine if table.name not in FOLDED],
            folded=[table for table in mine if table.name in FOLDED],
        )
        if numbered or mine or name in always:
            found[name] = section
    return found


def _stem(table: Table) -> str:
    return table.name.removesuffix("_others")


def _later(item: tuple[int, Figure], numbered: Sequence[tuple[int, Figure]]) -> bool:
    """Whether a figure goes on with what the first of its section began."""
    return item != numbered[0] and item[1].name.startswith(("missing_", "effects_", "amount_"))


def _parts(table: Table) -> Iterator[Table]:
    """Split the table of assumptions: the first outcome, and the others to open when asked."""
    if table.name != "missing":
        yield table
        return
    first = [line for line in table.lines if line.group == table.lines[0].group]
    others = table.lines[len(first) :]
    told = plain(first[0].group) if first else ""
    caption = f"{told}: under four assumptions on people with no outcome observed"
    yield replace(table, caption=caption, lines=tuple(first))
    if others:
        yield replace(
            table,
            name="missing_others",
            caption="The other outcomes under the same assumptions",
            lines=tuple(others),
        )


def _of(plan: Plan, figure: Figure) -> str:
    name = figure.name
    starts = {
        FLOW: "participants",
        "missing": "sure",
        "effects": "results",
        "employed_over_time": "over-time",
        "repeated_": "over-time",
        "industries": "industries",
        "states": "states",
        "transitions": "states",
        "sequences": "states",
    }
    for start, section in starts.items():
        if name.startswith(start):
            return section
    if name.startswith("time_to_"):
        first = tuple(f"time_to_{item.outcome}" for item in plan.first_job)
        return "first-job" if first and name.startswith(first) else "others"
    return _of_amount(plan, name.removeprefix("amount_")) if "amount_" in name else "results"


def _of_amount(plan: Plan, outcome: str) -> str:
    """Place an amount: scores stand with the other outcomes, unless there is nothing else."""
    amounts = [plan.outcome(item.outcome) for item in plan.work_amount]
    scores = {item.id for item in amounts if isinstance(item, Score)}
    only_scores = len(scores) == len({item.id for item in amounts})
    return "others" if outcome in scores and not only_scores else "amounts"
