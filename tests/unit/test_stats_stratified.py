"""Exact proportions and risk differences within strata against R, SAS and a paper."""

import json
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom

from ipsanalysis.stats.clopper_pearson import clopper_pearson
from ipsanalysis.stats.risk_difference import miettinen_nurminen
from ipsanalysis.stats.stratified_difference import (
    mantel_haenszel_difference,
    mantel_haenszel_test,
    stratified_miettinen_nurminen,
)

REFERENCE = json.loads((Path(__file__).parents[1] / "reference/stratified.json").read_text())
TABLES = REFERENCE["tables"]
BOTH = [mantel_haenszel_difference, stratified_miettinen_nurminen]
ONE_TABLE = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
    lambda n: st.tuples(st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1]))
)


def people(tables):
    """Return values, active and strata of the people counted in the tables."""
    values, active, strata = [], [], []
    for stratum, (events, n, events_control, n_control) in enumerate(tables):
        values += [1] * events + [0] * (n - events)
        values += [1] * events_control + [0] * (n_control - events_control)
        active += [True] * n + [False] * n_control
        strata += [stratum] * (n + n_control)
    return np.array(values), np.array(active), np.array(strata)


def limits(result):
    return [result.ci_low, result.ci_high]


def test_exact_interval_equals_r_binom_test():
    rows = [row for group in REFERENCE["proportions"] for row in group]
    for events, n, level, low, high in rows:
        result = clopper_pearson(events, n, level=level)
        np.testing.assert_allclose(limits(result), [low, high], rtol=1e-11)
        assert result.estimate == events / n
        assert result.level == level


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_each_exact_limit_leaves_half_of_the_error_beyond(counts):
    events, n = counts
    low, high = limits(clopper_pearson(events, n, level=0.9))
    assert low == 0 if events == 0 else binom.sf(events - 1, n, low) == pytest.approx(0.05)
    assert high == 1 if events == n else binom.cdf(events, n, high) == pytest.approx(0.05)


def test_exact_interval_of_extremes_and_of_nobody():
    """Without events the upper limit is 1 - (alpha / 2)^(1 / n)."""
    none, everybody = clopper_pearson(0, 3, level=0.95), clopper_pearson(3, 3, level=0.95)
    assert limits(none) == [0, pytest.approx(1 - 0.025 ** (1 / 3))]
    assert limits(everybody) == [pytest.approx(0.025 ** (1 / 3)), 1]
    assert isnan(none.std_error)
    assert isnan(everybody.std_error)
    nobody = clopper_pearson(0, 0, level=0.95)
    assert isnan(nobody.estimate)
    assert nobody.note == "nobody in the group"
    with pytest.raises(ValueError, match="counts must be whole"):
        clopper_pearson(4, 3, level=0.95)


def test_exact_interval_equals_beta_quantiles_of_scipy():
    result = clopper_pearson(7, 34, level=0.99)
    assert limits(result) == pytest.approx([beta.ppf(0.005, 7, 28), beta.ppf(0.995, 8, 27)])


@pytest.mark.parametrize("name", sorted(TABLES))
def test_differences_and_test_equal_r(name):
    expected, sample = TABLES[name], people(TABLES[name]["tables"])
    for level, low, high in expected["limits"]:
        score = stratified_miettinen_nurminen(*sample, level=level)
        np.testing.assert_allclose(limits(score), [low, high], rtol=1e-8, atol=1e-10)
        assert score.estimate == pytest.approx(expected["difference"], rel=1e-12)
        assert score.p_value == pytest.approx(expected["test"][1], rel=1e-10)
        assert score.note == ""
    pooled = mantel_haenszel_difference(*sample, level=0.95)
    assert pooled.estimate == pytest.approx(expected["difference"], rel=1e-12)
    assert pooled.std_error == pytest.approx(expected["sato"], rel=1e-10)
    half = 1.959963984540054 * expected["sato"]
    assert limits(pooled) == pytest.approx([pooled.estimate - half, pooled.estimate + half])
    test = mantel_haenszel_test(*sample)
    assert [test.estimate, test.p_value] == pytest.approx(expected["test"], rel=1e-10)


def test_score_interval_equals_lu_2008():
    lu = REFERENCE["lu"]
    result = stratified_miettinen_nurminen(*people(TABLES["lu_2008"]["tables"]), level=0.95)
    assert result.estimate == pytest.approx(lu["difference"], abs=1e-5)
    # The paper's upper limit is cut, not rounded, at the fourth digit: -0.19629.
    assert limits(result) == pytest.approx(lu["limits"], abs=1e-4)


def test_sato_interval_equals_sas():
    example = REFERENCE["tern"]
    sample = example["values"], example["active"], example["strata"]
    result = mantel_haenszel_difference(*sample, level=example["level"])
    assert result.std_error == pytest.approx(example["error"], abs=5e-5)
    assert limits(result) == pytest.approx(example["limits"], abs=5e-5)


@settings(max_examples=60, deadline=None)
@given(ONE_TABLE, st.sampled_from([0.5, 0.95, 0.99]))
def test_one_stratum_is_the_unstratified_score_interval(table, level):
    plain = miettinen_nurminen(*table, level=level)
    result = stratified_miettinen_nurminen(*people([table]), level=level)
    for field in ("estimate", "std_error", "ci_low", "ci_high", "p_value"):
        expected = pytest.approx(getattr(plain, field), rel=1e-9, abs=1e-11, nan_ok=True)
        assert getattr(result, field) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(ONE_TABLE, min_size=1, max_size=4))
def test_score_interval_and_test_agree_and_zero_cells_do_no_harm(tables):
    sample = people(tables)
    result = stratified_miettinen_nurminen(*sample, level=0.95)
    assert -1 <= result.ci_low <= result.estimate <= result.ci_high <= 1
    assert (result.ci_low > 0 or result.ci_high < 0) == (result.p_value < 0.05)
    # Sato's variance is 0 only where every risk is 0 or 1; else it is positive.
    pooled = mantel_haenszel_difference(*sample, level=0.95)
    assert isnan(pooled.std_error) == ("no interval" in pooled.note)


@settings(max_examples=40, deadline=None)
@given(st.lists(ONE_TABLE, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_row_order_changes_no_bit_and_swapping_the_arms_changes_the_sign(tables, random):
    values, active, strata = people(tables)
    order = list(range(values.size))
    random.shuffle(order)
    for method in BOTH:
        first = method(values, active, strata, level=0.95)
        again = method(values[order], active[order], 7 - strata[order], level=0.95)
        assert repr(again) == repr(first)
        swapped = method(values, ~active, strata, level=0.95)
        assert [-swapped.ci_high, -swapped.ci_low] == pytest.approx(
            limits(first), abs=1e-10, nan_ok=True
        )


def test_a_stratum_with_one_arm_is_left_out_and_said():
    tables = TABLES["lu_2008"]["tables"]
    values, active, strata = people(tables)
    more = (
        np.append(values, [1, 0, 1]),
        np.append(active, [True] * 3),
        np.append(strata, [8, 8, 9]),
    )
    for method in BOTH:
        plain, result = (method(*s, level=0.95) for s in ((values, active, strata), more))
        assert limits(result) == limits(plain)
        assert (
            result.note == "2 of 5 strata (3 people) left out: one arm only, so nothing to compare"
        )
    assert mantel_haenszel_test(*more).note == result.note


def test_nobody_has_the_event():
    expected = REFERENCE["nobody"]
    sample = people(expected["tables"])
    for level, low, high in expected["limits"]:
        result = stratified_miettinen_nurminen(*sample, level=level)
        np.testing.assert_allclose(limits(result), [low, high], rtol=1e-8)
        assert (result.estimate, result.p_value) == (0, 1)
        assert isnan(result.std_error)
    pooled = mantel_haenszel_difference(*sample, level=0.95)
    assert pooled.estimate == 0
    assert isnan(pooled.ci_low)
    assert isnan(pooled.p_value)
    assert pooled.note == "no interval: Sato's variance is 0"
    test = mantel_haenszel_test(*sample)
    assert (test.estimate, test.p_value) == (0, 1)
    assert test.note == "in each stratum all people or none have the event"


def test_all_against_none_in_every_stratum():
    result = stratified_miettinen_nurminen(*people([(3, 3, 0, 4), (5, 5, 0, 2)]), level=0.95)
    assert (result.estimate, result.ci_high) == (1, 1)
    assert 0 < result.ci_low < 1


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        (([1, 0], [1, 0], [1, 2]), "no stratum has people in both arms"),
        (([1, 0], [1, 1], [1, 1]), "nobody in the control arm"),
        (([1, 0], [0, 0], [1, 1]), "nobody in the active arm"),
        (([1], [1], [1]), "nobody in the control arm"),
        (([], [], []), "nobody in either arm"),
    ],
)
def test_nothing_to_compare(sample, words):
    for method in BOTH:
        result = method(*sample, level=0.95)
        assert isnan(result.estimate)
        assert isnan(result.ci_low)
        assert result.note == words
    assert mantel_haenszel_test(*sample).note == words


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        (([1, 0], [1, 0], [1, np.nan]), "strata must be whole"),
        (([1, 0], [1, 0], [1, 0.5]), "strata must be whole"),
        (([1, np.nan], [1, 0], [1, 1]), "values must be"),
        (([1, 2], [1, 0], [1, 1]), "values must be"),
        (([1, 0], [1, 3], [1, 1]), "active must be"),
        (([1, 0], [1, 0], [1]), "one entry per person"),
    ],
)
def test_wrong_input_is_refused(sample, words):
    for method in BOTH:
        with pytest.raises(ValueError, match=words):
            method(*sample, level=0.95)
    with pytest.raises(ValueError, match=words):
        mantel_haenszel_test(*sample)


def test_many_people_keep_their_digits():
    """50,000 pairs, one person of each arm a stratum: McNemar's test and few different tables."""
    rng = np.random.default_rng(5)
    pair = rng.random((50_000, 2)) < [0.03, 0.02]
    strata, arm = np.repeat(np.arange(50_000), 2), np.tile([True, False], 50_000)
    only_active, only_control = np.sum(pair[:, 0] > pair[:, 1]), np.sum(pair[:, 0] < pair[:, 1])
    test = mantel_haenszel_test(pair.ravel(), arm, strata)
    mcnemar = (only_active - only_control) ** 2 / (only_active + only_control)
    assert test.estimate == pytest.approx(mcnemar, rel=1e-10)
    result = stratified_miettinen_nurminen(pair.ravel(), arm, strata, level=0.95)
    assert result.estimate == pytest.approx((only_active - only_control) / 50_000, rel=1e-10)
    assert result.ci_low < result.estimate < result.ci_high
