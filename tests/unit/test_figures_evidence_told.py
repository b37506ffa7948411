"""Figures of a meta-analysis: what notes, axes and names say is what rows and plan hold."""

from dataclasses import replace
from itertools import combinations
from math import exp, pi, sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from evidence_example import Evidence, a_review, some_evidence, wordy_review
from evidence_example_trials import some_trials
from matplotlib.text import Text
from test_figures import assert_readable, texts

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.all import draw_review_figures
from ipsanalysis.figures.evidence.outlying import Spot, places
from ipsanalysis.figures.evidence.prior import curve_numbers, vague_numbers
from ipsanalysis.plan.evidence import EvidencePlan, NormalPrior
from ipsanalysis.rows import Row, to_frame
from ipsanalysis.tables.results import Result, read_results

ONLY = "The prior is made of trials with any competitive employment during follow-up only"


def drawn(example: Evidence, results: pd.DataFrame | None = None) -> dict[str, Drawing]:
    rows = example.results() if results is None else results
    figures = draw_review_figures(example.plan, rows, example.curves())
    return {figure.name: figure for figure in figures}


@pytest.fixture(scope="module")
def figures() -> dict[str, Drawing]:
    return drawn(some_evidence())


def written(figure: Drawing) -> list[Text]:
    found: list[Text] = figure.figure.findobj(Text)
    return [text for text in found if text.get_text()]


def words(figure: Drawing) -> list[str]:
    return [text.get_text().replace("\u00a0", " ") for text in written(figure)]


def with_pools(**changes: Any) -> EvidencePlan:
    """The plan, its headline changed."""
    plan = a_review()
    return a_review(pools=[plan.headline.model_copy(update=changes), *plan.pools[1:]])


def test_a_class_of_outcome_that_no_trial_behind_the_prior_has_is_told(
    figures: dict[str, Drawing],
) -> None:
    told = figures["new_trial_ipsnorway"].caption
    assert "Outcome of this study: in competitive employment at one time." in told
    assert f"{ONLY}; it may be too large or too small for this outcome." in told
    assert "Outcome of this study" not in figures["new_trial_ipsinpain"].caption


def test_classes_that_the_rows_leave_open_are_those_that_the_pool_takes() -> None:
    plan = with_pools(outcome_classes=["point_ce", "any_ce"])
    results = some_evidence(plan).results()
    alone = results[(results["analysis"] != "trial") | (results["outcome"] == plan.headline.id)]
    told = drawn(some_evidence(plan), alone)["new_trial_ipsnorway"].caption
    assert (
        "The trials behind the prior have: any competitive employment during follow-up or in "
        "competitive employment at one time."
    ) in told
    assert "may be too large" not in told


def test_trials_of_the_same_class_need_no_words() -> None:
    plan = with_pools(outcome_classes=["point_ce"])
    alone = plan.model_copy(update={"pools": [plan.headline], "totals_as_non_events": None})
    figures = drawn(some_evidence(alone))
    assert "Outcome of this study" not in figures["new_trial_ipsnorway"].caption
    told = figures["new_trial_ipsinpain"].caption
    assert "made of trials with in competitive employment at one time only" in told


def test_a_row_in_a_narrower_pool_has_a_class_that_both_pools_take() -> None:
    """The wide pool takes both classes; its trials are those of the narrow pool, count by count."""
    plan, results = a_review(), some_evidence().results()
    results.loc[results["analysis"] == "new_trial", "outcome"] = "any_or_point"
    assert set(next(p for p in plan.pools if p.id == "any_or_point").outcome_classes) == {
        "any_ce",
        "point_ce",
    }
    assert ONLY in drawn(some_evidence(), results)["new_trial_ipsnorway"].caption


def test_the_parts_of_the_prior_are_those_of_the_plan() -> None:
    asked = a_review().new_trials
    assert asked
    vague = NormalPrior(mean=-0.5, sd=3.0)
    plan = a_review(new_trials=asked.model_copy(update={"vague": vague}))
    figure = drawn(some_evidence(plan))["new_trial_ipsnorway"]
    assert "log odds ratio is normal with mean −0.5 and standard deviation 3." in figure.caption
    assert "tau half-normal with scale 0.5;" in figure.caption
    said = words(figure)
    assert "0.61 (0.00 to 217.00)" in said
    assert "3.32 (1.25 to 8.85)" in said, "normal with mean 1.2 and standard deviation 0.5"


def points(x: np.ndarray, density: np.ndarray) -> list[Result]:
    shared = {"study": "s", "version": "1.0", "data_status": "real", "analysis": "d"}
    shared |= {"plan_key": "none"}
    rows = [
        Row(**shared, statistic="density", method="m", timepoint=float(a), estimate=float(b))
        for a, b in zip(x, density, strict=True)
    ]
    return sorted(read_results(to_frame(rows)).rows, key=lambda row: row.timepoint)


def test_median_and_interval_of_a_curve_are_those_of_its_distribution() -> None:
    """A normal density with mean 0.4 and standard deviation 0.7: exp(0.4 -+ 1.959964 x 0.7)."""
    z = np.linspace(-3.2905267, 3.2905267, 201)
    curve = points(0.4 + 0.7 * z, np.exp(-(z**2) / 2) / 0.7 / sqrt(2 * pi))
    shown = f"{exp(0.4):.2f} ({exp(0.4 - 1.959964 * 0.7):.2f} to {exp(0.4 + 1.959964 * 0.7):.2f})"
    assert curve_numbers(curve, 0.95).replace("\u00a0", " ") == shown
    assert curve_numbers(curve[:150], 0.95) == "", "a curve that leaves out its upper end"
    assert curve_numbers(curve[:2], 0.95) == ""
    assert vague_numbers(NormalPrior(mean=0.4, sd=0.7), 0.95).replace("\u00a0", " ") == shown


def test_only_trials_far_from_the_others_are_named(figures: dict[str, Drawing]) -> None:
    """The residuals of the example are -1.5, -1, ... 2: the last one alone is beyond 1.96."""
    labels = [trial.label for trial in some_evidence().trials]
    for name in ("funnel", "bubbles"):
        named = [text for text in words(figures[name]) if text in labels]
        panels = len(figures[name].figure.axes)
        assert named == labels[-1:] * panels, name
        assert f"beyond −1.96 or 1.96 ({labels[-1]})." in figures[name].caption
    quiet = some_evidence().results()
    quiet = quiet[quiet["statistic"] != "studentised_residual"]
    for name in ("funnel", "bubbles"):
        figure = drawn(some_evidence(), quiet)[name]
        assert not set(labels) & set(words(figure))
        assert "Named" not in figure.caption


@pytest.mark.parametrize("seed", range(5))
def test_names_lie_over_nothing_and_within_the_axes(seed: int) -> None:
    rng, room = np.random.default_rng(seed), (70.0, 48.0)
    marks = [
        Spot(x=x * room[0], y=y * room[1], wide=3.0, high=3.0) for x, y in rng.uniform(size=(25, 2))
    ]
    line = Spot(x=35, y=24, wide=70, high=0)
    found = places([(f"Trial {i}", mark) for i, mark in enumerate(marks[:6])], marks, [line], room)
    assert len(found) >= 3
    for _, _, spot in found:
        assert spot.within(room)
        assert not any(spot.meets(mark) for mark in marks)
    assert not any(a.meets(b) for (_, _, a), (_, _, b) in combinations(found, 2))


def test_a_name_stays_clear_of_a_line_where_it_can_and_is_left_out_without_room() -> None:
    mark, room = Spot(x=5, y=24, wide=3, high=3), (70.0, 48.0)
    beside = Spot(x=8, y=24, wide=0, high=6)
    ((_, _, free),) = places([("Trial", mark)], [mark], [], room)
    ((_, _, clear),) = places([("Trial", mark)], [mark], [beside], room)
    assert free.y == mark.y
    assert free.meets(beside)
    assert not clear.meets(beside)
    assert places([("Trial", mark)], [mark], [], (5.0, 30.0)) == []


@pytest.mark.parametrize(
    ("name", "key", "shapes"), [("funnel", "arrow", "<>"), ("bubbles", "triangle", "v^")]
)
def test_what_is_not_drawn_is_not_explained(
    figures: dict[str, Drawing], name: str, key: str, shapes: str
) -> None:
    narrow = drawn(some_evidence(trials=[t for t in some_trials() if t.events_control > 5]))
    told = set()
    for figure in (figures[name], narrow[name]):
        marks = {line.get_marker() for axes in figure.figure.axes for line in axes.lines}
        assert (key in figure.caption) == bool(marks & set(shapes))
        told.add(key in figure.caption)
    assert told == {True, False}


def test_every_bubble_panel_says_what_it_shows_across_with_the_unit(
    figures: dict[str, Drawing],
) -> None:
    across = [axes.get_xlabel() for axes in figures["bubbles"].figure.axes]
    assert across == [
        "Year of publication",
        "Length of follow-up, months",
        "Protection against dismissal, OECD 2008 (0 to 6)",
        "Regulation of temporary work, OECD 2008 (0 to 6)",
    ]


def test_the_flow_begins_with_rows_of_the_file_and_studies_apart(
    figures: dict[str, Drawing],
) -> None:
    total = len(some_evidence().trials) + 5 + 6 + 3
    assert f"Rows of the file: {total - 2}; Studies of this project: 2." in (
        figures["review_flow"].alt
    )
    assert "sensitivity analyses or as never to be pooled." in figures["review_flow"].caption
    without = drawn(some_evidence(a_review(new_trials=None)))["review_flow"]
    assert "Studies of this project" not in without.alt


def test_other_uses_are_those_that_the_pool_does_not_take() -> None:
    both = drawn(some_evidence(with_pools(use=["primary", "sensitivity"])))["review_flow"]
    assert "use: the file marks the row as never to be pooled." in both.caption
    results = some_evidence().results()
    flow = results["analysis"] == "review_flow"
    left = flow & (results["subgroup"] == "use")
    results.loc[flow & (results["subgroup"] == "rows"), "estimate"] -= 3
    assert "the file marks" not in drawn(some_evidence(), results[~left])["review_flow"].caption


def test_the_dashed_line_of_each_measure_is_its_own(figures: dict[str, Drawing]) -> None:
    results = some_evidence().results()
    rows = results[
        (results["analysis"] == "pooled")
        & (results["outcome"] == "any_ce")
        & (results["method"] == "REML and Wald z")
    ].set_index("statistic")["estimate"]
    panels = figures["methods"].figure.axes
    measures = ("pooled_risk_ratio", "pooled_odds_ratio", "pooled_risk_ratio")
    for axes, statistic in zip(panels, measures, strict=True):
        dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
        assert [float(line.get_xdata()[0]) for line in dashed] == [rows[statistic]]
        assert statistic.split("_")[1] in axes.get_xlabel()
    assert rows["pooled_risk_ratio"] != rows["pooled_odds_ratio"]


def test_mirror_images_are_counted_apart_from_trials() -> None:
    results = some_evidence().results()
    trimmed = results["method"].str.startswith("trim and fill") & (
        results["statistic"] == "pooled_risk_ratio"
    )
    results.loc[trimmed, "note"] = "11 trials."
    figure = drawn(some_evidence(), results)["methods"]
    assert "8 + 3" in words(figure)
    assert "11" not in words(figure)
    assert "mirror images" in figure.caption


def test_tau_says_of_which_logarithms_it_is(figures: dict[str, Drawing]) -> None:
    figure = figures["bayes"]
    alt = figure.alt
    ratios, odds = alt.index("tau of log risk ratios."), alt.index("tau of log odds ratios.")
    assert ratios < alt.rindex("Normal-normal") < odds < alt.rindex("Binomial-normal")
    axes = figure.figure.axes[-1]
    known = some_evidence().results().set_index("row_id")
    marked = [line.get_label() for line in axes.lines if line.get_label() in known.index]
    assert len(marked) == sum(known["statistic"] == "tau")


def test_shrunken_effects_stand_clear_of_the_squares_and_above_them(
    figures: dict[str, Drawing],
) -> None:
    axes = figures["forest"].figure.axes[0]
    squares = [x for x in axes.lines if str(x.get_label()).startswith("trial/")]
    squares = [x for x in squares if x.get_marker() == "s"]
    rings = [x for x in axes.lines if str(x.get_label()).startswith("bayes_trial/")]
    assert len(rings) == len(some_evidence().trials)
    assert "numbers are in the table of trials as counted" in figures["forest"].caption
    for ring in rings:
        assert all(ring.get_zorder() > square.get_zorder() for square in squares)
        for square in squares:
            apart = abs(float(ring.get_ydata()[0]) - float(square.get_ydata()[0]))
            touch = (ring.get_markersize() + square.get_markersize()) / 2 / 72 * 25.4
            assert apart >= touch


@pytest.mark.parametrize(
    "name",
    ["forest", "methods", "subgroups", "cumulative", "leave_one_out", "new_trial_ipsnorway"],
)
def test_words_beneath_the_axis_stand_on_their_sides_of_no_effect(
    figures: dict[str, Drawing], name: str
) -> None:
    figure = figures[name]
    boxes: dict[str, list[np.ndarray]] = {"← favours other help": [], "favours IPS →": []}
    for text, box in texts(figure):
        if text.get_text() in boxes:
            boxes[text.get_text()].append(box)
    for control, active, axes in zip(*boxes.values(), figure.figure.axes, strict=True):
        null = axes.transData.transform((1.0, 0.0))[0]
        assert control[2] < null < active[0]
        assert max(control[3], active[3]) < axes.bbox.y0


def test_words_without_room_beneath_the_axis_are_left_out() -> None:
    figures = drawn(some_evidence(wordy_review(a_review())))
    for name in ("forest", "methods", "subgroups"):
        assert not any("favours" in text for text in words(figures[name]))
        assert_readable(figures[name])


def test_trials_left_out_stand_by_year_and_then_by_label_as_in_the_forest_plot() -> None:
    trials = [
        replace(trial, year=2010 - index // 2, label=f"Author{'badcfehg'[index]}")
        for index, trial in enumerate(some_trials())
    ]
    figures = drawn(some_evidence(trials=trials))
    expected = [f"Author{letter}" for letter in "ghefcdab"]
    for name in ("forest", "leave_one_out"):
        found = [text.partition(",")[0] for text in words(figures[name])]
        assert [text for text in found if text in expected] == expected, name
