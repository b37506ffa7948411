"""The forest plot of the headline pool: its trials, the pooled effect, and others beside it."""

from collections.abc import Iterator, Sequence
from math import inf, nan

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.beside import new_trials, printed_pools, shrunken
from ipsanalysis.figures.evidence.legend import Sample
from ipsanalysis.figures.evidence.lines import Line, Mark, numbers, remark, sizes
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.plot import Plot, draw_plot
from ipsanalysis.figures.evidence.table import Column, Table
from ipsanalysis.figures.evidence.words import (
    POOLED_COLOR,
    SHRUNKEN_COLOR,
    SYNTHETIC,
    direction,
    events,
    favours,
    interval_head,
    limits_told,
    tau2_unit,
    tau2_words,
)
from ipsanalysis.figures.page import STAMP
from ipsanalysis.figures.style import GREY
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.evidence.names import (
    KNAPP_HARTUNG,
    WALD,
    measure_title,
    pooled_row,
    prediction_row,
    spread_row,
)
from ipsanalysis.tables.evidence.shown import head, number, number_of_trials
from ipsanalysis.tables.labels import in_sentence
from ipsanalysis.tables.results import Result

NAME = "forest"
_OF_POOLED = (
    " Weights: REML. Next trial: the interval in which the effect of one more trial like these is "
    "expected, from the REML mean; Wald z with k - 2, Knapp-Hartung with k - 1 degrees of freedom. "
    "Dashed line: the REML mean."
)


def draw_forest(own: Material) -> Drawing | None:
    """Draw the trials of the headline pool by year, what they come to, and others beside them.

    Beneath the trials stand the pooled effect with two kinds of interval, where the effect of a
    next trial is expected, the studies of this project, which are never pooled, and pooled effects
    printed elsewhere.

    Args:
        own: What it is drawn from.

    Returns:
        The figure; none when no trial has rows.
    """
    rows = trials_in_order(own)
    if not rows:
        return None
    plan, label = own.plan, STATISTICS[own.measure].label
    new, wald = new_trials(own), pooled_row(own.results, own.headline, WALD)
    printed = printed_pools(own, own.measure)
    table = Table(
        head="Trial",
        numbers=interval_head(plan, label),
        statistic=own.measure,
        axis=measure_title(own.measure),
        lines=[*_trials(own, rows), *_pooled(own), *new, *printed],
        columns=[
            Column(head="Months", wide=11.5),
            Column(head=f"{plan.contrast.active.label}, events/n", wide=17),
            Column(head=f"{plan.contrast.control.label}, events/n", wide=17),
            Column(head="Weight", wide=12),
        ],
        room=43,
        guide=wald.estimate if wald and (number_of_trials(wald) or 0) > 1 else nan,
        favours=favours(plan),
    )
    plot = Plot(
        name=NAME,
        title=f"{own.headline.label}: {_told(wald, len(rows), in_sentence(label))}",
        tables=[table],
        samples=_samples(own, rows, new, printed),
        notes=_notes(own, rows, new),
        shown=[*_weights(own).values(), *_spread(own)],
    )
    return draw_plot(own, plot)


def _told(wald: Result | None, rows: int, label: str) -> str:
    if (number_of_trials(wald) or 0) > 1:
        return f"the trials and their pooled {label}"
    return f"{'the trial and its' if rows == 1 else 'the trials and their'} {label}"


def trials_in_order(own: Material) -> list[Result]:
    """Return the effect of each trial of the headline pool, by year and then by label.

    The year is that of the cumulative rows; trials that have none, for they have no effect, follow.
    """
    years = {
        row.subgroup: row.timepoint
        for row in own.results.where(analysis="cumulative", outcome=own.headline.id)
    }
    rows = own.results.where(analysis="trial", outcome=own.headline.id, statistic=own.measure)
    return sorted(
        rows,
        key=lambda row: (years.get(row.subgroup, inf), own.label(row.subgroup), row.subgroup),
    )


def _weights(own: Material) -> dict[str, Result]:
    rows = own.results.where(analysis="trial", outcome=own.headline.id, statistic="weight")
    return {row.subgroup: row for row in rows}


def _shrunken(own: Material) -> dict[str, Result]:
    rows = own.results.where(analysis="bayes_trial", outcome=own.headline.id, statistic=own.measure)
    return {row.subgroup: row for row in rows if shrunken(row) and row.estimated}


def _trials(own: Material, rows: list[Result]) -> Iterator[Line]:
    weights, others, size = _weights(own), _shrunken(own), sizes(own.weights())
    for row in rows:
        weight, other = weights.get(row.subgroup), others.get(row.subgroup)
        marks = [Mark(row=row, size=size.get(row.subgroup, 3.0))]
        if other:
            look = {"shape": "circle", "size": 2.6, "drop": 1.75, "alone": True, "hollow": True}
            marks.append(Mark(row=other, color=SHRUNKEN_COLOR, **look))  # type: ignore[arg-type]
        yield Line(
            text=own.label(row.subgroup),
            cells=(
                "" if row.timepoint != row.timepoint else f"{row.timepoint:g}",
                events(row.n_events, row.n),
                events(row.n_events_control, row.n_control),
                number(weight, weight.estimate) if weight else "",
            ),
            numbers=numbers(row),
            marks=marks,
        )


def _pooled(own: Material) -> Iterator[Line]:
    """Yield the pooled effect by each kind of interval, and where a next trial is expected."""
    wald, knapp = (pooled_row(own.results, own.headline, name) for name in (WALD, KNAPP_HARTUNG))
    if number_of_trials(wald) == 1:
        yield remark("One trial; not pooled.")
        return
    if wald:
        yield Line(
            text=f"Pooled, {WALD}",
            cells=(
                "",
                events(wald.n_events, wald.n),
                events(wald.n_events_control, wald.n_control),
            ),
            numbers=numbers(wald),
            marks=[Mark(row=wald, shape="diamond", color=POOLED_COLOR)],
            bold=True,
            rule=True,
        )
    if knapp:
        yield Line(
            text=f"Pooled, {KNAPP_HARTUNG}",
            numbers=numbers(knapp),
            marks=[Mark(row=knapp, shape="diamond", color=POOLED_COLOR, hollow=True)],
        )
    for name in (WALD, KNAPP_HARTUNG):
        expected = prediction_row(own.results, own.headline, name)
        if expected:
            yield Line(
                text=f"Next trial, {name.rpartition(' and ')[2]}",
                numbers=limits_told(expected),
                marks=[Mark(row=expected, shape="bar", color=POOLED_COLOR)],
            )
    told = tau2_words(_spread(own))
    if told:
        yield remark(told)


def _spread(own: Material) -> list[Result]:
    found = [
        spread_row(own.results, own.headline, statistic, method)
        for statistic, method in (("tau2", "REML"), ("i2", "REML"), ("q", ""))
    ]
    return [row for row in found if row and row.estimated]


def _estimated(lines: Sequence[Line]) -> list[Result]:
    return [mark.row for line in lines for mark in line.marks if mark.row.estimated]


def _samples(
    own: Material, rows: Sequence[Result], new: Sequence[Line], printed: Sequence[Line]
) -> list[Sample]:
    studies = _estimated(new)
    pooled = number_of_trials(pooled_row(own.results, own.headline, WALD)) not in (0, 1)
    candidates = [
        (any(row.estimated for row in rows), Sample(text="trial, area by weight", size=5.5)),
        (
            bool(_shrunken(own)),
            Sample(
                text="the same, shrunken", marker="o", hollow=True, color=SHRUNKEN_COLOR, size=2.6
            ),
        ),
        (
            pooled,
            Sample(text="pooled, Wald z", marker="D", color=POOLED_COLOR),
        ),
        (
            pooled,
            Sample(text="pooled, Knapp-Hartung", marker="D", color=POOLED_COLOR, hollow=True),
        ),
        (
            not all(map(shrunken, studies)),
            Sample(text="study of this project, crude", hollow=True),
        ),
        (
            any(map(shrunken, studies)),
            Sample(text="the same, shrunken", marker="o", hollow=True, color=SHRUNKEN_COLOR),
        ),
        (
            bool(_estimated(printed)),
            Sample(text="printed elsewhere", marker="D", color=GREY, hollow=True),
        ),
    ]
    return [sample for there, sample in candidates if there]


def _notes(own: Material, rows: list[Result], new: Sequence[Line]) -> list[str]:
    studies = _estimated(new)
    wald = pooled_row(own.results, own.headline, WALD)
    pooled = (number_of_trials(wald) or 0) > 1
    corrected = [own.label(row.subgroup) for row in rows if "0.5 was added" in row.note]
    return [
        f"{direction(own.plan, own.measure)} Trials by year of print. "
        f"Intervals of trials: {rows[0].method}."
        + (_OF_POOLED if pooled else "")
        + (tau2_unit(own.measure) if pooled else ""),
        f"A count of 0, so 0.5 was added to each count of: {', '.join(corrected)}."
        if corrected
        else "",
        *_shrunken_told(list(_shrunken(own).values()), [row for row in studies if shrunken(row)]),
        f"{STAMP}: made by computer, not from participants, and in no pooled effect."
        if any(row.data_status == SYNTHETIC for row in studies)
        else "",
    ]


def _shrunken_told(trials: Sequence[Result], studies: Sequence[Result]) -> Iterator[str]:
    """Say what shrunken effects are, and where their intervals and numbers stand."""
    parts = []
    if trials:
        parts.append(
            "drawn without its interval for the trials, whose numbers are in the table of trials "
            "as counted and shrunken"
        )
    if studies:
        parts.append("with its credible interval for studies of this project")
    for row in [*trials, *studies][:1]:
        yield f"Shrunken: posterior median, {head(row)}, {', and '.join(parts)}."
    if studies:
        yield (
            "Studies of this project: each is shrunken towards the trials of the first pool that "
            "takes its class of outcome."
        )
