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
    favours,
    interval_head,
    trials_words,
)
from ipsanalysis.stats.estimate import normal_quantile
from ipsanalysis.tables.evidence.names import (
    KNAPP_HARTUNG,
    POOLED,
    WALD,
    measure_title,
    pooled_row,
)
from ipsanalysis.tables.evidence.robustness import filled_trials
from ipsanalysis.tables.evidence.shown import head, number_of_trials
from ipsanalysis.tables.labels import capital, in_sentence
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
_TRIM = "trim and fill"
_TOLD = ("Wald", "Knapp-Hartung", "percentile")


def draw_methods(own: Material) -> Drawing | None:
    """Draw the headline's effect by every method, and the effect of every pool.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when fewer than two trials are pooled.
    """
    by_method = [
        (measure, lines)
        for measure in own.headline.measures
        if measure.endswith("ratio") == own.measure.endswith("ratio")
        and (lines := list(_by_method(own, measure)))
    ]
    main = pooled_row(own.results, own.headline, WALD)
    if not by_method or (number_of_trials(main) or 0) < 2:
        return None
    tables = [
        _table(own, f"{measure_title(measure)}: {in_sentence(own.headline.label)}", lines, measure)
        for measure, lines in by_method
    ]
    by_pool = list(_by_pool(own))
    if by_pool:
        tables.append(_table(own, "Pool and method", by_pool, own.measure))
    several = len(by_method) > 1
    plot = Plot(
        name=NAME,
        title="The pooled effect by each method and in each set of trials",
        tables=tables,
        samples=_samples(tables),
        notes=[
            f"{direction(own.plan, own.measure)} "
            f"Dashed line{'s' if several else ''}: {own.headline.label}, "
            f"{WALD}{', of the measure of each axis' if several else ''}. Each line says "
            "where its interval is from: Wald z, Knapp-Hartung or percentiles of resampled trials. "
            "Trim and fill and the selection model say what the mean would be if their model of "
            "missing trials were right."
            + (" Trials of trim and fill: those there are + mirror images." if _filled(own) else "")
        ],
    )
    return draw_plot(own, plot)


def _table(own: Material, head_of: str, lines: list[Line], measure: str) -> Table:
    main = pooled_row(own.results, own.headline, WALD, measure)
    return Table(
        head=head_of,
        numbers=interval_head(own.plan, "Pooled"),
        statistic=measure,
        axis=measure_title(POOLED[measure]),
        lines=lines,
        columns=[Column(head="Trials", wide=15)],
        room=66.0,
        guide=main.estimate if main else nan,
        favours=favours(own.plan),
    )


def _samples(tables: list[Table]) -> list[Sample]:
    drawn = {
        (mark.shape, mark.hollow) for table in tables for line in table.lines for mark in line.marks
    }
    diamond = {"marker": "D", "color": POOLED_COLOR}
    candidates = {
        ("diamond", False): Sample(text="Wald z", **diamond),  # type: ignore[arg-type]
        ("diamond", True): Sample(text="Knapp-Hartung", hollow=True, **diamond),  # type: ignore[arg-type]
        ("square", False): Sample(text="other"),
    }
    return [sample for look, sample in candidates.items() if look in drawn]


def _by_method(own: Material, measure: str) -> Iterator[Line]:
    """Yield the effects of the headline on one measure."""
    rows = [
        row
        for analysis in ("pooled", "small_study")
        for row in own.results.where(
            analysis=analysis, outcome=own.headline.id, statistic=POOLED[measure]
        )
    ]
    yield from _lines(own, sorted(rows, key=_place))


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
            yield from _lines(own, rows)


def _lines(own: Material, rows: Iterable[Result]) -> Iterator[Line]:
    for row in rows:
        name = method_told(row)
        mark = Mark(row=row)
        if "Wald" in name or "Knapp" in name:
            hollow = "Knapp" in name
            mark = Mark(row=row, shape="diamond", color=POOLED_COLOR, hollow=hollow)
        yield Line(
            text=capital(name),
            cells=(_trials(own, row),),
            numbers=numbers(row),
            marks=[mark],
            bold=row.role == "primary",
        )


def _trials(own: Material, row: Result) -> str:
    """Return of how many trials a row is, those that trim and fill adds apart."""
    filled, trials = _filled(own), number_of_trials(row)
    if trials is not None and filled and _TRIM in row.method.lower():
        return f"{trials - filled} + {filled}"
    return trials_words(row).partition(" ")[0]


def _filled(own: Material) -> int:
    row = filled_trials(own.plan, own.results)
    return int(row.estimate) if row and row.estimated else 0


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
