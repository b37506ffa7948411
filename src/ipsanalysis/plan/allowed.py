"""What may stand at a place of a document, in plain words, read from its JSON Schema."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import BaseModel

from ipsanalysis.plan.base import PATTERNS

Node = dict[str, Any]


@cache
def schema_of(model: type[BaseModel]) -> "Schema":
    """Return the schema of a model, generated once."""
    return Schema(model)


class Schema:
    """The JSON Schema of a model, to walk in and to put in words."""

    def __init__(self, model: type[BaseModel]) -> None:
        """Generate the schema of a model."""
        self.root: Node = model.model_json_schema()
        self.definitions: dict[str, Node] = self.root.get("$defs", {})

    def at(self, location: Iterable[str | int]) -> Node:
        """Return the node at a place, as pydantic names places; empty when there is none."""
        node = self.root
        for part in location:
            node = self._step(self.resolved(node), part)
        return node

    def keys(self, node: Node) -> list[str]:
        """Return the keys that may stand in a node."""
        return list(self.resolved(node).get("properties", {}))

    def resolved(self, node: Node) -> Node:
        """Follow references, and of `x or null` take x."""
        if "anyOf" in node:
            node = next(option for option in node["anyOf"] if option.get("type") != "null")
        while "$ref" in node:
            node = self.definitions[node["$ref"].rsplit("/", 1)[-1]]
        return node

    def choices(self, node: Node) -> list[str]:
        """Return the words among which a node lets one choose."""
        node = self.resolved(node)
        if "discriminator" in node:
            return list(node["discriminator"]["mapping"])
        words = node.get("enum", [node["const"]] if "const" in node else [])
        return [word if isinstance(word, str) else json.dumps(word) for word in words]

    def tag(self, node: Node) -> str:
        """Return the key that says which of several kinds an entry is; empty without one."""
        return str(self.resolved(node).get("discriminator", {}).get("propertyName", ""))

    def words(self, node: Node) -> str:
        """Say what a node may hold."""
        null = "null, or " if {"type": "null"} in node.get("anyOf", []) else ""
        return null + self._words(self.resolved(node))

    def _words(self, node: Node) -> str:
        if self.choices(node):
            told = ", ".join(self.choices(node))
            return f"{self.tag(node)}: {told}" if self.tag(node) else told
        kind = node.get("type")
        if isinstance(kind, list):
            return " or ".join(dict.fromkeys(self._words({"type": one}) for one in kind))
        if kind == "array":
            return self._list(node)
        if kind == "object":
            return self._keys(node)
        if kind == "string":
            return _text(node)
        if kind in ("integer", "number"):
            return _number(node)
        return "true or false" if kind == "boolean" else "any value"

    def _list(self, node: Node) -> str:
        least, most = node.get("minItems", 0), node.get("maxItems")
        size = f" (at least {least})" if least else ""
        if most is not None:
            size = f" ({most})" if least == most else f" (at least {least}, at most {most})"
        items = self.resolved(node.get("items", {}))
        entries = "properties" in items or self.tag(items)
        what = f"entries with {self.words(items)}" if entries else self.words(items)
        return f"a list{size} of: {what}" + ("" if least else "; [] for none")

    def _keys(self, node: Node) -> str:
        if "properties" in node:
            return f"the keys {', '.join(node['properties'])}"
        named = node.get("patternProperties", {})
        value = next(iter(named.values()), node.get("additionalProperties", {}))
        return f"keys, each with {self.words(value)}; {{}} for none"

    def _step(self, node: Node, part: str | int) -> Node:
        if isinstance(part, int):
            return dict(node.get("items", {}))
        mapping = node.get("discriminator", {}).get("mapping", {})
        if part in mapping:
            return {"$ref": mapping[part]}
        if part in node.get("properties", {}):
            return dict(node["properties"][part])
        named = node.get("patternProperties", {})
        if part == "[key]":
            return {"type": "string", "pattern": next(iter(named), None)}
        return dict(next(iter(named.values()), None) or node.get("additionalProperties") or {})


def _text(node: Node) -> str:
    words = PATTERNS.get(str(node.get("pattern")), "text")
    return words + (f" of at most {node['maxLength']} characters" if "maxLength" in node else "")


def _number(node: Node) -> str:
    what = "a whole number" if node.get("type") == "integer" else "a number"
    if "exclusiveMinimum" in node:
        above = f"{what} above {node['exclusiveMinimum']:g}"
        below = f" and below {node['exclusiveMaximum']:g}" if "exclusiveMaximum" in node else ""
        return above + (f" and at most {node['maximum']:g}" if "maximum" in node else below)
    if "maximum" in node:
        return f"{what} from {node['minimum']} to {node['maximum']}"
    return f"{what} of {node['minimum']} or more" if "minimum" in node else what
