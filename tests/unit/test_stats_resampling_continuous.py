"""Bootstrap and permutation of amounts that hardly two people share."""

import json

import numpy as np
import pytest
from earnings import EARNINGS, FOLDER, TREATED
from scipy.special import ndtri
from scipy.stats import norm

from ipsanalysis.stats.bootstrap import bca_mean_difference
from ipsanalysis.stats.mean import welch
from ipsanalysis.stats.permutation import permutation_test

REFERENCE = json.loads((FOLDER / "resampling_continuous.json").read_text(encoding="utf-8"))
REPLICATES = 10_000
_ACTIVE, _CONTROL = np.flatnonzero(TREATED == 1)[:30], np.flatnonzero(TREATED == 0)[:30]
SAMPLES = {"first_sixty": np.concatenate([_ACTIVE, _CONTROL]), "everybody": np.arange(445)}
both_samples = pytest.mark.parametrize("name", SAMPLES)


def sample(name):
    people = SAMPLES[name]
    return EARNINGS[people], TREATED[people], REFERENCE[name]


def resamples(reference):
    return 1 / REPLICATES + 1 / reference["replicates"]


@both_samples
def test_bootstrap_agrees_with_r_within_monte_carlo_error(name):
    values, group, reference = sample(name)
    rng = np.random.default_rng(1)
    ours = bca_mean_difference(values, group, level=0.95, replicates=REPLICATES, rng=rng)
    bias_error = 2 * np.sqrt(0.25 * resamples(reference)) / norm.pdf(0)
    tail_error = np.sqrt(0.025 * 0.975 * resamples(reference)) / norm.pdf(ndtri(0.025))
    error = ours.std_error * np.hypot(bias_error, tail_error)
    assert (values.size, np.unique(values).size) == (reference["n"], reference["distinct"])
    assert ours.estimate == pytest.approx(reference["estimate"], rel=1e-12)
    assert ours.ci_low == pytest.approx(reference["ci_low"], abs=4 * error)
    assert ours.ci_high == pytest.approx(reference["ci_high"], abs=4 * error)
    by_arm = [values[group == arm] for arm in (1, 0)]
    exact = np.sqrt(sum(arm.var() / arm.size for arm in by_arm))
    assert ours.std_error == pytest.approx(exact, abs=4 * exact / np.sqrt(2 * REPLICATES))


@both_samples
def test_permutation_agrees_with_shuffles_of_r(name):
    values, group, reference = sample(name)
    rng = np.random.default_rng(2)
    ours = permutation_test(values, group, replicates=REPLICATES, rng=rng)
    p = reference["permutation_p"]
    error = np.sqrt(p * (1 - p) * resamples(reference))
    assert ours.p_value == pytest.approx(p, abs=4 * error)


def test_five_thousand_distinct_amounts_come_near_the_normal_limit():
    """At this size all three rest on the same normal limit, so they must nearly agree."""
    rng = np.random.default_rng(20240610)
    values = np.where(rng.random(5_000) < 0.3, 0, rng.gamma(1.2, 5_000, 5_000))
    group = np.arange(5_000) % 2
    values = values + 300 * group
    replicates = 4_000
    t = welch(values, group, level=0.95)
    boot = bca_mean_difference(values, group, level=0.95, replicates=replicates, rng=rng)
    shuffled = permutation_test(values, group, replicates=replicates, rng=rng)
    assert boot.std_error == pytest.approx(t.std_error, rel=4 / np.sqrt(2 * replicates))
    tail_error = np.sqrt(0.025 * 0.975 / replicates) / norm.pdf(ndtri(0.025))
    bias_error = 2 * np.sqrt(0.25 / replicates) / norm.pdf(0)
    error = 4 * t.std_error * np.hypot(tail_error, bias_error)
    assert (boot.ci_low, boot.ci_high) == pytest.approx((t.ci_low, t.ci_high), abs=error)
    p_error = np.sqrt(t.p_value * (1 - t.p_value) / replicates)
    assert shuffled.p_value == pytest.approx(t.p_value, abs=4 * p_error + 0.002)
