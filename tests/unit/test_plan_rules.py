"""Rules that hold in plans that are right: days of months, studies without events, examples."""

from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.handbook import handbook
from ipsanalysis.plan.load import RULES, load_plan
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.study import Plan
from ipsanalysis.plan.time_points import least_days

ROOT = Path(__file__).parents[2]
LIFE = ROOT / "config" / "studies" / "life.yaml"
EVERYTHING = ROOT / "tests" / "faults" / "everything.yaml"
FAMILIES = ("employment", "first_job", "work_amount", "other_outcomes", "other_events")


@pytest.mark.parametrize(
    ("months", "days"), [(1, 28), (2, 59), (3, 89), (6, 181), (12, 365), (24, 730), (48, 1461)]
)
def test_fewest_days_of_months_counted_by_hand(months: int, days: int) -> None:
    assert least_days(months) == days


@pytest.mark.parametrize("months", [1, 3, 6, 7, 12, 18, 43])
def test_nobody_is_followed_for_fewer_days(months: int) -> None:
    starts = pd.Series([date(2001, 1, 1) + timedelta(day) for day in range(4 * 365 + 1)])
    starts = pd.to_datetime(starts)
    by_anniversary = (starts + pd.DateOffset(months=months) - starts).dt.days
    by_calendar = (starts + pd.offsets.MonthEnd(0) + pd.offsets.MonthEnd(months) - starts).dt.days
    assert by_anniversary.min() == by_calendar.min() == least_days(months)


def problems(content: dict[str, object]) -> list[tuple[tuple[str | int, ...], str]]:
    plan = Part(path=(), content=content)
    return [problem for rule in RULES for problem in rule(plan)]


def test_a_study_without_intercurrent_events_needs_no_strategy() -> None:
    content = deepcopy(read_document(EVERYTHING).content)
    content["intercurrent_events"] = []
    of_events = ("time_to_pension", "got_pension")
    content["outcomes"] = [item for item in content["outcomes"] if item["id"] not in of_events]
    for item in content["outcomes"]:
        if "competing" in item:
            item["competing"] = []
    for family in FAMILIES:
        content[family] = [item for item in content[family] if item["outcome"] not in of_events]
    del content["employment"][1]
    first, hazards = content["first_job"]
    content["first_job"] = [hazards | {"measures": [*first["measures"], "kaplan_meier", "hazard"]}]
    compared = [item for family in FAMILIES for item in content[family]]
    for item in (*compared, content["status_over_time"], *content["repeated_status"]):
        item["intercurrent_events"] = {}
        if item["analysis_set"] == "alive":
            item["analysis_set"] = "randomised"
    assert problems(content) == []
    Plan.model_validate(content)


def test_keys_left_out_stand_for_none() -> None:
    plan = load_plan(LIFE)
    assert plan.follow_up.dated is False
    assert (plan.visits, plan.industries, plan.repeated_status) == ([], {}, [])
    assert plan.states is None
    assert plan.industries_worked_in is None
    assert [item.stratified_by for item in plan.employment] == [[]] * len(plan.employment)


def row_of(text: str, key: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"| `{key}` |"))


def test_examples_are_from_the_first_plan_that_has_one() -> None:
    alone, both = handbook([LIFE]), handbook([LIFE, EVERYTHING])
    assert "Examples are from `life.yaml`." in alone
    assert "Examples are from `life.yaml`, else `everything.yaml`." in both
    assert row_of(both, "length").endswith("| `52` |")
    assert row_of(both, "at_least").endswith("| `5` |")
    assert row_of(alone, "at_least").endswith("|  |")
    assert "`{table: job_spells, kinds: [competitive]}`" in both
    assert "`{table: job_spells, kinds: [competitive]}`" not in alone


def test_each_table_of_a_source_has_its_keys_in_the_reference() -> None:
    text = handbook([EVERYTHING])
    for table in ("person_periods", "job_spells", "assessments"):
        assert f"#### `source` with the table `{table}`\n" in text
    assert "#### `of` of `states`\n" in text
