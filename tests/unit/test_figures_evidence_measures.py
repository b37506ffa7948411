"""Figures of a meta-analysis whose headline is a risk difference or an odds ratio."""

import re

import numpy as np
import pandas as pd
import pytest
from evidence_example import a_review, some_evidence
from evidence_example_trials import some_trials
from matplotlib.text import Text
from test_figures import assert_readable

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence import influence
from ipsanalysis.figures.evidence.all import draw_review_figures
from ipsanalysis.plan.evidence import EvidencePlan

NAMES = {
    "risk_ratio": "risk_difference",
    "pooled_risk_ratio": "pooled_risk_difference",
    "predicted_risk_ratio": "predicted_risk_difference",
    "ratio_of_risk_ratios": "change_in_risk_difference",
    "effect_at_infinite_size": "effect_at_infinite_size",
}
POINTS = [name for name in NAMES.values() if name != "risk_ratio"]
SMALLER = 8.0
"""By how much a log risk ratio of the example is divided to be a difference of risks."""
FORESTS = ("forest", "methods", "cumulative", "leave_one_out", "subgroups", "moderators")
TOLD = "Differences are IPS minus other help, in percentage points: right of the line at 0"


def measured(measure: str) -> EvidencePlan:
    plan = a_review()
    pools = [pool.model_copy(update={"measures": [measure]}) for pool in plan.pools]
    return a_review(pools=pools)


def turned(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of risk ratios as rows of risk differences."""
    found = frame.copy()
    chosen = found["statistic"].isin(list(NAMES)) & ~found["analysis"].isin(
        ["published", "new_trial"]
    )
    for column in ("estimate", "ci_low", "ci_high"):
        found.loc[chosen, column] = np.log(found.loc[chosen, column]) / SMALLER
    found.loc[chosen, "std_error"] /= SMALLER
    found.loc[chosen, "group"] = "ips - control"
    found.loc[chosen, "statistic"] = found.loc[chosen, "statistic"].map(NAMES)
    spread = found["statistic"].isin(["tau"]) & found["method"].str.startswith("normal-normal")
    found.loc[spread, ["estimate", "ci_low", "ci_high"]] /= SMALLER
    own = found["subgroup"] == "risk_ratio"
    found.loc[own, "subgroup"] = "risk_difference"
    curve = (found["analysis"] == "bayes_density") & found["method"].str.startswith("normal-normal")
    found.loc[curve, "timepoint"] /= SMALLER
    found.loc[curve, "estimate"] *= SMALLER
    return found


def of_differences() -> pd.DataFrame:
    return turned(some_evidence().results())


def of_odds_ratios() -> pd.DataFrame:
    """The rows of risk ratios as rows of odds ratios; only the crude ones of studies are there."""
    found = some_evidence().results()
    pooled = found["analysis"].isin(["pooled", "prediction"])
    named = found["statistic"].str.contains("risk_ratio")
    printed = found["analysis"] == "published"
    found = found[~named | ~(pooled | (found["analysis"] == "new_trial"))].copy()
    for column in ("statistic", "subgroup"):
        words = found[column].str.replace("risk_ratio", "odds_ratio")
        found[column] = words.where(~printed, found[column])
    return found


def drawn(plan: EvidencePlan, results: pd.DataFrame, curves: pd.DataFrame) -> dict[str, Drawing]:
    return {figure.name: figure for figure in draw_review_figures(plan, results, curves)}


@pytest.fixture(scope="module")
def differences() -> dict[str, Drawing]:
    return drawn(measured("risk_difference"), of_differences(), turned(some_evidence().curves()))


@pytest.fixture(scope="module")
def odds() -> dict[str, Drawing]:
    return drawn(measured("odds_ratio"), of_odds_ratios(), some_evidence().curves())


def words(figure: Drawing) -> list[str]:
    found: list[Text] = figure.figure.findobj(Text)
    return [text.get_text().replace("\u00a0", " ") for text in found if text.get_text()]


def marked(figure: Drawing, panel: int) -> dict[str, float]:
    """Where estimates are marked across on a panel, by row."""
    axes = figure.figure.axes[panel]
    found = {str(line.get_label()): float(line.get_xdata()[0]) for line in axes.lines}
    found |= {str(patch.get_label()): float(patch.get_xy()[1][0]) for patch in axes.patches}
    return {key: place for key, place in found.items() if "/" in key and " limits" not in key}


def test_priors_of_a_difference_and_of_odds_ratios_have_axes_of_their_own(
    differences: dict[str, Drawing],
) -> None:
    figure, rows = differences["bayes"], of_differences().set_index("row_id")
    assert [axes.get_xlabel() for axes in figure.figure.axes] == [
        "Risk difference, percentage points",
        "Odds ratio, logarithmic axis",
        "tau, percentage points",
        "tau",
    ]
    seen = 0
    for panel, (model, factor) in enumerate(2 * [("normal-normal", 100), ("binomial-normal", 1)]):
        for key, place in marked(figure, panel).items():
            assert rows.loc[key, "method"].startswith(model)
            assert place == pytest.approx(factor * rows.loc[key, "estimate"])
            seen += 1
    assert seen == rows["statistic"][rows["analysis"] == "bayes"].ne("posterior_probability").sum()
    said = " ".join(words(figure))
    assert "Probability\nabove 0" in said or "Probability above 0" in said
    assert "Probability\nabove 1" in said or "Probability above 1" in said


def test_a_density_of_differences_is_where_their_estimates_are(
    differences: dict[str, Drawing],
) -> None:
    figure = differences["bayes"]
    for panel, names in ((0, ("mean", "next trial")), (2, ("tau",))):
        axes, places = figure.figure.axes[panel], list(marked(figure, panel).values())
        curves = [line for line in axes.lines if line.get_label() in names]
        assert len(curves) == len(places)
        for curve, place in zip(curves, places, strict=True):
            x, y = curve.get_data()
            assert x[np.argmin(y)] == pytest.approx(place, rel=0.02)
            assert max(x) - min(x) > 1, "percentage points, not proportions"


def test_one_axis_holds_both_ratios_and_odds_ratios_alone_are_named(
    odds: dict[str, Drawing],
) -> None:
    example = some_evidence()
    both = drawn(example.plan, example.results(), example.curves())["bayes"].figure.axes
    assert [axes.get_xlabel() for axes in both] == ["Ratio, logarithmic axis", "tau"]
    alone = [axes.get_xlabel() for axes in odds["bayes"].figure.axes]
    assert alone == ["Odds ratio, logarithmic axis", "tau"]


def test_studies_have_no_line_for_each_weight_of_their_prior(odds: dict[str, Drawing]) -> None:
    found = odds["forest"]
    rows = of_odds_ratios().set_index("row_id")
    studies = [key for key in marked(found, 0) if key.startswith("new_trial/")]
    assert [rows.loc[key, "method"][:5] for key in studies] == ["crude"] * 2
    assert not [text for text in words(found) if text.startswith("Shrunken,")]
    assert words(found).count("the same, shrunken") == 1, "that of the trials"
    assert "each is shrunken towards" not in found.caption
    assert "for studies of this project" not in found.caption


def test_a_study_has_one_shrunken_effect_of_the_model_of_the_trials() -> None:
    results = of_odds_ratios()
    crude = (results["analysis"] == "new_trial") & results["method"].str.startswith("crude")
    own = results[crude & (results["statistic"] == "odds_ratio")].copy()
    own["method"] = "normal-normal with half-normal 0.5 prior of tau, shrunken"
    own["row_id"] += "/shrunken"
    every = pd.concat([results, own], ignore_index=True)
    figure = drawn(measured("odds_ratio"), every, some_evidence().curves())["forest"]
    assert len([text for text in words(figure) if text.startswith("Shrunken,")]) == len(own) == 2
    assert set(own["row_id"]) <= set(marked(figure, 0))
    assert words(figure).count("the same, shrunken") == 2
    assert "with its credible interval for studies of this project." in figure.caption


def test_trials_are_shrunken_by_the_model_that_pools_their_effects(
    odds: dict[str, Drawing],
) -> None:
    rows = of_odds_ratios().set_index("row_id")
    rings = [key for key in marked(odds["forest"], 0) if key.startswith("bayes_trial/")]
    assert len(rings) == len(some_trials())
    assert all(rows.loc[key, "method"].startswith("normal-normal") for key in rings)
    shrunken = rows[(rows["analysis"] == "bayes_trial") & (rows["statistic"] == "odds_ratio")]
    assert len(shrunken) == 2 * len(rings), "both models have shrunken odds ratios"


def test_differences_are_told_in_their_own_words(differences: dict[str, Drawing]) -> None:
    for name in ("forest", "methods", "subgroups", "cumulative", "leave_one_out"):
        assert TOLD in differences[name].caption
    for name in (*FORESTS, "funnel", "bubbles", "influence", "totals_as_non_events"):
        figure = differences[name]
        assert not re.search(r"\bratios?\b", figure.caption, re.IGNORECASE), name
        for axes in figure.figure.axes:
            assert "ratio" not in (axes.get_xlabel() + axes.get_ylabel()).lower()
            assert axes.get_xscale() == axes.get_yscale() == "linear"
    both = differences["bayes"].caption
    assert TOLD in both
    assert "Ratios are IPS divided by other help" in both
    for name in ("new_trial_ipsinpain", "new_trial_ipsnorway"):
        assert "Ratios are IPS divided by other help" in differences[name].caption
        assert TOLD not in differences[name].caption
    wrong = differences["totals_as_non_events"].caption
    assert TOLD in wrong
    assert "every difference is drawn towards 0. Dashed line: the right difference." in wrong


def test_coefficients_are_differences_of_differences_in_points(
    differences: dict[str, Drawing],
) -> None:
    figure, rows = differences["moderators"], of_differences().set_index("row_id")
    (axes,) = figure.figure.axes
    assert axes.get_xlabel() == "Difference of risk differences, percentage points"
    assert "Above 0: the effect is larger" in figure.caption
    found = marked(figure, 0)
    assert found
    for key, place in found.items():
        assert place == pytest.approx(100 * rows.loc[key, "estimate"])
    assert "−1.3 (−4.2 to 1.7)" in words(figure), "(-0.1 -+ 1.96 x 0.12) / 8, times 100"
    assert "difference of risk differences for one step, in percentage" in (
        differences["bubbles"].caption
    )
    heads = [text for text in words(differences["bubbles"]) if "per 10 years" in text]
    assert any("−1.3" in text for text in heads)


@pytest.mark.parametrize("name", FORESTS)
def test_marks_of_differences_are_in_points(differences: dict[str, Drawing], name: str) -> None:
    figure, rows = differences[name], of_differences().set_index("row_id")
    seen = 0
    for panel in range(len(figure.figure.axes)):
        for key, place in marked(figure, panel).items():
            assert rows.loc[key, "statistic"] in POINTS
            assert place == pytest.approx(100 * rows.loc[key, "estimate"])
            seen += 1
    assert seen


def test_the_funnel_of_differences_has_one_unit(differences: dict[str, Drawing]) -> None:
    figure, rows = differences["funnel"], of_differences().set_index("row_id")
    (axes,) = figure.figure.axes
    assert axes.get_ylabel() == "Standard error of the risk difference, percentage points"
    trials = [line for line in axes.lines if str(line.get_label()).startswith("trial/")]
    assert len(trials) == len(some_trials())
    for line in trials:
        row = rows.loc[line.get_label()]
        at = (float(line.get_xdata()[0]), float(line.get_ydata()[0]))
        assert at == pytest.approx((100 * row["estimate"], 100 * row["std_error"]))
    for ground, z in zip(axes.collections, (2.5758293, 1.9599640, 1.6448536), strict=True):
        corners = ground.get_paths()[0].vertices
        deepest = corners[:, 1].max()
        reach = corners[corners[:, 1] == deepest][:, 0]
        assert (reach.min(), reach.max()) == pytest.approx((-z * deepest, z * deepest))
    small = rows[rows["analysis"] == "small_study"]
    egger = small[small["statistic"] == "egger_test"].iloc[0]
    limit = small[small["statistic"] == "effect_at_infinite_size"].iloc[0]
    (line,) = [line for line in axes.lines if line.get_label() == egger.name]
    x, errors = line.get_data()
    np.testing.assert_allclose(x, 100 * limit["estimate"] + egger["estimate"] * errors)
    told = figure.caption.replace("\u00a0", " ")
    expected = f"{100 * limit['estimate']:.1f} ({100 * limit['ci_low']:.1f} to"
    assert f"by Egger's line: {expected.replace('-', '−')}" in told
    assert "Both axes are in percentage points." in told


def test_only_what_is_drawn_is_named(differences: dict[str, Drawing]) -> None:
    figure = differences["forest"]
    said = words(figure)
    assert "trial, area by weight" in said
    assert said.count("the same, shrunken") == 1
    for absent in ("study of this project, crude", "printed elsewhere"):
        assert absent not in said
    assert "SYNTHETIC" not in figure.caption
    assert "tudies of this project" not in figure.caption
    assert "as printed" not in differences["totals_as_non_events"].caption
    results = of_differences()
    trials = (results["analysis"] == "trial") & (results["statistic"] == "risk_difference")
    results.loc[trials, ["estimate", "std_error", "ci_low", "ci_high"]] = np.nan
    results.loc[trials, "note"] = "No event in either arm."
    curves = turned(some_evidence().curves())
    without = words(drawn(measured("risk_difference"), results, curves)["forest"])
    assert "trial, area by weight" not in without


def test_limits_of_residuals_are_those_of_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(influence, "FAR", 2.5)
    example = some_evidence()
    figure = drawn(example.plan, example.results(), example.curves())["influence"]
    dashed = [x for x in figure.figure.axes[-1].lines if x.get_linestyle() == "--"]
    assert [float(line.get_xdata()[0]) for line in dashed] == [-2.5, 2.5]
    assert "residual, −2.50 and 2.50, are" in figure.caption


def test_everything_of_other_measures_can_be_read(
    differences: dict[str, Drawing], odds: dict[str, Drawing]
) -> None:
    for figure in (*differences.values(), *odds.values()):
        assert_readable(figure)
