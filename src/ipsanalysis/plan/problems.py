"""Every problem of a document held to its model, each in one plain line."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from ipsanalysis.errors import nearest
from ipsanalysis.plan.allowed import Schema, schema_of
from ipsanalysis.plan.base import SHOWN_BY_ITSELF
from ipsanalysis.plan.document import Document, KeyPath, plain_value

Location = tuple[str | int, ...]


def model_problems(model: type[BaseModel], error: ValidationError, document: Document) -> list[str]:
    """Return one line for each way in which a document breaks its model.

    Args:
        model: The model the document was held to.
        error: What pydantic found.
        document: The document, for the lines of its keys.

    Returns:
        Lines such as `line 7, seed: found "x"; allowed: a whole number from 0. Change it.`
    """
    schema = schema_of(model)
    items = error.errors(include_url=False, include_context=True)
    told = [_one(schema, item["type"], item["loc"], item["input"], document) for item in items]
    return list(dict.fromkeys(told))


def place(path: KeyPath, document: Document) -> str:
    """Return the line and key path of a place in a document, for a message."""
    known = path
    while known and known not in document.lines:
        known = known[:-1]
    keys = ".".join(shown(part) for part in path)
    return f"line {document.lines.get(known, 1)}, {keys or 'the file'}"


def shown(value: object) -> str:
    """Return a value on one line, shortened, without characters that cannot be printed."""
    text = str(value)
    text = text if len(text) <= 60 else text[:57] + "..."
    return "".join(sign if sign.isprintable() else f"<U+{ord(sign):04X}>" for sign in text)


def _one(schema: Schema, kind: str, location: Location, found: object, document: Document) -> str:
    path = _real_path(location, document.content)
    if kind.startswith("union_tag"):
        return _tag_problem(schema, location, found, path, document)
    where = place(path, document)
    if kind == "extra_forbidden":
        keys = schema.keys(schema.at(location[:-1]))
        name = shown(location[-1])
        told = f'found the key "{name}"; allowed here: {", ".join(keys)}.{nearest(name, keys)}'
        return f"{where}: {told} Rename or remove it."
    if location[-1:] == ("[key]",):
        found, location = location[-2], (*location[:-2], "[key]")
    node = schema.at(location)
    if kind == "missing":
        return f"{where}: found nothing; allowed: {schema.words(node)}. Add this key."
    told = f"found {quoted(found)}; allowed: {schema.words(node)}."
    advice = _advice(schema.choices(node), str(node.get("pattern", "")), kind, found)
    return f"{where}: {told}{advice}"


def _tag_problem(
    schema: Schema, location: Location, found: object, path: KeyPath, document: Document
) -> str:
    """Tell of a `kind` or `table`, the key that says which other keys there are."""
    choices, key = schema.choices(schema.at(location)), schema.tag(schema.at(location))
    if not isinstance(found, Mapping):
        told = f"found {quoted(found)}; allowed: {schema.words(schema.at(location))}. Mend it."
        return f"{place(path, document)}: {told}"
    hint = nearest(found[key], choices) if isinstance(found.get(key), str) else ""
    told = f"found {quoted(found.get(key))}; allowed: {', '.join(choices)}.{hint}"
    return f"{place((*path, key), document)}: {told} Write one of them."


def _advice(choices: list[str], pattern: str, kind: str, found: object) -> str:
    if choices and found in SHOWN_BY_ITSELF:
        return " Best and worst case are shown by themselves: write what the comparison assumes."
    if choices:
        hint = nearest(found, choices) if isinstance(found, str) else ""
        return f"{hint} Write one of them."
    if found is None:
        return " Give a value."
    if kind == "string_type" and isinstance(found, bool | int | float):
        word = str(found).lower()
        return f' Put it in quotes: "{word}".' if re.search(pattern, word) else " Mend it."
    if kind in ("int_type", "float_type") and isinstance(found, str):
        number = isinstance(plain_value(found), int | float)
        return " Remove the quotes." if number else " Write a number."
    if kind == "list_type":
        return f" Write it as a list: [{shown(found)}]." if isinstance(found, str) else " Mend it."
    return " Mend it."


def _real_path(location: Location, content: Any) -> KeyPath:  # noqa: ANN401
    """Drop from pydantic's path the kinds of outcomes, which are not keys of the file."""
    path: list[str | int] = []
    for position, part in enumerate(location):
        last = position == len(location) - 1
        if part == "[key]":
            break
        if isinstance(content, Mapping) and (part in content or last):
            path.append(part)
            content = content.get(part)
        elif isinstance(content, list) and isinstance(part, int):
            path.append(part)
            content = content[part]
    return tuple(path)


def quoted(value: object) -> str:
    """Return a value as a message shows it: text in quotes, other things by what they are."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {shown(value)}"
    if isinstance(value, Mapping):
        return "keys with values"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    return f'"{shown(value)}"'
