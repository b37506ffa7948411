"""Everything the tables and pages of a made-up meta-analysis are made from, for tests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from evidence_example import a_review, some_evidence

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.report.data_account import account_table, noted_rows_table
from ipsanalysis.report.evidence.page import Material
from ipsanalysis.report.evidence.prisma import prisma
from ipsanalysis.report.figures import read_figures
from ipsanalysis.report.provenance import Provenance
from ipsanalysis.rows import Row, to_frame
from ipsanalysis.tables.evidence.all import review_tables
from ipsanalysis.tables.evidence.files import Evidence, Files
from ipsanalysis.tables.results import Results, read_results

EMPTY = Path("nowhere")


def comparison(trial: Any, index: int, **changes: Any) -> dict[str, Any]:
    """A row of the file of comparisons."""
    own = {
        "row_id": f"R{index:02d}",
        "trial_id": trial.id,
        "label": trial.label,
        "first_author": trial.label.split()[0],
        "year": trial.year,
        "country": ("Norway", "USA", "UK/DE")[index % 3],
        "across_countries": index % 3 == 2,
        "outcome_class": "any_ce",
        "use": "primary",
        "follow_up_months": trial.months,
        "n": trial.n,
        "events": trial.events,
        "n_control": trial.n_control,
        "events_control": trial.events_control,
        "pct_printed": "",
        "pct_control_printed": "",
        "count_basis": ("printed", "derived_unique", "reconstructed")[index % 3],
        "count_basis_text": "as coded",
        "verified": ("abstract", "secondary")[index % 2],
        "region": ("europe", "north_america")[index % 2],
        "population_group": "severe_mental_illness",
        "comparator_group": "usual_services",
        "coding_reason": "Coded by what the abstract says.",
        "epl_regular_2008": (2.2, 0.2, float("nan"))[index % 3],
        "epl_temporary_2008": (3.1, 0.3, float("nan"))[index % 3],
        "epl_verified": ("table", "memory", "")[index % 3],
        "doi": "10.1000/made-up",
        "quote": "40% v 20%",
        "source_url": "https://example.org/paper" if index else "a paper in a drawer",
        "notes": "",
        "data_status": "real",
    }
    return own | changes


def files(trials: list[Any]) -> Files:
    """The files of some trials, with rows left out and an audit."""
    rows = [comparison(trial, index) for index, trial in enumerate(trials)]
    lost = {"n": None, "events": None, "n_control": None, "events_control": None}
    rows += [
        comparison(
            replace(trials[0], id=name, label=f"{author} {year}", year=year), 90 + place,
            use="no_counts", pct_printed=first, pct_control_printed=second, **lost,
        )
        for place, (name, author, year, first, second) in enumerate(
            [("GONE_A", "Lost", 2006, "64", "26"), ("GONE_B", "Missing", 2010, "13", "7"),
             ("GONE_C", "Several", 2011, "18 / 27", "7"), ("GONE_D", "Silent", 1996, "", "")]
        )
    ]  # fmt: skip
    rows.append(comparison(trials[1], 80, outcome_class="any_paid_work", use="not_pooled"))
    kept = {row["row_id"] for row in rows[: len(trials)]}
    reasons = {
        "no_counts": "no counts: arm sizes not seen",
        "outcome_class": "the outcome is of another class, any_paid_work",
    }
    chosen = []
    for pool in a_review().pools:
        for row in rows:
            rule = "no_counts" if row["use"] == "no_counts" else "outcome_class"
            entered = row["row_id"] in kept
            own = {"pool": pool.id, "row_id": row["row_id"], "trial_id": row["trial_id"]}
            told = ("", "") if entered else (rule, reasons[rule])
            chosen.append({**own, "entered": entered, "rule": told[0], "reason": told[1]})
    return Files(
        comparisons=rows, chosen=chosen, continuous=[amount(trials[0].id)], audit=audit(trials)
    )


def amount(trial: str) -> dict[str, Any]:
    """A row of a continuous outcome."""
    return {
        "trial_id": trial, "outcome": "hours worked", "unit": "hours", "value": "217",
        "sd": float("nan"), "value_control": "123", "sd_control": float("nan"), "effect": "",
        "effect_type": "mean", "verified": "abstract",
    }  # fmt: skip


def audit(trials: list[Any]) -> list[dict[str, str]]:
    """Verdicts of an audit."""
    shared = {"trial_id": trials[0].id, "what": "any work at 12 months", "method": "half up"}
    return [
        {**shared, "item_id": "one", "quantity": "percent", "printed": "55", "recomputed": "54.49",
         "verdict": "inconsistent", "explanation": "85/156 is 54.49 %."},
        {**shared, "item_id": "one", "quantity": "effect", "printed": "2.0", "recomputed": "2.02",
         "verdict": "consistent", "explanation": ""},
        {**shared, "item_id": "two", "quantity": "counts", "printed": "?/? v ?/?",
         "recomputed": "19/36 v 7/18", "verdict": "possible", "explanation": "unique"},
        {**shared, "item_id": "three", "quantity": "interval", "printed": "1 to 2",
         "recomputed": "", "verdict": "not_checkable", "explanation": "adjusted"},
    ]  # fmt: skip


def audit_rows(plan: EvidencePlan, found: Sequence[Mapping[str, str]]) -> list[Row]:
    """Result rows of an audit."""
    return [
        Row(
            study=plan.study, version=plan.version, data_status=plan.data_status,
            analysis="audit", outcome=one["item_id"], subgroup=one["quantity"],
            statistic="recomputed", method=one["method"] or "as counted", plan_key="data",
            note=f"{one['verdict']}: {one['explanation']}",
        )
        for one in found
    ]  # fmt: skip


def flow_rows(plan: EvidencePlan, number: int) -> list[Row]:
    """Result rows of the trials that meta-regressions used and left out."""
    shared = {
        "study": plan.study, "version": plan.version, "data_status": plan.data_status,
        "analysis": "moderator_flow", "outcome": plan.headline.id, "group": "all",
        "statistic": "n", "method": "trials counted", "plan_key": "regressions.0",
    }  # fmt: skip
    found = []
    for item in plan.regressions:
        own = {**shared, "covariates": ", ".join(item.moderators)}
        used = 0 if set(item.moderators) & {"fidelity", "unemployment"} else number
        found.append(Row(**own, subgroup="in the regression", estimate=float(used)))
        if used:
            note = "The file has no value: TRIAL_01."
            found.append(Row(**own, subgroup="no_value", estimate=1.0, note=note))
    return found


def evidence(plan: EvidencePlan | None = None, **changes: Any) -> Evidence:
    """A made-up meta-analysis with its files; changes go to its rows."""
    own = some_evidence(plan, **changes)
    made = files(own.trials)
    rows = read_results(own.results()).rows
    checked = audit_rows(own.plan, made.audit)
    more = read_results(to_frame([*checked, *flow_rows(own.plan, len(own.trials))])).rows
    return Evidence(plan=own.plan, results=Results(rows=[*rows, *more]), files=made)


@cache
def the_evidence() -> Evidence:
    """The made-up meta-analysis without changes."""
    return evidence()


def without(own: Evidence, *analyses: str) -> Evidence:
    """The same without the rows of some analyses."""
    rows = [row for row in own.results.rows if row.analysis not in analyses]
    return replace(own, results=Results(rows=rows))


def material(own: Evidence | None = None, folder: Path = EMPTY) -> Material:
    """Everything the report is made from; figures of a folder."""
    used = own or the_evidence()
    return Material(
        evidence=used,
        tables=review_tables(used),
        figures=read_figures(folder),
        account=account_table(EMPTY / "account.csv"),
        notes=noted_rows_table(EMPTY / "noted_rows.csv"),
        checklist=prisma(used.results),
        provenance=Provenance(
            package="0.1.0",
            plan_file="config/evidence/made_up.yaml",
            plan_sha256="ab" * 32,
            raw=(("comparisons.csv", "cd" * 32),),
        ),
    )
