"""R code that gives the number of a row of a meta-analysis again, from the table of trials."""

from math import isnan

from ipsanalysis.evidence.moderator_design import NO_VALUE
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.record.methods import method_of
from ipsanalysis.record.r_model import ResultRow
from ipsanalysis.record.r_outcome import RCode
from ipsanalysis.record.r_review_settings import settings_of
from ipsanalysis.record.r_text import RScript, script_of

AUDIT = (
    "A printed figure is held against all counts that rounding allows, which is a search and not a "
    "formula. Again: python -m ipsanalysis audit, with the file of printed figures."
)
SUBSETS = {
    "leave_one_out": ("evidence_without",),
    "cumulative": ("evidence_up_to",),
    "new_trial": ("evidence_without", "evidence_study"),
}


def review_script(plan: EvidencePlan, layout: Layout, row: ResultRow) -> RScript | str:
    """Return the R script of a row of a meta-analysis, or why there is none.

    Args:
        plan: The plan.
        layout: Where its files lie.
        row: The result row.

    Returns:
        The script, or a sentence.
    """
    reason = _why_none(row)
    if reason:
        return reason
    method = method_of(row["statistic"], row["method"], layout.kind)
    pieces = ("evidence_trials", *_counts(row), *method.r)
    code = RCode(settings=settings_of(plan, layout, row), pieces=pieces)
    return script_of(row, code, method)


def _why_none(row: ResultRow) -> str:
    if row["analysis"] == "published":
        return "The figure is as printed, not computed."
    if row["analysis"] == "audit":
        return AUDIT
    return f"There is no number to give again. {row['note']}" if isnan(row["estimate"]) else ""


def _counts(row: ResultRow) -> tuple[str, ...]:
    """Return the pieces after which the counts of the row's trials are known."""
    analysis = row["analysis"]
    if analysis == "review_flow":
        return ()
    subset = SUBSETS.get(analysis, ())
    if analysis == "subgroup" and row["subgroup"] not in ("", NO_VALUE):
        subset = ("evidence_group",)
    if analysis == "new_trial" and row["method"].startswith("crude"):
        subset = ("evidence_study", "evidence_only_study")
    if analysis == "new_trial" and row["method"].startswith("normal-normal"):
        subset = (*subset, "evidence_with_study")
    wrong = ("evidence_wrong_counts",) if analysis == "miscount" else ()
    return (*subset, "evidence_counts", *wrong)
