"""docs/tutorial.md, executed: its commands run in order and say what stands beneath them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PARTS = ("config", "data", "docs", "src", "workflow", "Snakefile", "environment.yml",
         "pyproject.toml", "requirements.txt")  # fmt: skip

pytestmark = pytest.mark.slow


def blocks() -> list[tuple[str, str]]:
    text = (PROJECT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    return re.findall(r"```(sh|text)\n(.*?)```", text, flags=re.DOTALL)


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    root = tmp_path / "project"
    for name in PARTS:
        if (PROJECT / name).is_dir():
            skipped = shutil.ignore_patterns("__pycache__")
            shutil.copytree(PROJECT / name, root / name, ignore=skipped)
        else:
            shutil.copy(PROJECT / name, root / name)
    (root / ".venv").symlink_to(sys.prefix)
    environment = {**os.environ, "PYTHONPATH": "src"}
    said, compared = "", 0
    for kind, text in blocks():
        if kind == "text":
            assert said == text
            compared += 1
            continue
        done = subprocess.run(
            ["bash", "-c", f". .venv/bin/activate\n{text}"], cwd=root, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600, check=False,
        )  # fmt: skip
        said = done.stdout.rstrip("\n") + "\n"
        faults_expected = "check" in text and "errors of" in said
        assert done.returncode == 0 or faults_expected, said
    assert compared == 4
    report = (root / "reports" / "mytrial" / "0.1" / "report.html").read_text(encoding="utf-8")
    assert "trial.xlsx [Jobs]" in report
    assert "SYNTHETIC" in report
