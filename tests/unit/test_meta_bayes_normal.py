"""The normal-normal hierarchical model against bayesmeta, RBesT and adaptive quadrature in R."""

import json
from math import inf, isnan, sqrt
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from ipsanalysis.meta.bayes_normal import normal_hierarchy
from ipsanalysis.meta.prior import NormalPrior, TauPrior
from ipsanalysis.meta.trials import Effects

FOLDER = Path(__file__).parents[1] / "reference"
CASES = json.loads((FOLDER / "meta_bayes.json").read_text(encoding="utf-8"))["cases"]
SCHOOLS = (
    [28.39, 7.94, -2.75, 6.82, -0.64, 0.63, 18.01, 12.16],
    [14.9, 10.2, 16.3, 11.0, 9.4, 11.4, 10.4, 17.6],
)


def effects(estimate, variance):
    return Effects(
        estimate=np.array(estimate, dtype=float),
        variance=np.array(variance, dtype=float),
        measure="odds_ratio",
    )


def hierarchy(trials, family, scale, sd, level=0.95):
    return normal_hierarchy(
        trials,
        mu=NormalPrior(mean=0.0, sd=sd),
        tau=TauPrior(family=family, scale=scale),
        level=level,
    )


def schools(level=0.95):
    estimate, error = SCHOOLS
    return hierarchy(effects(estimate, np.square(error)), "half_cauchy", 25.0, 50.0, level)


def limits(summary):
    return [summary.ci_low, summary.median, summary.ci_high]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['trials']}-{case['family']}")
def test_as_adaptive_quadrature_in_r(case):
    trials = effects(np.atleast_1d(case["y"]), np.atleast_1d(case["v"]))
    found = hierarchy(trials, case["family"], case["scale"], case["sd"])
    first = found.shrunken[0]
    same = {"rel": 1e-7, "abs": 1e-8}
    assert found.log_marginal_likelihood == pytest.approx(case["log_marginal"], **same)
    assert [found.mu.mean, found.mu.sd] == pytest.approx([case["mu_mean"], case["mu_sd"]], **same)
    assert limits(found.mu) == pytest.approx(case["mu_quantiles"], **same)
    assert found.tau.mean == pytest.approx(case["tau_mean"], **same)
    square = found.tau.sd**2 + found.tau.mean**2
    assert square == pytest.approx(case["tau_square"], **same)
    assert limits(found.predictive) == pytest.approx(case["next_quantiles"], **same)
    assert [first.mean, first.sd] == pytest.approx([case["theta_mean"], case["theta_sd"]], **same)
    assert limits(first) == pytest.approx(case["theta_quantiles"], **same)
    above = [found.mu_above_zero, found.next_above_zero]
    assert above == pytest.approx([case["mu_above_zero"], case["next_above_zero"]], **same)


def test_as_the_bayesmeta_vignette():
    # R package bayesmeta 2.2, vignette "bayesmeta introduction" (inst/doc/bayesmeta.html), section
    # "A simple example": 8 schools, half-Cauchy 25, mu normal(0, 50). Its quantiles of tau are
    # integrated closely; mu and theta are mixtures over a grid of tau of stated tolerance 0.01
    # (Kullback-Leibler), so 4 digits.
    found = schools()
    assert limits(found.tau) == pytest.approx([0.2199559, 4.758539, 18.0531718], rel=1e-6)
    assert found.tau.mean == pytest.approx(5.884511, rel=1e-6)
    assert found.tau.sd == pytest.approx(4.869904, rel=1e-4)
    assert [found.mu.mean, found.mu.median] == pytest.approx([7.985729, 7.962961], rel=1e-4)
    assert found.mu.sd == pytest.approx(4.995762, rel=1e-4)
    assert found.mu_above_zero == pytest.approx(0.9487521, abs=3e-5)
    assert schools(level=0.9).mu.ci_high == pytest.approx(16.11009, rel=1e-4)
    assert schools(level=0.9).tau.ci_high == pytest.approx(15.16589, rel=1e-6)
    shrunken = [(s.mean, s.median, s.sd) for s in (found.shrunken[i] for i in (0, 6, 7))]
    printed = [
        (11.095255, 10.093581, 7.901084),
        (10.336032, 9.786985, 6.631039),
        (8.474644, 8.266594, 7.456906),
    ]
    np.testing.assert_allclose(shrunken, printed, rtol=2e-3)


def test_as_the_rbest_vignette_within_monte_carlo_error():
    # R package RBesT, vignette "RBesT for a Normal Endpoint": crohn, half-normal 44, normal(0, 88),
    # 4000 draws of MCMC, 3 digits printed.
    y = [-51.0, -49.0, -36.0, -47.0, -90.0, -54.0]
    n = np.array([74, 166, 328, 20, 25, 58])
    found = hierarchy(effects(y, 88.0**2 / n), "half_normal", 44.0, 88.0)
    assert [found.tau.mean, found.tau.median] == pytest.approx([14.3, 12.2], abs=0.4)
    assert found.tau.sd == pytest.approx(9.99, abs=0.4)
    assert [found.predictive.mean, found.predictive.median] == pytest.approx([-50, -48.6], abs=0.5)
    assert found.predictive.sd == pytest.approx(19.3, abs=0.5)


def test_without_trials_the_prior_is_returned():
    found = hierarchy(effects([], []), "half_normal", 0.5, 4.0)
    assert (found.k, found.shrunken) == (0, ())
    assert limits(found.mu) == pytest.approx(norm.ppf([0.025, 0.5, 0.975], 0, 4), abs=1e-9)
    assert found.tau.mean == pytest.approx(0.5 * sqrt(2 / np.pi), rel=1e-9)
    assert found.tau.median == pytest.approx(0.5 * norm.ppf(0.75), rel=1e-9)
    assert found.predictive.sd == pytest.approx(sqrt(16.25), rel=1e-9)
    assert found.log_marginal_likelihood == pytest.approx(0, abs=1e-9)


def test_moments_the_half_cauchy_leaves_infinite():
    none, one, two = (
        hierarchy(effects([0.3] * k, [0.2] * k), "half_cauchy", 1.0, 4.0) for k in (0, 1, 2)
    )
    assert none.tau.mean == inf
    assert isnan(none.predictive.mean)
    assert none.tau.median == pytest.approx(1.0, rel=1e-9)
    assert one.tau.mean < inf
    assert (one.tau.sd, one.predictive.sd) == (inf, inf)
    assert two.tau.sd < inf
    assert one.shrunken[0].sd < sqrt(0.2)


def test_curves_are_densities_of_what_is_summarised():
    found = schools()
    for drawn, summary in ((found.mu_curve, found.mu), (found.predictive_curve, found.predictive)):
        assert np.trapezoid(drawn.density, drawn.x) == pytest.approx(0.999, abs=2e-3)
        inside = (drawn.x > summary.ci_low) & (drawn.x < summary.ci_high)
        assert np.trapezoid(drawn.density[inside], drawn.x[inside]) == pytest.approx(0.95, abs=0.01)
    assert found.tau_curve.x[0] == 0
    area = np.trapezoid(found.tau_curve.density, found.tau_curve.x)
    assert area == pytest.approx(0.9995, abs=5e-3)


def test_order_of_trials_moves_with_them():
    estimate, error = map(np.array, SCHOOLS)
    order = np.array([3, 1, 0, 7, 6, 5, 4, 2])
    found = hierarchy(effects(estimate, error**2).take(order), "half_cauchy", 25.0, 50.0)
    assert found.mu.mean == pytest.approx(schools().mu.mean, rel=1e-12)
    assert found.shrunken[2].mean == pytest.approx(schools().shrunken[0].mean, rel=1e-12)


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 0.0), (0.0, inf), (inf, 1.0)])
def test_improper_normal_priors_are_refused(mean, sd):
    with pytest.raises(ValueError, match="normal prior"):
        NormalPrior(mean=mean, sd=sd)


@pytest.mark.parametrize("scale", [0.0, -1.0, inf])
def test_improper_priors_of_tau_are_refused(scale):
    with pytest.raises(ValueError, match="scale above 0"):
        TauPrior(family="half_normal", scale=scale)
