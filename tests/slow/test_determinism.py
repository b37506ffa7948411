"""The same bytes whatever the machine's cores, moods and customs, and in whatever order rows come.

Everything in results/ and reports/ is compared, canonical tables and the manifest (apart from its
section on the run) included. Every configured study is run twice, in circumstances that differ in
all that can be told apart; a rerun over results that are there is of the one study and the one
meta-analysis, and shuffled data are of the one study.
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
    ONE_REVIEW,
    ONE_STUDY,
    contents,
    copy_project,
    dictionary,
    different,
    made_manifest,
    raw_file,
    receive,
    snakemake,
)

from ipsanalysis.plan.config import load_config
from ipsanalysis.plan.evidence_load import is_review

pytestmark = pytest.mark.slow

ALL_HAVE = (
    "/results.csv",
    "/results.parquet",
    "/curves.csv",
    "/curves.parquet",
    "/manifest.json",
    "/report.html",
    ".svg",
    ".pdf",
    ".png",
)
OF_STUDIES = (
    "/data/participants.parquet",
    "/data/person_periods.csv",
    "/data/analysis.parquet",
    "/consort_checklist.csv",
)
OF_REVIEWS = (
    "/data/comparisons.parquet",
    "/data/chosen.csv",
    "/data/audit.csv",
    "/audit.html",
    "/prisma_checklist.csv",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def made(project: Path) -> dict[str, bytes]:
    """What a run on two cores makes of every study and meta-analysis."""
    snakemake(project, "--cores", "2", PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C.UTF-8")
    return contents(project)


def locale(name: str, folder: Path) -> dict[str, str]:
    """Return the environment of a locale, compiled for this test where the system can."""
    if name != "C" and shutil.which("localedef"):
        target = str(folder / f"{name}.UTF-8")
        subprocess.run(["localedef", "-i", name, "-f", "UTF-8", target], check=True)
        return {"LOCPATH": str(folder), "LC_ALL": f"{name}.UTF-8"}
    return {"LC_ALL": name}


def test_a_run_makes_every_kind_of_file_of_every_study(
    project: Path, made: dict[str, bytes]
) -> None:
    for study in load_config(project / "config" / "config.yaml").studies:
        own = [name for name in made if name.startswith((f"results/{study}/", f"reports/{study}/"))]
        more = OF_REVIEWS if is_review(study, project) else OF_STUDIES
        for end in (*ALL_HAVE, *more):
            assert [name for name in own if name.endswith(end)], (study, end)
    assert all(made.values())


def test_one_core_in_another_folder_in_turkish(made: dict[str, bytes], tmp_path: Path) -> None:
    folder = copy_project(tmp_path / "a b æøå")
    environment = {"PYTHONHASHSEED": "4294967295", "TZ": "Pacific/Kiritimati"}
    snakemake(folder, "--cores", "1", **environment, **locale("tr_TR", tmp_path))
    assert different(contents(folder), made) == []


def test_everything_forced_again_in_norwegian(
    made: dict[str, bytes], project: Path, tmp_path: Path
) -> None:
    environment = {"PYTHONHASHSEED": "random", "TZ": "Asia/Kolkata", **locale("nb_NO", tmp_path)}
    snakemake(project, "--cores", "3", "--forceall", *ONE_STUDY, **environment)
    snakemake(project, "--cores", "3", "--forcerun", "gather", *ONE_REVIEW, **environment)
    assert different(contents(project), made) == []


def test_shuffled_rows_and_columns_in_the_locale_of_plain_ascii(
    made: dict[str, bytes], tmp_path: Path
) -> None:
    """Only what names the file as received differs: its checksum, and that of its dictionary."""
    folder = copy_project(tmp_path / "shuffled")
    before = raw_file(folder).read_bytes()
    checksums = [digest(before), digest(dictionary(folder).read_bytes())]
    after = shuffled(before)
    assert after != before
    assert sorted(after) == sorted(before)
    receive(folder, after)
    masks = [digest(after), digest(dictionary(folder).read_bytes())]
    snakemake(folder, "--cores", "4", *ONE_STUDY, LC_ALL="C", TZ="America/St_Johns")
    found = contents(folder)
    reports = [name for name in found if name.endswith("/report.html")]
    assert reports
    for name in reports:
        for new, old in zip(masks, checksums, strict=True):
            found[name] = found[name].replace(new.encode(), old.encode())
    assert different(found, {name: made[name] for name in found}) == [made_manifest(made)]


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
