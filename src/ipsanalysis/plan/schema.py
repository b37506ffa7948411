"""JSON Schemas and the reference of every key, generated from the models of plan and config.

`python -m ipsanalysis.plan.schema`, from the project's folder, writes them anew.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ipsanalysis.files import write_text
from ipsanalysis.plan.config import Config, load_config
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.handbook import handbook
from ipsanalysis.plan.study import Plan


def json_schema(model: type[BaseModel], title: str) -> str:
    """Return the JSON Schema of a model as text, for editors to complete and check from.

    Args:
        model: The model.
        title: What the schema is of.

    Returns:
        JSON, ending in a newline.
    """
    schema = _tidy(model.model_json_schema())
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return json.dumps({**head, **schema}, indent=2, ensure_ascii=False) + "\n"


def _tidy(node: Any, *, named: bool = False) -> Any:  # noqa: ANN401
    """Drop pydantic's titles, and refuse keys that fit no pattern; `named`: keys are names."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    tidy = {
        key: _tidy(value, named=key in ("properties", "$defs"))
        for key, value in node.items()
        if named or key != "title"
    }
    if "patternProperties" in tidy and not named:
        tidy["additionalProperties"] = False
    return tidy


def generated(root: Path) -> dict[Path, str]:
    """Return every generated file of the plan's documentation.

    Args:
        root: The project's folder; its studies give the examples, the first before the others.

    Returns:
        Path: text.
    """
    config = root / "config"
    studies = load_config(config / "config.yaml").studies
    plans = [config / "studies" / f"{study}.yaml" for study in studies]
    reviews = sorted((config / "evidence").glob("[!.]*.yaml"))
    schema, there = config / "schema", Path.is_file
    return {
        schema / "study.schema.json": json_schema(Plan, "Analysis plan of a study"),
        schema / "evidence.schema.json": json_schema(EvidencePlan, "Plan of a meta-analysis"),
        schema / "config.schema.json": json_schema(Config, "Studies to run"),
        config / "README.md": handbook([*filter(there, plans)], reviews),
    }


if __name__ == "__main__":
    for file, text in generated(Path()).items():
        write_text(file, text)
