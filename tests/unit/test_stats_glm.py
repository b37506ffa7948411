import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipsanalysis.stats.glm import (
    COLLINEAR,
    NO_FINITE_FIT,
    NO_VARIATION,
    fit_glm,
    independent_columns,
)

ROOT = Path(__file__).parents[2]
REFERENCE = json.loads((ROOT / "tests/reference/glm.json").read_text())["fits"]


@pytest.fixture(scope="module")
def life():
    with (ROOT / "data/raw/life/rossi.csv").open() as file:
        rows = list(csv.DictReader(file))
    weeks = np.array([[row[f"emp{week}"] for week in range(1, 53)] for row in rows])
    prior = np.array([float(row["prio"]) for row in rows])
    design = np.column_stack(
        [
            np.ones(len(rows)),
            [row["fin"] == "yes" for row in rows],
            [float(row["age"]) for row in rows],
            [float(row["educ"]) for row in rows],
            prior,
            [row["wexp"] == "yes" for row in rows],
        ]
    )
    worked = (weeks == "yes").sum(axis=1)
    return {
        "design": design,
        "employed": weeks[:, 51] == "yes",
        "worked": worked,
        "share": worked / 52,
        "observed": (weeks != "").sum(axis=1),
        "weight": 1 + prior % 3,
    }


def _fit(life, name):
    x = life["design"]
    if name == "logistic":
        return fit_glm(life["employed"], x, family="binomial")
    if name == "fractional":
        return fit_glm(life["share"], x, family="binomial")
    if name == "rate":
        return fit_glm(life["worked"], x, family="poisson", offset=np.log(life["observed"]))
    return fit_glm(life["share"], x, family="binomial", weights=life["weight"])


@pytest.mark.parametrize("name", sorted(REFERENCE))
def test_equals_r_glm_and_sandwich(life, name):
    fit, expected = _fit(life, name), REFERENCE[name]
    assert fit.converged
    assert fit.problem == ""
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=1e-9)
    np.testing.assert_allclose(fit.bread_inverse, expected["bread_inverse"], rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(fit.covariance, expected["covariance"], rtol=1e-7, atol=1e-12)


def test_scores_sum_to_zero_and_fitted_is_the_mean(life):
    fit = _fit(life, "rate")
    assert np.abs(fit.scores.sum(axis=0)).max() < 1e-7
    np.testing.assert_allclose(fit.fitted.sum(), life["worked"].sum())


def test_large_scales_and_offsets_do_not_hurt(life):
    x = life["design"].copy()
    x[:, 2] = 1e6 + 1e3 * x[:, 2]
    fit = fit_glm(life["employed"], x, family="binomial")
    expected = np.array(REFERENCE["logistic"]["coef"])
    np.testing.assert_allclose(fit.coef[2] * 1e3, expected[2], rtol=1e-6)
    np.testing.assert_allclose(fit.coef[[1, 3, 4, 5]], expected[[1, 3, 4, 5]], rtol=1e-6)


def test_weights_count_rows(life):
    x, y = life["design"][:60, :3], life["employed"][:60]
    times = np.arange(60) % 3
    weighted = fit_glm(y, x, family="binomial", weights=times)
    repeated = fit_glm(np.repeat(y, times), np.repeat(x, times, axis=0), family="binomial")
    np.testing.assert_allclose(weighted.coef, repeated.coef, rtol=1e-9)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_binomial_without_variation(value):
    fit = fit_glm(np.full(9, value), np.ones((9, 1)), family="binomial")
    assert fit.problem == NO_VARIATION
    assert not fit.converged
    assert np.isnan(fit.coef).all()


def test_poisson_without_events():
    assert fit_glm(np.zeros(4), np.ones((4, 1)), family="poisson").problem == NO_VARIATION


def test_equal_fractions_are_fitted():
    fit = fit_glm(np.full(5, 0.25), np.ones((5, 1)), family="binomial")
    np.testing.assert_allclose(fit.coef, np.log(1 / 3))
    np.testing.assert_allclose(fit.covariance, 0, atol=1e-20)


def test_one_person_with_a_rate():
    fit = fit_glm([3.0], [[1.0]], family="poisson", offset=[np.log(2.0)])
    np.testing.assert_allclose(fit.coef, np.log(1.5))


def test_nobody():
    assert fit_glm([], np.empty((0, 2)), family="binomial").problem == NO_VARIATION


def test_collinear_columns():
    x = np.column_stack([np.ones(6), np.arange(6), 3 - 0.1 * np.arange(6)])
    assert fit_glm([0, 1, 0, 1, 0, 1], x, family="binomial").problem == COLLINEAR
    assert independent_columns(x).tolist() == [0, 1]


def test_a_missing_covariate_is_not_taken_for_collinear():
    with pytest.raises(ValueError, match="finite"):
        independent_columns([[1.0, np.nan], [1.0, 2.0]])


def test_more_columns_than_rows():
    assert fit_glm([0, 1], np.eye(3)[:2], family="binomial").problem == COLLINEAR


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_perfect_separation(scale):
    x = np.column_stack([np.ones(8), scale * np.arange(8)])
    assert fit_glm(np.arange(8) > 3, x, family="binomial").problem == NO_FINITE_FIT


def test_quasi_separation_by_an_empty_cell():
    group = np.repeat([0, 1], 10)
    x = np.column_stack([np.ones(20), group])
    y = np.where(group == 1, 1, np.arange(20) % 2)
    assert fit_glm(y, x, family="binomial").problem == NO_FINITE_FIT


def test_poisson_group_without_events():
    group = np.repeat([0, 1], 10)
    x = np.column_stack([np.ones(20), group])
    assert fit_glm((1 - group) * 4, x, family="poisson").problem == NO_FINITE_FIT


def test_overshooting_steps_are_halved():
    fit = fit_glm([1e6, 2e6, 5], np.ones((3, 1)), family="poisson", offset=[-5, 10, 0])
    expected = np.log(3_000_005 / np.exp([-5, 10, 0]).sum())
    np.testing.assert_allclose(fit.coef, expected, rtol=1e-9)


def test_numbers_too_large_to_fit_give_a_problem():
    fit = fit_glm([1.0, 2.0], np.ones((2, 1)), family="poisson", offset=[0, 2000])
    assert fit.problem
    assert np.isnan(fit.coef).all()


def test_an_outlier_is_no_separation():
    x = np.column_stack([np.ones(41), np.append(np.linspace(-2, 2, 40), 400)])
    y = np.append(np.tile([0, 1, 0, 1, 1], 8), 1)
    assert fit_glm(y, x, family="binomial").converged


@given(st.integers(2, 200), st.data())
def test_one_group_gives_its_mean(n, data):
    events = data.draw(st.integers(1, n - 1))
    fit = fit_glm(np.arange(n) < events, np.ones((n, 1)), family="binomial")
    np.testing.assert_allclose(fit.fitted, events / n, rtol=1e-9)
    np.testing.assert_allclose(fit.covariance[0, 0], 1 / events + 1 / (n - events), rtol=1e-8)


@pytest.mark.parametrize(
    ("outcome", "design", "family", "options"),
    [
        ([0, 1], np.ones((3, 1)), "binomial", {}),
        ([0, 1], np.ones(2), "binomial", {}),
        ([0, np.nan], np.ones((2, 1)), "binomial", {}),
        ([0, 2], np.ones((2, 1)), "binomial", {}),
        ([0, -1], np.ones((2, 1)), "poisson", {}),
        ([0, 1], np.ones((2, 1)), "binomial", {"offset": [0.0]}),
        ([0, 1], np.ones((2, 1)), "binomial", {"weights": [1, -1]}),
        ([0, 1], [[1.0], [np.inf]], "binomial", {}),
    ],
)
def test_bad_input(outcome, design, family, options):
    with pytest.raises(ValueError, match="must"):
        fit_glm(outcome, design, family=family, **options)
