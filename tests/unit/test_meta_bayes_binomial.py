"""The binomial-normal hierarchical model against brute force and what must hold of it."""

from math import inf, isfinite, log, nan
from pathlib import Path

import numpy as np
import pytest
from bayes_reference import BruteForce
from scipy.special import expit
from scipy.stats import binom, norm

from ipsanalysis.meta.baseline import Counts, log_likelihood
from ipsanalysis.meta.bayes_binomial import binomial_hierarchy
from ipsanalysis.meta.prior import NormalPrior, TauPrior
from ipsanalysis.meta.trials import Tables

DATA = Path(__file__).parents[1] / "reference" / "data"
SPARSE = [[3, 12, 1, 10], [0, 15, 2, 14], [5, 9, 0, 11]]
NO_EVENTS = [[0, 12, 0, 10], [0, 8, 0, 9]]
HARD = {
    "one": [[19, 36, 7, 18]],
    "two": [[19, 36, 7, 18], [3, 20, 1, 20]],
    "no event in one arm": SPARSE,
    "no event in either arm of one": [[0, 20, 0, 20], [3, 20, 1, 20], [5, 20, 2, 22]],
    "no events at all": NO_EVENTS,
    "nothing but events": [[20, 20, 20, 20], [20, 20, 15, 20]],
    "one person an arm": [[1, 1, 0, 1]],
    "equal trials": [[10, 50, 5, 50]] * 8,
    "huge and tiny": [[9000, 20000, 8000, 20000], [1, 3, 0, 2]],
    "huge ones that differ": [[9000, 20000, 8000, 20000], [11000, 20000, 8000, 20000]],
}
PRIORS = {"mu": NormalPrior(mean=0.0, sd=2.0), "baseline": NormalPrior(mean=-1.0, sd=1.5)}


def tables(rows):
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    names = ("events", "n", "events_control", "n_control")
    return Tables(**dict(zip(names, columns, strict=True)))


def hierarchy(rows, family="half_normal", scale=0.5, **priors):
    tau = TauPrior(family=family, scale=scale)
    return binomial_hierarchy(tables(rows), tau=tau, level=0.95, **{**PRIORS, **priors})


def limits(summary):
    return [summary.ci_low, summary.median, summary.ci_high]


def read(name, columns):
    data = np.genfromtxt(DATA / name, delimiter=",", names=True, dtype=None, encoding="utf-8")
    return [[int(row[c]) for c in columns] for row in data]


@pytest.mark.slow
@pytest.mark.parametrize("family", ["half_normal", "half_cauchy"])
@pytest.mark.parametrize("rows", [SPARSE, NO_EVENTS, [[4, 10, 2, 10]]], ids=str)
def test_as_another_finer_quadrature(rows, family):
    check_against_brute_force(rows, family)


def test_as_another_finer_quadrature_with_arms_without_events():
    check_against_brute_force(SPARSE, "half_normal")


def check_against_brute_force(rows, family):
    found = hierarchy(rows, family)
    probabilities = [0.025, 0.5, 0.975]
    ends = [*limits(found.mu), *limits(found.predictive), 0]
    brute = BruteForce(rows, (0, 2), family, 0.5, (-1, 1.5), ends, limits(found.tau))
    assert found.log_marginal_likelihood == pytest.approx(log(brute.evidence), abs=1e-8)
    assert brute.mean_sd(brute.mu) == pytest.approx((found.mu.mean, found.mu.sd), rel=1e-7)
    assert [brute.mu_below(x) for x in limits(found.mu)] == pytest.approx(probabilities, abs=1e-8)
    assert [brute.tau_below(x) for x in limits(found.tau)] == pytest.approx(probabilities, abs=1e-8)
    assert found.mu_above_zero == pytest.approx(1 - brute.mu_below(0), abs=1e-8)
    below = [brute.next_below(x) for x in limits(found.predictive)]
    assert below == pytest.approx(probabilities, abs=2e-5)
    assert found.next_above_zero == pytest.approx(1 - brute.next_below(0), abs=2e-5)
    mean, sd = brute.mean_sd(brute.tau[:, None])
    assert found.tau.mean in (inf, pytest.approx(mean, rel=1e-7))
    assert found.tau.sd in (inf, pytest.approx(sd, rel=1e-7))
    for i, (events, n, *_) in enumerate(rows):
        if 0 < events < n or family == "half_normal":
            shrunken = found.shrunken[i]
            expected = (shrunken.mean, shrunken.sd)
            assert brute.theta_mean_sd(i) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(
    "counts", [(3, 12, 1, 10), (0, 15, 0, 14), (7, 7, 4, 9), (900, 2000, 3, 9)]
)
def test_likelihood_of_a_log_odds_ratio(counts):
    events, n, events_control, n_control = counts
    table = Counts(events=events, n=n, events_control=events_control, n_control=n_control)
    theta = np.array([-6.0, -1.0, 0.0, 0.4, 3.0])
    found, bend = log_likelihood(table, theta, NormalPrior(mean=-1.0, sd=2.0))
    b, step = np.linspace(-21, 19, 200_001, retstep=True)
    control = binom.pmf(events_control, n_control, expit(b)) * norm.pdf(b, -1, 2) * step
    expected = [log(binom.pmf(events, n, expit(b + t)) @ control) for t in theta]
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    sides, _ = log_likelihood(table, np.array([0.399, 0.401]), NormalPrior(mean=-1.0, sd=2.0))
    second = (sides[0] - 2 * found[3] + sides[1]) / 0.001**2
    assert bend[3] == pytest.approx(-second, rel=1e-4, abs=1e-5)


def test_bcg_as_metastan_within_monte_carlo_error():
    # R package MetaStan 1.0.0, tests/testthat/test_SMA.R: binomial-normal model, half-normal 0.5,
    # median of the mean log odds ratio -0.75 (tolerance 0.1 there, baseline in the middle of arms).
    rows = read("bcg.csv", ("BCGTB", "BCGVacc", "NoVaccTB", "NoVacc"))
    wide = NormalPrior(mean=0.0, sd=10.0)
    found = hierarchy(rows, mu=NormalPrior(mean=0.0, sd=2.8), baseline=wide)
    assert found.mu.median == pytest.approx(-0.75, abs=0.05)


@pytest.mark.parametrize("family", ["half_normal", "half_cauchy"])
@pytest.mark.parametrize("rows", HARD.values(), ids=HARD)
def test_hard_cases_have_a_posterior(rows, family):
    found = hierarchy(rows, family)
    assert len(found.shrunken) == len(rows)
    for summary in (found.mu, found.tau, found.predictive, *found.shrunken):
        assert all(isfinite(value) for value in limits(summary))
        assert summary.ci_low < summary.median < summary.ci_high
        assert summary.sd > 0
    assert isfinite(found.mu.mean)
    area = np.trapezoid(found.tau_curve.density, found.tau_curve.x)
    assert 0.9 < area < 1.001


def test_arms_exchanged_is_the_opposite_effect():
    # Exactly so only if the baseline says next to nothing: large arms.
    rows = [[500, 2000, 300, 2000], [420, 1500, 360, 1600]]
    wide = NormalPrior(mean=0.0, sd=30.0)
    found = hierarchy(rows, baseline=wide)
    opposite = hierarchy([[c, d, a, b] for a, b, c, d in rows], baseline=wide)
    assert opposite.mu.mean == pytest.approx(-found.mu.mean, rel=1e-4)
    assert opposite.tau.median == pytest.approx(found.tau.median, rel=1e-4)


def test_no_event_and_no_one_without_is_the_opposite_effect():
    # All people's outcomes reversed changes the sign of every logit.
    rows = [[b - a, b, d - c, d] for a, b, c, d in SPARSE]
    found = hierarchy(SPARSE, "half_cauchy")
    reversed_ = hierarchy(rows, "half_cauchy", baseline=NormalPrior(mean=1.0, sd=1.5))
    assert reversed_.mu.mean == pytest.approx(-found.mu.mean, rel=1e-8)
    assert reversed_.tau.ci_high == pytest.approx(found.tau.ci_high, rel=1e-8)
    assert reversed_.shrunken[1].ci_low == pytest.approx(-found.shrunken[1].ci_high, rel=1e-8)


def test_large_trials_are_as_good_as_normal():
    from ipsanalysis.meta.bayes_normal import normal_hierarchy
    from ipsanalysis.meta.trials import Effects

    rows = np.array(
        [[5000, 20000, 4000, 20000], [6000, 20000, 5500, 20000], [900, 3000, 700, 3000]]
    )
    a, b, c, d = rows.T.astype(float)
    effects = Effects(
        estimate=np.log(a * (d - c) / ((b - a) * c)),
        variance=1 / a + 1 / (b - a) + 1 / c + 1 / (d - c),
        measure="odds_ratio",
    )
    tau = TauPrior(family="half_normal", scale=0.5)
    normal = normal_hierarchy(effects, mu=PRIORS["mu"], tau=tau, level=0.95)
    found = hierarchy(rows, baseline=NormalPrior(mean=-1.0, sd=10.0))
    assert limits(found.mu) == pytest.approx(limits(normal.mu), abs=1e-3)
    assert limits(found.tau) == pytest.approx(limits(normal.tau), abs=1e-3)


def test_without_trials_the_prior_is_returned():
    found = hierarchy(np.empty((0, 4)))
    assert limits(found.mu) == pytest.approx(2 * norm.ppf([0.025, 0.5, 0.975]), abs=1e-9)


def test_moments_without_a_bounded_trial_are_infinite():
    found = hierarchy(NO_EVENTS, "half_cauchy")
    assert (found.tau.mean, found.shrunken[0].mean, found.shrunken[0].sd) == (inf, -inf, inf)
    assert found.predictive.mean == pytest.approx(nan, nan_ok=True)
