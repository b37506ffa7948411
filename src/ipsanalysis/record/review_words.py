"""What a result row of a meta-analysis is, in words: labels from the plan."""

from math import isnan

from ipsanalysis.evidence.review import Review
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.record.r_model import ResultRow
from ipsanalysis.record.r_review_settings import pool_of
from ipsanalysis.statistics import STATISTICS

SINGLE = {
    "trial": "Trial",
    "leave_one_out": "Without the trial",
    "cumulative": "Trials up to",
    "influence": "Trial",
    "bayes_trial": "Trial",
    "new_trial": "Study of this project",
}


def review_description(review: Review, row: ResultRow) -> list[str]:
    """Say what a row of a meta-analysis is.

    Args:
        review: The meta-analysis.
        row: The result row.

    Returns:
        Lines of text: statistic and method, pool and contrast, trial, time, role and note.
    """
    plan = review.plan
    lines = [f"{STATISTICS[row['statistic']].label} ({row['method']})"]
    lines.append(f"{_subject(plan, row)}: {_group(plan, row['group'])}")
    lines += _part(review, row)
    if not isnan(row["timepoint"]):
        lines.append(f"At {row['time_unit']} {row['timepoint']:g}")
    if row["role"]:
        lines.append(f"Role: {row['role']}")
    return lines + ([f"Note: {row['note']}"] if row["note"] else [])


def _subject(plan: EvidencePlan, row: ResultRow) -> str:
    labels = {item.id: item.label for item in plan.pools}
    labels |= {item.id: item.label for item in plan.printed_pools}
    if row["analysis"] == "audit":
        return f"Printed figure {row['outcome']}"
    return str(labels.get(row["outcome"], row["outcome"]))


def _group(plan: EvidencePlan, group: str) -> str:
    active, control = plan.contrast.active, plan.contrast.control
    names = {
        f"{active.id} - {control.id}": f"{active.label} minus {control.label}",
        f"{active.id} / {control.id}": f"{active.label} over {control.label}",
    }
    return names.get(group, group)


def _part(review: Review, row: ResultRow) -> list[str]:
    """Say which trial or which part of the pool the row is about, when it is about one."""
    if not row["subgroup"]:
        return []
    rows = review.pooled(pool_of(review.plan, row))
    labels = dict(zip(rows["trial_id"], rows["label"], strict=True))
    label = labels.get(row["subgroup"], row["subgroup"])
    return [f"{SINGLE.get(row['analysis'], 'Part')}: {label}"]
