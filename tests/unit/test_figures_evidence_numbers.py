"""Figures of a meta-analysis: what is drawn stands where the rows say, and so do the words."""

from collections.abc import Iterator
from math import exp, log, nan

import numpy as np
import pandas as pd
import pytest
from evidence_example import some_evidence
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.all import draw_review_figures
from ipsanalysis.figures.evidence.lines import sizes
from ipsanalysis.figures.evidence.scale import ratio_ticks

EXAMPLE = some_evidence()
RESULTS = EXAMPLE.results().set_index("row_id")
CURVES = EXAMPLE.curves().set_index("row_id")
FORESTS = (
    "forest",
    "methods",
    "cumulative",
    "leave_one_out",
    "subgroups",
    "moderators",
    "bayes",
    "new_trial_ipsinpain",
    "new_trial_ipsnorway",
    "totals_as_non_events",
)


@pytest.fixture(scope="module")
def figures() -> dict[str, Drawing]:
    example = some_evidence()
    drawn = draw_review_figures(example.plan, example.results(), example.curves())
    return {figure.name: figure for figure in drawn}


def lines_of(figure: Drawing) -> Iterator[tuple[Axes, Line2D]]:
    for axes in figure.figure.axes:
        for line in axes.lines:
            yield axes, line


def marks(figure: Drawing) -> dict[str, list[float]]:
    """Where estimates are marked across, by the key of their row."""
    found: dict[str, list[float]] = {}
    for axes in figure.figure.axes:
        for line in axes.lines:
            if line.get_label() in RESULTS.index:
                found.setdefault(line.get_label(), []).append(float(line.get_xdata()[0]))
        for patch in axes.patches:
            if isinstance(patch, Polygon) and patch.get_label() in RESULTS.index:
                found.setdefault(patch.get_label(), []).append(float(patch.get_xy()[1][0]))
    return found


@pytest.mark.parametrize("name", FORESTS)
def test_estimates_are_marked_where_the_rows_say(figures: dict[str, Drawing], name: str) -> None:
    found = marks(figures[name])
    assert found
    for key, places in found.items():
        for place in places:
            assert place == pytest.approx(RESULTS.loc[key, "estimate"], rel=1e-12)


@pytest.mark.parametrize("name", FORESTS)
def test_intervals_reach_from_limit_to_limit_or_to_the_end_of_the_axis(
    figures: dict[str, Drawing], name: str
) -> None:
    seen = 0
    for axes, line in lines_of(figures[name]):
        key, found, _ = line.get_label().partition(" limits")
        if found:
            low, high = RESULTS.loc[key, ["ci_low", "ci_high"]]
            left, right = axes.get_xlim()
            expected = [max(low, left), min(high, right)]
            np.testing.assert_allclose(line.get_xdata(), expected, rtol=1e-12)
            seen += 1
    for axes in figures[name].figure.axes:
        for patch in axes.patches:
            if isinstance(patch, Polygon):
                low, high = RESULTS.loc[patch.get_label(), ["ci_low", "ci_high"]]
                assert (patch.get_xy()[0][0], patch.get_xy()[2][0]) == pytest.approx((low, high))
                seen += 1
    assert seen


@pytest.mark.parametrize("name", FORESTS)
def test_every_number_beside_the_axis_is_that_of_its_row(
    figures: dict[str, Drawing], name: str
) -> None:
    said = " ".join(text.get_text() for text in figures[name].figure.findobj(Text))
    for key in marks(figures[name]):
        row = RESULTS.loc[key]
        if row["analysis"] in ("bayes_trial", "prediction"):
            continue
        decimals = 3 if row["statistic"] == "tau" else 2
        assert f"{row['estimate']:,.{decimals}f}" in said, key


def test_trials_stand_by_year_with_squares_by_weight(figures: dict[str, Drawing]) -> None:
    axes = figures["forest"].figure.axes[0]
    squares = {
        line.get_label(): line
        for line in axes.lines
        if line.get_marker() == "s" and str(line.get_label()).startswith("trial/")
    }
    rows = [RESULTS.loc[key] for key in squares]
    shown = [trial for trial in EXAMPLE.trials if exp(trial.log_ratio[0]) <= axes.get_xlim()[1]]
    assert len(shown) == len(EXAMPLE.trials) - 1, "the trial with no event among the controls"
    assert [row["covariates"] for row in rows] == [trial.label for trial in shown]
    heights = [float(line.get_ydata()[0]) for line in squares.values()]
    assert heights == sorted(heights)
    weight = {
        row["subgroup"]: row["estimate"]
        for _, row in RESULTS[RESULTS["statistic"] == "weight"].iterrows()
        if row["outcome"] == EXAMPLE.plan.headline.id
    }
    areas = np.array([line.get_markersize() ** 2 for line in squares.values()])
    shares = np.array([weight[row["subgroup"]] for row in rows])
    np.testing.assert_allclose(areas / areas.sum(), shares / shares.sum(), rtol=1e-9)


def test_sizes_go_with_the_root_of_the_weight() -> None:
    assert sizes({"a": 0.4, "b": 0.1}) == pytest.approx({"a": 7.0, "b": 3.5})
    assert sizes({}) == {}


def test_funnel_marks_effect_and_standard_error(figures: dict[str, Drawing]) -> None:
    axes = figures["funnel"].figure.axes[0]
    left, right = axes.get_xlim()
    trials = [line for line in axes.lines if str(line.get_label()).startswith("trial/")]
    assert len(trials) == len(EXAMPLE.trials)
    for line in trials:
        row = RESULTS.loc[line.get_label()]
        place, error = float(line.get_xdata()[0]), float(line.get_ydata()[0])
        assert place == pytest.approx(min(max(row["estimate"], left), right))
        assert error == pytest.approx(row["std_error"])
        assert (line.get_marker() == "o") == (left <= row["estimate"] <= right)
    assert axes.get_ylim()[1] == 0
    filled = {x.get_label(): x for x in axes.lines if "/filled-" in str(x.get_label())}
    assert len(filled) == 3
    for key, line in filled.items():
        assert tuple(v[0] for v in line.get_data()) == pytest.approx(
            tuple(RESULTS.loc[key, ["estimate", "std_error"]])
        )
        assert line.get_marker() == "D"


def test_lines_of_the_funnel_are_those_of_the_rows(figures: dict[str, Drawing]) -> None:
    axes = figures["funnel"].figure.axes[0]
    drawn = {str(line.get_label()): line for line in axes.lines}
    small = RESULTS[RESULTS["analysis"] == "small_study"]
    egger = small[small["statistic"] == "egger_test"].iloc[0]
    limit = small[
        (small["statistic"] == "effect_at_infinite_size") & small["method"].str.startswith("Egger")
    ].iloc[0]
    x, errors = drawn[egger.name].get_data()
    np.testing.assert_allclose(np.log(x), log(limit["estimate"]) + egger["estimate"] * errors)
    trimmed = small[small["method"].str.startswith("trim and fill")]
    (key,) = trimmed.index[trimmed["statistic"] == "pooled_risk_ratio"]
    assert set(drawn[key].get_xdata()) == {RESULTS.loc[key, "estimate"]}
    said = " ".join(text.get_text() for text in figures["funnel"].figure.findobj(Text))
    assert "3 filled in" in said


def test_grounds_of_the_funnel_are_where_p_is_so(figures: dict[str, Drawing]) -> None:
    """At a standard error e the ground of p ends at exp(z e), z being the quantile of 1 - p / 2."""
    axes = figures["funnel"].figure.axes[0]
    for ground, z in zip(axes.collections, (2.5758293, 1.9599640, 1.6448536), strict=True):
        corners = ground.get_paths()[0].vertices
        deepest = corners[:, 1].max()
        reach = corners[corners[:, 1] == deepest][:, 0]
        assert (reach.min(), reach.max()) == pytest.approx((exp(-z * deepest), exp(z * deepest)))


def test_influence_is_drawn_with_its_limits(figures: dict[str, Drawing]) -> None:
    panels = figures["influence"].figure.axes
    names = ("hat_value", "cook_distance", "dfbetas", "studentised_residual")
    limits = ([3 / 8], [0.4549364], [-1, 1], [-1.959964, 1.959964])
    for axes, statistic, expected in zip(panels, names, limits, strict=True):
        dashed = [float(line.get_xdata()[0]) for line in axes.lines if line.get_linestyle() == "--"]
        assert dashed == pytest.approx(expected, rel=1e-6)
        points = {
            line.get_label(): line for line in axes.lines if line.get_label() in RESULTS.index
        }
        assert len(points) == len(EXAMPLE.trials)
        for key, line in points.items():
            assert RESULTS.loc[key, "statistic"] == statistic
            assert float(line.get_xdata()[0]) == RESULTS.loc[key, "estimate"]
            marked = RESULTS.loc[key, "note"].startswith("Influential")
            assert (line.get_marker() == "D") == marked


def test_the_influential_trial_is_named_where_it_is_left_out(figures: dict[str, Drawing]) -> None:
    said = [text.get_text() for text in figures["leave_one_out"].figure.findobj(Text)]
    assert [text for text in said if text.endswith(", influential")] == [
        "Author3 1999, influential"
    ]


def test_bubbles_line_and_band_are_those_of_the_points(figures: dict[str, Drawing]) -> None:
    panels = figures["bubbles"].figure.axes
    assert len(panels) == 4
    for axes, item in zip(panels, EXAMPLE.alone(), strict=True):
        own = CURVES[CURVES["covariates"] == item.id]
        line = own[own["analysis"] == "meta_regression_line"].sort_values("timepoint")
        drawn = next(line for line in axes.lines if line.get_label() == item.id)
        np.testing.assert_allclose(drawn.get_data(), [line["timepoint"], line["estimate"]])
        band = axes.collections[0].get_paths()[0].vertices
        assert band[:, 1].max() == pytest.approx(line["ci_high"].max())
        bubbles = {x.get_label(): x for x in axes.lines if x.get_label() in own.index}
        assert len(bubbles) == len(EXAMPLE.trials)
        foot, top = axes.get_ylim()
        for key, bubble in bubbles.items():
            row = own.loc[key]
            place = min(max(row["estimate"], foot), top)
            assert tuple(v[0] for v in bubble.get_data()) == pytest.approx(
                (row["timepoint"], place)
            )


def test_densities_are_drawn_at_the_ratios_of_their_logarithms(figures: dict[str, Drawing]) -> None:
    study = EXAMPLE.plan.new_trials.trials[0].study
    axes = figures[f"new_trial_{study}"].figure.axes[0]
    curves = [line for line in axes.lines if line.get_label() == study]
    own = CURVES[(CURVES["analysis"] == "new_trial_density") & (CURVES["subgroup"] == study)]
    by_method = dict(iter(own.sort_values("timepoint").groupby("method")))
    order = ["prior from the other trials", "vague prior"]
    order += [f"re-analysed with vague weight {w:g}" for w in EXAMPLE.plan.new_trials.weights]
    assert len(curves) == len(order) == len(by_method)
    for line, method in zip(curves, order, strict=True):
        x, y = line.get_data()
        points = by_method[method]
        np.testing.assert_allclose(np.log(x), points["timepoint"], atol=1e-12)
        height = y.max() - y
        expected = points["estimate"] - points["estimate"].min()
        np.testing.assert_allclose(height / height.max(), expected / expected.max(), atol=1e-9)


def test_every_pooled_interval_says_where_it_is_from(figures: dict[str, Drawing]) -> None:
    told = figures["methods"].alt
    pooled = RESULTS[(RESULTS["analysis"] == "pooled")]
    for _, row in pooled.iterrows():
        if row["outcome"] == EXAMPLE.plan.headline.id:
            assert "Wald z" in row["method"] or "Knapp-Hartung" in row["method"]
    numbers = [part for part in told.split(". ") if " to " in part]
    assert numbers
    assert all(
        "Wald z" in part or "Knapp-Hartung" in part for part in numbers if "Trim" not in part
    )


def test_an_interval_without_a_name_is_called_wald_when_it_is_one() -> None:
    from ipsanalysis.figures.evidence.methods import method_told
    from ipsanalysis.tables.results import read_results

    frame = RESULTS.reset_index()
    row = frame[frame["statistic"] == "pooled_risk_ratio"].iloc[[0]].copy()
    z = 1.959963984540054
    row[["ci_low", "ci_high"]] = [exp(0.5 - z * 0.1), exp(0.5 + z * 0.1)]
    row[["estimate", "std_error", "ci_level", "method"]] = [exp(0.5), 0.1, 0.95, "Peto odds ratio"]

    def told(frame: pd.DataFrame) -> str:
        return method_told(read_results(frame).rows[0])

    assert told(row) == "Peto odds ratio, Wald z"
    assert told(row.assign(ci_high=9.0)) == "Peto odds ratio"
    assert told(row.assign(std_error=nan)) == "Peto odds ratio"
    assert told(row.assign(method="REML and Wald z, inverse variance")) == "REML and Wald z"


@pytest.mark.parametrize(
    ("estimates", "limits", "wide"),
    [
        ([2.5], [2.0, 3.1], 40.0),
        ([0.4, 9.0], [0.1, 80.0], 40.0),
        ([1.0], [], 40.0),
        ([1e-9, 1e9], [1e-12, 1e12], 40.0),
        ([nan], [nan, nan], 40.0),
        ([1.1], [1.0, 1.2], 20.0),
    ],
)
def test_ticks_of_ratios_hold_one_and_are_in_order(
    estimates: list[float], limits: list[float], wide: float
) -> None:
    ticks = list(ratio_ticks(estimates, limits, wide))
    assert 1 in ticks
    assert ticks == sorted(ticks)
    assert ticks[0] < 1 < ticks[-1]
    held = [value for value in estimates if 1 / 32 <= value <= 32]
    assert all(ticks[0] <= value <= ticks[-1] for value in held)


def test_text_for_those_who_cannot_see_gives_trials_and_pooled_effects(
    figures: dict[str, Drawing],
) -> None:
    told = figures["forest"].alt
    for trial in EXAMPLE.trials:
        assert f"{trial.label}, Months {trial.months:g}" in told
        assert f"{trial.events}/{trial.n}" in told
    assert "Pooled, REML and Wald z" in told
    assert "Pooled, REML and Knapp-Hartung" in told
