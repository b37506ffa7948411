"""The report: one page made from the plan, result rows and figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from ipsanalysis.plan.study import Plan
from ipsanalysis.report.answer import primary_answer, readings
from ipsanalysis.report.checklist import Entry
from ipsanalysis.report.competing import explanations
from ipsanalysis.report.figures import Figure
from ipsanalysis.report.methods_text import methods_text
from ipsanalysis.report.provenance import Provenance
from ipsanalysis.report.sections import Section, sections
from ipsanalysis.report.sure import missing_sentences
from ipsanalysis.report.template import fill
from ipsanalysis.tables import estimands, events, labels
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables.cell import Piece, Table
from ipsanalysis.tables.main_effects import headline
from ipsanalysis.tables.results import Result, Results

ALWAYS = ("participants", "results")


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything the report is made from.

    Attributes:
        plan: The plan.
        results: All result rows.
        tables: Tables by name.
        figures: Figures in order.
        account: What happened to the rows of the raw files.
        notes: What was noted in the raw files.
        rules: How often each rule on job spells was used.
        checklist: Entries of the CONSORT checklist.
        provenance: Versions and checksums.
    """

    plan: Plan
    results: Results
    tables: Mapping[str, Table]
    figures: Sequence[Figure]
    account: Table
    notes: Table
    rules: Table
    checklist: Sequence[Entry]
    provenance: Provenance


def render(material: Material) -> str:
    """Return the report as one HTML page that asks for nothing from outside.

    Args:
        material: Everything the report is made from.

    Returns:
        The page.
    """
    return fill("report.html.j2", _content(material))


def _content(material: Material) -> dict[str, Any]:
    plan, results = material.plan, material.results
    unobserved = missing_sentences(plan, results)
    always = ("sure", *ALWAYS) if unobserved else ALWAYS
    made = sections(plan, material.figures, material.tables, always)
    present = {row.group: row for row in results.where(analysis="flow", outcome="allocated")}
    return {
        "plan": plan,
        "level": f"{plan.ci_level * 100:g}%",
        "synthetic": plan.data_status == "synthetic",
        "answer": primary_answer(plan, results),
        "readings": readings(plan, results),
        "explanations": explanations(plan, results),
        "directions": _directions(plan),
        "methods": methods_text(plan, results),
        "specified": _specified(plan),
        "primary": _primary(plan),
        "allocated": {
            arm.id: Piece(text=fmt.count(row.estimate), key=row.key)
            for arm in plan.arms
            if (row := present.get(arm.id)) and row.estimated
        },
        "sets": [(labels.set_label(item), item.explanation) for item in plan.analysis_sets],
        "tables": material.tables,
        "sections": made,
        "contents": _contents(material, made),
        "missing": unobserved,
        "follow_up": labels.follow_up_words(plan),
        "account": material.account,
        "notes": material.notes,
        "rules": material.rules,
        "provenance": material.provenance,
        "answered": _answered(material.checklist),
        "rows": [_shown(plan, row) for row in results.rows],
        "example": _example(plan, results),
    }


def _contents(material: Material, made: Mapping[str, Section]) -> list[tuple[str, str]]:
    """Return anchor and title of each section after the answer, in their order."""
    plan, tables = material.plan, material.tables
    reversed_arms = bool(explanations(plan, material.results))
    data = any(table.lines for table in (material.account, material.notes, material.rules))
    after = (
        ("order", "Why the order of the arms depends on the method", reversed_arms),
        ("plan", "The plan in brief", True),
        ("estimands", "What each comparison estimates", True),
        ("effects", "All effects", bool(tables["effects"].lines)),
        ("methods", "Methods", True),
        ("published", "Published figures", bool(tables["published"].lines)),
        ("deviations", "Deviations", bool(plan.deviations)),
        ("limitations", "Limitations", bool(plan.limitations)),
        ("data", "The data as received", data),
        ("provenance", "Where the numbers come from", True),
        ("rows", "All result rows", True),
    )
    first = [(name, section.title) for name, section in made.items()]
    return [*first, *((name, title) for name, title, there in after if there)]


def _example(plan: Plan, results: Results) -> str:
    row = headline(results, labels.planned(plan)[0])
    return row.key if row else ""


def _specified(plan: Plan) -> str:
    flags = [item.comparison.prespecified for item in labels.planned(plan)]
    flags += [model.prespecified for model in plan.repeated_status]
    if all(flags):
        return "Every comparison was planned before the data were seen."
    if not any(flags):
        return "Every comparison is post hoc: planned once the data had been seen."
    return (
        f"{sum(flags)} of {len(flags)} comparisons were planned before the data were seen; the "
        "others are marked post hoc."
    )


def _primary(plan: Plan) -> list[tuple[str, str]]:
    comparison = labels.planned(plan)[0].comparison
    return [
        ("Population", estimands.population(plan, comparison)),
        ("Treatment condition", estimands.treatment(plan)),
        ("Variable", estimands.variable(plan, comparison)),
        ("Intercurrent events", events.events_handled(plan, comparison)),
        ("Population-level summary", estimands.summary_measure(comparison)),
    ]


def _directions(plan: Plan) -> list[tuple[str, str]]:
    labels_of: dict[str, list[str]] = {}
    for name in dict.fromkeys(item.comparison.outcome for item in labels.planned(plan)):
        outcome = plan.outcome(name)
        labels_of.setdefault(labels.direction(plan, outcome), []).append(outcome.label)
    return [("; ".join(names), words) for words, names in labels_of.items()]


def _answered(entries: Sequence[Entry]) -> str:
    statuses = [entry.status for entry in entries]
    counts = [f"{statuses.count(status)} {status}" for status in dict.fromkeys(sorted(statuses))]
    return f"Of its {len(statuses)} entries: {labels.listed(counts)}."


def _shown(plan: Plan, row: Result) -> dict[str, str]:
    level = "" if isnan(row.ci_level) else f" ({row.ci_level * 100:g}%)"
    limits = fmt.interval(fmt.full(row.ci_low), fmt.full(row.ci_high)) + level
    absent = isnan(row.ci_low) and isnan(row.ci_high)
    events = "" if row.n_events is None else f"{row.n_events}/"
    people = "" if row.n is None else f"{events}{row.n}"
    control_events = "" if row.n_events_control is None else f"{row.n_events_control}/"
    control = "" if row.n_control is None else f"{control_events}{row.n_control}"
    return {
        "key": row.key,
        "what": labels.group_label(plan, row.group),
        "estimate": fmt.full(row.estimate),
        "std_error": fmt.full(row.std_error),
        "interval": "" if absent else limits,
        "p": fmt.full(row.p_value),
        "people": " v ".join(part for part in (people, control) if part),
        "method": row.method,
        "unit": row.unit,
        "note": row.note,
        "plan_key": row.plan_key,
    }
