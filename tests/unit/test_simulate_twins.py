"""The shipped synthetic twins: made again they are the same, and hold what is claimed."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pyreadstat
import pytest
from openpyxl import load_workbook

from ipsanalysis.files import sha256
from ipsanalysis.plan.load import load_study
from ipsanalysis.raw.load import load_package
from ipsanalysis.simulate.command import write_twin
from ipsanalysis.simulate.load import load_description

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"
TWINS = sorted(path.stem for path in (ROOT / "config" / "simulations").glob("*.yaml"))
PAIN, NORWAY = RAW / "ipsinpain", RAW / "ipsnorway"


def rows(path: Path, encoding: str) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def day(text: str) -> date:
    parts = [int(part) for part in text.split(".")]
    return date(parts[2], parts[1], parts[0])


def number(text: str) -> float:
    return float(text.replace(",", "."))


@pytest.mark.parametrize("study", TWINS)
def test_a_twin_made_again_is_the_same_to_the_byte(study: str, tmp_path: Path) -> None:
    write_twin(load_description(study, ROOT), tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_bytes() for path in (RAW / study).iterdir()}
    assert sorted(made) == sorted(shipped)
    assert [name for name in made if made[name] != shipped[name]] == []


@pytest.mark.parametrize("study", TWINS)
def test_plan_dictionary_and_files_agree(study: str) -> None:
    plan, _ = load_study(study, ROOT)
    package = load_package(RAW / study, plan)
    assert plan.data_status == "synthetic"
    assert "SYNTHETIC" in plan.title
    assert "SYNTHETIC" in package.title
    assert [item.name for item in package.licenses] == ["CC0-1.0"]
    for resource in package.resources:
        path = RAW / study / resource.path
        assert resource.bytes == path.stat().st_size
        assert resource.hash == f"sha256:{sha256(path)}"


@pytest.mark.parametrize("study", TWINS)
def test_every_number_has_labels_or_limits(study: str) -> None:
    plan, _ = load_study(study, ROOT)
    limits = {}
    for resource in load_package(RAW / study, plan).resources:
        for field in resource.table_schema.fields:
            if field.type in ("integer", "number") and not field.categories:
                limits[field.title] = (field.constraints.minimum, field.constraints.maximum)
    assert [title for title, (low, _) in limits.items() if low is None] == []
    assert {x for title, x in limits.items() if title.startswith("HSCL-25")} == {(1, 4)}
    for words, most in (("0 to 100", 100), ("0 to 10", 10)):
        for title, found in limits.items():
            if f"{words}," in f"{title},":
                assert found == (0, most)


@pytest.mark.parametrize("study", TWINS)
def test_the_readme_says_synthetic_first_and_what_became_of_each_figure(study: str) -> None:
    lines = (RAW / study / "README.md").read_text(encoding="utf-8").splitlines()
    assert "SYNTHETIC" in lines[0]
    assert "SYNTHETIC" in lines[2]
    figures = load_description(study, ROOT).figures
    table = lines[lines.index("| Fact | Published | Status | In the twin |") + 2 :]
    assert [line.split(" | ")[2] for line in table if line] == [item.status for item in figures]


class TestPain:
    """Counted from the files by hand, with arithmetic of dates of its own."""

    people: ClassVar[list[dict[str, str]]] = rows(PAIN / "randomiseringsliste.csv", "iso-8859-1")
    arm: ClassVar[dict[Any, Any]] = {row["Løpenr"]: row["Gruppe"] for row in people}
    start: ClassVar[dict[str, date]] = {row["Løpenr"]: day(row["Randomisert"]) for row in people}
    jobs: ClassVar[list[dict[str, str]]] = [
        row for row in rows(PAIN / "arbeid.csv", "utf-8-sig")
        if row["Arbeidstype"] == "Ordinær"
    ]  # fmt: skip
    lost: ClassVar[set[str]] = {row["Løpenr"] for row in rows(PAIN / "frafall.csv", "iso-8859-1")}

    def end(self, person: str) -> date:
        start = self.start[person]
        assert (start.month, start.day) != (2, 29)
        return start.replace(year=start.year + 1)

    def followed(self, arm: str) -> set[str]:
        return {x for x, group in self.arm.items() if group == arm} - self.lost

    def weeks(self, job: dict[str, str]) -> float:
        person = job["Løpenr"]
        first = max(day(job["Fra"]), date.fromordinal(self.start[person].toordinal() + 1))
        last = min(day(job["Til"]), self.end(person)) if job["Til"] else self.end(person)
        return max(0, (last - first).days + 1) / 7

    def hours_known(self, arm: str) -> set[str]:
        return self.followed(arm) - {x["Løpenr"] for x in self.jobs if not x["Timer per uke"]}

    def test_people(self) -> None:
        assert [list(self.arm.values()).count(arm) for arm in ("IPS", "TB")] == [38, 20]
        assert min(self.start.values()).isoformat()[:7] == "2015-11"
        assert max(self.start.values()).isoformat()[:7] == "2017-12"

    @pytest.mark.parametrize(("arm", "worked", "known"), [("IPS", 19, 36), ("TB", 7, 18)])
    def test_worked_within_12_months(self, arm: str, worked: int, known: int) -> None:
        people = self.followed(arm)
        working = {job["Løpenr"] for job in self.jobs if self.weeks(job)} & people
        assert (len(working), len(people)) == (worked, known)
        assert not {job["Løpenr"] for job in self.jobs} & self.lost

    @pytest.mark.parametrize(("arm", "mean", "known"), [("IPS", 217, 34), ("TB", 123, 17)])
    def test_mean_hours(self, arm: str, mean: int, known: int) -> None:
        people = self.hours_known(arm)
        hours = sum(
            number(job["Timer per uke"]) * self.weeks(job)
            for job in self.jobs if job["Løpenr"] in people
        )  # fmt: skip
        assert len(people) == known
        assert round(hours / len(people)) == mean

    @pytest.mark.parametrize(("arm", "above"), [("IPS", 6), ("TB", 2)])
    def test_more_than_20_hours_a_week(self, arm: str, above: int) -> None:
        found = set()
        for person in self.hours_known(arm):
            own = [job for job in self.jobs if job["Løpenr"] == person]
            first, last = self.start[person].toordinal() + 1, self.end(person).toordinal()
            for today in range(first, last + 1):
                hours = sum(
                    number(job["Timer per uke"]) for job in own
                    if day(job["Fra"]).toordinal() <= today
                    and (not job["Til"] or today <= day(job["Til"]).toordinal())
                )  # fmt: skip
                found |= {person} if hours > 20 else set()
        assert len(found) == above

    def test_interview_at_24_months(self) -> None:
        sheet = load_workbook(PAIN / "telefonintervju_24mnd.xlsx").active
        answers = list(sheet.iter_rows(min_row=2, values_only=True))
        for arm, yes, number_of in (("IPS", 21, 36), ("TB", 7, 17)):
            said = [x[2] for x in answers if self.arm[x[0]] == arm]
            assert (said.count("Ja"), len(said)) == (yes, number_of)
        worked = {job["Løpenr"] for job in self.jobs if self.weeks(job)}
        assert worked <= {x[0] for x in answers if x[2] == "Ja"}

    def test_process_answers(self) -> None:
        frame, meta = pyreadstat.read_sav(str(PAIN / "sporreskjema.sav"), user_missing=True)
        counts = {name: int((frame[name] == 1).sum()) for name in frame if name.startswith("p_")}
        assert list(counts.values()) == [16, 8, 27, 25, 23, 22, 25]
        assert {int(frame[name].notna().sum()) for name in counts} == {28}
        assert {self.arm[x] for x in frame.loc[frame["p_useful"].notna(), "lopenr"]} == {"IPS"}
        assert meta.missing_ranges["nrs_6"] == [{"lo": 98.0, "hi": 98.0}, {"lo": 99.0, "hi": 99.0}]
        assert meta.variable_value_labels["nrs_6"][98.0] == "Did not want to answer"

    def test_every_rule_for_jobs_has_a_case(self) -> None:
        single = [x for x in self.jobs if x["Fra"] == x["Til"]]
        held = [x for x in self.jobs if day(x["Fra"]) <= self.start[x["Løpenr"]]]
        still = [x for x in self.jobs if not x["Til"]]
        exactly = [x for x in self.jobs if x["Timer per uke"] == "20"]
        keys = [(x["Løpenr"], x["Jobbnr"]) for x in self.jobs]
        changing = {key for key in keys if keys.count(key) > 1}
        assert all((single, held, still, exactly, changing))
        texts = [tuple(x.values())[4:] for x in self.jobs if (x["Løpenr"], x["Jobbnr"]) in changing]
        assert len(set(texts)) < len(texts)  # two rows of one job that say the same


class TestNorway:
    """Counted from the files by hand, by calendar month."""

    frame, meta = pyreadstat.read_sav(str(NORWAY / "deltakere.sav"))
    start: ClassVar[dict[str, date]] = dict(
        zip(frame["deltakernr"], frame["rand_dato"], strict=True)
    )
    arm: ClassVar[dict[Any, Any]] = dict(zip(frame["deltakernr"], frame["gruppe"], strict=True))
    jobs: ClassVar[list[dict[str, str]]] = [
        row for row in rows(NORWAY / "arbeidsforhold.csv", "utf-8-sig") if row["Kode"] == "ORD"
    ]
    ended: ClassVar[list[dict[str, str]]] = rows(NORWAY / "avgang.csv", "windows-1252")

    def test_people(self) -> None:
        assert [list(self.arm.values()).count(x) for x in (1, 2)] == [229, 181]
        sites = self.meta.variable_value_labels["senter"]
        assert sorted(sites.values()) == [
            "Akershus", "Elverum", "Hadeland", "Hordaland", "Oslo", "Vestfold"
        ]  # fmt: skip
        assert set(self.frame["senter"]) == set(sites)

    @pytest.mark.parametrize(
        ("month", "group", "working", "known"),
        [(12, 1, 83, 227), (18, 1, 85, 227), (12, 2, 49, 181), (18, 2, 49, 181)],
    )
    def test_in_work_in_a_month(self, month: int, group: int, working: int, known: int) -> None:
        withdrew = {x["Deltakernr"] for x in self.ended if x["Årsak"] == "Trukket samtykke"}
        people = {x for x, arm in self.arm.items() if arm == group} - withdrew
        found = set()
        for job in self.jobs:
            start = self.start[job["Deltakernr"]]
            wanted = start.year * 12 + start.month + month
            first = day(job["Startdato"])
            begins = first.year * 12 + first.month
            last = day(job["Sluttdato"]) if job["Sluttdato"] else date(2100, 1, 1)
            if begins <= wanted <= last.year * 12 + last.month:
                found.add(job["Deltakernr"])
        assert (len(found & people), len(people)) == (working, known)

    def test_nobody_works_after_leaving(self) -> None:
        last = {x["Deltakernr"]: day(x["Dato"]) for x in self.ended}
        for job in self.jobs:
            if job["Deltakernr"] in last:
                assert job["Sluttdato"]
                assert day(job["Sluttdato"]) <= last[job["Deltakernr"]]

    def test_process_answers(self) -> None:
        sheet = load_workbook(NORWAY / "prosess.xlsx").active
        answers = list(sheet.iter_rows(min_row=2, values_only=True))
        counts = [[x[column] for x in answers].count("Ja") for column in range(2, 8)]
        assert (counts, len(answers)) == ([95, 141, 118, 140, 77, 122], 150)
        assert {self.arm[x[0]] for x in answers} == {1}


@pytest.mark.parametrize("folder", [PAIN, NORWAY], ids=lambda path: path.name)
def test_reviews_of_fidelity_are_acceptable(folder: Path) -> None:
    sheet = load_workbook(folder / "kvalitetsmaling.xlsx").active
    for row in sheet.iter_rows(min_row=2, values_only=True):
        assert len(row) == 27
        assert all(1 <= score <= 5 for score in row[2:])
        assert 85 <= sum(row[2:]) <= 105


def test_files_are_what_a_trial_office_sends() -> None:
    formats = {}
    for study in TWINS:
        package = json.loads((RAW / study / "datapackage.json").read_text(encoding="utf-8"))
        formats[study] = {item["format"] for item in package["resources"]}
        assert formats[study] == {"csv", "xlsx", "sav", "dta"}
    assert (PAIN / "arbeid.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    latin = (PAIN / "randomiseringsliste.csv").read_bytes()
    assert latin.startswith(b"L\xf8penr;Gruppe;Randomisert;Kj\xf8nn")
    assert {row["Løpenr"][:1] for row in TestPain.people} == {"0"}
