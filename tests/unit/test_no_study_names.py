"""No name of a study, arm, outcome, event, covariate, instrument or raw column is in the program.

A new trial is a new plan and dictionary, not new code. Names are looked for in text (in Python,
string constants; elsewhere, every line), because a Python variable may be called `age` without
meaning a column.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ipsanalysis.evidence.columns import TABLES
from ipsanalysis.evidence.dictionary import EvidencePackage
from ipsanalysis.layout import CANONICAL_TABLES
from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.dictionary import Package
from ipsanalysis.rows import COLUMNS
from ipsanalysis.simulate.description import Description
from ipsanalysis.statistics import STATISTICS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ipsanalysis"
LEFT_OUT = (SOURCE / "begin" / "template", SOURCE / "begin" / "example.py")
"""The example that a new study begins with: a made-up trial of our own, with names of its own."""

OURS = {
    "difference": "a contrast of arms, in names of our own",
    "printed.csv": "the example of a command's help",
    "process": "a process of the system, in the lock's file",
}
ENGLISH = {
    "age", "aid", "availability", "belief", "benefit", "benefits", "black", "building",
    "certificate", "deceased", "disabled", "dropout", "earnings", "employed", "gender", "health",
    "hispanic", "hospitality", "housing", "interdisciplinary", "intensity", "interview", "life",
    "married", "questionnaires", "quicker", "race", "register", "residence", "retail",
    "satisfied", "schooling", "severity", "time", "transport", "treat", "useful", "worked",
}  # fmt: skip
"""Names that are words of sentences too: they are looked for as whole text only."""


def inside(content: Any, key: str) -> Iterator[Any]:
    """Return what stands under a key, at whatever depth."""
    if isinstance(content, dict):
        if key in content:
            yield content[key]
        content = list(content.values())
    if isinstance(content, list):
        for item in content:
            yield from inside(item, key)


def plan_names(content: dict[str, Any]) -> Iterator[str]:
    yield content["study"]
    yield from inside(content, "id")
    yield from content.get("industries", {})
    for source in inside(content, "source"):
        if isinstance(source, dict):
            yield from (source[key] for key in ("column", "instrument", "item") if key in source)


def raw_names(content: dict[str, Any]) -> Iterator[str]:
    for resource in content["resources"]:
        yield from (resource["name"], resource["path"], Path(resource["path"]).stem)
        yield from (field["name"] for field in resource["schema"]["fields"])
        canonical = resource.get("canonical", {})  # meta-analyses have none
        yield from inside(canonical, "pattern")
        yield from inside(canonical, "instrument")
        for items in inside(canonical, "items"):
            yield from items
        yield from canonical.get("person_periods", {})


def review_names(content: dict[str, Any]) -> Iterator[str]:
    yield content["study"]
    yield from (pool["id"] for key in ("pools", "printed_pools") for pool in content[key])
    for key in ("outcome_classes", "regions", "population_groups", "comparator_groups"):
        yield from content[key]
    folder = ROOT / "data" / "raw" / content["data"]
    resources = json.loads((folder / "datapackage.json").read_text())["resources"]
    path = next(item["path"] for item in resources if item["holds"] == "comparisons")
    frame = pd.read_csv(folder / path, dtype=str)
    for name in ("trial_id", "row_id", "country"):  # authors are cited
        yield from frame[name].unique()


def study_names() -> set[str]:
    names: set[str] = set()
    for path in (ROOT / "config" / "studies").glob("*.yaml"):
        names |= set(plan_names(read_document(path).content))
    for path in (ROOT / "config" / "evidence").glob("*.yaml"):
        names |= set(review_names(read_document(path).content))
    for path in (ROOT / "data" / "raw").glob("*/datapackage.json"):
        names |= set(raw_names(json.loads(path.read_text(encoding="utf-8"))))
    return {name for name in names if isinstance(name, str)}


def schema_words(schema: dict[str, Any]) -> Iterator[str]:
    """Return the keys and the literal values of a JSON Schema, and no text that explains them."""
    parts = [schema]
    while parts:
        part = parts.pop()
        named = [*part.get("properties", {}).items(), *part.get("$defs", {}).items()]
        yield from part.get("properties", {})
        yield from (str(value) for value in [*part.get("enum", []), part.get("const", "")])
        below = [inner for _, inner in named]
        below += [part.get("items"), part.get("additionalProperties")]
        below += [inner for key in ("anyOf", "oneOf", "allOf") for inner in part.get(key, [])]
        parts += [inner for inner in below if isinstance(inner, dict)]


def own_words() -> set[str]:
    """Return the words of our models and tables: no names, even where a study has them."""
    words = {*CANONICAL_TABLES, *COLUMNS, *STATISTICS, *TABLES}
    for columns in TABLES.values():
        words |= set(columns)  # of the files of a meta-analysis: fixed by us
    for model in (Plan, Package, Description, EvidencePlan, EvidencePackage):
        words |= set(schema_words(model.model_json_schema(by_alias=True)))
    return words


NAMES = study_names()
SINGLE_LETTERS = {name for name in NAMES if len(name) == 1}  # an axis is called "y" too
FORBIDDEN = NAMES - own_words() - set(OURS) - SINGLE_LETTERS
DISTINCTIVE = sorted(FORBIDDEN - ENGLISH, key=len, reverse=True)
WORDS = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, DISTINCTIVE))})(?!\w)")


def texts(path: Path) -> Iterator[tuple[int, str]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(source.splitlines(), start=1)
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def names_in(text: str) -> set[str]:
    return set(WORDS.findall(text)) | {text.strip()} & FORBIDDEN & ENGLISH


def program() -> list[Path]:
    files = [ROOT / "Snakefile"]
    for folder in ("src", "workflow"):
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    suffixes = {".py", ".smk", ".rst", ".html", ".css", ".j2", ".json", ".txt", ""}
    return sorted(
        path
        for path in files
        if path.suffix in suffixes and not any(path.is_relative_to(left) for left in LEFT_OUT)
    )


def test_names_are_found_at_all() -> None:
    assert len(FORBIDDEN) > 20
    assert program()
    assert names_in("a table of employed_week_52 by arm") == {"employed_week_52"}
    assert names_in("the re78 of rossi.csv") == {"re78", "rossi.csv"}
    assert names_in("age") == {"age"}
    assert not names_in("the age of a lock")


def test_our_own_words_are_not_forbidden() -> None:
    assert not FORBIDDEN & {
        "first_job",
        "person",
        "arm",
        "column",
        "competitive",
        "risk_difference",
    }


@pytest.mark.parametrize("path", program(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_name_of_a_study_stands_in_the_program(path: Path) -> None:
    found = [(line, name) for line, text in texts(path) for name in sorted(names_in(text))]
    assert not found, f"{path.relative_to(ROOT)}: names of a study, at lines {found}"
