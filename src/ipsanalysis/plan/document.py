"""Reading YAML as plain data: no tags, no aliases, no key twice, and the line of each key known."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ipsanalysis.errors import UserError

LARGEST_FILE = 1_000_000
KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A YAML file as plain data, with the line on which each key stands.

    Attributes:
        content: The data: mappings, lists, text, numbers, booleans and nulls.
        lines: Key path: line, counted from 1.
        problems: Keys written twice, one message each.
    """

    content: Any
    lines: dict[KeyPath, int]
    problems: list[str]


class _Loader(yaml.SafeLoader):
    """The safe loader without aliases; dates stay text."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.composer.ComposerError(
                None, None, "found an alias (*name); write the value out instead", mark
            )
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_document(path: Path) -> Document:
    """Read a YAML file as plain data.

    Args:
        path: The file.

    Returns:
        Its content, the line of each key, and keys written twice.

    Raises:
        UserError: If the file is absent, too large, not UTF-8 or not YAML.
    """
    loader = _Loader(_text(path))
    try:
        node = loader.get_single_node()
        content = loader.construct_document(node) if node is not None else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UserError(_syntax_message(path, error)) from None
    finally:
        loader.dispose()
    lines: dict[KeyPath, int] = {}
    problems: list[str] = []
    if node is not None:
        _walk(node, (), lines, problems)
    return Document(content=content, lines=lines, problems=problems)


def _text(path: Path) -> str:
    if not path.is_file():
        raise UserError(f"{path}: there is no such file. Check the name of the study.")
    data = path.read_bytes()
    if len(data) > LARGEST_FILE:
        raise UserError(
            f"{path}: {len(data)} bytes; a file of this kind has at most {LARGEST_FILE}."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UserError(f"{path}, line {line}: not UTF-8 text. Save the file as UTF-8.") from None
    if "\x00" in text:
        raise UserError(
            f"{path}: holds NUL bytes, so it is not a text file. Restore it from a copy."
        )
    return text


def _syntax_message(path: Path, error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        problem = (error.problem or "not YAML").replace("'", '"')
        return f"{path}, line {error.problem_mark.line + 1}: {problem}. Mend the line."
    return f"{path}: not YAML: {str(error).splitlines()[0]}."


def _walk(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int], problems: list[str]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*path, index), lines, problems)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                where = ".".join(str(part) for part in (*path, name))
                line = key.start_mark.line + 1
                problems.append(f"line {line}, {where}: found twice; allowed once. Remove one.")
            seen.add(name)
            lines[(*path, name)] = key.start_mark.line + 1
            _walk(value, (*path, name), lines, problems)
