from math import inf, isnan, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipsanalysis.stats.exact import fisher_mid_p, unconditional_exact
from ipsanalysis.stats.proportion import wilson
from ipsanalysis.stats.ratio import odds_ratio, risk_ratio
from ipsanalysis.stats.risk_difference import miettinen_nurminen, newcombe

DIFFERENCES = [newcombe, miettinen_nurminen]
RATIOS = [risk_ratio, odds_ratio]
LEVELS = st.floats(0.02, 0.999)


@st.composite
def arms(draw, largest=300):
    """Draw events and people of an arm, none and all employed often among them."""
    n = draw(st.integers(1, largest))
    return draw(st.sampled_from([0, n]) | st.integers(0, n)), n


def _same(first, second):
    return first == second or abs(log(first) - log(second)) < 1e-8


@given(arms(), LEVELS)
def test_wilson_holds_the_proportion(arm, level):
    result = wilson(*arm, level=level)
    assert 0 <= result.ci_low <= result.estimate <= result.ci_high <= 1
    assert result.ci_low < result.ci_high


@given(arms(), LEVELS)
def test_wilson_of_the_complement_is_mirrored(arm, level):
    events, n = arm
    result, mirrored = wilson(events, n, level=level), wilson(n - events, n, level=level)
    assert result.ci_low == pytest.approx(1 - mirrored.ci_high, abs=1e-12)


@pytest.mark.parametrize("method", DIFFERENCES)
@given(active=arms(), control=arms(), level=LEVELS)
def test_difference_lies_in_its_interval_and_swaps_sign(method, active, control, level):
    result = method(*active, *control, level=level)
    swapped = method(*control, *active, level=level)
    assert -1 <= result.ci_low <= result.estimate <= result.ci_high <= 1
    assert result.estimate == -swapped.estimate
    assert result.ci_low == pytest.approx(-swapped.ci_high, abs=1e-10)
    assert result.ci_high == pytest.approx(-swapped.ci_low, abs=1e-10)


@pytest.mark.parametrize("method", RATIOS)
@given(active=arms(), control=arms(), level=LEVELS)
def test_ratio_lies_in_its_interval_and_swaps_to_its_inverse(method, active, control, level):
    result = method(*active, *control, level=level)
    swapped = method(*control, *active, level=level)
    if isnan(result.estimate):
        assert isnan(swapped.estimate)
        assert result.note
        return
    assert 0 <= result.ci_low <= result.estimate <= result.ci_high
    assert _same(result.ci_low, 1 / swapped.ci_high if swapped.ci_high else inf)
    assert _same(result.ci_high, 1 / swapped.ci_low if swapped.ci_low else inf)


@pytest.mark.parametrize("method", [*DIFFERENCES, *RATIOS])
@given(active=arms(), control=arms(), level=st.floats(0.02, 0.9))
def test_higher_level_is_wider(method, active, control, level):
    narrow = method(*active, *control, level=level)
    wide = method(*active, *control, level=level + 0.09)
    if not isnan(narrow.estimate):
        assert wide.ci_low <= narrow.ci_low
        assert narrow.ci_high <= wide.ci_high


@pytest.mark.parametrize("method", [miettinen_nurminen, *RATIOS])
@given(active=arms(), control=arms())
def test_interval_leaves_out_no_difference_when_its_p_value_is_small(method, active, control):
    result = method(*active, *control, level=0.95)
    if isnan(result.estimate) or abs(result.p_value - 0.05) < 1e-9:
        return
    null = 0 if method is miettinen_nurminen else 1
    assert (result.p_value > 0.05) == (result.ci_low <= null <= result.ci_high)


@given(active=arms(), control=arms())
def test_odds_ratio_of_not_having_the_event_is_the_inverse(active, control):
    (events, n), (events_control, n_control) = active, control
    result = odds_ratio(*active, *control, level=0.95)
    other = odds_ratio(n - events, n, n_control - events_control, n_control, level=0.95)
    if not isnan(result.estimate):
        assert _same(result.ci_low, 1 / other.ci_high if other.ci_high else inf)


@settings(max_examples=50)
@given(active=arms(30), control=arms(30))
def test_exact_tests_do_not_care_which_arm_comes_first(active, control):
    mid_p = fisher_mid_p(*active, *control).p_value
    exact = unconditional_exact(*active, *control).p_value
    assert 0 < mid_p <= 1
    assert 0 < exact <= 1
    assert fisher_mid_p(*control, *active).p_value == pytest.approx(mid_p, rel=1e-9)
    assert unconditional_exact(*control, *active).p_value == pytest.approx(exact, rel=1e-6)


@given(arms(200))
def test_equal_arms_show_no_difference(arm):
    assert miettinen_nurminen(*arm, *arm, level=0.95).p_value == 1
    for method in DIFFERENCES:
        result = method(*arm, *arm, level=0.95)
        assert result.estimate == 0
        assert result.ci_low == pytest.approx(-result.ci_high, abs=1e-10)


def test_one_person_in_each_arm():
    for method in DIFFERENCES:
        result = method(1, 1, 0, 1, level=0.95)
        assert result.estimate == 1
        assert result.ci_low < 0
        assert result.ci_high == 1
    assert fisher_mid_p(1, 1, 0, 1).p_value == 0.5
    assert unconditional_exact(1, 1, 0, 1).p_value == pytest.approx(0.5)
