"""The simulator: faults of a description told plainly, exact numbers met, files read back."""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
import yaml
from openpyxl import load_workbook
from pydantic import ValidationError

from ipsanalysis.errors import UserError
from ipsanalysis.simulate.command import run, write_twin
from ipsanalysis.simulate.counting import count
from ipsanalysis.simulate.described_figures import HoursAbove, HoursWorked, WorkedAt, WorkedWithin
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.load import load_description
from ipsanalysis.simulate.schema import FILE, schema
from ipsanalysis.simulate.simulator import simulate

ROOT = Path(__file__).parents[2]
COMPETITIVE = ["competitive"]


def column(of: str, name: str, kind: str, **more: Any) -> dict[str, Any]:
    codes = more.pop("codes", {})
    return {"of": of, "codes": codes, "field": {"name": name, "type": kind, "title": name, **more}}


def example() -> dict[str, Any]:
    """A small trial with a file of people in some format."""
    return {
        "study": "small",
        "title": "SYNTHETIC",
        "summary": "A small trial.",
        "seed": 1,
        "licenses": [{"name": "CC0-1.0"}],
        "sources": [{"title": "Simulated."}],
        "follow_up": {"length": 6, "months": "anniversary"},
        "arms": [{"id": "new", "people": 6}, {"id": "old", "people": 4}],
        "recruitment": {"first": "2020-01-01", "last": "2020-03-31"},
        "ids": {"prefix": "P", "digits": 2, "first": 1},
        "groups": [{"id": "place", "people": {"north": 5, "south": 5}}],
        "numbers": [{"id": "years", "mean": 40, "sd": 5, "limits": [18, 60], "decimals": 0}],
        "chance": 1.0,
        "careers": [
            {
                "people": {"new": 3, "old": 1},
                "jobs": [
                    {
                        "kind": "competitive",
                        "segments": [{"start": [1, 2], "end": [4, 5], "hours": [5, 30]}],
                    }
                ],
            },
            {"people": {"new": 2, "old": 3}},
            {"people": {"new": 1}, "end": {"reason": "lost", "at": [2, 2]}},
        ],
        "pay": {
            "hour": [100, 100],
            "weeks_a_month": 4.348,
            "industries": {"shops": 1.0},
            "occupations": {"shops": ["Kjøpmann"]},
        },
        "mean_hours": {
            "kinds": COMPETITIVE, "within": 6, "means": {"new": 150.0, "old": 40.0}
        },
        "visits": [
            {"id": "start", "at": 0, "window": [0, 0], "answered": {"new": 6, "old": 4}},
            {"id": "end", "at": 6, "window": [0, 9], "answered": {"new": 4, "old": 3}},
        ],
        "instruments": [
            {
                "id": "health",
                "visits": ["start", "end"],
                "items": [
                    {
                        "kind": "scale", "id": "level", "means": {"new": [5, 6], "old": [5, 5]},
                        "sd": 2, "correlation": 0.5, "limits": [0, 10], "decimals": 1,
                        "missing": [{"reason": "refused", "people": 2}],
                    }
                ],
            }
        ],
        "files": [
            {
                "name": "people", "title": "People", "description": "One row a person.",
                "path": "people.csv", "format": "csv", "encoding": "iso-8859-1",
                "dialect": {"delimiter": ";"}, "rows": "people",
                "columns": [
                    column("person", "nr", "string"),
                    column("arm", "group", "integer", codes={"new": "1", "old": "2"},
                           categories={"1": "New", "2": "Old"}),
                    column("randomised", "dag", "date", format="%d.%m.%Y"),
                    column("health.level.start", "nivå", "number", decimalChar=",",
                           codes={"refused": "99"},
                           missingValues=["", {"value": "99", "label": "Refused"}]),
                ],
                "canonical": {
                    "participants": {
                        "person": "nr",
                        "arm": {"column": "group", "values": {"1": "new", "2": "old"}},
                        "randomised": "dag", "covariates": {},
                    }
                },
            }
        ],
        "notes": [],
        "figures": [
            {
                "fact": "Work", "published": "3 of 5", "status": "met",
                "counted": [{
                    "label": "new", "equals": "3/5 (60.0 %)",
                    "measure": {
                        "kind": "worked_within", "arm": "new", "kinds": COMPETITIVE, "within": 6
                    },
                }],
            }
        ],
    }  # fmt: skip


def described(content: dict[str, Any]) -> Description:
    return Description.model_validate(content)


def set_at(content: Any, path: str, value: Any) -> None:
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        content = content[step]
    content[last] = value


def problem(tmp_path: Path, content: dict[str, Any]) -> str:
    folder = tmp_path / "config" / "simulations"
    folder.mkdir(parents=True)
    plain = json.loads(json.dumps(content))  # else YAML would name lists that stand twice
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as error:
        load_description("small", tmp_path)
    return str(error.value)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("seed", "one", 'seed: found "one"; allowed: a whole number'),
        ("colour", "red", 'colour: found the key "colour"'),
        ("study", "other", 'study: found "other"; allowed: "small"'),
        ("careers.1.people", {"new": 3, "old": 3},
         "careers: found 7 people in new; allowed: 6, as in arms"),
        ("groups.0.people", {"north": 5, "south": 6},
         "groups.0.people: found 11 people; allowed: 10"),
        ("visits.0.answered", {"newer": 6}, 'found "newer"; allowed: new, old'),
        ("instruments.0.visits", ["start", "later"], 'found "later"; allowed: start, end'),
        ("careers.0.jobs.0.segments.0.open", True, "found 2 of end, days and open"),
        ("careers.0.jobs.0.segments.0.start", None, "found no start; allowed: one in the"),
        ("recruitment.last", "2019-01-01", "found a last day that is not after the first"),
        ("recruitment.last", "2020-02-31", "allowed: a day such as 2026-01-31"),
        ("follow_up", {"length": 6}, "follow_up.months: found nothing; allowed: anniversary, cal"),
        ("follow_up.unit", "week", 'found the key "unit"; allowed here: length, months'),
        ("title", "Twin (SYNTHETIC)",
         'title: found "Twin (SYNTHETIC)"; allowed: text on one line that begins with SYNTHETIC'),
        ("files.0.path", "README.md",
         'found "README.md"; allowed: any name but datapackage.json and README.md'),
        ("files.0.path", "DataPackage.json", "allowed: any name but datapackage.json"),
        ("files.0.path", "people.xlsx",
         'found "people.xlsx" for the format csv; allowed: names that end in .csv, .txt'),
        ("files.0.format", "docx", "allowed: csv, xlsx, sav, dta, parquet"),
        ("figures.0.counted.0.equals", None, "figures.0: found met without equals"),
        ("figures.0.counted.0.measure.arm", "newest", 'found "newest"; allowed: new, old'),
        ("careers.0.jobs.0.segments.0.hours", [30, 5], "found 30 before 5; allowed: the smaller"),
        ("instruments.0.items.0.means", {"new": [5, 6]}, "allowed: means of the arms new, old"),
        ("instruments.0.items.0.means.new", [5], "means.new: found 1; allowed: 2, one a visit"),
        ("instruments.0.items.0", {"kind": "counts", "id": "x", "people": {"new": {"1": 4}}},
         "found 4 people; allowed: 6, those who answered at start"),
        ("reviews", {"units": ["a"], "days": ["2020-01-02"], "items": 25, "total": [1, 200]},
         "reviews.total: found [1, 200]; allowed: 25 to 125"),
    ],
)  # fmt: skip
def test_a_wrong_description_is_told_with_its_key(
    tmp_path: Path, path: str, value: Any, told: str
) -> None:
    content = example()
    set_at(content, path, value)
    message = problem(tmp_path, content)
    assert told in message
    assert "small.yaml" in message
    assert "line " in message


@pytest.mark.parametrize(
    "path",
    ["../../life/rossi.csv", "/etc/people.csv", "sub/people.csv", "..", ".people.csv", "~/a.csv",
     "a\\b.csv", "C:people.csv", "people.csv/..", "-rf.csv", ""],
)  # fmt: skip
def test_files_are_written_nowhere_but_in_the_folder(tmp_path: Path, path: str) -> None:
    content = example()
    set_at(content, "files.0.path", path)
    message = problem(tmp_path, content)
    assert message.count("\n  line ") == 1
    assert f'files.0.path: found "{path}"; allowed: the name of a file without a folder' in message
    with pytest.raises(ValidationError):
        described(content)


def test_each_file_has_a_name_of_its_own(tmp_path: Path) -> None:
    content = example()
    content["files"].append(content["files"][0] | {"name": "again", "path": "PEOPLE.csv"})
    message = problem(tmp_path, content)
    assert 'files.0.path: found "people.csv" more than once; allowed: a name for each' in message
    assert 'files.1.path: found "PEOPLE.csv" more than once' in message


def test_the_schema_is_that_of_the_models() -> None:
    assert (ROOT / FILE).read_text(encoding="utf-8") == schema(), "make docs writes it anew"


def test_every_problem_is_listed_at_once(tmp_path: Path) -> None:
    content = example()
    set_at(content, "study", "other")
    set_at(content, "groups.0.people", {"north": 1})
    assert problem(tmp_path, content).count("\n  line ") == 2


@pytest.mark.parametrize("study", ["../etc/passwd", "Small", ""])
def test_a_study_is_named_by_its_id(study: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="config/simulations"):
        load_description(study, tmp_path)


def test_a_study_without_description_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="there is no such file"):
        run(argparse.Namespace(study="small"))


def test_a_figure_that_does_not_come_out_stops_before_anything_is_written(tmp_path: Path) -> None:
    content = example()
    set_at(content, "figures.0.counted.0.equals", "4/5 (80.0 %)")
    with pytest.raises(UserError, match=r"found 3/5 \(60.0 %\).*allowed: 4/5"):
        write_twin(described(content), tmp_path / "raw")
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("visits.1.answered", {"new": 6, "old": 3}, "6 answers wanted, 5 people left"),
        ("files.0.columns.0.of", "persona", 'Did you mean "person"'),
        ("files.0.columns.1.codes", {}, "which is no integer"),
    ],
)
def test_a_description_that_cannot_be_carried_out_is_told(
    tmp_path: Path, path: str, value: Any, told: str
) -> None:
    content = example()
    set_at(content, path, value)
    with pytest.raises(UserError, match=told):
        write_twin(described(content), tmp_path)


def test_exact_numbers_come_out_whatever_the_seed() -> None:
    for seed in range(20):
        trial = simulate(described(example() | {"seed": seed}))
        assert Counter(person.arm for person in trial.people) == {"new": 6, "old": 4}
        assert Counter(person.covariates["place"] for person in trial.people) == {
            "north": 5, "south": 5
        }  # fmt: skip
        assert Counter(one.visit for one in trial.answered) == {"start": 10, "end": 7}
        told = [one.answers["health.level"] for one in trial.answered if one.visit == "end"]
        assert told.count("refused") == 2
        within = WorkedWithin(kind="worked_within", arm="new", kinds=["competitive"], within=6)
        assert count(within, trial) == "3/5 (60.0 %)"
        lost = next(person for person in trial.people if person.reason == "lost")
        assert lost.until == trial.clock.end(lost.randomised, 2)


def test_mean_hours_are_met_within_the_limits_of_each_job() -> None:
    content = example()
    for seed in range(20):
        trial = simulate(described(content | {"seed": seed}))
        for arm, mean, known in (("new", 150.0, 5), ("old", 40.0, 4)):
            hours = [
                (spell.hours or 0) * ((spell.end or 0) - spell.start + 1) / 7
                for spell in trial.spells if trial.people[spell.person].arm == arm
            ]  # fmt: skip
            # One step of half an hour is worth at most half the weeks of a job, 18 of them.
            assert sum(hours) / known == pytest.approx(mean, abs=18 / 2 / known)
            measure = HoursWorked(kind="hours_worked", arm=arm, kinds=["competitive"], within=6)
            assert count(measure, trial) == f"{sum(hours) / known:.1f} (n = {known})"
        assert all(5 <= (spell.hours or 0) <= 30 for spell in trial.spells)
        assert all((spell.hours or 0) * 2 % 1 == 0 for spell in trial.spells)


def test_one_seed_gives_one_trial_and_another_seed_another() -> None:
    first, again = (simulate(described(example())) for _ in range(2))
    other = simulate(described(example() | {"seed": 2}))
    assert first == again
    assert first.people != other.people


def test_more_questions_leave_people_and_work_as_they_were() -> None:
    content = example()
    content["instruments"][0]["items"].append(
        {"kind": "counts", "id": "asked", "people": {"old": {"1": 3}}}
    )
    content["instruments"][0]["visits"] = ["end"]
    content["instruments"][0]["items"][0]["means"] = {"new": [6], "old": [5]}
    content["files"][0]["columns"].pop()
    changed, before = simulate(described(content)), simulate(described(example()))
    assert (changed.people, changed.spells) == (before.people, before.spells)


def test_counting_by_day_by_month_and_of_jobs_at_once() -> None:
    content = example()
    jobs = [
        {"kind": "competitive", "segments": [{"start": [1, 1], "days": [1, 1], "hours": [12, 12]}]},
        {"kind": "competitive", "segments": [{"start": [1, 1], "days": [60, 60], "hours": [9, 9]}]},
    ]
    content["careers"][0]["jobs"] = jobs
    content["mean_hours"] = None
    for months, at_month_1 in (("anniversary", 3), ("calendar", 3)):
        content["follow_up"]["months"] = months
        trial = simulate(described(content))
        for month, working in ((1, at_month_1), (6, 0)):
            at = WorkedAt(kind="worked_at", arm="new", kinds=["competitive"], at=month)
            assert count(at, trial).startswith(f"{working}/")
        for hours, strictly, above in ((21, False, 3), (21, True, 0), (20, True, 3)):
            measure = HoursAbove(
                kind="hours_above", arm="new", kinds=["competitive"], within=6, hours=hours,
                strictly=strictly,
            )  # fmt: skip
            assert count(measure, trial).startswith(f"{above}/5")


def test_text_files_have_their_encoding_decimals_dates_and_codes(tmp_path: Path) -> None:
    write_twin(described(example()), tmp_path)
    lines = (tmp_path / "people.csv").read_bytes().decode("iso-8859-1").split("\r\n")
    assert lines[0] == "nr;group;dag;nivå"
    cells = [line.split(";") for line in lines[1:-1]]
    assert [row[0] for row in cells] == [f"P{number:02d}" for number in range(1, 11)]
    assert Counter(row[1] for row in cells) == {"1": 6, "2": 4}
    assert cells[0][2] == "01.01.2020"
    assert cells[-1][2] == "31.03.2020"
    assert [row[3] for row in cells].count("99") == 2
    assert any("," in row[3] for row in cells)


@pytest.mark.parametrize("format_", ["xlsx", "sav", "dta", "parquet"])
def test_other_files_read_back_what_the_text_file_holds(tmp_path: Path, format_: str) -> None:
    content = example()
    write_twin(described(content), tmp_path / "text")
    text = pd.read_csv(
        tmp_path / "text" / "people.csv", sep=";", decimal=",", encoding="iso-8859-1"
    )
    file = content["files"][0]
    file |= {"format": format_, "path": f"people.{format_}", "sheet": "Ark 1"}
    file["columns"][3]["field"]["name"] = "niva"
    write_twin(described(content), tmp_path)
    path = tmp_path / f"people.{format_}"
    if format_ == "xlsx":
        names, *cells = load_workbook(path)["Ark 1"].iter_rows(values_only=True)
        frame = pd.DataFrame(cells, columns=list(names))
        frame["dag"] = frame["dag"].dt.date
    elif format_ == "sav":
        frame, meta = pyreadstat.read_sav(str(path), user_missing=True)
        assert meta.missing_ranges["niva"] == [{"lo": 99.0, "hi": 99.0}]
        assert meta.variable_value_labels["group"] == {1.0: "New", 2.0: "Old"}
    elif format_ == "dta":
        frame, meta = pyreadstat.read_dta(str(path))
        assert meta.variable_value_labels["group"] == {1.0: "New", 2.0: "Old"}
    else:
        frame = pd.read_parquet(path)
    assert list(frame["nr"]) == list(text["nr"])
    assert list(frame["group"].astype(int)) == list(text["group"])
    assert list(frame["niva"].astype(float)) == list(text["nivå"])
    assert [f"{day:%d.%m.%Y}" for day in frame["dag"]] == list(text["dag"])
