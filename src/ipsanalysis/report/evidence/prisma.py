"""The PRISMA 2020 checklist: what the report answers, where, and what was not done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ipsanalysis.tables.labels import listed
from ipsanalysis.tables.results import Results

if TYPE_CHECKING:
    import pandas as pd

REPORTED, PARTLY, NOT_DONE, AUTHOR = "reported", "partly", "not done", "author"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the checklist.

    Attributes:
        item: Its number in PRISMA 2020.
        topic: What it asks for.
        status: reported, partly, not done or author.
        where: Section of the report that answers it, as the anchor's name; empty for none.
        rows: Analyses whose result rows answer it.
    """

    item: str
    topic: str
    status: str
    where: str = ""
    rows: tuple[str, ...] = ()


FIXED = (
    Entry(item="1", topic="Title that says it is a systematic review", status=AUTHOR),
    Entry(item="2", topic="Abstract", status=PARTLY, where="answer"),
    Entry(item="3", topic="Reasons for the review", status=AUTHOR),
    Entry(item="4", topic="Question", status=REPORTED, where="answer"),
    Entry(item="5", topic="Which studies could enter, and groups", status=REPORTED, where="pooled"),
    Entry(item="6", topic="Sources searched, with dates", status=PARTLY, where="limitations"),
    Entry(item="7", topic="Full search strategy", status=NOT_DONE, where="limitations"),
    Entry(item="8", topic="How studies were screened, by how many people", status=NOT_DONE),
    Entry(item="9", topic="How data were collected, by how many people", status=PARTLY,
          where="sources"),
    Entry(item="10a", topic="Outcomes for which data were sought", status=REPORTED,
          where="pooled"),
    Entry(item="10b", topic="Other variables, and assumptions on what is missing",
          status=REPORTED, where="who"),
    Entry(item="11", topic="Risk of bias of each study: how assessed", status=NOT_DONE,
          where="limitations"),
    Entry(item="12", topic="Effect measures", status=REPORTED, where="methods"),
    Entry(item="13a", topic="Which studies entered each synthesis", status=REPORTED,
          where="pooled", rows=("review_flow",)),
    Entry(item="13b", topic="Preparation of data, such as counts worked out", status=REPORTED,
          where="trials"),
    Entry(item="13c", topic="How results are tabulated and shown", status=REPORTED,
          where="trials"),
    Entry(item="13d", topic="Methods of synthesis and reasons", status=REPORTED, where="methods"),
    Entry(item="13e", topic="How heterogeneity was explored", status=REPORTED, where="who"),
    Entry(item="13f", topic="Sensitivity analyses", status=REPORTED, where="robust"),
    Entry(item="14", topic="Bias from missing results: how assessed", status=REPORTED,
          where="robust"),
    Entry(item="15", topic="Certainty of the evidence: how assessed", status=NOT_DONE),
    Entry(item="16a", topic="Flow of studies from the search on", status=PARTLY, where="pooled",
          rows=("review_flow",)),
    Entry(item="16b", topic="Studies that nearly entered, and why not", status=REPORTED,
          where="pooled"),
    Entry(item="17", topic="Characteristics of each study", status=PARTLY, where="who"),
    Entry(item="18", topic="Risk of bias in each study", status=NOT_DONE, where="limitations"),
    Entry(item="19", topic="Each study: counts, effect, precision", status=REPORTED,
          where="trials", rows=("trial",)),
    Entry(item="20a", topic="Each synthesis: its studies and their risk of bias", status=PARTLY,
          where="pooled"),
    Entry(item="20b", topic="Each synthesis: effect, precision, heterogeneity", status=REPORTED,
          where="pooled", rows=("pooled", "prediction", "heterogeneity")),
    Entry(item="20c", topic="Possible causes of heterogeneity", status=REPORTED, where="who",
          rows=("subgroup", "meta_regression")),
    Entry(item="20d", topic="Results of sensitivity analyses", status=REPORTED, where="robust",
          rows=("leave_one_out", "cumulative", "influence")),
    Entry(item="21", topic="Bias from missing results, each synthesis", status=PARTLY,
          where="robust", rows=("small_study",)),
    Entry(item="22", topic="Certainty of the evidence, each outcome", status=NOT_DONE),
    Entry(item="23a", topic="Interpretation beside other evidence", status=PARTLY, where="why",
          rows=("published",)),
    Entry(item="23b", topic="Limitations of the evidence", status=REPORTED, where="limitations"),
    Entry(item="23c", topic="Limitations of the review", status=REPORTED, where="limitations"),
    Entry(item="23d", topic="What it means for practice, policy and research", status=AUTHOR),
    Entry(item="24a", topic="Registration", status=REPORTED, where="answer"),
    Entry(item="24b", topic="Where the protocol can be read", status=REPORTED, where="answer"),
    Entry(item="24c", topic="Changes of registration or protocol", status=AUTHOR),
    Entry(item="25", topic="Funding and what the funders did", status=AUTHOR),
    Entry(item="26", topic="Interests of the authors", status=AUTHOR),
    Entry(item="27", topic="Where data, code and other material can be had", status=REPORTED,
          where="provenance"),
)  # fmt: skip


def prisma(results: Results) -> list[Entry]:
    """Return the entries of the checklist in the order of PRISMA 2020.

    Args:
        results: All result rows.

    Returns:
        Every item and sub-item once; an entry that rows answer is not done when there are none.
    """
    there = {row.analysis for row in results.rows if row.estimated}
    return [
        entry
        if not entry.rows or there.intersection(entry.rows)
        else replace(entry, status=NOT_DONE, where="", rows=())
        for entry in FIXED
    ]


def statuses(entries: Sequence[Entry]) -> str:
    """Return how many entries have each status, in a sentence."""
    found = [entry.status for entry in entries]
    counts = [f"{found.count(status)} {status}" for status in dict.fromkeys(sorted(found))]
    return f"Of its {len(found)} entries: {listed(counts)}."


def prisma_frame(entries: Sequence[Entry]) -> "pd.DataFrame":
    """Return the checklist as a table: item, topic, status, where."""
    import pandas as pd

    records = [(entry.item, entry.topic, entry.status, _where(entry)) for entry in entries]
    return pd.DataFrame(records, columns=["item", "topic", "status", "where"], dtype=object)


def _where(entry: Entry) -> str:
    if not entry.where:
        return ""
    rows = f"; rows of the analyses {', '.join(entry.rows)}" if entry.rows else ""
    return f"report.html#{entry.where}{rows}"
