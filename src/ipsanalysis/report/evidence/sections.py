"""Which figures and tables stand in which section of a meta-analysis' report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ipsanalysis.report.figures import Figure
from ipsanalysis.tables.cell import Table, Text

TITLES = {
    "pooled": "What is pooled, and what is not",
    "trials": "The trials",
    "robust": "How robust is it",
    "who": "In whom and where",
    "bayes": "With priors",
    "new-trials": "New trials among the others",
    "why": "",
    "audit": "Printed figures recomputed",
}
FIGURES = {
    "review_flow": "pooled",
    "forest": "trials",
    "methods": "robust",
    "leave_one_out": "robust",
    "cumulative": "robust",
    "influence": "robust",
    "funnel": "robust",
    "subgroups": "who",
    "bubbles": "who",
    "moderators": "who",
    "bayes": "bayes",
    "new_trial": "new-trials",
}
ON_AUDIT_PAGE = "totals_as_non_events"
TABLES = {
    "pools": "pooled",
    "left_out": "pooled",
    "trials": "trials",
    "heterogeneity": "trials",
    "coding": "who",
    "continuous": "trials",
    "methods": "robust",
    "leave_one_out": "robust",
    "cumulative": "robust",
    "small_study": "robust",
    "subgroups": "who",
    "meta_regressions": "who",
    "moderator_flow": "who",
    "bayes": "bayes",
    "shrunken": "bayes",
    "new_trials": "new-trials",
    "printed_pools": "why",
    "without_counts": "why",
    "audit_counts": "audit",
    "audit_inconsistent": "audit",
}
FOLDED = (
    "left_out", "heterogeneity", "continuous", "methods", "leave_one_out", "cumulative",
    "subgroups", "meta_regressions", "moderator_flow", "coding", "bayes", "shrunken",
    "audit_inconsistent",
)  # fmt: skip
FOLDED_FIGURES = ("influence", "cumulative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the report.

    Attributes:
        id: Its anchor.
        title: Its heading.
        sentences: What the rows say, in sentences.
        figures: Its figures with their numbers.
        tables: Its tables.
        folded: Tables that open when asked.
        more: Figures that open when asked, with their numbers.
        synthetic: Whether its numbers come from made-up data.
    """

    id: str
    title: str
    sentences: Sequence[Text]
    figures: Sequence[tuple[int, Figure]]
    tables: Sequence[Table]
    folded: Sequence[Table]
    more: Sequence[tuple[int, Figure]]
    synthetic: bool = False


def section_of(figure: Figure) -> str:
    """Return the section a figure stands in; empty for one of another page."""
    if figure.name.startswith(ON_AUDIT_PAGE):
        return ""
    fits = (place for start, place in FIGURES.items() if figure.name.startswith(start))
    return next(fits, "robust")


def review_sections(
    titles: Mapping[str, str],
    sentences: Mapping[str, Sequence[Text]],
    figures: Sequence[Figure],
    tables: Mapping[str, Table],
    synthetic: Sequence[str],
) -> dict[str, Section]:
    """Return the sections that have something in them, by anchor.

    Args:
        titles: Heading of each section, in the order of reading.
        sentences: What the rows say in each of them.
        figures: All figures.
        tables: All tables by name.
        synthetic: Sections whose numbers come from made-up data.

    Returns:
        The sections; figures are numbered in the order of reading.
    """
    found: dict[str, Section] = {}
    number = 0
    for name, title in titles.items():
        own = [figure for figure in figures if section_of(figure) == name]
        shown = [figure for figure in own if not figure.name.startswith(FOLDED_FIGURES)]
        later = [figure for figure in own if figure.name.startswith(FOLDED_FIGURES)]
        first = list(enumerate(shown, start=number + 1))
        more = list(enumerate(later, start=number + len(first) + 1))
        number += len(own)
        mine = [
            table for table in tables.values() if TABLES.get(table.name) == name and table.lines
        ]
        words = list(sentences.get(name, ()))
        if not own and not mine and not words:
            continue
        found[name] = Section(
            id=name,
            title=title,
            sentences=words,
            figures=first,
            tables=[table for table in mine if table.name not in FOLDED],
            folded=[table for table in mine if table.name in FOLDED],
            more=more,
            synthetic=name in synthetic,
        )
    return found
