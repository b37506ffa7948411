"""Cox models and the test of proportional hazards against R coxph and cox.zph."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from survival_reference import ROOT, R, floats, life, lung, read

from ipsanalysis.stats.cox import cox

STRATIFIED = json.loads((ROOT / "tests/reference/stratified.json").read_text(encoding="utf-8"))

people = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 2), st.integers(0, 1), st.integers(-3, 3)),
    min_size=2,
    max_size=40,
)


def estimates(records):
    return np.array([e.estimate for e in records])


def errors(records):
    return np.array([e.std_error for e in records])


def columns(rows):
    time, event, *x = (np.array(c) for c in zip(*rows, strict=True))
    return time.astype(float), event, np.column_stack(x).astype(float)


def models():
    ties, d, v, mgus, job = read("ten_person_ties"), lung(), read("veteran"), read("mgus2"), life()
    known = ~np.isnan(d["ph.ecog"])
    d = {k: c[known] for k, c in d.items()}
    cells = [v["celltype"] == c for c in ("large", "smallcell", "squamous")]
    tie_x, lung_x = np.column_stack([ties["group"], ties["x"]]), [d["female"], d["age"]]
    return {
        "ties": (ties["time"], ties["event"], tie_x, None),
        "ties_stratified": (ties["time"], ties["event"], tie_x, ties["stratum"]),
        "lung": (d["time"], d["event"], np.column_stack([*lung_x, d["ph.ecog"]]), None),
        "lung_stratified": (d["time"], d["event"], np.column_stack(lung_x), d["ph.ecog"]),
        "veteran": (
            v["time"],
            v["status"],
            np.column_stack([v["trt"], *cells, v["karno"], v["age"]]),
            None,
        ),
        "veteran_stratified": (
            v["time"],
            v["status"],
            np.column_stack([v["trt"], v["karno"]]),
            v["celltype"],
        ),
        "mgus": (mgus["time"], mgus["event"], mgus["male"][:, None], None),
        "life_job": (job["job_time"], job["job_event"], job["active"][:, None], None),
        "life_arrest": (job["week"], job["arrest"], job["x"], None),
        "life_arrest_stratified": (job["week"], job["arrest"], job["x"][:, [0, 1, 6]], job["race"]),
    }


MODELS = models()


def fit(name, level=0.95):
    time, event, x, strata = MODELS[name]
    return cox(time, event, x, [str(j) for j in range(x.shape[1])], strata=strata, level=level)


@pytest.mark.parametrize("name", R["cox"])
def test_cox_equals_r_coxph(name):
    expected, found = R["cox"][name], fit(name)
    assert_allclose(
        estimates(found.log_hazard_ratio), floats(expected["coefficient"]), rtol=1e-9, atol=1e-11
    )
    assert_allclose(errors(found.log_hazard_ratio), floats(expected["std_error"]), rtol=1e-9)
    assert_allclose([e.p_value for e in found.log_hazard_ratio], floats(expected["p"]), rtol=1e-7)
    ratios = found.hazard_ratio
    assert_allclose(estimates(ratios), floats(expected["hazard_ratio"]), rtol=1e-9)
    assert_allclose([e.ci_low for e in ratios], floats(expected["ci_low"]), rtol=1e-8)
    assert_allclose([e.ci_high for e in ratios], floats(expected["ci_high"]), rtol=1e-8)
    assert all(e.log_scale_error for e in ratios)


@pytest.mark.parametrize("name", R["cox"])
def test_proportional_hazards_test_equals_r_cox_zph(name):
    expected, found = R["cox"][name], fit(name)
    tests = (*found.proportional_hazards, found.proportional_hazards_global)
    assert_allclose(estimates(tests), floats(expected["zph_chisq"]), rtol=1e-7)
    assert_allclose([e.p_value for e in tests], floats(expected["zph_p"]), rtol=1e-7)


def stratified_samples():
    """Strata of two variables, without events, with one arm only, and of one person."""
    v, pbc, d = read("veteran"), read("pbc"), lung()
    known = ~np.isnan(d["ph.ecog"])
    d = {k: c[known] for k, c in d.items()}
    late = pbc["time"] > 3500
    return {
        "crossed": (
            v["time"],
            v["status"],
            np.column_stack([v["trt"], v["karno"], v["age"]]),
            [f"{c} {p:g}" for c, p in zip(v["celltype"], v["prior"], strict=True)],
        ),
        "stratum_without_events": (
            v["time"],
            v["status"] * (v["celltype"] != "adeno"),
            np.column_stack([v["trt"], v["karno"]]),
            v["celltype"],
        ),
        "one_arm_strata": (
            pbc["time"],
            pbc["status"] == 2,
            2 - pbc["trt"][:, None],
            np.where(late, 10 + pbc["trt"], pbc["time"] % 3),
        ),
        "stratum_of_one": (
            d["time"],
            d["event"],
            np.column_stack([d["sex"], d["age"]]),
            d["ph.ecog"],
        ),
    }


@pytest.mark.parametrize("name", STRATIFIED["cox"])
def test_strata_equal_r_coxph_and_cox_zph(name):
    expected, (time, event, x, strata) = STRATIFIED["cox"][name], stratified_samples()[name]
    names = [str(j) for j in range(x.shape[1])]
    found = cox(time, event, x, names, strata=strata, level=0.95)
    coefficients = found.log_hazard_ratio
    assert_allclose(estimates(coefficients), floats(expected["coefficient"]), rtol=1e-9)
    assert_allclose(errors(coefficients), floats(expected["std_error"]), rtol=1e-9)
    tests = (*found.proportional_hazards, found.proportional_hazards_global)
    assert_allclose(estimates(tests), expected["zph_chisq"], rtol=1e-7)
    assert_allclose([e.p_value for e in tests], expected["zph_p"], rtol=1e-7)
    assert coefficients[0].method == "stratified Cox, Efron ties"


def test_a_covariate_that_is_constant_within_strata_has_no_estimate():
    time, event, _, strata = stratified_samples()["stratum_of_one"]
    found = cox(time, event, strata[:, None], ["ecog"], strata=strata, level=0.95)
    assert np.isnan(found.hazard_ratio[0].estimate)
    assert found.hazard_ratio[0].note.startswith("constant")


def test_life_is_the_published_model_of_fox_and_weisberg():
    found = fit("life_arrest")
    assert_allclose(
        estimates(found.log_hazard_ratio),
        [-0.3794, -0.0574, -0.3139, -0.1498, 0.4337, -0.0849, 0.0915],
        atol=5e-5,
    )
    assert_allclose(found.log_hazard_ratio[0].std_error, 0.1914, atol=5e-5)
    assert (found.n, found.n_events) == (432, 114)
    assert_allclose(fit("life_job").hazard_ratio[0].estimate, 0.977, atol=5e-4)


def test_an_arm_without_events_has_no_estimate_and_the_reason():
    found = cox([1, 2, 3, 4], [1, 1, 0, 0], [[0], [0], [1], [1]], ["arm"], level=0.95)
    assert np.isnan(found.hazard_ratio[0].estimate)
    assert found.hazard_ratio[0].note == "no events in arm or category arm = 1"
    assert np.isnan(found.proportional_hazards[0].estimate)


def test_a_category_without_events_leaves_the_others_at_their_limit():
    """R lets the coefficient of z run off and keeps that of karno."""
    v, expected = read("veteran"), R["limit"]
    x = np.column_stack([expected["z"], v["karno"]])
    found = cox(v["time"], v["status"], x, ["z", "karno"], level=0.95).log_hazard_ratio
    assert found[0].note == "no events in arm or category z = 1"
    assert_allclose(found[1].estimate, expected["coefficient"], rtol=1e-6)
    assert_allclose(found[1].std_error, expected["std_error"], rtol=1e-6)


def test_a_covariate_monotone_within_strata_leaves_the_others_at_their_limit():
    (time, event, x, _), expected = MODELS["lung"], R["limit_in_stratum"]
    x = np.column_stack([expected["z"], x[:, 1]])
    found = cox(time, event, x, ["z", "age"], strata=expected["s"], level=0.95)
    z, age = found.log_hazard_ratio
    assert np.isnan(z.estimate)
    assert "no finite maximum" in z.note
    assert_allclose(age.estimate, expected["coefficient"], rtol=1e-6)
    assert_allclose(age.std_error, expected["std_error"], rtol=1e-6)
    assert np.isfinite(found.proportional_hazards[1].estimate)


def test_a_constant_or_dependent_covariate_has_no_estimate_as_in_r():
    time, event, x, _ = MODELS["lung"]
    more = np.column_stack([x, np.full(len(x), 0.1), x[:, 0] + 2 * x[:, 1]])
    found = cox(time, event, more, list("abcde"), level=0.95)
    assert_allclose(
        estimates(found.log_hazard_ratio)[:3], R["cox"]["lung"]["coefficient"], rtol=1e-9
    )
    for record in found.log_hazard_ratio[3:]:
        assert np.isnan(record.estimate)
        assert record.note.startswith("constant")
    assert_allclose(
        found.proportional_hazards_global.estimate, R["cox"]["lung"]["zph_chisq"][3], rtol=1e-7
    )


def test_a_covariate_that_orders_the_events_has_no_maximum():
    time = np.arange(1.0, 11.0)
    found = cox(time, np.ones(10), -time[:, None], ["x"], level=0.95)
    assert np.isnan(found.hazard_ratio[0].estimate)
    assert "no finite maximum" in found.hazard_ratio[0].note


@pytest.mark.parametrize(
    ("time", "event", "arm"),
    [
        ([1, 2, 3], [0, 2, 0], [0, 1, 0]),
        ([1, 2, 3], [1, 1, 1], [1, 1, 1]),
        ([5], [1], [0]),
        ([], [], []),
    ],
)
def test_no_events_one_arm_one_person_nobody(time, event, arm):
    found = cox(time, event, np.reshape(arm, (-1, 1)), ["arm"], level=0.95)
    records = (
        *found.log_hazard_ratio,
        *found.hazard_ratio,
        *found.proportional_hazards,
        found.proportional_hazards_global,
    )
    assert all(np.isnan(e.estimate) and e.note for e in records)


def test_everybody_at_one_time_has_nothing_to_compare_over_time():
    found = cox(np.ones(6), np.ones(6), [[0], [1], [0], [1], [1], [0]], ["arm"], level=0.95)
    assert_allclose(found.log_hazard_ratio[0].estimate, 0, atol=1e-12)
    assert "time trend" in found.proportional_hazards_global.note


@pytest.mark.parametrize(
    ("design", "strata", "word"),
    [
        ([[1.0]], None, "design"),
        ([[1.0], [np.nan]], None, "finite"),
        ([[1.0], [0.0]], [1], "strata"),
        ([[1.0], [0.0]], [1, np.nan], "strata must not be missing"),
        (np.empty((2, 0)), None, "design"),
    ],
)
def test_wrong_input_is_refused(design, strata, word):
    names = ["x"] * np.shape(design)[1]
    with pytest.raises(ValueError, match=word):
        cox([1, 2], [1, 1], design, names, strata=strata, level=0.95)


@settings(max_examples=60, deadline=None)
@given(people, st.randoms(use_true_random=False))
def test_row_order_and_constant_strata_change_no_bit(rows, random):
    time, event, x = columns(rows)
    shuffled = rows.copy()
    random.shuffle(shuffled)
    plain = cox(time, event, x, ["a", "b"], level=0.95)
    again = cox(*columns(shuffled), ["a", "b"], level=0.95)
    same = cox(time, event, x, ["a", "b"], strata=["s"] * len(rows), level=0.95)
    for other in (again, same):
        for field in ("log_hazard_ratio", "proportional_hazards"):
            first, second = getattr(plain, field), getattr(other, field)
            assert_array_equal(estimates(first), estimates(second))
            assert_array_equal(errors(first), errors(second))


@settings(max_examples=40, deadline=None)
@given(people)
def test_swapping_the_arms_turns_the_hazard_ratio_over(rows):
    time, event, x = columns(rows)
    first = cox(time, event, x[:, :1], ["arm"], level=0.95).hazard_ratio[0]
    second = cox(time, event, 1 - x[:, :1], ["arm"], level=0.95).hazard_ratio[0]
    assert_allclose(first.estimate, 1 / second.estimate, rtol=1e-9)
    assert_allclose(first.std_error, second.std_error, rtol=1e-9)


def test_units_of_a_covariate_do_not_matter():
    time, event, x, _ = MODELS["lung"]
    found = cox(time, event, x * [1, 1e6, 1e-6] + 1e3, list("abc"), level=0.95).log_hazard_ratio
    assert_allclose(estimates(found) * [1, 1e6, 1e-6], R["cox"]["lung"]["coefficient"], rtol=1e-6)
