"""The pooled effect by every method, and of every pool: what the choice of each does to it."""

from collections.abc import Iterable, Iterator
from math import isclose, isnan, log, nan

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.legend import Sample
from ipsanalysis.figures.evidence.lines import Line, Mark, heading, numbers
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.plot import Plot, draw_plot
from ipsanalysis.figures.evidence.table import Column, Table
from ipsanalysis.figures.evidence.words import (
    POOLED_COLOR,
    direction,
    interval_head,
    trials_words,
)
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.stats.estimate import normal_quantile
from ipsanalysis.tables.evidence.names import (
    KNAPP_HARTUNG,
    POOLED,
    WALD,
    measure_title,
    pooled_row,
)
from ipsanalysis.tables.evidence.shown import head, number_of_trials
from ipsanalysis.tables.labels import capital
from ipsanalysis.tables.results import Result

NAME = "methods"
_ORDER = (
    "REML and Wald z",
    "REML and Knapp-Hartung",
    "Paule-Mandel and Wald z",
    "Paule-Mandel and Knapp-Hartung",
    "DerSimonian-Laird and Wald z",
    "DerSimonian-Laird and Knapp-Hartung",
    "common effect and Wald z",
)
_TOLD = ("Wald", "Knapp-Hartung", "percentile")


def draw_methods(own: Material) -> Drawing | None:
    """Draw the headline's ratios by every method, and the ratio of every pool.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when fewer than two trials are pooled.
    """
    by_method, by_pool = list(_by_method(own)), list(_by_pool(own))
    if not by_method:
        return None
    label = STATISTICS[POOLED[own.measure]].label
    main = pooled_row(own.results, own.headline, WALD)
    if (number_of_trials(main) or 0) < 2:
        return None
    shared = {"statistic": own.measure, "guide": main.estimate if main else nan, "room": 66.0}
    columns = [Column(head="Trials", wide=15)]
    tables = [
        Table(
            head=head_of,
            numbers=interval_head(own.plan, "Pooled"),
            axis=axis,
            lines=lines,
            columns=columns,
            **shared,  # type: ignore[arg-type]
        )
        for head_of, axis, lines in (
            (f"Method ({own.headline.label})", "Ratio", by_method),
            ("Pool and method", label, by_pool),
        )
        if lines
    ]
    plot = Plot(
        name=NAME,
        title="The pooled effect by each method and in each set of trials",
        tables=tables,
        samples=_samples(),
        notes=[
            f"{direction(own.plan)} Dashed line: {own.headline.label}, {WALD}. Each line says "
            "where its interval is from: Wald z, Knapp-Hartung or percentiles of resampled trials. "
            "Trim and fill and the selection model say what the mean would be if their model of "
            "missing trials were right."
        ],
    )
    return draw_plot(own, plot)


def _samples() -> list[Sample]:
    return [
        Sample(text="Wald z", marker="D", color=POOLED_COLOR),
        Sample(text="Knapp-Hartung", marker="D", color=POOLED_COLOR, hollow=True),
        Sample(text="other"),
    ]


def _by_method(own: Material) -> Iterator[Line]:
    """Yield the ratios of the headline, by measure."""
    for measure in own.headline.measures:
        if measure.endswith("ratio") != own.measure.endswith("ratio"):
            continue
        rows = [
            row
            for analysis in ("pooled", "small_study")
            for row in own.results.where(
                analysis=analysis, outcome=own.headline.id, statistic=POOLED[measure]
            )
        ]
        if rows:
            yield heading(measure_title(measure), rule=measure != own.measure)
            yield from _lines(sorted(rows, key=_place))


def _place(row: Result) -> tuple[bool, int, str]:
    name = head(row)
    place = _ORDER.index(name) if name in _ORDER else len(_ORDER)
    return (row.analysis != "pooled", place, row.key)


def _by_pool(own: Material) -> Iterator[Line]:
    """Yield the effect of each pool that is measured as the headline is."""
    for index, pool in enumerate(own.plan.pools):
        rows = [
            row
            for name in (WALD, KNAPP_HARTUNG)
            if (row := pooled_row(own.results, pool, name)) and row.statistic == POOLED[own.measure]
        ]
        if rows:
            yield heading(pool.label, rule=index > 0)
            yield from _lines(rows)


def _lines(rows: Iterable[Result]) -> Iterator[Line]:
    for row in rows:
        name = method_told(row)
        mark = Mark(row=row)
        if "Wald" in name or "Knapp" in name:
            hollow = "Knapp" in name
            mark = Mark(row=row, shape="diamond", color=POOLED_COLOR, hollow=hollow)
        yield Line(
            text=capital(name),
            cells=(trials_words(row).partition(" ")[0],),
            numbers=numbers(row),
            marks=[mark],
            bold=row.role == "primary",
        )


def method_told(row: Result) -> str:
    """Return the method of a row up to the words that say where its interval is from."""
    parts = row.method.split(", ")
    ends = [i for i, part in enumerate(parts) if any(word in part for word in _TOLD)]
    if ends:
        return ", ".join(parts[: ends[0] + 1])
    return f"{row.method}, Wald z" if _by_wald(row) else row.method


def _by_wald(row: Result) -> bool:
    """Whether the interval is the logarithm's, or the difference's, with normal quantiles."""
    if isnan(row.std_error) or isnan(row.ci_low):
        return False
    ends = (row.ci_low, row.ci_high)
    low, high = (log(end) for end in ends) if row.statistic.endswith("ratio") else ends
    return isclose(high - low, 2 * normal_quantile(row.ci_level) * row.std_error, rel_tol=1e-9)
