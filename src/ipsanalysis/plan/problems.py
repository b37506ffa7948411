"""Every problem of a document held to its model, each in one plain line."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from ipsanalysis.errors import nearest
from ipsanalysis.plan.document import Document, KeyPath


def model_problems(model: type[BaseModel], error: ValidationError, document: Document) -> list[str]:
    """Return one line for each way in which a document breaks its model.

    Args:
        model: The model the document was held to.
        error: What pydantic found.
        document: The document, for the lines of its keys.

    Returns:
        Lines such as `line 7, seed: found "x"; allowed: a whole number.`
    """
    return [_one(model, dict(item), document) for item in error.errors(include_url=False)]


def _one(model: type[BaseModel], item: Mapping[str, Any], document: Document) -> str:
    location = _real_path(item["loc"], document.content)
    where = f"{place(location, document)}: "
    kind, found, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "extra_forbidden":
        allowed = _sibling_keys(model, item["loc"])
        hint = nearest(str(location[-1]), allowed)
        return f"{where}this key is not known. Allowed here: {_list(allowed)}.{hint}"
    if kind == "missing":
        return f"{where}this key is missing. Add it; config/README.md says what it holds."
    if kind in ("literal_error", "union_tag_invalid"):
        expected = str(context.get("expected") or context.get("expected_tags"))
        hint = nearest(_shown(found), expected.replace("'", "").replace(" or ", ", ").split(", "))
        if kind == "union_tag_invalid":
            where = f"{place((*location, 'kind'), document)}: "
            found = context.get("tag")
        return f"{where}found {_quoted(found)}; allowed: {expected}.{hint}"
    if kind == "union_tag_not_found":
        return f"{where}the key kind is missing. It says how the outcome is derived."
    return f"{where}found {_quoted(found)}; allowed: {_allowed(kind, context, item['msg'])}."


def place(path: KeyPath, document: Document) -> str:
    """Return the line and key path of a place in a document, for a message."""
    known = path
    while known and known not in document.lines:
        known = known[:-1]
    line = document.lines.get(known, 1)
    return f"line {line}, {'.'.join(map(str, path)) or 'the file'}"


def _real_path(location: tuple[str | int, ...], content: Any) -> KeyPath:  # noqa: ANN401
    """Drop from pydantic's path the names of union members, which the file does not have."""
    path: list[str | int] = []
    for position, part in enumerate(location):
        last = position == len(location) - 1
        if isinstance(content, Mapping) and (part in content or last):
            path.append(part)
            content = content.get(part)
        elif isinstance(content, list) and isinstance(part, int) and part < len(content):
            path.append(part)
            content = content[part]
        elif last and not isinstance(content, Mapping | list) and part not in path and not path:
            path.append(part)
    return tuple(path)


def _sibling_keys(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    schema = model.model_json_schema()
    definitions, node = schema.get("$defs", {}), schema
    for part in location[:-1]:
        node = _step(node, part, definitions)
    return list(_resolve(node, definitions).get("properties", {}))


def _step(node: dict[str, Any], part: str | int, definitions: dict[str, Any]) -> dict[str, Any]:
    node = _resolve(node, definitions)
    if isinstance(part, int):
        return dict(node.get("items", {}))
    if part in node.get("properties", {}):
        return dict(node["properties"][part])
    mapping = node.get("discriminator", {}).get("mapping", {})
    if part in mapping:
        return {"$ref": mapping[part]}
    return dict(node.get("additionalProperties") or {})


def _resolve(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" in node:
        node = next((option for option in node["anyOf"] if option.get("type") != "null"), node)
    while "$ref" in node:
        node = definitions[node["$ref"].rsplit("/", 1)[-1]]
    return node


def _allowed(kind: str, context: Mapping[str, Any], message: str) -> str:
    words = {
        "int_type": "a whole number",
        "int_from_float": "a whole number",
        "float_type": "a number",
        "string_type": "text (put it in quotes if it looks like a number or yes/no)",
        "bool_type": "true or false",
        "list_type": "a list, [] when empty",
        "dict_type": "keys with values, {} when empty",
        "model_type": "keys with values",
        "model_attributes_type": "keys with values",
        "string_pattern_mismatch": f"text that fits {context.get('pattern')}",
        "greater_than_equal": f"{context.get('ge')} or more",
        "greater_than": f"more than {context.get('gt')}",
        "less_than_equal": f"{context.get('le')} or less",
        "less_than": f"less than {context.get('lt')}",
        "too_short": f"at least {context.get('min_length')} entries",
        "too_long": f"at most {context.get('max_length')} entries",
        "string_too_short": "text that is not empty",
        "string_too_long": f"at most {context.get('max_length')} characters",
        "finite_number": "a finite number",
    }
    return words.get(kind, message)


def _shown(value: Any) -> str:  # noqa: ANN401
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


def _quoted(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "keys with values"
    if isinstance(value, list):
        return "a list"
    return f'"{_shown(value)}"'


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
