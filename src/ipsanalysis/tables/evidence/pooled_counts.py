"""What a printed figure that does not agree means for the pools: the counts pooled instead."""

from collections.abc import Mapping, Sequence

from ipsanalysis.tables.evidence import names
from ipsanalysis.tables.evidence.files import Evidence, Record, cell
from ipsanalysis.tables.format import count
from ipsanalysis.tables.labels import capital

EFFECTS = ("effect", "interval")
FITS = ("consistent", "possible")
COUNTS = (("events", "n"), ("events_control", "n_control"))


def pooled_rows(own: Evidence) -> dict[str, list[Record]]:
    """Return the rows that enter a pool by trial, each once, those of the first pool first."""
    found: dict[str, dict[str, Record]] = {}
    for pool in own.plan.pools:
        for row in own.files.entered(pool.id):
            found.setdefault(cell(row, "trial_id"), {}).setdefault(cell(row, "row_id"), row)
    return {trial: list(rows.values()) for trial, rows in found.items()}


def counts_told(taken: Mapping[str, Sequence[Record]], one: Record) -> str:
    """Say which counts of a trial are pooled, and how they are known.

    Args:
        taken: The rows that pools take.
        one: A verdict of the audit.

    Returns:
        The counts of each row of the trial that enters a pool, with how they are known and what
        the file notes; empty when none enters.
    """
    return " ".join(_row_told(row) for row in taken.get(cell(one, "trial_id"), []))


def _row_told(row: Record) -> str:
    arms = " v ".join("/".join(_number(row, name) for name in arm) for arm in COUNTS)
    parts = (capital(names.BASES.get(cell(row, "count_basis"), "")), _basis(row), _note(row))
    told = " ".join(f"{part.rstrip('.')}." for part in parts if part)
    return f"{arms} (row {cell(row, 'row_id')}, {names.row_label(row)}). {told}".strip()


def _number(row: Record, name: str) -> str:
    return count(float(cell(row, name)))


def _basis(row: Record) -> str:
    """Return how the counts are known in the file's words, without the word of its list."""
    words = cell(row, "count_basis_text").removeprefix(cell(row, "count_basis"))
    return capital(words.lstrip(" :;,"))


def _note(row: Record) -> str:
    return capital(cell(row, "notes"))


def printed_again(findings: Sequence[Record], one: Record) -> str:
    """Say where an effect that does not agree is printed of the same trial and does agree.

    Args:
        findings: Every verdict of the audit.
        one: A verdict on a printed effect or interval that does not agree.

    Returns:
        A sentence for each other outcome of the trial with the same printed figure; empty for
        figures of another kind, which may be alike by chance.
    """
    if cell(one, "quantity") not in EFFECTS:
        return ""
    wanted = ("trial_id", "quantity", "printed")
    same = [
        other
        for other in findings
        if cell(other, "item_id") != cell(one, "item_id")
        and all(cell(other, name) == cell(one, name) for name in wanted)
        and cell(other, "verdict") in FITS
    ]
    return " ".join(
        f"{cell(one, 'printed')} is printed of {cell(other, 'what')} too, and fits there "
        f"({cell(other, 'recomputed')})."
        for other in same
    )
