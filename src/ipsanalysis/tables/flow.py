"""The participant flow as a table: the boxes of the CONSORT diagram."""

from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.cell import Line, Piece, Table, Text, say
from ipsanalysis.tables.format import count
from ipsanalysis.tables.labels import capital, in_sentence
from ipsanalysis.tables.results import Result, Results

ENDINGS = {"withdrew": "Withdrew", "lost": "Lost to follow-up"}
FOR_AUTHOR = "for the author"
BOXES = {
    "assessed": "Assessed for eligibility",
    "randomised": "Randomised",
    "allocated": "Allocated to the arm",
    "received": "Received what was allocated",
    "completed": "Followed to the end",
    "ended": "Follow-up ended early",
    "analysed": "Analysed for the primary outcome",
    "not_analysed": "Not analysed for the primary outcome",
}


def flow_table(plan: Plan, results: Results) -> Table:
    """Return the boxes of the flow diagram, arms as columns."""
    groups = [*(arm.id for arm in plan.arms), "all"]
    rows = results.where(analysis="flow")
    lines = [
        Line(
            cells=(say(label), *(_cell(of, group) for group in groups)), indent=label != BOXES[box]
        )
        for box in BOXES
        for label, of in _box_lines(plan, [row for row in rows if row.outcome == box], box)
    ]
    return Table(
        name="flow",
        caption="Participant flow",
        columns=("Number of people", *(arm.label for arm in plan.arms), "Both arms"),
        lines=tuple(lines),
        notes=(f"{capital(FOR_AUTHOR)}: not in the data; an author must fill it in.",),
        numeric=(1, 2, 3),
    )


def _box_lines(plan: Plan, rows: list[Result], box: str) -> list[tuple[str, list[Result]]]:
    endings = {name: in_sentence(label) for name, label in ENDINGS.items()}
    events = {**endings, **{event.id: event.past for event in plan.intercurrent_events}}
    reasons = sorted({row.subgroup for row in rows})
    return [
        (
            f"{BOXES[box]}: {events.get(reason, reason)}" if reason else BOXES[box],
            [row for row in rows if row.subgroup == reason],
        )
        for reason in reasons
    ]


def _cell(rows: list[Result], group: str) -> Text:
    row = next((row for row in rows if row.group == group), None)
    if row is None:
        return ()
    return say(Piece(text=FOR_AUTHOR if row.n is None else count(row.n), key=row.key))
