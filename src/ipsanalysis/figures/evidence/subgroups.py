"""The headline pool, split: the pooled effect of each group of trials."""

from collections.abc import Iterator
from math import nan

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.lines import Line, Mark, heading, numbers
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.plot import Plot, draw_plot
from ipsanalysis.figures.evidence.table import Column, Table
from ipsanalysis.figures.evidence.words import (
    POOLED_COLOR,
    direction,
    events,
    favours,
    interval_head,
    p_words,
    tau2_unit,
    trials_words,
)
from ipsanalysis.figures.words import joined
from ipsanalysis.plan.evidence import Subgroups
from ipsanalysis.tables.evidence.names import (
    POOLED,
    WALD,
    groups_of,
    measure_title,
    pooled_row,
    subgroup_title,
)
from ipsanalysis.tables.evidence.shown import number
from ipsanalysis.tables.evidence.subgroups import (
    FEW_IN_GROUP,
    ONE_TAU2,
    OWN_TAU2,
    subgroup_tests,
)
from ipsanalysis.tables.labels import capital
from ipsanalysis.tables.results import Result

NAME = "subgroups"
_SHORT = {OWN_TAU2: "own tau²", ONE_TAU2: "one tau²"}


def draw_subgroups(own: Material) -> Drawing | None:
    """Draw the pooled effect of each group of trials, with the test between groups.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when there are no such rows.
    """
    lines = [line for item in own.plan.subgroups for line in _split(own, item)]
    if not lines:
        return None
    plan = own.plan
    main = pooled_row(own.results, own.headline, WALD)
    table = Table(
        head="Group of trials",
        numbers=interval_head(plan, "Pooled"),
        statistic=own.measure,
        axis=measure_title(POOLED[own.measure]),
        lines=lines,
        columns=[
            Column(head="Trials", wide=11),
            Column(head=f"{plan.contrast.active.label}, events/n", wide=18),
            Column(head=f"{plan.contrast.control.label}, events/n", wide=18),
            Column(head="tau²", wide=11),
        ],
        room=42,
        guide=main.estimate if main else nan,
        favours=favours(plan),
    )
    plot = Plot(
        name=NAME,
        title=f"{own.headline.label}: the pooled effect in groups of trials",
        tables=[table],
        notes=[
            f"{direction(plan, own.measure)} {WALD} within each group, each with its own tau². "
            "p: tests of differences between groups, with a tau² of each group (Q) and with one "
            f"tau² for all (Wald test, first where a group has fewer than {FEW_IN_GROUP} trials), "
            "not adjusted "
            "for the number of splits. Dashed line: all trials. Trials were not randomised to "
            "groups: groups differ in other ways too." + tau2_unit(own.measure)
        ],
        shown=[row for item in plan.subgroups for row in _words(own, item)],
    )
    return draw_plot(own, plot)


def _rows(own: Material, item: Subgroups, statistic: str) -> list[Result]:
    return own.results.where(
        analysis="subgroup", outcome=own.headline.id, covariates=item.by, statistic=statistic
    )


def _words(own: Material, item: Subgroups) -> list[Result]:
    """Return the rows that stand in words: tau2 and the tests between groups."""
    tests = subgroup_tests(own.plan, own.results, item.by)
    return [*_rows(own, item, "tau2"), *(test for _, test in tests)]


def _split(own: Material, item: Subgroups) -> Iterator[Line]:
    rows = {row.subgroup: row for row in _rows(own, item, POOLED[own.measure])}
    if len(rows) < 2:
        return
    levels = groups_of(own.plan, item.by)
    tau2 = {row.subgroup: row for row in _rows(own, item, "tau2")}
    tests = subgroup_tests(own.plan, own.results, item.by)
    told = ", ".join(joined(f"{p_words(test)} ({_SHORT[words]})") for words, test in tests)
    yield heading(f"{subgroup_title(item)}{': ' if told else ''}{told}")
    ordered = [*(level for level in levels if level in rows), *sorted(set(rows) - set(levels))]
    for level in ordered:
        row, spread = rows[level], tau2.get(level)
        yield Line(
            text=capital(levels.get(level, level)),
            cells=(
                trials_words(row).partition(" ")[0],
                events(row.n_events, row.n),
                events(row.n_events_control, row.n_control),
                number(spread, spread.estimate) if spread and spread.estimated else "–",
            ),
            numbers=numbers(row),
            marks=[Mark(row=row, shape="diamond", color=POOLED_COLOR)],
        )
