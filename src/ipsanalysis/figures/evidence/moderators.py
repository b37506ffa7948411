"""Meta-regressions: the ratio or difference of effects that goes with each moderator."""

from collections.abc import Iterator

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.lines import Line, Mark, heading, in_unit_of, numbers, remark
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.plot import Plot, draw_plot
from ipsanalysis.figures.evidence.table import Column, Table
from ipsanalysis.figures.evidence.words import interval_head, is_ratio, null_words
from ipsanalysis.plan.evidence import Regression
from ipsanalysis.tables.evidence.names import (
    RATIO_OF,
    coefficient_words,
    moderator_words,
    unit_words,
)
from ipsanalysis.tables.format import p_value
from ipsanalysis.tables.results import Result

NAME = "moderators"
FEW = "Few trials"


def draw_moderators(own: Material) -> Drawing | None:
    """Draw every coefficient of every meta-regression, with two p-values.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when no meta-regression could be computed.
    """
    lines = [line for item in own.plan.regressions for line in _regression(own, item)]
    if not any(row.estimated for line in lines for row in line.rows):
        return None
    ratio = is_ratio(own.measure)
    label = "Ratio of ratios" if ratio else "Difference of risk differences"
    table = Table(
        head="Meta-regression and coefficient",
        numbers=interval_head(own.plan, label),
        statistic=own.measure,
        axis=label + unit_words(own.measure),
        lines=lines,
        columns=[
            Column(head="p, Knapp-Hartung", wide=23),
            Column(head="p, permuted", wide=16),
        ],
        room=60,
    )
    plot = Plot(
        name=NAME,
        title=f"{own.headline.label}: effects by characteristics of the trials",
        tables=[table],
        notes=[
            "Intervals: REML and Knapp-Hartung, factor at least 1. Permuted: the moderators are "
            f"permuted among the trials. Above {null_words(own.measure)}: the effect is larger "
            "where the moderator is higher, or in the group named, than in the group it is "
            "compared with. "
            f"{'' if ratio else 'Differences are in percentage points. '}"
            "p-values are not adjusted for their number.",
            "Trials were not randomised to moderators, and a moderator of trials says nothing of "
            "single people.",
        ],
        shown=[row for row in _permuted(own).values() if row.subgroup],
    )
    return draw_plot(own, plot)


def coefficients(own: Material, moderators: str) -> list[Result]:
    """Return the coefficients of a meta-regression but its intercept, in the order of their key.

    Args:
        own: What it is drawn from.
        moderators: Its moderators, as rows name them.
    """
    return own.results.where(
        analysis="meta_regression",
        outcome=own.headline.id,
        covariates=moderators,
        statistic=RATIO_OF[own.measure],
    )


def permuted_p(own: Material, row: Result) -> Result | None:
    """Return the permutation test of a coefficient."""
    return _permuted(own).get((row.covariates, row.subgroup))


def _permuted(own: Material) -> dict[tuple[str, str], Result]:
    rows = own.results.where(
        analysis="meta_regression", outcome=own.headline.id, statistic="permutation_test"
    )
    return {(row.covariates, row.subgroup): row for row in rows}


def _regression(own: Material, item: Regression) -> Iterator[Line]:
    name = ", ".join(item.moderators)
    rows = coefficients(own, name)
    used = own.results.first(
        analysis="moderator_flow", covariates=name, subgroup="in the regression"
    )
    told = f" ({used.estimate:g} trials)" if used else ""
    if not rows:
        absent = own.results.first(
            analysis="meta_regression", covariates=name, statistic="moderator_test", subgroup=""
        )
        if absent:
            yield heading(moderator_words(own.plan, name))
            yield remark(f"Not computed: {absent.note.removeprefix('Not computed: ')}")
        return
    yield heading(f"{moderator_words(own.plan, name)}{told}")
    for row in rows:
        test = permuted_p(own, row)
        yield Line(
            text=coefficient_words(own.plan, row.subgroup),
            cells=(p_value(row.p_value), p_value(test.p_value) if test else "–"),
            numbers=numbers(in_unit_of(row, own.measure)),
            marks=[Mark(row=row)],
        )
    if any(FEW in row.note for row in rows):
        yield remark("Fewer than ten trials for each coefficient.")
