"""Which rows enter a pool: every row in or out with one reason, one row a trial."""

import math
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipsanalysis.errors import UserError
from ipsanalysis.evidence.choose import RULES, choose, chosen_table
from ipsanalysis.evidence.gather import gather
from ipsanalysis.evidence.load import load_evidence
from ipsanalysis.evidence.settled import hold_pools
from ipsanalysis.plan.evidence import FollowUpRange, Pool
from ipsanalysis.plan.evidence_load import load_review

ROOT = Path(__file__).parents[2]
PLAN, LAYOUT = load_review("ips", ROOT)
ROWS = gather(load_evidence(LAYOUT.raw, PLAN), PLAN, LAYOUT.raw).tables["comparisons"]
# The file's own rows: those it marks primary with counts of any competitive employment.
PRIMARY = {
    "R01", "R05", "R07", "R08", "R09", "R10", "R12", "R13", "R14", "R15", "R16", "R18", "R20",
    "R21", "R22", "R23", "R24", "R25", "R32", "R34",
}  # fmt: skip


def pool(**keys: object) -> Pool:
    shown = {"id": "some", "label": "Some", "role": "primary", "reason": "Because."}
    rules = {"outcome_classes": ["any_ce"], "use": ["primary"], "prefer_follow_up": "longest",
             "measures": ["risk_ratio"]}  # fmt: skip
    return Pool.model_validate(shown | rules | keys)


def row(row_id: str, **columns: object) -> dict[str, object]:
    """A row of the shipped table, changed."""
    return ROWS[ROWS["row_id"] == "R15"].iloc[0].to_dict() | {"row_id": row_id} | columns


def people(frame: pd.DataFrame) -> int:
    return int(frame["n"].sum() + frame["n_control"].sum())


def test_headline_pools_twenty_rows() -> None:
    chosen = choose(pool(), ROWS).rows
    assert set(chosen["row_id"]) == PRIMARY
    assert chosen["trial_id"].is_unique
    assert list(chosen["year"]) == sorted(chosen["year"])


def test_with_outcomes_at_one_time_there_are_2950_people() -> None:
    chosen = choose(pool(outcome_classes=["any_ce", "point_ce"]), ROWS).rows
    assert set(chosen["row_id"]) == PRIMARY | {"R04"}
    assert people(chosen) == 2950


def test_with_every_class_there_are_24_rows() -> None:
    classes = ["any_ce", "point_ce", "steady_ce", "ce_or_education"]
    choice = choose(pool(outcome_classes=classes, use=["primary", "sensitivity"]), ROWS)
    assert set(choice.rows["row_id"]) == PRIMARY | {"R04", "R26", "R27", "R33"}
    left = choice.left.set_index("row_id")
    assert left.loc["R03", "rule"] == "better_use"
    assert left.loc["R03", "reason"] == "the same trial as R04, which is primary"
    assert left.loc["R17", "rule"] == "use"
    assert "UNEQUAL follow-up" in left.loc["R17", "reason"]
    assert left.loc["R36", "reason"] == "no counts: arm sizes not seen (N=143); 11 splits fit"


def test_pools_of_the_plan_account_for_every_row() -> None:
    chosen = chosen_table(PLAN.pools, ROWS)
    assert list(chosen.columns) == ["pool", "row_id", "trial_id", "entered", "rule", "reason"]
    for _, part in chosen.groupby("pool"):
        assert sorted(part["row_id"]) == sorted(ROWS["row_id"])
    assert ((chosen["reason"] == "") == chosen["entered"]).all()
    assert chosen.loc[chosen["entered"], "rule"].eq("").all()
    assert chosen.loc[~chosen["entered"], "rule"].isin(RULES).all()


@pytest.mark.parametrize(
    ("keys", "rule", "gone"),
    [
        ({"follow_up": FollowUpRange(at_least=18.0)}, "follow_up", "R01"),
        ({"follow_up": FollowUpRange(at_most=17.9)}, "follow_up", "R15"),
        ({"comparator_groups": ["vocational_rehabilitation"]}, "comparator", "R01"),
        ({"verified": ["abstract"]}, "verified", "R08"),
        ({"count_basis": ["printed"]}, "count_basis", "R01"),
    ],
)
def test_each_rule_leaves_rows_out_by_its_name(keys, rule, gone) -> None:
    left = choose(pool(**keys), ROWS).left.set_index("row_id")
    assert left.loc[gone, "rule"] == rule


def test_both_ends_of_a_range_of_follow_up_are_in_it() -> None:
    keys = {"follow_up": FollowUpRange(at_least=18.0, at_most=18.0)}
    assert set(choose(pool(**keys), ROWS).rows["follow_up_months"]) == {18.0}


@pytest.mark.parametrize(("preferred", "kept"), [("longest", "B"), ("shortest", "A")])
def test_of_one_trial_the_preferred_follow_up_enters(preferred, kept) -> None:
    frame = pd.DataFrame([row("A", follow_up_months=6.0), row("B", follow_up_months=12.0)])
    choice = choose(pool(prefer_follow_up=preferred), frame)
    assert list(choice.rows["row_id"]) == [kept]
    assert choice.left.loc[0, "rule"] == "better_follow_up"


def test_a_primary_row_comes_before_a_longer_sensitivity_row() -> None:
    frame = pd.DataFrame([row("A"), row("B", use="sensitivity", follow_up_months=60.0)])
    choice = choose(pool(use=["primary", "sensitivity"]), frame)
    assert list(choice.rows["row_id"]) == ["A"]


def test_every_tie_of_every_pool_is_told_with_its_lines() -> None:
    others = {"trial_id": "LONES", "comparator": "another"}
    frame = pd.DataFrame([row("A"), row("B"), row("C", **others), row("D", **others)])
    plan = PLAN.model_copy(update={"pools": [pool(), pool(id="more", use=["sensitivity"]), pool()]})
    places = {"A": "trials.csv, line 2", "B": "trials.csv, line 3"}
    with pytest.raises(UserError) as caught:
        hold_pools(plan, LAYOUT.plan, frame, places)
    told = str(caught.value).splitlines()
    assert told[0] == f"{LAYOUT.plan}: 4 problems. Nothing was run."
    assert [re.match(r"  line \d+, (pools.\d): found 2 rows", line)[1] for line in told[1:]] == [
        "pools.0", "pools.0", "pools.2", "pools.2",
    ]  # fmt: skip
    tie = (
        '"BURNS_2007_EQOLISE" that are equally good, A (trials.csv, line 2) and B (trials.csv, '
        "line 3); allowed: one row a trial"
    )
    assert sum(tie in line for line in told) == 2
    assert sum('"LONES" that are equally good, C and D; allowed' in line for line in told) == 2


def test_every_row_left_out_that_is_not_there_is_told() -> None:
    absent = {"R99": "Because.", "R15": "Because.", "R1": "Because."}
    plan = PLAN.model_copy(update={"pools": [pool(without=absent), pool(without={"X": "So."})]})
    with pytest.raises(UserError) as caught:
        hold_pools(plan, LAYOUT.plan, ROWS, dict.fromkeys(ROWS["row_id"], "trials.csv, line 2"))
    told = str(caught.value).splitlines()
    assert told[0] == f"{LAYOUT.plan}: 3 problems. Nothing was run."
    for line, at, name in zip(told[1:], (0, 0, 1), ("R99", "R1", "X"), strict=True):
        assert f'pools.{at}.without.{name}: found "{name}"; allowed: a row_id of the file' in line
    assert "Did you mean" in told[1]


def test_the_pools_of_the_plan_are_settled() -> None:
    hold_pools(PLAN, LAYOUT.plan, ROWS, {})


def test_unknown_follow_up_enters_pools_without_limits() -> None:
    frame = pd.DataFrame([row("A", follow_up_months=math.nan)])
    for free in (pool(), pool(follow_up=FollowUpRange())):
        assert list(choose(free, frame).rows["row_id"]) == ["A"]


@pytest.mark.parametrize("limit", ["at_least", "at_most"])
def test_unknown_follow_up_is_left_out_of_pools_with_limits(limit) -> None:
    frame = pd.DataFrame([row("A", follow_up_months=math.nan), row("B", trial_id="LONES")])
    choice = choose(pool(follow_up=FollowUpRange(**{limit: 18.0})), frame)
    assert list(choice.rows["row_id"]) == ["B"]
    left = choice.left.loc[0]
    assert (left["row_id"], left["rule"]) == ("A", "follow_up")
    assert left["reason"] == "follow-up not known"


@pytest.mark.parametrize("preferred", ["longest", "shortest"])
def test_of_one_trial_a_known_follow_up_comes_before_an_unknown_one(preferred) -> None:
    frame = pd.DataFrame([row("A", follow_up_months=math.nan), row("B")])
    choice = choose(pool(prefer_follow_up=preferred), frame)
    assert list(choice.rows["row_id"]) == ["B"]
    assert choice.left.loc[0, "rule"] == "better_follow_up"


def test_no_row_may_enter() -> None:
    choice = choose(pool(outcome_classes=["point_ce"], verified=["fulltext"]), ROWS)
    assert choice.rows.empty
    assert len(choice.left) == len(ROWS)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Rows of a few trials, no two equally good."""
    drawn = st.tuples(
        st.sampled_from("ABC"), st.sampled_from(["primary", "sensitivity", "not_pooled",
        "no_counts"]), st.sampled_from([6.0, 12.0, 18.0]),
    )  # fmt: skip
    keys = draw(st.lists(drawn, min_size=1, max_size=12, unique=True))
    classes = st.sampled_from(["any_ce", "point_ce"])
    return pd.DataFrame([
        row(f"R{index}", trial_id=trial, use=use, follow_up_months=months,
            outcome_class=draw(classes), events=draw(st.sampled_from([85, pd.NA])))
        for index, (trial, use, months) in enumerate(keys)
    ])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    tables(),
    st.sampled_from([["primary"], ["sensitivity"], ["primary", "sensitivity"]]),
    st.sampled_from([["any_ce"], ["any_ce", "point_ce"]]),
    st.sampled_from(["longest", "shortest"]),
    st.randoms(use_true_random=False),
)
def test_every_row_is_in_or_out_with_one_reason(frame, use, classes, preferred, random) -> None:
    some = pool(use=use, outcome_classes=classes, prefer_follow_up=preferred)
    choice = choose(some, frame)
    both = [*choice.rows["row_id"], *choice.left["row_id"]]
    assert sorted(both) == sorted(frame["row_id"])
    assert choice.left["rule"].isin(RULES).all()
    assert choice.left["reason"].str.len().gt(0).all()
    assert choice.rows["trial_id"].is_unique
    fits = frame[frame["use"].isin(use) & frame["outcome_class"].isin(classes)]
    fits = fits[fits["events"].notna()]
    assert set(choice.rows["trial_id"]) == set(fits["trial_id"])
    order = random.sample(range(len(frame)), len(frame))
    again = choose(some, frame.iloc[order])
    pd.testing.assert_frame_equal(again.rows, choice.rows)
    pd.testing.assert_frame_equal(again.left, choice.left)
