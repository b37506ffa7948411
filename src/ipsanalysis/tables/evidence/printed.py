"""Pooled effects printed elsewhere beside ours, and the audit of printed figures."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ipsanalysis.audit.finding import DERIVED, PRINTED, VERDICTS, WORDS
from ipsanalysis.plan.evidence import PrintedPool
from ipsanalysis.tables.cell import Line, Piece, Table, Text, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence, Record, cell
from ipsanalysis.tables.evidence.pooled_counts import counts_told, pooled_rows, printed_again
from ipsanalysis.tables.evidence.pools import level
from ipsanalysis.tables.format import MISSING, count
from ipsanalysis.tables.labels import capital
from ipsanalysis.tables.results import Result, Results

VERDICT = {
    "consistent": "Consistent",
    "possible": "Possible",
    "inconsistent": "Inconsistent",
    "not_checkable": "Not checkable",
}


def printed_pools_table(own: Evidence) -> Table:
    """Return pooled effects printed elsewhere, ours first."""
    plan, results = own.plan, own.results
    ours = names.pooled_row(results, plan.headline, names.WALD)
    first = Line(
        cells=(
            say("This analysis"),
            shown.trials(ours),
            shown.people(ours),
            say(names.measure_title(plan.headline.measures[0])),
            shown.with_interval(ours),
            say(f"{plan.headline.label}; REML and Wald z"),
        ),
        emphasis=True,
    )
    lines = [_printed(results, item) for item in plan.printed_pools]
    return Table(
        name="printed_pools",
        caption="Pooled effects printed elsewhere, beside ours",
        columns=("Paper", "Trials", "People", "Measure", f"Pooled ({level(plan)} CI)", "Source"),
        lines=(first, *lines) if lines else (),
        notes=("As printed; trials, outcomes and methods differ between papers.",),
        numeric=(1, 2, 4),
    )


def totals_table(own: Evidence) -> Table:
    """Return the pooled effects in which totals were taken as non-events, as printed."""
    items = [item for item in own.plan.printed_pools if item.totals_as_non_events]
    return replace(
        printed_pools_table(own),
        name="totals_in_print",
        caption="Printed from totals taken as people without the event",
        lines=tuple(_printed(own.results, item) for item in items),
        notes=(),
    )


def printed_row(results: Results, item: PrintedPool) -> Result | None:
    """Return the row of a pooled effect printed elsewhere."""
    return results.first(analysis="published", outcome=item.id)


def _printed(results: Results, item: PrintedPool) -> Line:
    row = printed_row(results, item)
    told = " ".join(f"{part.rstrip('.')}." for part in (item.source, item.note) if part)
    return Line(
        cells=(
            say(item.label),
            say(MISSING if item.trials is None else count(item.trials)),
            say(MISSING if item.people is None else count(item.people)),
            say(names.measure_title(item.measure)),
            shown.with_interval(row),
            say(told),
        )
    )


def audit_counts_table(own: Evidence) -> Table:
    """Return how many printed figures of each kind got each verdict."""
    found = Counter((cell(one, "quantity"), cell(one, "verdict")) for one in own.files.audit)
    lines: list[Line] = []
    for group, quantities in (("Printed figures", PRINTED), ("Checks derived from them", DERIVED)):
        there = [name for name in quantities if any(found[name, verdict] for verdict in VERDICTS)]
        lines += [_verdicts(group, capital(WORDS[name]), [name], found) for name in there]
        if there:
            lines.append(replace(_verdicts(group, "All", there, found), emphasis=True))
    return Table(
        name="audit_counts",
        caption="Printed figures recomputed: verdicts",
        columns=("Figure or check", *(VERDICT[verdict] for verdict in VERDICTS)),
        lines=tuple(lines),
        notes=(
            "A check is not a printed figure: whether an interval lies evenly about its effect, "
            "and which counts give all the figures of one comparison.",
        )
        if lines
        else (),
        numeric=tuple(range(1, len(VERDICTS) + 1)),
    )


def _verdicts(
    group: str, label: str, quantities: Sequence[str], found: Mapping[tuple[str, str], int]
) -> Line:
    sums = [sum(found[name, verdict] for name in quantities) for verdict in VERDICTS]
    return Line(group=say(group), cells=(say(label), *(say(count(number)) for number in sums)))


def inconsistent_table(own: Evidence) -> Table:
    """Return the printed figures that do not agree, each with the counts that pools take."""
    taken = pooled_rows(own)
    found = [item for item in _findings(own) if cell(item[0], "verdict") == "inconsistent"]
    lines, whole = [], []
    trial: Text = ()
    for one, group, cells in found:
        told = counts_told(taken, one) or "No row of it is pooled."
        shared = (*cells, say(_why(own.files.audit, one) or MISSING))
        lines.append(
            Line(group=group, cells=(*shared, say("As above." if group == trial else told)))
        )
        whole.append(Line(cells=(group, *shared, say(told))))
        trial = group
    columns = ("What", "Figure", "Printed", "Recomputed", "Why", "Pooled of this trial")
    return Table(
        name="audit_inconsistent",
        caption="Printed figures and checks that do not agree with what is printed beside them",
        columns=columns,
        lines=tuple(lines),
        notes=(
            "Pooled of this trial: the counts that a pool takes, which need not be those of the "
            "figure, how they are known, and what the file of comparisons notes.",
        )
        if lines
        else (),
        plain_columns=("Group", *columns),
        plain_lines=tuple(whole),
    )


def _why(findings: Sequence[Record], one: Record) -> str:
    return " ".join(
        part for part in (cell(one, "explanation"), printed_again(findings, one)) if part
    )


def audit_table(own: Evidence) -> Table:
    """Return every verdict on a printed figure, by trial."""
    lines = [
        Line(
            group=group,
            cells=(
                *cells,
                say(VERDICT.get(cell(one, "verdict"), cell(one, "verdict"))),
                say(cell(one, "explanation") or MISSING),
                say(cell(one, "method") or MISSING),
            ),
            emphasis=cell(one, "verdict") == "inconsistent",
        )
        for one, group, cells in _findings(own)
    ]
    return Table(
        name="audit",
        caption="Every verdict on a printed figure",
        columns=(
            "What",
            "Figure",
            "Printed",
            "Recomputed",
            "Verdict",
            "Why",
            "Methods tried, or range searched",
        ),
        lines=tuple(lines),
    )


def _findings(own: Evidence) -> Iterator[tuple[Record, Text, tuple[Text, ...]]]:
    """Yield each verdict by trial: the record, the trial, what was printed and recomputed."""
    named = names.published_names(own.files, own.results)
    keys = {(row.outcome, row.subgroup): row.key for row in own.results.where(analysis="audit")}
    labelled = [(names.trial_label(named, cell(one, "trial_id")), one) for one in own.files.audit]
    for label, one in sorted(labelled, key=lambda pair: pair[0]):
        quantity, again = cell(one, "quantity"), cell(one, "recomputed")
        words = next((text for name, text in WORDS.items() if name == quantity), quantity)
        key = keys.get((cell(one, "item_id"), quantity), "")
        cells = (
            say(cell(one, "what")),
            say(capital(words)),
            say(cell(one, "printed") or MISSING),
            say(Piece(text=again, key=key)) if again else say(MISSING),
        )
        yield one, say(label), cells
