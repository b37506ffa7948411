"""The reference of every key of plan and config, in plain English: config/README.md."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ipsanalysis.plan import evidence_rules
from ipsanalysis.plan.allowed import Node, Schema, schema_of
from ipsanalysis.plan.base import NAME
from ipsanalysis.plan.config import Config
from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.load import RULES
from ipsanalysis.plan.study import Plan

_INTRODUCTION = """\
# Configuration: every key explained

This file is generated from the models in `src/ipsanalysis/plan` by `make docs`; edits here are \
lost.

## How plan, dictionary and config fit together

- **`config/config.yaml`** lists the studies and meta-analyses to run.
- **`config/studies/<study>.yaml`** is the statistical analysis plan of one study as data: arms, \
outcomes, estimands, methods. What is analysed, and every label in tables and figures, stands \
there and nowhere else.
- **`data/raw/<study>/datapackage.json`** is the dictionary of the files as received. It says \
which column is the arm, which are covariates and which hold the outcome, and turns the files \
into tables with fixed names, whatever the files were called and however they were written:

| table | a row is | holds |
|---|---|---|
| `participants` | a person randomised | arm, date of randomisation, covariates |
| `follow_up` | a person | until when observed, and why that ended |
| `person_periods` | a person and period | columns of yes or no from a diary or register |
| `job_spells` | a person, job and stretch of time | days, kind of work, hours, pay, industry |
| `assessments` | a person, visit and item | an answer or a score |
| `contacts` | a contact of a person | day, kind, minutes |
| `reviews` | an item of a review of fidelity | the score of a site or team |

- **`config/evidence/<id>.yaml`** is the plan of a meta-analysis. Its files are published figures \
of trials, described in the last part of this page.

The plan meets the dictionary where both use the same words:

| in the plan | in the dictionary |
|---|---|
| ids of `arms` and `covariates` | the columns of `participants`; values of `levels` are those in \
the data |
| ids of `intercurrent_events` | the reasons in `follow_up` why observation ended |
| `source.column` | a column of `person_periods` |
| `source.kinds` | the kinds of work in `job_spells` |
| ids of `industries` | the industries in `job_spells` |
| ids of `visits`, `source.visit` | the visits in `assessments` |
| `source.instrument`, `source.item` | the instruments and items in `assessments` |
| `yes` and `above` of an answer | the values in the data |
| `received: contact` of an arm | the table `contacts` |

## Where outcomes come from

Every outcome but an intercurrent event has a `source`: a column of a diary or register \
(`person_periods`), days in jobs of stated kinds (`job_spells`), or one item of an instrument at \
one of the plan's `visits` (`assessments`). The plan decides which kinds of work count and within \
which time; the same data give other outcomes by another plan, without a change of the data.

## Studies with dates, and studies with periods

When the files hold dates, `follow_up.months` says so, and how a month is counted. People are then \
followed in days since the day of randomisation, which is day 0: follow-up is day 1 to the last \
day of the last month of that person. The plan's unit is month: `at: 12` and `within: 12` are \
months, and month 12 of two people may end after another number of days. Only the time to the \
first job by date runs in days, so `restricted_to` and `landmarks` of such an outcome are days, at \
most the fewest that follow-up holds for anyone (365 for 12 months).

Without `follow_up.months` the files hold periods (weeks of a diary, months of a register) or \
answers, and every time is in the plan's unit. Job spells and contacts need dates.

A visit is when people were asked or tested. Its `at` is when it was due; it may lie after the \
end of follow-up, since an answer needs no follow-up in between.

A plan never holds code. Names are names, numbers are numbers, and text is printed as it stands. \
Before anything runs the plan is checked as a whole, and every problem is listed at once: line, \
key, what was found, what is allowed, what to do. Editors that know the YAML language server \
complete keys and show these explanations while you type, through the first line of each file.

## How to write the files

- Keys are written as below. A key that is not listed is refused, so a misspelling cannot pass.
- *A name* below is lower-case letters, digits and `_`, beginning with a letter, at most 40 \
characters. Names tie the parts of a plan together; labels are what is printed.
- All keys are required unless the column *Required* says otherwise. A list may be empty (`[]`) \
where that is said. A key left out stands for none of what it names.
- Only `true` and `false` are true and false. `yes` and `no` are text. Put text in quotes when it \
looks like a number (`"1.0"`), holds `: ` or begins with a sign such as `{`, `[`, `*`, `&` or `!`.
- Key paths in messages, and the column `plan_key` of the results, count entries of a list from \
0: `employment.0` is the first comparison of `employment`.
- Files are UTF-8 text, indented with spaces. Anchors, aliases and tags are refused.
"""


def handbook(plans: list[Path], reviews: Sequence[Path] = ()) -> str:
    """Return the reference of every key as Markdown.

    Args:
        plans: The plans from which examples are taken: from the first that has one.
        reviews: The plans of meta-analyses, for the same.

    Returns:
        Text, ending in a newline.
    """
    plan, config = schema_of(Plan), schema_of(Config)
    contents = [read_document(path).content for path in plans]
    names = [f"`{path.name}`" for path in plans]
    studies = {"studies": [path.stem for path in (*plans, *reviews)]}
    parts = [
        _INTRODUCTION,
        "## config/config.yaml: which studies run\n",
        _table(config, config.root["properties"], config.root, [studies]),
        "## config/studies/&lt;study&gt;.yaml: the plan\n",
        f"Examples are from {', else '.join(names)}. Keys of the top level:\n",
        _table(plan, plan.root["properties"], plan.root, contents),
        *_sections(plan, contents),
        *_sources(plan, contents),
        "## Rules that join keys\n",
        "Beside the type of each value these are checked:\n",
        "- `study` is the name of the file.",
        *(f"- {' '.join(str(rule.__doc__).split())}" for rule in RULES),
        *_review(reviews),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _review(reviews: Sequence[Path]) -> Iterator[str]:
    """Yield the part on plans of meta-analyses."""
    review = schema_of(EvidencePlan)
    contents = [read_document(path).content for path in reviews]
    yield "\n## config/evidence/&lt;id&gt;.yaml: the plan of a meta-analysis\n"
    yield (
        "It says which rows of the files in `data/raw/<data>` are pooled, and how the pooled "
        "effect is taken apart. Keys of the top level:\n"
    )
    yield _table(review, review.root["properties"], review.root, contents)
    yield from _sections(review, contents)
    yield "### Rules that join keys of a meta-analysis\n"
    yield "- `study` is the name of the file."
    yield from (f"- {' '.join(str(rule.__doc__).split())}" for rule in evidence_rules.RULES)


def _sections(plan: Schema, contents: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a section for each part of the plan; lists of one kind of entry share theirs."""
    sharing: dict[str, list[str]] = {}
    for key, node in plan.root["properties"].items():
        sharing.setdefault(str(_entry(plan, node).get("description", key)), []).append(key)
    for keys in sharing.values():
        node = plan.root["properties"][keys[0]]
        entry = _entry(plan, node)
        examples = [
            item for content in contents for key in keys for item in _items(content.get(key))
        ]
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
        inner = _entry(plan, node)
        if "properties" in inner and not _tables(plan, node):
            yield f"#### `{name}` of `{key}`\n"
            yield f"{inner['description']}\n"
            yield _table(
                plan,
                inner["properties"],
                inner,
                [part for item in examples for part in _items(item.get(name))],
            )


def _sources(plan: Schema, contents: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the keys of a `source`, for each table it may name."""
    yield "### `source`\n"
    yield "Where an outcome or a state comes from. `table` says which other keys there are.\n"
    found = [source for content in contents for source in _found(content, "source")]
    for node in plan.definitions.values():
        for table in _tables(plan, node):
            examples = [source for source in found if source.get("table") == table]
            yield f"#### `source` with the table `{table}`\n"
            yield f"{node['description']}\n"
            yield _table(plan, node["properties"], node, examples)


def _found(content: Any, key: str) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Yield every mapping that stands under a key, anywhere in a plan."""
    for name, inner in content.items() if isinstance(content, dict) else enumerate(content):
        if name == key and isinstance(inner, dict):
            yield inner
        elif isinstance(inner, dict | list):
            yield from _found(inner, key)


def _tables(schema: Schema, node: Node) -> list[str]:
    """Return the tables that a source may name; none for what is no source."""
    node = schema.resolved(node)
    if schema.tag(node) == "table":
        return schema.choices(node)
    table = node.get("properties", {}).get("table")
    return schema.choices(table) if table else []


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
    if _tables(schema, node):
        return f"keys, below, with table: {', '.join(_tables(schema, node))}"
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
    """Return the first value of a key that fits into its cell."""
    values = [item[key] for item in examples if item.get(key) not in (None, [], {}, "")]
    short = (text for text in map(_flow, values) if len(text) <= 60)
    text = next(short, None)
    return f"`{text}`" if text else ""


def _flow(value: Any) -> str:  # noqa: ANN401
    """Return a value on one line, as it may stand in a plan."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
