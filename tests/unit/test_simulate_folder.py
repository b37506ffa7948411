"""Where `simulate` writes: over nothing but a twin, and the whole set of files or none."""

import argparse
import json
from pathlib import Path

import pytest
import yaml
from test_simulate import example

from ipsanalysis.errors import UserError
from ipsanalysis.simulate import command

OPTIONS = argparse.Namespace(study="small")
RAW = Path("data/raw/small")
PLAN = Path("config/studies/small.yaml")


def two_files() -> dict[str, object]:
    content = example()
    content["files"].append(
        content["files"][0] | {"name": "again", "path": "again.parquet", "format": "parquet"}
    )
    return content


def describe(content: dict[str, object]) -> None:
    text = yaml.safe_dump(json.loads(json.dumps(content)), allow_unicode=True, sort_keys=False)
    Path("config/simulations/small.yaml").write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("config/simulations").mkdir(parents=True)
    PLAN.parent.mkdir()
    describe(two_files())


def tree(folder: Path) -> dict[str, bytes]:
    return {str(x.relative_to(folder)): x.read_bytes() for x in folder.rglob("*") if x.is_file()}


def refused(told: str) -> None:
    before = tree(Path())
    with pytest.raises(UserError, match=told) as caught:
        command.run(OPTIONS)
    assert "Nothing was written" in str(caught.value)
    assert tree(Path()) == before


def test_a_twin_is_written_over_a_twin_and_beside_its_plan() -> None:
    assert command.run(OPTIONS) == 0
    first = tree(RAW)
    assert sorted(first) == ["README.md", "again.parquet", "datapackage.json", "people.csv"]
    PLAN.write_text("study: small\ndata_status: synthetic\n", encoding="utf-8")
    assert command.run(OPTIONS) == 0
    assert tree(RAW) == first
    describe(example())
    assert command.run(OPTIONS) == 0
    assert "again.parquet" not in tree(RAW)
    assert [path.name for path in RAW.parent.iterdir()] == ["small"]


def test_an_empty_folder_is_written_to() -> None:
    RAW.mkdir(parents=True)
    assert command.run(OPTIONS) == 0


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        ("data_status: real\n", 'data_status: found "real"; allowed: synthetic'),
        ("study: small\n", "data_status: found nothing; allowed: synthetic"),
    ],
)
def test_data_whose_plan_does_not_say_synthetic_are_not_written_over(plan: str, found: str) -> None:
    PLAN.write_text(plan, encoding="utf-8")
    refused(found)


@pytest.mark.parametrize("title", ["People of the trial", "Not SYNTHETIC", None])
def test_a_folder_of_real_data_is_not_written_over(title: str | None) -> None:
    RAW.mkdir(parents=True)
    (RAW / "datapackage.json").write_text(json.dumps({"title": title, "resources": []}))
    refused("datapackage.json with the title .*; allowed: no such folder, an empty one, or one")


@pytest.mark.parametrize("dictionary", [None, "{", "[]"])
def test_files_without_a_dictionary_are_not_written_over(dictionary: str | None) -> None:
    RAW.mkdir(parents=True)
    (RAW / "people.csv").write_text("id\n1\n")
    if dictionary is not None:
        (RAW / "datapackage.json").write_text(dictionary)
    refused("data/raw/small: found ")


def test_other_files_in_the_folder_of_a_twin_are_not_lost() -> None:
    command.run(OPTIONS)
    (RAW / "mine.csv").write_text("id\n1\n")
    refused("files that its dictionary does not list: mine.csv")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    RAW.parent.mkdir(parents=True)
    (tmp_path / "share").mkdir()
    RAW.symlink_to(tmp_path / "share")
    refused("a link to one")


def test_a_run_that_ends_half_way_leaves_the_files_before(monkeypatch: pytest.MonkeyPatch) -> None:
    command.run(OPTIONS)
    before = tree(RAW)
    describe(two_files() | {"seed": 2})
    monkeypatch.setattr(command, "dictionary", lambda *_: 1 / 0)  # after the last data file
    with pytest.raises(ZeroDivisionError):
        command.run(OPTIONS)
    assert tree(RAW) == before
    assert [path.name for path in RAW.parent.iterdir()] == ["small"]


@pytest.mark.parametrize("moved_away", [False, True])
def test_what_a_killed_run_left_is_removed_at_the_next(*, moved_away: bool) -> None:
    command.run(OPTIONS)
    before = tree(RAW)
    if moved_away:
        RAW.rename(RAW.with_name(".small.partial.before"))
    (RAW.with_name(".small.partial")).mkdir()
    (RAW.with_name(".small.partial") / "people.csv").write_text("half")
    assert command.run(OPTIONS) == 0
    assert tree(RAW) == before
    assert [path.name for path in RAW.parent.iterdir()] == ["small"]
