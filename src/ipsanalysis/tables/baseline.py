"""Table 1: who was randomised, by arm and overall; standardised differences, no p-values."""

from ipsanalysis.plan.design import Covariate
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables import numbers
from ipsanalysis.tables.cell import Line, Piece, Table, Text, say
from ipsanalysis.tables.labels import group_label, in_sentence, listed
from ipsanalysis.tables.results import Result, Results

EVERYONE = "all"


def baseline_table(plan: Plan, results: Results) -> Table:
    """Return the baseline table.

    Args:
        plan: The plan; `baseline` names the covariates in their order.
        results: All result rows.

    Returns:
        A line a covariate or level, with the number missing in each arm, and the standardised
        difference between the arms.
    """
    groups = [*(arm.id for arm in plan.arms), EVERYONE]
    blocks = [
        _lines(results.where(analysis="baseline", outcome=name), plan.covariate(name), groups)
        for name in plan.baseline
    ]
    numbers_of = (
        *(_heading(plan, results, group) for group in groups),
        "Standardised difference",
    )
    return Table(
        name="baseline",
        caption="Table 1. Baseline characteristics",
        columns=("Characteristic", *numbers_of),
        lines=tuple(line for block in blocks for line in block),
        plain_columns=("Characteristic", "Level", *numbers_of),
        plain_lines=tuple(line for block in blocks for line in _plain_lines(block)),
        notes=(
            "Numbers are n (%) of those known, or as the line says. The standardised difference is "
            "the difference between the arms in standard deviations. There are no p-values: under "
            "randomisation any imbalance is chance.",
            *_levels_notes(plan),
        ),
        numeric=(1, 2, 3, 4),
    )


def _levels_notes(plan: Plan) -> tuple[str, ...]:
    """What the standardised difference is of, for covariates that are not amounts."""
    covariates = [plan.covariate(name) for name in plan.baseline]
    two = [item.label for item in covariates if item.kind == "binary"]
    more = [item.label for item in covariates if item.kind in ("categorical", "ordinal")]
    return (
        *_note(two, "it is of the share of the second level listed"),
        *_note(more, "it is a distance between the shares of all levels and has no sign"),
    )


def _note(names: list[str], words: str) -> list[str]:
    listed_names = listed(in_sentence(name) for name in names)
    return [f"For {listed_names} {words}."] if names else []


def _plain_lines(block: list[Line]) -> list[Line]:
    """The lines of one covariate, each with the covariate's name."""
    name = block[0].cells[0]
    levels = [((), *block[0].cells[1:]), *(line.cells for line in block[1:])]
    return [Line(cells=(name, *cells)) for cells in levels]


def _heading(plan: Plan, results: Results, group: str) -> str:
    box = "randomised" if group == EVERYONE else "allocated"
    row = results.first(analysis="flow", outcome=box, group=group)
    size = (
        f" (N{fmt.NO_BREAK}={fmt.NO_BREAK}{fmt.count(row.n)})" if row and row.n is not None else ""
    )
    return group_label(plan, group) + size


def _lines(rows: list[Result], covariate: Covariate, groups: list[str]) -> list[Line]:
    known = covariate.unit is None or covariate.unit in covariate.label.lower()
    unit = "" if known else f", {covariate.unit}"
    found = [
        Line(
            cells=(
                say(f"{covariate.label}{unit}"),
                *(() for _ in groups),
                *(
                    say(_difference(row))
                    for row in rows
                    if row.statistic == "standardised_difference"
                ),
            )
        )
    ]
    if covariate.kind == "continuous":
        found += [
            _line("Mean (SD)", [_mean(rows, group) for group in groups]),
            _line("Median (quartiles)", [_median(rows, group) for group in groups]),
        ]
    for level, label in (covariate.levels or {}).items():
        found.append(_line(label, [_share(rows, group, level) for group in groups]))
    return [*found, _line("Missing, n", [_missing(rows, group) for group in groups])]


def _line(label: str, cells: list[Text]) -> Line:
    return Line(cells=(say(label), *cells, ()), indent=True)


def _difference(row: Result) -> Piece:
    return numbers.estimate(row)


def _of(rows: list[Result], group: str, statistic: str, level: str = "") -> Result | None:
    return next(
        (
            row
            for row in rows
            if (row.group, row.statistic, row.subgroup) == (group, statistic, level)
        ),
        None,
    )


def _mean(rows: list[Result], group: str) -> Text:
    mean, spread = _of(rows, group, "mean"), _of(rows, group, "standard_deviation")
    if mean is None or spread is None or not mean.estimated:
        return _absent(mean)
    return say(
        numbers.estimate(mean),
        f"{fmt.NO_BREAK}(",
        numbers.estimate(spread),
        ")",
    )


def _median(rows: list[Result], group: str) -> Text:
    names = ("median", "lower_quartile", "upper_quartile")
    median, low, high = (_of(rows, group, name) for name in names)
    if median is None or low is None or high is None or not median.estimated:
        return _absent(median)
    shown = (median, low, high)
    whole = all(row.estimate.is_integer() for row in shown)
    decimals = 0 if whole else fmt.decimals_by(median.spread)
    middle, first, last = (
        Piece(text=fmt.fixed(row.estimate, decimals), key=row.key) for row in shown
    )
    to = f"{fmt.NO_BREAK}to{fmt.NO_BREAK}"
    return say(middle, f"{fmt.NO_BREAK}(", first, to, last, ")")


def _share(rows: list[Result], group: str, level: str) -> Text:
    row = _of(rows, group, "proportion", level)
    if row is None or row.n_events is None or not row.estimated:
        return _absent(row)
    text = f"{fmt.count(row.n_events)}{fmt.NO_BREAK}({fmt.percent(row.estimate)})"
    return say(Piece(text=text, key=row.key))


def _missing(rows: list[Result], group: str) -> Text:
    row = _of(rows, group, "missing")
    return say(numbers.estimate(row)) if row else ()


def _absent(row: Result | None) -> Text:
    return say(numbers.estimate(row)) if row else ()
