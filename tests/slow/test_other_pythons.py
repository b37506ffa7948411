"""The other Pythons that are allowed give the same results: text exactly, numbers to 1e-9.

Each gets an environment of its own from the lock, with its hashes; the package in it serves for
its version only, for the code that runs is that of the copy. The environment is kept in the folder
of temporary files under the hash of the lock, so that a second test run need not build it again.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from project_copies import ONE_STUDY, ROOT, STUDY, copy_project, snakemake

from ipsanalysis.plan.config import load_config

pytestmark = pytest.mark.slow

OTHERS = [f"3.{minor}" for minor in (11, 12, 13) if (3, minor) != sys.version_info[:2]]
PYENV = Path.home() / ".pyenv" / "versions"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    return results(tmp_path_factory.mktemp("ours"), sys.executable)


def find(version: str) -> str | None:
    """Return a program that is this Python and can make environments, or nothing."""
    kept = sorted(PYENV.glob(f"{version}.*/bin/python{version}"))
    for program in [shutil.which(f"python{version}"), *map(str, kept)]:
        if program is not None:
            check = (
                f"import sys, venv, ensurepip; assert '%d.%d' % sys.version_info[:2] == '{version}'"
            )
            if not subprocess.run(
                [program, "-c", check], capture_output=True, check=False
            ).returncode:
                return program
    return None


def environment(program: str, version: str) -> str:
    """Return the Python of an environment made from the lock by that program."""
    made_from = [ROOT / "requirements.txt", ROOT / "pyproject.toml"]
    text = b"".join([program.encode(), *(path.read_bytes() for path in made_from)])
    key = hashlib.sha256(text).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"ipsanalysis-python{version}-{os.getuid()}-{key}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        subprocess.run([program, "-m", "venv", "--clear", folder], check=True)
        install = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*install, "--require-hashes", "-r", made_from[0]], check=True)
        subprocess.run([*install, "--no-build-isolation", "--no-deps", ROOT], check=True)
        (folder / "complete").touch()
    return str(python)


def results(folder: Path, python: str) -> dict[str, pd.DataFrame]:
    """Return the results of every configured study, every cell as text.

    One goes through the whole pipeline; of the others, the steps to their results are run, those
    of meta-analyses last, for they read the results of studies.
    """
    copy_project(folder)
    snakemake(folder, "--cores", "4", *ONE_STUDY, python=python)
    studies = load_config(folder / "config" / "config.yaml").studies
    others = [study for study in studies if study != STUDY]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    subprocess.run([python, "-c", TO_RESULTS, *others], cwd=folder, env=environment, check=True)
    return {study: read_results(folder, study) for study in studies}


TO_RESULTS = """
import sys
from ipsanalysis.__main__ import REVIEW_STEPS, STEPS, main
from ipsanalysis.plan.evidence_load import is_review
for study in sorted(sys.argv[1:], key=is_review):
    steps, last = (list(REVIEW_STEPS), "combine") if is_review(study) else (list(STEPS), "collect")
    for step in steps[:steps.index(last) + 1]:
        if code := main([step, study]):
            sys.exit(code)
"""


def read_results(folder: Path, study: str) -> pd.DataFrame:
    (path,) = (folder / "results" / study).glob("*/results.csv")
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.mark.parametrize("version", OTHERS)
def test_another_python_gives_the_same_results(
    version: str, ours: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    program = find(version)
    if program is None:
        pytest.skip(f"Python {version} is absent: not on the path, not in {PYENV}")
    theirs = results(tmp_path, environment(program, version))
    assert theirs.keys() == ours.keys()
    for study, table in ours.items():
        compare(theirs[study], table)


def compare(theirs: pd.DataFrame, ours: pd.DataFrame) -> None:
    """Fail unless text is the same and numbers are to 1e-9."""
    assert list(theirs.columns) == list(ours.columns)
    assert len(theirs) == len(ours) > 0
    for column in ours.columns:
        numbers, others = numeric(ours[column]), numeric(theirs[column])
        pd.testing.assert_series_equal(
            theirs[column].where(others.isna(), ""), ours[column].where(numbers.isna(), "")
        )
        np.testing.assert_allclose(others, numbers, rtol=1e-9, atol=0, equal_nan=True)


def numeric(column: pd.Series) -> pd.Series:
    """Return the numbers of a column; what is text in it is missing."""
    return pd.to_numeric(column, errors="coerce").astype(float)
