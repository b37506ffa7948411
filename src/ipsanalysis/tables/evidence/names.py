"""What pools, trials, measures and moderators are called in print."""

import re
from collections.abc import Mapping
from dataclasses import replace
from math import isfinite

from ipsanalysis.evidence.choose import OWN
from ipsanalysis.plan.evidence import EvidencePlan, Moderator, NewTrial, Pool, Subgroups
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.evidence.files import Files, Record, cell
from ipsanalysis.tables.labels import in_sentence
from ipsanalysis.tables.results import Result, Results

POOLED = {
    "risk_ratio": "pooled_risk_ratio",
    "odds_ratio": "pooled_odds_ratio",
    "risk_difference": "pooled_risk_difference",
}
PREDICTED = {
    "risk_ratio": "predicted_risk_ratio",
    "odds_ratio": "predicted_odds_ratio",
    "risk_difference": "predicted_risk_difference",
}
RATIO_OF = {
    "risk_ratio": "ratio_of_risk_ratios",
    "odds_ratio": "ratio_of_odds_ratios",
    "risk_difference": "change_in_risk_difference",
}
BASES = {
    "printed": "printed",
    "derived_unique": "worked out; the only counts that fit",
    "derived": "worked out; other counts may fit",
    "derived_candidate": "worked out; one of several that fit",
    "reconstructed_unique": "rebuilt from an effect; the only counts that fit",
    OWN: "counted in a study of this project",
    "reconstructed": "rebuilt from an effect; other counts may fit",
}
SEEN = {
    "fulltext": "full text",
    "abstract": "abstract",
    "secondary": "another paper only",
    OWN: "a study of this project",
}
WALD, KNAPP_HARTUNG = "REML and Wald z", "REML and Knapp-Hartung"
REFERENCE = "intercept"


def measure_words(measure: str) -> str:
    """Return what a measure is called within a sentence, for example `risk ratio`."""
    return in_sentence(STATISTICS[measure].label)


def unit_words(measure: str) -> str:
    """Return the unit of a measure; empty for ratios."""
    return ", percentage points" if measure.endswith("difference") else ""


def measure_title(measure: str) -> str:
    """Return what a measure is called at the head of a column, with its unit."""
    return STATISTICS[measure].label + unit_words(measure)


def trial_names(files: Files, results: Results) -> dict[str, str]:
    """Return the label of each trial as it is pooled: of its paper, or of a study of this project.

    A trial that no pool takes has the label of the file's first row of it.
    """
    names: dict[str, str] = {}
    for record in files.in_order:
        if cell(record, "data_status") == "real":
            names.setdefault(cell(record, "trial_id"), cell(record, "label"))
    for row in results.where(analysis="trial"):
        if row.covariates:
            names[row.subgroup] = row.covariates
    return names


def published_names(files: Files, results: Results) -> dict[str, str]:
    """Return the label of the paper of each trial: never that of a study of this project.

    What is printed of a trial stands under it, whichever of both a pool takes.
    """
    studies = {
        (cell(record, "trial_id"), cell(record, "label"))
        for record in files.in_order
        if own(record)
    }
    papers = [record for record in files.in_order if not own(record)]
    found = trial_names(replace(files, comparisons=papers), Results(rows=[]))
    pooled = {
        trial: label
        for trial, label in trial_names(files, results).items()
        if trial in found and (trial, label) not in studies
    }
    return found | pooled


def own(record: Record) -> bool:
    """Whether a row is of a study of this project."""
    return cell(record, "count_basis") == OWN


def row_label(record: Record) -> str:
    """Return the label of a row of trials, with its stamp when its data are synthetic."""
    stamp = ", SYNTHETIC" if cell(record, "data_status") == "synthetic" else ""
    return cell(record, "label") + stamp


def basis_words(record: Record) -> str:
    """Return how the counts of a row are known, and where its figures were seen."""
    basis, seen = cell(record, "count_basis"), cell(record, "verified")
    parts = (BASES.get(basis, basis), "" if own(record) else SEEN.get(seen, seen))
    return "; ".join(part for part in parts if part)


def groups_of(plan: EvidencePlan, source: str) -> Mapping[str, str]:
    """Return the levels of a characteristic of trials with their labels."""
    return {
        "region": plan.regions,
        "population_group": plan.population_groups,
        "comparator_group": plan.comparator_groups,
        "count_basis": BASES,
        "verified": SEEN,
    }.get(source, {})


BY = {
    "region": "Region",
    "population_group": "Population",
    "comparator_group": "Comparator",
    "count_basis": "How the counts are known",
    "verified": "Where the figures were seen",
}


def subgroup_title(item: Subgroups) -> str:
    """Return what trials are split by."""
    return BY[item.by]


def moderator(plan: EvidencePlan, name: str) -> Moderator | None:
    """Return a moderator of the plan by its id."""
    return next((item for item in plan.moderators if item.id == name), None)


def moderator_words(plan: EvidencePlan, names: str) -> str:
    """Return what the moderators of a meta-regression are called."""
    found = [moderator(plan, name.strip()) for name in names.split(",")]
    labels = [
        item.label if item else name for item, name in zip(found, names.split(","), strict=True)
    ]
    first, *others = labels
    return " and ".join((first, *(in_sentence(label) for label in others)))


def coefficient_words(plan: EvidencePlan, coefficient: str) -> str:
    """Return what a coefficient of a meta-regression is for: its moderator, or a group of it."""
    name, level = parts_of(coefficient)
    if name == REFERENCE:
        return "Pooled at the means of numbers and in the groups of reference"
    item = moderator(plan, name)
    if item is None:
        return coefficient
    if level:
        of = groups_of(plan, item.source)
        base = of.get(item.reference or "", item.reference or "")
        return f"{of.get(level, level)} v {base}"
    return f"{item.label}, per {item.per:g} {item.unit}" if item.per else item.label


def coefficient_in_sentence(plan: EvidencePlan, coefficient: str) -> str:
    """Return what a coefficient is for within a sentence; names of groups keep their capitals."""
    words = coefficient_words(plan, coefficient)
    return words if parts_of(coefficient)[1] else in_sentence(words)


def parts_of(coefficient: str) -> tuple[str, str]:
    """Return the moderator of a coefficient, and the group when it is one of a group."""
    name, *level = re.split(r":? ", coefficient, maxsplit=1)
    return name, "".join(level)


def pool_label(plan: EvidencePlan, name: str) -> str:
    """Return what a pool is called; its id when the plan has none of that name."""
    return next((item.label for item in plan.pools if item.id == name), name)


def contrast_words(plan: EvidencePlan) -> str:
    """Return what is compared with what, as in a sentence."""
    return f"{in_sentence(plan.contrast.active.label)} v {in_sentence(plan.contrast.control.label)}"


def pooled_row(
    results: Results, pool: Pool, method: str, measure: str | None = None
) -> Result | None:
    """Return the pooled effect of a pool by a method, under its own measure or another."""
    wanted = POOLED[measure or pool.measures[0]]
    rows = results.where(analysis="pooled", outcome=pool.id, statistic=wanted)
    return next((row for row in rows if row.method.startswith(method)), None)


def prediction_row(results: Results, pool: Pool, method: str) -> Result | None:
    """Return the prediction of the effect in a next trial, of a pool and by a method."""
    wanted = PREDICTED[pool.measures[0]]
    rows = results.where(analysis="prediction", outcome=pool.id, statistic=wanted)
    return next((row for row in rows if row.method.startswith(method)), None)


def next_trial_row(results: Results, pool: Pool) -> Result | None:
    """Return where the effect of one more trial lies: Wald z, else Knapp-Hartung, with limits."""
    rows = (prediction_row(results, pool, method) for method in (WALD, KNAPP_HARTUNG))
    return next((row for row in rows if row and isfinite(row.ci_low + row.ci_high)), None)


def spread_row(
    results: Results, pool: Pool, statistic: str, method: str = "", measure: str | None = None
) -> Result | None:
    """Return a measure of heterogeneity of a pool; tau2 by the method named."""
    rows = results.where(
        analysis="heterogeneity",
        outcome=pool.id,
        statistic=statistic,
        subgroup=measure or pool.measures[0],
    )
    return next((row for row in rows if row.method.startswith(method)), None)


def trial_label(named: Mapping[str, str], trial: str) -> str:
    """Return the label of a trial; its id in words when no row of a trial has it."""
    return named.get(trial) or trial.replace("_", " ")


def study_title(named: Mapping[str, str], trial: NewTrial, results: Results) -> str:
    """Return what a study is called, whether it is made up, and the published trial it is."""
    rows = results.where(analysis="new_trial", subgroup=trial.study)
    stamp = ", SYNTHETIC" if any(row.data_status == "synthetic" for row in rows) else ""
    label = named.get(trial.trial_id)
    return f"{trial.label}{stamp}" + (f" (published: {label})" if label else "")
