"""Figures and tables of which a single file was deleted."""

import json
from pathlib import Path

import pytest

from ipsanalysis.layout import Layout
from ipsanalysis.run.__main__ import command
from ipsanalysis.run.deleted import incomplete_folders

OWN = "results/oak/1.0"
FILES = [
    f"{OWN}/figures/a.svg",
    f"{OWN}/figures/b.svg",
    f"{OWN}/tables/c.csv",
    "reports/oak/d.html",
]


def made(root: Path, listed: list[str] | None = None) -> list[Layout]:
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    entries = [{"path": name} for name in (FILES if listed is None else listed)]
    (root / OWN / "manifest.json").write_text(json.dumps({"result": entries}), encoding="utf-8")
    return [Layout(study="oak", version="1.0", root=root), Layout(study="elm", version="1.0")]


def test_folders_without_a_listed_file_are_named(tmp_path: Path) -> None:
    layouts = made(tmp_path)
    assert incomplete_folders(layouts) == []
    (tmp_path / FILES[1]).unlink()
    assert incomplete_folders(layouts) == [f"{OWN}/figures"]
    (tmp_path / FILES[2]).unlink()
    assert incomplete_folders(layouts) == [f"{OWN}/figures", f"{OWN}/tables"]
    (tmp_path / FILES[2]).parent.rmdir()
    assert incomplete_folders(layouts) == [f"{OWN}/figures"]


def test_a_manifest_says_nothing_of_files_elsewhere(tmp_path: Path) -> None:
    others = ["reports/oak/gone.html", "results/elm/1.0/figures/gone.svg", "../figures/gone.svg"]
    assert incomplete_folders(made(tmp_path, [*FILES, *others])) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"result": [{}]}', '{"result": [1]}'])
def test_a_manifest_that_cannot_be_read_says_nothing(text: str, tmp_path: Path) -> None:
    layouts = made(tmp_path)
    (tmp_path / FILES[0]).unlink()
    (tmp_path / OWN / "manifest.json").write_text(text, encoding="utf-8")
    assert incomplete_folders(layouts) == []


def test_snakemake_is_told_to_make_them_again() -> None:
    words = command([], ["results/oak/1.0/figures"])
    at = words.index("--forcerun")
    assert words[at + 1] == "results/oak/1.0/figures"
    assert words[at + 2].startswith("--")
    assert "--forcerun" not in command([], [])
