"""Figures of a meta-analysis of few trials, of far effects, and of what is not estimated."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from evidence_example import some_evidence
from evidence_example_trials import some_trials
from test_figures import assert_readable
from test_figures_evidence_measures import drawn, marked, measured, of_differences, turned, words

from ipsanalysis.figures.evidence.scale import ratio_ticks, scale_for


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2, 3])
def test_few_trials_without_events_among_the_controls_are_drawn(number: int) -> None:
    trials = [replace(trial, events_control=0) for trial in some_trials(number)]
    example = some_evidence(trials=trials)
    figures = drawn(example.plan, example.results(), example.curves())
    assert ("funnel" in figures) == (number == 3)
    for figure in figures.values():
        assert_readable(figure)
    known = example.results().set_index("row_id")
    left, right = figures["forest"].figure.axes[0].get_xlim()
    for key, place in marked(figures["forest"], 0).items():
        assert left <= place <= right
        assert place == pytest.approx(known.loc[key, "estimate"])
    shown = [key for key in marked(figures["forest"], 0) if key.startswith("trial/")]
    assert len(shown) == number


def test_an_axis_reaches_far_ratios_when_most_are_far() -> None:
    far = [143.5, 171.0, 66.5, 77.0]
    ticks = ratio_ticks(far, [9.0, 2700.0], 80.0)
    assert ticks[0] <= 1.0
    assert ticks[-1] >= max(far)
    near = ratio_ticks([1 / value for value in far], [1 / 9.0, 1 / 2700.0], 80.0)
    assert near[0] <= 1 / max(far)
    alone = ratio_ticks([1.8, 2.1, 2.4, 171.0], [1.2, 2700.0], 80.0)
    assert alone[-1] <= 50, "one far ratio among others is left to an arrow"


def unknown(results: pd.DataFrame, rows: pd.Series, why: str) -> pd.DataFrame:
    """The rows, some of them without an estimate."""
    found = results.copy()
    found.loc[rows, ["estimate", "std_error", "ci_low", "ci_high"]] = np.nan
    found.loc[rows, "note"] = why
    return found


def test_an_axis_of_priors_without_an_estimate_is_not_drawn() -> None:
    results, curves = of_differences(), turned(some_evidence().curves())
    plan, bayes = measured("risk_difference"), results["analysis"] == "bayes"
    normal = bayes & results["method"].str.startswith("normal-normal")
    figure = drawn(plan, unknown(results, normal, "0 trials. No effect."), curves)["bayes"]
    axes = [axes.get_xlabel() for axes in figure.figure.axes]
    assert axes == ["Odds ratio, logarithmic axis", "tau"]
    assert "Differences are" not in figure.caption
    assert "bayes" not in drawn(plan, unknown(results, bayes, "0 trials. No effect."), curves)


def test_a_study_that_the_others_are_no_prior_for_says_why() -> None:
    example = some_evidence()
    results = example.results()
    again = (results["analysis"] == "new_trial") & results["method"].str.startswith("re-analysed")
    told = "Set among the others. The other trials give no prior: nobody has the event."
    lost = unknown(results, again & ~results["method"].str.contains("weight 1,"), told)
    figure = drawn(example.plan, lost, example.curves())["new_trial_ipsnorway"]
    said = " ".join(words(figure))
    assert said.count("The other trials give no prior: nobody has the event.") == 1
    assert said.count("not estimated") == len(example.plan.new_trials.weights) - 1
    assert "The prior is made of trials" not in figure.caption
    assert_readable(figure)


def test_an_axis_of_differences_ends_where_no_difference_can_be() -> None:
    wide = scale_for("risk_difference", [0.05, 0.27], [-2.1, 2.4, np.nan, np.inf], 60.0, "RD")
    assert (wide.ticks[0], wide.ticks[-1]) == (-100, 100)
    usual = scale_for("risk_difference", [0.05, 0.27], [-0.09, 0.37], 60.0, "RD")
    assert (usual.ticks[0], usual.ticks[-1]) == (-10, 40)
    step = scale_for("risk_difference", [1.6], [-9.0, 12.0], 60.0, "change for one step")
    assert (step.ticks[0], step.ticks[-1]) == (-200, 200), "a coefficient may be beyond 100"
    assert scale_for("tau", [3.0], [0.1, 8.0], 60.0, "tau").ticks[-1] >= 8.0
