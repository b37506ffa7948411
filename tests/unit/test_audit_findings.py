"""Verdicts on printed items."""

import re
from math import isfinite

import pytest
from audit_example import arm, found, item, moved, verdicts, write
from hypothesis import assume, given
from hypothesis import strategies as st

from ipsanalysis.audit.candidates import one_table
from ipsanalysis.audit.effects import effect_values, interval_values
from ipsanalysis.audit.finding import findings_frame
from ipsanalysis.audit.findings import audited
from ipsanalysis.audit.item import Range
from ipsanalysis.audit.p_values import NAMES, p_of
from ipsanalysis.raw.text import neutral

KINDS = ("risk_ratio", "odds_ratio", "risk_difference")


@st.composite
def printed_tables(draw):
    """Return counts, and an item that prints them rounded by one of the two rules."""
    n, m = draw(st.integers(4, 300)), draw(st.integers(4, 300))
    a, c = draw(st.integers(1, n - 1)), draw(st.integers(1, m - 1))
    kind, even = draw(st.sampled_from(KINDS)), draw(st.booleans())
    digits = draw(st.integers(0, 2))
    table = one_table(a, n, c, m)
    effect = float(next(iter(effect_values(table, kind).values()))[0])
    assume(isfinite(effect))
    ways = interval_values(table, kind, 0.95)
    low, high = ways[draw(st.sampled_from(sorted(ways)))]
    test = draw(st.sampled_from(["", *NAMES]))
    p = float(p_of(table, test or draw(st.sampled_from(list(NAMES))))[0])
    printed = {
        "effect": write(effect, 2, even=even),
        "kind": kind,
        "ci": (write(float(low[0]), 2, even=even), write(float(high[0]), 2, even=even)),
        "p": write(p, 3, even=even),
        "test": test,
    }
    shares = [write(100 * k / of, digits, even=even) for k, of in ((a, n), (c, m))]
    return (a, n, c, m), shares, printed


@given(printed_tables())
def test_a_table_printed_by_careful_rounding_is_consistent(printed):
    (a, n, c, m), (share, control), other = printed
    judged = verdicts(item(arm(a, n, share), arm(c, m, control), **other))
    assert judged.pop("symmetry") in ("consistent", "not_checkable")
    assert judged == dict.fromkeys(
        ["percent", "percent_control", "effect", "interval", "p"], "consistent"
    )


@given(printed_tables(), st.sampled_from([-30, -2, 2, 7, 40]))
def test_a_digit_changed_beyond_rounding_is_found(printed, steps):
    (a, n, c, m), (share, control), other = printed
    wrong = moved(share, steps)
    one = item(arm(a, n, wrong), arm(c, m, control), **other)
    assert verdicts(one)["percent"] == "inconsistent"
    one = item(
        arm(a, n, share), arm(c, m, control), **{**other, "effect": moved(other["effect"], steps)}
    )
    assert verdicts(one)["effect"] == "inconsistent"


@given(printed_tables())
def test_counts_left_out_are_among_those_possible(printed):
    (a, n, c, m), (share, control), other = printed
    one = item(arm(None, n, share), arm(None, m, control), **other)
    judged = verdicts(one)
    assert judged.pop("symmetry") in ("consistent", "not_checkable")
    assert set(judged.values()) == {"possible"}
    counts = found(one, "counts")
    listed = f"{a}/{n} v {c}/{m}" in counts.recomputed
    assert listed or "and others" in counts.explanation


def test_unknown_arm_sizes_are_searched_in_the_range_given():
    ranges = {"n_range": (1, 50)}, {"n_range": (1, 46)}
    one = item(
        arm(percent="48", **ranges[0]), arm(percent="8", **ranges[1]),
        effect="10.39", kind="odds_ratio", ci=("2.79", "38.68"),
    )  # fmt: skip
    counts = found(one, "counts")
    assert counts.recomputed == "22/46 v 3/37"
    assert "unique" in counts.explanation
    assert "n 1 to 50 v 1 to 46" in counts.method
    assert "half up or half to even" in counts.method


def test_search_equals_looking_at_every_table():
    one = item(
        arm(n_range=(20, 30)), arm(n_range=(20, 30)),
        effect="1.50", kind="risk_ratio", ci=("0.48", "4.65"),
    )  # fmt: skip
    fits = []
    for n in range(20, 31):
        for m in range(20, 31):
            for a in range(1, n + 1):
                for c in range(1, m + 1):
                    ratio = (a / n) / (c / m)
                    spread = 1.959963984540054 * (1 / a - 1 / n + 1 / c - 1 / m) ** 0.5
                    ends = ratio * 2.718281828459045**-spread, ratio * 2.718281828459045**spread
                    if (write(ratio, 2), *(write(x, 2) for x in ends)) == ("1.50", "0.48", "4.65"):
                        fits.append(f"{a}/{n} v {c}/{m}")
    counts = found(one, "counts")
    assert fits
    assert set(counts.recomputed.removesuffix(" and others").split(", ")) <= set(fits)
    assert (f"{len(fits)} tables" if len(fits) > 1 else "unique") in counts.explanation


def test_adjusted_effects_are_never_checkable():
    for arms in ((arm(36, 91), arm(33, 96)), (arm(None, 91, "39.6"), arm(None, 96, "34.4"))):
        one = item(*arms, effect="1.28", kind="odds_ratio", ci=("0.70", "2.35"), p=".42",
                   adjustment="adjusted")  # fmt: skip
        judged = verdicts(one)
        assert {judged[name] for name in ("effect", "interval", "p")} == {"not_checkable"}
        assert "covariates" in found(one, "effect").explanation


def test_pooled_effects_are_judged_by_symmetry_only():
    one = item(arm(), arm(), effect="2.07", kind="risk_ratio", ci=("1.82", "2.35"),
               adjustment="pooled")  # fmt: skip
    assert verdicts(one) == {
        "effect": "not_checkable", "interval": "not_checkable", "symmetry": "consistent",
    }  # fmt: skip


def test_named_test_decides():
    arms = arm(8, 18), arm(2, 19)
    for test, verdict in (("n_minus_1", "consistent"), ("pearson", "inconsistent"),
                          ("", "consistent"), ("other", "not_checkable")):  # fmt: skip
        one = item(*arms, p=".022", test=test)
        assert verdicts(one)["p"] == verdict
    pearson = found(item(*arms, p=".022", test="pearson"), "p")
    assert "N-1 does" in pearson.explanation
    assert "Fisher exact 0.0293" in pearson.recomputed


def test_p_below_and_above():
    assert verdicts(item(arm(32, 42), arm(12, 43), p="<.001"))["p"] == "consistent"
    assert verdicts(item(arm(8, 18), arm(2, 19), p="<.001"))["p"] == "inconsistent"
    assert verdicts(item(arm(8, 18), arm(2, 19), p=">.05"))["p"] == "consistent"  # Yates


def test_interval_by_a_method_that_is_not_symmetric():
    one = item(arm(85, 156), arm(43, 156), effect="26.9", kind="risk_difference",
               ci=("16.1", "36.9"))  # fmt: skip
    assert found(one, "interval").method == "Newcombe hybrid score"
    assert verdicts(one)["interval"] == "consistent"
    assert found(one, "symmetry").verdict == "not_checkable"
    assert "Newcombe" in found(one, "symmetry").explanation


def test_interval_that_does_not_hold_its_effect_is_a_verdict():
    one = item(arm(22, 46), arm(3, 37), effect="10.39", kind="odds_ratio", ci=("12.1", "38.68"))
    assert verdicts(one)["interval"] == "inconsistent"
    assert "does not hold the effect" in found(one, "interval").explanation


@pytest.mark.parametrize("n", [75, 1])
def test_a_share_no_people_give(n):
    one = item(arm(None, n, "18"), arm())
    (only,) = audited([one])
    assert only.verdict == "inconsistent"
    assert f"18% is no k/{n}" in only.explanation


def test_one_arm_alone():
    (only,) = audited([item(arm(None, 28, "89"), arm())])
    assert only.verdict == "possible"
    assert "unique, the only counts in the range: 25/28" in only.explanation
    (told,) = audited([item(arm(percent="89"), arm())])
    assert told.verdict == "not_checkable"
    assert "no range" in told.explanation


def test_a_range_too_wide_to_search_is_said():
    wide = {"n_range": (1, 1_000_000)}
    one = item(arm(**wide), arm(**wide), effect="2.0", kind="risk_ratio")
    assert verdicts(one) == {"effect": "not_checkable"}
    assert "narrow the range" in found(one, "effect").explanation


def test_total_bounds_both_arms():
    one = item(arm(40, percent="82"), arm(25, percent="42"), total=Range(low=109, high=109))
    assert found(one, "counts").recomputed == "40/49 v 25/60"


def test_nobody_or_everybody_works():
    none = item(arm(0, 10, "0"), arm(0, 12, "0"), effect="0.0", kind="risk_difference", p="1.00")
    assert set(verdicts(none).values()) == {"consistent"}
    both = item(arm(10, 10, "100"), arm(0, 12, "0.0"), effect="1.0", kind="risk_ratio")
    assert verdicts(both)["effect"] == "inconsistent"
    told = found(both, "effect").explanation
    assert "risk ratio with 0.5 added to all four counts 24.818" in told  # metafor 3.8-1
    assert "Not defined for these counts: crude risk ratio." in told


# Effects and limits by R metafor 3.8-1, escalc(add = 1/2, to = "only0", drop00 = FALSE), rounded.
HALF_ADDED = [
    ((5, 20), (0, 22), "risk_ratio", "12.05", ("0.71", "204.97")),
    ((0, 10), (0, 10), "odds_ratio", "1.0", ("0.02", "55.27")),
    ((5, 10), (0, 10), "odds_ratio", "21", ("1.0", "454")),
    ((0, 10), (3, 10), "risk_ratio", "0.14", ("0.01", "2.45")),
    ((10, 10), (5, 10), "risk_ratio", "1.91", ("1.04", "3.50")),
    ((5, 20), (0, 22), "risk_difference", "24.0", ("4.3", "43.7")),
]


@pytest.mark.parametrize(("active", "control", "kind", "effect", "ci"), HALF_ADDED)
def test_0_5_added_at_a_zero_count_is_a_method(active, control, kind, effect, ci):
    one = item(arm(*active), arm(*control), effect=effect, kind=kind, ci=ci)
    assert verdicts(one) == dict.fromkeys(["effect", "interval", "symmetry"], "consistent")
    for name in ("effect", "interval"):
        assert "with 0.5 added to all four counts" in found(one, name).method
    wrong = item(arm(*active), arm(*control), effect=moved(effect, 2), kind=kind, ci=ci)
    assert verdicts(wrong)["effect"] == "inconsistent"
    ends = (ci[0], moved(ci[1], -2))
    assert verdicts(item(arm(*active), arm(*control), effect=effect, kind=kind, ci=ends))[
        "interval"
    ] == "inconsistent"  # fmt: skip


@pytest.mark.parametrize(("active", "control", "kind", "effect", "ci"), HALF_ADDED)
def test_search_finds_tables_with_a_zero_count(active, control, kind, effect, ci):
    one = item(arm(None, active[1]), arm(None, control[1]), effect=effect, kind=kind, ci=ci)
    table = f"{active[0]}/{active[1]} v {control[0]}/{control[1]}"
    assert table in found(one, "counts").recomputed
    assert set(verdicts(one).values()) <= {"possible", "consistent"}


def test_crude_effects_at_a_zero_count_stay_consistent():
    for active, control, kind, effect in (
        ((0, 10), (3, 10), "risk_ratio", "0.00"),
        ((10, 10), (5, 10), "risk_ratio", "2.0"),
        ((5, 20), (0, 22), "risk_difference", "25.0"),
    ):
        one = item(arm(*active), arm(*control), effect=effect, kind=kind)
        assert found(one, "effect").method == f"crude {kind.replace('_', ' ')}"


def test_an_interval_without_an_upper_limit_is_said_in_words():
    one = item(arm(5, 20), arm(0, 22), effect="12.05", kind="risk_ratio", ci=("0.9", "99"))
    told = found(one, "interval").explanation
    assert "Miettinen-Nurminen score 1.547 without an upper limit" in told
    assert "Not defined for these counts: Wald on the log scale (Katz)." in told


def test_a_number_needed_to_treat_of_equal_risks_is_not_defined():
    equal = {"effect": "2", "kind": "number_needed_to_treat"}
    told = found(item(arm(3, 10), arm(3, 10), **equal), "effect")
    assert told.verdict == "not_checkable"
    assert told.explanation.startswith("not defined for these counts: 3/10 v 3/10")
    one = item(arm(None, 10, "30"), arm(None, 10, "30"), **equal)
    assert verdicts(one) == {
        "percent": "possible", "percent_control": "possible", "effect": "not_checkable",
        "counts": "possible",
    }  # fmt: skip


def test_a_search_over_a_zero_count_lists_each_table_once():
    one = item(arm(n_range=(8, 12)), arm(n_range=(8, 12)), effect="1.0", kind="risk_ratio")
    fits = set()
    for n in range(8, 13):
        for m in range(8, 13):
            for a in range(n + 1):
                for c in range(m + 1):
                    values = [(a / n) / (c / m)] if c else []
                    if a in (0, n) or c in (0, m):
                        values.append(((a + 0.5) / (n + 1)) / ((c + 0.5) / (m + 1)))
                    if any(write(x, 1) == "1.0" or write(x, 1, even=True) == "1.0" for x in values):
                        fits.add((a, n, c, m))
    assert f"{len(fits)} tables fit" in found(one, "counts").explanation


def test_one_person_in_each_arm():
    one = item(arm(1, 1, "100"), arm(0, 1, "0"), effect="100", kind="risk_difference", p="1",
               test="fisher")  # fmt: skip
    assert set(verdicts(one).values()) == {"consistent"}


@st.composite
def sparse_items(draw):
    """Return an item of which anything may be missing, and little agrees."""

    def one_arm():
        n = draw(st.none() | st.integers(1, 30))
        high = n or 30
        return arm(
            draw(st.none() | st.integers(0, high)),
            n,
            draw(st.sampled_from(["", "0", "33.3", "50", "100"])),
            None if n else draw(st.sampled_from([None, (30, 31), (30, 45)])),
        )

    kind = draw(st.sampled_from(["", *KINDS, "chi_squared", "number_needed_to_treat", "other"]))
    ends = [("", ""), ("0.5", "4.0"), ("0.0", "9"), ("2", "2")]
    return item(
        one_arm(),
        one_arm(),
        effect=draw(st.sampled_from(["0", "1.5", "2.00", "40"])) if kind else "",
        kind=kind,
        ci=draw(st.sampled_from(ends)) if kind else ("", ""),
        p=draw(st.sampled_from(["", "<.001", ".5", "1.0", ">.05"])),
        test=draw(st.sampled_from(["", *NAMES, "other"])),
        adjustment=draw(st.sampled_from(["crude", "adjusted", "not_stated", "pooled"])),
        total=draw(st.sampled_from([None, Range(low=31, high=90)])),
    )


@given(sparse_items())
def test_nothing_that_is_no_number_is_written(one):
    for each in audited([one]):
        text = f"{each.recomputed} {each.explanation} {each.method}"
        assert not re.search(r"\b(nan|inf)\b", text), text
        assert neutral(findings_frame([each])).equals(findings_frame([each]))


@given(sparse_items())
def test_every_printed_quantity_has_one_verdict_whatever_is_missing(one):
    findings = audited([one])
    printed = {
        "percent": one.active.percent,
        "percent_control": one.control.percent,
        "effect": one.effect,
        "interval": one.low,
        "symmetry": one.low,
        "p": one.p,
    }
    quantities = [each.quantity for each in findings if each.quantity != "counts"]
    assert sorted(quantities) == sorted(name for name, text in printed.items() if text)
    counts = [each for each in findings if each.quantity == "counts"]
    assert len(counts) <= 1
    for each in findings:
        assert each.explanation or each.verdict == "consistent"
    if counts and counts[0].verdict == "possible":
        assert "inconsistent" not in {x.verdict for x in findings if x.method == counts[0].method}


def test_frame_has_one_row_a_quantity():
    findings = audited([item(arm(22, 46, "48"), arm(3, 37, "8"))])
    frame = findings_frame(findings)
    assert list(frame.columns) == [
        "item_id", "trial_id", "what", "quantity", "printed", "recomputed", "method", "verdict",
        "explanation",
    ]  # fmt: skip
    assert frame["quantity"].tolist() == ["percent", "percent_control"]
    assert findings_frame([]).empty


def test_a_number_needed_to_treat_may_be_rounded_up_as_is_the_custom():
    # 32/42 v 12/43: 1 / (0.7619 - 0.2791) = 2.0711.
    arms = arm(32, 42), arm(12, 43)
    for printed, method in {
        "2": "inverse of the risk difference",
        "2.1": "inverse of the risk difference",
        "3": "inverse of the risk difference, rounded up to whole people",
    }.items():
        told = found(item(*arms, effect=printed, kind="number_needed_to_treat"), "effect")
        assert (told.verdict, told.method) == ("consistent", method)
    told = found(item(*arms, effect="4", kind="number_needed_to_treat"), "effect")
    assert told.verdict == "inconsistent"


def test_a_number_needed_to_treat_as_the_cochrane_collaboration_rounds_it():
    # Open learning material, module 11: a risk difference of 0.76 is 100/76 or 1.3, rounded up 2.
    one = item(arm(76, 100), arm(0, 100), effect="2", kind="number_needed_to_treat")
    told = found(one, "effect")
    assert (told.verdict, told.method) == (
        "consistent",
        "inverse of the risk difference, rounded up to whole people",
    )


def test_a_whole_number_needed_to_treat_is_not_rounded_up_further():
    # 6/10 v 1/10 and 3/10 v 1/10: exactly 2 and 5.
    for events, printed in ((6, "2"), (3, "5")):
        one = item(arm(events, 10), arm(1, 10), effect=printed, kind="number_needed_to_treat")
        assert found(one, "effect").verdict == "consistent"
        above = str(int(printed) + 1)
        one = item(arm(events, 10), arm(1, 10), effect=above, kind="number_needed_to_treat")
        assert found(one, "effect").verdict == "inconsistent"


def test_counts_of_exchanged_arms_are_told_and_stay_inconsistent():
    # 35/75 v 13/75: 46.7 and 17.3 %, risk ratio 2.69 (1.55 to 4.67).
    printed = {"effect": "2.69", "kind": "risk_ratio", "ci": ("1.55", "4.67")}
    shares = "46.7", "17.3"
    right = item(arm(35, 75, shares[0]), arm(13, 75, shares[1]), **printed)
    assert set(verdicts(right).values()) == {"consistent"}
    wrong = item(arm(13, 75, shares[0]), arm(35, 75, shares[1]), **printed)
    for name in ("percent", "percent_control", "effect", "interval"):
        told = found(wrong, name)
        assert told.verdict == "inconsistent"
        assert told.explanation.endswith("With the counts of the two arms exchanged it agrees.")
    neither = item(arm(13, 75, shares[0]), arm(35, 75, "17.4"), **printed)
    assert "exchanged" not in found(neither, "percent").explanation


@pytest.mark.parametrize(
    ("kind", "effect", "words"),
    [
        # 10/50 v 15/50: -10 points, risk ratio 0.667, odds ratio 0.583.
        ("risk_difference", "10", "control arm minus active arm would print 10"),
        ("risk_difference", "-0.10", "as a share, not in percentage points, it would print -0.10"),
        ("risk_ratio", "1.50", "control arm over active arm would print 1.50"),
        ("odds_ratio", "1.71", "control arm over active arm would print 1.71"),
    ],
)
def test_effects_the_other_way_round_are_told(kind, effect, words):
    told = found(item(arm(10, 50), arm(15, 50), effect=effect, kind=kind), "effect")
    assert told.verdict == "inconsistent"
    assert words in told.explanation


@pytest.mark.parametrize(("effect", "low"), [("0", "0"), ("1.5", "0")])
def test_a_ratio_or_limit_of_0_has_no_middle(effect, low):
    one = item(arm(0, 10), arm(3, 10), effect=effect, kind="risk_ratio", ci=(low, "5"))
    told = found(one, "symmetry")
    assert told.verdict == "not_checkable"
    assert "no logarithm" in told.explanation
