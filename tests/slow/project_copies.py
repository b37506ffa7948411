"""Copies of the project to run and to edit, and what a run makes there."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd

from ipsanalysis.files import write_parquet
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.rows import COUNTS, NUMBERS, in_schema

ROOT = Path(__file__).parents[2]
STUDY = "life"
ONE_STUDY = ("--config", f"studies=[{STUDY}]")
"""For what does not depend on the study: small, frozen, and it runs in seconds."""
REVIEW = "ips"
ONE_REVIEW = ("--config", f"studies=[{REVIEW}]")
"""For what meta-analyses do otherwise; the results of the studies that it reads are put there."""
MADE = ("results", "reports", "logs", "benchmarks", ".snakemake")


def copy_project(folder: Path) -> Path:
    """Copy what git knows of the project or would take up: no results, no environment."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.check_output(listed, cwd=ROOT, text=True).split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def snakemake(
    folder: Path, *arguments: str, python: str = sys.executable, **environment: str
) -> str:
    """Run Snakemake in a copy, on the copy's own package, and return what it said."""
    done = subprocess.run(
        [python, "-m", "snakemake", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    return done.stdout


def remove_made(folder: Path) -> None:
    """Remove what a run makes; released records, which are part of the project, come back."""
    for name in MADE:
        shutil.rmtree(folder / name, ignore_errors=True)
    if (ROOT / "results" / "released").is_dir():
        shutil.copytree(ROOT / "results" / "released", folder / "results" / "released")


def place_studies_used(folder: Path) -> list[Path]:
    """Put the released results of the studies that the meta-analysis reads where a run has them.

    Args:
        folder: A copy of the project.

    Returns:
        The files.
    """
    types = dict.fromkeys(NUMBERS, float) | dict.fromkeys(COUNTS, "Int64") | {"version": str}
    placed = []
    for used in load_review(REVIEW, folder)[1].uses:
        frame = pd.read_csv(used.released / "results.csv", dtype=types)
        frame = frame.fillna(dict.fromkeys(frame.select_dtypes("object"), ""))
        placed.append(used.results / "results.parquet")
        write_parquet(placed[-1], in_schema(frame))
    return placed


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of results and reports, manifests without their section on the run.

    Hidden files are Snakemake's own: it marks with them when it made a folder.
    """
    paths = (path for tree in ("results", "reports") for path in (folder / tree).rglob("[!.]*"))
    return {str(path.relative_to(folder)): content(path) for path in paths if path.is_file()}


def content(path: Path) -> bytes:
    if path.name != "manifest.json":
        return path.read_bytes()
    manifest = json.loads(path.read_bytes())
    del manifest["run"]
    return json.dumps(manifest).encode()


def different(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the names of the files that are not the same in both, or in one only."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def configure_one_study(folder: Path) -> None:
    """Have a copy run one study only, and hold no record of another."""
    config = folder / "config" / "config.yaml"
    config.write_text(f"studies:\n  - {STUDY}\n", encoding="utf-8")
    for record in (folder / "results" / "released").iterdir():
        if record.name != STUDY:
            shutil.rmtree(record)


def made_manifest(made: dict[str, bytes]) -> str:
    """Return the name of the manifest of the one study, not that of its released record."""
    (name,) = (
        name
        for name in made
        if name.startswith(f"results/{STUDY}/") and name.endswith("/manifest.json")
    )
    return name


def dictionary(folder: Path) -> Path:
    """Return the dictionary of the raw files of the one study in a copy."""
    return folder / "data" / "raw" / STUDY / "datapackage.json"


def raw_file(folder: Path) -> Path:
    described = json.loads(dictionary(folder).read_text(encoding="utf-8"))
    return dictionary(folder).with_name(described["resources"][0]["path"])


def receive(folder: Path, text: bytes) -> None:
    """Put another raw file in the place of the one received, and its checksum and size."""
    raw_file(folder).write_bytes(text)
    path = dictionary(folder)
    described = json.loads(path.read_text(encoding="utf-8"))
    digest = hashlib.sha256(text).hexdigest()
    described["resources"][0] |= {"bytes": len(text), "hash": f"sha256:{digest}"}
    path.write_text(json.dumps(described, indent=2), encoding="utf-8")
