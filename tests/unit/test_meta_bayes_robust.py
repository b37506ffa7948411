"""One trial re-analysed with what others predict."""

from math import exp, inf, log

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.special import expit, logsumexp
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


TRIAL = [19, 36, 7, 18]


def integral(of, near, reach):
    """The logarithm of the integral of exp(of), mean and sd, by adaptive quadrature."""
    mode = minimize_scalar(
        lambda x: -of(x), bounds=(near - reach, near + reach), method="bounded",
        options={"xatol": 1e-9},
    ).x  # fmt: skip
    top, h = of(mode), 1e-4 * reach
    sd = (-(of(mode + h) - 2 * top + of(mode - h)) / h**2) ** -0.5

    def whole(power, centre):
        def at(x):
            return (x - centre) ** power * exp(of(x) - top)

        ends = (mode - 9 * sd, mode + 9 * sd)
        return quad(at, *ends, points=[mode], epsabs=0, epsrel=1e-11, limit=200)[0]

    total = whole(0, 0.0)
    mean = whole(1, 0.0) / total
    return top + log(total), mean, (whole(2, mean) / total) ** 0.5


def log_probability(row, theta, baseline):
    """The logarithm of the probability of a trial, up to a constant, its control logit drawn.

    By the rectangle rule with steps of a hundredth of the baseline's standard deviation.
    """
    a, n, c, m = row
    b = baseline.mean + baseline.sd * np.linspace(-15, 15, 3001)
    logs = c * b - m * np.logaddexp(0, b) - 0.5 * ((b - baseline.mean) / baseline.sd) ** 2
    logs += a * (b + theta) - n * np.logaddexp(0, b + theta)
    return float(logsumexp(logs))


def by_quadrature(row, prior, baseline):
    """Log marginal likelihood, posterior mean and sd of a trial's effect under a normal prior."""

    def at(theta):
        return (
            log_probability(row, theta, baseline)
            - 0.5 * ((theta - prior.mean) / prior.sd) ** 2
            - log(prior.sd)
        )

    return integral(at, prior.mean, 15 * prior.sd)


@pytest.mark.parametrize(
    ("row", "vague", "baseline"),
    [
        (TRIAL, (0.0, 2.0), (-1.0, 1.5)),
        (TRIAL, (-3.0, 0.01), (-1.0, 1.5)),
        (TRIAL, (-3.0, 0.01), (10.0, 0.05)),
        (TRIAL, (0.0, 2.0), (10.0, 0.05)),
        ([0, 36, 7, 18], (-3.0, 0.01), (-1.0, 1.5)),
    ],
)
def test_as_by_adaptive_quadrature(row, vague, baseline):
    """Also where the vague part is a narrow one far away, and where nothing fits the result."""
    told = NormalPrior(mean=0.95, sd=0.4)
    vague, baseline = (NormalPrior(mean=mean, sd=sd) for mean, sd in (vague, baseline))
    weights = [0.0, 1e-9, 0.5, 0.999999, 1.0]
    predictive = normals([1.0], [told.mean], [told.sd])
    found = again([row], predictive, vague=vague, baseline=baseline, weights=weights)
    informed, open_minded = (by_quadrature(row, prior, baseline) for prior in (told, vague))
    for result, (_, mean, sd) in ((found[0], informed), (found[-1], open_minded)):
        assert result.posterior.mean == pytest.approx(mean, rel=1e-8)
        assert result.posterior.sd == pytest.approx(sd, rel=1e-8)
    for result in found:
        odds = log(result.weight) if result.weight else -inf
        odds -= log(1 - result.weight) if result.weight < 1 else -inf
        share = float(expit(open_minded[0] - informed[0] + odds))
        assert result.posterior_weight == pytest.approx(share, rel=1e-7, abs=1e-12)
        mean = share * open_minded[1] + (1 - share) * informed[1]
        assert result.posterior.mean == pytest.approx(mean, rel=1e-7)


@pytest.mark.parametrize("vague", [(-3.0, 0.01), (20.0, 0.6), (0.0, 100.0)])
@pytest.mark.parametrize("predictive", [(0.9, 0.3), (-6.0, 0.02)])
def test_normals_as_by_their_formula(vague, predictive):
    """Everything normal: precisions add up, and limits are those of the mixture of two normals."""
    estimate, error = 0.7, 0.25
    found = mix(
        lambda x: norm.logpdf(x, estimate, error),
        (estimate, error),
        normals([1.0], [predictive[0]], [predictive[1]]),
        NormalPrior(mean=vague[0], sd=vague[1]),
        (min(-7.0, vague[0] - 20 * vague[1]), max(4.0, vague[0] + 20 * vague[1])),
        weights=[0.0, 0.3, 1.0],
        level=0.95,
    )
    parts = []
    for mean, sd in (predictive, vague):
        precision = 1 / error**2 + 1 / sd**2
        middle = (estimate / error**2 + mean / sd**2) / precision
        parts.append((middle, precision**-0.5, norm.logpdf(estimate, mean, np.hypot(error, sd))))
    share = float(expit(parts[1][2] - parts[0][2] + log(0.3 / 0.7)))
    assert [one.posterior_weight for one in found] == pytest.approx([0, share, 1], rel=1e-9)
    for result, (mean, sd, _) in ((found[0], parts[0]), (found[2], parts[1])):
        wanted = norm.ppf([0.025, 0.5, 0.975], mean, sd)
        assert limits(result.posterior) == pytest.approx(list(wanted), rel=1e-9)
        assert result.posterior.sd == pytest.approx(sd, rel=1e-9)
        assert result.above_zero == pytest.approx(norm.sf(0, mean, sd), abs=1e-10)
    low = found[1].posterior.ci_low
    below = [norm.cdf(low, mean, sd) for mean, sd, _ in parts]
    assert (1 - share) * below[0] + share * below[1] == pytest.approx(0.025, abs=1e-9)


def test_a_probability_next_to_0_or_1_is_within_them():
    for mean in np.linspace(-9.0, 9.0, 40):
        one = again([TRIAL], normals([1.0], [mean], [0.01]), weights=[0.0])[0]
        assert 0 <= one.above_zero <= 1
