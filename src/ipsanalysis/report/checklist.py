"""The CONSORT 2025 checklist: what the report answers, where, and what is left to the authors."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipsanalysis.plan.outcomes import EndReason, FirstStatus
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import labels
from ipsanalysis.tables.labels import Planned
from ipsanalysis.tables.main_effects import headline
from ipsanalysis.tables.missing import shown_under_assumptions
from ipsanalysis.tables.results import Result, Results

if TYPE_CHECKING:
    import pandas as pd

REPORTED, IN_PLAN, PARTLY, AUTHOR, NOT_APPLICABLE = (
    "reported", "in plan", "partly", "author", "not applicable",
)  # fmt: skip
BY_AUTHOR = {
    "1a": "Title that says it is a randomised trial",
    "1b": "Structured abstract",
    "5a": "Funding and what the funders did",
    "5b": "Interests of the authors",
    "6": "Background and reasons for the trial",
    "7": "Objectives, benefit and harm",
    "8": "Part taken by patients and the public",
    "11": "Settings and places",
    "12a": "Who could take part",
    "12b": "Which sites and staff could deliver the treatments",
    "15": "How harms were defined and looked for",
    "16b": "Interim looks at the data and rules for stopping",
    "17a": "Who made the random sequence and how",
    "18": "How allocation was concealed",
    "19": "Who enrolled and who assigned people, and their access to the sequence",
    "20a": "Who did not know the allocation",
    "20b": "How that was kept up",
    "23a": "Dates of recruitment and of follow-up",
    "23b": "Why the trial ended",
    "24a": "Treatment as delivered: adherence and fidelity",
    "24b": "Other care received, by arm",
    "29": "Interpretation beside other evidence, benefit against harm",
}

EXTRA = ("sensitivity", "supplementary", "exploratory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the checklist.

    Attributes:
        item: Its number in CONSORT 2025.
        topic: What it asks for.
        status: reported, in plan, partly, author or not applicable.
        section: Section of the report that answers it, as the anchor's name; empty for none.
        rows: Keys of the result rows that answer it.
    """

    item: str
    topic: str
    status: str
    section: str = ""
    rows: tuple[str, ...] = ()


def checklist(plan: Plan, results: Results) -> list[Entry]:
    """Return the entries of the checklist in the order of CONSORT 2025.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        Every item and sub-item once.
    """
    entries = [
        *(Entry(item=item, topic=topic, status=AUTHOR) for item, topic in BY_AUTHOR.items()),
        *_from_plan(plan),
        *_methods(plan, results),
        *_results(plan, results),
        *_delivered(results),
    ]
    once = {entry.item: entry for entry in entries}
    return sorted(once.values(), key=lambda entry: (int(entry.item.rstrip("abcd")), entry.item))


def _from_plan(plan: Plan) -> list[Entry]:
    def entry(item: str, topic: str, section: str, status: str = IN_PLAN) -> Entry:
        return Entry(item=item, topic=topic, status=status, section=section)

    return [
        entry("2", "Registration", "plan"),
        entry("3", "Where protocol and analysis plan can be read", "plan"),
        entry("4", "Where data, dictionary and code can be had", "provenance", PARTLY),
        entry("9", "Design, allocation ratio, framework", "plan"),
        entry(
            "10",
            "Changes after the start; what was not prespecified",
            "deviations" if plan.deviations else "estimands",
            REPORTED,
        ),
        entry("14", "Outcomes: variable, metric, aggregation, time point", "estimands"),
        entry("13", "Treatments in enough detail to repeat them", "plan", PARTLY),
        entry("16a", "How the sample size was set", "plan", AUTHOR),
        entry("17b", "Type of randomisation and its restrictions", "plan", AUTHOR),
        entry("30", "Limitations", "limitations", PARTLY if plan.limitations else AUTHOR),
    ]


def _methods(plan: Plan, results: Results) -> list[Entry]:
    analysed = _keys(results.where(analysis="flow", outcome=("analysed", "not_analysed")))
    rows = [row for item, row in _heads(plan, results) if item.comparison.role != "primary"]
    sets = [row for item in labels.planned(plan) for row in _arms_of(plan, results, item)]
    return [
        Entry(item="21a", topic="Statistical methods", status=REPORTED, section="methods"),
        _reported(
            "21b", "Who is in each analysis, in which group", "effects", (*analysed, *_keys(sets))
        ),
        Entry(
            item="21c",
            topic="Missing data",
            status=REPORTED,
            section="sure" if shown_under_assumptions(plan, results) else "estimands",
        ),
        _reported("21d", "Additional analyses, prespecified or post hoc", "estimands", _keys(rows))
        if rows
        else Entry(item="21d", topic="Additional analyses", status=NOT_APPLICABLE),
    ]


def _results(plan: Plan, results: Results) -> list[Entry]:
    flow = results.where(analysis="flow")
    received = any(row.outcome == "received" and row.estimated for row in flow)
    losses = [row for row in flow if row.outcome in ("completed", "ended", "not_analysed")]
    baseline = results.where(analysis="baseline", statistic="standardised_difference")
    heads = _heads(plan, results)
    extra = [row for item, row in heads if item.comparison.role in EXTRA]
    harms = [row for _, row in heads if _harm(plan, row)]
    effects = [found for item, row in heads for found in (row, *_relative(results, item))]
    numbers = _keys([row for row in flow if row.estimated])
    flow_status = REPORTED if received else PARTLY
    return [
        _reported(
            "22a", "Numbers assigned, treated, analysed", "participants", numbers, flow_status
        ),
        _reported("22b", "Losses after randomisation with reasons", "participants", _keys(losses)),
        _reported("25", "Baseline by group", "participants", _keys(baseline)),
        _reported("26", "Each outcome: numbers, effect, precision", "effects", _keys(effects)),
        _reported("27", "Harms by group", "results", _keys(harms), PARTLY),
        _reported("28", "Other analyses, labelled", "results", _keys(extra))
        if extra
        else Entry(item="28", topic="Other analyses", status=NOT_APPLICABLE),
    ]


def _delivered(results: Results) -> list[Entry]:
    """The treatment as delivered, where contacts or reviews of fidelity say something of it."""
    reviews = results.where(analysis="fidelity")
    received = results.where(analysis="flow", outcome="received")
    rows = _keys([row for row in (*received, *reviews) if row.estimated])
    topic = BY_AUTHOR["24a"]
    return [_reported("24a", topic, "participants", rows, PARTLY)] if rows else []


def _heads(plan: Plan, results: Results) -> list[tuple[Planned, Result]]:
    return [(item, row) for item in labels.planned(plan) if (row := headline(results, item))]


def _arms_of(plan: Plan, results: Results, item: Planned) -> list[Result]:
    """The row of each arm, or the contrast of both, that says who was analysed."""
    head = headline(results, item)
    if head:
        return [head]
    rows = results.where(**item.own, analysis=labels.ANALYSIS[item.family])
    found = [next((row for row in rows if row.group == arm.id), None) for arm in plan.arms]
    return [row for row in found if row]


def _relative(results: Results, item: Planned) -> list[Result]:
    """The crude risk ratio beside a risk difference."""
    row = results.first(**item.own, statistic="risk_ratio", covariates="")
    return [row] if row else []


def _reported(
    item: str, topic: str, section: str, rows: tuple[str, ...], status: str = REPORTED
) -> Entry:
    if not rows:
        return Entry(item=item, topic=topic, status=AUTHOR)
    return Entry(item=item, topic=topic, status=status, section=section, rows=rows)


def _keys(rows: list[Result]) -> tuple[str, ...]:
    return tuple(row.key for row in rows)


def _harm(plan: Plan, row: Result) -> bool:
    outcome = plan.outcome(row.outcome)
    if isinstance(outcome, FirstStatus | EndReason):
        return not outcome.event_is_good
    return not outcome.higher_is_better


def checklist_frame(entries: list[Entry]) -> "pd.DataFrame":
    """Return the checklist as a table: item, topic, status, where."""
    import pandas as pd

    records = [(entry.item, entry.topic, entry.status, _where(entry)) for entry in entries]
    return pd.DataFrame(records, columns=["item", "topic", "status", "where"], dtype=object)


def _where(entry: Entry) -> str:
    if entry.status == NOT_APPLICABLE:
        return ""
    if entry.status == AUTHOR:
        return f"{AUTHOR}; report.html#{entry.section}" if entry.section else AUTHOR
    rows = f"; rows: {' '.join(entry.rows)}" if entry.rows else ""
    return f"report.html#{entry.section}{rows}"
