"""Published figures set beside ours."""

from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.cell import Line, Piece, Table, Text, plain, say
from ipsanalysis.tables.format import MISSING, fixed
from ipsanalysis.tables.labels import capital
from ipsanalysis.tables.results import Result, Results

MORE_DECIMALS = 2
BUILT_IN = "Built in"


def published_table(plan: Plan, results: Results) -> Table:
    """Return each published figure, ours, and whether it is reproduced."""
    sources = {source.id: source for source in plan.published_sources}
    order = {source_id: str(number) for number, source_id in enumerate(sources, start=1)}
    lines = []
    for figure in plan.published:
        rows = results.where(analysis="published", outcome=figure.id)
        of = {row.group: row for row in rows}
        ours = of.get("ours")
        verdict, _, why = (ours.note if ours else "").partition(": ")
        cells = (
            say(f"{figure.label} [{order[figure.source]}]"),
            _number(of.get("published"), figure.decimals),
            say(_known(of.get("published"))),
            _ours(results, ours, why, figure.decimals + MORE_DECIMALS if figure.decimals else 0),
            say(capital(verdict) + (f". {why}" if ours and not ours.estimated and why else "")),
        )
        lines.append(Line(cells=cells))
    return Table(
        name="published",
        caption="Published figures beside ours",
        columns=("Figure [source]", "Published", "Known as", "Ours", "Verdict"),
        lines=tuple(lines),
        notes=(
            "Known as: printed in the source, remembered from it, or computed from what it gives. "
            "Reproduced: ours, rounded to the decimals given, is the published figure as known. "
            f"Ours is shown with up to {MORE_DECIMALS} decimals more.",
            *_built_in(lines),
            *(f"[{order[i]}] {source.citation} {source.seen}" for i, source in sources.items()),
        ),
        numeric=(1, 3),
    )


def _built_in(lines: list[Line]) -> tuple[str, ...]:
    if not any(plain(line.cells[-1]).startswith(BUILT_IN) for line in lines):
        return ()
    return (
        f"{BUILT_IN}: the data are synthetic and were made so that this figure comes out. That "
        "ours equals it shows that the analysis counts what was put in, and nothing else.",
    )


def _known(row: Result | None) -> str:
    return row.method.lower().removeprefix("as ") if row else MISSING


def _number(row: Result | None, decimals: int) -> Text:
    if row is None or not row.estimated:
        return say(MISSING)
    return say(Piece(text=fixed(row.estimate, decimals), key=row.key))


def _ours(results: Results, row: Result | None, source: str, decimals: int) -> Text:
    if row is None or not row.estimated:
        return say(MISSING)
    key = source if results.first(key=source) else row.key
    return say(Piece(text=fixed(row.estimate, decimals), key=key))
