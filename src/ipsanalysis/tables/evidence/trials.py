"""The trials of the headline pool, the rows left out, and how trials were coded."""

import re

from ipsanalysis.evidence.choose import RULES
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Line, Table, Text, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence, Record, cell
from ipsanalysis.tables.evidence.pools import level
from ipsanalysis.tables.evidence.without_counts import percentages
from ipsanalysis.tables.format import MISSING, fixed
from ipsanalysis.tables.labels import capital, in_sentence
from ipsanalysis.tables.results import Result


def trials_table(own: Evidence) -> Table:
    """Return the trials of the headline pool: counts, effect, weight, how the counts are known."""
    plan, results, files = own.plan, own.results, own.files
    pool = plan.headline
    effects = {
        row.subgroup: row
        for row in results.where(analysis="trial", outcome=pool.id, statistic=pool.measures[0])
    }
    weights = {
        row.subgroup: row
        for row in results.where(analysis="trial", outcome=pool.id, statistic="weight")
    }
    printed, whole = [], []
    for record in files.entered(pool.id):
        trial = cell(record, "trial_id")
        row = effects.get(trial)
        first = (say(row.covariates if row and row.covariates else names.row_label(record)),)
        numbers = (
            shown.events(row, control=False),
            shown.events(row, control=True),
            shown.with_interval(row),
            shown.estimate(weights.get(trial)),
            _months(row),
        )
        known = say(names.basis_words(record))
        printed.append(Line(cells=(*first, *numbers, known, say(cell(record, "row_id")))))
        told = (cell(record, name) for name in ("row_id", "country", "source_url", "doi"))
        whole.append(Line(cells=(*first, *numbers, known, *(say(text) for text in told))))
    columns = (
        "Trial",
        f"{plan.contrast.active.label}: events",
        f"{plan.contrast.control.label}: events",
        f"{names.measure_title(pool.measures[0])} ({level(plan)} CI)",
        "Weight",
        "Months",
        "How the counts are known; where seen",
    )
    return Table(
        name="trials",
        caption=f"{pool.label}: the trials pooled",
        columns=(*columns, "Row"),
        lines=tuple(printed),
        notes=(
            "Effects are crude, with Wald z intervals. Weights are those of the REML mean. Row: "
            "the row of the file of comparisons, with its source below.",
        ),
        plain_columns=(*columns, "Row", "Country", "Source", "DOI"),
        plain_lines=tuple(whole),
        numeric=(1, 2, 3, 4, 5),
    )


def _months(row: Result | None) -> Text:
    return say(MISSING if row is None else fixed(row.timepoint, 0))


def left_out_table(own: Evidence) -> Table:
    """Return the rows that the headline pool left out, by the rule that did so."""
    plan, files = own.plan, own.files
    of = {cell(record, "row_id"): record for record in files.comparisons}
    out = [row for row in files.chosen if row["pool"] == plan.headline.id and not row["entered"]]
    lines = [
        Line(
            group=_rule(own, cell(row, "rule")),
            cells=(
                say(names.row_label(record)),
                say(cell(record, "row_id")),
                say(plan.outcome_classes.get(cell(record, "outcome_class"), "")),
                say(percentages(record) or MISSING),
                say(capital(_reason(plan, row))),
            ),
        )
        for row in sorted(out, key=lambda row: (_place(row), cell(row, "row_id")))
        if (record := of.get(cell(row, "row_id"))) is not None
    ]
    return Table(
        name="left_out",
        caption=f"{plan.headline.label}: rows left out, by rule",
        columns=("Paper", "Row", "Outcome", "Printed percentages", "Why"),
        lines=tuple(lines),
        notes=("Rows left out here may stand in another pool.",) if lines else (),
    )


def _place(row: Record) -> int:
    return RULES.index(row["rule"]) if row["rule"] in RULES else len(RULES)


def _rule(own: Evidence, rule: str) -> Text:
    """Return a rule in the words of its row, and how many rows it left out."""
    row = own.results.first(
        analysis="review_flow", outcome=own.plan.headline.id, subgroup=rule, statistic="n"
    )
    if row is None:
        return say(capital(rule.replace("_", " ")))
    return say(re.split("[:.]", row.note)[0], " (", shown.estimate(row), ")")


UNKNOWN = {
    "comparator": "the file puts it in no group of comparators",
    "verified": "the file does not say where its figures were seen",
    "count_basis": "the file does not say how its counts are known",
}
"""What a reason says whose last word is missing, by rule."""


def _reason(plan: EvidencePlan, row: Record) -> str:
    """Return a reason with the class or group that it ends with as printed."""
    start, _, name = cell(row, "reason").rpartition(" ")
    rule = cell(row, "rule")
    if rule in UNKNOWN and name in ("", "nan", "None"):
        return UNKNOWN[rule]
    labels = {
        "comparator": plan.comparator_groups,
        "verified": names.SEEN,
        "count_basis": names.BASES,
    }.get(rule, plan.outcome_classes)
    return f"{start} {in_sentence(labels[name])}" if name in labels else cell(row, "reason")


def coding_table(own: Evidence) -> Table:
    """Return the group each trial was put in, and why."""
    plan, results, files = own.plan, own.results, own.files
    once = {cell(record, "trial_id"): record for record in files.in_order}
    papers = names.published_names(files, results)
    lines = [
        Line(
            cells=(
                say(label, _paper(papers.get(trial), label)),
                say(plan.regions.get(cell(record, "region"), MISSING)),
                say(plan.population_groups.get(cell(record, "population_group"), MISSING)),
                say(plan.comparator_groups.get(cell(record, "comparator_group"), MISSING)),
                say(cell(record, "coding_reason")),
            )
        )
        for trial, label in sorted(
            names.trial_names(files, results).items(), key=lambda pair: (pair[1], pair[0])
        )
        if (record := once.get(trial)) is not None
    ]
    return Table(
        name="coding",
        caption="How each trial was coded, and why",
        columns=("Trial", "Region", "Population", "Comparator", "Reason"),
        lines=tuple(lines),
        notes=("Coded once the results of the trials were known.",),
    )


def _paper(paper: str | None, label: str) -> str:
    """Return the paper of a trial where its label is that of a study of this project."""
    return f" (published: {paper})" if paper and paper != label else ""


CONTINUOUS = {
    "outcome": "Outcome",
    "value": "Active arm",
    "sd": "SD",
    "value_control": "Control arm",
    "sd_control": "SD, control",
    "unit": "Unit",
    "effect_type": "Kind",
    "effect": "Printed effect",
}


def continuous_table(own: Evidence) -> Table:
    """Return the figures of continuous outcomes that are carried and not pooled."""
    results, files = own.results, own.files
    named = names.published_names(files, results)
    complete = [row for row in files.continuous if cell(row, "sd") and cell(row, "sd_control")]
    rows = sorted(files.continuous, key=lambda row: (cell(row, "trial_id"), cell(row, "outcome")))
    lines = [
        Line(
            cells=(
                say(names.trial_label(named, cell(row, "trial_id"))),
                *(say(cell(row, name) or MISSING) for name in CONTINUOUS),
            )
        )
        for row in rows
    ]
    return Table(
        name="continuous",
        caption="Other outcomes with printed figures, not pooled",
        columns=("Trial", *CONTINUOUS.values()),
        lines=tuple(lines),
        notes=(
            f"{len(complete)} of these {len(rows)} rows "
            f"{'has' if len(complete) == 1 else 'have'} a standard deviation in both arms.",
        )
        if lines
        else (),
    )
