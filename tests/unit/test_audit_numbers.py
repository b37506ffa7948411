"""Effects, intervals and p-values of the audit, against R and against the estimators of stats."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from ipsanalysis.audit.candidates import Candidates, one_table
from ipsanalysis.audit.effects import (
    HALF,
    KATZ,
    NEWCOMBE,
    WALD,
    WOOLF,
    effect_values,
    interval_values,
    score_interval,
)
from ipsanalysis.audit.p_values import CHI_SQUARED, NAMES, chi_squared, p_of
from ipsanalysis.stats.exact import fisher_mid_p
from ipsanalysis.stats.risk_difference import miettinen_nurminen, newcombe

REFERENCE = Path(__file__).parents[1] / "reference" / "audit_tables.json"
KNOWN = json.loads(REFERENCE.read_text(encoding="utf-8"))["tables"]
USUAL = {"risk_ratio": KATZ, "odds_ratio": WOOLF, "risk_difference": WALD}
arms = st.integers(1, 90).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: str(known["table"]))
def test_tests_equal_r(known):
    table = one_table(*known["table"])
    for test in NAMES:
        assert p_of(table, test)[0] == pytest.approx(known[test], rel=1e-9, abs=1e-300)
    statistics = [chi_squared(table, test)[0] for test in CHI_SQUARED]
    assert statistics == pytest.approx(known["chi_squared"], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: str(known["table"]))
@pytest.mark.parametrize("kind", USUAL)
def test_effects_and_wald_intervals_equal_metafor(known, kind):
    table = one_table(*known["table"])
    (value,) = next(iter(effect_values(table, kind).values()))
    low, high = interval_values(table, kind, 0.95)[USUAL[kind]]
    if known[kind]:
        assert (value, low[0], high[0]) == pytest.approx(tuple(known[kind]), rel=1e-9)
    else:
        assert np.isnan([low[0], high[0]]).all()


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: str(known["table"]))
@pytest.mark.parametrize("kind", USUAL)
def test_effects_and_wald_intervals_with_0_5_added_equal_metafor(known, kind):
    """metafor::escalc(add = 1/2, to = "only0"): only where one of the four counts is zero."""
    table = one_table(*known["table"])
    effects = {name: v for name, v in effect_values(table, kind).items() if name.endswith(HALF)}
    intervals = {x: v for x, v in interval_values(table, kind, 0.95).items() if x.endswith(HALF)}
    if not known["half"][kind]:
        assert (effects, intervals) == ({}, {})
        return
    (((value,),), ((low, high),)) = effects.values(), intervals.values()
    assert (value, low[0], high[0]) == pytest.approx(tuple(known["half"][kind]), rel=1e-9, abs=1e-9)


def test_0_5_is_added_to_no_table_without_a_zero():
    tables = Candidates(
        events=np.array([5, 5]),
        n=np.array([20, 20]),
        events_control=np.array([0, 1]),
        n_control=np.array([22, 22]),
    )
    half = effect_values(tables, "risk_ratio")[f"risk ratio {HALF}"]
    assert half[0] == pytest.approx(12.047619047619)  # metafor 3.8-1
    assert np.isnan(half[1])
    low, high = interval_values(tables, "risk_ratio", 0.95)[f"{KATZ} {HALF}"]
    assert np.isnan([low[1], high[1]]).all()


@given(arms, arms)
def test_many_tables_at_once_equal_one_at_a_time(active, control):
    (a, n), (c, m) = active, control
    tables = Candidates(
        events=np.array([a, 1, 2]),
        n=np.array([n, 90, 2]),
        events_control=np.array([c, 0, 0]),
        n_control=np.array([m, 90, 1]),
    )
    assert p_of(tables, "fisher")[0] == pytest.approx(
        float(fisher_exact([[a, n - a], [c, m - c]]).pvalue), rel=1e-9
    )
    assert p_of(tables, "mid_p")[0] == pytest.approx(fisher_mid_p(a, n, c, m).p_value, rel=1e-9)
    assert p_of(tables, "n_minus_1")[0] == pytest.approx(
        miettinen_nurminen(a, n, c, m, level=0.95).p_value, rel=1e-6, abs=1e-12
    )
    low, high = interval_values(tables, "risk_difference", 0.9)[NEWCOMBE]
    single = newcombe(a, n, c, m, level=0.9)
    assert (low[0], high[0]) == pytest.approx(
        (100 * single.ci_low, 100 * single.ci_high), rel=1e-9, abs=1e-9
    )


def test_zero_cells_have_no_usual_interval_but_a_score_interval():
    table = one_table(0, 12, 4, 15)
    assert np.isnan(interval_values(table, "risk_ratio", 0.95)[KATZ]).all()
    ((low, high),) = score_interval((0, 12, 4, 15), "risk_ratio", 0.95).values()
    assert low[0] == 0
    assert high[0] > 0
    assert np.isnan(effect_values(one_table(3, 5, 0, 5), "risk_ratio")["crude risk ratio"][0])


def test_other_kinds_have_no_values():
    table = one_table(3, 5, 1, 5)
    assert effect_values(table, "other") == {}
    assert interval_values(table, "number_needed_to_treat", 0.95) == {}
    assert score_interval((3, 5, 1, 5), "chi_squared", 0.95) == {}
    nnt = effect_values(table, "number_needed_to_treat")
    assert nnt["inverse of the risk difference"][0] == pytest.approx(2.5)
    assert list(effect_values(table, "chi_squared", "yates")) == ["Yates"]
