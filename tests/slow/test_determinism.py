"""The same bytes whatever the machine's cores, moods and customs, and in whatever order rows come.

Everything in results/ and reports/ is compared, canonical tables and the manifest (apart from its
section on the run) included. Three runs of unlike circumstances, and one of shuffled data, stand
against a first one.
"""

import csv
import hashlib
import io
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from project_copies import (
    contents,
    copy_project,
    dictionary,
    different,
    raw_file,
    receive,
    remove_made,
    snakemake,
)

pytestmark = pytest.mark.slow

EXPECTED = (
    "/results.csv",
    "/results.parquet",
    "/curves.csv",
    "/curves.parquet",
    "/data/participants.parquet",
    "/data/person_periods.csv",
    "/data/analysis.parquet",
    "/manifest.json",
    "/report.html",
    "/consort_checklist.csv",
    ".svg",
    ".pdf",
    ".png",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def made(project: Path) -> dict[str, bytes]:
    """What a run on four cores makes."""
    snakemake(project, "--cores", "4", PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C.UTF-8")
    return contents(project)


def locale(name: str, folder: Path) -> dict[str, str]:
    """Return the environment of a locale, compiled for this test where the system can."""
    if name != "C" and shutil.which("localedef"):
        target = str(folder / f"{name}.UTF-8")
        subprocess.run(["localedef", "-i", name, "-f", "UTF-8", target], check=True)
        return {"LOCPATH": str(folder), "LC_ALL": f"{name}.UTF-8"}
    return {"LC_ALL": name}


def test_a_run_makes_every_kind_of_file(made: dict[str, bytes]) -> None:
    for end in EXPECTED:
        assert [name for name in made if name.endswith(end)], end
    assert all(made.values())


def test_one_core_from_nothing_in_turkish(
    made: dict[str, bytes], project: Path, tmp_path: Path
) -> None:
    remove_made(project)
    customs = locale("tr_TR", tmp_path)
    snakemake(project, "--cores", "1", PYTHONHASHSEED="1", TZ="Pacific/Kiritimati", **customs)
    assert different(contents(project), made) == []


def test_another_folder_and_the_locale_of_plain_ascii(
    made: dict[str, bytes], tmp_path: Path
) -> None:
    folder = copy_project(tmp_path / "a b æøå")
    environment = {"PYTHONHASHSEED": "4294967295", "TZ": "America/St_Johns"}
    snakemake(folder, "--cores", "2", LC_ALL="C", **environment)
    assert different(contents(folder), made) == []


def test_everything_forced_again_in_norwegian(
    made: dict[str, bytes], project: Path, tmp_path: Path
) -> None:
    customs = locale("nb_NO", tmp_path)
    snakemake(
        project, "--cores", "3", "--forceall", PYTHONHASHSEED="random", TZ="Asia/Kolkata", **customs
    )
    assert different(contents(project), made) == []


def test_shuffled_rows_and_columns(made: dict[str, bytes], tmp_path: Path) -> None:
    """Only what names the file as received differs: its checksum, and that of its dictionary."""
    folder = copy_project(tmp_path / "shuffled")
    before = raw_file(folder).read_bytes()
    checksums = [digest(before), digest(dictionary(folder).read_bytes())]
    after = shuffled(before)
    assert after != before
    assert sorted(after) == sorted(before)
    receive(folder, after)
    masks = [digest(after), digest(dictionary(folder).read_bytes())]

    snakemake(folder, "--cores", "4")
    found = contents(folder)
    manifests = [
        name for name in made if name.endswith("/manifest.json") and "/released/" not in name
    ]
    reports = [name for name in made if name.endswith("/report.html")]
    assert manifests
    assert reports
    for name in reports:
        for new, old in zip(masks, checksums, strict=True):
            found[name] = found[name].replace(new.encode(), old.encode())
    assert different(found, made) == manifests


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def shuffled(text: bytes) -> bytes:
    """Return a CSV with its rows and its columns in another order."""
    chance = random.Random(20260102)  # noqa: S311
    header, *rows = csv.reader(io.StringIO(text.decode("utf-8"), newline=""))
    chance.shuffle(rows)
    order = chance.sample(range(len(header)), len(header))
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(
        [[row[column] for column in order] for row in (header, *rows)]
    )
    return out.getvalue().encode("utf-8")
