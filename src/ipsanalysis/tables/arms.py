"""What each arm had, beside a contrast of the two."""

from ipsanalysis.tables import format as fmt
from ipsanalysis.tables import numbers
from ipsanalysis.tables.cell import Piece, Text, say
from ipsanalysis.tables.results import Result, Results

SHARES = ("risk_difference", "risk_ratio", "odds_ratio", "fisher_mid_p", "unconditional_exact")
MEANS = ("mean_difference", "mean_ratio", "permutation_test", "probability_of_superiority")
BESIDE = {
    **dict.fromkeys(SHARES, "proportion"),
    **dict.fromkeys(MEANS, "mean"),
    "cumulative_incidence_difference": "cumulative_incidence",
    "kaplan_meier_difference": "kaplan_meier",
    "rmst_difference": "rmst",
    "rmst_ratio": "rmst",
    "rate_ratio": "rate",
}


def arm_text(results: Results, contrast: Result, arm: str, *, active: bool) -> Text:
    """Return what one arm had, as printed beside a contrast.

    Args:
        results: All result rows.
        contrast: The row that compares the arms.
        arm: The arm's id.
        active: Whether it is the active arm.

    Returns:
        Shares as `n/N (%)`, means as `mean (SD)` with n when fewer than randomised, other amounts
        alone; for hazards the people with the event; empty when no row fits.
    """
    statistic = BESIDE.get(contrast.statistic)
    if statistic is None:
        return _events(contrast, active=active)
    row = _beside(results, contrast, arm, statistic)
    return arm_row_text(results, row) if row else ()


def arm_row_text(results: Results, row: Result) -> Text:
    """Return the row of one arm as printed in a table of effects."""
    if row.statistic == "proportion" and not row.covariates:
        return say(numbers.events_of(row))
    if row.statistic == "mean" and not row.covariates and row.estimated:
        return _mean_and_spread(results, row)
    if row.statistic == "median_time":
        return say(numbers.with_interval(row))
    if row.statistic == "rate" and row.estimated:
        return say(numbers.estimate(row), f" {row.units}")
    return say(numbers.estimate(row))


def _beside(results: Results, contrast: Result, arm: str, statistic: str) -> Result | None:
    rows = results.where(
        plan_key=contrast.plan_key,
        analysis=contrast.analysis,
        outcome=contrast.outcome,
        missing=contrast.missing,
        statistic=statistic,
        group=arm,
        covariates=contrast.covariates,
        timepoint=contrast.timepoint,
    )
    same = (row for row in rows if _model(row) == _model(contrast))
    return next(same, next(iter(rows), None))


def _model(row: Result) -> str:
    """The model a row comes from, when several of a comparison share their covariates."""
    return row.method.partition(" (")[0].partition(",")[0]


def _events(contrast: Result, *, active: bool) -> Text:
    events = contrast.n_events if active else contrast.n_events_control
    people = contrast.n if active else contrast.n_control
    if events is None or people is None:
        return ()
    return say(Piece(text=f"{fmt.count(events)}/{fmt.count(people)}", key=contrast.key))


def _mean_and_spread(results: Results, row: Result) -> Text:
    spread = results.first(
        plan_key=row.plan_key,
        missing=row.missing,
        statistic="standard_deviation",
        group=row.group,
        covariates="",
    )
    people = _fewer(results, row)
    if spread is None or not spread.estimated:
        return say(numbers.estimate(row), people)
    return say(numbers.estimate(row), f"{fmt.NO_BREAK}(", numbers.estimate(spread), ")", people)


def _fewer(results: Results, row: Result) -> Text:
    """The number analysed, where it is smaller than that randomised to the arm."""
    box = results.first(analysis="flow", outcome="allocated", group=row.group)
    if box is None or row.n is None or row.n == box.n:
        return ()
    people = f"n{fmt.NO_BREAK}={fmt.NO_BREAK}{fmt.count(row.n)}"
    return say(", ", Piece(text=people, key=row.key))
