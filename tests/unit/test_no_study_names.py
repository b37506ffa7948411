"""No name of a study, arm, outcome, event, covariate or raw column stands in the program.

A new trial is a new plan and dictionary, not new code. Names are looked for as text in quotes (in
Python, string constants and their words; in the workflow, whole words), because a Python variable
may be called `age` without meaning a column.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ipsanalysis.plan.document import read_document

ROOT = Path(__file__).parents[2]

ALLOWED = {
    "first_job": "a family of analyses, and the step and rule of that name",
    "employed": "the word of the question the package answers; used in sentences",
    "person": "column of the canonical tables",
    "arm": "column of the canonical tables",
    "week": "a unit of follow-up; used in sentences",
    "life": "an English word in sentences; the study's id as a word of its own is looked for",
    "aid": "an English word in sentences; looked for as a word of its own",
    "age": "an English word in sentences; looked for as a word of its own",
    "race": "an English word in sentences; looked for as a word of its own",
}
AS_WHOLE_TEXT_ONLY = {"life", "aid", "age", "race"}


def plan_names(content: dict[str, Any]) -> Iterator[str]:
    yield content["study"]
    for key in ("arms", "intercurrent_events", "analysis_sets", "covariates", "outcomes",
                "published_sources", "published"):  # fmt: skip
        yield from (item["id"] for item in content[key])
    yield from (item["source"]["column"] for item in content["outcomes"] if "source" in item)


def raw_names(content: dict[str, Any]) -> Iterator[str]:
    for resource in content.get("resources", []):
        yield resource["path"]
        yield from (field["name"] for field in resource["schema"]["fields"])


def study_names() -> set[str]:
    names: set[str] = set()
    for path in (ROOT / "config" / "studies").glob("*.yaml"):
        names |= set(plan_names(read_document(path).content))
    for path in (ROOT / "data" / "raw").glob("*/datapackage.json"):
        names |= set(raw_names(json.loads(path.read_text(encoding="utf-8"))))
    return names


NAMES = study_names()
FORBIDDEN = NAMES - set(ALLOWED) | AS_WHOLE_TEXT_ONLY


def texts(path: Path) -> Iterator[tuple[int, str]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(source.splitlines(), start=1)
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def names_in(text: str) -> set[str]:
    words = set(re.findall(r"[A-Za-z0-9_]+(?:\.csv)?", text))
    return (words & (FORBIDDEN - AS_WHOLE_TEXT_ONLY)) | ({text.strip()} & AS_WHOLE_TEXT_ONLY)


def program() -> list[Path]:
    files = [ROOT / "Snakefile"]
    for folder in ("src", "workflow"):
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    suffixes = {".py", ".smk", ".rst", ".html", ".css", ".j2", ".json", ".txt", ""}
    return sorted(path for path in files if path.suffix in suffixes)


def test_names_are_found_at_all() -> None:
    assert len(NAMES) > 20
    assert program()
    assert names_in("a table of employed_week_52 by arm") == {"employed_week_52"}
    assert names_in("age") == {"age"}
    assert not names_in("the age of a lock")


@pytest.mark.parametrize("path", program(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_name_of_a_study_stands_in_the_program(path: Path) -> None:
    found = [(line, name) for line, text in texts(path) for name in sorted(names_in(text))]
    assert not found, f"{path.relative_to(ROOT)}: names of a study, at lines {found}"
