"""Risk table, Kaplan-Meier and cumulative incidence against R survfit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from survival_reference import R, floats, life, lung, read, samples

from ipsanalysis.stats.cumulative_incidence import cumulative_incidence
from ipsanalysis.stats.kaplan_meier import kaplan_meier
from ipsanalysis.stats.logrank import logrank
from ipsanalysis.stats.risk_table import event_table, risk_table
from ipsanalysis.stats.step_curve import curve_difference

SAMPLES = samples()
EXACT = {"rtol": 1e-9, "atol": 1e-12}
INCIDENCE_SAMPLE = {"life_active": "life_job_active", "life_control": "life_job_control"}
people = st.lists(st.tuples(st.integers(1, 8), st.integers(0, 2)), min_size=1, max_size=40)


def columns(rows):
    return np.array([r[0] for r in rows], dtype=float), np.array([r[1] for r in rows])


@pytest.mark.parametrize("name", R["kaplan_meier"])
def test_kaplan_meier_equals_r_survfit(name):
    expected, curve = R["kaplan_meier"][name], kaplan_meier(*SAMPLES[name], level=0.95)
    survival = floats(expected["survival"])
    assert_array_equal(curve.time, floats(expected["time"]))
    assert_allclose(curve.survival, survival, **EXACT)
    error = np.where(survival > 0, floats(expected["std_error"]), 0.0)
    assert_allclose(curve.std_error, error, **EXACT)
    assert_allclose(curve.ci_low, floats(expected["ci_low"]), **EXACT)
    assert_allclose(curve.ci_high, floats(expected["ci_high"]), **EXACT)


@pytest.mark.parametrize("name", R["kaplan_meier"])
def test_counts_and_median_equal_r_survfit(name):
    expected, (time, event) = R["kaplan_meier"][name], SAMPLES[name]
    table = event_table(time, event)
    assert_array_equal(table.at_risk, expected["at_risk"])
    assert_array_equal(table.events, expected["events"])
    assert_array_equal(table.censored + table.competing, expected["censored"])
    median = kaplan_meier(time, event, level=0.95).median()
    assert_allclose((median.estimate, median.ci_low, median.ci_high), floats(expected["median"]))


@pytest.mark.parametrize("name", R["median"])
def test_median_on_flat_stretches_equals_r_quantile(name):
    case = R["median"][name]
    median = kaplan_meier(case["time"], case["event"], level=0.95).median()
    assert_allclose((median.estimate, median.ci_low, median.ci_high), floats(case["value"]))


def test_median_that_is_not_reached_says_so():
    median = kaplan_meier([1, 2, 3], [1, 0, 0], level=0.95).median()
    assert np.isnan(median.estimate)
    assert "fewer than half" in median.note


def test_risk_table_equals_r_summary_survfit():
    d, expected = lung(), R["risk_table"]
    table = risk_table(d["time"], d["event"], expected["time"])
    assert_array_equal(table.at_risk, expected["at_risk"])
    assert_array_equal(table.events, expected["events"])
    assert_array_equal(table.censored, expected["censored"])


@pytest.mark.parametrize("cause", [1, 2])
@pytest.mark.parametrize("name", R["incidence"])
def test_cumulative_incidence_equals_r_survfit(name, cause):
    expected, sample = R["incidence"][name], SAMPLES[INCIDENCE_SAMPLE.get(name, name)]
    curve = cumulative_incidence(*sample, level=0.95, cause=cause)
    assert_array_equal(curve.time, floats(expected["time"]))
    assert_allclose(curve.incidence, floats(expected["value"][cause - 1]), **EXACT)
    assert_allclose(curve.std_error, floats(expected["std_error"][cause - 1]), **EXACT)
    assert_allclose(curve.ci_low, floats(expected["ci_low"][cause - 1]), **EXACT)
    assert_allclose(curve.ci_high, floats(expected["ci_high"][cause - 1]), **EXACT)


def test_life_reverses_between_incidence_and_kaplan_meier():
    """Computed in R by the issue: 0.838 v 0.829 against 0.865 v 0.882 at week 52."""
    active, control = SAMPLES["life_job_active"], SAMPLES["life_job_control"]
    risk = [cumulative_incidence(*s, level=0.95).at([52])[0].estimate for s in (active, control)]
    upward = [
        kaplan_meier(*s, level=0.95).turned_upward().at([52])[0].estimate for s in (active, control)
    ]
    assert_allclose(risk, [0.838, 0.829], atol=5e-4)
    assert_allclose(upward, [0.865, 0.882], atol=5e-4)


def test_difference_at_landmarks_is_built_from_the_arms_r_gives():
    d = life()
    arms = [R["incidence"]["life_active"], R["incidence"]["life_control"]]
    values = [floats(a["value"][0])[-1] for a in arms]
    error = np.hypot(*[floats(a["std_error"][0])[-1] for a in arms])
    curves = [
        cumulative_incidence(d["job_time"][own], d["job_event"][own], level=0.95)
        for own in (d["active"] == 1, d["active"] == 0)
    ]
    found = curve_difference(*curves, [26, 52])[1]
    assert_allclose(found.estimate, values[0] - values[1], rtol=1e-9)
    assert_allclose(found.std_error, error, rtol=1e-9)
    assert_allclose(found.ci_high - found.estimate, 1.959963984540054 * error, rtol=1e-9)
    assert 0 < found.p_value < 1


def test_survival_difference_is_built_from_the_arms_r_gives():
    d, at = lung(), 365
    arms = [R["kaplan_meier"][k] for k in ("lung_female", "lung_male")]
    last = [np.searchsorted(a["time"], at, side="right") - 1 for a in arms]
    value = [a["survival"][i] for a, i in zip(arms, last, strict=True)]
    error = np.hypot(*[a["std_error"][i] for a, i in zip(arms, last, strict=True)])
    curves = [
        kaplan_meier(d["time"][own], d["event"][own], level=0.9)
        for own in (d["female"] == 1, d["female"] == 0)
    ]
    found = curve_difference(*curves, [at])[0]
    assert_allclose(found.estimate, value[0] - value[1], rtol=1e-9)
    assert_allclose(found.std_error, error, rtol=1e-9)
    assert_allclose(found.estimate - found.ci_low, 1.6448536269514722 * error, rtol=1e-9)


def test_values_between_before_and_beyond_the_observed_times():
    curve = kaplan_meier([2, 4, 6], [1, 1, 0], level=0.95)
    before, between, last, beyond = curve.at([1, 3.5, 6, 6.5])
    assert before.estimate == 1.0
    assert "no interval" in before.note
    assert_allclose(between.estimate, 2 / 3)
    assert_allclose(last.estimate, 1 / 3)
    assert np.isnan(beyond.estimate)
    assert beyond.note == "nobody was observed at 6.5"


def test_after_everybody_had_the_event_the_curve_stays_known():
    assert kaplan_meier([1, 1, 1], [1, 1, 1], level=0.95).at([9])[0].estimate == 0.0
    assert cumulative_incidence([1, 1, 2], [1, 2, 1], level=0.95).at([9])[0].estimate > 0.6


@pytest.mark.parametrize("event", [0, 1, 2])
def test_a_single_person(event):
    time = [3.0]
    survival = kaplan_meier(time, [event], level=0.95)
    risk = cumulative_incidence(time, [event], level=0.95)
    assert survival.at([3])[0].estimate == float(event != 1)
    assert risk.at([3])[0].estimate == float(event == 1)
    assert np.isnan(survival.at([3])[0].ci_low)
    assert risk.at([3])[0].std_error == 0.0


def test_an_empty_sample_and_an_empty_arm_give_reasons():
    nobody = kaplan_meier([], [], level=0.95)
    assert nobody.at([1])[0].note == "nobody in this sample"
    assert nobody.median().note == "nobody in this sample"
    assert event_table([], []).time.size == 0
    assert risk_table([], [], [1]).at_risk[0] == 0
    for curve in (kaplan_meier, cumulative_incidence):
        arms = curve([1, 2], [1, 0], level=0.95), curve([], [], level=0.95)
        found = curve_difference(*arms, [1])[0]
        assert np.isnan(found.estimate)
        assert found.note == "control arm: nobody in this sample"


def test_an_arm_without_variation_gives_a_difference_without_interval():
    still = cumulative_incidence([5, 5], [0, 0], level=0.95)
    moved = cumulative_incidence([2, 5], [1, 0], level=0.95)
    found = curve_difference(still, moved, [5])[0]
    assert found.estimate == -0.5
    assert np.isnan(found.ci_low)
    assert "does not vary" in found.note


@pytest.mark.parametrize(
    ("time", "event"),
    [([0.0], [1]), ([np.nan], [1]), ([1.0], [3]), ([1.0, 2.0], [1]), ([[1.0]], [[1]])],
)
def test_wrong_input_is_refused(time, event):
    with pytest.raises(ValueError, match=r"time|event"):
        kaplan_meier(time, event, level=0.95)


def test_unknown_cause_and_arm_are_refused():
    with pytest.raises(ValueError, match="cause"):
        cumulative_incidence([1], [1], level=0.95, cause=3)
    with pytest.raises(ValueError, match="group"):
        logrank([1], [1], [2])
    with pytest.raises(ValueError, match="group"):
        logrank([1, 2], [1, 1], [1])
    with pytest.raises(ValueError, match="at must"):
        risk_table([1], [1], [np.nan])
    with pytest.raises(ValueError, match="times must"):
        kaplan_meier([1], [1], level=0.95).at([np.nan])
    for curve in (kaplan_meier, cumulative_incidence):
        with pytest.raises(ValueError, match="time and event"):
            curve([1, 2], [1], level=0.95)


@settings(max_examples=60, deadline=None)
@given(people)
def test_incidences_and_survival_sum_to_one(rows):
    time, event = columns(rows)
    free = kaplan_meier(time, (event > 0).astype(int), level=0.95).survival
    each = [cumulative_incidence(time, event, level=0.95, cause=c).incidence for c in (1, 2)]
    assert_allclose(each[0] + each[1] + free, 1.0, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(people)
def test_without_competing_events_incidence_is_kaplan_meier_turned_upward(rows):
    time, event = columns(rows)
    event = (event == 1).astype(int)
    upward = kaplan_meier(time, event, level=0.95).turned_upward()
    risk = cumulative_incidence(time, event, level=0.95)
    assert_allclose(risk.value, upward.value, atol=1e-12)
    assert_allclose(risk.std_error, upward.std_error, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(people)
def test_without_censoring_incidence_is_the_proportion_with_its_binomial_error(rows):
    time, event = columns([(t, e) for t, e in rows if e > 0] or [(1, 1)])
    last = cumulative_incidence(time, event, level=0.95)
    share = np.mean(event == 1)
    assert_allclose(last.value[-1], share, atol=1e-12)
    assert_allclose(last.std_error[-1], np.sqrt(share * (1 - share) / event.size), atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(people, st.randoms(use_true_random=False))
def test_row_order_changes_no_bit(rows, random):
    shuffled = rows.copy()
    random.shuffle(shuffled)
    for estimator in (kaplan_meier, cumulative_incidence):
        first, second = (estimator(*columns(r), level=0.95) for r in (rows, shuffled))
        for field in ("time", "value", "std_error", "ci_low", "ci_high"):
            assert_array_equal(getattr(first, field), getattr(second, field))


@settings(max_examples=40, deadline=None)
@given(people, st.integers(1, 9))
def test_risk_table_accounts_for_everybody(rows, t):
    time, event = columns(rows)
    now, before = risk_table(time, event, [t, t - 0.5]), len(rows)
    gone = now.events[1] + now.competing[1] + now.censored[1]
    assert now.at_risk[0] + gone == before


def test_incidence_error_holds_its_digits_in_a_long_tail():
    """The running sums equal the recursion of the covariance matrix over 20,000 times."""
    rng = np.random.default_rng(5)
    time = rng.permutation(20_000) + 1.0
    event = rng.choice([0, 1, 2], 20_000, p=[0.05, 0.5, 0.45])
    curve = cumulative_incidence(time, event, level=0.95)
    table = event_table(time, event)
    free, cov_ff, cov_fs, cov_ss, errors = 1.0, 0.0, 0.0, 0.0, []
    for n, d1, d2 in zip(table.at_risk, table.events, table.competing, strict=True):
        p, q = d1 / n, (d1 + d2) / n
        cov_ff += 2 * p * cov_fs + p**2 * cov_ss + free**2 * p * (1 - p) / n
        cov_fs = (1 - q) * (cov_fs + p * cov_ss) - free**2 * p * (1 - q) / n
        cov_ss = (1 - q) ** 2 * cov_ss + free**2 * q * (1 - q) / n
        free *= 1 - q
        errors.append(np.sqrt(cov_ff))
    assert_allclose(curve.std_error, errors, rtol=1e-9)


def test_ten_people_with_ties_at_the_last_time():
    """Printed by R 4.2.2 survfit: 0.53333 (0.16689)."""
    d = read("ten_person_ties")
    last = cumulative_incidence(d["time"], d["event"], level=0.95).at([5])[0]
    assert_allclose((last.estimate, last.std_error), (0.53333, 0.16689), atol=5e-6)
