"""Result rows of the audit of printed figures: one a quantity checked."""

from collections.abc import Iterable, Iterator
from math import nan

from ipsanalysis.audit.finding import Finding
from ipsanalysis.audit.item import Item
from ipsanalysis.audit.read import audit_items
from ipsanalysis.evidence.load import load_evidence
from ipsanalysis.evidence.review import context
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import Estimate


def printed_items(plan: EvidencePlan, layout: Layout) -> list[Item]:
    """Read the printed figures of a meta-analysis.

    Args:
        plan: The plan.
        layout: Where its files lie.

    Returns:
        The items; none when the dictionary names no file that holds them.

    Raises:
        UserError: If the dictionary or the file is wrong.
    """
    held = load_evidence(layout.raw, plan).file("printed")
    return audit_items(layout.raw / held.path) if held else []


def audit_rows(plan: EvidencePlan, findings: Iterable[Finding]) -> Iterator[Row]:
    """Yield one result row for each quantity that was checked.

    Args:
        plan: The plan.
        findings: The verdicts.

    Yields:
        Rows of the analysis `audit`: outcome the item, subgroup the quantity, estimate the number
        recomputed where it is a single one; the note is the verdict, what is printed and why.
    """
    own = context(plan, "audit", "data", role="supplementary")
    for found in findings:
        result = Estimate(
            estimate=_single(found.recomputed),
            method=f"audit, {found.method}" if found.method else "audit",
            note=_note(found),
        )
        yield own.row("recomputed", result, outcome=found.item_id, subgroup=found.quantity)


def _single(recomputed: str) -> float:
    try:
        return float(recomputed)
    except ValueError:
        return nan


def _note(found: Finding) -> str:
    told = f"{found.verdict.replace('_', ' ')}: printed {found.printed}"
    again = f"recomputed {found.recomputed}" if found.recomputed else ""
    said = "; ".join(part for part in (told, again) if part)
    return f"{said}. {found.explanation}".strip()
