"""The LIFE data through the step clean: counts known from the data set's documentation."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from ipsanalysis.files import read_parquet, sha256
from ipsanalysis.layout import CANONICAL_TABLES, Layout
from ipsanalysis.plan.load import load_study
from ipsanalysis.raw.load import load_package
from ipsanalysis.steps import clean as step

PROJECT = Path(__file__).parents[2]
RECEIVED = "cac962a15b968d0bc946810ef72bb9cc309ea047bf92b7213080403722b3a0ec"


@pytest.fixture(scope="module")
def layout(tmp_path_factory) -> Layout:
    root = tmp_path_factory.mktemp("life")
    for name in ("config", "data"):
        (root / name).symlink_to(PROJECT / name, target_is_directory=True)
    step.run("life", root)
    return Layout(study="life", version=load_study("life", root)[0].version, root=root)


def test_the_file_is_as_received():
    assert sha256(PROJECT / "data" / "raw" / "life" / "rossi.csv") == RECEIVED
    plan, layout = load_study("life", PROJECT)
    resource = load_package(layout.raw, plan).resources[0]
    assert resource.hash == f"sha256:{RECEIVED}"
    assert len(resource.table_schema.fields) == 62


def test_participants(layout):
    people = read_parquet(layout.table("participants"))
    assert people["arm"].value_counts().to_dict() == {"aid": 216, "no_aid": 216}
    assert people["person"].tolist() == list(range(1, 433))
    plan, _ = load_study("life", PROJECT)
    assert list(people.columns) == ["person", "arm", *(x.id for x in plan.covariates)]
    assert people["age"].dtype == float
    assert set(people["educ"]) == {"2", "3", "4", "5", "6"}


def test_follow_up(layout):
    ends = read_parquet(layout.table("follow_up")).merge(
        read_parquet(layout.table("participants"))[["person", "arm"]]
    )
    assert ends["end_reason"].value_counts().to_dict() == {"completed": 318, "arrested": 114}
    arrested = ends[ends["end_reason"] == "arrested"]
    assert arrested["arm"].value_counts().to_dict() == {"no_aid": 66, "aid": 48}
    assert ends["observed_until"].between(1, 52).all()


def test_person_periods(layout):
    periods = read_parquet(layout.table("person_periods"))
    assert len(periods) == 19_809
    assert 432 * 52 - len(periods) == 2_655
    assert list(periods.columns) == ["person", "period", "employed"]
    assert periods["employed"].dtype == bool
    assert periods[["person", "period"]].equals(
        periods[["person", "period"]].sort_values(["person", "period"], ignore_index=True)
    )
    observed = periods.groupby("person")["period"].agg(["size", "max"])
    until = read_parquet(layout.table("follow_up")).set_index("person")["observed_until"]
    assert (observed["size"] == until).all()
    assert (observed["max"] == until).all()


def test_each_row_of_the_file_is_a_person_with_its_own_values(layout):
    """Puts the tables together again and compares them with the file, cell by cell."""
    people = read_parquet(layout.table("participants"))
    ends = read_parquet(layout.table("follow_up"))
    weeks = read_parquet(layout.table("person_periods")).pivot_table(
        index="person", columns="period", values="employed", aggfunc="first"
    )
    made = []
    for person, end, jobs in zip(
        people.itertuples(), ends.itertuples(), weeks.to_numpy(), strict=True
    ):
        row = [str(end.observed_until), str(int(end.end_reason == "arrested"))]
        row += ["yes" if person.arm == "aid" else "no", str(int(person.age)), person.race]
        row += [person.wexp, person.mar, person.paro, str(int(person.prio)), person.educ]
        made.append(tuple(row) + tuple("" if pd.isna(x) else "yes" if x else "no" for x in jobs))
    with (layout.raw / "rossi.csv").open(newline="") as file:
        received = [tuple(row) for row in csv.reader(file)][1:]
    assert sorted(made) == sorted(received)


def test_account_and_notes(layout):
    folder = layout.results / "data"
    account = (folder / "account.csv").read_text().splitlines()
    assert account[0] == "file,rows_in,rows_kept,rows_rejected,rows_merged"
    assert account[1].endswith("data/raw/life/rossi.csv,432,432,0,0")
    notes = (folder / "notes.csv").read_text()
    assert notes == "file,column,rule,action,times\n"
    assert not (layout.results / "faults.csv").exists()


def test_csv_and_parquet_hold_the_same(layout):
    for name in CANONICAL_TABLES[:3]:
        table = read_parquet(layout.table(name))
        text = pd.read_csv(layout.table(name).with_suffix(".csv"), dtype={"educ": str})
        pd.testing.assert_frame_equal(table, text, check_dtype=False)


def test_tables_that_nothing_feeds_are_written_empty(layout):
    columns = {
        "job_spells": "person job start end open kind hours_per_week pay_per_week industry "
        "occupation",
        "assessments": "person visit instrument item value text missing day",
        "contacts": "person day kind minutes",
        "reviews": "unit date scale item score",
    }
    assert list(columns) == list(CANONICAL_TABLES[3:])
    for name, names in columns.items():
        table = read_parquet(layout.table(name))
        assert table.empty
        assert list(table.columns) == names.split()
        assert layout.table(name).with_suffix(".csv").read_text() == ",".join(names.split()) + "\n"
    spells = read_parquet(layout.table("job_spells")).dtypes
    assert spells["start"] == "int64"
    assert spells["open"] == "bool"
    assert spells["pay_per_week"] == "float64"
    assert read_parquet(layout.table("assessments")).dtypes["day"] == "Int64"
