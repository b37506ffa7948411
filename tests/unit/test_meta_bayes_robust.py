"""One trial re-analysed with what others predict."""

import numpy as np
import pytest
from scipy.stats import norm
from test_meta_bayes_binomial import PRIORS, hierarchy, limits, read, tables

from ipsanalysis.meta.prior import NormalPrior
from ipsanalysis.meta.quadrature import Mixture
from ipsanalysis.meta.robust_prior import mix, reanalyse

VAGUE = NormalPrior(mean=0.0, sd=3.0)
COLUMNS = ("events", "n", "events_control", "n_control")
SIX_TRIALS = read("ips_any_ce.csv", COLUMNS)[:6]


def normals(weight, mean, sd):
    return Mixture(
        weight=np.array(weight),
        centre=np.array(mean),
        width=np.array(sd),
        normal=np.ones(len(weight), dtype=bool),
    )


def again(rows, predictive, **options):
    settings = {"vague": VAGUE, "baseline": PRIORS["baseline"], "level": 0.95, **options}
    return reanalyse(tables(rows), predictive, **settings)


@pytest.mark.parametrize("index", [0, 3])
def test_prior_of_the_others_gives_the_shrunken_effect(index):
    others = [row for i, row in enumerate(SIX_TRIALS) if i != index]
    together, apart = hierarchy(SIX_TRIALS), hierarchy(others)
    found = again([SIX_TRIALS[index]], apart.next_trial, weights=[0.0])[0]
    expected = together.shrunken[index]
    assert limits(found.posterior) == pytest.approx(limits(expected), rel=1e-7)
    assert found.posterior.mean == pytest.approx(expected.mean, rel=1e-8)
    assert found.posterior.sd == pytest.approx(expected.sd, rel=1e-8)


def test_vague_alone_is_the_trial_alone():
    found = again([SIX_TRIALS[0]], normals([1.0], [9.0], [0.1]), weights=[1.0])[0]
    alone = hierarchy([SIX_TRIALS[0]], scale=1e-7, mu=VAGUE)
    assert limits(found.posterior) == pytest.approx(limits(alone.mu), rel=1e-6)
    assert found.above_zero == pytest.approx(alone.mu_above_zero, abs=1e-8)


def test_posterior_weights_follow_from_marginal_likelihoods():
    row = SIX_TRIALS[0]
    found = again([row], normals([1.0], [0.5], [0.4]))
    narrow = NormalPrior(mean=0.5, sd=0.4)
    evidence = {
        prior: np.exp(hierarchy([row], scale=1e-7, mu=prior).log_marginal_likelihood)
        for prior in (narrow, VAGUE)
    }
    for result, weight in zip(found, (0, 0.2, 0.5, 1), strict=True):
        part = weight * evidence[VAGUE]
        expected = part / (part + (1 - weight) * evidence[narrow])
        assert result.weight == weight
        assert result.posterior_weight == pytest.approx(expected, rel=1e-7)


def test_as_rbest_postmix_of_normals():
    # R package RBesT, vignette "RBesT for a Normal Endpoint" (crohn): the printed prior map_robust,
    # placebo mean -63.1 (standard error 13.9), active -29.2 (14.0) with the weak prior
    # normal(-50, 88): pmixdiff prints 0.06270104 and 3.827361e-06.
    prior = normals(
        np.array([0.40083877, 0.33497275, 0.06418848]) / 0.8,
        [-51.42408665, -47.25917128, -55.07086416],
        [19.04525409, 7.85193726, 44.57325000],
    )
    found = mix(
        lambda x: norm.logpdf(x, -63.1, 13.9),
        (-63.1, 13.9),
        prior,
        NormalPrior(mean=-50.0, sd=88.0),
        (-2000.0, 2000.0),
        weights=[0.2],
        level=0.95,
    )[0]
    precision = 1 / 14.0**2 + 1 / 88.0**2
    mean, sd = (-29.2 / 14.0**2 - 50 / 88.0**2) / precision, precision**-0.5
    x, density = found.curve.x, found.curve.density
    below = np.trapezoid(density * norm.cdf(x, mean, sd), x)
    assert below == pytest.approx(0.06270104, abs=5e-4)
    marginal = norm.pdf(-63.1, [*prior.centre, -50], np.hypot([*prior.width, 88], 13.9))
    share = marginal * [0.40083877, 0.33497275, 0.06418848, 0.2]
    assert found.posterior_weight == pytest.approx(share[3] / share.sum(), rel=1e-8)


@pytest.mark.parametrize("row", [[0, 20, 0, 18], [20, 20, 3, 18], [1, 1, 0, 1]])
def test_arms_without_events_stay_in(row):
    found = again([row], normals([1.0], [0.8], [0.6]))
    assert [r.weight for r in found] == [0, 0.2, 0.5, 1]
    for result in found:
        assert result.posterior.ci_low < result.posterior.median < result.posterior.ci_high
        assert 0 <= result.posterior_weight <= 1
        assert np.trapezoid(result.curve.density, result.curve.x) == pytest.approx(0.999, abs=5e-3)


def test_one_trial_and_weights_from_0_to_1():
    prior = normals([1.0], [0.0], [1.0])
    with pytest.raises(ValueError, match="one trial"):
        again(SIX_TRIALS[:2], prior)
    with pytest.raises(ValueError, match="from 0 to 1"):
        again(SIX_TRIALS[:1], prior, weights=[1.2])
