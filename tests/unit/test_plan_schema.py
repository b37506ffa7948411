"""The generated schemas and reference of keys are up to date and refuse what the models refuse."""

import json
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from ipsanalysis.plan.allowed import Schema
from ipsanalysis.plan.config import Config
from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.load import RULES
from ipsanalysis.plan.schema import generated
from ipsanalysis.plan.study import Plan

ROOT = Path(__file__).parents[2]
GENERATED = generated(ROOT)
NAMES = sorted(str(path.relative_to(ROOT)) for path in GENERATED)


@pytest.mark.parametrize("name", NAMES)
def test_generated_file_is_up_to_date(name: str) -> None:
    found = (ROOT / name).read_text(encoding="utf-8")
    wanted = GENERATED[ROOT / name]
    difference = unified_diff(
        found.splitlines(), wanted.splitlines(), name, "generated anew", lineterm="", n=1
    )
    assert found == wanted, "Run `make docs`.\n" + "\n".join(difference)


def test_the_files_are_generated() -> None:
    assert NAMES == [
        "config/README.md",
        "config/schema/config.schema.json",
        "config/schema/evidence.schema.json",
        "config/schema/study.schema.json",
    ]


def nodes(node: Any) -> list[dict[str, Any]]:
    inner = list(node.values()) if isinstance(node, dict) else node
    found = [node] if isinstance(node, dict) else []
    return found + [n for child in inner if isinstance(child, dict | list) for n in nodes(child)]


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".json")])
def test_schema_refuses_unknown_keys_and_describes_every_key(name: str) -> None:
    schema = json.loads((ROOT / name).read_text(encoding="utf-8"))
    objects = [node for node in nodes(schema) if node.get("type") == "object"]
    assert objects
    for node in objects:
        assert node["additionalProperties"] is False or "properties" not in node
        assert "patternProperties" not in node or node["additionalProperties"] is False
        for key, child in node.get("properties", {}).items():
            assert child.get("description") or "$ref" in child, key


@pytest.mark.parametrize("model", [Plan, Config])
def test_every_key_has_its_row_in_the_reference(model: type[Plan] | type[Config]) -> None:
    text = GENERATED[ROOT / "config" / "README.md"]
    schema = Schema(model)
    for node in nodes(schema.root):
        for key in node.get("properties", {}) if node.get("type") == "object" else ():
            assert f"| `{key}` |" in text


def test_every_rule_is_in_the_reference() -> None:
    text = GENERATED[ROOT / "config" / "README.md"]
    for rule in RULES:
        assert " ".join(str(rule.__doc__).split()) in text


def test_shipped_plans_name_their_schema_on_the_first_line() -> None:
    plans = sorted((ROOT / "config" / "studies").glob("*.yaml"))
    assert plans
    for path in plans:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=../schema/study.schema.json"


def test_plain_values_follow_the_rules_editors_follow(tmp_path: Path) -> None:
    words = {
        "no": "no", "yes": "yes", "on": "on", "1:1": "1:1", "0123": "0123", "0o17": "0o17",
        "1_000": "1_000", "2020-01-01": "2020-01-01", "true": True, "False": False, "~": None,
        "null": None, "": None, "12": 12, "-3": -3, "+0": 0, "1.0": 1.0, "1e3": 1000.0, ".5": 0.5,
        ".inf": float("inf"), "-.INF": float("-inf"), "'12'": "12", '"true"': "true",
    }  # fmt: skip
    path = tmp_path / "words.yaml"
    path.write_text("\n".join(f"- {word}" for word in words), encoding="utf-8")
    read = read_document(path).content
    assert read == list(words.values())
    assert [type(value) for value in read] == [type(value) for value in words.values()]


def test_keys_are_text_as_written_and_their_lines_are_known(tmp_path: Path) -> None:
    path = tmp_path / "keys.yaml"
    path.write_text("no: 1\n2:\n  - true: x\n    1.0: y\n", encoding="utf-8")
    document = read_document(path)
    assert document.content == {"no": 1, "2": [{"true": "x", "1.0": "y"}]}
    assert document.lines[("2", 0, "1.0")] == 4
    assert document.problems == []
