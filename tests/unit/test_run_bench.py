"""The benchmark's own arithmetic: people drawn, work told from start, growth, tables."""

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ipsanalysis.errors import UserError
from ipsanalysis.run.bench import main
from ipsanalysis.run.bench_measured import Base, Bench, Measured, Pair
from ipsanalysis.run.bench_project import copy_project, people, raw_file, remove_made, resample
from ipsanalysis.run.bench_tables import growth, tables
from ipsanalysis.run.bench_text import Table, as_markdown, as_text
from ipsanalysis.run.bench_usage import Usage, use_of, use_of_step


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of a study of three people, with results."""
    folder = tmp_path / "project"
    raw = folder / "data" / "raw" / "some"
    raw.mkdir(parents=True)
    (raw / "people.csv").write_bytes(b"arm,age\r\na,1\r\nb,2\r\na,3\r\n")
    described = {"path": "people.csv", "canonical": {"participants": {"person": None}}}
    (raw / "datapackage.json").write_text(json.dumps({"resources": [described]}))
    (folder / "src" / "results").mkdir(parents=True)
    (folder / "src" / "results" / "module.py").touch()
    (folder / "results" / "some").mkdir(parents=True)
    return folder


def test_a_copy_has_what_a_run_needs_and_not_what_it_made(project: Path, tmp_path: Path) -> None:
    copy_project(project, tmp_path / "copy")
    assert (tmp_path / "copy" / "src" / "results" / "module.py").exists()
    assert not (tmp_path / "copy" / "results").exists()
    (tmp_path / "copy" / "reports").mkdir()
    remove_made(tmp_path / "copy")
    assert not (tmp_path / "copy" / "reports").exists()
    assert people(tmp_path / "copy", "some") == 3


def test_people_are_drawn_with_replacement_and_the_dictionary_says_so(project: Path) -> None:
    resample(project, "some", 1000, np.random.default_rng(1))
    text = raw_file(project, "some").read_bytes()
    header, *rows = text.splitlines()
    assert header == b"arm,age"
    assert len(rows) == people(project, "some") == 1000
    assert set(rows) == {b"a,1", b"b,2", b"a,3"}
    described = json.loads((project / "data/raw/some/datapackage.json").read_text())["resources"][0]
    assert described["bytes"] == len(text)
    assert described["hash"] == f"sha256:{hashlib.sha256(text).hexdigest()}"


def test_people_with_ids_are_not_drawn_twice(project: Path) -> None:
    path = project / "data" / "raw" / "some" / "datapackage.json"
    path.write_text(path.read_text().replace("null", '"id"'))
    with pytest.raises(UserError, match="has ids"):
        resample(project, "some", 10, np.random.default_rng(1))


def test_use_is_what_the_process_used(tmp_path: Path) -> None:
    work = "import time; held = bytearray(80 * 2**20); began = time.process_time()\n"
    work += "while time.process_time() - began < 0.3: pass"
    for tree in (False, True):
        use = use_of([sys.executable, "-c", work], tmp_path, tree=tree)
        assert 0.3 <= use.cpu < 1
        assert use.wall >= use.cpu * 0.9
        assert use.peak > 80 * 2**20


def test_the_own_work_of_a_step_is_told_from_the_start(project: Path) -> None:
    package = project / "src" / "ipsanalysis"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(
        "import time\n"
        "def burn(seconds):\n"
        "    began = time.process_time()\n"
        "    while time.process_time() - began < seconds: pass\n"
        "burn(0.5)\n"
        "def main(words):\n"
        "    burn(0.1)\n"
        "    return words != ['step', 'some']\n"
    )
    use, own = use_of_step("step", "some", project, repeats=2)
    assert 0.1 <= own < 0.2
    assert 0.6 <= use.cpu < 1
    assert use.wall >= use.cpu * 0.9
    assert np.isnan(use_of_step("step", "some", project, repeats=0)[1])
    with pytest.raises(UserError, match="failed"):
        use_of_step("another", "some", project, repeats=0)


def test_a_command_that_fails_says_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the last words"):
        use_of([sys.executable, "-c", "import sys; sys.exit('the last words')"], tmp_path)


def measured(size: int, own: float) -> Measured:
    use = Usage(wall=2, cpu=1.5 + own, peak=2**29)
    return Measured(people=size, steps={"step": use}, own={"step": own}, whole=use)


@pytest.mark.parametrize("power", [0.5, 1, 1.5, 2])
def test_growth_is_the_power_of_the_work_beyond_the_start(power: float) -> None:
    base = Base(people=100, own={"step": 0.5})
    few, many = (measured(n, 0.5 + 0.01 * (n - 100) ** power) for n in (10_000, 100_000))
    assert growth("step", base, few, many) == pytest.approx(power)


@pytest.mark.parametrize(("start", "end"), [(0.1, 0.2), (4.0, 6.0)])
def test_growth_of_work_that_hardly_grows_is_not_told(start: float, end: float) -> None:
    base = Base(people=100, own={"step": start})
    assert growth("step", base, measured(10_000, start), measured(100_000, end)) is None


def test_a_missed_target_is_shown_and_the_peer_only_where_it_ran() -> None:
    base = Base(people=100, own={"step": 0.0})
    other = Measured(people=None, steps=measured(0, 0.7).steps, own={}, whole=None)
    bench = Bench(
        load=0.1,
        together=Usage(wall=91, cpu=150, peak=2**30),
        idle=Usage(wall=3, cpu=3, peak=2**27),
        studies={"some": measured(432, 0.1), "other": other},
        reviews={"pooled": other},
        many={"bootstrap": 0.5, "permutation": 11.0},
        base=base,
        sizes=[measured(10_000, 0.1), measured(100_000, 10)],
        pairs=[Pair(ours=8, peer=2), Pair(ours=4, peer=2), Pair(ours=30, peer=10)],
    )
    with_peer = as_text(tables(bench))
    assert "wall time over the peer's in R" in with_peer
    words = [line.split() for line in with_peer.splitlines()]
    assert [line[-3:] for line in words if "peer's" in line] == [["3.00", "3", "kept"]]
    assert [line[-1] for line in words if line[:2] == ["largest", "growth"]] == ["MISSED"]
    assert [line[-3:] for line in words if line[:4] == ["wall", "time", "of", "all"]] == [
        ["91.0", "90", "MISSED"]
    ]
    assert next(line[:9] for line in words if "other" in line and "432" in line) == [
        "some,",
        "n",
        "=",
        "432",
        "other",
        "some,",
        "n",
        "=",
        "10,000",
    ]
    assert ["step", "1.60", "2.20", "1.60", "11.50"] in words
    assert ["step", "2.00", "2.20", "512"] in words
    assert [line[-3:] for line in words if "meta-analyses" in line] == [
        ["0.50", "10", "kept"],
        ["11.00", "10", "MISSED"],
    ]
    assert "peer" not in as_text(tables(replace(bench, pairs=[])))


def test_a_table_as_text_and_as_markdown() -> None:
    table = Table(title="Use", head=["", "wall"], rows=[["clean", "1.2"]], notes=["A note."])
    assert as_text([table]) == "Use\n         wall\n  clean   1.2\n  A note.\n"
    page = as_markdown([table])
    assert "## Use\n\n|  | wall |\n| --- | --: |\n| clean | 1.2 |\n\nA note.\n" in page


def test_words_that_are_not_known_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="allowed: --write"):
        main(["--fast"], tmp_path)
