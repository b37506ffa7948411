"""The report of a meta-analysis: one page made from the plan, result rows and figures."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from ipsanalysis.report.evidence import hypotheses, moderators, sentences
from ipsanalysis.report.evidence.answer import review_answer
from ipsanalysis.report.evidence.audit_sentences import audit_sentences, totals_sentence
from ipsanalysis.report.evidence.bayes import (
    bayes_sentences,
    made_up_sentence,
    new_trial_sentences,
)
from ipsanalysis.report.evidence.groups import subgroup_sentences
from ipsanalysis.report.evidence.methods_text import review_methods
from ipsanalysis.report.evidence.prisma import Entry, statuses
from ipsanalysis.report.evidence.rows import shown_row
from ipsanalysis.report.evidence.sections import TITLES, Section, review_sections
from ipsanalysis.report.evidence.small_study import small_study_sentences
from ipsanalysis.report.figures import Figure
from ipsanalysis.report.provenance import Provenance
from ipsanalysis.report.template import fill
from ipsanalysis.tables.cell import Table, Text
from ipsanalysis.tables.evidence import names
from ipsanalysis.tables.evidence.bayes import synthetic
from ipsanalysis.tables.evidence.files import Evidence, cell
from ipsanalysis.tables.results import Result

AFTER = {
    "limitations": "Limitations",
    "sources": "Where each trial's figures are from",
    "methods": "Methods",
    "data": "The data as received",
    "provenance": "Where the numbers come from",
    "rows": "All result rows",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything the report is made from.

    Attributes:
        evidence: The plan, result rows and published figures.
        tables: Tables by name.
        figures: Figures in order.
        account: What happened to the rows of the raw files.
        notes: What was noted in the raw files.
        checklist: Entries of the PRISMA checklist.
        provenance: Versions and checksums.
    """

    evidence: Evidence
    tables: Mapping[str, Table]
    figures: Sequence[Figure]
    account: Table
    notes: Table
    checklist: Sequence[Entry]
    provenance: Provenance


def render(material: Material) -> str:
    """Return the report as one HTML page that asks for nothing from outside.

    Args:
        material: Everything it is made from.

    Returns:
        The page.
    """
    own = material.evidence
    plan, results = own.plan, own.results
    made = _sections(material)
    headline = names.pooled_row(results, plan.headline, names.WALD)
    return fill(
        "evidence.html.j2",
        {
            "plan": plan,
            "synthetic": plan.data_status == "synthetic",
            "answer": review_answer(plan, results),
            "sections": made,
            "contents": [*((name, item.title) for name, item in made.items()), *AFTER.items()],
            "opening": hypotheses.opening(plan, results),
            "hypotheses": hypotheses.offered(own),
            "methods": review_methods(plan, results),
            "sources": sources(own),
            "account": material.account,
            "notes": material.notes,
            "answered": statuses(material.checklist),
            "provenance": material.provenance,
            "example": headline.key if headline else "",
            "rows": [shown_row(row, _label(own, row)) for row in results.rows],
        },
    )


def _sections(material: Material) -> dict[str, Section]:
    own = material.evidence
    titles = {**TITLES, "why": hypotheses.title(own.plan, own.results)}
    made_up = material.tables.get("new_trials")
    some = bool(made_up and synthetic(made_up, own.results))
    stamped = ["new-trials"] if some and not made_up_sentence(own) else []
    return review_sections(titles, _sentences(own), material.figures, material.tables, stamped)


def _sentences(own: Evidence) -> dict[str, list[Text]]:
    plan, results = own.plan, own.results
    told = {
        "pooled": [sentences.flow_sentence(own)],
        "robust": [
            sentences.methods_sentence(plan, results),
            *sentences.left_out_sentences(own),
            sentences.cumulative_sentence(plan, results),
            *small_study_sentences(plan, results),
        ],
        "who": [
            *subgroup_sentences(own),
            *moderators.regression_sentences(own),
            moderators.remembered_sentence(own),
        ],
        "bayes": bayes_sentences(plan, results),
        "new-trials": [made_up_sentence(own), *new_trial_sentences(own)],
        "why": [hypotheses.opening(plan, results)],
        "audit": [*audit_sentences(own), totals_sentence(own)],
    }
    return {name: [text for text in texts if text] for name, texts in told.items()}


def sources(own: Evidence) -> list[dict[str, str]]:
    """Return where the figures of each row that entered a pool were seen.

    Args:
        own: The plan, result rows and published figures.

    Returns:
        One entry a row: its id, paper, DOI with the address of it, quotation and where it was seen.
    """
    used = {str(row["row_id"]) for row in own.files.chosen if row["entered"]}
    rows = [row for row in own.files.comparisons if str(row["row_id"]) in used]
    return [
        {
            "row": cell(row, "row_id"),
            "paper": names.row_label(row),
            "seen": names.SEEN.get(cell(row, "verified"), cell(row, "verified")),
            "doi": cell(row, "doi"),
            "doi_url": _doi_url(cell(row, "doi")),
            "quote": cell(row, "quote"),
            "address": cell(row, "source_url"),
        }
        for row in sorted(rows, key=lambda row: cell(row, "row_id"))
    ]


def _doi_url(doi: str) -> str:
    """Return the address of a DOI; empty for text that holds none."""
    found = re.search(r"10\.[0-9]{4,}/\S+", doi)
    return f"https://doi.org/{quote(found[0], safe='/:;()')}" if found else ""


def _label(own: Evidence, row: Result) -> str:
    """Return what a row is of: its pool, and its trial or group where it has one."""
    parts = (names.pool_label(own.plan, row.outcome), row.covariates or row.subgroup)
    return ", ".join(part for part in parts if part)
