"""Scratch copies of the project, with as many people as a measurement wants."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np

from ipsanalysis.errors import UserError
from ipsanalysis.run.clean import MADE

LEFT_OUT = {"results", *MADE, ".venv", ".git", ".make"}


def copy_project(project: Path, folder: Path) -> None:
    """Copy everything a run needs and nothing a run made.

    Args:
        project: The project's folder, left as it is.
        folder: The copy, not there yet.
    """

    def left_out(path: str, names: list[str]) -> set[str]:
        return {"__pycache__", *(LEFT_OUT if Path(path) == project else ())} & set(names)

    shutil.copytree(project, folder, ignore=left_out)


def remove_made(folder: Path) -> None:
    """Remove from a copy all that a run makes, and Snakemake's memory of it."""
    for name in LEFT_OUT:
        shutil.rmtree(folder / name, ignore_errors=True)


def raw_file(folder: Path, study: str) -> Path:
    """Return the raw file of a study that its dictionary names."""
    dictionary = folder / "data" / "raw" / study / "datapackage.json"
    resource = json.loads(dictionary.read_text(encoding="utf-8"))["resources"][0]
    return dictionary.with_name(resource["path"])


def people(folder: Path, study: str) -> int:
    """Return how many rows the raw file of a study has below its header."""
    return len(raw_file(folder, study).read_bytes().splitlines()) - 1


def resample(folder: Path, study: str, size: int, generator: np.random.Generator) -> None:
    """Draw people with replacement into the raw file of a copy, and say so in its dictionary.

    Args:
        folder: A copy of the project, never the project itself.
        study: The study's id.
        size: How many people to draw.
        generator: The source of randomness.

    Raises:
        UserError: The file has ids, which nobody may have twice.
    """
    path = raw_file(folder, study)
    dictionary = path.with_name("datapackage.json")
    content = json.loads(dictionary.read_text(encoding="utf-8"))
    resource = content["resources"][0]
    if resource["canonical"]["participants"]["person"] is not None:
        raise UserError(f"{path} has ids: its rows cannot be drawn twice. Benchmark another study.")
    header, *rows = path.read_bytes().splitlines()
    drawn = [rows[row] for row in generator.integers(len(rows), size=size)]
    text = b"\n".join([header, *drawn, b""])
    path.write_bytes(text)
    resource |= {"bytes": len(text), "hash": f"sha256:{hashlib.sha256(text).hexdigest()}"}
    dictionary.write_text(json.dumps(content, indent=2), encoding="utf-8")
