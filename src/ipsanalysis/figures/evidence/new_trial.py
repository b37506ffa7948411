"""A study of this project, analysed anew with what the other trials lead one to expect."""

from collections.abc import Iterator

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.lines import Line, Mark, heading, numbers, remark
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.plot import Plot, Status, draw_plot
from ipsanalysis.figures.evidence.prior import (
    classes_told,
    curve_numbers,
    of_pool,
    prior_told,
    vague_numbers,
)
from ipsanalysis.figures.evidence.table import Column, Table
from ipsanalysis.figures.evidence.words import (
    POOLED_COLOR,
    direction,
    events,
    favours,
    interval_head,
    share,
    study_words,
)
from ipsanalysis.figures.words import level_name
from ipsanalysis.plan.evidence import NewTrial
from ipsanalysis.tables.evidence.shown import head, reason
from ipsanalysis.tables.labels import capital
from ipsanalysis.tables.results import Result

_AGAIN = "re-analysed with vague weight"
_VAGUE = "vague"
_MEASURE = "odds_ratio"


def draw_new_trials(own: Material) -> Iterator[Drawing]:
    """Draw each study of this project with its priors and what becomes of them.

    Args:
        own: What it is drawn from.

    Yields:
        One figure a study that has rows, stamped when its data are synthetic.
    """
    for trial in own.plan.new_trials.trials if own.plan.new_trials else []:
        rows = own.results.where(analysis="new_trial", subgroup=trial.study)
        if any(row.statistic == _MEASURE for row in rows):
            yield _draw(own, trial, rows)


def _draw(own: Material, trial: NewTrial, rows: list[Result]) -> Drawing:
    level = level_name(own.plan.ci_level)
    first, *_ = (row for row in rows if row.statistic == _MEASURE)
    table = Table(
        head="Prior, result and posterior",
        numbers=interval_head(own.plan, "Odds ratio"),
        statistic=_MEASURE,
        axis="Odds ratio",
        lines=[*_before(own, trial), *_after(own, trial, rows)],
        columns=[
            Column(head="Vague part, afterwards", wide=18),
            Column(head="Probability above 1", wide=20),
        ],
        room=58,
        favours=favours(own.plan),
    )
    names = (own.plan.contrast.active.label, own.plan.contrast.control.label)
    counts = (events(first.n_events, first.n), events(first.n_events_control, first.n_control))
    told = ", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True) if count)
    plot = Plot(
        name=f"new_trial_{trial.study}",
        title=f"{study_words(own, trial, first)}: analysed anew with the other trials as prior",
        tables=[table],
        notes=[
            f"Events: {told}. {direction(own.plan, _MEASURE)} "
            f"{of_pool(own, trial, first.outcome)} Curves: "
            "densities of the logarithm, each as high as there is room; one that is cut off goes "
            "on beyond the axis.",
            classes_told(own, trial, first.outcome) if not _lost(rows) else "",
            f"Crude: Wald interval; priors: median with the interval that holds {level} of them; "
            f"re-analysed: posterior median with {level} credible interval. The prior is a mixture "
            "of what the other trials lead one to expect and of a vague part; a vague weight of 0 "
            "trusts the others fully, 1 not at all. Vague part, afterwards: the weight that the "
            "result gives it.",
            prior_told(own),
        ],
        status=Status(data_status=first.data_status),
        shown=[row for row in rows if row.statistic in ("vague_weight", "posterior_probability")],
    )
    return draw_plot(own, plot)


def _lost(rows: list[Result]) -> list[str]:
    """Return why the study could not be analysed anew with the others, each reason once."""
    again = [row for row in rows if row.statistic == _MEASURE and _AGAIN in row.method]
    return list(dict.fromkeys(reason(row) for row in again if not row.estimated))


def _densities(own: Material, trial: NewTrial) -> dict[str, list[Result]]:
    points = own.curves.where(analysis="new_trial_density", subgroup=trial.study)
    found: dict[str, list[Result]] = {}
    for point in sorted(points, key=lambda point: point.timepoint):
        found.setdefault(head(point), []).append(point)
    return found


def _before(own: Material, trial: NewTrial) -> Iterator[Line]:
    """Yield the priors: densities that have no row of their own."""
    found = sorted(_densities(own, trial).items(), key=lambda item: (_VAGUE in item[0], item[0]))
    drawn = {name: points for name, points in found if _AGAIN not in name}
    if drawn:
        yield heading("Before the study", rule=False)
    for name, points in drawn.items():
        yield Line(text=capital(name), numbers=_prior_numbers(own, name, points), density=points)


def _prior_numbers(own: Material, name: str, points: list[Result]) -> str:
    asked, level = own.plan.new_trials, own.plan.ci_level
    if asked and _VAGUE in name:
        return vague_numbers(asked.vague, level)
    return curve_numbers(points, level)


def _after(own: Material, trial: NewTrial, rows: list[Result]) -> Iterator[Line]:
    """Yield the study alone, then with each weight of the vague part."""
    ratios = [row for row in rows if row.statistic == _MEASURE]
    beside = {(head(row), row.statistic): row for row in rows}
    drawn = _densities(own, trial)
    yield heading("The study alone")
    for row in ratios:
        if row.method.startswith("crude"):
            mark = Mark(row=row, hollow=True, size=5.5)
            yield Line(text="Crude, Wald interval", numbers=numbers(row), marks=[mark])
    yield heading("The study with the other trials as prior")
    for weight in own.plan.new_trials.weights if own.plan.new_trials else []:
        name = f"{_AGAIN} {weight:g}"
        for row in (row for row in ratios if head(row) == name):
            others = [beside.get((name, s)) for s in ("vague_weight", "posterior_probability")]
            yield Line(
                text=f"Vague weight {weight:g}",
                cells=[share(other) for other in others],
                numbers=numbers(row),
                marks=[Mark(row=row, shape="circle", color=POOLED_COLOR)],
                density=drawn.get(name, []),
            )
    for words in _lost(rows):
        yield remark(f"{capital(words)}.")
