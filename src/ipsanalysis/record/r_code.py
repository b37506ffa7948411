"""R code that gives the number of a result row again, starting from the canonical tables."""

import re
from math import isnan
from typing import Any

from ipsanalysis.analyse.flow import primary
from ipsanalysis.analyse.strata import STRATA
from ipsanalysis.layout import Layout
from ipsanalysis.plan.design import PeriodSource
from ipsanalysis.plan.outcomes import Ever, PeriodCount, StatusAt
from ipsanalysis.plan.study import Plan
from ipsanalysis.record.methods import method_of
from ipsanalysis.record.r_model import ResultRow, covariate_code, repeated_code
from ipsanalysis.record.r_outcome import (
    RCode,
    comparison_of,
    derived_anew,
    outcome_code,
    period_code,
)
from ipsanalysis.record.r_states import states_code
from ipsanalysis.record.r_text import RScript, script_of

CODES = {"events": 1, "competing_events": 2, "censored": 0}
PROBABILITIES = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}


def r_script(plan: Plan, layout: Layout, row: ResultRow) -> RScript | str:
    """Return the R script of a row, or why there is none.

    Args:
        plan: The plan.
        layout: Where the study's files lie.
        row: The result row.

    Returns:
        The script, or a sentence.
    """
    reason = why_none(row)
    if reason:
        return reason
    method = method_of(row["statistic"], row["method"])
    code = _head(plan, layout, row) + _body(plan, row, method.r)
    return script_of(row, code, method)


def why_none(row: ResultRow) -> str:
    """Say why a row has no R code: it is a figure in print, or there is no number; else nothing."""
    if row["analysis"] == "published" and row["group"] == "published":
        return "The figure is as printed, not computed."
    if row["analysis"] == "published" and not isnan(row["estimate"]):
        return f"The number is that of another row: {row['note'].partition(': ')[2]}"
    if isnan(row["estimate"]) and row["statistic"] != "median_time":
        return f"There is no number to give again. {row['note']}"
    return ""


def _head(plan: Plan, layout: Layout, row: ResultRow) -> RCode:
    folder = (layout.results / "data").as_posix()
    settings: dict[str, Any] = {
        "folder": folder,
        "active_arm": plan.active.id,
        "level": plan.ci_level,
    }
    arms = [arm.id for arm in plan.arms]
    if row["group"] in (*arms, "all"):
        settings["arms"] = arms if row["group"] == "all" else [row["group"]]
    return RCode(settings=settings, pieces=("load",))


def _body(plan: Plan, row: ResultRow, pieces: tuple[str, ...]) -> RCode:
    makers = {
        "flow": _flow,
        "baseline": _baseline,
        "fidelity": _review,
        "industries": _counted,
        "repeated_status": repeated_code,
        "states": states_code,
    }
    if row["plan_key"] == "status_over_time":
        return _over_time(plan, row, pieces)
    if row["analysis"] in makers:
        return makers[row["analysis"]](plan, row, pieces)
    comparison = comparison_of(plan, row["plan_key"])
    assert comparison is not None  # noqa: S101
    covariates = covariate_code(plan, row) if "covariates" in pieces else RCode()
    stratified = row["covariates"].startswith(STRATA)
    other = {"numbers": "amount_number", **({"cox": "cox_stratified"} if stratified else {})}
    own = tuple(other.get(piece, piece) for piece in pieces if piece != "covariates")
    settings = _settings(plan, row)
    derived = outcome_code(plan, comparison, row["missing"])
    return derived + covariates + RCode(settings=settings, pieces=own)


def _review(plan: Plan, row: ResultRow, pieces: tuple[str, ...]) -> RCode:
    del plan
    settings = {"scale_wanted": row["outcome"], "review_wanted": row["subgroup"]}
    return RCode(settings=settings, pieces=pieces)


def _counted(plan: Plan, row: ResultRow, pieces: tuple[str, ...]) -> RCode:
    """Start from the counts of a row, where no table has its values for each person."""
    contrast = " " in row["group"]
    arms = [plan.active.id, plan.control.id] if contrast else [row["group"]]
    counted = [int(row["n"]), *([int(row["n_control"])] if contrast else [])]
    yes = [int(row["n_events"]), *([int(row["n_events_control"])] if contrast else [])]
    settings = {"counted_arms": arms, "counted": counted, "counted_yes": yes}
    return RCode(settings=settings, pieces=("counts", *pieces))


def _over_time(plan: Plan, row: ResultRow, pieces: tuple[str, ...]) -> RCode:
    """Derive a status at another time than the outcome's own."""
    shown = plan.status_over_time
    assert shown is not None  # noqa: S101
    outcome = plan.outcome(shown.outcome)
    assert isinstance(outcome, StatusAt | Ever)  # noqa: S101
    if plan.follow_up.dated or not isinstance(outcome.source, PeriodSource):
        return _counted(plan, row, pieces)
    key = "at" if isinstance(outcome, StatusAt) else "within"
    then = outcome.model_copy(update={key: int(row["timepoint"])})
    return period_code(then, shown.intercurrent_events) + RCode(pieces=pieces)


def _flow(plan: Plan, row: ResultRow, pieces: tuple[str, ...]) -> RCode:
    del pieces
    box, reason = row["outcome"], row["subgroup"]
    if box in ("randomised", "allocated"):
        return RCode(pieces=("count_people",))
    if box == "received":
        return RCode(pieces=("count_received",))
    if box in ("completed", "ended"):
        return RCode(settings={"reason_wanted": reason or box}, pieces=("count_ended",))
    family, index = primary(plan)
    comparison = getattr(plan, family)[index]
    derived = outcome_code(plan, comparison)
    if box == "analysed":
        return derived + RCode(pieces=("count_analysed",))
    if not derived_anew(plan, comparison):
        settings = {"left_because": reason}
        return derived + RCode(settings=settings, pieces=("count_not_analysed_derived",))
    cause = reason.partition(": ")[2]
    return derived + RCode(settings={"left_because": cause}, pieces=("count_not_analysed",))


def _baseline(plan: Plan, row: ResultRow, pieces: tuple[str, ...]) -> RCode:
    covariate = plan.covariate(row["outcome"])
    settings: dict[str, Any] = {"covariate": covariate.id}
    if "baseline_share" in pieces:
        settings["level_wanted"] = row["subgroup"]
    if "balance_share" in pieces:
        settings["level_wanted"] = list(covariate.levels or {})[1]
    if row["statistic"] in PROBABILITIES:
        settings["probability"] = PROBABILITIES[row["statistic"]]
    own = tuple("baseline_number" if piece == "numbers" else piece for piece in pieces)
    start = () if "balance" in own else ("baseline",)
    return RCode(settings=settings, pieces=start + own)


def _settings(plan: Plan, row: ResultRow) -> dict[str, Any]:
    """Return what the R code of an estimator must know beside the outcome."""
    statistic = row["statistic"]
    outcome = plan.outcome(row["outcome"])
    settings: dict[str, Any] = {"measure": statistic}
    if statistic in CODES:
        settings |= {"code": CODES[statistic], "cause": row["subgroup"] or "event"}
    if statistic in PROBABILITIES:
        settings["probability"] = PROBABILITIES[statistic]
    if statistic.startswith(("cumulative_incidence", "kaplan_meier")):
        settings["competing_risks"] = statistic.startswith("cumulative_incidence")
        settings["landmark"] = row["timepoint"]
    if statistic.startswith("rmst"):
        settings["tau"] = row["timepoint"]
    if row["covariates"].startswith(STRATA):
        stratified = row["covariates"].removeprefix(STRATA).partition("; ")[0]
        settings["strata_covariates"] = stratified.split(", ")
    if statistic in ("mean", "mean_difference", "mean_ratio") and "power" in row["method"]:
        settings["power"] = float(re.findall(r"power ([0-9.]+)", row["method"])[0])
    if isinstance(outcome, PeriodCount):
        settings["maximum"] = outcome.within
    if method_of(statistic, row["method"]).resampled:
        settings["replicates"] = int(re.findall(r"\d+", row["method"])[-1])
    return settings
