"""The headline pooled with priors: densities of the mean, of the next trial and of tau."""

from collections.abc import Iterator, Sequence

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.lines import Line, Mark, heading, in_unit_of, numbers
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.plot import Plot, draw_plot
from ipsanalysis.figures.evidence.table import Column, Table
from ipsanalysis.figures.evidence.words import (
    POOLED_COLOR,
    direction,
    favours,
    is_ratio,
    null_words,
    share,
)
from ipsanalysis.figures.words import joined, level_name
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.evidence.bayes import priors_told
from ipsanalysis.tables.evidence.names import measure_title, unit_words
from ipsanalysis.tables.evidence.shown import head
from ipsanalysis.tables.labels import capital, in_sentence
from ipsanalysis.tables.results import Result

NAME = "bayes"
_HEAD, _ROOM = "Model and prior of tau", 74.0
_PARTS = {"mean": "pooled_", "next trial": "predicted_"}
_TITLES = {"mean": "Mean effect", "next trial": "Effect of a next trial"}


def draw_bayes(own: Material) -> Drawing | None:
    """Draw what each model and prior makes of the mean, of a next trial and of tau.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when no such row has an estimate.
    """
    found = own.results.where(analysis="bayes", outcome=own.headline.id)
    rows = sorted(found, key=_place)
    axes = _axes(own, rows)
    if not axes:
        return None
    effects = [_effects_table(own, rows, measures) for measures in axes]
    taus = [_taus_table(own, rows, measures) for measures in axes]
    plot = Plot(
        name=NAME,
        title=f"{own.headline.label}: the pooled effect with priors",
        tables=[table for table in (*effects, *taus) if table.lines],
        notes=[
            f"{direction(own.plan, *(measures[0] for measures in axes))} Curves: posterior "
            "densities, each as high as there is room, "
            "of the logarithm for ratios. A credible interval holds the quantity with the "
            "probability stated, given the model and the priors.",
            "tau: standard deviation of the effects between trials, on the scale that its heading "
            "names; values on two scales cannot be compared."
            if len([line for table in taus for line in table.lines if line.heading]) > 1
            else "",
            priors_told(own.plan),
        ],
        shown=[row for row in rows if row.statistic == "posterior_probability"],
    )
    return draw_plot(own, plot)


def _place(row: Result) -> tuple[str, bool, str, str]:
    return (row.statistic, row.method.startswith("binomial"), row.plan_key, row.key)


def _axes(own: Material, rows: list[Result]) -> list[list[str]]:
    """Return the measures that the rows are of, those that share an axis together.

    An axis on which nothing is estimated is left out.
    """

    def of(measure: str) -> list[Result]:
        return [row for row in rows if row.statistic in {x + measure for x in _PARTS.values()}]

    measures = [one for one in dict.fromkeys([own.measure, "odds_ratio"]) if of(one)]
    axes = [
        [one for one in measures if is_ratio(one) == ratio]
        for ratio in dict.fromkeys(map(is_ratio, measures))
    ]
    return [shared for shared in axes if any(row.estimated for one in shared for row in of(one))]


def _effects_table(own: Material, rows: list[Result], measures: Sequence[str]) -> Table:
    return Table(
        head=_HEAD,
        numbers=_numbers_head(own),
        statistic=measures[0],
        axis="Ratio" if len(measures) > 1 else measure_title(measures[0]),
        lines=[line for part in _PARTS for line in _effects(own, rows, part, measures)],
        columns=[Column(head=f"Probability above {null_words(measures[0])}", wide=20)],
        room=_ROOM,
        favours=favours(own.plan),
    )


def _taus_table(own: Material, rows: list[Result], measures: Sequence[str]) -> Table:
    return Table(
        head=_HEAD,
        numbers=_numbers_head(own),
        statistic="tau" if is_ratio(measures[0]) else measures[0],
        axis=f"tau{unit_words(measures[0])}",
        lines=list(_taus(own, rows, measures)),
        room=_ROOM,
    )


def _numbers_head(own: Material) -> str:
    return f"Median ({joined(f'{level_name(own.plan.ci_level)} credible')} interval)"


def _effects(
    own: Material, rows: list[Result], part: str, measures: Sequence[str]
) -> Iterator[Line]:
    """Yield the lines of the mean or of a next trial, by what is pooled."""
    chances = {
        head(row): row
        for row in rows
        if row.statistic == "posterior_probability" and row.subgroup == part
    }
    for measure in measures:
        found = [row for row in rows if row.statistic == _PARTS[part] + measure]
        if found:
            yield heading(f"{_TITLES[part]}: {measure_title(measure)}")
        for row in found:
            chance = chances.get(head(row))
            yield _line(own, row, part, share(chance), measure)


def _taus(own: Material, rows: list[Result], measures: Sequence[str]) -> Iterator[Line]:
    """Yield the lines of tau, by what the model pools: tau of each is on its own scale."""
    pooled = {head(row): row.statistic for row in rows if row.statistic.startswith("pooled_")}
    for measure in measures:
        found = [
            row
            for row in rows
            if row.statistic == "tau" and pooled.get(head(row)) == f"pooled_{measure}"
        ]
        if found:
            yield heading(f"tau of {_on_scale(measure)}")
        for row in found:
            yield _line(own, row, "tau", "", measure)


def _on_scale(measure: str) -> str:
    name = in_sentence(STATISTICS[measure].label)
    return f"log {name}s" if is_ratio(measure) else f"{name}s{unit_words(measure)}"


def _line(own: Material, row: Result, part: str, cell: str, measure: str) -> Line:
    points = own.curves.where(analysis="bayes_density", subgroup=part)
    return Line(
        text=capital(head(row)),
        cells=(cell,),
        numbers=numbers(in_unit_of(row, measure)),
        marks=[Mark(row=row, shape="circle", color=POOLED_COLOR)],
        density=sorted(
            (point for point in points if head(point) == head(row)), key=lambda p: p.timepoint
        ),
    )
