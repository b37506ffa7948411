import csv
import json
from dataclasses import astuple
from math import isnan, log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipsanalysis.stats.estimate import normal_quantile
from ipsanalysis.stats.standardisation import StandardisedRisks, standardised_risks

ROOT = Path(__file__).parents[2]
REFERENCE = json.loads((ROOT / "tests/reference/standardisation.json").read_text())
CASES = [name for name in REFERENCE if name != "software"]


@pytest.fixture(scope="module")
def life():
    with (ROOT / "data/raw/life/rossi.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {
        "arm": np.array([row["fin"] == "yes" for row in rows]),
        "covariates": np.array(
            [
                [float(row[name]) for name in ("age", "educ", "prio")] + [row["wexp"] == "yes"]
                for row in rows
            ],
            dtype=float,
        ),
        "week_52": np.array([row["emp52"] == "yes" for row in rows]),
        "week_26": np.array([row["emp26"] == "yes" for row in rows]),
        "arrested": np.array([row["arrest"] == "1" for row in rows]),
    }


def _life_risks(life, name, level=0.95):
    covariates = life["covariates"][:, :0] if name == "unadjusted" else life["covariates"]
    outcome = life["week_52"] if name == "unadjusted" else life[name]
    return standardised_risks(outcome, life["arm"], covariates, level=level)


def _all(risks):
    return [risks.risk_active, risks.risk_control, risks.risk_difference, risks.risk_ratio]


@pytest.mark.parametrize("name", CASES)
def test_equals_r(life, name):
    risks, expected = _life_risks(life, name), REFERENCE[name]
    pairs = [
        (risks.risk_active, "risk_active", "risk_active_error"),
        (risks.risk_control, "risk_control", "risk_control_error"),
        (risks.risk_difference, "difference", "difference_error"),
        (risks.risk_ratio, "ratio", "log_ratio_error"),
    ]
    for result, value, error in pairs:
        np.testing.assert_allclose(result.estimate, expected[value], rtol=1e-9)
        np.testing.assert_allclose(result.std_error, expected[error], rtol=1e-9)
        assert result.ci_low < result.estimate < result.ci_high
        assert result.note == ""


def test_equals_delicatessen(life):
    delicatessen = pytest.importorskip("delicatessen")
    from delicatessen.estimating_equations import ee_regression

    y, arm = life["week_52"].astype(float), life["arm"].astype(float)
    design = np.column_stack([np.ones(y.size), arm, life["covariates"]])
    active, control = design.copy(), design.copy()
    active[:, 1], control[:, 1] = 1, 0

    def stacked(theta):
        beta = theta[4:]
        risk, risk_control = (1 / (1 + np.exp(-x @ beta)) for x in (active, control))
        return np.vstack(
            [
                risk - theta[0],
                risk_control - theta[1],
                np.full(y.size, theta[0] - theta[1] - theta[2]),
                np.full(y.size, np.log(theta[0] / theta[1]) - theta[3]),
                ee_regression(beta, X=design, y=y, model="logistic"),
            ]
        )

    fit = delicatessen.MEstimator(stacked, init=[0.5, 0.5, 0, 0] + [0] * design.shape[1])
    fit.estimate(deriv_method="exact")
    errors = np.sqrt(np.diag(fit.variance))
    risks = _life_risks(life, "week_52")
    for position, result in enumerate(_all(risks)):
        value = log(result.estimate) if result.log_scale_error else result.estimate
        np.testing.assert_allclose(value, fit.theta[position], rtol=1e-7)
        np.testing.assert_allclose(result.std_error, errors[position], rtol=1e-7)


def test_intervals_and_p_values(life):
    risks = _life_risks(life, "week_52", level=0.9)
    z = normal_quantile(0.9)
    difference, ratio = risks.risk_difference, risks.risk_ratio
    assert difference.ci_high - difference.estimate == pytest.approx(z * difference.std_error)
    assert log(ratio.estimate / ratio.ci_low) == pytest.approx(z * ratio.std_error)
    assert difference.p_value == pytest.approx(0.0910, abs=5e-5)  # 2 * pnorm(-0.076819 / 0.045452)
    assert {result.level for result in _all(risks)} == {0.9}


def test_without_covariates_it_is_the_raw_difference():
    outcome = np.repeat([1, 0, 1, 0], [92, 124, 74, 142])
    arm = np.repeat([1, 0], 216)
    difference = standardised_risks(outcome, arm, np.empty((432, 0)), level=0.95).risk_difference
    p, q = 92 / 216, 74 / 216
    assert difference.estimate == pytest.approx(p - q, abs=1e-12)
    unpooled = np.sqrt(p * (1 - p) / 216 + q * (1 - q) / 216)
    assert difference.std_error == pytest.approx(unpooled, rel=1e-10)


def test_coding_and_order_do_not_matter(life):
    y, arm, x = life["week_52"], life["arm"], life["covariates"]
    order = np.random.default_rng(3).permutation(y.size)
    other = (x @ np.array([[2.0, 0, 0, 1], [0, 1, 0, 0], [0, 3, 100, 0], [0, 0, 0, 1]]) + 7)[order]
    expected = _all(standardised_risks(y, arm, x, level=0.95))
    results = _all(standardised_risks(y[order], arm[order], other, level=0.95))
    for result, right in zip(results, expected, strict=True):
        assert result.estimate == pytest.approx(right.estimate, rel=1e-9)
        assert result.std_error == pytest.approx(right.std_error, rel=1e-9)


def test_collinear_covariates_are_left_out_and_counted(life):
    x = life["covariates"]
    surplus = np.column_stack([x, np.ones(len(x)), x[:, 0] - 2 * x[:, 2]])
    expected = _life_risks(life, "week_52")
    risks = standardised_risks(life["week_52"], life["arm"], surplus, level=0.95)
    assert risks.risk_difference.estimate == pytest.approx(expected.risk_difference.estimate)
    assert risks.risk_difference.std_error == pytest.approx(expected.risk_difference.std_error)
    assert all(result.note.startswith("2 constant or collinear") for result in _all(risks))


def _refused(risks: StandardisedRisks, words: str) -> bool:
    return all(
        words in result.note and isnan(result.estimate) and isnan(result.ci_low)
        for result in _all(risks)
    )


@pytest.mark.parametrize(
    ("outcome", "arm", "covariate", "words"),
    [
        ([0, 0, 0, 0], [1, 1, 0, 0], [1, 2, 1, 2], "same for everyone"),
        ([1, 1, 1, 1], [1, 1, 0, 0], [1, 2, 1, 2], "same for everyone"),
        ([1, 0, 1, 0], [1, 1, 1, 1], [1, 2, 1, 2], "nobody in the control arm"),
        ([1, 0, 1, 0], [0, 0, 0, 0], [1, 2, 1, 2], "nobody in the active arm"),
        ([1], [1], [3], "nobody in the control arm"),
        ([], [], [], "nobody in either arm"),
        ([1, 0], [1, 0], [3, 4], "separation"),
        ([0, 0, 0, 1, 1, 1], [1, 0, 1, 0, 1, 0], [1, 2, 3, 4, 5, 6], "separation"),
        ([1, 1, 1, 0, 1, 0], [1, 1, 1, 0, 0, 0], [1, 2, 2, 1, 2, 2], "separation"),
    ],
)
def test_no_estimate_says_why(outcome, arm, covariate, words):
    covariates = np.array(covariate, dtype=float).reshape(-1, 1)
    assert _refused(standardised_risks(outcome, arm, covariates, level=0.95), words)


@pytest.mark.parametrize(
    ("outcome", "arm", "covariates", "words"),
    [
        ([0, 1], [0, 1], np.ones((3, 1)), "same number of rows"),
        ([0, 1], [0, 1], np.ones(2), "same number of rows"),
        ([0, 0.5], [0, 1], np.ones((2, 1)), "outcome must be"),
        ([0, np.nan], [0, 1], np.ones((2, 1)), "outcome must be"),
        ([0, 1], [0, 2], np.ones((2, 1)), "group must be"),
        ([0, 1], [0, 1], [[np.nan], [1]], "finite"),
    ],
)
def test_bad_input(outcome, arm, covariates, words):
    with pytest.raises(ValueError, match=words):
        standardised_risks(outcome, arm, covariates, level=0.95)


@st.composite
def trials(draw):
    n = draw(st.integers(1, 60))
    bits = st.lists(st.integers(0, 1), min_size=n, max_size=n)
    values = st.lists(st.integers(-3, 3), min_size=2 * n, max_size=2 * n)
    outcome, arm = np.array(draw(bits)), np.array(draw(bits))
    return outcome, arm, np.array(draw(values), dtype=float).reshape(n, 2)


@settings(max_examples=150)
@given(trials())
def test_any_trial_gives_an_estimate_or_a_reason(trial):
    outcome, arm, covariates = trial
    risks = standardised_risks(outcome, arm, covariates, level=0.95)
    swapped = standardised_risks(outcome, 1 - arm, covariates, level=0.95)
    for result in _all(risks):
        if isnan(result.estimate):
            assert result.note
            assert isnan(swapped.risk_ratio.estimate)
        else:
            assert result.ci_low <= result.estimate <= result.ci_high
    if not isnan(risks.risk_ratio.estimate):
        product = risks.risk_ratio.estimate * swapped.risk_ratio.estimate
        assert product == pytest.approx(1, rel=1e-7)
        total = risks.risk_difference.estimate + swapped.risk_difference.estimate
        assert total == pytest.approx(0, abs=1e-8)
        assert risks.risk_difference.std_error == pytest.approx(swapped.risk_difference.std_error)


def test_records_are_complete(life):
    risks = _life_risks(life, "week_52")
    assert len(astuple(risks)) == 4
    assert "g-computation" in risks.risk_difference.method
