"""Result rows: their key, their schema, and what they refuse."""

import pytest

from ipsanalysis.rows import COLUMNS, COUNTS, Row, to_frame

SHARED = {
    "study": "trial",
    "version": "1.0",
    "data_status": "real",
    "analysis": "employment",
    "plan_key": "employment.0",
}


def row(**changes: object) -> Row:
    columns = {**SHARED, "statistic": "risk_difference", "method": "Newcombe", "estimate": 0.1}
    return Row(**{**columns, **changes})


def test_the_key_is_readable_and_made_of_the_identifying_columns():
    made = row(
        outcome="employed",
        analysis_set="everyone",
        timepoint=52.0,
        time_unit="week",
        group="ips - control",
        covariates="age, sex",
        method="Newcombe hybrid score (Wilson limits)",
    )
    assert made.row_id == (
        "employment/employed/everyone/week_52/ips_minus_control/age-sex/risk_difference/"
        "newcombe-hybrid-score"
    )


def test_numbers_do_not_enter_the_key():
    assert row(estimate=0.1).row_id == row(estimate=0.2, p_value=0.5, n=3).row_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"group": "a - b"}, {"group": "a / b"}),
        ({"timepoint": 1.0}, {"timepoint": 1.5}),
        ({"subgroup": "low"}, {"subgroup": "high"}),
        ({"ice_strategy": "composite"}, {"ice_strategy": "hypothetical"}),
    ],
)
def test_rows_that_differ_in_meaning_differ_in_key(one, other):
    assert row(**one).row_id != row(**other).row_id


def test_an_unknown_statistic_is_refused():
    with pytest.raises(ValueError, match="STATISTICS"):
        row(statistic="riskdifference")


def test_a_row_without_an_estimate_needs_a_reason():
    with pytest.raises(ValueError, match="note"):
        row(estimate=float("nan"))
    assert row(estimate=float("nan"), note="nobody in this arm").note


def test_the_frame_has_the_schema_and_is_sorted():
    frame = to_frame([row(outcome="b", n=2), row(outcome="a")])
    assert tuple(frame.columns) == COLUMNS
    assert frame.outcome.tolist() == ["a", "b"]
    assert [str(frame[column].dtype) for column in COUNTS] == ["Int64"] * 4
    assert frame.n.isna().tolist() == [True, False]


def test_an_empty_family_is_an_empty_frame_of_the_schema():
    frame = to_frame([])
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == 0


def test_one_key_twice_is_refused():
    with pytest.raises(ValueError, match="two result rows"):
        to_frame([row(), row(estimate=0.3)])
