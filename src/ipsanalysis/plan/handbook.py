"""The reference of every key of plan and config, in plain English: config/README.md."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ipsanalysis.plan.allowed import Node, Schema, schema_of
from ipsanalysis.plan.base import NAME
from ipsanalysis.plan.config import Config
from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.load import RULES
from ipsanalysis.plan.study import Plan

_INTRODUCTION = """\
# Configuration: every key explained

This file is generated from the models in `src/ipsanalysis/plan` by `make docs`; edits here are \
lost.

## How plan, dictionary and config fit together

- **`config/config.yaml`** lists the studies to run.
- **`config/studies/<study>.yaml`** is the statistical analysis plan of one study as data: arms, \
outcomes, estimands, methods. What is analysed, and every label in tables and figures, stands \
there and nowhere else.
- **`data/raw/<study>/datapackage.json`** is the dictionary of the files as received. It says \
which column is the arm, which are covariates and which hold the outcome, and turns the files \
into tables with fixed names: `participants`, `follow_up` and `person_periods`.

The plan meets the dictionary in four places: the ids of arms and covariates, the ids of \
intercurrent events (the reasons in `follow_up` why observation ended), the values in the data \
that `levels` lists, and `source.column`, a column of `person_periods`.

A plan never holds code. Names are names, numbers are numbers, and text is printed as it stands. \
Before anything runs the plan is checked as a whole, and every problem is listed at once: line, \
key, what was found, what is allowed, what to do. Editors that know the YAML language server \
complete keys and show these explanations while you type, through the first line of each file.

## How to write the files

- Keys are written as below. A key that is not listed is refused, so a misspelling cannot pass.
- *A name* below is lower-case letters, digits and `_`, beginning with a letter, at most 40 \
characters. Names tie the parts of a plan together; labels are what is printed.
- All keys are required unless the column *Required* says otherwise. A list may be empty (`[]`) \
where that is said; nothing has a hidden default.
- Only `true` and `false` are true and false. `yes` and `no` are text. Put text in quotes when it \
looks like a number (`"1.0"`), holds `: ` or begins with a sign such as `{`, `[`, `*`, `&` or `!`.
- Key paths in messages, and the column `plan_key` of the results, count entries of a list from \
0: `employment.0` is the first comparison of `employment`.
- Files are UTF-8 text, indented with spaces. Anchors, aliases and tags are refused.
"""


def handbook(example: Path) -> str:
    """Return the reference of every key as Markdown.

    Args:
        example: The plan from which examples are taken.

    Returns:
        Text, ending in a newline.
    """
    plan, config = schema_of(Plan), schema_of(Config)
    content = read_document(example).content
    parts = [
        _INTRODUCTION,
        "## config/config.yaml: which studies run\n",
        _table(config, config.root["properties"], config.root, [{"studies": [example.stem]}]),
        "## config/studies/&lt;study&gt;.yaml: the plan\n",
        f"Examples are from `{example.name}`. Keys of the top level:\n",
        _table(plan, plan.root["properties"], plan.root, [content]),
        *_sections(plan, content),
        "## Rules that join keys\n",
        "Beside the type of each value these are checked:\n",
        "- `study` is the name of the file.",
        *(f"- {' '.join(str(rule.__doc__).split())}" for rule in RULES),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _sections(plan: Schema, content: dict[str, Any]) -> Iterator[str]:
    """Yield a section for each part of the plan; lists of one kind of entry share theirs."""
    sharing: dict[str, list[str]] = {}
    for key, node in plan.root["properties"].items():
        sharing.setdefault(str(_entry(plan, node).get("description", key)), []).append(key)
    for keys in sharing.values():
        node = plan.root["properties"][keys[0]]
        entry = _entry(plan, node)
        examples = [item for key in keys for item in _items(content[key])]
        heading = f"### {' and '.join(f'`{key}`' for key in keys)}\n"
        if "discriminator" in entry:
            yield heading
            yield f"{node['description']} Keys of every entry:\n"
            yield from _kinds(plan, entry, keys[0], examples)
        elif "properties" in entry:
            yield heading
            yield f"{entry['description']}\n"
            yield _table(plan, entry["properties"], entry, examples)
            yield from _inner(plan, entry["properties"], keys[0], examples)


def _kinds(plan: Schema, entry: Node, key: str, examples: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the keys that entries of every kind have, then those of each kind."""
    nodes = {
        kind: plan.resolved({"$ref": reference})
        for kind, reference in entry["discriminator"]["mapping"].items()
    }
    first = next(iter(nodes.values()))
    shared = {
        name: node
        for name, node in first["properties"].items()
        if name != "kind" and all(name in other["properties"] for other in nodes.values())
    }
    kind = {"kind": {"enum": list(nodes), "description": "What is derived; see below."}}
    yield _table(plan, kind | shared, first, examples)
    own: dict[str, Node] = {}
    for name, node in nodes.items():
        rest = {k: v for k, v in node["properties"].items() if k != "kind" and k not in shared}
        own |= rest
        yield f"#### `{key}` of the kind `{name}`\n"
        yield f"{node['description']} Further keys:\n"
        yield _table(plan, rest, node, [item for item in examples if item.get("kind") == name])
    yield from _inner(plan, own, key, examples)


def _inner(
    plan: Schema, nodes: dict[str, Node], key: str, examples: list[dict[str, Any]]
) -> Iterator[str]:
    for name, node in nodes.items():
        inner = plan.resolved(node)
        if "properties" in inner:
            yield f"#### `{name}` of `{key}`\n"
            yield f"{inner['description']}\n"
            yield _table(
                plan,
                inner["properties"],
                inner,
                [item[name] for item in examples if item.get(name)],
            )


def _table(
    schema: Schema, nodes: dict[str, Node], parent: Node, examples: list[dict[str, Any]]
) -> str:
    required = parent.get("required", [])
    rows = ["| Key | Allowed | Required | Meaning | Example |", "|---|---|---|---|---|"]
    for key, child in nodes.items():
        meaning = child.get("description") or schema.resolved(child).get("description", "")
        cells = [
            f"`{key}`",
            _allowed(schema, child),
            "yes" if key in required else "no",
            str(meaning),
            _example(key, examples),
        ]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def _allowed(schema: Schema, node: Node) -> str:
    null = "null, or " if {"type": "null"} in node.get("anyOf", []) else ""
    entry = _entry(schema, node)
    if "properties" in entry or "discriminator" in entry:
        listed = schema.resolved(node).get("type") == "array"
        return null + ("a list of entries, below" if listed else "keys, below")
    return schema.words(node).replace(NAME, "a name")


def _entry(schema: Schema, node: Node) -> Node:
    node = schema.resolved(node)
    return schema.resolved(node["items"]) if "items" in node else node


def _items(content: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    items = content if isinstance(content, list) else [content]
    return [item for item in items if isinstance(item, dict)]


def _example(key: str, examples: list[dict[str, Any]]) -> str:
    values = [item[key] for item in examples if item.get(key) not in (None, [], {})]
    value = values[0] if values else None
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list) and all(isinstance(item, str | int) for item in value):
        value = f"[{', '.join(map(str, value))}]"
    if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        value = "{" + ", ".join(f"{name}: {item}" for name, item in value.items()) + "}"
    if value is None or isinstance(value, list | dict) or len(str(value)) > 60:
        return ""
    return f"`{value}`"
