"""What the R code of a row of a meta-analysis must know: names and numbers from row and plan."""

import re
from math import nan
from typing import Any

from ipsanalysis.evidence.moderator_design import GROUPS, OF_COUNTRY
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence import BinaryMeasure, EvidencePlan, NewTrial, Pool
from ipsanalysis.record.r_model import ResultRow

EFFECTS: dict[BinaryMeasure, str] = {
    "risk_ratio": "RR",
    "odds_ratio": "OR",
    "risk_difference": "RD",
}
TAU_METHODS = {
    "common effect": "EE",
    "DerSimonian-Laird": "DL",
    "Paule-Mandel": "PM",
}
FEWER = 2000


def settings_of(plan: EvidencePlan, layout: Layout, row: ResultRow) -> dict[str, Any]:
    """Return the settings of the R code of a row; the pieces use some of them.

    Args:
        plan: The plan.
        layout: Where its files lie.
        row: The result row.

    Returns:
        Name: value.
    """
    method, subgroup = row["method"], row["subgroup"]
    words = (word for start, word in TAU_METHODS.items() if method.startswith(start))
    settings: dict[str, Any] = {
        "folder": (layout.results / "data").as_posix(),
        "pool_wanted": pool_of(plan, row).id,
        "level": plan.ci_level,
        "effect": EFFECTS[measure_of(plan, row)],
        "measure": row["statistic"],
        "tau_method": next(words, "REML"),
        "test_wanted": "adhoc" if "Knapp-Hartung" in method else "z",
        "size_wanted": "error" if method.startswith("Egger") else "people",
        "trial_wanted": subgroup,
        "left_out": subgroup,
        "box_wanted": subgroup,
        "group_by": row["covariates"],
        "group_wanted": subgroup,
        "coefficient_wanted": subgroup,
    }
    if row["analysis"] in ("meta_regression", "moderator_flow"):
        settings |= _moderators(plan, row)
    if row["analysis"] in ("bayes", "bayes_trial", "new_trial"):
        settings |= _priors(plan, row)
    if row["analysis"] == "new_trial":
        settings |= _study(plan, layout, row)
    bootstrap = row["statistic"] != "permutation_test"
    settings["replicates"] = plan.resamples.bootstrap if bootstrap else FEWER
    return settings


def pool_of(plan: EvidencePlan, row: ResultRow) -> Pool:
    """Return the pool that a row is about; the headline when it names none."""
    return next((pool for pool in plan.pools if pool.id == row["outcome"]), plan.headline)


def measure_of(plan: EvidencePlan, row: ResultRow) -> BinaryMeasure:
    """Return the effect that a row is about; the pool's own when it names none."""
    statistic = re.sub("^(pooled|predicted)_", "", row["statistic"])
    named = (statistic, row["subgroup"])
    return next((name for name in named if name in EFFECTS), pool_of(plan, row).measures[0])


def new_trial_of(plan: EvidencePlan, row: ResultRow) -> NewTrial:
    """Return the study of this project that a row of new trials is about."""
    asked = plan.new_trials.trials if plan.new_trials else []
    return asked[int(row["plan_key"].rpartition(".")[2])]


def _moderators(plan: EvidencePlan, row: ResultRow) -> dict[str, Any]:
    known = {item.id: item for item in plan.moderators}
    used = [known[name] for name in row["covariates"].split(", ")]
    return {
        "moderators": [item.id for item in used],
        "sources": [item.source for item in used],
        "per": [nan if item.source in GROUPS else item.per or 1.0 for item in used],
        "reference": [item.reference for item in used],
        "of_country": [item.source in OF_COUNTRY for item in used],
    }


def _priors(plan: EvidencePlan, row: ResultRow) -> dict[str, Any]:
    told = plan.bayes
    assert told is not None  # noqa: S101
    place = row["plan_key"].removeprefix("bayes.tau.")
    tau = told.tau[int(place) if place.isdigit() else 0]
    return {
        "what": _asked(row),
        "tau_family": tau.family,
        "tau_scale": tau.scale,
        "mu_mean": told.mu.mean,
        "mu_sd": told.mu.sd,
        "baseline_mean": told.baseline.mean,
        "baseline_sd": told.baseline.sd,
    }


def _asked(row: ResultRow) -> str:
    """Return whose posterior a row is: of the mean effect, tau, the next trial or one trial."""
    if row["analysis"] != "bayes":
        return "trial"
    if row["statistic"] == "posterior_probability":
        return str(row["subgroup"])
    if row["statistic"] == "tau":
        return "tau"
    return "next trial" if row["statistic"].startswith("predicted") else "mean"


def _study(plan: EvidencePlan, layout: Layout, row: ResultRow) -> dict[str, Any]:
    assert plan.new_trials is not None  # noqa: S101
    asked, vague = new_trial_of(plan, row), plan.new_trials.vague
    own = next(used for used in layout.uses if used.study == asked.study)
    weight = re.search("vague weight ([0-9.]+)", row["method"])
    return {
        "left_out": asked.trial_id,
        "study_results": (own.results / "results.csv").as_posix(),
        "study_row": asked.row,
        "vague_mean": vague.mean,
        "vague_sd": vague.sd,
        "vague_weight": float(weight[1]) if weight else nan,
    }
