"""Sentences about an effect: what its interval is compatible with and what it excludes."""

from math import isinf, isnan

from ipsanalysis.plan.outcomes import EndReason, FirstStatus, Outcome
from ipsanalysis.plan.study import Plan
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables import labels, numbers
from ipsanalysis.tables.cell import Piece, Text, say
from ipsanalysis.tables.results import Result, Results

NULL = {"difference": 0.0, "ratio": 1.0, "log_ratio": 0.0}
RATIO_OF = {
    "risk_ratio": "share",
    "odds_ratio": "odds",
    "hazard_ratio": "hazard (the rate of the event while still at risk)",
    "rmst_ratio": "restricted mean time",
    "rate_ratio": "rate",
}


def arm_name(label: str) -> str:
    """Return the name of an arm within a sentence."""
    return f"the {labels.in_sentence(label)} arm"


def level(row: Result) -> str:
    """Return the confidence level of a row as text."""
    return f"{row.ci_level * 100:g}%"


def null_of(row: Result) -> float:
    """Return the value of a row's statistic at which the arms are alike."""
    if row.statistic == "probability_of_superiority":
        return 0.5
    return NULL[STATISTICS[row.statistic].scale]


def bounded(value: float) -> bool:
    """Whether a limit is a number; a limit that is absent or infinite excludes nothing."""
    return not isnan(value) and not isinf(value)


def crosses_null(row: Result) -> bool:
    """Whether the interval of a row holds the value at which the arms are alike."""
    null = null_of(row)
    above = bounded(row.ci_low) and row.ci_low > null
    below = bounded(row.ci_high) and row.ci_high < null
    return not above and not below


def amount(row: Result, value: float) -> Text:
    """Return a contrast in words, linked: `8.3 percentage points more`, `1.24 times`.

    Args:
        row: The row of the contrast.
        value: The estimate or one of its limits.

    Returns:
        The size with its unit and the direction, seen from the active arm.
    """
    if not _directed(row):
        times = " times" if STATISTICS[row.statistic].scale == "ratio" else ""
        return say(Piece(text=numbers.limit(row, value), key=row.key), times)
    size = Piece(text=numbers.limit(row, value).removeprefix(fmt.MINUS), key=row.key)
    unit = labels.unit_words(row) or "percentage points"
    more, fewer = ("longer", "shorter") if row.statistic.startswith("rmst") else ("more", "fewer")
    way = "" if value == 0 else f" {more if value > 0 else fewer}"
    return say(size, f"{fmt.NO_BREAK}{unit}{way}")


def compatible(plan: Plan, row: Result) -> Text:
    """Return what the interval of a contrast is compatible with.

    Args:
        plan: The plan.
        row: The row of the contrast; it has an estimate.

    Returns:
        A clause without its full stop.
    """
    low, high = bounded(row.ci_low), bounded(row.ci_high)
    where = _where(plan, row)
    if not low and not high:
        return say("no interval could be computed")
    if not low:
        return say("compatible with anything up to ", amount(row, row.ci_high), where)
    lowest = amount(row, row.ci_low)
    if not high:
        return say("compatible with anything from ", lowest, where, " upwards, without a limit")
    return say("compatible with anything from ", lowest, " to ", amount(row, row.ci_high), where)


def interval_says(plan: Plan, row: Result) -> Text:
    """Return the sentence on what the interval of a contrast is compatible with and excludes."""
    if not bounded(row.ci_low) and not bounded(row.ci_high):
        return say("No interval could be computed, so nothing is excluded.")
    return say("The interval is ", compatible(plan, row), f"{_excluded(row)}.")


def _excluded(row: Result) -> str:
    low, high = bounded(row.ci_low), bounded(row.ci_high)
    beyond = "beyond these limits" if low and high else "below it" if low else "above it"
    null = null_words(row)
    if crosses_null(row):
        return f", {null} included, and excludes anything {beyond}"
    return f", and excludes {null} and anything {beyond}"


def others_hold_null(results: Results, row: Result) -> bool:
    """Whether another crude method for the same contrast does not exclude that the arms are alike.

    Args:
        results: All result rows.
        row: The row of the contrast.

    Returns:
        True when its interval excludes the null value and the interval or the test of another
        method at the same time, at the same level, does not.
    """
    if crosses_null(row):
        return False
    others = [
        other
        for other in results.where(
            plan_key=row.plan_key, analysis=row.analysis, missing=row.missing, covariates=""
        )
        if other.contrast and other.key != row.key and _same_time(row, other)
    ]
    return any(_holds_null(other, 1 - row.ci_level) for other in others)


def _same_time(row: Result, other: Result) -> bool:
    return row.timepoint == other.timepoint or (isnan(row.timepoint) and isnan(other.timepoint))


def _holds_null(row: Result, alpha: float) -> bool:
    if row.statistic == "proportional_hazards_test" or not row.estimated:
        return False
    if not isnan(row.p_value) and row.p_value >= alpha:
        return True
    limits = bounded(row.ci_low) or bounded(row.ci_high)
    return limits and STATISTICS[row.statistic].scale != "test" and crosses_null(row)


def null_words(row: Result) -> str:
    """Return the value at which the arms are alike, in words."""
    return {0.0: "zero", 0.5: "50%", 1.0: "a ratio of 1"}[null_of(row)]


def _directed(row: Result) -> bool:
    return STATISTICS[row.statistic].scale == "difference"


def _where(plan: Plan, row: Result) -> str:
    if _directed(row):
        return f" in {arm_name(plan.active.label)}"
    if row.statistic == "probability_of_superiority":
        return f" as the chance that someone in {arm_name(plan.active.label)} has more"
    what = RATIO_OF.get(row.statistic, "value")
    return f" the {what} in {arm_name(plan.control.label)}"


def open_or_settled(plan: Plan, outcome: Outcome, row: Result) -> str:
    """Return what the interval says about direction, in a sentence.

    Args:
        plan: The plan.
        outcome: The outcome compared.
        row: The row of the contrast; it has an estimate.

    Returns:
        A sentence that never takes an interval holding the null value as proof of it.
    """
    active, control = (arm_name(arm.label) for arm in (plan.active, plan.control))
    if not bounded(row.ci_low) and not bounded(row.ci_high):
        return "Without an interval the result says little about which arm did better."
    if crosses_null(row):
        return (
            f"Both directions lie within the interval: the trial leaves open whether {active} or "
            f"{control} did better."
        )
    better = favours_active(outcome, row)
    return (
        f"The whole interval lies on one side, in favour of {active if better else control}; how "
        "large the difference is remains uncertain within it."
    )


def favours_active(outcome: Outcome, row: Result) -> bool:
    """Whether the estimate of a contrast is on the side that is good for the active arm."""
    larger = row.estimate > null_of(row)
    if isinstance(outcome, FirstStatus | EndReason):
        good = outcome.event_is_good != row.statistic.startswith("rmst")
    else:
        good = outcome.higher_is_better
    return larger == good
