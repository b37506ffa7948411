"""Several files to seven tables: people linked, days counted, stretches joined, other shapes."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "faults"))

from cross_file_study import HARBOUR, Harbour
from raw_study import PLAN

from ipsanalysis.plan.design import Covariate, FollowUp, Visit
from ipsanalysis.plan.outcomes import Answer, Score
from ipsanalysis.raw.clean import clean
from ipsanalysis.raw.cleaned import Cleaned
from ipsanalysis.raw.keys import joint_codes, repeated
from ipsanalysis.raw.load import load_package

WORDS = {
    "label": "x", "variable": "x", "metric": "x", "aggregation": "x", "time_point": "x",
    "higher_is_better": True,
}  # fmt: skip


def run(study: Harbour, root: Path) -> Cleaned:
    layout = study.write(root)
    result = clean(load_package(layout.raw, study.plan), study.plan, layout.raw)
    assert not result.errors, result.errors
    return result


def account(result: Cleaned, name: str) -> tuple[int, int, int, int]:
    (found,) = (x for x in result.accounts if Path(x.file).stem == name)
    return found.rows_in, found.rows_kept, found.rows_rejected, found.rows_merged


def jobs(*rows: str) -> Harbour:
    study = Harbour()
    study.tables["jobs"][1:] = [row.split(",") for row in rows]
    return study


def spells(study: Harbour, root: Path, *names: str) -> list[tuple[object, ...]]:
    table = run(study, root).tables["job_spells"]
    return list(table[[*names]].itertuples(index=False, name=None))


def test_days_are_counted_from_randomisation(tmp_path):
    # H01 was randomised on 10 January 2019: 1 March is 21 + 28 + 1 = 50 days later.
    tables = run(Harbour(), tmp_path).tables
    first = tables["job_spells"].iloc[0]
    assert (first["person"], first["start"], first["end"]) == ("H01", 50, 171)
    ends = tables["follow_up"].set_index("person")["observed_until"]
    assert ends["H01"] == 365
    assert ends["H05"] == 366  # 4 March 2019 to 4 March 2020, a leap year
    assert ends["H02"] == 365  # 31 January 2019 to 31 January 2020
    assert ends["H04"] == 184  # 1 March to 1 September
    answers = tables["assessments"].set_index(["person", "visit", "item"])["day"]
    assert answers["H01", "baseline", "first"] == -1
    assert answers["H02", "baseline", "first"] == 0


def test_missing_answers_keep_their_reason(tmp_path):
    answers = run(Harbour(), tmp_path).tables["assessments"]
    why = answers.set_index(["person", "visit", "item"])
    assert why.loc[("H02", "month_6", "first"), "missing"] == "refused"
    assert why.loc[("H03", "baseline", "first"), "missing"] == "not answered"
    assert np.isnan(why.loc[("H02", "month_6", "first"), "value"])
    assert why.loc[("H01", "month_6", "first"), ["text", "value", "missing"]].tolist() == [
        "4", 4.0, "",
    ]  # fmt: skip
    assert len(answers) == 12


def test_pay_a_week(tmp_path):
    study = jobs(
        "H01,a,2019-03-01,2019-06-30,ordinary,20,180,shop,",
        "H01,b,2019-03-01,2019-06-30,ordinary,20,,shop,",
    )
    assert spells(study, tmp_path / "hour", "pay_per_week")[0] == (3600.0,)
    study.canonical["jobs"]["job_spells"]["wage_per"] = "month"
    monthly = spells(study, tmp_path / "month", "job", "pay_per_week")
    assert monthly[0] == (1, pytest.approx(180 * 12 / 52.1775))
    assert np.isnan(monthly[1][1])


def test_stretches_of_a_job_that_touch_are_joined(tmp_path):
    study = jobs(
        "H01,a,2019-03-01,2019-03-31,ordinary,20,,shop,",
        "H01,a,2019-04-01,2019-04-30,ordinary,20,,shop,",
        "H01,a,2019-05-02,2019-05-31,ordinary,20,,shop,",  # a day apart
        "H01,a,2019-06-01,2019-06-30,ordinary,21,,shop,",  # other hours
        "H01,b,2019-07-01,2019-07-31,ordinary,21,,shop,",  # another job
    )
    result = run(study, tmp_path)
    table = result.tables["job_spells"]
    assert table[["job", "start", "end"]].to_numpy().tolist() == [
        [1, 50, 110], [1, 112, 141], [1, 142, 171], [2, 172, 202],
    ]  # fmt: skip
    assert account(result, "jobs") == (5, 4, 0, 1)
    assert not result.notes


def test_a_chain_of_stretches_is_one_even_when_a_long_one_covers_the_rest(tmp_path):
    study = jobs(
        "H01,a,2019-03-01,2019-05-31,ordinary,20,,shop,",
        "H01,a,2019-03-10,2019-03-20,ordinary,20,,shop,",
        "H01,a,2019-06-01,2019-06-30,ordinary,20,,shop,",
    )
    result = run(study, tmp_path)
    assert result.tables["job_spells"][["start", "end"]].to_numpy().tolist() == [[50, 171]]
    assert account(result, "jobs") == (3, 1, 0, 2)
    assert [fault.rule[:30] for fault in result.notes] == ["two stretches of one job that "]


def test_jobs_without_a_number_are_each_their_own(tmp_path):
    study = jobs(
        "H01,,2019-03-01,2019-03-31,ordinary,20,,shop,",
        "H01,,2019-04-01,2019-04-30,ordinary,20,,shop,",
    )
    del study.canonical["jobs"]["job_spells"]["job"]
    assert spells(study, tmp_path, "job", "start", "end") == [(1, 50, 80), (2, 81, 110)]


def test_open_jobs_end_when_observation_does(tmp_path):
    study = jobs("H04,a,2019-04-01,,ordinary,20,,shop,", "H01,a,2019-04-01,,ordinary,20,,shop,")
    assert spells(study, tmp_path, "person", "end", "open") == [("H01", 365, True),
                                                               ("H04", 184, True)]  # fmt: skip


def test_what_happened_after_follow_up_did_not_end_it(tmp_path):
    study = Harbour()
    study.cell("leavers", 3, "last_day", "2021-01-01")
    ends = run(study, tmp_path).tables["follow_up"].set_index("person")
    assert ends.loc["H08", ["observed_until", "end_reason"]].tolist() == [366, "completed"]


def test_calendar_months(tmp_path):
    study = Harbour()
    study.plan = HARBOUR.model_copy(
        update={"follow_up": HARBOUR.follow_up.model_copy(update={"months": "calendar"})}
    )
    tables = run(study, tmp_path).tables
    ends = tables["follow_up"].set_index("person")["observed_until"]
    assert ends["H01"] == 386  # 31 January 2020
    assert ends["H02"] == 365
    months = tables["person_periods"].dropna(subset="benefit")
    of_one = months[months["person"] == "H01"]
    assert of_one["period"].tolist() == [5, 6]
    assert of_one["benefit"].tolist() == [True, False]


def test_without_any_end_everyone_completed(tmp_path):
    study = Harbour()
    study.plan = study.plan.model_copy(update={"intercurrent_events": []})
    study.order.remove("leavers")
    ends = run(study, tmp_path).tables["follow_up"]
    assert set(ends["end_reason"]) == {"completed"}
    assert ends["observed_until"].tolist() == [365, 365, 365, 366, 366, 366, 366, 366]


def _undated(**update: object) -> object:
    base = {
        "study": "harbour", "arms": HARBOUR.arms, "intercurrent_events": [], "outcomes": [],
        "follow_up": FollowUp(unit="month", length=24, start="x"), "covariates": [],
    }  # fmt: skip
    arms = [arm.model_copy(update={"received": None}) for arm in HARBOUR.arms]
    return PLAN.model_copy(update={**base, "arms": arms, **update})


def _one_file(rows: list[str], canonical: dict, plan: object, **described: dict) -> Harbour:
    return Harbour(
        tables={"all": [row.split(",") for row in rows]}, canonical={"all": canonical},
        plan=plan, order=["all"], described={"all": described},
    )  # fmt: skip


ARM = {"column": "sec", "values": {"1": "ips", "0": "usual"}}


def test_one_long_file_feeds_people_covariates_and_answers(tmp_path):
    """The shape of a trial with a row for each person and visit."""
    source = {"table": "assessments", "instrument": "home", "item": "where", "visit": "month_6"}
    plan = _undated(
        visits=[Visit(id="start", label="S", at=0), Visit(id="month_6", label="6", at=6)],
        covariates=[
            Covariate(id="first", label="F", kind="categorical", levels={"0": "a", "1": "b"})
        ],
        outcomes=[
            Answer.model_validate(
                {"id": "a", "kind": "answer", "source": source, "yes": ["1"], **WORDS}
            )
        ],
    )
    canonical = {
        "participants": {"person": "id", "arm": ARM, "covariates": {}, "several_rows": True},
        "covariates": {"columns": {"first": "y"}, "where": {"column": "time", "value": "0"}},
        "assessments": [
            {
                "instrument": "home",
                "visit_column": {"column": "time", "values": {"0": "start", "6": "month_6"}},
                "items": {"where": "y"},
            }
        ],
    }
    rows = ["id,y,time,sec", "1,0,0,1", "1,1,6,1", "2,1,0,0", "2,,6,0", "10,,0,0"]
    study = _one_file(rows, canonical, plan, id={"type": "integer"}, y={"type": "integer"})
    result = run(study, tmp_path)
    people = result.tables["participants"]
    assert people["person"].tolist() == ["1", "2", "10"]
    assert people["arm"].tolist() == ["ips", "usual", "usual"]
    assert people["first"].tolist() == ["0", "1", None]
    answers = result.tables["assessments"]
    assert answers["value"].fillna(-1).tolist() == [0.0, 1.0, 1.0, -1.0, -1.0]
    assert account(result, "all") == (5, 5, 0, 0)


def test_a_file_without_ids_may_hold_equal_rows(tmp_path):
    """The shape of a trial with one row a person and no person identifier."""
    source = {"table": "assessments", "instrument": "pay", "item": "pay", "visit": "end"}
    plan = _undated(
        visits=[Visit(id="end", label="E", at=24)],
        covariates=[Covariate(id="age", label="A", kind="continuous")],
        outcomes=[
            Score.model_validate(
                {"id": "p", "kind": "score", "source": source, "unit": "d", **WORDS}
            )
        ],
    )
    canonical = {
        "participants": {"person": None, "arm": ARM, "covariates": {"age": "age"}},
        "assessments": [{"instrument": "pay", "visit": "end", "items": {"pay": "re78"}}],
    }
    rows = ["sec,age,re78", "1,37,9.5", "0,22,0.0", "0,22,0.0", "1,30,"]
    study = _one_file(rows, canonical, plan, re78={"type": "number"})
    result = run(study, tmp_path)
    assert result.tables["participants"]["person"].tolist() == [1, 2, 3, 4]
    assert result.tables["participants"]["age"].tolist() == [22, 22, 30, 37]
    answers = result.tables["assessments"]
    assert answers["person"].tolist() == [1, 2, 3, 4]
    assert answers["value"].fillna(-1).tolist() == [0, 0, -1, 9.5]
    assert account(result, "all") == (4, 4, 0, 0)


def test_keys_of_several_columns():
    first, second = np.array([2, 1, 2, 1, 2]), np.array(["b", "a", "b", "c", "a"], object)
    assert joint_codes(first, second).tolist() == [3, 0, 3, 1, 2]
    assert repeated(first, second).tolist() == [True, False, True, False, False]
    assert repeated(np.array([np.nan, 1.0, np.nan])).tolist() == [True, False, True]
    assert repeated(np.zeros(0)).tolist() == []
    assert pd.Series(joint_codes(first)).tolist() == [1, 0, 1, 0, 1]
