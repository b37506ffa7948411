import json
from math import inf, isnan, nan, sqrt
from pathlib import Path

import numpy as np
import pytest

from ipsanalysis.stats.exact import fisher_mid_p, unconditional_exact
from ipsanalysis.stats.proportion import wilson
from ipsanalysis.stats.ratio import odds_ratio, risk_ratio
from ipsanalysis.stats.risk_difference import miettinen_nurminen, newcombe

REFERENCE = json.loads((Path(__file__).parents[1] / "reference/proportions.json").read_text())
TABLES = REFERENCE["tables"]
INTERVALS = {
    "newcombe": newcombe,
    "risk_difference": miettinen_nurminen,
    "risk_ratio": risk_ratio,
    "odds_ratio": odds_ratio,
}
TWO_ARMS = [newcombe, miettinen_nurminen, risk_ratio, odds_ratio]


def _limits(result):
    return [result.ci_low, result.ci_high]


@pytest.mark.parametrize("name", sorted(TABLES))
@pytest.mark.parametrize("method", sorted(INTERVALS))
def test_intervals_equal_r(name, method):
    table = TABLES[name]["table"]
    for expected in TABLES[name]["intervals"]:
        result = INTERVALS[method](*table, level=expected["level"])
        if method not in expected:
            assert isnan(result.estimate)
            assert "0 over 0" in result.note
            continue
        limits = [float(limit) for limit in expected[method]]
        np.testing.assert_allclose(_limits(result), limits, rtol=1e-8, atol=1e-10)
        assert result.level == expected["level"]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_wilson_equals_r_prop_test(name):
    events, n = TABLES[name]["table"][:2]
    for expected in TABLES[name]["intervals"]:
        result = wilson(events, n, level=expected["level"])
        np.testing.assert_allclose(_limits(result), expected["wilson"], rtol=1e-10, atol=1e-15)
        assert result.estimate == events / n


@pytest.mark.parametrize("name", sorted(TABLES))
def test_p_values_equal_r(name):
    table, expected = TABLES[name]["table"], TABLES[name]
    score = expected["score_p"]
    np.testing.assert_allclose(miettinen_nurminen(*table, level=0.95).p_value, score, rtol=1e-9)
    np.testing.assert_allclose(fisher_mid_p(*table).p_value, expected["fisher_mid_p"], rtol=1e-9)
    exact = unconditional_exact(*table)
    np.testing.assert_allclose(exact.p_value, expected["boschloo"], rtol=1e-7)
    for ratio in (risk_ratio, odds_ratio):
        result = ratio(*table, level=0.95)
        if not isnan(result.estimate):
            np.testing.assert_allclose(result.p_value, score, rtol=1e-9)


@pytest.mark.parametrize("row", REFERENCE["printed"], ids=lambda row: row["method"])
def test_intervals_equal_print(row):
    result = INTERVALS[row["method"]](*row["table"], level=0.95)
    half = 0.5000001 * 10.0 ** -row["digits"]
    np.testing.assert_allclose(_limits(result), [row["low"], row["high"]], rtol=0, atol=half)


@pytest.mark.parametrize("row", REFERENCE["printed_p"], ids=lambda row: row["method"])
def test_p_values_equal_print(row):
    if row["method"] == "half_boschloo":
        p_value = unconditional_exact(*row["table"]).p_value / 2
    else:
        p_value = fisher_mid_p(*row["table"]).p_value
    assert round(p_value, row["digits"]) == row["p"]


def test_primary_table_of_the_life_experiment():
    result = newcombe(92, 216, 74, 216, level=0.95)
    assert [round(v, 3) for v in (result.estimate, *_limits(result))] == [0.083, -0.008, 0.173]
    assert isnan(result.p_value)


def test_score_interval_at_a_full_cell():
    result = miettinen_nurminen(20, 20, 5, 20, level=0.95)
    assert [round(limit, 3) for limit in _limits(result)] == [0.528, 0.889]


def test_standard_errors():
    table = (36, 154, 12, 77)
    wald = (0.182952 + 0.027108) / (2 * 1.959964)  # CAMIS, Wald interval of the difference
    katz = (np.log(2.71490) - np.log(0.828758)) / (2 * 1.959964)  # CAMIS, log interval
    assert newcombe(*table, level=0.95).std_error == pytest.approx(wald, rel=1e-5)
    assert miettinen_nurminen(*table, level=0.95).std_error == pytest.approx(wald, rel=1e-5)
    ratio = risk_ratio(*table, level=0.95)
    assert ratio.std_error == pytest.approx(katz, rel=1e-5)
    assert ratio.log_scale_error
    woolf = odds_ratio(*table, level=0.95).std_error
    assert woolf == pytest.approx(sqrt(1 / 36 + 1 / 118 + 1 / 12 + 1 / 65))
    assert wilson(36, 154, level=0.95).std_error == pytest.approx(sqrt(36 * 118 / 154**3))


@pytest.mark.parametrize(
    ("method", "table", "estimate", "words"),
    [
        (risk_ratio, (0, 9, 3, 9), 0, "no events in the active arm"),
        (risk_ratio, (3, 9, 0, 9), inf, "no events in the control arm"),
        (risk_ratio, (0, 9, 0, 9), nan, "no events in either arm"),
        (risk_ratio, (9, 9, 9, 9), 1, ""),
        (odds_ratio, (0, 9, 3, 9), 0, "zero cell"),
        (odds_ratio, (3, 9, 9, 9), 0, "zero cell"),
        (odds_ratio, (3, 9, 0, 9), inf, "zero cell"),
        (odds_ratio, (9, 9, 3, 9), inf, "zero cell"),
        (odds_ratio, (0, 9, 0, 9), nan, "no events in either arm"),
        (odds_ratio, (9, 9, 9, 9), nan, "everybody has the event"),
    ],
)
def test_zero_cells_are_explained(method, table, estimate, words):
    result = method(*table, level=0.95)
    assert result.estimate == pytest.approx(estimate, nan_ok=True)
    assert words in result.note
    assert bool(result.note) == bool(words)
    assert isnan(result.std_error)
    if estimate == 0:
        assert result.ci_low == 0
        assert 0 < result.ci_high < inf
    if estimate == inf:
        assert 0 < result.ci_low < inf
        assert result.ci_high == inf


@pytest.mark.parametrize("method", TWO_ARMS)
@pytest.mark.parametrize(
    ("table", "words"),
    [
        ((0, 0, 3, 9), "nobody in the active arm"),
        ((3, 9, 0, 0), "nobody in the control arm"),
        ((0, 0, 0, 0), "nobody in either arm"),
    ],
)
def test_empty_arms(method, table, words):
    result = method(*table, level=0.95)
    assert isnan(result.estimate)
    assert isnan(result.ci_low)
    assert result.note == words
    assert fisher_mid_p(*table).note == unconditional_exact(*table).note == words


def test_wilson_of_nobody():
    result = wilson(0, 0, level=0.95)
    assert isnan(result.estimate)
    assert result.note == "nobody in the group"


@pytest.mark.parametrize("counts", [(-1, 5), (6, 5), (1.5, 5), (1, 5.5)])
def test_impossible_counts(counts):
    with pytest.raises(ValueError, match="counts must be whole"):
        wilson(*counts, level=0.95)
    for method in TWO_ARMS:
        with pytest.raises(ValueError, match="counts must be whole"):
            method(2, 4, *counts, level=0.95)
    for test in (fisher_mid_p, unconditional_exact):
        with pytest.raises(ValueError, match="counts must be whole"):
            test(*counts, 2, 4)


def test_unconditional_exact_says_why_not():
    assert not isnan(unconditional_exact(1, 6, 3, 7, max_per_arm=7).p_value)
    result = unconditional_exact(1, 6, 3, 7, max_per_arm=6)
    assert isnan(result.p_value)
    assert "above 6 people" in result.note
    assert "above 500 people" in unconditional_exact(9, 501, 3, 7).note


def test_large_arms_keep_their_digits():
    """Rule of the score interval without events: the limit L solves n L / (1 - L) = critical."""
    n = 100_000
    critical = 1.959963984540054**2 * 2 * n / (2 * n - 1)
    for events in (0, n):
        result = miettinen_nurminen(events, n, events, n, level=0.95)
        assert result.ci_high == pytest.approx(critical / (n + critical), rel=1e-9)
        assert result.ci_low == pytest.approx(-critical / (n + critical), rel=1e-9)
    full = risk_ratio(n, n, n, n, level=0.95)
    assert full.ci_high - 1 == pytest.approx(critical / n, rel=1e-9)
    assert fisher_mid_p(40_000, n, 41_000, n).p_value == pytest.approx(
        miettinen_nurminen(40_000, n, 41_000, n, level=0.95).p_value, rel=1e-2
    )
