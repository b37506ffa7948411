"""R code for what models need beside the outcome: covariates, several times."""

from collections.abc import Mapping
from typing import Any

from ipsanalysis.analyse.strata import STRATA
from ipsanalysis.derive.table import column_name
from ipsanalysis.plan.study import Plan
from ipsanalysis.record.r_outcome import RCode

ResultRow = Mapping[str, Any]


def repeated_code(plan: Plan, row: ResultRow, pieces: tuple[str, ...]) -> RCode:
    """Return R code for a row of a model of a status at several times."""
    item = plan.repeated_status[int(row["plan_key"].partition(".")[2])]
    settings: dict[str, Any] = {
        "derived_columns": [column_name(name, item.intercurrent_events) for name in item.outcomes],
        "assumed_no": item.missing == "as_not_employed",
        "working": item.working_correlation,
        "measure": row["statistic"],
    }
    if row["outcome"] in item.outcomes:
        settings["moment"] = item.outcomes.index(row["outcome"]) + 1
    before = RCode(settings=settings, pieces=("derived", "repeated_values"))
    return before + covariate_code(plan, row) + RCode(pieces=("gee", *pieces))


def covariate_code(plan: Plan, row: ResultRow) -> RCode:
    """Return R code for the covariates of a model as columns of numbers.

    Args:
        plan: The plan.
        row: The result row; strata are no covariates.

    Returns:
        Code after which `x` exists, and `term`: the place of the row's coefficient.
    """
    text = row["covariates"]
    adjusted = text.partition("; ")[2] if text.startswith(STRATA) else text
    names = adjusted.split(", ") if adjusted else []
    terms: list[tuple[str, str | None]] = []
    for covariate in (plan.covariate(name) for name in names):
        linear = covariate.kind in ("continuous", "ordinal")
        levels = [None] if linear else list(covariate.levels or {})[1:]
        terms += [(covariate.id, level) for level in levels]
    settings: dict[str, Any] = {"term": _term(row["group"], terms)}
    if not terms:
        return RCode(settings=settings, pieces=("no_covariates",))
    settings["term_covariate"] = [covariate for covariate, _ in terms]
    settings["term_level"] = [level for _, level in terms]
    return RCode(settings=settings, pieces=("covariates",))


def _term(group: str, terms: list[tuple[str, str | None]]) -> int:
    """Return the place of a model term among active arm and covariates, 0 for all together."""
    names = [name if level is None else f"{name}={level}" for name, level in terms]
    if group == "all terms":
        return 0
    return names.index(group) + 2 if group in names else 1
