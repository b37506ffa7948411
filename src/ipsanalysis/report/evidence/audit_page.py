"""The page on printed figures recomputed: every verdict, and totals taken as non-events."""

from collections.abc import Mapping, Sequence

from ipsanalysis.report.evidence.audit_sentences import (
    audit_sentences,
    totals_sentence,
)
from ipsanalysis.report.evidence.sections import ON_AUDIT_PAGE
from ipsanalysis.report.figures import Figure
from ipsanalysis.report.template import fill
from ipsanalysis.tables.cell import Table
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.printed import totals_table

READING = {
    "Consistent": "The counts give the printed figure, under at least one method and to the digits "
    "printed. It does not show that the counts are right.",
    "Possible": "Counts are not printed, or only partly. A search over whole numbers "
    "found the ones that give every printed figure; the rule of rounding and the range searched "
    "stand beside each.",
    "Inconsistent": "No method tried gives the printed figure from the printed counts, or no whole "
    "numbers do. Something printed is wrong, rounded otherwise, or of other people than named.",
    "Not checkable": "The figure needs more than what is printed. Adjusted effects are always so.",
}


TITLES = {
    "reading": "How to read a verdict",
    "counts": "Verdicts counted",
    "totals": "Totals taken as people without the event",
    "all": "Every verdict",
}


def audit_contents(own: Evidence) -> list[tuple[str, str]]:
    """Return the anchors and titles of the page's sections that have something in them."""
    there = {
        "counts": bool(own.files.audit),
        "totals": bool(totals_sentence(own)),
        "all": bool(own.files.audit),
    }
    return [(anchor, title) for anchor, title in TITLES.items() if there.get(anchor, True)]


def render_audit(own: Evidence, tables: Mapping[str, Table], figures: Sequence[Figure]) -> str:
    """Return the page on printed figures.

    Args:
        own: The plan, result rows and published figures.
        tables: Tables by name.
        figures: All figures.

    Returns:
        A page of HTML; its numbers link to their rows in report.html.
    """
    mine = [figure for figure in figures if figure.name.startswith(ON_AUDIT_PAGE)]
    page = fill(
        "audit.html.j2",
        {
            "plan": own.plan,
            "synthetic": own.plan.data_status == "synthetic",
            "contents": audit_contents(own),
            "sentences": audit_sentences(own),
            "reading": READING,
            "tables": tables,
            "totals": totals_sentence(own),
            "in_print": totals_table(own),
            "figures": list(enumerate(mine, start=1)),
        },
    )
    return page.replace('href="#row-', 'href="report.html#row-')
