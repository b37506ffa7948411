"""GEE for a repeated status against R geepack, brute force in R, and statsmodels."""

import csv
import json
from dataclasses import fields
from math import exp, inf, isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import f, t
from statsmodels.genmod.cov_struct import Exchangeable, Independence
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_estimating_equations import GEE

from ipsanalysis.stats.gee import gee_logistic, gee_risk_difference
from ipsanalysis.stats.gee_status import repeated_status
from ipsanalysis.stats.gee_wald import joint_wald

REFERENCE = json.loads((Path(__file__).parents[1] / "reference/gee.json").read_text())
MODELS = sorted(name for name in REFERENCE if "brute" in REFERENCE[name])
ESTIMATES = ("risk_active", "risk_control", "risk_difference", "log_odds_ratio", "odds_ratio")
MANCL = {"correction": "mancl_derouen", "level": 0.95}


def synthetic():
    path = Path(__file__).parents[1] / "reference/data/repeated_status.csv"
    lines = [row for row in path.read_text().splitlines() if not row.startswith("#")]
    rows = list(csv.DictReader(lines))
    return {key: np.array([float(row[key]) for row in rows]) for key in rows[0]}


DATA = synthetic()


def sample(name):
    """Return the rows, the working correlation and the covariates of one model."""
    kept = (DATA["person"] <= 20) & (DATA["time"] < 3) if name == "few" else DATA["time"] >= 0
    d = {key: column[kept] for key, column in DATA.items()}
    working = "independence" if name.startswith("independence") else "exchangeable"
    x = np.column_stack([d["age"], d["worked"]]) if name.endswith("adjusted") else None
    return d, working, x


def saturated(d, x=None):
    moment = (d["time"][:, None] == np.unique(d["time"])).astype(float)
    parts = [moment, moment * d["active"][:, None]]
    return np.column_stack(parts if x is None else [*parts, x])


def fit(name, correction="mancl_derouen", level=0.95):
    d, working, x = sample(name)
    design = saturated(d, x)
    names = [str(j) for j in range(design.shape[1])]
    return gee_logistic(
        d["status"],
        design,
        d["person"],
        names,
        working=working,
        correction=correction,
        level=level,
    )


def status(name, **kwargs):
    d, working, x = sample(name)
    options = MANCL | {"working": working} | kwargs
    return repeated_status(d["status"], d["active"], d["time"], d["person"], x, **options)


def errors(found):
    return np.sqrt(np.diag(found.covariance))


@pytest.mark.parametrize("name", MODELS)
def test_coefficients_correlation_and_robust_errors_equal_geepack(name):
    expected, found = REFERENCE[name], fit(name, "none")
    assert_allclose(found.coef, expected["coefficient"], rtol=1e-8, atol=1e-10)
    assert_allclose(found.correlation, expected["alpha"], rtol=1e-8)
    assert_allclose(errors(found), expected["std_error"], rtol=1e-8)
    assert found.degrees == inf
    p_value = found.log_odds_ratio[-1].p_value
    assert p_value == pytest.approx(2 * t.sf(abs(found.coef[-1]) / errors(found)[-1], 1e9))


@pytest.mark.parametrize("name", MODELS)
def test_corrected_errors_equal_brute_force_and_the_jackknife_of_geepack(name):
    expected, found = REFERENCE[name], fit(name)
    assert_allclose(errors(found), expected["brute"]["corrected"], rtol=1e-8)
    assert_allclose(errors(found), expected["jackknife"], rtol=1e-8)
    assert_allclose(errors(fit(name, "none")), expected["brute"]["robust"], rtol=1e-8)
    assert found.degrees == expected["df"]


@pytest.mark.parametrize("name", MODELS)
def test_risks_and_joint_test_equal_brute_force(name):
    expected, found = REFERENCE[name], status(name)
    k = len(found.times)
    for j, (here, risks) in enumerate(zip(found.times, expected["risks"], strict=True)):
        for arm in ("active", "control"):
            risk = getattr(here, f"risk_{arm}")
            assert risk.estimate == pytest.approx(risks[arm], rel=1e-8)
            assert risk.std_error == pytest.approx(risks[f"{arm}_error"], rel=1e-7)
        assert here.risk_difference.estimate == pytest.approx(risks["difference"], rel=1e-7)
        assert here.risk_difference.std_error == pytest.approx(risks["difference_error"], rel=1e-7)
        assert here.log_odds_ratio.estimate == pytest.approx(expected["coefficient"][k + j])
        assert here.odds_ratio.estimate == pytest.approx(exp(expected["coefficient"][k + j]))
        assert here.odds_ratio.std_error == here.log_odds_ratio.std_error
        assert here.odds_ratio.log_scale_error
        assert not here.log_odds_ratio.log_scale_error
    joint = found.any_difference
    assert [joint.estimate, joint.p_value] == pytest.approx(expected["joint"], rel=1e-7)
    last = found.times[-1].log_odds_ratio
    assert [last.ci_low, last.ci_high] == pytest.approx(expected["t_interval"], rel=1e-8)


@pytest.mark.parametrize("name", MODELS)
def test_corrected_covariance_equals_statsmodels_at_the_same_correlation(name):
    (d, working, x), ours = sample(name), fit(name)
    design = saturated(d, x)
    structure = Independence() if working == "independence" else Exchangeable()
    if working == "exchangeable":
        structure.dep_params = ours.correlation
    model = GEE(
        d["status"], design, d["person"], family=Binomial(), cov_struct=structure, update_dep=False
    )
    theirs = model.fit(cov_type="bias_reduced", ctol=1e-12, maxiter=200, scale=1.0)
    assert_allclose(ours.coef, theirs.params, rtol=1e-7, atol=1e-9)
    assert_allclose(ours.covariance, theirs.cov_params(), rtol=1e-6, atol=1e-9)
    robust = fit(name, "none").covariance
    assert_allclose(robust, theirs.cov_robust, rtol=1e-6, atol=1e-9)


def test_statsmodels_estimates_the_correlation_with_other_degrees_of_freedom():
    (d, _, _), ours = sample("exchangeable"), fit("exchangeable")
    structure = Exchangeable()
    GEE(d["status"], saturated(d), d["person"], family=Binomial(), cov_struct=structure).fit()
    assert 1e-4 < abs(structure.dep_params - ours.correlation) < 0.02


def test_one_time_is_logistic_regression_with_hc3_and_hc0():
    """One row a cluster: Mancl and DeRouen's covariance is HC3, the robust one HC0."""
    kept, expected = DATA["time"] == 2, REFERENCE["one_time"]
    d = {key: column[kept] for key, column in DATA.items()}
    design = np.column_stack([np.ones(kept.sum()), d["active"], d["worked"]])
    for correction, kind in (("mancl_derouen", "hc3"), ("none", "hc0")):
        found = gee_logistic(
            d["status"],
            design,
            d["person"],
            ["a", "b", "c"],
            working="exchangeable",
            correction=correction,
            level=0.95,
        )
        assert_allclose(found.coef, expected["coefficient"], rtol=1e-9)
        assert_allclose(errors(found), expected[kind], rtol=1e-9)
        assert found.correlation == 0
    result = repeated_status(
        d["status"], d["active"], d["time"], d["person"], d["worked"][:, None],
        working="independence", **MANCL,
    )  # fmt: skip
    (here,), joint = result.times, result.any_difference
    assert here.log_odds_ratio.estimate == pytest.approx(expected["coefficient"][1])
    assert here.log_odds_ratio.std_error == pytest.approx(expected["hc3"][1])
    ratio = expected["coefficient"][1] / expected["hc3"][1]
    assert joint.estimate == pytest.approx(ratio**2)
    assert joint.p_value == pytest.approx(here.log_odds_ratio.p_value)


def test_without_covariates_independence_gives_the_observed_shares():
    for here in status("independence").times:
        for arm, result in ((1, here.risk_active), (0, here.risk_control)):
            seen = DATA["status"][(DATA["time"] == here.time) & (DATA["active"] == arm)]
            assert result.estimate == pytest.approx(seen.mean())
            # One row a person: the leverage of each is 1 / n, so the error is that of n - 1.
            spread = np.sqrt(seen.mean() * (1 - seen.mean()) / seen.size)
            assert result.std_error == pytest.approx(spread * seen.size / (seen.size - 1))


def test_a_time_without_variation_in_an_arm_is_left_out():
    d, working, _ = sample("exchangeable")
    y = d["status"].copy()
    y[(d["time"] == 1) & (d["active"] == 1)] = 1
    y[d["time"] == 3] = 0
    found = repeated_status(y, d["active"], d["time"], d["person"], working=working, **MANCL)
    rest = np.isin(d["time"], (0, 2))
    plain = repeated_status(
        *(c[rest] for c in (y, d["active"], d["time"], d["person"])), working=working, **MANCL
    )
    reason = "everybody in the active arm has the status at this time"
    assert {getattr(found.times[1], name).note for name in ESTIMATES} == {reason}
    assert found.times[3].odds_ratio.note == (
        "nobody in the active arm has the status at this time; "
        "nobody in the control arm has the status at this time"
    )
    for name in ESTIMATES:
        assert isnan(getattr(found.times[1], name).estimate)
        assert getattr(found.times[2], name).ci_low == getattr(plain.times[1], name).ci_low
    assert found.any_difference.estimate == plain.any_difference.estimate
    assert found.any_difference.note.endswith("without time 1, 3")
    assert found.modelled == (0, 2)
    assert found.correlation == plain.correlation


def test_separation_by_a_covariate_has_no_estimate_and_the_reason():
    d, working, _ = sample("exchangeable")
    first = d["time"] == 0
    y, arm, person = d["status"][first], d["active"][first], d["person"][first]
    found = repeated_status(y, arm, np.zeros(y.size), person, y[:, None], working=working, **MANCL)
    assert found.times[0].risk_difference.note.startswith("separation")
    assert found.any_difference.note.startswith("separation")
    assert isnan(found.times[0].odds_ratio.estimate)


def test_dependent_covariates_are_left_out_and_said():
    d, working, x = sample("exchangeable_adjusted")
    more = np.column_stack([np.full(len(x), 3.0), x, x[:, 0] - x[:, 1]])
    plain = status("exchangeable_adjusted")
    found = repeated_status(
        d["status"], d["active"], d["time"], d["person"], more, working=working, **MANCL
    )
    for here, there in zip(found.times, plain.times, strict=True):
        assert here.risk_difference.std_error == pytest.approx(there.risk_difference.std_error)
        assert here.odds_ratio.note.endswith(
            "2 constant or collinear covariate column(s) left out of the model"
        )


def test_few_people_and_nobody():
    rows = [1, 0, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0]
    enough = repeated_status(*rows, [1, 2, 3, 4], working="independence", **MANCL)
    # Two people in the arm, one of them with the status: leverage 1/2, so 1/2 over 1/2 each.
    assert enough.times[0].risk_active.std_error == pytest.approx(np.sqrt(0.125) * 2)
    two = repeated_status([1, 0], [1, 0], [0, 0], [1, 2], working="independence", **MANCL)
    assert two.times[0].odds_ratio.note == (
        "everybody in the active arm has the status at this time; "
        "nobody in the control arm has the status at this time"
    )
    assert two.any_difference.note == "no time at which the arms can be compared"
    nobody = repeated_status([], [], [], [], working="exchangeable", **MANCL)
    assert nobody.times == ()
    assert isnan(nobody.any_difference.estimate)
    assert (nobody.persons, isnan(nobody.correlation)) == (0, True)


def test_fewer_clusters_than_coefficients():
    design = np.column_stack([np.ones(6), [0, 1, 0, 1, 0, 1], [0, 0, 1, 1, 0, 0]])
    found = gee_logistic(
        [0, 1, 1, 0, 1, 0], design, [1, 1, 2, 2, 3, 3], ["a", "b", "c"],
        working="independence", **MANCL,
    )  # fmt: skip
    assert found.problem == "too few clusters: 3 for 3 coefficients"
    assert all(isnan(e.estimate) and e.note == found.problem for e in found.log_odds_ratio)
    risks = gee_risk_difference(found, design[:3], design[:3])
    assert {getattr(risks, part.name).note for part in fields(risks)} == {found.problem}


def test_a_cluster_that_alone_decides_a_coefficient_has_no_corrected_covariance():
    """Site 5 alone has the category; its leverage is 1."""
    site = np.repeat(np.arange(6), 4)
    y = np.tile([0, 1, 1, 0], 6)
    design = np.column_stack([np.ones(24), site == 5])
    found = gee_logistic(y, design, site, ["a", "b"], working="independence", **MANCL)
    assert found.problem.startswith("one cluster alone decides")
    plain = gee_logistic(
        y, design, site, ["a", "b"], working="independence", correction="none", level=0.95
    )
    assert plain.problem == ""


def test_a_status_that_never_changes_has_no_exchangeable_correlation_and_one_joint_degree():
    y, arm = np.array([1, 0, 0, 1, 1, 1, 0, 1]), np.repeat([1, 0], 4)
    rows = np.repeat(y, 3), np.repeat(arm, 3), np.tile([0, 1, 2], 8), np.repeat(np.arange(8), 3)
    found = repeated_status(*rows, working="exchangeable", **MANCL)
    assert "not possible" in found.times[0].risk_difference.note
    plain = repeated_status(*rows, working="independence", **MANCL)
    assert plain.any_difference.note == "F on 1 and 2 degrees of freedom (Hotelling)"
    ratio = plain.times[0].log_odds_ratio
    assert plain.any_difference.estimate == pytest.approx((ratio.estimate / ratio.std_error) ** 2)


def test_a_correlation_below_what_clusters_of_two_can_have():
    """Both arms: one of each couple yes, the other no, so the correlation is -1."""
    y, arm = np.tile([0, 1, 1, 0], 6), np.repeat([1, 0], 12)
    rows = y, arm, np.tile([0, 1], 12), np.repeat(np.arange(12), 2)
    found = repeated_status(*rows, working="exchangeable", **MANCL)
    assert "not possible" in found.times[0].odds_ratio.note


def test_joint_test_is_hotellings_and_needs_degrees_of_freedom():
    coef, covariance = np.array([0.4, -0.2]), np.array([[0.04, 0.01], [0.01, 0.09]])
    square = coef @ np.linalg.solve(covariance, coef)
    found = joint_wald(coef, covariance, degrees=7, method="m")
    assert found.estimate == pytest.approx(square * 6 / 14)
    assert found.p_value == pytest.approx(f.sf(square * 6 / 14, 2, 6))
    large = joint_wald(coef, covariance, degrees=inf, method="m")
    assert (large.estimate, large.p_value) == pytest.approx((square, np.exp(-square / 2)))
    assert isnan(joint_wald(coef, covariance, degrees=1, method="m").estimate)
    assert "too few clusters" in joint_wald(coef, covariance, degrees=1, method="m").note
    assert joint_wald(coef, 0 * covariance, degrees=9, method="m").note == "the variance is 0"


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["independence", "exchangeable"]))
def test_row_order_changes_no_bit_and_swapping_the_arms_turns_the_effect_over(random, working):
    d, _, x = sample("few")
    x = np.column_stack([d["age"], d["worked"]])
    order = list(range(len(x)))
    random.shuffle(order)
    columns = d["status"], d["active"], d["time"], d["person"], x
    first = repeated_status(*columns, working=working, **MANCL)
    again = repeated_status(*(c[order] for c in columns), working=working, **MANCL)
    assert repr(again) == repr(first)
    design, names = saturated(d), list("abcdef")
    fits = [
        gee_logistic(d["status"][o], design[o], d["person"][o], names, working=working, **MANCL)
        for o in (slice(None), order)
    ]
    assert repr(fits[0]) == repr(fits[1])
    swapped = repeated_status(
        d["status"], 1 - d["active"], d["time"], d["person"], x, working=working, **MANCL
    )
    for here, there in zip(first.times, swapped.times, strict=True):
        for name in ("risk_difference", "log_odds_ratio"):
            one, other = getattr(here, name), getattr(there, name)
            assert one.estimate == pytest.approx(-other.estimate, abs=1e-9)
            assert one.std_error == pytest.approx(other.std_error, rel=1e-7)
    assert first.any_difference.p_value == pytest.approx(swapped.any_difference.p_value, rel=1e-6)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"values": [0, 1, np.nan, 0]}, "values must be"),
        ({"values": [0, 1, 2, 0]}, "values must be"),
        ({"active": [1, 0, 0, 0]}, "in one arm only"),
        ({"active": [1, 1, 0]}, "same rows"),
        ({"time": [0, 0.5, 0, 1]}, "whole numbers"),
        ({"time": [0, np.nan, 0, 1]}, "whole numbers"),
        ({"time": [0, 0, 0, 1]}, "one row for a time"),
        ({"person": [1, np.nan, 2, 2]}, "person must not be missing"),
        ({"covariates": [[1.0], [2.0], [1.0], [1.0]]}, "must not change"),
        ({"covariates": [[1.0], [np.nan], [1.0], [1.0]]}, "finite"),
        ({"covariates": [1.0, 1.0, 1.0, 1.0]}, "same rows"),
    ],
)
def test_wrong_rows_are_refused(change, words):
    rows = {
        "values": [0, 1, 1, 0],
        "active": [1, 1, 0, 0],
        "time": [0, 1, 0, 1],
        "person": [1, 1, 2, 2],
    }
    with pytest.raises(ValueError, match=words):
        repeated_status(**(rows | change), working="independence", **MANCL)


@pytest.mark.parametrize(
    ("values", "design", "cluster", "words"),
    [
        ([0, 2], [[1.0], [1.0]], [1, 2], "0 or 1"),
        ([0, 1], [[1.0], [np.inf]], [1, 2], "finite"),
        ([0, 1], [[1.0]], [1, 2], "fit each other"),
        ([0, 1], [[1.0], [1.0]], [1, np.nan], "cluster must not be missing"),
    ],
)
def test_wrong_designs_are_refused(values, design, cluster, words):
    with pytest.raises(ValueError, match=words):
        gee_logistic(values, design, cluster, ["a"], working="independence", **MANCL)


def test_a_design_of_other_shape_is_refused():
    found = fit("few")
    with pytest.raises(ValueError, match="design must have shape"):
        gee_risk_difference(found, np.ones((2, 6)), np.ones((20, 6)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(-2, 2), st.integers(0, 26)), max_size=20),
    st.sampled_from(["independence", "exchangeable"]),
    st.sampled_from(["mancl_derouen", "none"]),
)
def test_any_people_give_numbers_or_a_reason(people, working, correction):
    """Each person has three times; a digit to base 3 says no, yes or missing at each."""
    rows = [
        (code // 3**k % 3, arm, k, person, x)
        for person, (arm, x, code) in enumerate(people)
        for k in range(3)
        if code // 3**k % 3 < 2
    ]
    y, arm, time, person, x = np.array(rows, dtype=float).reshape(-1, 5).T
    found = repeated_status(
        y, arm, time, person, x[:, None], working=working, correction=correction, level=0.9
    )
    assert [here.time for here in found.times] == sorted(set(time))
    for here in found.times:
        ratio, risk = here.odds_ratio, here.risk_active
        assert isnan(ratio.estimate) == isnan(risk.estimate)
        if isnan(ratio.estimate):
            assert ratio.note
        else:
            assert 0 <= ratio.ci_low <= ratio.estimate <= ratio.ci_high
            assert 0 <= risk.ci_low <= risk.estimate <= risk.ci_high <= 1
    joint = found.any_difference
    assert 0 <= joint.p_value <= 1 if joint.estimate >= 0 else joint.note
